"""What is read, made ready for pages: the factor matrix, passages, the map of events, the outlook."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.doctrine import places as gazetteer
from nadhir.doctrine.catalogue import Element
from nadhir.documents import charts
from nadhir.documents.charts import BarState
from nadhir.web.core import words
from nadhir.web.core.models import Entry, Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.situations import outlook, schemes, selectors
from nadhir.web.situations.models import FRAMEWORK, Assessment, Evidence, Finding, Situation
from nadhir.web.situations.reading import Citation, cite, content_of, title_of
from nadhir.web.situations.selectors import FactorRow

# Decimals of a degree to which a place is drawn that is not for everybody: about ten kilometres. A precise
# place can betray a person, and a map is looked at over shoulders.
ROUGH = 1


def framework_states(
    viewer: Viewer, situation: Situation, latest: Assessment | None
) -> tuple[dict[str, str], list[FactorRow]]:
    """The state of each indicator and the factors: by the signed assessment, else by evidence alone."""
    if latest is None:
        pieces = selectors.evidence_found(viewer, situation)
        states = selectors.states_of_evidence(pieces)
        return states, selectors.matrix_of_states(FRAMEWORK, states)
    said = content_of(latest)["findings"]
    findings = {
        one["element"]: Finding(
            element=one["element"], value=one["value"], trend=one["trend"], confidence=one["confidence"]
        )
        for one in said
    }
    states = {element: finding.value for element, finding in findings.items()}
    return states, selectors.matrix(latest.framework, findings)


def matrix_rows(
    factors: Iterable[FactorRow], *, link: Callable[[str], str] | None = None, current: str = ""
) -> list[dict[str, Any]]:
    """The factors as `components/factor_matrix.html` shows them.

    Args:
        link: where a factor leads, by its id.
    """
    lang, rtl = get_language(), get_language_bidi()
    states = {cast("BarState", value): str(label) for value, label in Finding.Value.choices}
    rows = []
    for row in factors:
        label = (row.factor.label or row.factor.text).in_(lang)
        bars = charts.factor_bars(
            [cast("BarState", state) for _element, state in row.indicators],
            title=label,
            words=states,
            labels=[element.text.in_(lang) for element, _state in row.indicators],
            rtl=rtl,
        )
        trend = row.finding.trend if row.finding else ""
        confidence = row.finding.confidence if row.finding else ""
        rows.append(
            {
                "number": words.figures(row.factor.number or "", lang),
                "label": label,
                "url": link(row.factor.id) if link else "",
                "bars": bars,
                "trend": Assessment.Trend(trend).label if trend else "",
                "tone": "warn" if trend == Assessment.Trend.RISING else "soft",
                "confidence": Assessment.Confidence(confidence).label if confidence else "",
                "current": row.factor.id == current,
            }
        )
    return rows


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with the elements it is coded to and its source, unless the source is protected."""

    piece: Evidence
    elements: tuple[Element, ...]
    citation: Citation
    title: str

    @property
    def catalogue(self) -> str:
        """The catalogue to look the elements up in; none for a partner's own, which not everybody reads."""
        return "" if schemes.pk_of(self.piece.framework) else self.piece.framework


def passage(viewer: Viewer, piece: Evidence, *also: Evidence) -> Passage:
    """A piece of evidence, with others that are the same words coded to other elements."""
    catalogue = doctrine.load(piece.framework)
    elements = tuple(catalogue.element(one.element) for one in (piece, *also))
    return Passage(piece, elements, cite(viewer, piece), title_of(piece.item))


def newest_passages(viewer: Viewer, situation: Situation, most: int = 3) -> list[Passage]:
    """The latest passages that were coded; words coded to several elements are one passage."""
    together: dict[tuple[Any, int, int], list[Evidence]] = {}
    for piece in selectors.evidence_found(viewer, situation)[: most * 5]:
        together.setdefault((piece.item_id, piece.start, piece.end), []).append(piece)
    return [passage(viewer, *pieces) for pieces in list(together.values())[:most]]


def reasons_of(withdrawn: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Why pieces of evidence were withdrawn, as the ledger keeps it; the caller may see the pieces."""
    found = Entry.objects.filter(act="evidence.withdraw", subject_id__in=withdrawn)
    return {entry.subject_id: entry.data.get("because", "") for entry in found}


def event_places(items: Sequence[Item]) -> list[charts.Place]:
    """Where the attached events happened; coarsely, unless they are for everybody."""
    points = []
    for item in items:
        exact = item.tlp == Tlp.CLEAR
        longitude, latitude = float(item.longitude or 0), float(item.latitude or 0)
        if not exact:
            longitude, latitude = round(longitude, ROUGH), round(latitude, ROUGH)
        points.append(charts.Place(longitude, latitude, label=title_of(item), exact=exact))
    return points


def event_map(items: Sequence[Item]) -> charts.Svg:
    """The attached events on a map."""
    lang = get_language()
    return charts.point_map(
        event_places(items),
        title=_("Where it happened"),
        description=_("Events of the attached reports. Rings stand for places shown only roughly."),
        names={one.iso3: one.names.in_(lang) for one in gazetteer.all_countries() if one.iso3},
        write=lambda many: ngettext("%(n)s event", "%(n)s events", many) % {"n": many},
        height=320,
    )


def outlook_of(viewer: Viewer, situation: Situation, latest: Assessment | None) -> dict[str, Any]:
    """The statistical outlook of a situation's countries, and what people and figures do not see.

    `cards` is empty where the places are invented, or not on the list; `known` says whether there are
    figures at all.
    """
    found = outlook.figures()
    if found is None:
        return {"known": False, "cards": []}
    view = selectors.view_of(viewer, situation, latest)
    known = outlook.outlooks(found, selectors.countries_of(situation), view)
    catalogue = doctrine.load(latest.framework if latest else FRAMEWORK)
    return {
        "known": True,
        "as_of": found.as_of,
        "cards": [_card(one, found.as_of) for one in known],
        "disagreeing": next((one for one in known if one.disagreement.side), None),
        "unseen_by_figures": outlook.unseen_by_figures(catalogue, known),
        "unseen_by_people": outlook.unseen_by_people(catalogue, known),
        "cautions": outlook.cautions(known),
    }


def _card(one: outlook.Outlook, as_of: str) -> dict[str, Any]:
    entry, lang = one.entry, get_language()
    highest = words.number(max(entry.deaths_36, default=0), lang)
    title = _("Deaths in organised violence, month by month to %(month)s; highest: %(highest)s") % {
        "month": words.known_date(as_of, lang),
        "highest": highest,
    }
    return {
        "outlook": one,
        "entry": entry,
        "risk": words.percent(entry.risk, lang),
        "change": "up" if one.moved > 0 else "down" if one.moved < 0 else "",
        "by": abs(one.moved),
        "line": charts.sparkline(entry.deaths_36, title=title, rtl=get_language_bidi()),
    }
