"""The forms of a draft assessment: one factor at a time, and the view of the whole."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import schemes, selectors
from nadhir.web.situations.mitigation import Derived, derived_of
from nadhir.web.situations.models import Assessment, Evidence, Finding
from nadhir.web.situations.reading import Citation, cite
from nadhir.web.situations.services import Written, token_of_finding
from nadhir.web.situations.services.findings import STATED

CITED = 12  # cited passages shown under an indicator unless all are asked for
OFFERED = 6  # and passages that are not cited yet
MOST = 300  # of each when all are asked for


@dataclass(slots=True)
class Row:
    """One element of a factor as its author sees it.

    Attributes:
        finding: as it stands.
        offered: passages shown with a box to tick: those cited first, then the newest.
        citable: all that could be ticked.
        cited: those of `offered` that are cited.
        more: how many further passages there are, cited ones among them; these stay cited.
        held: cited passages that this author may not read; they stay cited too.
        theirs: the finding that somebody else saved meanwhile, where both wrote.
        derived: what mitigation says of it, where there is any.
    """

    element: Element
    is_factor: bool
    finding: Finding | None = None
    offered: list[Citation] = field(default_factory=list)
    citable: set[uuid.UUID] = field(default_factory=set)
    cited: set[uuid.UUID] = field(default_factory=set)
    more: int = 0
    held: int = 0
    kept: int = 0
    theirs: Finding | None = None
    derived: Derived | None = None

    @property
    def value(self) -> str:
        return self.finding.value if self.finding else str(Finding.Value.NOT_ASSESSED)


def rows_of(viewer: Viewer, assessment: Assessment, factor: str, *, everything: str = "") -> list[Row]:
    """The factor and its indicators with what was found and what could be cited.

    Args:
        everything: the element for which all passages are offered, up to `MOST`.
    """
    catalogue = doctrine.load(assessment.framework)
    elements = [catalogue.element(factor), *catalogue.children(factor)]
    ids = [element.id for element in elements]
    findings = {finding.element: finding for finding in assessment.findings.filter(element__in=ids)}
    citations: dict[str, set[uuid.UUID]] = {}
    cited = assessment.findings.filter(element__in=ids, evidence__isnull=False)
    for of_finding, piece in cited.values_list("element", "evidence"):
        citations.setdefault(of_finding, set()).add(piece)
    coded = selectors.evidence(viewer, assessment.situation).filter(
        schemes.counting_for(assessment.framework, ids), withdrawn_at=None
    )
    standing: dict[str, list[uuid.UUID]] = {}
    pieces = coded.values_list("framework", "element", "pk")
    for of_element, pk in schemes.answering(pieces, assessment.framework):
        standing.setdefault(of_element, []).append(pk)
    rows = []
    for element in elements:
        finding = findings.get(element.id)
        row = Row(element, is_factor=element.id == factor, finding=finding)
        row.cited = citations.get(element.id, set())
        row.citable = set(standing.get(element.id, ()))
        rows.append(row)
    _offer(viewer, rows, standing, everything)
    said = derived_of(viewer, assessment, [row.element.id for row in rows if not row.is_factor])
    for row in rows:
        row.derived = said.get(row.element.id)
    return rows


def _offer(
    viewer: Viewer, rows: Sequence[Row], standing: dict[str, list[uuid.UUID]], everything: str
) -> None:
    """Choose and read the passages that are shown."""
    chosen: dict[str, list[uuid.UUID]] = {}
    readable = _readable(viewer, {pk for row in rows for pk in row.cited})
    for row in rows:
        whole = row.element.id == everything
        mine = sorted(row.cited & readable)
        free = [pk for pk in standing.get(row.element.id, ()) if pk not in row.cited]
        shown = mine[: MOST if whole else CITED], free[: MOST if whole else OFFERED]
        chosen[row.element.id] = [*shown[0], *shown[1]]
        row.more = len(mine) + len(free) - len(chosen[row.element.id])
        row.held = len(row.cited) - len(mine)
        row.kept = len(mine) - len(shown[0])
        row.citable |= row.cited & readable
        row.cited = set(shown[0])
    known = selectors.pieces(viewer, [pk for keys in chosen.values() for pk in keys])
    for row in rows:
        row.offered = [cite(viewer, known[pk]) for pk in chosen[row.element.id] if pk in known]


def _readable(viewer: Viewer, ids: set[uuid.UUID]) -> set[uuid.UUID]:
    return set(policy.visible(Evidence.objects.filter(pk__in=ids), viewer).values_list("pk", flat=True))


class FactorForm(forms.Form):
    """What is found on one factor and its indicators. Fields are named `<element>-<field>`."""

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        trends = [("", "–"), *Assessment.Trend.choices]
        confidences = [("", "–"), *Assessment.Confidence.choices]
        for row in rows:
            start, finding = row.element.id, row.finding
            made: dict[str, forms.Field] = {
                "trend": forms.ChoiceField(label=_("Trend"), required=False, choices=trends),
                "confidence": forms.ChoiceField(label=_("Confidence"), required=False, choices=confidences),
                "reasoning": forms.CharField(
                    label=_("Reasoning"),
                    required=False,
                    max_length=10_000,
                    widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
                ),
                "seen": forms.CharField(required=False, max_length=40, widget=forms.HiddenInput),
            }
            if row.is_factor:
                made["lowering"] = forms.CharField(
                    label=_("What would lower it"),
                    required=False,
                    max_length=10_000,
                    widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                    help_text=_("Steps, conditions or openings that would take pressure off this factor."),
                )
            if row.derived:
                made["derived"] = forms.ChoiceField(
                    label=_("This reading"),
                    required=False,
                    choices=[("", _("not decided")), *Finding.Derived.choices],
                )
            for name in made.keys() & {"trend", "confidence", "reasoning", "lowering", "derived"}:
                made[name].initial = getattr(finding, name, "")
            made["seen"].initial = token_of_finding(finding)
            if not row.is_factor:
                made["value"] = forms.ChoiceField(
                    label=_("Finding"), choices=Finding.Value.choices, initial=row.value
                )
                made["cite"] = _passages(row.citable, row.cited)
                made["was"] = _Seen(required=False, initial=[str(key) for key in row.cited])
            for name, made_field in made.items():
                self.fields[f"{start}-{name}"] = made_field

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The rows with their fields, for the page."""
        return [self._part(row) for row in self.rows]

    def _part(self, row: Row) -> dict[str, Any]:
        names = ("trend", "confidence", "reasoning", "lowering", "derived", "seen", "value", "cite", "was")
        start = row.element.id
        fields = {name: self[f"{start}-{name}"] for name in names if f"{start}-{name}" in self.fields}
        ticked = {str(key) for key in fields["cite"].value() or ()} if "cite" in fields else set()
        wrong = any(one.errors for one in fields.values())
        filled = bool(fields["reasoning"].value() or ticked)
        return {
            "row": row,
            "element": row.element,
            **fields,
            "passages": [(citation, str(citation.piece.pk) in ticked) for citation in row.offered],
            "open": bool(wrong or filled or row.theirs or row.offered),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in self.rows:
            start = row.element.id
            self._take_reading(cleaned, row)
            stated = cleaned.get(f"{start}-value") in STATED
            if stated and not (row.held or row.kept) and not cleaned.get(f"{start}-cite"):
                self.add_error(
                    f"{start}-value",
                    _("Tick the passages it rests on, code a passage first, or choose “no information”."),
                )
        return cleaned

    def _take_reading(self, cleaned: dict[str, Any], row: Row) -> None:
        """A reading that the person accepts now is written as if they had chosen and ticked it."""
        start = row.element.id
        before = row.finding.derived if row.finding else ""
        if not row.derived or cleaned.get(f"{start}-derived") != Finding.Derived.ACCEPTED:
            return
        if before != Finding.Derived.ACCEPTED:
            cleaned[f"{start}-value"] = str(row.derived.value)
            cleaned[f"{start}-cite"] = [*(cleaned.get(f"{start}-cite") or ()), *row.derived.pieces]

    def written(self) -> dict[str, Written]:
        """What the services take."""
        data = self.cleaned_data
        found = {}
        for row in self.rows:
            start = row.element.id
            cite, was = set(data.get(f"{start}-cite") or ()), set(data.get(f"{start}-was") or ())
            found[start] = Written(
                value=data.get(f"{start}-value") or row.value,
                trend=data[f"{start}-trend"],
                confidence=data[f"{start}-confidence"],
                reasoning=data[f"{start}-reasoning"],
                lowering=data.get(f"{start}-lowering", row.finding.lowering if row.finding else ""),
                derived=data.get(f"{start}-derived", row.finding.derived if row.finding else ""),
                cite=frozenset(cite - was),
                uncite=frozenset(was - cite),
                seen=data[f"{start}-seen"],
            )
        return found


class _Seen(forms.Field):
    """The passages that were ticked when the page was made; what is no identifier is passed over."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[uuid.UUID]:
        found = []
        for one in value or ():
            with contextlib.suppress(ValueError):
                found.append(uuid.UUID(str(one)))
        return found


def _passages(citable: set[uuid.UUID], cited: set[uuid.UUID]) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=_("Rests on"),
        required=False,
        coerce=uuid.UUID,
        choices=[(str(key), "") for key in citable],
        initial=[str(key) for key in cited],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("A passage that you ticked was withdrawn meanwhile. Look at them again.")
        },
    )


def having_seen(data: QueryDict, rows: Iterable[Row], contested: Iterable[str]) -> QueryDict:
    """The same words, sent by somebody who has now seen what others saved on the contested elements."""
    sent = data.copy()
    known = {row.element.id: row for row in rows}
    for element in contested:
        row = known[element]
        row.theirs = row.finding
        sent[f"{element}-seen"] = token_of_finding(row.finding)
        sent.setlist(f"{element}-was", [str(key) for key in row.cited])
    return sent


class NarrativeForm(forms.Form):
    """The view of the whole: a person's words, no figure computed."""

    narrative = forms.CharField(
        label=_("Cumulative effect"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        help_text=_("How the factors act together, in their political, historical and cultural setting."),
    )
    gaps = forms.CharField(
        label=_("What we do not know, and how to find out"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    trend = forms.ChoiceField(label=_("Trend of the risk"), choices=Assessment.Trend.choices)
    confidence = forms.ChoiceField(label=_("Confidence in this view"), choices=Assessment.Confidence.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, assessment: Assessment) -> NarrativeForm:
        """The form as the draft stands."""
        names = ("narrative", "gaps", "trend", "confidence", "version")
        return cls(initial={name: getattr(assessment, name) for name in names})


class DissentForm(forms.Form):
    """Another view."""

    text = forms.CharField(
        label=_("Your view"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    )
