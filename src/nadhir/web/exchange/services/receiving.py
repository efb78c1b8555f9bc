"""Taking alerts of others in, and what becomes of them.

A message is kept as it came, whatever it is: also where it cannot be read, is not signed by whom it should
be, or takes a name that was given already. What it changes follows from all messages together, so that the
order in which they come does not matter.

An alert that tells of the world becomes an item with its custody, and goes through the inbox like any report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q

from nadhir.doctrine.phrases import Reason
from nadhir.documents import cap
from nadhir.documents.cap import Known, Reference, signing
from nadhir.errors import InputRefused, NadhirError, NotPossibleNow
from nadhir.sources import PlaceHint, Record, WrittenDate
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.exchange import answering
from nadhir.web.exchange.models import AlertFeed, AlertReference, ReceivedAlert
from nadhir.web.intake.models import Source
from nadhir.web.intake.services import clean, records_take

BOOK = "nadhir.web.exchange"
State = ReceivedAlert.State
# Messages that become items, and the statuses that may.
TELLING = frozenset({"Alert", "Update", "Cancel"})
# Once held back or unreadable, a message stays so.
FIXED = frozenset({State.HELD, State.REFUSED})
MOST = 200  # references of one message that are followed


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message, and where it came from.

    Attributes:
        raw: the message.
        href, updated: where its feed said it is, and when it was changed, as written.
    """

    raw: bytes
    href: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message: new here, or known before."""

    outcome: Literal["added", "known"]
    alert: ReceivedAlert


@transaction.atomic
def received_alert_take(
    *, viewer: Viewer, source: Source, arrival: Arrival, feed: AlertFeed | None = None, certificate: str = ""
) -> Taken:
    """Take one message in. The same message again from the same source is the same; from another it is kept
    beside it, so that nobody takes the place of a message by sending it first.

    Args:
        certificate: of the sender, in PEM; where one is given, or the feed has one, only messages signed with
            it take effect.
    """
    policy.require(viewer, "alert.receive", source)
    # One at a time for each source: two that reference each other must see each other.
    policy.visible(Source.objects.select_for_update(no_key=True).filter(pk=source.pk), viewer).get()
    sha256 = hashlib.sha256(arrival.raw).hexdigest()
    if known := ReceivedAlert.objects.filter(source=source, sha256=sha256).first():
        return Taken("known", known)
    alert = ReceivedAlert(
        owner_id=source.owner_id,
        created_by_id=viewer.user_id,
        tlp=source.tlp,
        fictional=source.fictional,
        source=source,
        feed=feed,
        href=arrival.href[:1000],
        entry_updated=arrival.updated[:60],
        raw=arrival.raw,
        sha256=sha256,
        received_at=clock.now(),
        state=State.REFUSED,
    )
    try:
        read = cap.parse(arrival.raw)
    except InputRefused as refused:
        alert.problem = clean(Reason(refused.code, refused.params, refused.phrase_book).as_json())
        return _kept(viewer, alert)
    if known := _same(source, read):
        return Taken("known", known)
    trusted = [one for one in (certificate, feed.certificate if feed else "") if one]
    _describe(alert, read)
    trusty = _judge(alert, signing.check(arrival.raw, trusted), must=bool(trusted))
    if trusty:
        alert.item = _item(viewer, alert, read)
    taken = _kept(viewer, alert, read.alert.references)
    _follow(viewer, alert)
    alert.refresh_from_db()
    return taken


def _same(source: Source, read: cap.Read) -> ReceivedAlert | None:
    """The same message, if it came before in another spelling. One that is held back for its signature is
    another one: it must not keep out the same words when they come signed."""
    before = ReceivedAlert.objects.filter(source=source, digest=read.digest)
    return before.exclude(state=State.HELD, reuses=None).first()


def _kept(viewer: Viewer, alert: ReceivedAlert, references: Iterable[Reference] = ()) -> Taken:
    alert.save(force_insert=True)
    AlertReference.objects.bulk_create(
        AlertReference(
            alert=alert,
            sender=clean(one.sender)[:500],
            identifier=clean(one.identifier)[:500],
            sent=one.sent.astimezone(UTC),
        )
        for one in list(references)[:MOST]
    )
    ledger.record(viewer, "received_alert.take", alert, sha256=alert.sha256, state=alert.state)
    return Taken("added", alert)


def _describe(alert: ReceivedAlert, read: cap.Read) -> None:
    """Keep what a message says."""
    said = read.alert
    alert.identifier, alert.sender = clean(said.identifier)[:500], clean(said.sender)[:500]
    alert.sent = said.sent.astimezone(UTC)
    alert.status, alert.msg_type = said.status, said.msg_type
    alert.headline = " ".join(clean(said.headline or said.note).split())[:500]
    alert.expires = said.expires.astimezone(UTC) if said.expires else None
    alert.said = clean(_plain(asdict(said)))
    alert.digest = read.digest
    alert.notes = clean([note.as_json() for note in read.notes])
    alert.state = State.CURRENT


def _plain(value: Any) -> Any:
    """Plain data, times with the offset that was written."""
    if isinstance(value, datetime):
        return cap.written_moment(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if part not in ("", None, (), [])}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value


def _judge(alert: ReceivedAlert, signed: signing.Signed, *, must: bool) -> bool:
    """Hold back what is not from whom it should be, and what takes a name that was given already; whether it
    is worth reading all the same."""
    alert.seal, alert.signed_by = signed.seal, signed.fingerprint
    why = None
    if signed.seal == signing.Seal.BROKEN:
        why = "held.broken"
    elif must and signed.seal != signing.Seal.TRUSTED:
        why = "held.not_trusted"
    # Of the same source, and trusted: a stranger must not use up the names of others.
    named = ReceivedAlert.objects.filter(
        source=alert.source_id, sender=alert.sender, identifier=alert.identifier, reuses=None
    )
    first = named.exclude(state=State.HELD).order_by("received_at", "pk").first()
    if first is not None:
        alert.reuses = first
        why = why or "held.name_again"
    if why is not None:
        alert.state = State.HELD
        alert.problem = Reason(why, {"name": alert.identifier[:100]}, BOOK).as_json()
    return why in (None, "held.name_again")


# ---------------------------------------------------------------- as an item


def _item(viewer: Viewer, alert: ReceivedAlert, read: cap.Read) -> Any:
    """The item that a message becomes; None for what tells nothing of the world. An exercise becomes one only
    where everything is invented anyway."""
    real = alert.status == ReceivedAlert.Status.ACTUAL
    played = alert.status == ReceivedAlert.Status.EXERCISE and alert.fictional
    if alert.msg_type not in TELLING or not (real or played):
        return None
    made = records_take(viewer=viewer, source=alert.source, records=[_record(alert, read)])
    return made[0] if made else None


def _record(alert: ReceivedAlert, read: cap.Read) -> Record:
    said = read.alert
    sent = said.sent.date()
    notes = list(read.notes)
    if alert.reuses_id:
        notes.append(Reason("held.name_again", {"name": alert.identifier[:100]}, BOOK))
    # A name that was given twice is no name: the words of the message tell which is which.
    name = f"{said.sender},{said.identifier}" + (f"#{read.digest[:8]}" if alert.reuses_id else "")
    return Record(
        text=_text(said) or said.identifier,
        raw=bytes(alert.raw),
        external_id=name[:200],
        title=alert.headline or said.identifier,
        url=next((one.web for one in said.info if one.web), None),
        language=said.info[0].language[:2].lower() if said.info else None,
        author=next((one.sender_name for one in said.info if one.sender_name), said.sender),
        published=_written(cap.written_moment(said.sent), sent),
        places=tuple(_places(said)),
        notes=tuple(notes),
    )


def _written(as_written: str, day: date) -> WrittenDate:
    return WrittenDate(as_written, day, day, "day")


def _text(said: cap.Alert) -> str:
    """Everything that a message says in words, each once, part after part."""
    parts = [said.note] if said.msg_type == "Cancel" else []
    for one in said.info:
        parts += [one.headline, one.event, one.description, one.instruction]
        parts += [area.desc for area in one.area]
    return "\n\n".join(dict.fromkeys(filter(None, map(str.strip, parts))))


def _places(said: cap.Alert) -> Iterable[PlaceHint]:
    """Where: by ISO 3166 codes, and by the middle of outlines and circles."""
    known: set[PlaceHint] = set()
    for area in (area for one in said.info for area in one.area):
        middle = _middle(area)
        codes: list[str | None] = [
            pair.value for pair in area.geocodes if pair.name.upper().startswith("ISO")
        ]
        for code in codes or [None]:
            north, east = middle or (None, None)
            hint = PlaceHint(area.desc[:200], code, north, east)
            if hint not in known and (code or middle):
                known.add(hint)
                yield hint


def _middle(area: cap.Area) -> tuple[float, float] | None:
    points = [one.centre for one in area.circles] or [
        point for one in area.polygons for point in one.points[:-1]
    ]
    if not points:
        return None
    north = sum(point.latitude for point in points) / len(points)
    east = sum(point.longitude for point in points) / len(points)
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 else None


# ---------------------------------------------------------------- what becomes of them


def _follow(viewer: Viewer, alert: ReceivedAlert) -> None:
    """Work out again what became of this message and of those that it is about."""
    about = Q(pk=alert.pk)
    for named_one in alert.references.all():
        about |= Q(sender=named_one.sender, identifier=named_one.identifier, sent=named_one.sent)
    touched = list(ReceivedAlert.objects.filter(about, owner=alert.owner_id).exclude(state__in=FIXED))
    named = Q(pk__in=[])
    for one in touched:
        named |= Q(references__sender=one.sender, references__identifier=one.identifier)
    changing = ReceivedAlert.objects.filter(named, owner=alert.owner_id).distinct()
    rows = {one.pk: one for one in [*changing.prefetch_related("references"), *touched]}
    lives = cap.states(map(_known, rows.values()), clock.now())
    acts = []
    for one in touched:
        life = lives[one.pk]
        if (one.state, one.changed_by_id) == (life.state.value, life.by):
            continue
        ReceivedAlert.objects.filter(pk=one.pk).update(state=life.state.value, changed_by_id=life.by)
        data = {"state": life.state.value, "by": str(life.by) if life.by else None}
        acts.append(ledger.Act("received_alert.change", ReceivedAlert.noun, one.pk, data))
    if acts:
        ledger.record_many(viewer, acts)


def _known(alert: ReceivedAlert) -> Known:
    return Known(
        key=alert.pk,
        reference=Reference(alert.sender, alert.identifier, alert.sent or alert.received_at),
        msg_type=alert.msg_type,
        status=alert.status,
        feed=alert.source_id,
        references=tuple(Reference(one.sender, one.identifier, one.sent) for one in alert.references.all()),
        expires=alert.expires,
        effective=alert.state not in FIXED,
        signer=alert.signed_by if alert.seal == ReceivedAlert.Seal.TRUSTED else "",
    )


@transaction.atomic
def received_alerts_expire(*, viewer: Viewer) -> int:
    """Mark the alerts whose time is over; how many."""
    over = ReceivedAlert.objects.filter(state=State.CURRENT, expires__lte=clock.now())
    ids = list(over.values_list("pk", flat=True)[:1000])
    if ids:
        ReceivedAlert.objects.filter(pk__in=ids, state=State.CURRENT).update(state=State.EXPIRED)
        data = {"state": State.EXPIRED.value, "by": None}
        ledger.record_many(
            viewer, [ledger.Act("received_alert.change", ReceivedAlert.noun, pk, data) for pk in ids]
        )
    return len(ids)


@transaction.atomic
def received_alert_acknowledge(*, viewer: Viewer, alert: ReceivedAlert) -> ReceivedAlert:
    """Take note of an alert, in the name of the desk. The message that says so can then be downloaded and
    sent to whom it concerns; nothing goes out by itself.

    Raises:
        NotPossibleNow: it was acknowledged before, or is nothing that can be.
    """
    policy.require(viewer, "alert.receive", alert)
    if alert.acknowledged_at is not None:
        raise NotPossibleNow("received_alert.acknowledged", book=BOOK)
    if alert.msg_type not in TELLING or alert.state == State.REFUSED:
        raise NotPossibleNow("received_alert.not_answered", book=BOOK)
    now = clock.now()
    try:
        cap.compose(answering.acknowledgement(alert, now))
    except NadhirError as problem:
        # A name that breaks the rules of CAP cannot be named in a message that keeps them.
        why = Reason(problem.code, problem.params, problem.phrase_book)
        raise NotPossibleNow("received_alert.cannot_be_named", book=BOOK, why=_in_all(why)) from problem
    record_change(record=alert, acknowledged_at=now, acknowledged_by_id=viewer.user_id)
    ledger.record(viewer, "received_alert.acknowledge", alert)
    return alert


def _in_all(why: Reason) -> dict[str, str]:
    return {language: why.say(language) for language in ("ar", "en", "fr")}
