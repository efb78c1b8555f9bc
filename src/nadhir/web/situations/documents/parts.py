"""Parts that several documents share: groups, triggers, scenarios, what is ahead, and how things stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir import doctrine
from nadhir.documents import model as m
from nadhir.errors import DoctrineError
from nadhir.web.core import clock, policy, words
from nadhir.web.core.templatetags.nadhir import day, in_words, number
from nadhir.web.situations import occasions
from nadhir.web.situations.documents.frame import Paper, numbered
from nadhir.web.situations.models import Assessment, GroupAtRisk, Situation
from nadhir.web.situations.reading import content_of

LIKELIHOODS = "icd-203"
AHEAD_DAYS = 90


@dataclass(frozen=True, slots=True)
class Told:
    """What an assessment says besides its findings, as plain data: of its frozen copy once it is signed."""

    groups: Sequence[Mapping[str, Any]] = ()
    scenarios: Sequence[Mapping[str, Any]] = ()
    questions: Sequence[Mapping[str, Any]] = ()
    triggers: Sequence[Mapping[str, Any]] = ()
    lowering: Mapping[str, str] = field(default_factory=dict)


def told(assessment: Assessment) -> Told:
    """What it says, from its frozen copy once it is signed."""
    content = content_of(assessment)
    return Told(
        groups=content.get("groups", ()),
        scenarios=content.get("scenarios", ()),
        questions=content.get("questions", ()),
        triggers=content.get("triggers", ()),
        lowering={one["element"]: one.get("lowering", "") for one in content["findings"]},
    )


def trend_sentence(trend: str) -> str:
    """Where the risk is going."""
    return {
        "rising": _("The risk is rising."),
        "falling": _("The risk is falling."),
        "steady": _("The risk is steady."),
    }.get(trend, _("Where the risk is going is unclear."))


def a_day(value: Any) -> str:
    """A day as it is kept: a date, or ISO 8601 in a frozen copy."""
    if not value:
        return "–"
    return day(date.fromisoformat(value) if isinstance(value, str) else value)


def groups(paper: Paper, told: Told, situation: Situation) -> None:
    """The groups at risk, with what the assessment says of each."""
    known = known_groups(paper, situation)
    if not known and not told.groups:
        paper.soft(_("None is named that the readers of this document may know of."))
        return
    views = {str(one["group"]): one for one in told.groups}
    rows: list[tuple[m.Flow, ...]] = []
    for group in known:
        view: Mapping[str, Any] = views.pop(str(group.pk), {})
        rows.append(_group(paper, paper.name(group.names), str(group.get_attribute_display()), view))
    rows += [_group(paper, _("a group (name withheld)"), "–", view) for view in views.values()]
    if any(row[2] != "–" or row[3] != "–" for row in rows):
        paper.table(
            (_("Group"), _("Attribute"), _("Trend"), _("Why, and from whom")), rows, shares=(3, 2, 2, 6)
        )
    else:
        paper.points([(row[0], " (", row[1], ")") for row in rows])  # type: ignore[misc]


def known_groups(paper: Paper, situation: Situation) -> list[GroupAtRisk]:
    """The groups that these readers may know of: none where the situation is told of discreetly."""
    if paper.discreet:
        return []
    found = policy.visible(GroupAtRisk.objects.filter(situation=situation.pk), paper.audience.viewer)
    return [] if "groups" in _hidden(paper, situation) else list(found)


def _hidden(paper: Paper, situation: Situation) -> frozenset[str]:
    return policy.hidden_fields(paper.audience.viewer, situation)


def _group(paper: Paper, name: m.Inline, attribute: str, view: Mapping[str, Any]) -> tuple[m.Flow, ...]:
    trend = str(Assessment.Trend(view["trend"]).label) if view.get("trend") else "–"
    return (name, attribute, trend, paper.cited(view["text"]) if view.get("text") else "–")


def likelihood(code: str, lang: str) -> str:
    """A likelihood in the words of ICD 203."""
    try:
        element = doctrine.load(LIKELIHOODS).element(code)
    except DoctrineError:
        return code
    return str((element.label or element.text).in_(lang))


def scenarios(paper: Paper, told: Told) -> None:
    """What may come, and how likely the authors hold it."""
    if not told.scenarios:
        paper.soft(_("None is written."))
    for one in told.scenarios:
        paper.heading(paper.said(one["title"]), 2)
        said = [m.Run(likelihood(one["likelihood"], paper.audience.lang), "strong")]
        until = _(" until %(day)s") % {"day": a_day(one["until"])} if one.get("until") else ""
        paper.paragraph(*said, until)
        if one.get("text"):
            paper.prose(one["text"])
        if one.get("signs"):
            paper.paragraph(m.Run(_("Signs that it begins:"), "strong"), " ", *paper.cited(one["signs"]))


def triggers(paper: Paper, told: Told, assessment: Assessment) -> None:
    """The dates that the assessment names, and those of the calendar."""
    catalogue, lang = doctrine.load(assessment.framework), paper.audience.lang
    rows: list[tuple[m.Flow, ...]] = []
    for one in told.triggers:
        element = catalogue.element(one["element"]) if one["element"] in catalogue else None
        rows.append(
            (
                a_day(one.get("on")),
                numbered(element, lang) if element else "–",
                paper.cited(one["text"]) if one.get("text") else "–",
            )
        )
    if rows:
        paper.table((_("When"), _("Trigger"), _("Why it may set something off")), rows, shares=(2, 4, 5))
    ahead(paper, assessment.situation, empty=not rows)


def ahead(paper: Paper, situation: Situation, *, empty: bool = True, days: int = AHEAD_DAYS) -> None:
    """What the calendar holds for the situation."""
    today = clock.now().date()
    _dates(paper, occasions.occasions_ahead(paper.audience.viewer, situation, today, days), days, empty)


def everything_ahead(paper: Paper, *, days: int) -> None:
    """What the calendar holds for every place."""
    _dates(paper, occasions.all_ahead(paper.audience.viewer, clock.now().date(), days), days, empty=True)


def _dates(paper: Paper, times: Sequence[occasions.Ahead], days: int, empty: bool) -> None:
    found = [one for one in times if paper.audience.may_have(one.occasion)]
    paper.occasions(one.occasion for one in found)
    for one in found:
        paper.uses(one.occasion)
    if found:
        paper.table(
            (_("When"), _("In the calendar"), _("Kind"), _("In days")),
            [
                (
                    day(one.on),
                    paper.name(one.occasion.names),
                    str(one.occasion.get_kind_display()),
                    number(one.days),
                )
                for one in found
            ],
            kinds=("words", "words", "words", "number"),
            shares=(3, 6, 3, 0),
        )
    elif empty:
        paper.soft(
            ngettext(
                "The calendar holds nothing within %(n)s day.",
                "The calendar holds nothing within %(n)s days.",
                days,
            )
            % {"n": number(days)}
        )


def element_name(framework: str, element: str, lang: str) -> str:
    """An element of a framework by number and name; its code where the catalogue does not know it."""
    catalogue = doctrine.load(framework)
    return (
        numbered(catalogue.element(element), lang) if element in catalogue else words.figures(element, lang)
    )


def places_of(situation: Situation) -> str:
    """The places of a situation with the countries that they lie in."""
    said = []
    for place in situation.places.all():
        name = in_words(place.names)
        said.append(f"{name} ({in_words(place.parent.names)})" if place.parent else name)
    return " · ".join(said) or "–"
