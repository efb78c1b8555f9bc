"""Thresholds: what crosses them, what is said of it, and that only a person warns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nadhir import forecasting
from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.intake.models import Item
from nadhir.web.situations.services import occasion_record
from nadhir.web.warnings import services, thresholds
from nadhir.web.warnings.models import Proposal, Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from nadhir.web.situations.models import Situation
    from tests.web.conftest import ClientOf, World

TODAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("before", "now", "years"),
    [
        ([1] * 36, 3, 3),
        ([9, *[1] * 35], 3, 2),
        ([*[1] * 20, 9, *[1] * 15], 3, 1),
        ([*[1] * 30, 9, *[1] * 5], 3, None),
        ([1] * 36, 2, None),
        ([*[0] * 26, *[1] * 10], 5, None),
        ([*[0] * 20, *[1] * 16], 5, 1),
        ([3] * 36, 3, None),
    ],
    ids=[
        "three years", "two years", "one year", "not a year", "too few events", "known for too short a time",
        "known for over a year", "a tie is no record",
    ],
)  # fmt: skip
def test_a_high_is_the_highest_month_of_whole_years(before: list[int], now: int, years: int | None) -> None:
    assert thresholds.years_of_high([*before, now]) == years


def test_a_forecast_counts_only_where_it_worsened_and_is_bad() -> None:
    from dataclasses import replace

    entry = max(forecasting.watch_list().entries, key=lambda one: one.risk)
    assert thresholds.worsened(replace(entry, previous_risk=entry.risk / 2))
    assert thresholds.worsened(replace(entry, previous_risk=entry.risk, rank=5, previous_rank=25))
    assert not thresholds.worsened(replace(entry, previous_risk=entry.risk, rank=5, previous_rank=24))
    assert not thresholds.worsened(replace(entry, previous_risk=None, rank=5, previous_rank=90))
    assert not thresholds.worsened(replace(entry, risk=0.0001, previous_risk=0.00001))


def _vote(world: World, situation: Situation, **fields: Any) -> None:
    occasion_record(
        viewer=world.viewer("analyst"),
        names={"en": "Vote in Nour Valley", "ar": "الاقتراع", "fr": "Scrutin"},
        situations=[situation],
        **{
            "starts_on": TODAY + timedelta(days=20),
            "kind": "election",
            "lead_days": 30,
            "triggers": ["8.3"],
            **fields,
        },
    )


def test_a_date_within_its_lead_time_is_proposed_once(world: World) -> None:
    situation = world.situation()
    _vote(world, situation)
    assert [one.kind for one in thresholds.crossings(situation, TODAY, None)] == ["occasion"]
    assert thresholds.crossings(situation, TODAY - timedelta(days=11), None) == []
    for found in thresholds.crossings(situation, TODAY, None) * 2:
        services.proposal_make(situation=situation, crossing=found)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("fields", [{"triggers": []}, {"lead_days": 19}], ids=["no trigger", "too early"])
def test_a_date_that_pulls_no_trigger_or_is_far_is_not_proposed(world: World, fields: dict[str, Any]) -> None:
    situation = world.situation()
    _vote(world, situation, **fields)
    assert thresholds.crossings(situation, TODAY, None) == []


def test_a_date_that_a_warning_in_force_covers_is_not_proposed(world: World) -> None:
    warning = world.warning()
    today = clock.now().date()
    _vote(world, warning.situation, starts_on=warning.valid_until.date() - timedelta(days=1))
    assert thresholds.crossings(warning.situation, today, None) == []
    Warning.objects.filter(pk=warning.pk).update(status=Warning.Status.CANCELLED)
    assert [one.kind for one in thresholds.crossings(warning.situation, today, None)] == ["occasion"]


def test_a_month_of_many_events_is_proposed_from_what_the_desk_may_see(world: World) -> None:
    situation = world.situation()
    events = [world.event() for _ in range(16)]
    for back, event in zip([*range(13, 0, -1), 0, 0, 0], events, strict=True):
        month = thresholds.months_before(date(2026, 4, 1), back)
        Item.objects.filter(pk=event.pk).update(occurred_on=month)
    found = thresholds.crossings(situation, TODAY, None)
    assert [(one.kind, one.facts["events"], one.facts["years"]) for one in found] == [("high", 3, 1)]
    Item.objects.filter(pk__in=[one.pk for one in events]).update(
        owner=world.organisations["elsewhere"], tlp="amber_strict"
    )
    assert thresholds.crossings(situation, TODAY, None) == []


def test_the_daily_round_proposes_and_warns_nobody(world: World) -> None:
    situation = world.situation()
    _vote(world, situation, starts_on=clock.now().date() + timedelta(days=3))
    assert services.proposals_renew() == 1
    assert services.proposals_renew() == 0
    assert not Warning.objects.exists()


@pytest.fixture
def proposed(world: World) -> Proposal:
    situation = world.situation()
    _vote(world, situation)
    for found in thresholds.crossings(situation, TODAY, None):
        services.proposal_make(situation=situation, crossing=found)
    return Proposal.objects.get()


def test_a_dismissal_needs_its_reason_and_is_final(world: World, proposed: Proposal) -> None:
    reviewer = world.viewer("reviewer")
    with pytest.raises(NotPossibleNow):
        services.proposal_dismiss(viewer=reviewer, proposal=proposed, because="  ")
    services.proposal_dismiss(viewer=reviewer, proposal=proposed, because="The vote was put off.")
    with pytest.raises(Conflict):
        services.proposal_dismiss(viewer=reviewer, proposal=proposed, because="Again.")


@pytest.mark.parametrize("persona", ["partner_analyst", "outsider", "officer", "decision_maker"])
def test_only_the_desk_judges(world: World, proposed: Proposal, persona: str) -> None:
    with pytest.raises(NotAllowed):
        services.proposal_dismiss(viewer=world.viewer(persona), proposal=proposed, because="No.")


def test_the_page_says_why_and_leads_on(
    client_of: ClientOf, proposed: Proposal, shown: Callable[[Any], str]
) -> None:
    client = client_of("analyst")
    page = shown(client.get("/warnings/proposals/"))
    assert "Vote in Nour Valley on 1 June 2026 may trigger violence" in page
    assert "Assess first" in page
    answer = client.post(f"/warnings/proposals/{proposed.pk}/dismiss/", {"because": "Put off."})
    assert answer.status_code == 302
    assert "Put off." in shown(client.get("/warnings/proposals/?show=judged"))
    assert client_of("partner_analyst").get(f"/warnings/proposals/{proposed.pk}/dismiss/").status_code == 403


def test_a_draft_begun_from_a_proposal_is_tied_to_it(
    world: World, client_of: ClientOf, words: dict[str, str]
) -> None:
    assessment = world.signed_assessment()
    _vote(world, assessment.situation)
    for found in thresholds.crossings(assessment.situation, TODAY, None):
        services.proposal_make(situation=assessment.situation, crossing=found)
    proposed = Proposal.objects.get()
    client = client_of("analyst")
    address = f"/warnings/new/?assessment={assessment.pk}&proposal={proposed.pk}"
    assert "may trigger violence" in client.get(address).content.decode()
    assert client.post(address, {**words, "tlp": assessment.tlp}).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.status, proposed.warning) == ("taken", Warning.objects.get())
