"""Who promised what, and is it done: made of a decision, begun, ended with a result or a reason."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nadhir.web.response import selectors, services
from nadhir.web.response.models import Undertaking
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


def decided(world: World, **fields: Any) -> Decision:
    """A decision of the decision-maker for the first option."""
    warning = world.warning(**fields)
    return warnings.decision_record(
        viewer=world.viewer("decision_maker"),
        warning=warning,
        option=warning.options.get(),
        reason="The elders are trusted.",
    )


def promised(world: World, *, due_on: date | None = None, **fields: Any) -> Undertaking:
    """An undertaking made of such a decision by the decision-maker."""
    return services.undertaking_make(
        viewer=world.viewer("decision_maker"),
        decision=decided(world, **fields),
        title="Joint visit",
        who="the elders",
        due_on=due_on,
    )


def shown(response: Any) -> str:
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@pytest.mark.parametrize(
    ("persona", "opens"),
    [
        ("analyst", True),
        ("reviewer", True),
        ("officer", True),
        ("decision_maker", True),
        ("coordinator", False),
        ("reporter", False),
        ("outsider", False),
    ],
)
def test_who_opens_an_undertaking(
    world: World, client_of: Callable[..., Client], persona: str, opens: bool
) -> None:
    undertaking = promised(world)
    client = client_of(persona)
    assert (client.get(f"/response/{undertaking.pk}/").status_code == 200) is opens
    assert ("Joint visit" in shown(client.get("/response/"))) is opens


def test_an_undertaking_travels_as_far_as_its_warning(world: World, client_of: Callable[..., Client]) -> None:
    undertaking = promised(world, shared=True)
    assert client_of("coordinator").get(f"/response/{undertaking.pk}/").status_code == 200
    assert client_of("outsider").get(f"/response/{undertaking.pk}/").status_code == 403


def test_a_person_named_for_it_may_report_on_it(world: World, client_of: Callable[..., Client]) -> None:
    decision = decided(world)
    form = {"title": "Visit", "who": "the office", "person": str(world.people["officer"].pk)}
    client_of("decision_maker").post(f"/response/new/?decision={decision.pk}", form)
    undertaking = Undertaking.objects.get()
    officer = client_of("officer")
    assert officer.post(f"/response/{undertaking.pk}/begin/", {"words": "On the way."}).status_code == 302
    page = shown(officer.get(f"/response/{undertaking.pk}/"))
    assert "On the way." in page
    assert "under way" in page


def test_a_promise_that_names_nobody_is_not_one(world: World, client_of: Callable[..., Client]) -> None:
    address = f"/response/new/?decision={decided(world).pk}"
    answer = client_of("decision_maker").post(address, {"title": "Joint visit", "who": "  "})
    assert answer.status_code == 422
    assert "Joint visit" in answer.content.decode()
    assert not Undertaking.objects.exists()


def test_the_same_promise_pressed_twice_is_one(world: World, client_of: Callable[..., Client]) -> None:
    address = f"/response/new/?decision={decided(world).pk}"
    form = {"title": "Joint visit", "who": "the elders", "due_on": "2030-01-01"}
    places = {client_of("decision_maker").post(address, form).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Undertaking.objects.count() == 1


def test_of_a_decision_that_one_may_not_see_nothing_is_made(
    world: World, client_of: Callable[..., Client]
) -> None:
    address = f"/response/new/?decision={decided(world).pk}"
    assert client_of("outsider").get(address).status_code == 403
    assert client_of("reporter").get(address).status_code == 403
    assert client_of("analyst").get("/response/new/?decision=nonsense").status_code == 302


def test_it_ends_with_a_result_or_a_reason_and_only_once(
    world: World, client_of: Callable[..., Client]
) -> None:
    undertaking = promised(world)
    minister, page = client_of("decision_maker"), f"/response/{undertaking.pk}/"
    assert minister.post(f"{page}complete/", {"words": " "}).status_code == 422
    assert minister.post(f"{page}refuse/", {"words": "No one could go."}).status_code == 302
    late = minister.post(f"{page}complete/", {"words": "It worked after all."})
    assert late.status_code == 409
    assert "It worked after all." in late.content.decode(), "what was typed is kept"
    told = shown(minister.get(page))
    assert "It will not be done." in told
    assert "No one could go." in told
    assert "Report the result" not in told


def test_a_role_that_does_not_report_is_told_so(world: World, client_of: Callable[..., Client]) -> None:
    page = f"/response/{promised(world).pk}/"
    reviewer = client_of("reviewer")
    assert "Report the result" not in shown(reviewer.get(page))
    assert reviewer.post(f"{page}complete/", {"words": "x"}).status_code == 403


def test_what_is_overdue_is_said_first(world: World, client_of: Callable[..., Client]) -> None:
    undertaking = promised(world, due_on=YESTERDAY)
    minister = client_of("decision_maker")
    told = shown(minister.get("/response/"))
    assert told.index("1 is overdue:") < told.index("Going on" if "Going on" in told else "Who")
    assert "No result is reported." in shown(minister.get(f"/response/{undertaking.pk}/"))
    services.undertaking_complete(
        viewer=world.viewer("decision_maker"), undertaking=undertaking, result="Both banks trade again."
    )
    assert "overdue:" not in shown(minister.get("/response/"))


def test_the_last_day_is_not_overdue(world: World) -> None:
    today = promised(world, due_on=datetime.now(UTC).date())
    assert not selectors.is_overdue(today)
    assert not selectors.overdue(Undertaking.objects.all()).exists()


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("status=open", True),
        ("status=going_on", True),
        ("status=overdue", True),
        ("status=done", False),
        ("who=elders", True),
        ("who=ministry", False),
        ("mine=on", True),
        ("status=nonsense", True),
        ("page=999", False),
        ("page=-1", True),
    ],
)
def test_lists_are_filtered_in_the_address(
    world: World, client_of: Callable[..., Client], query: str, listed: bool
) -> None:
    undertaking = promised(world, due_on=YESTERDAY)
    page = client_of("decision_maker").get(f"/response/?{query}").content.decode()
    assert (f'<th role="rowheader" scope="row"><a href="/response/{undertaking.pk}/"' in page) is listed


def test_the_table_as_a_file(world: World, client_of: Callable[..., Client]) -> None:
    undertaking = promised(world, due_on=YESTERDAY)
    answer = client_of("decision_maker").get("/response/?format=csv")
    rows = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))  # type: ignore[attr-defined]
    assert rows[1][:3] == ["Joint visit", "the elders", YESTERDAY.isoformat()]
    assert undertaking.warning
    assert undertaking.warning.number in rows[1]


def test_a_board_of_many_asks_few_questions(
    world: World, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    first = promised(world)
    Undertaking.objects.bulk_create(
        Undertaking(
            owner_id=first.owner_id,
            created_by_id=first.created_by_id,
            title=f"Visit {number}",
            who="the elders",
            warning_id=first.warning_id,
            situation_id=first.situation_id,
            decision_id=first.decision_id,
        )
        for number in range(200)
    )
    officer = client_of("officer")
    officer.get("/response/")
    with django_assert_max_num_queries(25):
        officer.get("/response/")
