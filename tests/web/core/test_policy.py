"""Who sees what: label × owner × sharing × naming, for every noun that carries a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.models import Record, Tlp
from nadhir.web.core.services import record_name_readers, record_share
from nadhir.web.core.viewer import NOBODY, Viewer
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import item_dismiss

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
