"""Recording instruments, changing them, signing, renewing and ending them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from nadhir.errors import NotPossibleNow
from nadhir.screening.normalise import fold
from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation import standing
from nadhir.web.cooperation.models import Instrument, Obligation, Signature
from nadhir.web.cooperation.services.obligations import obligation_make
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change, record_name_readers, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import services as response
from nadhir.web.response.models import Engagement, Undertaking

# What a person fills in, besides the kind, the names and the parties.
KEPT = (
    "status", "place", "dated", "dated_on", "begins", "begins_on", "ends", "ends_on", "duration_months",
    "tacit", "notice_days", "remind_days", "areas", "changed", "note", "sources", "of_body", "renews",
)  # fmt: skip
EARLIEST = 1800  # years before are more likely another calendar than an agreement between institutions


def dates_of(name: str, written: WrittenDate | None) -> dict[str, Any]:
    """A date as the fields of an instrument hold it: as it was written, and the day it is put in order by.
    That is the first that it can mean, for an end the last.

    Args:
        name: `dated`, `begins` or `ends`.
    """
    if written is None:
        return {name: None, f"{name}_on": None}
    told = asdict(written) | {"start": written.start.isoformat(), "end": written.end.isoformat()}
    return {name: told, f"{name}_on": written.end if name == "ends" else written.start}


@transaction.atomic
def instrument_record(
    *,
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    slug: str | None = None,
    parties: Iterable[Actor] = (),
    tlp: str = "clear",
    confirmed: bool = False,
    share_with: Iterable[uuid.UUID] = (),
    readers: Iterable[uuid.UUID] = (),
    **fields: Any,
) -> Instrument:
    """Record an agreement. The same slug again is the same instrument.

    Args:
        confirmed: the person was told that a party had ceased before the date, and records it all the same.
        fields: those of `KEPT`, and `fictional`.

    Raises:
        NotPossibleNow: it has no name; it ends before it begins; a date lies in another calendar; a party had
            ceased before it, or what it renews came later.
    """
    policy.require(viewer, "instrument.record")
    if slug is not None and (known := Instrument.objects.filter(slug=slug).first()):
        return known
    named = {language: name.strip() for language, name in names.items() if name.strip()}
    members = list(parties)
    fields |= _reckoned(fields)
    _coherent(named, members, fields, confirmed=confirmed)
    if (earlier := fields.get("renews")) is not None:
        policy.require_sight(viewer, earlier)
    instrument = Instrument.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=tlp,
        kind=kind,
        names=named,
        folded=_folded(named),
        slug=slug,
        **fields,
    )
    instrument.parties.set(members)
    record_share(record=instrument, groups=share_with)
    record_name_readers(record=instrument, users=readers)
    ledger.record(viewer, "instrument.record", instrument, kind=kind)
    return instrument


@transaction.atomic
def instrument_change(
    *,
    viewer: Viewer,
    instrument: Instrument,
    version: int | None = None,
    names: Mapping[str, str] | None = None,
    parties: Iterable[Actor] | None = None,
    confirmed: bool = False,
    **fields: Any,
) -> Instrument:
    """Change what is recorded of an agreement.

    Args:
        version: the version that the person saw.
        fields: `kind` and those of `KEPT`.

    Raises:
        NotPossibleNow: as of `instrument_record`; or its renewals would run in a circle.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "instrument.keep", instrument)
    changed = {name: fields[name] for name in ("kind", *KEPT) if name in fields}
    if names is not None:
        changed["names"] = {language: name.strip() for language, name in names.items() if name.strip()}
        changed["folded"] = _folded(changed["names"])
    together = {name: changed.get(name, getattr(instrument, name)) for name in ("names", *KEPT)}
    changed |= _reckoned(together, instrument.duration_months)
    together |= changed
    members = list(parties) if parties is not None else None
    new_day = "dated_on" in changed and changed["dated_on"] != instrument.dated_on
    asked = members if members is not None else (list(instrument.parties.all()) if new_day else [])
    if (earlier := changed.get("renews")) is not None and earlier.pk != instrument.renews_id:
        policy.require_sight(viewer, earlier)
        _no_circle(instrument, earlier)
    _coherent(together["names"], asked, together, confirmed=confirmed)
    record_change(record=instrument, version=version, **changed)
    if members is not None:
        instrument.parties.set(members)
    ledger.record(viewer, "instrument.change", instrument, fields=sorted(changed))
    return instrument


@transaction.atomic
def instrument_sign(
    *,
    viewer: Viewer,
    instrument: Instrument,
    party: Actor,
    signatory: Actor | None = None,
    capacity: str = "",
    focal_point: Actor | None = None,
    signed: WrittenDate | None = None,
    confirmed: bool = False,
) -> Signature:
    """Record who signed for a party, and whom to turn to there. The same party and person again replaces what
    was said of them; a party that was not named yet becomes one.

    Raises:
        NotPossibleNow: the party had ceased before the day.
    """
    policy.require(viewer, "instrument.keep", instrument)
    day = signed.start if signed else instrument.dated_on
    if not confirmed:
        _all_there([party], day)
    if not instrument.parties.filter(pk=party.pk).exists():
        instrument.parties.add(party)
    made, _new = Signature.objects.update_or_create(
        instrument=instrument,
        party=party,
        signatory=signatory,
        defaults={
            "capacity": capacity.strip(),
            "focal_point": focal_point,
            **dates_of("signed", signed),
        },
    )
    ledger.record(viewer, "instrument.sign", instrument, party=party.pk)
    return made


@transaction.atomic
def instrument_renew(
    *,
    viewer: Viewer,
    instrument: Instrument,
    names: Mapping[str, str],
    again: bool = False,
    carry: Iterable[Obligation] = (),
    confirmed: bool = False,
    **fields: Any,
) -> Instrument:
    """Record the agreement that takes the place of another: its parties, areas, place and handling are those
    of the earlier one where nothing else is said.

    Args:
        again: the earlier one had been ended, and it is renewed all the same.
        carry: obligations that are still open and go over into the new one.
        fields: `parties` and those of `KEPT`.

    Raises:
        NotPossibleNow: the earlier one is a draft, was renewed already, or was ended and `again` is not said;
            and as of `instrument_record`.
    """
    policy.require(viewer, "instrument.keep", instrument)
    if instrument.status == Instrument.Status.DRAFT:
        raise NotPossibleNow("instrument.draft")
    if Instrument.objects.filter(renews=instrument).exclude(status=Instrument.Status.DRAFT).exists():
        raise NotPossibleNow("instrument.renewed_already")
    if instrument.status == Instrument.Status.ENDED and not again:
        raise NotPossibleNow("instrument.was_ended")
    kept = ("areas", "place", "tacit", "notice_days", "remind_days", "of_body")
    told = {name: getattr(instrument, name) for name in kept} | fields
    parties = told.pop("parties", None)
    made = instrument_record(
        viewer=viewer,
        kind=told.pop("kind", instrument.kind),
        names=names,
        parties=instrument.parties.all() if parties is None else parties,
        tlp=told.pop("tlp", instrument.tlp),
        confirmed=confirmed,
        renews=instrument,
        fictional=instrument.fictional,
        **told,
    )
    _carry(viewer, instrument, made, carry)
    ledger.record(viewer, "instrument.renew", instrument, by=made.pk)
    return made


def _carry(viewer: Viewer, instrument: Instrument, made: Instrument, carry: Iterable[Obligation]) -> None:
    """Make open obligations anew under the renewal, and let the old ones lapse into them."""
    for one in carry:
        done = one.undertaking
        if one.instrument_id != instrument.pk or done.ended_at is not None:
            continue
        obligation_make(
            viewer=viewer,
            instrument=made,
            title=done.title,
            who=done.who,
            actor=done.actor,
            clause=one.clause,
            area=one.area,
            deliverable=one.deliverable,
            focal_point=one.focal_point,
        )
        response.undertaking_move(
            viewer=viewer,
            undertaking=done,
            to=Undertaking.Status.LAPSED,
            words=str(made.names.get("en") or made),
        )


@transaction.atomic
def instrument_end(
    *,
    viewer: Viewer,
    instrument: Instrument,
    because: str,
    on: date | None = None,
    version: int | None = None,
) -> Instrument:
    """Say that it ended before its time, or that notice was given.

    Args:
        on: its last day; today where nothing is said.

    Raises:
        NotPossibleNow: it is not in force, no reason is given, or the day lies before it began, or before the
            notice that was agreed has run.
    """
    policy.require(viewer, "instrument.keep", instrument)
    if instrument.status == Instrument.Status.ENDED:
        raise NotPossibleNow("instrument.ended")
    if not because.strip():
        raise NotPossibleNow("instrument.without_reason")
    today = clock.now().date()
    on = on or today
    first = instrument.begins_on or instrument.dated_on
    if first is not None and on < first:
        raise NotPossibleNow("instrument.ends_before")
    earliest = today.toordinal() + (instrument.notice_days or 0)
    if on > today and on.toordinal() < earliest:
        raise NotPossibleNow("instrument.notice_too_short", days=instrument.notice_days or 0)
    written = WrittenDate(on.isoformat(), on, on, "day")
    record_change(
        record=instrument,
        version=version,
        status=Instrument.Status.ENDED,
        ended_because=because.strip(),
        tacit=False,
        **dates_of("ends", written),
    )
    ledger.record(viewer, "instrument.end", instrument, on=on.isoformat())
    return instrument


@transaction.atomic
def instrument_convene(*, viewer: Viewer, instrument: Instrument, engagement: Engagement) -> None:
    """Say that something was, or will be, convened because of an agreement."""
    policy.require(viewer, "instrument.keep", instrument)
    policy.require_sight(viewer, engagement)
    if not instrument.engagements.filter(pk=engagement.pk).exists():
        instrument.engagements.add(engagement)
        ledger.record(viewer, "instrument.convene", instrument, engagement=engagement.pk)


def _folded(names: Mapping[str, str]) -> str:
    """The names as they are looked for."""
    return "\n".join(fold(name) for name in names.values())


def _reckoned(said: Mapping[str, Any], before: int | None = None) -> dict[str, Any]:
    """The last day where nobody wrote one: from when it begins, and for how long.

    Args:
        before: the months that it held for so far; with them goes the day that was told from them.
    """
    months = said.get("duration_months")
    if said.get("ends") is not None or said.get("status") == Instrument.Status.ENDED:
        return {}
    if months:
        return {"ends_on": standing.end_of(said.get("begins_on") or said.get("dated_on"), months)}
    return {"ends_on": None} if before else {}


def _coherent(
    names: Mapping[str, str], parties: list[Actor], said: Mapping[str, Any], *, confirmed: bool
) -> None:
    if not names:
        raise NotPossibleNow("instrument.without_name")
    dated, begins, ends = (said.get(f"{name}_on") for name in ("dated", "begins", "ends"))
    for day in (dated, begins, ends):
        if day is not None and day.year < EARLIEST:
            raise NotPossibleNow("instrument.other_calendar", year=day.year)
    first = begins or dated
    if ends is not None and first is not None and ends < first:
        raise NotPossibleNow("instrument.ends_before")
    months = said.get("duration_months")
    if months and ends is not None and first is not None:
        reckoned = standing.end_of(first, months)
        if reckoned is not None and abs((ends - reckoned).days) > 31:
            raise NotPossibleNow("instrument.two_ends", reckoned=reckoned.isoformat())
    earlier = said.get("renews")
    if earlier is not None and dated is not None and earlier.dated_on and dated < earlier.dated_on:
        raise NotPossibleNow("instrument.renews_later")
    if not confirmed:
        _all_there(parties, dated)


def _all_there(parties: list[Actor], day: date | None) -> None:
    if gone := directory.ceased_before(parties, day):
        raise NotPossibleNow(
            "instrument.party_ceased", who=str(next(iter(gone[0].names.values()))), when=gone[0].ended
        )
    if unborn := directory.not_yet(parties, day):
        raise NotPossibleNow(
            "instrument.party_not_yet", who=str(next(iter(unborn[0].names.values()))), when=unborn[0].began
        )


def _no_circle(instrument: Instrument, earlier: Instrument) -> None:
    """Refuse a renewal that leads back to itself."""
    at: Instrument | None = earlier
    while at is not None:
        if at.pk == instrument.pk:
            raise NotPossibleNow("instrument.renewal_circle")
        at = at.renews
    others = Instrument.objects.filter(~Q(pk=instrument.pk), renews=earlier)
    if others.exclude(status=Instrument.Status.DRAFT).exists():
        raise NotPossibleNow("instrument.renewed_already")
