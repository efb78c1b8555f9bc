"""Reading the response library beside what we saw of it ourselves, and what of it fits a situation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from nadhir import doctrine
from nadhir.doctrine import responses
from nadhir.errors import DoctrineError, NotAllowed
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response.models import LibraryUse
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import FRAMEWORK, Assessment, Finding, Situation
from nadhir.web.warnings.models import Warning

AHEAD = 60  # days that an occasion is looked for as the day by which something has to work
UNDER_WAY = ("10", "11", "13")
"""Factors whose rise says that crimes have begun: the phase of response is then looked at too."""
RISING = Assessment.Trend.RISING


@dataclass(frozen=True, slots=True)
class Fit:
    """What fits a situation, and the picture that it was told by.

    Attributes:
        assessment: whose findings it rests on; None where the viewer may read none.
        until: the day by which something has to work, and `because` of what, in words; None where unknown.
        networks: dialogue networks there, by name.
    """

    picture: responses.Picture
    suggestions: tuple[responses.Suggestion, ...]
    assessment: Assessment | None
    until: date | None = None
    because: Any = ""
    networks: tuple[dict[str, str], ...] = ()


def library_uses(viewer: Viewer) -> QuerySet[LibraryUse]:
    """What was used, the latest first, as far as the viewer may know."""
    found = policy.visible(LibraryUse.objects.select_related("owner", "created_by"), viewer)
    return found.order_by("-used_on", "-pk")


def library_use(viewer: Viewer, pk: Any) -> LibraryUse:
    """One use.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    if (found := library_uses(viewer).filter(pk=pk).first()) is None:
        raise NotAllowed("not_allowed.record", act="library.read")
    return found


def may_tell(viewer: Viewer, use: LibraryUse) -> bool:
    """Whether the viewer may say what came of a use: whoever recorded it, and their organisation."""
    own = viewer.system or use.owner_id == viewer.organisation_id or use.created_by_id == viewer.user_id
    return own and policy.may(viewer, "library.use", use)


def results(found: QuerySet[LibraryUse]) -> dict[str, int]:
    """How many of these uses had which result, every result named."""
    counted = dict(found.order_by().values_list("result").annotate(many=Count("pk")))
    return {value: counted.get(value, 0) for value in LibraryUse.Result.values}


def uses_by(viewer: Viewer, field: str) -> dict[str, dict[str, int]]:
    """Results of all visible uses by "option" or "card"."""
    rows = library_uses(viewer).order_by().exclude(**{field: ""})
    told: dict[str, dict[str, int]] = {}
    for key, result, many in rows.values_list(field, "result").annotate(many=Count("pk")):
        told.setdefault(key, {})[result] = many
    return told


def suggested(
    viewer: Viewer,
    situation: Situation,
    *,
    warning: Warning | None = None,
    phase: str = "",
    available: Iterable[str] = (),
    among: Iterable[responses.Option] | None = None,
) -> Fit:
    """What of the library fits a situation, or a warning about it, with the reasons.

    Args:
        warning: its assessment and its last day are taken; otherwise the latest signed assessment.
        phase: as the person chose; otherwise prevention, unless what shows crimes under way is rising.
        available: who can act, as the person chose; otherwise what the directory knows of the place.
    """
    assessment = _assessment(viewer, situation, warning)
    present, rising = _factors(assessment)
    until, because = _until(viewer, situation, warning)
    today = clock.now().date()
    networks = _networks(viewer, situation)
    chosen = frozenset(available)
    there = chosen or (frozenset({"religious"}) if networks else frozenset())
    picture = responses.Picture(
        present=present,
        rising=rising,
        phase=phase or ("" if rising.intersection(UNDER_WAY) else "prevention"),
        days_left=max((until - today).days, 0) if until else None,
        available=there,
        nobody_else=bool(chosen),  # what the directory does not know may be there all the same
    )
    found = responses.suggest(picture, responses.options() if among is None else among)
    return Fit(picture, found, assessment, until, because, networks)


def _assessment(viewer: Viewer, situation: Situation, warning: Warning | None) -> Assessment | None:
    if warning is not None and policy.sees(viewer, warning.assessment):
        return warning.assessment
    return situations.latest_signed(viewer, situation)


def _factors(assessment: Assessment | None) -> tuple[frozenset[str], frozenset[str]]:
    """The factors of the Framework of 2014 found present, and those of them that rise."""
    if assessment is None:
        return frozenset(), frozenset()
    catalogue = doctrine.load(assessment.framework)
    present, rising = set[str](), set[str]()
    for finding in assessment.findings.filter(value=Finding.Value.PRESENT):
        factors = _roots(catalogue, finding.element)
        present |= factors
        if finding.trend == RISING:
            rising |= factors
    # A trend is often said of the factor as a whole, beside indicators that are present.
    for finding in assessment.findings.filter(trend=RISING).exclude(value=Finding.Value.PRESENT):
        rising |= _roots(catalogue, finding.element) & present
    return frozenset(present), frozenset(rising)


def _roots(catalogue: doctrine.Catalogue, element: str) -> set[str]:
    if element not in catalogue:
        return set()
    if catalogue.id == FRAMEWORK:
        return {catalogue.lineage(element)[-1].id}
    try:
        others = doctrine.counterparts(catalogue.id, element, FRAMEWORK)
    except DoctrineError:
        return set()
    framework = doctrine.load(FRAMEWORK)
    return {framework.lineage(other.id)[-1].id for other in others}


def _until(viewer: Viewer, situation: Situation, warning: Warning | None) -> tuple[date | None, Any]:
    """The day by which something has to work: the next occasion there, or the warning's last day."""
    today = clock.now().date()
    days: list[tuple[date, Any]] = []
    if warning is not None:
        days.append((warning.valid_until.date(), "warning"))
        if warning.trigger_on is not None:
            days.append((warning.trigger_on, warning.trigger))
    ahead = [one for one in situations.occasions_ahead(viewer, situation, today, AHEAD) if one.days > 0]
    if ahead:
        days.append((ahead[0].on, ahead[0].occasion.names))
    days = [(day, why) for day, why in days if day >= today]
    return min(days, key=lambda one: one[0]) if days else (None, "")


def _networks(viewer: Viewer, situation: Situation) -> tuple[dict[str, str], ...]:
    """Dialogue networks of the places of a situation or of their country, that the viewer may know of."""
    places = list(situation.places.values_list("pk", "parent_id"))
    near: set[uuid.UUID] = {pk for pair in places for pk in pair if pk is not None}
    found = directory.actors(viewer).filter(kind="network", place__in=near)
    return tuple(found.values_list("names", flat=True)[:5])
