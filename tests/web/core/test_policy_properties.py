"""What holds of every label, owner, group and person, whichever they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.db.models import Model, QuerySet
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadhir.web.accounts.models import SharingGroup
from nadhir.web.accounts.services import organisation_record, sharing_group_record
from nadhir.web.core import policy
from nadhir.web.core.http import page_of
from nadhir.web.core.models import Entry, Tlp, new_id
from nadhir.web.core.services import record_name_readers, record_share
from nadhir.web.core.viewer import NOBODY, Role, Viewer
from nadhir.web.directory.models import Actor

pytestmark = pytest.mark.django_db

NARROW_TO_WIDE = list(Tlp.values)
ROLES = ("administrator", "analyst", "coordinator", "decision_maker", "officer", "reporter", "reviewer")
ORGANISATIONS = ("one", "two", "three")
many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def houses(db: None) -> dict[str, Any]:
    """Three organisations, of which the first two share a group, and a group that nobody is in."""
    known: dict[str, Any] = {
        name: organisation_record(slug=name, names={"en": name}) for name in ORGANISATIONS
    }
    known["group"] = sharing_group_record(names={"en": "g"}, members=[known["one"].pk, known["two"].pk])
    known["empty"] = sharing_group_record(names={"en": "e"}, members=[])
    return known


def viewer(houses: dict[str, Any], home: str, roles: Iterable[Role], *, partner: bool) -> Viewer:
    organisation = houses[home].pk
    groups = SharingGroup.objects.filter(members=organisation).values_list("pk", flat=True)
    return Viewer(
        user_id=new_id(),
        organisation_id=organisation,
        roles=frozenset(roles),
        groups=frozenset(groups),
        partner=partner,
    )


def record(houses: dict[str, Any], owner: str, tlp: str, *, group: str = "") -> Actor:
    made = Actor.objects.create(owner=houses[owner], tlp=tlp, kind="body", names={"en": "Council"})
    if group:
        record_share(record=made, groups=[houses[group].pk])
    return made


viewers = st.fixed_dictionaries(
    {
        "home": st.sampled_from(ORGANISATIONS),
        "roles": st.sets(st.sampled_from(ROLES)),
        "partner": st.booleans(),
    }
)


@many
@given(who=viewers, owner=st.sampled_from(ORGANISATIONS), group=st.sampled_from(["", "group", "empty"]))
def test_a_narrower_label_never_reaches_somebody_more(
    houses: dict[str, Any], who: dict[str, Any], owner: str, group: str
) -> None:
    one, reader = record(houses, owner, Tlp.RED, group=group), viewer(houses, **who)
    seen = []
    for tlp in NARROW_TO_WIDE:
        one.tlp = tlp
        one.save(update_fields=["tlp"])
        seen.append(policy.sees(reader, one))
    assert seen == sorted(seen), dict(zip(NARROW_TO_WIDE, seen, strict=True))
    assert seen[-1], "what is for everybody reaches everybody"
    assert not seen[0], "RED reaches nobody who is not named"


@many
@given(who=viewers, owner=st.sampled_from(ORGANISATIONS), tlp=st.sampled_from([Tlp.RED, Tlp.AMBER_STRICT]))
def test_opening_to_groups_opens_nothing_that_is_strict(
    houses: dict[str, Any], who: dict[str, Any], owner: str, tlp: str
) -> None:
    one, reader = record(houses, owner, tlp), viewer(houses, **who)
    before = policy.sees(reader, one)
    record_share(record=one, groups=[houses["group"].pk, houses["empty"].pk])
    assert policy.sees(reader, one) is before


@many
@given(who=viewers, owner=st.sampled_from(ORGANISATIONS), tlp=st.sampled_from(NARROW_TO_WIDE))
def test_a_group_without_members_reaches_nobody(
    houses: dict[str, Any], who: dict[str, Any], owner: str, tlp: str
) -> None:
    one, reader = record(houses, owner, tlp), viewer(houses, **who)
    before = policy.sees(reader, one)
    record_share(record=one, groups=[houses["empty"].pk])
    assert policy.sees(reader, one) is before


@many
@given(who=viewers, tlp=st.sampled_from(NARROW_TO_WIDE), roles=st.sets(st.sampled_from(ROLES)))
def test_the_reach_of_a_label_does_not_depend_on_the_role(
    houses: dict[str, Any], who: dict[str, Any], tlp: str, roles: set[Role]
) -> None:
    """An administrator is no reader of everything: roles decide on nouns and acts, labels on records."""
    one = record(houses, "one", tlp)
    other = viewer(houses, **{**who, "roles": roles})
    assert policy.sees(viewer(houses, **who), one) is policy.sees(other, one)


@many
@given(who=viewers, owner=st.sampled_from(ORGANISATIONS), tlp=st.sampled_from(NARROW_TO_WIDE))
def test_whoever_may_act_may_see_and_reading_alone_is_never_acting(
    houses: dict[str, Any], who: dict[str, Any], owner: str, tlp: str
) -> None:
    one, reader = record(houses, owner, tlp), viewer(houses, **who)
    for act in policy.OF_THE_DESK | policy.OF_THE_WORK:
        if policy.may(reader, act, one):
            assert policy.may(reader, act)
            assert who["home"] == owner, "nothing is shared here"


def test_being_named_opens_one_record_to_one_person(houses: dict[str, Any], world: Any) -> None:
    red, other = record(houses, "one", Tlp.RED), record(houses, "one", Tlp.RED)
    record_name_readers(record=red, users=[world.people["outsider"].pk])
    assert policy.sees(world.viewer("outsider"), red)
    assert not policy.sees(world.viewer("outsider"), other)
    assert not policy.sees(world.viewer("partner_analyst"), red)


def test_a_model_without_a_rule_is_refused_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(policy.rules, Actor)
    for reader in (NOBODY, Viewer(system=True)):
        with pytest.raises(LookupError, match="Actor has no rule"):
            policy.visible(Actor.objects.all(), reader)


def test_every_model_of_the_house_has_a_rule() -> None:
    from django.apps import apps

    ours = [model for model in apps.get_models() if model.__module__.startswith("nadhir.")]
    assert [model for model in ours if model not in policy.rules and not _is_link(model)] == []


def _is_link(model: type[Model]) -> bool:
    """Whether the table only ties two others together."""
    return bool(model._meta.auto_created)


@many
@given(
    there=st.integers(0, 7),
    hidden=st.integers(0, 7),
    asked=st.one_of(st.integers(-2, 9).map(str), st.text(max_size=4)),
    size=st.integers(1, 4),
)
def test_a_page_counts_what_may_be_seen_and_nothing_else(
    houses: dict[str, Any], there: int, hidden: int, asked: str, size: int
) -> None:
    Actor.objects.all().delete()
    for tlp, times in ((Tlp.CLEAR, there), (Tlp.AMBER_STRICT, hidden)):
        for _ in range(times):
            record(houses, "one", tlp)
    reader = viewer(houses, "three", (), partner=True)
    request = RequestFactory().get("/", {"page": asked})
    found: QuerySet[Actor] = policy.visible(Actor.objects.all(), reader).order_by("pk")
    page = page_of(request, found, size=size)
    assert page.count == there
    assert not page.beyond
    assert {one.tlp for one in page.rows} <= {Tlp.CLEAR}
    assert page.more is (page.number * size < there)
    assert len(page.rows) == max(0, min(size, there - (page.number - 1) * size))


def test_the_ledger_itself_is_nobodys_to_list(world: Any) -> None:
    world.item()
    assert Entry.objects.exists()
    assert not policy.visible(Entry.objects.all(), world.viewer("administrator")).exists()
