"""Who sees what: label × owner × sharing × naming, for every noun that carries a label."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from nadhir.errors import NotAllowed
from nadhir.web.accounts.models import RoleHeld
from nadhir.web.core import policy
from nadhir.web.core.models import Record, Tlp
from nadhir.web.core.services import record_name_readers, record_share
from nadhir.web.core.viewer import NOBODY, Viewer
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import item_dismiss
from nadhir.web.response.services import undertaking_begin, undertaking_make
from nadhir.web.situations import services as situations
from nadhir.web.warnings import services as warnings

if TYPE_CHECKING:
    from tests.web.conftest import World

pytestmark = pytest.mark.django_db


def sees(world: World, persona: str, record: Record) -> bool:
    return policy.sees(world.viewer(persona), record)


@pytest.mark.parametrize(
    ("tlp", "shared", "partner", "outsider"),
    [
        (Tlp.CLEAR, False, True, True),
        (Tlp.GREEN, False, True, False),
        (Tlp.AMBER, False, False, False),
        (Tlp.AMBER, True, True, False),
        (Tlp.AMBER_STRICT, True, False, False),
        (Tlp.RED, True, False, False),
    ],
)
def test_a_label_decides_how_far_a_record_travels(
    world: World, tlp: str, shared: bool, partner: bool, outsider: bool
) -> None:
    situation = world.situation(tlp=tlp, shared=shared)
    assert sees(world, "partner_analyst", situation) is partner
    assert sees(world, "outsider", situation) is outsider
    assert sees(world, "analyst", situation), "whoever made it sees it"


def test_red_is_for_named_persons_also_at_the_desk(world: World) -> None:
    situation = world.situation(tlp=Tlp.RED)
    assert not sees(world, "reviewer", situation)
    record_name_readers(record=situation, users=[world.people["reviewer"].pk])
    assert sees(world, "reviewer", situation)


def test_sharing_with_an_empty_group_reaches_nobody(world: World) -> None:
    world.group.members.clear()
    situation = world.situation()
    record_share(record=situation, groups=[world.group.pk])
    assert not sees(world, "partner_analyst", situation)


def test_a_late_member_of_a_group_sees_what_was_shared_before(world: World) -> None:
    situation = world.situation(shared=True)
    assert not sees(world, "outsider", situation)
    world.group.members.add(world.organisations["elsewhere"])
    assert sees(world, "outsider", situation)


@pytest.mark.parametrize("persona", ["reporter", "officer", "decision_maker", "administrator"])
def test_reports_are_the_desks(world: World, persona: str) -> None:
    assert not sees(world, persona, world.item())


def test_somebody_who_left_sees_nothing(world: World) -> None:
    situation = world.situation(tlp=Tlp.CLEAR)
    world.people["outsider"].is_active = False
    assert world.viewer("outsider") == NOBODY
    assert not sees(world, "outsider", situation)


def test_nobody_sees_no_record_of_any_kind() -> None:
    for model in apps.get_models():
        if model in policy.rules:
            assert not policy.visible(model._default_manager.all(), NOBODY).exists()


def test_a_role_that_may_not_act_changes_nothing(world: World) -> None:
    item = world.item()
    with pytest.raises(NotAllowed):
        item_dismiss(viewer=world.viewer("reporter"), item=item, because="no")
    assert Item.objects.get(pk=item.pk).status == Item.Status.NEW


def test_a_record_that_one_may_not_see_cannot_be_acted_upon(world: World) -> None:
    item = world.item()
    with pytest.raises(NotAllowed) as refused:
        item_dismiss(viewer=world.viewer("outsider"), item=item, because="no")
    assert refused.value.code == "not_allowed.record"


def test_under_the_chatham_house_rule_the_source_stays_with_its_desk(world: World) -> None:
    source = world.source(slug="elders", chatham_house=True, tlp=Tlp.GREEN)
    item = world.item("Insight from a dialogue session.", source=source, author="Sheikh N.")
    assert policy.hidden_fields(world.viewer("analyst"), item) == frozenset()
    assert {"author", "source", "url", "raw"} <= policy.hidden_fields(world.viewer("partner_analyst"), item)


def test_every_act_is_somebodys() -> None:
    assert all(policy.ACTS.values())
    assert policy.may(Viewer(roles=frozenset({"administrator"})), "an.act.nobody.listed") is False


# To read is not to change: what a wide label lets others read stays in the hands of its desk.


@pytest.mark.parametrize(("tlp", "reader"), [(Tlp.GREEN, "partner_analyst"), (Tlp.CLEAR, "outsider")])
def test_a_reader_elsewhere_does_not_write_on_what_a_label_lets_them_read(
    world: World, tlp: str, reader: str
) -> None:
    situation = world.situation(tlp=tlp)
    draft = situations.assessment_draft(viewer=world.viewer("analyst"), situation=situation)
    elsewhere = world.viewer(reader)
    assert policy.sees(elsewhere, draft)
    acts: list[Callable[[], object]] = [
        lambda: situations.item_attach(
            viewer=elsewhere, situation=situation, item=world.item(persona=reader)
        ),
        lambda: situations.assessment_draft(viewer=elsewhere, situation=situation),
        lambda: situations.assessment_write(viewer=elsewhere, assessment=draft, narrative="Ours."),
        lambda: situations.assessment_submit(viewer=elsewhere, assessment=draft),
        lambda: situations.dissent_record(viewer=elsewhere, assessment=draft, text="No."),
    ]
    for act in acts:
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code == "not_allowed.other_desk"


def test_only_the_desk_signs_its_assessments(world: World) -> None:
    situation = world.situation(tlp=Tlp.GREEN, shared=True)
    assessment = world.assessment_in_review(situation)
    RoleHeld.objects.create(user=world.people["partner_analyst"], role="reviewer")
    with pytest.raises(NotAllowed) as refused:
        situations.assessment_sign(viewer=world.viewer("partner_analyst"), assessment=assessment)
    assert refused.value.code == "not_allowed.other_desk"


def test_those_it_is_shared_with_work_on_a_situation(world: World) -> None:
    situation = world.situation(shared=True)
    partner = world.viewer("partner_analyst")
    situations.item_attach(viewer=partner, situation=situation, item=world.item(persona="partner_analyst"))
    draft = situations.assessment_draft(viewer=partner, situation=situation)
    situations.assessment_write(viewer=partner, assessment=draft, narrative="Seen from the other bank.")


def test_nobody_warns_in_the_name_of_another_desk(world: World) -> None:
    assessment = world.signed_assessment(situation=world.situation(tlp=Tlp.GREEN, shared=True))
    with pytest.raises(NotAllowed) as refused:
        warnings.warning_draft(viewer=world.viewer("partner_analyst"), assessment=assessment, tlp=Tlp.CLEAR)
    assert refused.value.code == "not_allowed.other_desk"


def test_a_warning_is_cancelled_by_its_desk_only(world: World) -> None:
    warning = world.warning(shared=True)
    RoleHeld.objects.create(user=world.people["partner_analyst"], role="reviewer")
    elsewhere = world.viewer("partner_analyst")
    assert policy.sees(elsewhere, warning)
    with pytest.raises(NotAllowed):
        warnings.warning_cancel(viewer=elsewhere, warning=warning, because="We know better.")


def test_only_those_a_warning_concerns_promise_something_of_it(world: World) -> None:
    warning = world.warning(tlp=Tlp.GREEN, recipients=("decision_maker", "coordinator"))
    decided = warnings.decision_record(
        viewer=world.viewer("decision_maker"), warning=warning, reason="Go.", option=warning.options.get()
    )
    promise = {"title": "Joint visit", "who": "the elders", "decision": decided}
    undertaking_make(viewer=world.viewer("coordinator"), **promise)
    assert policy.sees(world.viewer("partner_analyst"), warning)
    with pytest.raises(NotAllowed):
        undertaking_make(viewer=world.viewer("partner_analyst"), **promise)


def test_whoever_is_to_act_reports_on_it_and_a_mere_reader_does_not(world: World) -> None:
    made = undertaking_make(
        viewer=world.viewer("analyst"),
        title="Joint visit",
        who="the elders",
        person=world.people["coordinator"],
        tlp=Tlp.GREEN,
    )
    with pytest.raises(NotAllowed):
        undertaking_begin(viewer=world.viewer("partner_analyst"), undertaking=made)
    undertaking_begin(viewer=world.viewer("coordinator"), undertaking=made)
