"""Looking back: what a desk says of its own warnings, and of what it missed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.response import selectors, services
from nadhir.web.response.models import Review
from nadhir.web.warnings.models import Proposal, Warning

if TYPE_CHECKING:
    from tests.web.conftest import ClientOf, World

SAID = {
    "language": "en",
    "outcome": "lessened",
    "happened_on": "2026-06-02",
    "what_happened": "Two houses were burnt after the elders had moved the families.",
    "earlier": "yes",
    "earlier_why": "Two days sooner than last year.",
    "inclusive": "partly",
    "sustainable": "unknown",
    "lesson": "Ask the women's council first.",
}


def _given(**fields: Any) -> dict[str, Any]:
    return {**SAID, "happened_on": date(2026, 6, 2), **fields}


@pytest.fixture
def warning(world: World) -> Warning:
    return world.warning()


@pytest.fixture
def draft(world: World, warning: Warning) -> Review:
    return services.review_write(viewer=world.viewer("analyst"), warning=warning, **_given())


def test_a_second_person_closes_and_then_nothing_changes(world: World, draft: Review) -> None:
    with pytest.raises(NotAllowed, match=r"review\.two_persons"):
        services.review_close(viewer=world.viewer("analyst"), review=draft)
    services.review_close(viewer=world.viewer("reviewer"), review=draft)
    with pytest.raises(NotPossibleNow, match=r"review\.closed"):
        services.review_write(viewer=world.viewer("analyst"), review=draft, lesson="Other words.")


def test_a_warning_is_reviewed_once(world: World, draft: Review, warning: Warning) -> None:
    with pytest.raises(NotPossibleNow, match=r"review\.known"):
        services.review_write(viewer=world.viewer("reviewer"), warning=warning, **_given())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"happened_on": None}, "review.without_day"),
        ({"outcome": "averted"}, "review.day_without_harm"),
        ({"outcome": "false"}, "review.day_without_harm"),
        ({"outcome": "missed"}, "review.missed_or_warned"),
        ({"signal_on": date(2026, 6, 3)}, "review.signal_after"),
        ({"happened_on": clock.now().date() + timedelta(days=2)}, "review.day_ahead"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    world: World, warning: Warning, fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(NotPossibleNow) as refused:
        services.review_write(viewer=world.viewer("analyst"), warning=warning, **_given(**fields))
    assert refused.value.code == code
    assert not Review.objects.exists()


def test_what_nobody_warned_of_is_kept_as_missed(world: World) -> None:
    situation = world.situation()
    analyst = world.viewer("analyst")
    with pytest.raises(NotPossibleNow):
        services.review_write(viewer=analyst, situation=situation, **_given())
    made = services.review_write(viewer=analyst, situation=situation, **_given(outcome="missed"))
    services.review_close(viewer=world.viewer("reviewer"), review=made)
    record = selectors.record_of(selectors.closed_reviews(analyst))
    assert record.outcomes == {"missed": 1}
    assert record.lead_days == ()


def test_the_record_counts_days_from_warning_to_harm(world: World, warning: Warning) -> None:
    Warning.objects.filter(pk=warning.pk).update(
        issued_at=warning.issued_at.replace(year=2026, month=5, day=20)
    )
    warning.refresh_from_db()
    made = services.review_write(viewer=world.viewer("analyst"), warning=warning, **_given())
    services.review_close(viewer=world.viewer("reviewer"), review=made)
    record = selectors.record_of(selectors.closed_reviews(world.viewer("analyst")))
    assert record.lead_days == (13,)
    assert record.answers["earlier"] == {"yes": 1}


def test_a_draft_and_the_review_of_anothers_warning_stay_at_the_desk(world: World) -> None:
    warning = world.warning(shared=True)
    made = services.review_write(viewer=world.viewer("analyst"), warning=warning, **_given())
    partner = world.viewer("partner_analyst")
    assert not selectors.reviews(partner).exists()
    with pytest.raises(NotAllowed):
        services.review_write(viewer=partner, warning=warning, **_given())
    with pytest.raises(NotAllowed):
        services.review_write(viewer=world.viewer("decision_maker"), warning=warning, **_given())
    assert made.tlp == warning.tlp


def test_an_ended_warning_waits_to_be_looked_back_at(world: World, warning: Warning) -> None:
    analyst = world.viewer("analyst")
    ends = warning.valid_until.date()
    assert not selectors.to_review(analyst, ends + timedelta(days=13)).exists()
    assert selectors.to_review(analyst, ends + timedelta(days=14)).get() == warning
    services.review_write(viewer=analyst, warning=warning, **_given())
    assert not selectors.to_review(analyst, ends + timedelta(days=14)).exists()


def test_a_month_of_many_events_without_a_warning_may_have_been_missed(world: World) -> None:
    situation, analyst = world.situation(), world.viewer("analyst")
    Proposal.objects.create(
        owner=situation.owner,
        tlp=situation.tlp,
        kind="high",
        key="high:1",
        situation=situation,
        facts={"month": "2026-06-01", "events": 9, "years": 2, "most_before": 3},
    )
    assert [one.situation for one in selectors.perhaps_missed(analyst)] == [situation]
    services.review_write(viewer=analyst, situation=situation, **_given(outcome="missed"))
    assert selectors.perhaps_missed(analyst) == []


def test_two_people_at_once_lose_nothing(world: World, client_of: ClientOf, draft: Review) -> None:
    services.review_write(viewer=world.viewer("reviewer"), review=draft, lesson="Call the radio.")
    answer = client_of("analyst").post(
        f"/response/reviews/{draft.pk}/edit/", {**SAID, "lesson": "Ask earlier.", "version": 1}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Call the radio." in page
    assert "Ask earlier." in page
    with pytest.raises(Conflict):
        services.review_close(viewer=world.viewer("reviewer"), review=draft, version=1)


def test_a_review_is_written_and_closed_on_its_pages(client_of: ClientOf, warning: Warning) -> None:
    analyst, reviewer = client_of("analyst"), client_of("reviewer")
    answer = analyst.post(f"/response/reviews/new/?warning={warning.pk}", SAID)
    made = Review.objects.get()
    assert answer.headers["Location"] == f"/response/reviews/{made.pk}/"
    page = reviewer.get(f"/response/reviews/{made.pk}/").content.decode()
    assert "Ask the women" in page
    assert reviewer.post(f"/response/reviews/{made.pk}/close/", {"version": 1}).status_code == 302
    listed = analyst.get("/response/reviews/").content.decode()
    assert "1 review</b> is closed" in listed
    assert "came about, less than feared" in analyst.get("/response/reviews/?format=csv").getvalue().decode()
