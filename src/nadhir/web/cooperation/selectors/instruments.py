"""Reading instruments and what came of them, as far as the viewer may."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, Prefetch, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.cooperation import standing
from nadhir.web.cooperation.models import (
    Adherence,
    Instrument,
    InstrumentText,
    Obligation,
    Signature,
)
from nadhir.web.cooperation.standing import Standing, Term
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors as response
from nadhir.web.response import states
from nadhir.web.response.models import Engagement, Undertaking, UndertakingProof

M = TypeVar("M", bound=Model)
Party = uuid.UUID | None
LONGEST_CHAIN = 50


def instruments(
    viewer: Viewer, *, kind: str = "", party: Party = None, words: str = "", who: str = "", state: str = ""
) -> QuerySet[Instrument]:
    """Agreements with the parties that the viewer may know of: the latest first, undated ones last.

    Args:
        party: identifier of an actor.
        words: in the name, in any of the three languages.
        who: in any name of a party.
        state: `live`, `runs_out`, `over`, `draft`; see `by_state`.
    """
    found = policy.visible(Instrument.objects.all(), viewer).prefetch_related(
        Prefetch("parties", queryset=directory.actors(viewer).order_by())
    )
    if kind:
        found = found.filter(kind=kind)
    if party:
        found = found.filter(parties=party)
    found = _of(viewer, found, "parties", who)
    found = by_state(found, state)
    return _named(found, words).order_by(F("dated_on").desc(nulls_last=True), "-pk")


def by_state(found: QuerySet[Instrument], state: str) -> QuerySet[Instrument]:
    """Those that stand so today. `live`: in force; `runs_out`: within the days of their reminder; `over`:
    run out, ended or renewed."""
    if not state:
        return found
    today = clock.now().date()
    if state == "draft":
        return found.filter(status=Instrument.Status.DRAFT)
    ended = Q(status=Instrument.Status.ENDED) | Q(Exists(renewals(Instrument.objects.all(), OuterRef("pk"))))
    over = ended | Q(tacit=False, ends_on__lt=today)
    if state == "over":
        return found.exclude(status=Instrument.Status.DRAFT).filter(over)
    live = found.filter(status=Instrument.Status.AGREED).exclude(over)
    if state == "runs_out":
        near = Q(pk__in=[])
        for days in live.order_by().values_list("remind_days", flat=True).distinct():
            near |= Q(remind_days=days, ends_on__range=(today, today + timedelta(days=days)))
        return live.filter(near)
    return live


def renewals(found: QuerySet[Instrument], of: Any) -> QuerySet[Instrument]:
    """Those that took the place of one, drafts left out."""
    return found.filter(renews=of).exclude(status=Instrument.Status.DRAFT)


def instrument(viewer: Viewer, pk: Any) -> Instrument:
    """One instrument.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = instruments(viewer).select_related("owner", "place").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="instrument.read")
    return found


def engagements(
    viewer: Viewer, *, kind: str = "", party: Party = None, words: str = "", who: str = ""
) -> QuerySet[Engagement]:
    """What was convened, the latest first; undated ones last. Arguments as of `instruments`."""
    found = response.engagements(viewer).prefetch_related(
        Prefetch("convened_by", queryset=directory.actors(viewer).order_by())
    )
    if kind:
        found = found.filter(kind=kind)
    if party:
        found = found.filter(convened_by=party)
    found = _of(viewer, found, "convened_by", who)
    return _named(found, words).order_by(F("held_on").desc(nulls_last=True), "-pk")


def engagement(viewer: Viewer, pk: Any) -> Engagement:
    """One engagement.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = engagements(viewer).select_related("owner", "situation").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="engagement.read")
    return found


def _named(found: QuerySet[M], words: str) -> QuerySet[M]:
    """Those whose name has the words in any language, however they are spelt."""
    wanted = fold(words.strip())
    return found.filter(folded__contains=wanted) if wanted else found


def _of(viewer: Viewer, found: QuerySet[M], relation: str, who: str) -> QuerySet[M]:
    """Those that somebody of this name takes part in, in any of their spellings."""
    if not fold(who.strip()):
        return found
    called = directory.actors(viewer, named=who).order_by()
    through: Any = getattr(found.model, relation).through
    column = found.model._meta.model_name
    taking_part = through.objects.filter(actor__in=called.values("pk"))
    return found.filter(pk__in=taking_part.values(f"{column}_id"))


# ------------------------------------------------------------------------------------------ where they stand


def term_of(one: Instrument, *, renewed: bool) -> Term:
    """What the standing of an instrument is told from."""
    return Term(
        begins=one.begins_on or one.dated_on,
        ends=one.ends_on,
        months=one.duration_months,
        tacit=one.tacit,
        notice=one.notice_days,
        remind=one.remind_days,
        status=one.status,
        renewed=renewed,
    )


def standings(viewer: Viewer, found: Iterable[Instrument]) -> dict[uuid.UUID, Standing]:
    """Where each of them stands today. That it was renewed is told as far as the viewer may know of that."""
    rows = list(found)
    seen = policy.visible(Instrument.objects.all(), viewer)
    others = seen.filter(renews__in=[one.pk for one in rows]).exclude(status=Instrument.Status.DRAFT)
    renewed = set(others.order_by().values_list("renews_id", flat=True))
    today = clock.now().date()
    return {one.pk: standing.standing(term_of(one, renewed=one.pk in renewed), today) for one in rows}


def chain(viewer: Viewer, one: Instrument) -> list[Instrument]:
    """The agreements that took each other's place, the first one first, as far as the viewer may know."""
    seen = instruments(viewer).order_by()
    before: list[Instrument] = []
    at: Instrument | None = one
    while at is not None and at.renews_id and len(before) < LONGEST_CHAIN:
        at = seen.filter(pk=at.renews_id).first()
        if at is None or at in before:
            break
        before.insert(0, at)
    line = [*before, one]
    at = one
    while len(line) < LONGEST_CHAIN:
        at = seen.filter(renews=at).order_by("dated_on", "pk").first()
        if at is None or at in line:
            break
        line.append(at)
    return line if len(line) > 1 else []


def signatures(viewer: Viewer, one: Instrument) -> list[Signature]:
    """Who signed for whom, with those people and parties that the viewer may know of."""
    found = policy.visible(Signature.objects.filter(instrument=one), viewer).order_by("signed_on", "pk")
    rows = list(found)
    people = {
        pk for row in rows for pk in (row.party_id, row.signatory_id, row.focal_point_id) if pk is not None
    }
    known = {actor.pk: actor for actor in directory.actors(viewer).filter(pk__in=people).order_by()}
    shown = [row for row in rows if row.party_id in known]
    for row in shown:
        row.told = {  # type: ignore[attr-defined]
            "party": known[row.party_id],
            "signatory": known.get(row.signatory_id) if row.signatory_id else None,
            "focal_point": known.get(row.focal_point_id) if row.focal_point_id else None,
        }
    return shown


# ------------------------------------------------------------------------------------------ what was promised


def promises(viewer: Viewer, *, instrument: Instrument | None = None) -> QuerySet[Undertaking]:
    """Obligations of instruments: what is open first, by the day it is due."""
    found = response.undertakings(viewer).filter(origin=Undertaking.Origin.INSTRUMENT)
    if instrument is not None:
        found = found.filter(origin_id=instrument.pk)
    return found.order_by(F("ended_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def instruments_of(viewer: Viewer, promised: Iterable[Undertaking]) -> dict[Any, Instrument]:
    """The instruments that promises come from, by identifier."""
    wanted = {promise.origin_id for promise in promised if promise.origin_id}
    return {one.pk: one for one in instruments(viewer).order_by().filter(pk__in=wanted)}


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as a page shows it.

    Attributes:
        state: `done`, `late`, `lapsed`, `open`, or `undated` where nobody said by when.
        days: late by, where it is late.
        proofs: how many pieces of evidence there are.
    """

    undertaking: Undertaking
    obligation: Obligation | None
    focal_point: Any
    state: str
    days: int
    proofs: int


def state_of(one: Undertaking, today: date) -> str:
    """How a promise stands, in one word; it has the whole of its last day."""
    if one.status == states.DONE:
        return "done"
    if one.status in states.ENDED:
        return "lapsed"
    if one.due_on is None:
        return "undated"
    return "late" if one.due_on < today else "open"


def as_promises(viewer: Viewer, found: Iterable[Undertaking]) -> list[Promise]:
    """Promises as the viewer may read them, each with its clause, whom to turn to and how much shows that it
    was done."""
    rows = response.as_read(viewer, found)
    ids = [one.pk for one in rows]
    kept = {one.undertaking_id: one for one in policy.visible(_of_these(ids), viewer)}
    people = {one.focal_point_id for one in kept.values() if one.focal_point_id}
    known = {one.pk: one for one in directory.actors(viewer).filter(pk__in=people).order_by()}
    proofs = policy.visible(UndertakingProof.objects.filter(undertaking__in=ids), viewer)
    many = Counter(dict(proofs.order_by().values_list("undertaking").annotate(many=Count("pk"))))
    today = clock.now().date()
    told = []
    for one in rows:
        obligation = kept.get(one.pk)
        state = state_of(one, today)
        late = (today - one.due_on).days if state == "late" and one.due_on else 0
        focal = known.get(obligation.focal_point_id) if obligation and obligation.focal_point_id else None
        told.append(Promise(one, obligation, focal, state, late, many[one.pk]))
    return told


def _of_these(ids: Sequence[uuid.UUID]) -> QuerySet[Obligation]:
    return Obligation.objects.filter(undertaking__in=ids)


def promises_counted(found: QuerySet[Undertaking]) -> dict[str, int]:
    """How promises stand: how many in all, and of each state of `state_of`."""
    today = clock.now().date()
    going = Q(status__in=states.GOING_ON)
    told: dict[str, int] = found.order_by().aggregate(
        all=Count("pk"),
        done=Count("pk", filter=Q(status=states.DONE)),
        lapsed=Count("pk", filter=~going & ~Q(status=states.DONE)),
        late=Count("pk", filter=going & Q(due_on__lt=today)),
        undated=Count("pk", filter=going & Q(due_on=None)),
        open=Count("pk", filter=going & Q(due_on__gte=today)),
    )
    return told


def promises_in_state(found: QuerySet[Undertaking], state: str) -> QuerySet[Undertaking]:
    """Those that stand so: see `state_of`; `going_on` is all that has not ended."""
    today = clock.now().date()
    going = Q(status__in=states.GOING_ON)
    asked = {
        "done": Q(status=states.DONE),
        "lapsed": ~going & ~Q(status=states.DONE),
        "late": going & Q(due_on__lt=today),
        "undated": going & Q(due_on=None),
        "open": going & Q(due_on__gte=today),
        "going_on": going,
    }.get(state)
    return found.filter(asked) if asked is not None else found


# ------------------------------------------------------------------------------------------ the words


def texts(viewer: Viewer, one: Instrument) -> list[InstrumentText]:
    """Every language of every version, the latest version first, without the files."""
    found = policy.visible(InstrumentText.objects.filter(instrument=one), viewer)
    return list(found.defer("raw").select_related("by").order_by("-number", "-authentic", "language"))


def text(viewer: Viewer, pk: uuid.UUID) -> InstrumentText:
    """One language of one version, with the file it came in.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(InstrumentText.objects.select_related("instrument"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="instrument.read")
    return found


# ------------------------------------------------------------------------------------------ legal status


def adherences(viewer: Viewer) -> QuerySet[Adherence]:
    """Steps of States that were not struck, in order, with their State and instrument."""
    found = policy.visible(Adherence.objects.filter(struck_at=None), viewer)
    states_known = directory.actors(viewer).order_by().values("pk")
    return (
        found.filter(state__in=states_known)
        .select_related("state", "state__place", "instrument")
        .order_by("dated_on", "pk")
    )


def adherence(viewer: Viewer, pk: uuid.UUID) -> Adherence:
    """One step.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = adherences(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="instrument.read")
    return found


def by_state_and_step(found: Iterable[Adherence]) -> dict[Any, dict[str, list[Adherence]]]:
    """Steps by State and then by step."""
    table: dict[Any, dict[str, list[Adherence]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        table[one.state][one.step].append(one)
    return {state: dict(steps) for state, steps in table.items()}
