"""What the tests of sending share: an issued warning with its ways, and a worker that can be killed."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Lease, new_id
from nadhir.web.warnings import sending_webhook, services
from nadhir.web.warnings.models import Channel, Delivery, Recipient, Warning
from nadhir.web.warnings.services.channels import channels_ensure
from tests.web.conftest import World

HOOK = "https://partner.example/hook"


def out(world: World, people: int = 0, *, hooks: bool = False, **fields: Any) -> Warning:
    """An issued warning with so many recipients without an account, whom nobody has told yet."""
    known = Warning.objects.first()
    if known is None:
        warning = world.warning(status="draft", recipients=())
    else:
        copied = ("owner_id", "situation_id", "assessment_id", "title", "what", "confidence", "valid_until")
        warning = Warning.objects.create(
            number=f"2026-{50 + Warning.objects.count()}", **{name: getattr(known, name) for name in copied}
        )
    frozen = services.warning_as_issued(warning)
    Warning.objects.filter(pk=warning.pk).update(
        status="issued", issued_at=clock.now(), frozen=frozen, frozen_hash="f" * 64,
        issued_by=world.people["reviewer"], **fields,
    )  # fmt: skip
    warning.refresh_from_db()
    for number in range(people):
        add(warning, f"Person {number}", hook=hooks)
    return warning


def add(warning: Warning, name: str, *, hook: bool = False, **fields: Any) -> Recipient:
    """One more recipient, with a mailbox and, where asked, a webhook."""
    email = f"{name.lower().replace(' ', '')}@example.org"
    one = Recipient.objects.create(warning=warning, name=name, **{"email": email, **fields})
    channels_ensure(recipients=[one])
    if hook:
        Channel.objects.create(recipient=one, kind="webhook", order=2, address=f"{HOOK}/{one.pk}", secret="s")
    return one


class Killed(BaseException):
    """The end of a worker, at whatever step it was."""


class Fate:
    """Kills a worker at its n-th step: before and after each claim, each message that leaves, each mark."""

    def __init__(self) -> None:
        self.left = -1
        self.steps = 0

    def step(self) -> None:
        self.steps += 1
        self.left -= 1
        if self.left == 0:
            raise Killed

    @contextlib.contextmanager
    def around(self) -> Iterator[None]:
        self.step()
        yield
        self.step()


class Life:
    """A worker as the outbox sees it, without a process: what it notes is lost or kept as told."""

    def __init__(self, *, notes: bool) -> None:
        self.id = new_id()
        self.noted: set[Any] = set()
        self.keeps = notes
        Lease.objects.create(pk=self.id, host="test", seen_at=clock.now())

    trusted = True

    def beat(self) -> None:
        """It lives."""

    def note(self, message: Any) -> None:
        if self.keeps:
            self.noted.add(message)

    @contextlib.contextmanager
    def sending(self) -> Iterator[None]:
        yield


class Outside:
    """What mail server and partner's machine accepted, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.posts: list[dict[str, Any]] = []
        self.says: dict[str, Exception] = {}
        self.fate = Fate()
        outside = self

        class Line:
            usable = True

            def __init__(self, *_: Any, **__: Any) -> None:
                pass

            def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
                for word, problem in outside.says.items():
                    if word in path:
                        raise problem
                with outside.fate.around():
                    outside.posts.append({"path": path, "body": body, "headers": headers})
                return 200

            def close(self) -> None:
                pass

        monkeypatch.setattr(sending_webhook, "Connection", Line)
        from django.core.mail.backends.locmem import EmailBackend

        send = EmailBackend.send_messages

        def letters(backend: Any, messages: Any) -> Any:
            with outside.fate.around():
                return send(backend, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", letters)
        claimed, mark = outbox._claimed, outbox._mark

        def claim(*given: Any) -> Any:
            with outside.fate.around():
                return claimed(*given)

        def marked(*given: Any) -> Any:
            with outside.fate.around():
                return mark(*given)

        monkeypatch.setattr(outbox, "_claimed", claim)
        monkeypatch.setattr(outbox, "_mark", marked)

    def keys(self) -> Counter[tuple[str, str]]:
        """What was accepted, by the key it can be known again by, and to whom."""
        mails = ((one.to[0], one.extra_headers["Message-ID"]) for one in mail.outbox)
        posts = ((one["path"], one["headers"]["Idempotency-Key"]) for one in self.posts)
        return Counter([*mails, *posts])

    def clear(self) -> None:
        mail.outbox.clear()
        self.posts.clear()


def later(**span: float) -> datetime:
    """A moment that everything put so far is due at."""
    return datetime.now(UTC) + timedelta(seconds=1) + timedelta(**span)


def lives(outside: Outside, kills: list[int], monkeypatch: pytest.MonkeyPatch, *, notes: bool) -> None:
    """Workers that die at these steps of theirs, one after the other, and a last one that does not."""
    for at in [*kills, -1]:
        outside.fate.left, life = at, Life(notes=notes)
        try:
            outbox.deliver(later(), worker=life, limit=7)  # type: ignore[arg-type]
        except Killed:
            monkeypatch.setattr(outbox.leases, "noted_by", lambda _, noted=life.noted: noted)
            outside.fate.left = -1
            outbox.free(life.id)
        else:
            Lease.objects.filter(pk=life.id).delete()


def states(warning: Warning) -> Counter[str]:
    """How many deliveries of a warning are in which state."""
    return Counter(Delivery.objects.filter(recipient__warning=warning).values_list("state", flat=True))


Put = Callable[..., int]
