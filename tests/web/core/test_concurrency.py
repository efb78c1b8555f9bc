"""Several processes write at once: one chain, each message once, nobody overwritten.

Threads with connections of their own stand for the processes. On SQLite they work on a copy of the test's
database in a file, since connections to one in memory lock each other out in another way than in life.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from nadhir.errors import Conflict
from nadhir.web.accounts.services import user_invite
from nadhir.web.core import ledger, outbox
from nadhir.web.core.models import Entry, Outgoing, new_id
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Clearance, Warning
from tests.web.conftest import World, make_world

Work = Callable[[], Any]
AtOnce = Callable[[Sequence[Work]], list[Any]]


@pytest.fixture
def at_once(transactional_db: None, tmp_path: Path) -> Iterator[AtOnce]:
    """Run functions at the same moment, each with a connection of its own; what they return or raise."""
    settings = connections.settings["default"]
    name = settings["NAME"]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
            connection.connection.backup(copy)
        copy.close()
        settings["NAME"] = str(tmp_path / "copy.sqlite3")
    yield _at_once
    settings["NAME"] = name


def _at_once(works: Sequence[Work]) -> list[Any]:
    results: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int, work: Work) -> None:
        try:
            start.wait(30)
            results[number] = work()
        except Exception as error:  # noqa: BLE001 - handed to the test
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def alone(at_once: AtOnce, work: Work) -> Any:
    (result,) = at_once([work])
    if isinstance(result, Exception):
        raise result
    return result


def write(times: int, entries: int, *, fails: bool = False) -> None:
    for _ in range(times):
        with transaction.atomic():
            acts = [ledger.Act("test.act", "item", new_id(), {"n": number}) for number in range(entries)]
            ledger.record_many(installation(), acts)
            if fails:
                transaction.set_rollback(True)


def test_writers_at_once_make_one_chain(at_once: AtOnce) -> None:
    """From the very first entry on: the head of the chain is not there yet."""
    works: list[Work] = [lambda n=n: write(10, n) for n in (1, 2, 3)]
    assert at_once([*works, lambda: write(10, 2, fails=True)]) == [None] * 4
    proof = alone(at_once, ledger.verify)
    assert proof.count == 60
    assert alone(at_once, lambda: sorted(Entry.objects.values_list("number", flat=True))) == list(
        range(1, 61)
    )


def test_workers_at_once_send_each_message_once(at_once: AtOnce) -> None:
    sent: Counter[str] = Counter()
    lock = threading.Lock()
    now = datetime.now(UTC) + timedelta(hours=1)

    @outbox.register("test.once")
    def send(message: Outgoing) -> None:
        with lock:
            sent[message.key] += 1

    def put() -> None:
        for number in range(40):
            outbox.put(kind="test.once", key=f"message-{number}")

    try:
        alone(at_once, put)
        left = at_once([lambda: sum(outbox.deliver(now, limit=7) for _ in range(6))] * 3)
        left.append(alone(at_once, lambda: outbox.deliver(now)))
    finally:
        del outbox.posts["test.once"]
    assert not [error for error in left if isinstance(error, Exception)]
    assert sum(left) == 40
    assert set(sent.values()) == {1}
    assert len(sent) == 40
    states = alone(at_once, lambda: set(Outgoing.objects.values_list("state", flat=True)))
    assert states == {Outgoing.State.SENT}


def test_the_same_cause_written_at_once_is_one_message(at_once: AtOnce) -> None:
    results = at_once([lambda: outbox.put(kind="test", key="the one")] * 4)
    assert len({message.pk for message in results}) == 1
    assert alone(at_once, Outgoing.objects.count) == 1


def test_of_two_who_change_a_record_at_once_one_is_told(at_once: AtOnce) -> None:
    situation = alone(at_once, lambda: make_world().situation())

    def change(about: str) -> None:
        with transaction.atomic():
            record_change(record=Situation.objects.get(pk=situation.pk), version=1, about=about)

    results = at_once([lambda: change("one"), lambda: change("two"), lambda: change("three")])
    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 2
    assert alone(at_once, lambda: Situation.objects.get().version) == 2


def test_warnings_drafted_at_once_have_numbers_of_their_own(at_once: AtOnce) -> None:
    world, assessment = alone(at_once, _signed)

    def draft() -> str:
        return warnings.warning_draft(
            viewer=world.viewer("analyst"),
            assessment=assessment,
            title="Expulsions feared",
            confidence="low",
            valid_until=datetime.now(UTC) + timedelta(days=3),
            **dict.fromkeys(("what", "where", "at_risk", "why_now", "if_nothing"), "-"),
        ).number

    numbers = at_once([draft] * 3)
    assert len(set(numbers)) == 3
    assert all(isinstance(number, str) for number in numbers), numbers
    alone(at_once, ledger.verify)


def test_a_warning_acknowledged_twice_at_once_is_acknowledged_once(at_once: AtOnce) -> None:
    def issued() -> tuple[World, Warning]:
        world = make_world()
        return world, world.warning()

    world, warning = alone(at_once, issued)
    viewer = alone(at_once, lambda: world.viewer("decision_maker"))
    recipient = alone(at_once, lambda: warning.recipients.get())
    results = at_once([lambda: warnings.warning_acknowledge(viewer=viewer, recipient=recipient)] * 3)
    assert not [error for error in results if isinstance(error, Exception)]
    acts = alone(at_once, lambda: Entry.objects.filter(act="warning.acknowledge").count())
    assert acts == 1


def test_of_two_who_clear_a_warning_at_once_one_is_told_who_was_faster(at_once: AtOnce) -> None:
    def handed_on() -> tuple[World, Warning]:
        world = make_world()
        colleague = user_invite(
            email="second_reviewer@example.org",
            name="Second Reviewer",
            organisation=world.organisations["desk"],
            roles=["reviewer"],
        )
        world.people["second_reviewer"] = colleague
        return world, world.warning(status="submitted")

    world, warning = alone(at_once, handed_on)
    viewers = [alone(at_once, lambda one=one: world.viewer(one)) for one in ("reviewer", "second_reviewer")]

    def clear(viewer: Viewer) -> str:
        read = Warning.objects.get(pk=warning.pk)
        return warnings.warning_approve(viewer=viewer, warning=read, version=warning.version).status

    results = at_once([lambda viewer=viewer: clear(viewer) for viewer in viewers])
    assert results.count("approved") == 1
    late = next(one for one in results if one != "approved")
    assert isinstance(late, Conflict)
    assert late.code == "clearance.cleared_meanwhile"
    assert alone(at_once, lambda: Clearance.objects.filter(state="cleared").count()) == 1
    alone(at_once, ledger.verify)


def test_of_an_issue_and_a_cancellation_at_once_the_update_goes_out_or_not_at_all(at_once: AtOnce) -> None:
    def under_way() -> tuple[World, Warning, Warning]:
        world = make_world()
        old = world.warning()
        new = warnings.warning_update(viewer=world.viewer("analyst"), warning=old)
        warnings.warning_submit(viewer=world.viewer("analyst"), warning=new)
        return world, old, warnings.warning_approve(viewer=world.viewer("reviewer"), warning=new)

    world, old, new = alone(at_once, under_way)
    reviewer = alone(at_once, lambda: world.viewer("reviewer"))

    def issue() -> Any:
        return warnings.warning_issue(viewer=reviewer, warning=Warning.objects.get(pk=new.pk))

    def cancel() -> Any:
        held = Warning.objects.get(pk=old.pk)
        return warnings.warning_cancel(viewer=reviewer, warning=held, because="Over.")

    results = at_once([issue, cancel])
    assert sum(isinstance(one, Exception) for one in results) == 1, results
    states = alone(at_once, lambda: [Warning.objects.get(pk=one.pk).status for one in (old, new)])
    assert states in (["updated", "issued"], ["cancelled", "approved"])


def _signed() -> tuple[World, Any]:
    world = make_world()
    return world, world.signed_assessment()
