"""From warning to result: the days between, who has not answered, and the proof that nothing was changed."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nadhir.web.core import clock
from nadhir.web.core.models import LedgerHead
from nadhir.web.portal.ledger import summary
from nadhir.web.portal.threads import dots
from nadhir.web.response import selectors, services
from nadhir.web.response.models import Undertaking
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Decision, Recipient, Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def shown(response: Any) -> str:
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def warned(world: World, **fields: Any) -> Warning:
    """A warning issued at `START`, valid for a fortnight from then."""
    with clock.at(START):
        return world.warning(valid_until=START + timedelta(days=14), **fields)


def answered(world: World, warning: Warning) -> Undertaking:
    """Acknowledged after 20 hours, decided after three days, begun after five, with a result after 12."""
    minister = world.viewer("decision_maker")
    with clock.at(START + timedelta(hours=20)):
        warnings.warning_acknowledge(viewer=minister, recipient=warning.recipients.get())
    with clock.at(START + timedelta(days=3)):
        decision = warnings.decision_record(
            viewer=minister, warning=warning, option=warning.options.get(), reason="Trusted."
        )
        undertaking = services.undertaking_make(
            viewer=minister, decision=decision, title="Joint visit", who="the elders"
        )
    with clock.at(START + timedelta(days=5)):
        services.undertaking_begin(viewer=minister, undertaking=undertaking)
    with clock.at(START + timedelta(days=12)):
        services.undertaking_complete(viewer=minister, undertaking=undertaking, result="Trade goes on.")
    return undertaking


def test_the_days_between_the_steps(world: World) -> None:
    warning = warned(world)
    answered(world, warning)
    thread = selectors.thread(world.viewer("analyst"), warning)
    steps = [(dot["when"], dot["state"]) for dot in dots(thread, START + timedelta(days=20))]
    assert steps == [
        ("2 March 2026", ""),
        ("at once", ""),
        ("at once", ""),
        ("at once", ""),
        ("+20 hours", ""),
        ("+2 days", ""),
        ("+2 days", ""),
        ("+7 days", ""),
    ]
    assert thread.hours == 12 * 24


def test_a_step_that_was_not_reached_is_due_or_late_or_not_coming(world: World) -> None:
    warning = warned(world)
    viewer = world.viewer("analyst")

    def states(days: int) -> list[str]:
        warning.refresh_from_db()
        return [dot["state"] for dot in dots(selectors.thread(viewer, warning), START + timedelta(days=days))]

    assert states(1)[4:] == ["due", "due", "open", "open"]
    assert states(15)[4:] == ["late", "late", "open", "open"]
    minister = world.viewer("decision_maker")
    warnings.decision_record(viewer=minister, warning=warning, no_action=True, reason="No means.")
    said = dots(selectors.thread(viewer, warning), START + timedelta(days=15))
    assert [dot["when"] for dot in said[6:]] == ["no action", "no action"]
    warnings.warning_cancel(viewer=world.viewer("reviewer"), warning=warning, because="Over.")
    assert states(15)[4] == "open", "nobody owes an answer to a warning that was taken back"


def test_an_undertaking_past_its_day_is_late_in_the_thread(world: World) -> None:
    warning = warned(world)
    minister = world.viewer("decision_maker")
    decision = warnings.decision_record(
        viewer=minister, warning=warning, option=warning.options.get(), reason="x"
    )
    undertaking = services.undertaking_make(
        viewer=minister, decision=decision, title="Visit", who="elders", due_on=START.date()
    )
    thread = selectors.thread(minister, warning)
    last_hour, next_day = START.replace(hour=23), START + timedelta(days=1)
    assert [dot["state"] for dot in dots(thread, last_hour)[6:]] == ["due", "due"]
    assert [dot["state"] for dot in dots(thread, next_day)[6:]] == ["late", "late"]
    services.undertaking_refuse(viewer=minister, undertaking=undertaking, because="No road.")
    refused = dots(selectors.thread(minister, warning), next_day)
    assert [dot["when"] for dot in refused[6:]] == ["refused", "refused"]


def test_the_answer_names_who_has_not_answered(world: World, client_of: Callable[..., Client]) -> None:
    warning = warned(world)
    told = shown(client_of("analyst").get("/ledger/"))
    assert "Nobody has acknowledged:" in told
    assert warning.number in told
    warnings.warning_acknowledge(viewer=world.viewer("decision_maker"), recipient=warning.recipients.get())
    told = shown(client_of("analyst").get("/ledger/"))
    assert "Nobody has acknowledged:" not in told
    assert "Acknowledged, and not decided:" in told


def test_half_of_the_warnings_is_the_median(world: World) -> None:
    first = warned(world)
    viewer = world.viewer("analyst")
    thread = selectors.thread(viewer, first)
    later = [
        selectors.Thread(
            first,
            tuple(
                selectors.Step(step.name, START + timedelta(hours=hours)) if step.name == "warned" else step
                for step in thread.steps
            ),
        )
        for hours in (10, 30, 400)
    ]
    said = summary(later)
    assert (said.warned, said.to_warning) == (3, "30 hours")
    assert summary([]).to_warning == ""


def test_the_page_says_how_long_it_took(world: World, client_of: Callable[..., Client]) -> None:
    answered(world, warned(world))
    told = shown(client_of("decision_maker").get("/ledger/"))
    assert "One has a result, 12 days after the signal." in told
    assert "First signal 2 March 2026" in told


@pytest.mark.parametrize(
    ("persona", "threads", "acts"),
    [
        ("analyst", True, True),
        ("reviewer", True, True),
        ("decision_maker", True, False),
        ("officer", True, False),
        ("coordinator", False, False),
        ("outsider", False, False),
        ("reporter", False, False),
    ],
)
def test_who_sees_which_threads_and_acts(
    world: World, client_of: Callable[..., Client], persona: str, threads: bool, acts: bool
) -> None:
    warning = warned(world)
    told = shown(client_of(persona).get("/ledger/?verify=1"))
    assert (warning.title in told) is threads
    assert ("warning issued" in told) is acts
    assert ("The chain is whole" in told) is (acts or persona == "outsider"), "every analyst may ask for it"


def test_the_acts_of_a_desk_stay_with_it(world: World, client_of: Callable[..., Client]) -> None:
    warned(world)
    assert "No act is recorded yet" in shown(client_of("outsider").get("/ledger/"))


def test_a_partner_sees_the_acts_on_the_warning_and_not_on_the_assessment(
    world: World, client_of: Callable[..., Client]
) -> None:
    warned(world, shared=True, tlp="amber")
    told = shown(client_of("partner_analyst").get("/ledger/"))
    assert "warning issued" in told
    assert "assessment signed" not in told


def test_the_chain_is_proved_on_demand_only(world: World, client_of: Callable[..., Client]) -> None:
    warned(world)
    analyst = client_of("analyst")
    assert "The chain is" not in shown(analyst.get("/ledger/"))
    told = shown(analyst.get("/ledger/?verify=1"))
    head = LedgerHead.objects.get()
    assert "The chain is whole" in told
    assert head.hash in told
    assert str(head.count) in told


def test_a_broken_chain_is_said_and_not_an_error(world: World, client_of: Callable[..., Client]) -> None:
    warned(world)
    LedgerHead.objects.update(hash="f" * 64)
    assert "The chain is broken" in shown(client_of("analyst").get("/ledger/?verify=1"))


def test_acts_of_one_warning_page_by_page(world: World, client_of: Callable[..., Client]) -> None:
    warning = warned(world, status="draft")
    for number in range(30):
        warnings.option_add(
            viewer=world.viewer("analyst"), warning=warning, text=f"{number}", by_whom="x", lead_days=1
        )
    analyst = client_of("analyst")
    page = analyst.get(f"/ledger/?acts={warning.number}").content.decode()
    assert page.count("option added") == 25
    earlier = re.search(r"before=(\d+)", page)
    assert earlier
    older = shown(analyst.get(f"/ledger/?acts={warning.number}&before={earlier[1]}"))
    assert "warning begun" in older
    assert "No act is recorded yet" in shown(analyst.get("/ledger/?acts=1999-99"))
    assert analyst.get("/ledger/?before=x&acts=%00").status_code == 200


def test_the_table_as_a_file(world: World, client_of: Callable[..., Client]) -> None:
    warning = warned(world)
    answered(world, warning)
    answer = client_of("analyst").get("/ledger/?format=csv")
    columns, row = csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines())  # type: ignore[attr-defined]
    said = dict(zip(columns, row, strict=True))
    assert said["Number"] == warning.number
    assert said["Result"] == (START + timedelta(days=12)).isoformat()
    assert said["Days from signal to result"] == "12.0"


def test_two_hundred_threads_take_few_questions(
    world: World, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    first = warned(world)
    kept = [field for field in Warning._meta.concrete_fields if field.attname not in ("id", "number")]
    copies = Warning.objects.bulk_create(
        Warning(**{field.attname: getattr(first, field.attname) for field in kept}, number=f"2026-{number}")
        for number in range(100, 300)
    )
    for copy in copies:
        Recipient.objects.create(warning=copy, name="x", email="x@example.org")
        Decision.objects.create(warning=copy, no_action=True, reason="x", decided_by="x", decided_at=START)
    viewer = world.viewer("analyst")
    with django_assert_max_num_queries(6):
        assert len(selectors.threads(viewer)) == 201
    analyst = client_of("analyst")
    analyst.get("/ledger/")
    with django_assert_max_num_queries(35):
        analyst.get("/ledger/")
