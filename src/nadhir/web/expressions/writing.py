"""Forms of coding: one element at a time, the conclusion, and the final findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.expressions import coding, wording
from nadhir.web.expressions.models import RABAT, Reconciliation, Worksheet
from nadhir.web.expressions.services.worksheets import LONGEST


def _words(label: Any, help_text: Any = "", *, rows: int = 3, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        help_text=help_text,
    )


def _values(test: str) -> list[tuple[str, str]]:
    return [(one.id, in_words(one.label or one.text)) for one in coding.values(test)]


class ElementForm(forms.Form):
    """What one coder finds on one element."""

    value = forms.ChoiceField(label=gettext_lazy("Finding"), widget=forms.RadioSelect)
    reasoning = _words(gettext_lazy("Why"), required=True, rows=4)
    evidence = _words(
        gettext_lazy("What it rests on"), gettext_lazy("Passages, reports, knowledge of the place."), rows=2
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, test: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = _values(test)  # type: ignore[attr-defined]


class ConclusionForm(forms.Form):
    """What follows, in a person's words, and both ways to fail."""

    exposed = forms.MultipleChoiceField(
        label=gettext_lazy("Is the speaker one who is easily wronged?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "It is often critics and minorities who are prosecuted. Look before you conclude."
        ),
    )
    exposed_note = _words(
        gettext_lazy("Could this finding be turned against them?"),
        gettext_lazy("Say how it could be misused, and what speaks against punishing these words."),
        rows=2,
    )
    ignored_note = _words(
        gettext_lazy("Would doing nothing leave a danger unanswered?"),
        gettext_lazy("Say whom it would leave without protection, and which answer is short of punishment."),
        rows=2,
    )
    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    judgement = _words(gettext_lazy("Judgement in words"), required=True, rows=5)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, test: str, findings: coding.Findings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.test = test
        self._shape(findings)

    def _shape(self, findings: coding.Findings) -> None:
        rabat = self.test == RABAT
        self.fields["exposed"].choices = list(wording.exposed_words().items())  # type: ignore[attr-defined]
        open_tiers = coding.tiers(findings) if rabat else []
        tiers = [(one.id, in_words(one.label or one.text)) for one in open_tiers]
        self.fields["tier"].choices = [("", _("none")), *tiers]  # type: ignore[attr-defined]
        if not tiers:
            del self.fields["tier"]
        self.fields["judgement"].help_text = (
            _("What follows from the findings. No legal determination: only a competent court decides.")
            if rabat
            else _("How far these words can make violence acceptable to this audience. Nothing is added up.")
        )
        if not rabat:
            del self.fields["exposed"], self.fields["exposed_note"], self.fields["ignored_note"]

    @property
    def given(self) -> dict[str, Any]:
        """What the services take."""
        names = ("judgement", "exposed", "exposed_note", "ignored_note", "tier")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


def conclusion_of(worksheet: Worksheet) -> dict[str, Any]:
    """The form of the conclusion as the worksheet stands."""
    names = ("exposed", "exposed_note", "ignored_note", "tier", "judgement", "version")
    return {name: getattr(worksheet, name) for name in names}


class ReconciliationForm(ConclusionForm):
    """Final findings: the two codings side by side, and what is made of them. Fields `<element>-value` …"""

    way = forms.ChoiceField(
        label=gettext_lazy("How it was reconciled"),
        choices=Reconciliation.Way.choices,
        widget=forms.RadioSelect,
        initial="third",
    )

    def __init__(self, *args: Any, test: str, rows: Sequence[coding.Compared], **kwargs: Any) -> None:
        super().__init__(*args, test=test, findings={}, **kwargs)
        self.rows = rows
        for name in ("ignored_note", "version"):
            self.fields.pop(name, None)
        for row in rows:
            start = row.element.id
            value = forms.ChoiceField(
                label=gettext_lazy("Final finding"), choices=[("", "–"), *_values(test)]
            )
            value.initial = row.first.get("value") if row.same else ""
            self.fields[f"{start}-value"] = value
            self.fields[f"{start}-reasoning"] = _words(gettext_lazy("Why"), required=True, rows=2)
        if test == RABAT:
            # Which tiers are open depends on the findings in this same form; the services look.
            tiers = [(one.id, in_words(one.label or one.text)) for one in coding.all_tiers()]
            self.fields["tier"] = forms.ChoiceField(
                label=gettext_lazy("Tier"),
                required=False,
                choices=[("", _("none: the question stays open")), *tiers],
                help_text=gettext_lazy(
                    "The first only if all six are met; kept in the house, never exported."
                ),
            )

    @property
    def parts(self) -> list[tuple[coding.Compared, Any, Any]]:
        return [
            (row, self[f"{row.element.id}-value"], self[f"{row.element.id}-reasoning"]) for row in self.rows
        ]

    @property
    def rest(self) -> list[Any]:
        names = ("exposed", "exposed_note", "tier", "judgement", "way")
        return [self[name] for name in names if name in self.fields]

    @property
    def findings(self) -> Mapping[str, Mapping[str, str]]:
        """What the services take."""
        data = self.cleaned_data
        return {
            row.element.id: {
                "value": data[f"{row.element.id}-value"],
                "reasoning": data[f"{row.element.id}-reasoning"],
            }
            for row in self.rows
        }
