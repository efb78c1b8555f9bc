"""What a person types about a periodic report: its frame, a section, who is asked, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine import reports as templates
from nadhir.web.accounts import selectors as accounts
from nadhir.web.cooperation.forms.bodies import Folded
from nadhir.web.cooperation.forms.naming import InstrumentField
from nadhir.web.cooperation.models import Body, Report, ReportSection
from nadhir.web.cooperation.selectors import bodies, body_of, members_of
from nadhir.web.cooperation.services import Decided
from nadhir.web.core import clock
from nadhir.web.core.acting import LANGUAGES, InThreeLanguages, identifier_of
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.panels import ActorsField
from nadhir.web.response import selectors as response

DAY = {"type": "date"}
LINE = {"dir": "auto"}
PARTS = 3  # decisions that the form of an answer has room for
LABELS = [choice for choice in Tlp.choices if choice[0] in ("amber", "green", "clear")]
NOWHERE = ("", _("none"))


class ReportFilter(forms.Form):
    """Which reports are shown; lives in the address."""

    STATES = [
        ("", _("All")),
        ("open", _("not submitted yet")),
        ("late", _("overdue")),
        *Report.Status.choices,
    ]

    q = forms.CharField(
        label=_("Body, in any spelling"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=STATES)
    body = forms.UUIDField(required=False, widget=forms.HiddenInput)


class BodyField(ActorsField):
    """A body that is kept here, by its name in any spelling."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(one=True, **kwargs)

    def clean(self, value: Any) -> Any:
        actor = super().clean(value)
        if actor is None:
            return None
        if (found := body_of(self.viewer, actor)) is None:
            raise ValidationError(
                gettext("“%(name)s” is not kept among the bodies. Record it there first.")
                % {"name": in_words(actor.names)}
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value.actor if isinstance(value, Body) else value)


def periods(today: date) -> dict[str, tuple[date, date]]:
    """Periods that reports usually have, by their key."""
    year = today.year
    half = (
        (date(year, 1, 1), date(year, 6, 30))
        if today.month > 6
        else (date(year - 1, 7, 1), date(year - 1, 12, 31))
    )
    return {
        "this_year": (date(year, 1, 1), date(year, 12, 31)),
        "last_year": (date(year - 1, 1, 1), date(year - 1, 12, 31)),
        "half": half,
    }


class ReportForm(Folded):
    """The frame of a report: whose, on what time, for whom, in which languages."""

    FOLDED = (
        (
            _("Title, to whom, contributions, who may read it"),
            ("to", "contributions_until", "names_ar", "names_en", "names_fr", "tlp"),
        ),
    )
    texts: tuple[tuple[str, Any, bool], ...] = (("names", _("Title"), False),)

    body = BodyField(label=_("Report of"), help_text=_("A body that is kept here, by its name."))
    template = forms.ChoiceField(label=_("Template"))
    period = forms.ChoiceField(
        label=_("Period"),
        widget=forms.RadioSelect,
        choices=[
            ("this_year", _("this year")),
            ("last_year", _("last year")),
            ("half", _("the last half-year")),
            ("other", _("other days")),
        ],
    )
    period_from = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY))
    period_until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(DAY))
    due_on = forms.DateField(label=_("Due on"), required=False, widget=forms.DateInput(DAY))
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    to = BodyField(label=_("Report to"), required=False, help_text=_("Empty: the body that it reports to."))
    contributions_until = forms.DateField(
        label=_("Contributions until"), required=False, widget=forms.DateInput(DAY)
    )
    tlp = forms.ChoiceField(label=_("Handling"), choices=LABELS)
    overlap = forms.BooleanField(label=_("Begin it although there is one on the same days"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ActorsField):
                field.viewer = viewer
        lang = get_language()
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            (one.id, one.title.in_(lang)) for one in templates.templates()
        ]
        gone = (
            ["version"]
            if new
            else ["body", "template", "period", "period_from", "period_until", "tlp", "overlap"]
        )
        for name in gone:
            del self.fields[name]
        first = [
            "body",
            "template",
            "period",
            "period_from",
            "period_until",
            "due_on",
            "languages",
            "overlap",
        ]
        self.order_fields([name for name in first if name in self.fields])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "period" not in self.fields:
            return given
        chosen = given.pop("period", "")
        if chosen in (known := periods(clock.now().date())):
            given["period_from"], given["period_until"] = known[chosen]
            return given
        for name in ("period_from", "period_until"):
            if chosen == "other" and not given.get(name) and name not in self.errors:
                self.add_error(name, gettext("Name the day."))
        return given


class SectionForm(InThreeLanguages):
    """The words of one section, in the languages of the report."""

    texts = (("texts", _("Text"), True),)
    with_records = forms.BooleanField(label=_("Print what is recorded here under the words"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            field = self.fields[f"texts_{code}"]
            if code not in languages:
                del self.fields[f"texts_{code}"]
                continue
            field.label, field.max_length = name, None  # type: ignore[attr-defined]
            field.validators = []
            field.widget.attrs.pop("maxlength", None)
            field.widget.attrs["rows"] = 10
        self.languages = tuple(languages)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        # A language whose field was emptied is emptied; one without a field stays as it is.
        given["texts"] = {code: given["texts"].get(code, "") for code in self.languages}
        return given


class AssignForm(forms.Form):
    """Who writes a section."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            queryset=accounts.colleagues(viewer),
            label=_("Who writes it"),
            required=False,
            empty_label=_("none"),
        )


class AskForm(forms.Form):
    """Which members are asked for which sections, by when."""

    members = forms.MultipleChoiceField(
        label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = ActorsField(
        label=_("Others"), required=False, help_text=_("Names from the directory, one a line.")
    )
    sections = forms.MultipleChoiceField(label=_("Sections"), widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(label=_("By"), required=False, widget=forms.DateInput(DAY))
    their_address = forms.EmailField(
        label=_("Address of a person of theirs who signs in here"),
        required=False,
        help_text=_("Empty: they get a link of their own and need no account."),
    )

    def __init__(
        self, *args: Any, viewer: Viewer, report: Report, sections: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._viewer = viewer
        self.fields["others"].viewer = viewer  # type: ignore[attr-defined]
        self._members = {str(one.actor_id): one.actor for one in members_of(viewer, report.body)}
        named = [(pk, in_words(one.names)) for pk, one in self._members.items()]
        self.fields["members"].choices = named  # type: ignore[attr-defined]
        if not named:
            del self.fields["members"]
        self.fields["sections"].choices = sections  # type: ignore[attr-defined]

    def clean_their_address(self) -> Any:
        address = self.cleaned_data["their_address"]
        if not address:
            return None
        if (person := accounts.person_within_reach(self._viewer, address)) is None:
            raise ValidationError(gettext("Nobody who shares a group with you signs in with this address."))
        return person

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        chosen = [self._members[pk] for pk in given.pop("members", [])]
        given["actors"] = list(dict.fromkeys([*chosen, *given.pop("others", [])]))
        given["asked_of"] = given.pop("their_address", None)
        return given


class GiveForm(forms.Form):
    """A contribution: words, and their language."""

    text = forms.CharField(
        label=_("Your contribution"), max_length=20_000, widget=forms.Textarea({**LINE, "rows": 12})
    )
    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, name) for code, name in LANGUAGES if code in languages]
        self.fields["language"].choices = known  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is left out, or what is to be put right."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({**LINE, "rows": 2}))


class NoteForm(forms.Form):
    """What a person who clears a report says of it."""

    note = forms.CharField(
        label=_("Remarks"), required=False, max_length=4_000, widget=forms.Textarea({**LINE, "rows": 4})
    )


class HandInForm(forms.Form):
    """That a report is handed in as it is."""

    anyway = forms.BooleanField(
        label=_("Hand it in as it is: what is missing is printed as missing"), required=False
    )


class SubmitForm(forms.Form):
    """When a report went to the higher body."""

    on = forms.DateField(label=_("Submitted on"), widget=forms.DateInput(DAY))


class AnswerForm(Folded):
    """What the higher body decided on a report, and who is to do what."""

    FOLDED = tuple(
        (_("What somebody is to do") if at == 1 else _("Something else to do"),
         (f"title_{at}", f"who_{at}", f"due_{at}"))
        for at in range(1, PARTS + 1)
    )  # fmt: skip
    texts = (("words", _("Decision"), True),)

    on = forms.DateField(label=_("Decided on"), widget=forms.DateInput(DAY))
    engagement = forms.ChoiceField(
        label=_("At which session"),
        required=False,
        help_text=_("Sessions of the higher body that are recorded here."),
    )
    resolution = InstrumentField(
        label=_("By which text"),
        required=False,
        help_text=_("A resolution or decision that is recorded here."),
    )

    def __init__(self, *args: Any, viewer: Viewer, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resolution"].viewer = viewer  # type: ignore[attr-defined]
        found = response.engagements(viewer).filter(status="held", kind="committee")
        if report.to is not None:
            found = response.engagements(viewer).filter(meeting__body=report.to) | response.engagements(
                viewer
            ).filter(convened_by=report.to.actor)
        self._sessions = {str(one.pk): one for one in found.distinct().order_by("-held_on", "-pk")[:60]}
        choices = [(pk, in_words(one.names)) for pk, one in self._sessions.items()]
        self.fields["engagement"].choices = [NOWHERE, *choices]  # type: ignore[attr-defined]
        for at in range(1, PARTS + 1):
            self.fields[f"title_{at}"] = forms.CharField(
                label=_("What"), required=False, max_length=300, widget=forms.TextInput(LINE)
            )
            self.fields[f"who_{at}"] = forms.CharField(
                label=_("Who"), required=False, max_length=200, widget=forms.TextInput(LINE)
            )
            self.fields[f"due_{at}"] = forms.DateField(
                label=_("By"), required=False, widget=forms.DateInput(DAY)
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["engagement"] = self._sessions.get(given.get("engagement", ""))
        decided = []
        for at in range(1, PARTS + 1):
            what, who = given.pop(f"title_{at}", ""), given.pop(f"who_{at}", "")
            day = given.pop(f"due_{at}", None)
            if what and not who:
                self.add_error(f"who_{at}", gettext("Say who is to do it."))
            elif who and not what:
                self.add_error(f"title_{at}", gettext("Say what is to be done."))
            elif what:
                decided.append(Decided(what, who, day))
        given["decisions"] = decided
        return given


def asked_body(viewer: Viewer, text: str) -> Body | None:
    """The body that an address names, where the viewer may know of it."""
    pk = identifier_of(text)
    return bodies(viewer).filter(pk=pk).first() if pk else None


def titles(report: Report, sections: Sequence[ReportSection]) -> dict[str, str]:
    """What the sections of a report are called, by their code."""
    lang = get_language()
    known = {one.code: one.title.in_(lang) for one in templates.template(report.template).sections}
    return {one.code: known.get(one.code, one.code) for one in sections}
