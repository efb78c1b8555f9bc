"""Reading agreements closely: what was promised and how that stands, renewals, words, who is bound."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.cooperation.models import (
    Adherence,
    Instrument,
    InstrumentText,
    Obligation,
    Signature,
)
from nadhir.web.cooperation.selectors.instruments import Party, instruments, promises
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking, UndertakingProof

LONGEST_CHAIN = 50
STATUS = Undertaking.Status
GOING_ON = (STATUS.OPEN, STATUS.ACCEPTED, STATUS.UNDER_WAY)


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


def renewed_by(viewer: Viewer, one: Instrument) -> Instrument | None:
    """The agreement whose place it took, where the viewer may know of that."""
    return instruments(viewer).filter(pk=one.renews_id).first() if one.renews_id else None


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
    if one.status == STATUS.DONE:
        return "done"
    if one.status not in GOING_ON:
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
    going = Q(status__in=GOING_ON)
    told: dict[str, int] = found.order_by().aggregate(
        all=Count("pk"),
        done=Count("pk", filter=Q(status=STATUS.DONE)),
        lapsed=Count("pk", filter=~going & ~Q(status=STATUS.DONE)),
        late=Count("pk", filter=going & Q(due_on__lt=today)),
        undated=Count("pk", filter=going & Q(due_on=None)),
        open=Count("pk", filter=going & Q(due_on__gte=today)),
    )
    return told


def promises_in_state(found: QuerySet[Undertaking], state: str) -> QuerySet[Undertaking]:
    """Those that stand so: see `state_of`; `going_on` is all that has not ended."""
    today = clock.now().date()
    going = Q(status__in=GOING_ON)
    asked = {
        "done": Q(status=STATUS.DONE),
        "lapsed": ~going & ~Q(status=STATUS.DONE),
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
        .order_by(F("dated_on").asc(nulls_last=True), "pk")
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


def promises_found(
    viewer: Viewer,
    *,
    q: str = "",
    party: str = "",
    agreement: str = "",
    area: str = "",
    state: str = "",
    year: int | None = None,
    instrument: Party = None,
    actor: Party = None,
) -> QuerySet[Undertaking]:
    """Promises across all agreements, the most pressing first.

    Args:
        q: in what is to be done, or by whom.
        party: in any name of a party of the agreement.
        agreement: in its name.
        area: in an area of cooperation, in any language.
        year: in which they are due.
    """
    found = promises_in_state(promises(viewer), state)
    if year:
        found = found.filter(due_on__range=(date(year, 1, 1), date(year, 12, 31)))
    if q.strip():
        found = found.filter(Q(title__icontains=q.strip()) | Q(who__icontains=q.strip()))
    if instrument:
        found = found.filter(origin_id=instrument)
    if agreement.strip() or party.strip() or actor:
        agreed = instruments(viewer, words=agreement, who=party, party=actor).order_by()
        found = found.filter(origin_id__in=agreed.values("pk"))
    if wanted := fold(area.strip()):
        found = found.filter(obligation__in=_in_area(viewer, wanted))
    return found


def _in_area(viewer: Viewer, wanted: str) -> QuerySet[Obligation]:
    """Obligations in an area of this name. Areas are a few words in each agreement, many of them alike."""
    agreed = policy.visible(Instrument.objects.exclude(areas=[]), viewer).order_by()
    known: dict[str, bool] = {}
    standing_at: dict[int, list[uuid.UUID]] = defaultdict(list)
    for pk, areas in agreed.values_list("pk", "areas").iterator(chunk_size=2000):
        for at, names in enumerate(areas):
            for said in names.values():
                if said not in known:
                    known[said] = wanted in fold(said)
            if any(known[said] for said in names.values()):
                standing_at[at].append(pk)
    fits = Q(pk__in=[])
    for at, pks in standing_at.items():
        fits |= Q(area=at, instrument__in=pks)
    return policy.visible(Obligation.objects.filter(fits), viewer)


def obligation(viewer: Viewer, pk: uuid.UUID) -> Obligation:
    """One obligation.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Obligation.objects.select_related("instrument"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="instrument.read")
    return found


def actors_of(viewer: Viewer, *ids: uuid.UUID | None) -> dict[uuid.UUID, Actor]:
    """Those of the actors that the viewer may know of, by identifier."""
    wanted = [pk for pk in ids if pk is not None]
    return {one.pk: one for one in directory.actors(viewer).filter(pk__in=wanted).order_by()}
