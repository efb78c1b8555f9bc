"""Reading the register of a situation, as far as the viewer may: what pulls it apart and what protects, who
acts, what the law says, which cases run, what inaction would cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.documents import charts
from nadhir.documents.charts import Svg
from nadhir.errors import DoctrineError, NotAllowed
from nadhir.web.core import clock, policy, words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Place
from nadhir.web.situations import veils
from nadhir.web.situations.models import (
    FRAMEWORK,
    ArticlePosition,
    Case,
    CostNote,
    GroupAtRisk,
    LegalPosition,
    Neighbour,
    Party,
    Resilience,
    ResilienceReading,
    Situation,
    Tension,
    TensionReading,
)
from nadhir.web.situations.services import INSTRUMENTS

# Levels of intensity and of strength run from 1 to this.
MOST = 5
# Points that a line is drawn through; a level holds until the next reading.
POINTS = 40


@dataclass(frozen=True, slots=True)
class Followed:
    """A tension, or something that protects, with its readings, the oldest first."""

    record: Any
    readings: Sequence[Any]

    @property
    def latest(self) -> Any:
        return self.readings[-1] if self.readings else None

    @property
    def level(self) -> int:
        """How it stands by the last reading, 1 to 5; 0 where nobody has read it."""
        return level_of(self.latest) if self.latest else 0

    @property
    def words(self) -> str:
        return level_words(self.latest) if self.latest else _("not read yet")

    @property
    def ended(self) -> bool:
        return self.record.ended_on is not None

    @property
    def tone(self) -> str:
        """Of the pill: what is worse is marked, in words as well."""
        if self.ended or not self.level:
            return ""
        if isinstance(self.record, Tension):
            return "warn" if self.level >= TensionReading.Intensity.CLASHES else ""
        if self.level <= ResilienceReading.Strength.WEAK:
            return "warn"
        return "accent" if self.level >= ResilienceReading.Strength.SOUND else ""

    @property
    def change(self) -> str:
        """Which way it went with the last reading, in words; empty where there is nothing to compare."""
        if len(self.readings) < 2:
            return ""
        before, now = level_of(self.readings[-2]), self.level
        if now == before:
            return _("unchanged since the reading before")
        was = level_words(self.readings[-2])
        return (_("up from: %(was)s") if now > before else _("down from: %(was)s")) % {"was": was}

    @property
    def told(self) -> str:
        """The whole course in words, for whoever does not see the line."""
        parts = [f"{words.day(one.on, get_language())}: {level_words(one)}" for one in self.readings]
        return " · ".join(parts)

    @property
    def line(self) -> Svg | None:
        """As small as a word."""
        if not self.readings:
            return None
        return charts.sparkline(self._levels(), title=self.told, rtl=get_language_bidi(), most=MOST)

    @property
    def wide(self) -> Svg | None:
        """With a scale and days under it."""
        if not self.readings:
            return None
        lang = get_language()
        ticks = [
            (0, words.day(self.readings[0].on, lang)),
            (POINTS - 1, words.day(self._until(), lang)),
        ]
        return charts.line_chart(
            self._levels(),
            title=self.told,
            ticks=ticks if self.readings[0].on < self._until() else ticks[:1],
            write=lambda level: words.number(level, lang),
            rtl=get_language_bidi(),
        )

    def _until(self) -> date:
        last: date = self.record.ended_on or clock.now().date()
        read: date = self.latest.on
        return max(last, read)

    def _levels(self) -> list[float]:
        return steps([(one.on, level_of(one)) for one in self.readings], self._until())


def steps(readings: Sequence[tuple[date, int]], until: date, points: int = POINTS) -> list[float]:
    """Levels at equal distances from the first reading to `until`: each holds until the next reading."""
    first = readings[0][0]
    span = (until - first).days
    values: list[float] = []
    for at in range(points):
        day = first + timedelta(days=round(span * at / (points - 1)))
        values.append(float([level for on, level in readings if on <= day][-1]))
    return values


def level_of(reading: Any) -> int:
    return int(reading.intensity if isinstance(reading, TensionReading) else reading.strength)


def level_words(reading: Any) -> str:
    if isinstance(reading, TensionReading):
        return str(reading.get_intensity_display())
    return str(reading.get_strength_display())


# ---------------------------------------------------------------- people and ties


def tensions(viewer: Viewer, situation: Situation) -> list[Followed]:
    """The tensions of a situation, the worst first, those that were settled last."""
    rows = _all_followed(viewer, situation, Tension.objects.filter(situation=situation.pk))
    return sorted(rows, key=lambda row: (row.ended, -row.level, -_newest(row)))


def resilience(viewer: Viewer, situation: Situation) -> list[Followed]:
    """What protects, the strongest first, what is gone last."""
    found = Resilience.objects.filter(situation=situation.pk).select_related("actor")
    rows = _all_followed(viewer, situation, found)
    return sorted(rows, key=lambda row: (row.ended, -row.level, -_newest(row)))


def followed(viewer: Viewer, model: type[Any], pk: Any) -> Followed:
    """One tension or protection with its readings.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = model.objects.filter(pk=pk).select_related("situation")
    one = policy.visible(found, viewer).first()
    if one is None:
        raise NotAllowed("not_allowed.record")
    return _all_followed(viewer, one.situation, found)[0]


def _all_followed(viewer: Viewer, situation: Situation, found: QuerySet[Any]) -> list[Followed]:
    """Tensions or protections of one situation with their readings, as this viewer may read them."""
    reading = TensionReading if found.model is Tension else ResilienceReading
    readings = reading._default_manager.select_related("by").order_by("on", "pk")
    groups = policy.visible(GroupAtRisk.objects.all(), viewer)
    whole = policy.visible(found, viewer).prefetch_related(
        Prefetch("groups", groups), "places", Prefetch("readings", readings)
    )
    rows = list(whole.order_by("pk"))
    veil, hidden = veil_over(viewer, situation), policy.hidden_fields(viewer, situation)
    for one in rows:
        veil.row(situation.pk, one, *_SAID)
        for read in one.readings.all():
            veil.row(situation.pk, read, "note")
        if "places" in hidden:
            one._prefetched_objects_cache["places"] = Place.objects.none()
    return [_followed(one) for one in rows]


# What people wrote: of a tension, of what protects, of a case, of what inaction would cost.
_SAID = ("issue", "drivers", "what", "title", "body", "note", "unit", "period", "method", "sources")


def for_writing(viewer: Viewer, record: Any) -> None:
    """Let nobody write on words that they cannot read.

    Raises:
        NotAllowed: some of them are kept from the viewer.
    """
    if getattr(record, "owner_id", None) == viewer.organisation_id:
        return
    veil_over(viewer, record.situation).row(record.situation_id, record, *_SAID)
    if getattr(record, "veiled", False):
        raise NotAllowed("redaction.writing")


def veil_over(viewer: Viewer, situation: Situation) -> veils.Veil:
    """The veil before what is kept of a situation; nothing is asked at its own desk."""
    veil = veils.Veil(viewer)
    veil.know(situation)
    return veil


def _followed(record: Any) -> Followed:
    return Followed(record, list(record.readings.all()))


def _newest(row: Followed) -> int:
    return row.latest.on.toordinal() if row.latest else 0


def parties(viewer: Viewer, situation: Situation) -> list[tuple[str, list[Party]]]:
    """The actors of a situation by the part they play; those that are gone are left out."""
    found = policy.visible(Party.objects.filter(situation=situation, ended_on=None), viewer)
    rows = list(found.order_by("pk"))
    return [
        (str(label), of)
        for part, label in Party.Part.choices
        if (of := [one for one in rows if one.part == part])
    ]


def gone(viewer: Viewer, situation: Situation) -> QuerySet[Party]:
    """Actors that no longer matter here."""
    found = Party.objects.filter(situation=situation, ended_on__isnull=False)
    return policy.visible(found, viewer).order_by("-ended_on", "pk")


def neighbours(viewer: Viewer, situation: Situation) -> QuerySet[Neighbour]:
    found = policy.visible(Neighbour.objects.filter(situation=situation), viewer)
    return found.select_related("place", "place__parent").order_by("pk")


def elements(ids: Iterable[str]) -> list[Element]:
    """Elements of the framework; one that it does not know any more is left out."""
    catalogue = doctrine.load(FRAMEWORK)
    return [catalogue.element(one) for one in ids if one in catalogue]


# ---------------------------------------------------------------- law and cost


@dataclass(frozen=True, slots=True)
class Article:
    """One article of an instrument and whether it is law of the land."""

    element: Element
    line: ArticlePosition | None

    @property
    def number(self) -> str:
        return article_number(self.element)

    @property
    def state(self) -> str:
        return self.line.domesticated if self.line else ArticlePosition.Domesticated.UNKNOWN

    @property
    def words(self) -> str:
        return str(ArticlePosition.Domesticated(self.state).label)

    @property
    def tone(self) -> str:
        return {"yes": "accent", "partly": "note", "no": "warn"}.get(self.state, "line")

    @property
    def sign(self) -> str:
        return {"yes": "✓", "partly": "◐", "no": "✗"}.get(self.state, "?")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a State stands towards one instrument."""

    element: Element
    position: LegalPosition | None
    articles: list[Article] = field(default_factory=list)

    @property
    def words(self) -> str:
        state = self.position.state if self.position else LegalPosition.State.UNKNOWN
        return str(LegalPosition.State(state).label)

    @property
    def tone(self) -> str:
        state = self.position.state if self.position else ""
        return {"party": "accent", "signed": "note", "not_party": "warn", "withdrawn": "warn"}.get(
            state, "line"
        )


def article_number(element: Element) -> str:
    """The number of an article as the instrument has it; a short name where it is in doubt."""
    number = element.attributes.get("article")
    if number and not element.to_verify:
        return str(number)
    return (element.label or element.text).in_(get_language())


def countries(situation: Situation) -> list[Place]:
    """The countries of a situation, invented ones too."""
    found = {(place.parent or place).pk: place.parent or place for place in situation.places.all()}
    return list(found.values())


def standings(viewer: Viewer, place: Place) -> list[Standing]:
    """Every instrument of the catalogue, and where the country stands; the viewer's own desk's word first."""
    found = policy.visible(LegalPosition.objects.filter(place=place), viewer)
    by_instrument: dict[str, LegalPosition] = {}
    for one in found.prefetch_related("articles").order_by("pk"):
        if one.instrument not in by_instrument or one.owner_id == viewer.organisation_id:
            by_instrument[one.instrument] = one
    return [
        _standing(instrument, by_instrument.get(instrument.id))
        for instrument in doctrine.load(INSTRUMENTS).of_kind("instrument")
    ]


def standing(viewer: Viewer, place: Place, instrument: str) -> Standing:
    """Where a country stands towards one instrument, in the words of the viewer's own desk.

    Raises:
        DoctrineError: the catalogue has no such instrument.
    """
    element = doctrine.load(INSTRUMENTS).element(instrument)
    if element.kind != "instrument":
        raise DoctrineError("element.unknown", catalogue=INSTRUMENTS, element=instrument)
    own = LegalPosition.objects.filter(place=place, instrument=instrument, owner_id=viewer.desk)
    return _standing(element, policy.visible(own, viewer).prefetch_related("articles").first())


def _standing(element: Element, position: LegalPosition | None) -> Standing:
    lines = {line.article: line for line in position.articles.all()} if position else {}
    articles = doctrine.load(INSTRUMENTS).children(element.id)
    return Standing(element, position, [Article(one, lines.get(one.id)) for one in articles])


def cases(viewer: Viewer, situation: Situation) -> list[tuple[Case, bool]]:
    """The cases of a situation, and whether the viewer may read whom they concern."""
    found = policy.visible(Case.objects.filter(situation=situation), viewer).order_by("-opened_on", "-pk")
    veil, rows = veil_over(viewer, situation), list(found)
    for case in rows:
        veil.row(situation.pk, case, *_SAID)
    return [(case, "persons" not in policy.hidden_fields(viewer, case)) for case in rows]


def cost_notes(viewer: Viewer, situation: Situation) -> list[CostNote]:
    veil = veil_over(viewer, situation)
    found = list(policy.visible(CostNote.objects.filter(situation=situation), viewer).order_by("pk"))
    for note in found:
        veil.row(situation.pk, note, *_SAID)
    return found
