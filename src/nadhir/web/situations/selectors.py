"""Reading situations, evidence and assessments, as far as the viewer may."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from nadhir import doctrine
from nadhir.doctrine.catalogue import CatalogueInfo, Element
from nadhir.errors import NotAllowed
from nadhir.forecasting.outlook.disagreement import View
from nadhir.screening.normalise import fold
from nadhir.web.accounts.models import SharingGroup
from nadhir.web.core import clock, policy
from nadhir.web.core.models import Share
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.situations import lexicons, schemes, veils
from nadhir.web.situations.anchors import passages_into as passages_into
from nadhir.web.situations.codings import coded_from as coded_from
from nadhir.web.situations.codings import past_codings as past_codings
from nadhir.web.situations.codings import resting_on as resting_on
from nadhir.web.situations.codings import taken as taken
from nadhir.web.situations.models import (
    FRAMEWORK,
    Anchor,
    Assessment,
    Attachment,
    Dissent,
    Evidence,
    Finding,
    Situation,
)
from nadhir.web.situations.occasions import Ahead as Ahead
from nadhir.web.situations.occasions import all_ahead as all_ahead
from nadhir.web.situations.rules import at_desk
from nadhir.web.situations.schemes import schemes_in_use as schemes_in_use
from nadhir.web.situations.veils import shown_to as shown_to

OUT = (Assessment.Status.SIGNED, Assessment.Status.SUPERSEDED)
# Large columns of an item that no list of evidence shows.
_HEAVY = ("item__raw", "item__text", "item__folded", "item__finding")


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor of a framework with the state of each of its indicators, in their order."""

    factor: Element
    indicators: tuple[tuple[Element, str], ...]
    finding: Finding | None

    @property
    def assessed(self) -> int:
        return sum(state != Finding.Value.NOT_ASSESSED for _, state in self.indicators)


@dataclass(frozen=True, slots=True)
class Overview:
    """How a situation stands, as far as the viewer may know.

    Attributes:
        latest: the signed assessment that holds.
        pending: a draft, or one in review.
        evidence: pieces that were not withdrawn.
        fresh: those coded since the latest assessment was signed.
        review_due: when the next assessment should be there; None where the viewer does not assess, or the
            watch has ended.
    """

    situation: Situation
    latest: Assessment | None = None
    pending: Assessment | None = None
    evidence: int = 0
    fresh: int = 0
    review_due: date | None = None

    @property
    def overdue(self) -> int:
        """Days since the review was due; 0 where it is not."""
        return max((clock.now().date() - self.review_due).days, 0) if self.review_due else 0


def situations(viewer: Viewer) -> QuerySet[Situation]:
    """Situations that the viewer may know of, those under watch first."""
    found = veils.situations(viewer).prefetch_related("places__parent")
    return found.order_by("-status", "-since", "pk")


def situations_found(
    viewer: Viewer,
    *,
    words: str = "",
    status: str = Situation.Status.WATCHED,
    place: str = "",
    trend: str = "",
    overdue: bool = False,
) -> QuerySet[Situation]:
    """Situations narrowed down.

    Args:
        words: looked for in the names of the situation and its groups in all languages, folded.
        status: one of `Situation.Status`, or `all`.
        place: ISO code of a country or subdivision; a country includes its subdivisions.
        trend: of the latest signed assessment, or `none` where there is no such assessment.
        overdue: only those whose review is due.
    """
    found = situations(viewer).annotate(
        latest_trend=Subquery(_signed(viewer).values("trend")[:1]),
        latest_at=Subquery(_signed(viewer).values("signed_at")[:1]),
    )
    if status != "all":
        found = found.filter(status=status)
    if place:
        # Where a discreet situation is, must not be found out by asking.
        there = Q(places__code=place) | Q(places__parent__code=place)
        found = found.filter(there, at_desk(viewer) | Q(framing=Situation.Framing.COUNTRY)).distinct()
    if trend:
        found = found.filter(latest_trend=None if trend == "none" else trend)
    if words.strip():
        found = found.filter(pk__in=_named(viewer, found, fold(words.strip())))
    if overdue:
        # Few situations are watched at a time, and dates add up differently in each database.
        rows = found.order_by().values_list("pk", "since", "latest_at", "review_days", "status")
        today = clock.now().date()
        due = [pk for pk, *row in rows if (day := _due(*row)) is not None and day < today]
        found = found.filter(pk__in=due)
    return found


def _signed(viewer: Viewer) -> QuerySet[Assessment]:
    """The signed assessments of the situation of an outer query, the latest first."""
    of_outer = Assessment.objects.filter(situation=OuterRef("pk"), status=Assessment.Status.SIGNED)
    return policy.visible(of_outer, viewer).order_by("-number")


def _named(viewer: Viewer, found: QuerySet[Situation], wanted: str) -> list[uuid.UUID]:
    """Those that the viewer knows under such a name, or with a group of such a name."""
    shown = found.order_by().prefetch_related(None).prefetch_related("groups")
    return [
        one.pk
        for one in shown
        if any(
            wanted in fold(name)
            for names in (veils.name_for(viewer, one), *(group.names for group in one.groups.all()))
            for name in names.values()
        )
    ]


def _due(since: date, signed_at: datetime | None, review_days: int, status: str) -> date | None:
    if status != Situation.Status.WATCHED:
        return None
    return (signed_at.date() if signed_at else since) + timedelta(days=review_days)


def situation(viewer: Viewer, pk: Any) -> Situation:
    """One situation.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    known = situations(viewer).select_related("owner", "responsible").prefetch_related("groups")
    found = known.filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="situation.read")
    return found


def open_to(viewer: Viewer, situation: Situation) -> list[SharingGroup]:
    """The sharing groups that a situation is opened to, as far as the viewer may know of them."""
    shares = Share.objects.filter(record_id=situation.pk).values("group")
    return list(policy.visible(SharingGroup.objects.filter(pk__in=shares), viewer))


def countries_of(situation: Situation) -> list[str]:
    """ISO 3166-1 alpha-3 of the countries of a situation; invented places have none."""
    places = [place.parent or place for place in situation.places.all()]
    return list(dict.fromkeys(place.iso3 for place in places if place.iso3))


def view_of(viewer: Viewer, situation: Situation, latest: Assessment | None) -> View:
    """What people say of a situation, for setting beside figures: the signed assessment, else the state of
    each indicator by evidence alone."""
    if latest is None:
        return View(None, findings=states_of_evidence(evidence_found(viewer, situation)))
    indicators = {element.id for element in doctrine.load(latest.framework).of_kind("indicator")}
    findings = {
        one["element"]: one["value"]
        for one in (latest.frozen or {}).get("findings", ())
        if one["element"] in indicators
    }
    return View(latest.trend, latest.signed_at.date() if latest.signed_at else None, findings)


def overviews(viewer: Viewer, found: Sequence[Situation]) -> list[Overview]:
    """How these situations stand; a few queries, however many there are."""
    ids = [one.pk for one in found]
    latest = current_of(viewer, found)
    making = in_the_making(viewer).filter(situation__in=ids).defer("narrative", "gaps", "frozen")
    pending = {one.situation_id: one for one in making.order_by("number")}
    counted = _counted(viewer, ids, latest.values())
    assesses = policy.may(viewer, "assessment.draft") or policy.may(viewer, "assessment.review")
    rows = []
    for one in found:
        signed, (many, fresh) = latest.get(one.pk), counted.get(one.pk, (0, 0))
        due = _due(one.since, signed.signed_at if signed else None, one.review_days, one.status)
        rows.append(
            Overview(one, signed, pending.get(one.pk), many, fresh, review_due=due if assesses else None)
        )
    return rows


def _counted(
    viewer: Viewer, ids: Sequence[uuid.UUID], latest: Iterable[Assessment]
) -> dict[uuid.UUID, tuple[int, int]]:
    """By situation: pieces of evidence that stand, and those coded since the latest assessment was signed."""
    pieces = policy.visible(Evidence.objects.filter(situation__in=ids, withdrawn_at=None), viewer)
    since = Q(pk__in=[])
    for signed in latest:
        since |= Q(situation=signed.situation_id, created_at__gt=signed.signed_at)
    rows = pieces.order_by().values("situation").annotate(many=Count("pk"), fresh=Count("pk", filter=since))
    return {row["situation"]: (row["many"], row["fresh"]) for row in rows}


def evidence(viewer: Viewer, situation: Situation) -> QuerySet[Evidence]:
    """The evidence of a situation whose reports the viewer may read, the newest first."""
    found = veils.veiled(Evidence, viewer, "quote", "note").filter(situation=situation.pk)
    related = ("item", "item__source", "concerns", "created_by", "situation")
    return found.select_related(*related).defer(*_HEAVY).order_by("-pk")


def evidence_found(
    viewer: Viewer,
    situation: Situation,
    *,
    framework: str = FRAMEWORK,
    element: str = "",
    polarity: str = "",
    standing: str = "standing",
    words: str = "",
) -> QuerySet[Evidence]:
    """The evidence of a situation, narrowed down.

    Args:
        framework: of one catalogue; empty for all, where an element is one of the Framework of Analysis.
        element: an indicator, or a factor with all its indicators.
        standing: `standing`, `withdrawn`, `all`, or `check`: those that stand otherwise in a newer version
            of their report, or no more, and that nobody has looked at since.
        words: that stand in the passage, letter for letter but for capitals.
    """
    found = evidence(viewer, situation)
    if framework or element:
        found = found.filter(schemes.counting_for(framework or FRAMEWORK))
    catalogue = doctrine.load(framework or FRAMEWORK)
    if element in catalogue:
        within = [element, *(child.id for child in catalogue.children(element))]
        found = found.filter(schemes.counting_for(framework or FRAMEWORK, within))
    if polarity:
        found = found.filter(polarity=polarity)
    if standing != "all":
        found = found.filter(withdrawn_at__isnull=standing != "withdrawn")
    if standing == "check":
        unsure = Anchor.objects.filter(state__in=[Anchor.State.CHANGED, Anchor.State.LOST], holds=None)
        found = found.filter(pk__in=policy.visible(unsure, viewer).values("evidence"))
    if words.strip():
        found = found.filter(quote__icontains=words.strip())
        if veils.Bars(viewer).strike(situation.pk):
            # Struck words must not be found out by asking for them.
            wanted = words.strip().casefold()
            found = found.filter(pk__in=[one.pk for one in found if wanted in one.quote.casefold()])
    return found


def piece(viewer: Viewer, pk: Any) -> Evidence:
    """One piece of evidence.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Evidence.objects.select_related("situation"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="evidence.read")
    return found


def pieces(viewer: Viewer, ids: Iterable[Any]) -> dict[uuid.UUID, Evidence]:
    """These pieces of evidence, as far as the viewer may read them, by identifier."""
    found = veils.veiled(Evidence, viewer, "quote", "note").filter(pk__in=list(ids))
    related = ("item", "item__source", "concerns", "situation")
    return {one.pk: one for one in found.select_related(*related).defer(*_HEAVY)}


def located(viewer: Viewer, situation: Situation) -> QuerySet[Item]:
    """Items attached to a situation that happened at a known point, the newest first."""
    attached = policy.visible(Attachment.objects.filter(situation=situation), viewer)
    found = policy.visible(Item.objects.filter(pk__in=attached.values("item")), viewer)
    return (
        found.filter(latitude__isnull=False, longitude__isnull=False)
        .defer("raw", "text", "folded", "finding")
        .order_by(F("occurred_on").desc(nulls_last=True), "-pk")
    )


def items_of(viewer: Viewer, situation: Situation) -> QuerySet[Item]:
    """Reports that are attached to a situation, or tell of its places or of parts of them."""
    return lexicons.items_of(viewer, situation)


def attached(viewer: Viewer, situation: Situation) -> QuerySet[Attachment]:
    return policy.visible(Attachment.objects.filter(situation=situation), viewer)


def assessments(viewer: Viewer, situation: Situation) -> QuerySet[Assessment]:
    found = policy.visible(Assessment.objects.filter(situation=situation), viewer)
    return found.select_related("signed_by", "created_by").order_by("-number")


def assessment(viewer: Viewer, pk: Any) -> Assessment:
    """One assessment.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("situation", "signed_by", "created_by", "supersedes", "owner")
    found = veils.veiled(Assessment, viewer).select_related(*related).filter(pk=pk)
    if (one := found.first()) is None:
        raise NotAllowed("not_allowed.record", act="assessment.read")
    return one


def latest_signed(viewer: Viewer, situation: Situation) -> Assessment | None:
    signed = assessments(viewer, situation).filter(status=Assessment.Status.SIGNED)
    return signed.filter(framework=FRAMEWORK).first() or signed.first()


def signed_assessments(viewer: Viewer) -> QuerySet[Assessment]:
    """The signed assessments of all situations, the latest first."""
    found = veils.veiled(Assessment, viewer).filter(status=Assessment.Status.SIGNED)
    return found.select_related("situation").order_by("-signed_at")


def dissents(viewer: Viewer, assessment: Assessment) -> QuerySet[Dissent]:
    """Other views kept with an assessment, in the order in which they came."""
    found = veils.veiled(Dissent, viewer, "text", situation="assessment.situation_id")
    return found.filter(assessment=assessment).select_related("by", "assessment").order_by("at")


def matrix(framework: str, findings: dict[str, Finding]) -> list[FactorRow]:
    """Every factor with its indicators; what no finding speaks of is "not assessed", visibly."""
    states = {element: finding.value for element, finding in findings.items()}
    return matrix_of_states(framework, states, findings)


def matrix_of_states(
    framework: str, states: dict[str, str], findings: dict[str, Finding] | None = None
) -> list[FactorRow]:
    """The same from the state of each element alone."""
    catalogue = doctrine.load(framework)
    return [
        FactorRow(
            factor,
            tuple(
                (indicator, states.get(indicator.id, str(Finding.Value.NOT_ASSESSED)))
                for indicator in catalogue.children(factor.id)
            ),
            (findings or {}).get(factor.id),
        )
        for factor in catalogue.roots()
    ]


def findings_of(assessment: Assessment) -> dict[str, Finding]:
    """The findings of an assessment by element; the assessment itself was read through the policy."""
    return {finding.element: finding for finding in assessment.findings.prefetch_related("evidence")}


def states_of_evidence(pieces: QuerySet[Evidence]) -> dict[str, str]:
    """What the evidence alone says of each element: risk outweighs mitigation, nothing is no statement."""
    states: dict[str, str] = {}
    standing = pieces.filter(withdrawn_at=None).order_by()
    said = standing.values_list("framework", "element", "polarity").distinct()
    for element, polarity in schemes.answering(said, FRAMEWORK):
        if polarity == Evidence.Polarity.RISK:
            states[element] = Finding.Value.PRESENT
        else:
            states.setdefault(element, Finding.Value.MITIGATION)
    return states


def coverage(rows: list[FactorRow]) -> Counter[str]:
    """How many indicators are in each state. A count of what is known, not a measure of risk."""
    return Counter(state for row in rows for _, state in row.indicators)


def current_of(viewer: Viewer, found: Iterable[Situation]) -> dict[uuid.UUID, Assessment]:
    """The signed assessment in force of each of these situations, as far as the viewer may read it."""
    wanted = {"situation__in": [one.pk for one in found], "status": Assessment.Status.SIGNED}
    signed = policy.visible(Assessment.objects.filter(**wanted), viewer).order_by("number")
    known: dict[uuid.UUID, Assessment] = {}
    for one in signed.defer("frozen", "narrative", "gaps"):
        # One on another framework may stand beside; the page of a situation speaks of the usual one.
        before = known.get(one.situation_id)
        if before is None or one.framework == FRAMEWORK or before.framework != FRAMEWORK:
            known[one.situation_id] = one
    return known


def frameworks() -> list[CatalogueInfo]:
    """The catalogues that an assessment can be written on, the usual one first."""
    found = [one for one in doctrine.catalogues() if one.kind == "framework"]
    return sorted(found, key=lambda one: (one.id != FRAMEWORK, one.id))


def in_the_making(viewer: Viewer) -> QuerySet[Assessment]:
    """Assessments that wait to be finished or signed, those that have waited longest first."""
    states = [Assessment.Status.DRAFT, Assessment.Status.REVIEW]
    found = veils.veiled(Assessment, viewer).filter(status__in=states)
    return found.select_related("situation").order_by("submitted_at", "pk")
