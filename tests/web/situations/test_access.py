"""Who opens which page of situations and assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from nadhir.web.situations import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from nadhir.web.situations.models import Assessment
    from tests.web.conftest import World

EVERYBODY = {
    "analyst", "second_analyst", "reviewer", "reporter", "officer", "administrator", "decision_maker",
    "coordinator", "partner_analyst", "outsider",
}  # fmt: skip
DESK = {"analyst", "second_analyst", "reviewer"}
# Whoever opens these pages of a situation that is shared with the network.
OPEN = {
    "situation": DESK | {"coordinator", "partner_analyst"},
    "situation_evidence": DESK | {"partner_analyst"},
    "situation_assessments": DESK | {"partner_analyst"},
    "situation_outlook": DESK | {"coordinator", "partner_analyst"},
    "situation_timeline": DESK | {"coordinator", "partner_analyst"},
    "situation_edit": {"analyst", "second_analyst"},
}


@pytest.fixture
def signed(world: World) -> Assessment:
    return world.signed_assessment(shared=True)


@pytest.mark.parametrize("name", OPEN)
def test_the_pages_of_a_situation_are_open_to_those_who_work_on_it(
    world: World, client_of: Callable[..., Client], signed: Assessment, name: str
) -> None:
    page = reverse(name, args=[signed.situation_id])
    assert {persona for persona in EVERYBODY if client_of(persona).get(page).status_code == 200} == OPEN[name]


@pytest.mark.parametrize("name", ["situations", "situation_new"])
def test_nobody_opens_a_page_without_signing_in(world: World, client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_only_analysts_put_something_under_watch(world: World, client_of: Callable[..., Client]) -> None:
    page = reverse("situation_new")
    found = {persona for persona in EVERYBODY if client_of(persona).get(page).status_code == 200}
    assert found == {"analyst", "second_analyst", "partner_analyst", "outsider"}


def test_an_assessment_is_read_by_its_desk_and_by_those_it_is_named_for(
    world: World, client_of: Callable[..., Client]
) -> None:
    warning = world.warning(recipients=["decision_maker"])
    page = reverse("assessment", args=[warning.assessment_id])
    found = {persona for persona in EVERYBODY if client_of(persona).get(page).status_code == 200}
    assert found == DESK | {"decision_maker"}


def test_a_draft_is_written_by_analysts_of_the_desk(
    world: World, client_of: Callable[..., Client], signed: Assessment
) -> None:
    draft = services.assessment_draft(viewer=world.viewer("analyst"), situation=signed.situation)
    page = reverse("assessment_edit", args=[draft.pk])
    found = {persona for persona in EVERYBODY if client_of(persona).get(page).status_code == 200}
    assert found == {"analyst", "second_analyst"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("assessment_sign", {}),
        ("assessment_return", {"because": "x"}),
        ("assessment_submit", {}),
        ("assessment_dissent", {"text": "x"}),
    ],
)
def test_outsiders_act_on_nothing(
    world: World, client_of: Callable[..., Client], signed: Assessment, name: str, data: dict[str, Any]
) -> None:
    page = reverse(name, args=[signed.pk])
    for persona in ("outsider", "coordinator", "decision_maker", "reporter"):
        assert client_of(persona).post(page, data).status_code == 403
    signed.refresh_from_db()
    assert signed.status == "signed"
    assert signed.dissents.count() == 0


def test_a_link_changes_nothing(world: World, client_of: Callable[..., Client], signed: Assessment) -> None:
    client = client_of("reviewer")
    for name in ("assessment_sign", "assessment_return", "assessment_submit", "assessment_dissent"):
        assert client.get(reverse(name, args=[signed.pk])).status_code == 405
    for name in ("assessment_new", "situation_close", "situation_reopen"):
        assert client.get(reverse(name, args=[signed.situation_id])).status_code == 405
