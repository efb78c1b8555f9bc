"""Wherever a worker is killed: each recipient gets one message for each version, and none is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from nadhir.web.core import clock, leases, outbox
from nadhir.web.core.leases import Worker
from nadhir.web.core.models import Lease, Outgoing
from nadhir.web.warnings.models import Delivery, Recipient, Warning
from nadhir.web.warnings.services.sending import deliveries_put
from tests.web.conftest import World
from tests.web.warnings.sending import Killed, Life, Outside, later, lives, out, states

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = 4


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    return Outside(monkeypatch)


def put(warning: Warning, message: str = "issue") -> int:
    return deliveries_put(warning=warning, recipients=warning.recipients.all(), message=message)


@pytest.mark.django_db
def test_a_hundred_deaths(world: World, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every step of claiming, sending and marking, once alone and once with a second death soon after; the
    first fifty workers could still note what had left, the others, as on a machine that died, could not."""
    warning = out(world, PEOPLE, hooks=True)
    again = 0
    for number in range(100):
        kills = [1 + number % 50] if number % 3 else [1 + number % 50, 2 + number % 7]
        with transaction.atomic():
            put(warning)
            lives(outside, kills, monkeypatch, notes=number < 50)
            keys = outside.keys()
            assert len(keys) == 2 * PEOPLE, f"killed at {kills}: a message is missing, or is another one"
            assert {to for to, _ in keys} >= {one.email for one in warning.recipients.all()}
            assert states(warning) == {"sent": 2 * PEOPLE}
            twice = sum(keys.values()) - len(keys)
            assert twice <= len(kills), f"killed at {kills}: more than what was just leaving left twice"
            again += twice
            outside.clear()
            transaction.set_rollback(True)
    assert outside.fate.steps > 100 * 20, "they did die at work"
    assert again, "else no death fell between leaving and marking, and the test shows nothing"


@pytest.mark.django_db
def test_with_its_notes_nothing_leaves_twice_that_the_worker_noted(
    world: World, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = out(world, 2)
    put(warning)
    # Steps: two of the claim, two of the first mail, then before the mark.
    lives(outside, [5], monkeypatch, notes=True)
    assert sum(outside.keys().values()) == 2
    assert states(warning) == {"sent": 2}


@pytest.mark.django_db
def test_a_cancellation_after_a_death_reaches_who_may_have_got_it(
    world: World, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = out(world, 3)
    put(warning)
    outside.fate.left = 5  # the first mail has left, and nobody marked or noted it
    life = Life(notes=False)
    with pytest.raises(Killed):
        outbox.deliver(later(), worker=life, limit=1)  # type: ignore[arg-type]
    outside.fate.left = -1
    outbox.free(life.id)
    outside.clear()
    Warning.objects.update(status="cancelled")
    put(Warning.objects.get(pk=warning.pk), "cancel")
    outbox.deliver(later())
    assert len(outside.keys()) == 1, "the one that may have left, and none of the two that cannot have"


@pytest.mark.django_db
def test_two_workers_never_send_the_same(world: World, outside: Outside) -> None:
    warning = out(world, 3)
    put(warning)
    owner = outbox.leases.new_id()
    mine = outbox._claimed(later(), 2, owner)
    assert len(mine) == 2
    assert outbox.deliver(later()) == 1, "only what the other has not claimed"
    assert outbox._send(mine, later(), owner, None, 1) == 2
    assert set(outside.keys().values()) == {1}


@pytest.mark.django_db
def test_a_worker_that_is_no_longer_trusted_sends_nothing_more(world: World, outside: Outside) -> None:
    warning = out(world, 2)
    put(warning)
    with Worker() as worker:
        worker.end()
        assert outbox.deliver(later(), worker=worker, limit=10) == 0
    assert not outside.keys()
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.django_db
def test_a_dead_worker_is_told_from_one_that_lives(settings: object) -> None:
    with Worker() as living:
        dead = Worker()
        dead.__enter__()
        os.close(dead._file)  # what the system does at the end of a process, however it ends
        assert leases.leases_dead(now=clock.now()) == [dead.id]
        dead_id = dead.id
        message = Outgoing.objects.create(
            kind="test", key="a", state="sending", claimed_by=dead_id, due_at=later(minutes=4)
        )
        other = Outgoing.objects.create(
            kind="test", key="b", state="sending", claimed_by=living.id, due_at=later(minutes=4)
        )
        assert outbox.free_dead(clock.now()) == 1
        message.refresh_from_db()
        other.refresh_from_db()
        assert (message.state, message.uncertain) == ("waiting", True)
        assert message.due_at <= later(), "at once, not when the claim runs out"
        assert (other.state, other.claimed_by) == ("sending", living.id)
    assert not Lease.objects.exists()


@pytest.mark.django_db
def test_a_worker_on_another_machine_is_dead_when_it_is_silent() -> None:
    Lease.objects.create(host="elsewhere", seen_at=later(minutes=-1))
    assert not leases.leases_dead(now=clock.now())
    assert leases.leases_dead(now=later(minutes=2))


@pytest.mark.django_db
def test_what_leaves_while_it_is_noted_is_marked_by_whoever_frees_it(world: World, outside: Outside) -> None:
    warning = out(world, 1)
    put(warning)
    dead = Worker()
    dead.__enter__()
    (message,) = outbox._claimed(later(), 5, dead.id)
    with dead.sending():
        dead.note(message.pk)
        os.close(dead._file)
        dead._file = os.open("/dev/null", os.O_WRONLY)
        assert outbox.free_dead(clock.now()) == 0, "nothing has to leave again"
        dead._out = 2  # nothing to forget in /dev/null
    assert states(warning) == {"sent": 1}
    assert Recipient.objects.get().delivered_at
    assert outbox.deliver(later()) == 0
    assert Delivery.objects.get().sent_at


def test_workers_that_are_really_killed(tmp_path: Path) -> None:
    """Processes and SIGKILL: the benchmark in small. Whoever dies between acceptance and its note sends that
    one again, with its key; that it happens at all is rare, and counted."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NADHIR_")}
    environment.pop("DATABASE_URL", None)
    run = subprocess.run(
        [sys.executable, "benchmarks/delivery_speed.py", "--recipients", "150", "--kills", "3", "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    figures = json.loads(run.stdout)
    assert figures["workers killed"] >= 1
    assert (figures["distinct messages"], figures["missing"]) == (300, 0)
    assert figures["deliveries marked sent"] == 300
