"""What leaves the house leaves once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from nadhir.web.core import outbox
from nadhir.web.core.models import Outgoing

pytestmark = pytest.mark.django_db

# Later than any clock of a test that runs in its turn.
NOW = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """A channel that remembers, and that fails where the message asks it to."""
    keys: list[str] = []

    @outbox.register("test")
    def send(message: Outgoing) -> None:
        if message.data.get("fails"):
            raise ConnectionError("no line")
        keys.append(message.key)

    yield keys
    del outbox.posts["test"]


def test_the_same_cause_makes_one_message(sent: list[str]) -> None:
    outbox.put(kind="test", key="one")
    outbox.put(kind="test", key="one")
    assert outbox.deliver(NOW) == 1
    assert outbox.deliver(NOW) == 0
    assert sent == ["one"]


def test_a_message_that_fails_is_kept_and_tried_later(sent: list[str]) -> None:
    outbox.put(kind="test", key="bad", fails=True)
    outbox.put(kind="test", key="good")
    assert outbox.deliver(NOW) == 1
    kept = Outgoing.objects.get(key="bad")
    assert kept.state == Outgoing.State.WAITING
    assert "no line" in kept.problem
    assert kept.due_at > NOW, "not hammered at once"
    Outgoing.objects.filter(key="bad").update(data={})
    assert outbox.deliver(kept.due_at) == 1
    assert sent == ["good", "bad"]


def test_a_message_is_given_up_after_its_last_attempt(sent: list[str]) -> None:
    outbox.put(kind="test", key="bad", fails=True)
    for _ in range(outbox.ATTEMPTS):
        outbox.deliver(NOW + timedelta(days=30))
        Outgoing.objects.update(due_at=NOW)
    assert Outgoing.objects.get().state == Outgoing.State.FAILED
    assert outbox.deliver(NOW + timedelta(days=60)) == 0


def test_a_claim_of_a_dead_worker_runs_out(sent: list[str]) -> None:
    outbox.put(kind="test", key="one")
    outbox._claimed(NOW, 10, uuid.uuid4())  # the worker died here, and nobody knows that it did
    assert outbox.deliver(NOW) == 0
    assert outbox.deliver(NOW + outbox.CLAIM + timedelta(seconds=1)) == 1
    assert sent == ["one"]


def test_nothing_leaves_before_it_is_due(sent: list[str]) -> None:
    outbox.put(kind="test", key="later", due_at=NOW + timedelta(hours=1))
    assert outbox.deliver(NOW) == 0
