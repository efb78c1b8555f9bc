"""Who must know: persons, whoever holds a role now, deputies, hours, and the usual recipients."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.directory.models import Tenure
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.models import Recipient, RecipientGroup, Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db


def holder(world: World, name: str, body: Any = None, **dates: str) -> Tenure:
    """Somebody who chairs a council, known to the desk with an address."""
    officer = world.viewer("officer")
    body = body or actor_record(viewer=officer, kind="body", names={"en": "Council"})
    person = actor_record(
        viewer=officer, kind="person", names={"en": name}, email=f"{name.split()[0].lower()}@example.org"
    )
    return tenure_record(viewer=officer, actor=person, body=body, role={"en": "Chair"}, **dates)


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [
        ("", "", True),
        ("2020", "", True),
        ("2026-11", "2026-11", True),
        ("2026-11-22", "", True),
        ("2026-11-23", "", False),
        ("2020", "2026", True),
        ("2020", "2025", False),
        ("2020", "2026-11-21", False),
    ],
)
def test_a_term_lasts_as_far_as_its_dates_are_known(begins: str, ends: str, holds: bool) -> None:
    term = Tenure(valid_from=begins, valid_to=ends)
    assert selectors.holds_now(term, date(2026, 11, 22)) is holds


def test_a_role_of_the_directory_is_whoever_holds_it(
    world: World, client_of: Callable[..., Client], post: Callable[..., Any]
) -> None:
    warning = world.warning(status="draft", recipients=())
    term = holder(world, "Elder Nour", valid_from="2020")
    gone = holder(world, "Elder Before", body=term.body, valid_from="2010", valid_to="2019")
    form = client_of("analyst").get(f"/warnings/{warning.pk}/recipients/new/").content.decode()
    assert "Chair – Council: Elder Nour" in form
    assert "Elder Before" not in form
    made = post("analyst", warning, "recipients/new", office=str(term.pk), language="ar", clearance="notice")
    assert made.status_code == 302
    line = Recipient.objects.get()
    assert (line.name, line.role, line.email) == ("Elder Nour", "Chair – Council", "elder@example.org")
    with pytest.raises(NotPossibleNow, match="role_ended"):
        services.recipient_name(viewer=world.viewer("analyst"), warning=warning, tenure=gone)
    Tenure.objects.filter(pk=term.pk).update(valid_to="2021")
    assert (
        "No longer holds this role" in client_of("analyst").get(f"/warnings/{warning.pk}/").content.decode()
    )


def test_an_address_that_one_may_not_know_is_asked_for(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(status="draft", recipients=())
    term = holder(world, "Elder Nour")
    type(term.actor).objects.filter(pk=term.actor_id).update(email="")
    lost = post("analyst", warning, "recipients/new", office=str(term.pk), language="ar", clearance="notice")
    assert lost.status_code == 409
    assert "add an address" in lost.content.decode(), "what to do"
    assert not Recipient.objects.exists()


def test_a_role_of_accounts_names_everybody_who_holds_it(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(status="draft", recipients=())
    data = {"office": "account:decision_maker", "language": "en", "clearance": "notice", "answer_within": "6"}
    assert post("analyst", warning, "recipients/new", **data).status_code == 302
    line = Recipient.objects.get()
    assert (line.user, line.held_role, line.answer_within) == (
        world.people["decision_maker"],
        "decision_maker",
        6,
    )
    with pytest.raises(NotPossibleNow, match="role_empty"):
        services.recipients_name_role(
            viewer=world.viewer("analyst"), warning=warning, held_role="coordinator"
        )
    both = post("analyst", warning, "recipients/new", **{**data, "person": str(world.people["officer"].pk)})
    assert "not both" in both.content.decode()


def test_a_deputy_is_another_recipient_and_nobody_stands_in_a_circle(
    world: World, post: Callable[..., Any], client_of: Callable[..., Client]
) -> None:
    warning = world.warning(status="draft", recipients=("decision_maker", "coordinator", "officer"))
    one, two, three = Recipient.objects.order_by("pk")
    edit = f"recipients/{one.pk}"
    told = {"language": "fr", "clearance": "notice", "answer_within": "12", "deputy": str(two.pk)}
    assert post("analyst", warning, edit, **told).status_code == 302
    one.refresh_from_db()
    assert (one.deputy, one.answer_within, one.language) == (two, 12, "fr")
    analyst = world.viewer("analyst")
    services.recipient_write(viewer=analyst, recipient=two, deputy=three)
    with pytest.raises(NotPossibleNow, match="deputy_round"):
        services.recipient_write(viewer=analyst, recipient=three, deputy=one)
    with pytest.raises(NotPossibleNow, match="deputy"):
        services.recipient_write(viewer=analyst, recipient=one, deputy=one)
    for hours in (0, 1000):
        with pytest.raises(NotPossibleNow, match="hours"):
            services.recipient_write(viewer=analyst, recipient=one, answer_within=hours)
    page = client_of("analyst").get(f"/warnings/{warning.pk}/").content.decode()
    assert "answer within 12 hours" in page
    assert client_of("partner_analyst").get(f"/warnings/{warning.pk}/{edit}/").status_code == 403


def test_the_usual_recipients_are_named_in_one_step(
    world: World, post: Callable[..., Any], client_of: Callable[..., Client]
) -> None:
    analyst = world.viewer("analyst")
    first = world.warning(status="draft", recipients=("coordinator",))
    term = holder(world, "Elder Nour", valid_from="2020")
    services.recipient_name(viewer=analyst, warning=first, tenure=term)
    services.recipients_name_role(viewer=analyst, warning=first, held_role="decision_maker")
    assert post("analyst", first, "usual", name="Valley").status_code == 302
    group = RecipientGroup.objects.get()
    second = services.warning_draft(
        viewer=analyst,
        assessment=first.assessment,
        confidence="low",
        valid_until=first.valid_until,
    )
    Tenure.objects.filter(pk=term.pk).update(valid_to="2021")
    holder(world, "Ana Light", body=term.body, valid_from="2022")
    page = client_of("analyst").get(f"/warnings/{second.pk}/usual/").content.decode()
    assert "Elder Nour" in page
    assert post("analyst", second, f"usual/groups/{group.pk}").status_code == 302
    assert {one.name for one in second.recipients.all()} == {"Coordinator", "Ana Light", "Decision Maker"}
    Tenure.objects.update(valid_to="2023")
    third = services.warning_draft(
        viewer=analyst, assessment=first.assessment, confidence="low", valid_until=first.valid_until
    )
    left_out = services.recipient_group_add(viewer=analyst, warning=third, group=group)
    assert left_out == ("Elder Nour",), "nobody is known to hold the role now"
    assert third.recipients.count() == 2


def test_usual_recipients_are_the_desks(world: World, client_of: Callable[..., Client]) -> None:
    warning = world.warning(status="draft", shared=True)
    group = services.recipient_group_keep(viewer=world.viewer("analyst"), warning=warning, name="Valley")
    for persona in ("partner_analyst", "decision_maker", "outsider"):
        assert client_of(persona).post(f"/warnings/groups/{group.pk}/drop/").status_code == 403
        assert client_of(persona).get(f"/warnings/{warning.pk}/usual/").status_code == 403
    with pytest.raises(NotAllowed):
        services.recipient_group_drop(viewer=world.viewer("partner_analyst"), group=group)
    assert client_of("analyst").post(f"/warnings/groups/{group.pk}/drop/").status_code == 302
    assert not RecipientGroup.objects.exists()
    with pytest.raises(NotPossibleNow):
        services.recipient_group_keep(viewer=world.viewer("analyst"), warning=Warning.objects.get(), name=" ")
