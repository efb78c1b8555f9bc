"""A whole agreement on one page: what it is, who signed, what was promised, and what is convened first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nadhir.doctrine.text import language as working_language
from nadhir.screening.normalise import fold
from nadhir.web.cooperation.forms.naming import InstrumentField, Named, Register
from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import policy
from nadhir.web.core.acting import LANGUAGES, InThreeLanguages
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import ActorName
from nadhir.web.directory.panels import PlaceField, WrittenDateField
from nadhir.web.response.models import Engagement

MOST_ROWS = 60
FIRST_PARTIES, FIRST_PROMISES, MORE = 2, 4, 4
BODIES = ("organisation", "network", "body", "state")
PARTY, PROMISE = "party", "promise"
# The cells of a line that was pasted, in their order.
CELLS = ("what", "who", "due", "deliverable", "focal_point", "clause", "area")


def _line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", **attrs})


class Row(forms.Form):
    """A row of which the first fields stand open and the others folded, until one of them says something."""

    first: tuple[str, ...] = ()

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in self.first]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.first]

    @property
    def unfolded(self) -> bool:
        return any(field.errors or field.value() for field in self.folded)


class PartyRow(Row):
    """A party, who signed for it, and whom to turn to there."""

    first = ("party", "signatory")

    party = forms.CharField(label=gettext_lazy("Party"), max_length=300, required=False, widget=_line())
    signatory = forms.CharField(
        label=gettext_lazy("Signed by"), max_length=300, required=False, widget=_line()
    )
    capacity = forms.CharField(
        label=gettext_lazy("In which capacity"), max_length=200, required=False, widget=_line()
    )
    focal_point = forms.CharField(
        label=gettext_lazy("Focal point"), max_length=300, required=False, widget=_line()
    )

    register: Register

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if any(given.values()) and not given.get("party"):
            self.add_error("party", _("Say for which party."))
        for name, kind, kinds in (
            ("party", "organisation", BODIES),
            ("signatory", "person", ("person",)),
            ("focal_point", "person", ()),
        ):
            try:
                given[name] = self.register.named(given.get(name) or "", kind=kind, kinds=kinds)
            except ValidationError as problem:
                self.add_error(name, problem)
        return given


class PromiseRow(Row):
    """What somebody is to do."""

    first = ("what", "who", "due")

    what = forms.CharField(
        label=gettext_lazy("What is promised"),
        max_length=6_000,
        required=False,
        widget=forms.Textarea({"dir": "auto", "rows": 1}),
    )
    who = forms.CharField(
        label=gettext_lazy("By which party"), max_length=200, required=False, widget=_line()
    )
    due = WrittenDateField(label=gettext_lazy("By"), required=False, help_text="")
    deliverable = forms.CharField(
        label=gettext_lazy("What is handed over"), max_length=300, required=False, widget=_line()
    )
    focal_point = forms.CharField(
        label=gettext_lazy("Focal point"), max_length=300, required=False, widget=_line()
    )
    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=20, required=False, widget=_line())
    area = forms.IntegerField(
        label=gettext_lazy("Area, by its line"), min_value=1, max_value=99, required=False
    )

    register: Register

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        what = given.get("what") or ""
        if len(what) > 300:
            self.add_error("what", _("Put it in fewer words: at most 300 letters."))
        if not what and any(given.get(name) for name in CELLS if name != "what"):
            self.add_error("what", _("Say what is promised."))
        try:
            given["focal_point"] = self.register.named(given.get("focal_point") or "", kind="person")
        except ValidationError as problem:
            self.add_error("focal_point", problem)
        return given


PartyRows = forms.formset_factory(PartyRow, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
PromiseRows = forms.formset_factory(PromiseRow, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class AgreementForm(InThreeLanguages):
    """What it is called, when and where it was signed, and how long it holds."""

    texts = (("names", gettext_lazy("Name"), False),)

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Instrument.Kind.choices)
    dated = WrittenDateField(label=gettext_lazy("Signed on"), required=False)
    place = PlaceField(
        label=gettext_lazy("Signed where"),
        required=False,
        help_text=gettext_lazy("A country or region by its name."),
    )
    duration = forms.IntegerField(label=gettext_lazy("Holds for"), required=False, min_value=1, max_value=600)
    unit = forms.ChoiceField(
        label=gettext_lazy("Years or months"),
        required=False,
        choices=[("12", gettext_lazy("years")), ("1", gettext_lazy("months"))],
    )
    ends = WrittenDateField(
        label=gettext_lazy("Or until"),
        required=False,
        help_text=gettext_lazy("Its last day, where the text names one."),
    )
    areas = forms.CharField(
        label=gettext_lazy("Areas of cooperation"),
        required=False,
        max_length=6_000,
        widget=forms.Textarea({"dir": "auto", "rows": 3}),
        help_text=gettext_lazy("One a line."),
    )
    begins = WrittenDateField(
        label=gettext_lazy("In force from"),
        required=False,
        help_text=gettext_lazy("Where it is another day than that of its signature."),
    )
    renews = InstrumentField(
        label=gettext_lazy("Takes the place of"),
        required=False,
        help_text=gettext_lazy("Words of the name of the earlier agreement."),
    )
    tacit = forms.BooleanField(
        label=gettext_lazy("It goes on by itself unless somebody ends it"), required=False
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice"), required=False, min_value=0, max_value=3_650
    )
    remind_days = forms.IntegerField(
        label=gettext_lazy("Reminder, days before its end"),
        required=False,
        min_value=1,
        max_value=3_650,
        initial=180,
    )
    draft = forms.BooleanField(label=gettext_lazy("It is a draft, not agreed yet"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"dir": "auto", "rows": 2}),
    )
    source = forms.CharField(label=gettext_lazy("Known from"), required=False, max_length=300, widget=_line())
    tlp = forms.ChoiceField(label=gettext_lazy("Handling"), choices=Tlp.choices, initial=Tlp.AMBER)
    event = forms.CharField(
        label=gettext_lazy("What is convened"), required=False, max_length=300, widget=_line()
    )
    event_kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=Engagement.Kind.choices,
        initial=Engagement.Kind.WORKSHOP,
    )
    event_when = WrittenDateField(label=gettext_lazy("When"), required=False, help_text="")
    event_place = PlaceField(label=gettext_lazy("Where"), required=False)
    make = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(
        label=gettext_lazy("It was the party all the same, under this record"), required=False
    )

    EVENT = ("event", "event_kind", "event_when", "event_place")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.own = working_language(get_language())
        self.fields["renews"].viewer = viewer  # type: ignore[attr-defined]
        self.fields[f"names_{self.own}"].required = True
        self.fields[f"names_{self.own}"].label = _("What it is called")
        self.asks: set[str] = set()

    @property
    def main(self) -> list[forms.BoundField]:
        names = (f"names_{self.own}", "kind", "dated", "place")
        return [self[name] for name in names]

    @property
    def length(self) -> list[forms.BoundField]:
        return [self[name] for name in ("duration", "unit", "ends")]

    @property
    def happening(self) -> list[forms.BoundField]:
        return [self[name] for name in self.EVENT]

    @property
    def more(self) -> list[forms.BoundField]:
        others = [f"names_{code}" for code, _name in LANGUAGES if code != self.own]
        rest = ("begins", "renews", "tacit", "notice_days", "remind_days", "draft", "note", "source", "tlp")
        return [self[name] for name in (*others, *rest)]

    @property
    def more_open(self) -> bool:
        """Whether something is said, or wrong, among what stands folded."""
        usual = {"remind_days": "180", "tlp": str(Tlp.AMBER)}
        return any(
            field.errors
            or (self.is_bound and str(field.value() or "") not in ("", usual.get(field.name, "")))
            for field in self.more
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        dated, begins, ends = (given.get(name) for name in ("dated", "begins", "ends"))
        first = begins or dated
        if first and ends and ends.end < first.start:
            self.add_error("ends", _("It ends before it begins."))
        if not given.get("event") and given.get("event_when"):
            self.add_error("event", _("Say what is convened."))
        given["areas"] = [
            {self.own: line.strip()} for line in (given.get("areas") or "").splitlines() if line.strip()
        ]
        return given


class Entry:
    """The three parts of the page together, bound to what was typed or empty."""

    def __init__(
        self, posted: QueryDict | None, *, viewer: Viewer, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.viewer = viewer
        self.adding = posted is not None and posted.get("do") == "rows"
        self.posted = _spread(posted) if posted is not None else None
        if self.posted is not None and not self.adding:
            self.form = AgreementForm(self.posted, viewer=viewer)
            self.parties = PartyRows(self.posted, prefix=PARTY)
            self.promises = PromiseRows(self.posted, prefix=PROMISE)
        else:
            told = dict(initial or {})
            parties = told.pop("parties", None) or [{} for _n in range(FIRST_PARTIES)]
            promises = told.pop("promises", None) or [{} for _n in range(FIRST_PROMISES)]
            if self.posted is not None:
                told = {name: self.posted.get(name) for name in AgreementForm.base_fields}
                told |= {name: value for name, value in self.posted.items() if name.startswith("names_")}
                parties = _typed(self.posted, PARTY, PartyRow, more=0)
                promises = _typed(self.posted, PROMISE, PromiseRow, more=MORE)
            self.form = AgreementForm(initial=told, viewer=viewer)
            self.parties = PartyRows(initial=parties[:MOST_ROWS], prefix=PARTY)
            self.promises = PromiseRows(initial=promises[:MOST_ROWS], prefix=PROMISE)
        self.register = Register(viewer)
        for row in self.rows:
            row.register = self.register  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        """Whether all parts can be kept; what cannot is said beside its field."""
        if self.posted is None or self.adding:
            return False
        parts = [self.form.is_valid(), self.parties.is_valid(), self.promises.is_valid()]
        if all(parts):
            self._together()
        return not self.form.errors and not any(row.errors for row in self.rows)

    @property
    def rows(self) -> list[forms.Form]:
        return [*self.parties.forms, *self.promises.forms]

    @property
    def wrong(self) -> list[forms.BoundField]:
        """The fields of rows in which something is wrong."""
        return [field for row in self.rows if row.is_bound for field in row if field.errors]

    def members(self) -> Iterator[dict[str, Any]]:
        """The rows of parties that say something."""
        return (row.cleaned_data for row in self.parties.forms if row.cleaned_data.get("party"))

    def promised(self) -> Iterator[dict[str, Any]]:
        """The rows of obligations that say something."""
        return (row.cleaned_data for row in self.promises.forms if row.cleaned_data.get("what"))

    def _together(self) -> None:
        """What only the whole page tells."""
        given = self.form.cleaned_data
        if unknown := self.register.unknown:
            self.form.asks.add("make")
            if not given["make"]:
                names = " · ".join(one.text for one in unknown)
                words = _("The directory does not know: %(names)s.") % {"names": names}
                if policy.may(self.viewer, "actor.record"):
                    words += " " + _("Look at how they are written, or tick below to record them.")
                self.form.add_error(None, words)
                for one in unknown:
                    if one.near:
                        self.form.add_error(None, one.near)
        first = given.get("begins") or given.get("dated")
        called = self._called()
        for row in self.promises.forms:
            told = row.cleaned_data
            if first and told.get("due") and told["due"].end < first.start:
                row.add_error("due", _("This is before the agreement begins."))
            if told.get("area") and told["area"] > len(given["areas"]):
                row.add_error("area", _("There is no area on this line."))
            told["actor"] = None
            if said := fold(told.get("who") or ""):
                if (numbered := _numbered(said)) is not None:
                    # "Party 1", as the boxes are called; "both" is nobody in particular.
                    told["who"] = called[numbered][0].called if 0 <= numbered < len(called) else ""
                    told["actor"] = called[numbered][0] if 0 <= numbered < len(called) else None
                    continue
                meant = [one for one, names in called if any(said in name for name in names)]
                if len(meant) > 1:
                    names = " · ".join(one.called for one in meant)
                    row.add_error("who", _("Several parties are called so: %(names)s") % {"names": names})
                told["actor"] = meant[0] if len(meant) == 1 else None

    def _called(self) -> list[tuple[Named, list[str]]]:
        """The parties with their names as they are looked for."""
        parties: list[Named] = list({id(row["party"]): row["party"] for row in self.members()}.values())
        known = {one.actor.pk: one for one in parties if one.actor is not None}
        spelt = policy.visible(ActorName.objects.filter(actor__in=list(known)), self.viewer)
        names: dict[int, list[str]] = {id(one): [fold(one.text)] for one in parties}
        for actor_id, folded in spelt.values_list("actor_id", "folded"):
            names[id(known[actor_id])].append(folded)
        return [(one, names[id(one)]) for one in parties]

    def first_day(self) -> date | None:
        dated = self.form.cleaned_data.get("dated")
        return dated.start if dated else None


# How people write which of the parties, or both: folded, as names are compared.
_PARTY = re.compile(r"(?:party|partie|الطرف|طرف) ?(?:n[o°] ?)?(\d|الاول|الثاني|الثالث)")
_ORDINALS = {"الاول": 1, "الثاني": 2, "الثالث": 3}
_BOTH = frozenset({"both", "both parties", "jointly", "كلاهما", "الطرفان", "les deux", "les deux parties"})


def _numbered(said: str) -> int | None:
    """Which box of a party is meant, from 0; below 0 where both are; None where it is a name."""
    if said in {fold(one) for one in _BOTH}:
        return -1
    found = _PARTY.fullmatch(said)
    return None if found is None else (_ORDINALS.get(found[1]) or int(found[1])) - 1


def _typed(posted: QueryDict, prefix: str, row: type[forms.Form], *, more: int) -> list[dict[str, Any]]:
    """The rows as they were typed, and some empty ones."""
    rows = [
        {name: posted.get(f"{prefix}-{at}-{name}", "") for name in row.base_fields}
        for at in range(_total(posted, prefix))
    ]
    return [*rows, *({} for _n in range(more))]


def _total(posted: Mapping[str, Any], prefix: str) -> int:
    said = str(posted.get(f"{prefix}-TOTAL_FORMS", "0"))
    return min(int(said), MOST_ROWS) if said.isascii() and said.isdigit() and len(said) < 6 else 0


def _spread(posted: QueryDict) -> QueryDict:
    """What was sent, with every line that was pasted into one row as a row of its own; cells of a line are
    parted by tabs."""
    rows: list[dict[str, str]] = []
    for row in _typed(posted, PROMISE, PromiseRow, more=0):
        lines = [line for line in str(row["what"]).splitlines() if line.strip()]
        if len(lines) < 2 and "\t" not in str(row["what"]):
            rows.append({**row, "what": " ".join(str(row["what"]).split())})
            continue
        for line in lines:
            cells = [cell.strip() for cell in line.split("\t")]
            told = dict(zip(CELLS, cells, strict=False))
            rows.append({**row, **{name: said for name, said in told.items() if said}})
    data = posted.copy()
    for name in [name for name in data if name.startswith(f"{PROMISE}-")]:
        del data[name]
    data[f"{PROMISE}-INITIAL_FORMS"] = "0"
    data[f"{PROMISE}-TOTAL_FORMS"] = str(min(len(rows), MOST_ROWS))
    for at, row in enumerate(rows[:MOST_ROWS]):
        for name, said in row.items():
            data[f"{PROMISE}-{at}-{name}"] = said
    data[f"{PARTY}-TOTAL_FORMS"] = str(_total(posted, PARTY))
    data[f"{PARTY}-INITIAL_FORMS"] = "0"
    return data
