"""Forms: what is known of a speech act, and the filter of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from nadhir.screening import Finding
from nadhir.screening.lexicon import concepts
from nadhir.screening.normalise import fold
from nadhir.web.core import passages, policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.expressions import selectors, wording
from nadhir.web.expressions.models import Expression, Medium, Speaker, Target
from nadhir.web.expressions.services import Told
from nadhir.web.intake.models import Item

TARGETS = 3  # rows for groups
OFFERED = 300  # actors of the directory
_SAME = (
    "gist", "speaker_type", "speaker_name", "standing", "audience", "address", "spoken_on", "language",
    "medium", "frequency", "reach_low", "reach_high", "hallmarks", "reactions", "silence",
)  # fmt: skip
_HOW = ("spoken_on", "place", "language", "medium", "frequency")
_RISKY = frozenset({"slur", "dehumanising", "hostile", "approval", "expulsion", "violence", "coded"})


def _lines(label: Any, help_text: Any = "", *, rows: int = 2, most: int = 2_000) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        help_text=help_text,
    )


def _line(label: Any, help_text: Any = "", *, most: int = 200) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=help_text,
    )


class ExpressionForm(forms.Form):
    """The questions that one asks of a speech act. What screening found is filled in as a suggestion."""

    gist = forms.CharField(
        label=gettext_lazy("What is said, in our own words"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("One line. It stands in lists, so do not repeat slurs."),
    )
    speaker_type = forms.ChoiceField(
        label=gettext_lazy("Kind of speaker"), choices=Speaker.choices, initial="unknown"
    )
    speaker_name = _line(
        gettext_lazy("Name of the speaker"),
        gettext_lazy("Protected: shown to this desk only, never counted."),
    )
    speaker = forms.ChoiceField(
        label=gettext_lazy("In the directory"),
        required=False,
        help_text=gettext_lazy("Only who may see this actor sees the link. It is counted nowhere."),
    )
    standing = _line(
        gettext_lazy("Standing with this audience"),
        gettext_lazy("Office, following, organisation behind. Protected like the name."),
        most=500,
    )
    audience = _line(
        gettext_lazy("Who listens"),
        gettext_lazy("Whom the words are to move, and whether they could act."),
        most=500,
    )
    address = forms.ChoiceField(
        label=gettext_lazy("Spoken"),
        choices=Expression.Address.choices,
        initial="unclear",
        help_text=gettext_lazy(
            "Incitement needs three: speaker, audience, target. "
            "Abuse flung straight at the target is outside it."
        ),
    )
    spoken_on = forms.DateField(
        label=gettext_lazy("When"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    place = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    medium = forms.ChoiceField(label=gettext_lazy("By what medium"), choices=Medium.choices, initial="other")
    frequency = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Expression.Frequency.choices, initial="unknown"
    )
    reach_low = forms.IntegerField(
        label=gettext_lazy("People reached, at least"), required=False, min_value=0, max_value=2_000_000_000
    )
    reach_high = forms.IntegerField(
        label=gettext_lazy("People reached, at most"), required=False, min_value=0, max_value=2_000_000_000
    )
    hallmarks = forms.MultipleChoiceField(
        label=gettext_lazy("Hallmarks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ticked is what screening suggests. You decide."),
    )
    terms = _lines(
        gettext_lazy("Which terms"),
        gettext_lazy("One a line: the word as it was used = what it means to this audience."),
        rows=3,
        most=4_000,
    )
    reactions = _lines(gettext_lazy("Who reacted, and how"))
    silence = _lines(gettext_lazy("Why they did, or did not"))
    quote = forms.CharField(
        label=gettext_lazy("Passage"),
        max_length=passages.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Select the words in the text above, or copy them here exactly."),
    )
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, viewer: Viewer, item: Item, known: Expression | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.known = item, known
        self.fields["place"].choices = _places(viewer, item, known)  # type: ignore[attr-defined]
        self._offer_speakers(viewer, known)
        language = known.language if known else item.language
        self.fields["language"].choices = wording.language_choices(language)  # type: ignore[attr-defined]
        self.fields["hallmarks"].choices = wording.hallmark_choices()  # type: ignore[attr-defined]
        for at in range(TARGETS):
            self.fields[f"target_{at}"] = _line(
                gettext_lazy("Group spoken against") if not at else _("Another group")
            )
            self.fields[f"target_{at}"].required = not at
            self.fields[f"attribute_{at}"] = forms.ChoiceField(
                label=gettext_lazy("Attacked as"),
                required=False,
                choices=Target.Attribute.choices,
                initial="other",
            )
        if known is not None:
            for name in ("quote", "start", "end", *policy.hidden_fields(viewer, known)):
                self.fields.pop(name, None)

    def _offer_speakers(self, viewer: Viewer, known: Expression | None) -> None:
        """Actors of the directory that the viewer may see; the one that is linked is always among them."""
        seen = directory.actors(viewer, language=get_language())
        linked = [known.speaker_id] if known and known.speaker_id else []
        self.speakers = {str(one.pk): one for one in [*seen.filter(pk__in=linked), *seen[:OFFERED]]}
        offered = [(key, in_words(one.names)) for key, one in self.speakers.items()]
        if offered:
            self.fields["speaker"].choices = [("", "–"), *offered]  # type: ignore[attr-defined]
        else:
            del self.fields["speaker"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        low, high = cleaned.get("reach_low"), cleaned.get("reach_high")
        if low is not None and high is not None and low > high:
            self.add_error("reach_high", _("The most cannot be less than the least."))
        if quote := cleaned.get("quote", ""):
            found = passages.located(self.item.text, quote, cleaned.get("start"), cleaned.get("end"))
            if found is None:
                self.add_error("quote", _("These words do not stand in the text exactly like this."))
            else:
                cleaned["start"], cleaned["end"] = found
        return cleaned

    @property
    def told(self) -> Told:
        """What the services take."""
        data = self.cleaned_data
        code = data["place"]
        same = [name for name in _SAME if name in data]
        rows = (
            (data.get(f"target_{at}", ""), data.get(f"attribute_{at}") or "other") for at in range(TARGETS)
        )
        return Told(
            **{name: data[name] for name in same},
            speaker=self.speakers.get(data.get("speaker", "")),
            place=directory.places_of([directory.place_ids()[code]]).first() if code else None,
            targets=[row for row in rows if row[0]],
            terms=_terms_of(data["terms"]),
        )

    def group(self, *names: str) -> list[Any]:
        return [self[name] for name in names if name in self.fields]

    @property
    def parts(self) -> list[tuple[Any, list[Any], bool]]:
        """The questions in the order in which the field asks them: heading, fields,
        whether two stand abreast."""
        targets = [name for at in range(TARGETS) for name in (f"target_{at}", f"attribute_{at}")]
        return [
            (_("What is said"), self.group("quote", "gist"), False),
            (_("Who speaks"), self.group("speaker_type", "speaker_name", "speaker", "standing"), False),
            (_("To whom, and against whom"), self.group("audience", "address"), False),
            ("", self.group(*targets), True),
            (_("When, where and how"), self.group(*_HOW), True),
            ("", self.group("reach_low", "reach_high"), True),
            (_("Which words"), self.group("hallmarks", "terms"), False),
            (_("Who reacts, and why"), self.group("reactions", "silence"), False),
        ]  # fmt: skip


def _places(viewer: Viewer, item: Item, known: Expression | None) -> list[Any]:
    """Places that the report names first, then every country."""
    found = directory.places(viewer)
    here = found.filter(Q(item_places__item=item) | Q(pk=known.place_id if known else None)).distinct()
    countries = found.filter(parent=None)
    return [("", "–"), (_("In the report"), _named(here)), (_("Countries"), _named(countries))]


def _named(found: Any) -> list[tuple[str, str]]:
    rows = [(code, in_words(names)) for code, names in found.values_list("code", "names")]
    return sorted(rows, key=lambda row: fold(row[1]))


def _terms_of(text: str) -> list[dict[str, str]]:
    terms = []
    for line in text.splitlines():
        words, _sign, meaning = line.partition("=")
        concept = next((key for key in _concepts_named(meaning.strip())), "")
        terms.append({"words": words, "concept": concept, "meaning": "" if concept else meaning})
    return terms


def _concepts_named(meaning: str) -> list[str]:

    return [key for key in concepts()[0] if meaning and wording.concept_words(key) == meaning]


def _written(terms: list[dict[str, str]]) -> str:
    lines = []
    for term in terms:
        meaning = wording.concept_words(term.get("concept", "")) or term.get("meaning", "")
        lines.append(f"{term['words']} = {meaning}" if meaning else term["words"])
    return "\n".join(lines)


def suggested(item: Item, finding: Finding | None, start: int | None, end: int | None) -> dict[str, Any]:
    """What the report and its screening suggest for the passage `start`…`end`, or for the whole text."""
    begins = {"language": item.language, "spoken_on": item.occurred_on, "start": start, "end": end}
    if start is not None and end is not None:
        begins["quote"] = item.text[start:end]
    if finding is None:
        return begins
    first, last = (start or 0), (len(item.text) if end is None else end)
    terms: dict[str, dict[str, str]] = {}
    for span in finding.spans:
        if span.kind in _RISKY and first <= span.start and span.end <= last:
            words = " ".join(item.text[span.start : span.end].split())
            meaning = in_words(span.gloss) if span.gloss else ""
            terms.setdefault(fold(words), {"words": words, "concept": "", "meaning": meaning})
    for at, target in enumerate(finding.targets[:TARGETS]):
        begins[f"target_{at}"] = wording.target_words(target.group, target.group)
        begins[f"attribute_{at}"] = _attribute(target.attribute)
    return {**begins, "hallmarks": list(finding.hallmarks), "terms": _written(list(terms.values()))}


def _attribute(found: str) -> str:
    same = {"ethnicity": "ethnic", "religion": "religious", "nationality": "national", "race": "racial"}
    value = same.get(found, found)
    return value if value in Target.Attribute.values else "other"


def initial_of(one: Expression, hidden: frozenset[str]) -> dict[str, Any]:
    """The form as the expression stands."""
    start = {name: getattr(one, name) for name in (*_SAME, "version") if name not in hidden}
    if "speaker" not in hidden:
        start["speaker"] = str(one.speaker_id or "")
    for at, target in enumerate(one.targets.all()[:TARGETS]):
        start |= {f"target_{at}": wording.target_of(target), f"attribute_{at}": target.attribute}
    return {**start, "place": one.place.code if one.place else "", "terms": _written(one.terms)}


class ExpressionFilter(forms.Form):
    """What is listed and counted; lives in the address."""

    target = forms.ChoiceField(label=gettext_lazy("Against whom"), required=False)
    hallmark = forms.ChoiceField(label=gettext_lazy("Hallmark"), required=False)
    speaker = forms.ChoiceField(label=gettext_lazy("Kind of speaker"), required=False)
    medium = forms.ChoiceField(label=gettext_lazy("Medium"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    state = forms.ChoiceField(label=pgettext_lazy("of the work", "Coding"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = selectors.expressions(viewer).exclude(place=None).order_by().values("place")
        places = directory.places(viewer).filter(Q(pk__in=used) | Q(parts__in=used)).distinct()
        targets = [(key, wording.target_words(key, name)) for key, name in selectors.targets_known(viewer)]
        choices: dict[str, list[tuple[str, Any]]] = {
            "target": sorted(targets, key=lambda one: fold(one[1])),
            "hallmark": wording.hallmark_choices(),
            "speaker": list(Speaker.choices),
            "medium": list(Medium.choices),
            "place": _named(places),
            "state": list(wording.state_words().items()),
        }
        for name, values in choices.items():
            self.fields[name].choices = [("", _("Any")), *values]  # type: ignore[attr-defined]


class TrendFilter(ExpressionFilter):
    """The same, over a time."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("Time"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", gettext_lazy("a year")),
            (6, gettext_lazy("six months")),
            (36, gettext_lazy("three years")),
        ],
    )

    field_order = ("months", "target", "hallmark", "speaker", "medium", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["state"]
