"""What a person types about a plan: what frames it, its commitments, its life."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.catalogue import Element
from nadhir.doctrine.outline import MOST_ELEMENTS, as_kept, as_outline, of_kept, read_outline, with_kinds
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.schemes import CODE, LONGEST_TEXT, read_scheme
from nadhir.errors import DoctrineError
from nadhir.web.cooperation.forms.bodies import Folded
from nadhir.web.cooperation.models import Plan
from nadhir.web.cooperation.selectors import instruments
from nadhir.web.cooperation.selectors.plans import catalogues
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField

INSTRUMENTS = 200  # texts that are offered; the latest
TEXTS = ("plan", "strategy", "resolution", "protocol", "rules", "terms", "memorandum", "convention")


class PlanFilter(forms.Form):
    """Which plans are shown; lives in the address."""

    q = forms.CharField(
        label=_("Words of the name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Plan.Kind.choices])
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any")), *Plan.Status.choices]
    )


class FrameForm(Folded):
    """What frames a plan: its name, whose it is, for when and where."""

    texts = (("names", _("Name"), False),)
    FOLDED: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (_("Name in other languages"), ()),
        (_("For a region, and whom it should reach"), ("region", "place", "women_goal")),
        (_("The text behind it, and who may read it"), ("instrument", "tlp")),
    )

    actor = ActorsField(
        label=_("Whose plan it is"),
        required=False,
        one=True,
        help_text=_("The body, organisation or State, as the directory calls it."),
    )
    period_from = WrittenDateField(label=_("From"), required=False, help_text="")
    period_until = WrittenDateField(
        label=_("Until"), required=False, help_text=_("A day, a month or a year: 2027, June 2027.")
    )
    region = forms.CharField(
        label=_("Region"), required=False, max_length=120, widget=forms.TextInput({"dir": "auto"})
    )
    place = PlaceField(label=_("Country or province"), required=False)
    women_goal = forms.IntegerField(
        label=_("Share of women aimed at, in percent"), required=False, min_value=0, max_value=100
    )
    instrument = forms.ChoiceField(label=_("Text by which it was agreed"), required=False)
    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices, initial=Tlp.AMBER)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = (get_language() or "en")[:2]
        others = tuple(f"names_{code}" for code in ("ar", "en", "fr") if code != own)
        self.FOLDED = ((self.FOLDED[0][0], others), *self.FOLDED[1:])
        first = ["kind", "catalogue", f"names_{own}", "outline", "file", "language", "actor"]
        self.order_fields(first)
        self.fields["actor"].viewer = viewer  # type: ignore[attr-defined]
        found = instruments(viewer).filter(kind__in=TEXTS)[:INSTRUMENTS]
        self._texts = {str(one.pk): one for one in found}
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            ("", _("none, or not kept here")),
            *((pk, in_words(one.names)) for pk, one in self._texts.items()),
        ]
        if not new:
            del self.fields["tlp"]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The folded fields; that a label is chosen for every plan opens nothing."""
        told = super().parts
        for part in told:
            fields = [field for field in part["fields"] if field.name != "tlp"]
            part["open"] = any(field.errors or field.value() for field in fields)
        return told

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("names"):
            own = (get_language() or "en")[:2]
            self.add_error(f"names_{own}", gettext("Give it a name, in one language at least."))
        for name, end in (("period_from", "start"), ("period_until", "end")):
            if name in given:
                given[name] = getattr(given[name], end) if given[name] else None
        first, last = given.get("period_from"), given.get("period_until")
        if first and last and last < first:
            self.add_error("period_until", gettext("The end lies before the beginning."))
        if "instrument" in given:
            given["instrument"] = self._texts.get(given["instrument"])
        return given


class ElementsField(forms.CharField):
    """Commitments as an outline, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 12, "dir": "auto", "spellcheck": "true"})
        super().__init__(widget=widget, max_length=200_000, strip=False, **kwargs)

    def clean(self, value: Any) -> tuple[Element, ...]:
        text = super().clean(value)
        if not text.strip():
            return ()
        try:
            return read_outline(text)
        except DoctrineError as refused:
            raise ValidationError(explain(refused, get_language())) from None


OUTLINE_HELP = _(
    "One a line. A number (1, 1.1, 1.2) or spaces before a line show what stands under what. A line that "
    "holds others is an objective, those under it are commitments."
)
FILE_HELP = _(
    "CSV, Excel or YAML with the columns code, parent and text; text_ar, text_en and text_fr for more than "
    "one language. At most 5 MB."
)
LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français")]


class PlanForm(FrameForm):
    """A new plan: of a catalogue, or with commitments of its own, which are shown before they are kept."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Plan.Kind.choices, widget=forms.RadioSelect)
    catalogue = forms.ChoiceField(
        label=_("Commitments"),
        required=False,
        help_text=_("Those of a text that comes with Nadhir, or the plan’s own, written or brought below."),
    )
    outline = ElementsField(label=_("Own commitments"), required=False, help_text=OUTLINE_HELP)
    file = forms.FileField(label=_("Or a file"), required=False, help_text=FILE_HELP)
    language = forms.ChoiceField(label=_("Language of the commitments"), choices=LANGUAGES, required=False)
    # What was shown before it is kept.
    draft = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000_000)

    def __init__(self, *args: Any, viewer: Viewer, over: Plan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.over = over
        if over is not None:
            for name in ("kind", "catalogue", "outline", "file", "language", "draft"):
                del self.fields[name]
            # Here the region is what matters most: it stands open.
            self.FOLDED = (self.FOLDED[0], self.FOLDED[2])
            return
        self.fields["catalogue"].choices = [  # type: ignore[attr-defined]
            ("", _("its own commitments")),
            *((one.id, in_words(one.title)) for one in catalogues()),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.over is not None:
            given["kind"] = self.over.kind
            if not given.get("region") and not given.get("place") and "place" not in self.errors:
                self.add_error("region", gettext("Say for which region or place."))
            return given
        file, outline, draft = given.pop("file", None), given.pop("outline", ()), given.pop("draft", "")
        language = given.pop("language", "") or (get_language() or "en")[:2]
        given["elements"] = ()
        if given.get("catalogue"):
            if file or outline:
                self.add_error("catalogue", gettext("Choose a text, or bring own commitments; not both."))
            return given
        given["elements"] = outline
        if file:
            given["elements"] = self._of_file(file, language)
        elif "record" in self.data and draft:
            given["elements"] = self._of_draft(draft)
        open_frame = given.get("kind") == Plan.Kind.STRATEGIC
        if not given["elements"] and not self.errors and not open_frame:
            self.add_error("outline", gettext("Write its commitments, bring a file, or choose a text."))
        return given

    def _of_file(self, file: Any, language: str) -> Sequence[Element]:
        try:
            read = read_scheme(file.read(), file_name=file.name, catalogue_id="own", language=language)
        except DoctrineError as refused:
            self.add_error("file", explain(refused, get_language()))
            return ()
        self.gaps = [in_words(reason) for reason in read.gaps]
        plain = [
            Element(one.id, one.kind, one.parent, one.text, one.label) for one in read.catalogue.elements
        ]
        if len(plain) > MOST_ELEMENTS:
            self.add_error(
                "file", explain(DoctrineError("outline.too_many", most=MOST_ELEMENTS), get_language())
            )
            return ()
        return with_kinds(plain)

    def _of_draft(self, draft: str) -> Sequence[Element]:
        """What was shown and comes back; it went through somebody’s hands, so it is looked at anew."""
        try:
            kept = json.loads(draft)
            elements = of_kept(kept, name="own", title={"en": "-"}).elements
            ids = [one.id for one in elements]
            known = all(one.parent is None or one.parent in ids[:at] for at, one in enumerate(elements))
            sound = all(CODE.fullmatch(one.id) and 0 < len(one.text.en) <= LONGEST_TEXT for one in elements)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            known = sound = False
            elements, ids = (), []
        if not known or not sound or len(set(ids)) != len(ids) or not 0 < len(ids) <= MOST_ELEMENTS:
            self.add_error(None, gettext("What was shown before was lost. Bring the commitments again."))
            return ()
        return with_kinds(elements)

    gaps: Sequence[str] = ()

    def shown_before(self) -> str:
        """The commitments, as the form carries them to the next step."""
        return json.dumps(as_kept(self.cleaned_data["elements"]), ensure_ascii=False)


class CommitmentsForm(forms.Form):
    """Other commitments of a plan, as lines."""

    outline = ElementsField(label=_("Commitments"), help_text=OUTLINE_HELP)
    note = forms.CharField(
        label=_("What changed, and why"),
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if draft:
            del self.fields["note"]

    @staticmethod
    def lines_of(elements: Sequence[Mapping[str, Any]], title: Mapping[str, str]) -> str:
        """The commitments as the form shows them."""
        return as_outline(of_kept(elements, name="own", title=title).elements, get_language())


class AdoptForm(forms.Form):
    """That a draft was adopted."""

    adopted = WrittenDateField(label=_("When"), required=False)
    adopted_by = forms.CharField(
        label=_("By whom, and how"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
    )
    instrument = forms.ChoiceField(label=_("Text by which it was adopted"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = instruments(viewer).filter(kind__in=TEXTS)[:INSTRUMENTS]
        self._texts = {str(one.pk): one for one in found}
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            ("", _("none, or not kept here")),
            *((pk, in_words(one.names)) for pk, one in self._texts.items()),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["instrument"] = self._texts.get(given.get("instrument", ""))
        return given


class VersionForm(forms.Form):
    """Nothing but the version that the person saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CloseForm(VersionForm):
    """What came of a plan."""

    closing = forms.CharField(
        label=_("What came of it"), max_length=4_000, widget=forms.Textarea({"rows": 4, "dir": "auto"})
    )


class CarryForm(forms.Form):
    """The plan of the next year."""

    name = forms.CharField(label=_("Name"), max_length=300, widget=forms.TextInput({"dir": "auto"}))
    period_from = WrittenDateField(label=_("From"), help_text="")
    period_until = WrittenDateField(label=_("Until"), help_text="")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, end in (("period_from", "start"), ("period_until", "end")):
            if given.get(name):
                given[name] = getattr(given[name], end)
        if "name" in given:
            given["names"] = {(get_language() or "en")[:2]: given.pop("name")}
        return given
