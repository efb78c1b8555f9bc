"""What a person types about cohorts, those who learn in them, and their certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine import learning
from nadhir.web.cooperation import rosters, selectors, teaching
from nadhir.web.cooperation.models import Body, Cohort, Enrolment
from nadhir.web.cooperation.services import RATED
from nadhir.web.core import policy
from nadhir.web.core.acting import LANGUAGES, InThreeLanguages, identifier_of
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField

SETTINGS = (("headquarters", _("headquarters")), ("field", _("field")))
YOUNG = (("", _("not said")), ("yes", _("under 30")), ("no", _("30 or older")))
HOSTS = ("organisation", "network", "body", "state")
ROLE_WORDS = {
    "": _("not taken over"),
    "name": _("name"),
    "given": _("first name"),
    "family": _("family name"),
    "organisation": _("organisation"),
    "sex": _("sex"),
    "age": _("age or year of birth"),
    "language": _("language"),
}
RATINGS = {
    "useful": _("It is useful for my work"),
    "clear": _("It was clear"),
    "relevant": _("It fitted where I work"),
    "trainers": _("The trainers helped me to learn"),
    "conditions": _("Place, time and conditions were right"),
}
SCALE = (
    ("5", _("fully")),
    ("4", _("mostly")),
    ("3", _("partly")),
    ("2", _("hardly")),
    ("1", _("not at all")),
)


class CohortFilter(forms.Form):
    """Which cohorts are shown; lives in the address."""

    q = forms.CharField(
        label=_("Words of the name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any")), *Cohort.Status.choices]
    )
    mine = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("All")), ("yes", _("Where I learn"))]
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}))


class _Moduled(InThreeLanguages):
    """A form that knows the modules that can be chosen."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        for field in self.fields.values():
            if isinstance(field, ActorsField):
                field.viewer = viewer
        self.known = teaching.choices(viewer)


class CohortForm(_Moduled):
    """A cohort: what is learned, by when, where, with whom."""

    texts = (("names", _("Name"), False),)
    FOLDED = (
        (_("Who teaches whom"), ("trainers", "host", "body", "instrument")),
        (_("Who completes it"), ("needed_sessions", "needs_test", "hours")),
    )

    modules = forms.MultipleChoiceField(
        label=_("Modules"), required=False, widget=forms.CheckboxSelectMultiple
    )
    path = forms.ChoiceField(label=_("Or the modules of a path"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    edition = forms.ChoiceField(label=_("Edition"), required=False, choices=[("", "–"), *SETTINGS])
    starts_on = _day(_("From"))
    ends_on = _day(_("Until"))
    place = PlaceField(label=_("Where"), required=False)
    seats = forms.IntegerField(label=_("Seats"), required=False, min_value=1, max_value=3_000)
    trainers = ActorsField(
        label=_("Trainers"),
        required=False,
        kinds=("person",),
        help_text=_("People of the roster of trainers whose consent holds, one a line."),
    )
    host = ActorsField(label=_("Host"), required=False, one=True, kinds=HOSTS)
    body = ActorsField(
        label=_("Body whose people are trained"),
        required=False,
        one=True,
        kinds=("body",),
        help_text=_("What training changed is read from how it answers warnings afterwards."),
    )
    instrument = forms.CharField(required=False, widget=forms.HiddenInput)
    needed_sessions = forms.IntegerField(
        label=_("Sessions one must have been at"), min_value=0, max_value=200, initial=0
    )
    needs_test = forms.BooleanField(
        label=_("The test after each module must be passed"), required=False, initial=True
    )
    hours = forms.IntegerField(label=_("Hours"), required=False, min_value=1, max_value=2_000)
    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices, initial=Tlp.AMBER)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, shown: Cohort | None = None, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        named = {ref: in_words(module.title) for ref, module in self.known}
        for ref in shown.modules if shown is not None else ():
            found = teaching.module_of(ref)
            named.setdefault(ref, f"{in_words(found.title) if found else ref} · {ref.partition('@')[2]}")
        self.fields["modules"].choices = list(named.items())  # type: ignore[attr-defined]
        self._paths = {str(one.pk): one for one in selectors.learning_paths(viewer)[:200]}
        paths = [(pk, in_words(one.names)) for pk, one in self._paths.items()]
        self.fields["path"].choices = [("", _("none")), *paths]  # type: ignore[attr-defined]
        self.order_fields(["names_ar", "names_en", "names_fr", "modules", "path"])
        if shown is not None:
            del self.fields["tlp"]
        if not paths:
            del self.fields["path"]

    @property
    def main(self) -> list[forms.BoundField]:
        folded = {name for _title, names in self.FOLDED for name in names}
        return [field for field in self if field.name not in folded]

    @property
    def parts(self) -> list[dict[str, Any]]:
        return [
            {
                "title": title,
                "fields": [self[name] for name in names],
                "open": any(self[name].errors for name in names),
            }
            for title, names in self.FOLDED
        ]

    def clean_body(self) -> Body | None:
        """The body of the actor that is named."""
        actor = self.cleaned_data["body"]
        if actor is None:
            return None
        found = policy.visible(Body.objects.filter(actor=actor), self.viewer).first()
        if found is None:
            raise forms.ValidationError(
                _("Nothing is recorded of this body’s work yet. Record it as a body first.")
            )
        return found

    def clean_instrument(self) -> Any:
        """The agreement under which it takes place."""
        wanted = identifier_of(self.cleaned_data["instrument"])
        return selectors.instruments(self.viewer).filter(pk=wanted).first() if wanted else None

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["path"] = self._paths.get(given.get("path") or "")
        first, last = given.get("starts_on"), given.get("ends_on")
        if first is not None and last is not None and last < first:
            self.add_error("ends_on", _("It would end before it begins."))
        if not given.get("modules") and given["path"] is None and "modules" not in self.errors:
            self.add_error("modules", _("Choose at least one module, or a path."))
        return given


class PathForm(_Moduled):
    """Modules in an order."""

    texts = (("names", _("Name"), False), ("about", _("For whom and what for"), True))

    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices, initial=Tlp.GREEN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, (_ref, module) in enumerate(self.known):
            self.fields[f"place_{at}"] = forms.IntegerField(
                label=in_words(module.title), required=False, min_value=1, max_value=99,
                help_text=_("Which place in the path; empty where it is not part of it.") if not at else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        placed = [
            (place, at, ref)
            for at, (ref, _module) in enumerate(self.known)
            if (place := given.pop(f"place_{at}", None))
        ]
        given["modules"] = [ref for _place, _at, ref in sorted(placed)]
        return given


class SessionForm(InThreeLanguages):
    """A session of a cohort."""

    texts = (("names", _("Name"), False),)

    when = WrittenDateField(label=_("When"))
    agenda = forms.CharField(
        label=_("Agenda"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


class JoinForm(forms.Form):
    """What somebody may say of themselves when they enrol; nothing of it is asked for."""

    sex = forms.ChoiceField(label=_("Sex"), choices=Enrolment.Sex.choices, widget=forms.RadioSelect)
    young = forms.ChoiceField(label=_("Age"), required=False, choices=YOUNG)

    def clean_young(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["young"])


class EnrolForm(JoinForm):
    """Somebody whom the desk enrols."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
        help_text=_("In any script. It is sealed, and shown to the desk of this cohort only."),
    )
    organisation = forms.CharField(
        label=_("Organisation"), required=False, max_length=200, widget=forms.TextInput({"dir": "auto"})
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", "–"), *LANGUAGES])
    another = forms.BooleanField(
        label=_("Somebody else of this name is enrolled too; they are two people"), required=False
    )

    field_order = ("name", "organisation", "sex", "young", "language", "another")


class RosterForm(forms.Form):
    """A list of participants: a file, or pasted."""

    file = forms.FileField(
        label=_("File"), required=False, help_text=_("CSV or Excel (XLSX), at most 4 MB and 3,000 people.")
    )
    pasted = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=rosters.MOST_BYTES,
        widget=forms.Textarea({"rows": 8, "dir": "auto", "autocomplete": "off"}),
        help_text=_("One person a line, in any script; columns as you copy them from a spreadsheet."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("file") and not (given.get("pasted") or "").strip() and not self.errors:
            raise forms.ValidationError(_("Choose a file, or paste a list."))
        return given


class ColumnsForm(forms.Form):
    """What each column of the list holds, and whether it is to be taken over."""

    both = forms.BooleanField(
        label=_("People of the same name are different people; enrol all of them"), required=False
    )
    pasted = forms.CharField(widget=forms.HiddenInput, max_length=rosters.MOST_BYTES, strip=False)

    def __init__(
        self, *args: Any, sheet: rosters.Sheet, guessed: tuple[rosters.Role, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.width = sheet.width
        for at in range(sheet.width):
            heading = sheet.header[at] if at < len(sheet.header) else ""
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": at + 1},
                choices=list(ROLE_WORDS.items()),
                required=False,
                initial=guessed[at],
            )
        self.order_fields([f"column_{at}" for at in range(sheet.width)])

    @property
    def roles(self) -> tuple[rosters.Role, ...]:
        """As chosen, else as guessed; each once."""
        out: list[Any] = []
        for at in range(self.width):
            chosen = self[f"column_{at}"].value() or ""
            out.append(chosen if chosen in ROLE_WORDS and chosen not in out else "")
        return tuple(out)


class RevokeForm(forms.Form):
    """Why a certificate is revoked."""

    because = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=_("It stays with you and the person. Whoever checks the paper learns only the day."),
    )


class EvaluationForm(forms.Form):
    """What a learner thought of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in RATED:
            self.fields[name] = forms.ChoiceField(
                label=RATINGS[name], required=False, choices=SCALE, widget=forms.RadioSelect
            )
        self.fields["words"] = forms.CharField(
            label=_("In your own words"),
            required=False,
            max_length=2_000,
            widget=forms.Textarea({"rows": 3, "dir": "auto"}),
            help_text=_("Write nothing by which you could be recognised."),
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        return {
            "ratings": {name: int(given[name]) for name in RATED if given.get(name)},
            "words": given.get("words", ""),
        }


class NumberForm(forms.Form):
    """The number of a certificate."""

    number = forms.CharField(
        label=_("Number on the certificate"),
        max_length=40,
        widget=forms.TextInput(
            {
                "dir": "ltr",
                "class": "ltr",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


def test_words() -> dict[str, Any]:
    """The names of the tests."""
    return {"before": _("Test before"), "after": _("Test after")}


TEST_KINDS: tuple[learning.TestKind, ...] = ("before", "after")
