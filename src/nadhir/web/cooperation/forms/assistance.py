"""What a person types about a request for assistance, an offer, an exchange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir.web.cooperation.forms.naming import InstrumentField
from nadhir.web.cooperation.models import AssistanceRequest, Exchange
from nadhir.web.core.acting import LANGUAGES, identifier_of
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Expert, Field
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField

ASKING = ("state", "body", "organisation", "network")
ANY = ("", _("Any"))
DAY_HELP = _("The day, as you would write it: 18 May 2026, yesterday, 2026-05-18.")


def text(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=10_000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


def line(label: Any, *, required: bool = True, most: int = 300, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


def several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that stand folded together; open where one of them is refused."""

    title: str
    fields: tuple[forms.BoundField, ...]

    @property
    def open(self) -> bool:
        return any(field.errors for field in self.fields)


class _Form(forms.Form):
    """A form whose less common fields stand folded, and whose days are one day each."""

    FOLDED: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    ONE_DAY: tuple[str, ...] = ()

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, (ActorsField, InstrumentField)):
                field.viewer = viewer
        if "language" in self.fields:
            language = get_language()
            self.fields["language"].initial = language if language in dict(LANGUAGES) else "en"

    @property
    def main(self) -> list[forms.BoundField]:
        folded = {name for _title, names in self.FOLDED for name in names}
        return [field for field in self if field.name not in folded]

    @property
    def parts(self) -> list[Part]:
        told = [
            Part(str(title), tuple(self[name] for name in names if name in self.fields))
            for title, names in self.FOLDED
        ]
        return [part for part in told if part.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in self.ONE_DAY:
            written = given.get(name)
            if written is not None and written.start != written.end:
                self.add_error(name, _("Write one day: this names a longer time."))
        return given


def language() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language of these words"), choices=LANGUAGES)


class RequestForm(_Form):
    """A request that somebody made."""

    FOLDED = ((_("More about it"), ("place", "wanted_by", "language", "tlp")),)
    ONE_DAY = ("asked_on",)

    requester = ActorsField(
        label=_("Who asks"),
        one=True,
        kinds=ASKING,
        help_text=_("A State, a committee, an organisation in the directory."),
    )
    asked_how = line(
        _("How they asked"),
        help_text=_("A letter and its number, a call, a meeting. Nothing is offered that nobody asked for."),
    )
    asked_on = WrittenDateField(label=_("When they asked"), help_text=DAY_HELP)
    title = line(_("What is asked for, in a few words"))
    need = text(_("The need, as they see it"), rows=4)
    fields_asked = several(_("It is about"), Field.choices)
    place = PlaceField(label=_("Where"), required=False)
    wanted_by = WrittenDateField(label=_("Wanted by"), required=False)
    language = language()
    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices, initial=Tlp.AMBER)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def told(self) -> dict[str, Any]:
        """What the services take."""
        given = self.cleaned_data
        plain = ("requester", "asked_how", "title", "need", "place", "language")
        wanted = given["wanted_by"]
        return {
            **{name: given[name] for name in plain},
            "fields": given["fields_asked"],
            "asked_on": given["asked_on"].start,
            "wanted_by": wanted.end if wanted else None,
        }

    @staticmethod
    def first(request: AssistanceRequest) -> dict[str, Any]:
        plain = ("requester", "asked_how", "title", "need", "place", "language", "version")
        known = {name: getattr(request, name) for name in plain}
        days = {
            name: day.isoformat() if (day := getattr(request, name)) else ""
            for name in ("asked_on", "wanted_by")
        }
        return {**known, **days, "fields_asked": request.fields}


class OfferForm(_Form):
    """What somebody offers."""

    actor = ActorsField(label=_("Who offers"), one=True)
    words = text(_("What is offered"), rows=4, help_text=_("What, how much of it, from when."))
    expert = forms.ChoiceField(label=_("Whom they would send, from the roster"), required=False)
    language = language()

    def __init__(self, *args: Any, viewer: Viewer, suggested: list[Expert], **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        asked = str(self.data.get("expert") or self.initial.get("expert") or "")
        known = {str(one.pk): one for one in suggested}
        if asked not in known and (pk := identifier_of(asked)) is not None:
            known |= {str(one.pk): one for one in directory.experts(viewer).filter(pk=pk)}
        self._experts = known
        self.fields["expert"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((key, in_words(one.actor.names)) for key, one in known.items()),
        ]

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "actor": given["actor"],
            "words": given["words"],
            "language": given["language"],
            "expert": self._experts.get(given["expert"]),
        }


class AgreeForm(_Form):
    """Which offers are taken, and what was agreed."""

    ONE_DAY = ("agreed_on",)

    offers = forms.MultipleChoiceField(
        label=_("Offers that are taken"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The others are declined."),
    )
    agreement = text(_("What was agreed"), rows=4, help_text=_("Who does what, by when, at whose cost."))
    agreed_on = WrittenDateField(label=_("Agreed on"), required=False, help_text=_("Today, if left empty."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, offers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["offers"].choices = offers  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """A result or a reason, on the state that the person saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: Any, help_text: Any = "", asks: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["words"] = text(label, rows=4, help_text=help_text)


class RequestFilter(forms.Form):
    """Which requests are shown; lives in the address."""

    STATES = [
        ANY,
        ("going_on", _("going on")),
        ("overdue", _("overdue")),
        *AssistanceRequest.Status.choices,
    ]

    status = forms.ChoiceField(label=_("Status"), required=False, choices=STATES)
    field = forms.ChoiceField(label=_("It is about"), required=False, choices=[ANY, *Field.choices])


class ExchangeForm(_Form):
    """Who goes to whom, when, for what."""

    FOLDED = ((_("More about it"), ("sent_by", "instrument", "place", "language", "tlp")),)
    ONE_DAY = ("starts_on", "ends_on")

    expert = forms.ChoiceField(
        label=_("Who goes, from the roster"),
        help_text=_("Somebody whose consent lasts until they are back."),
    )
    host = ActorsField(label=_("Who receives them"), one=True)
    topics = several(_("On what"), Field.choices)
    purpose = text(_("What for"), rows=3)
    starts_on = WrittenDateField(label=_("From"), required=False, help_text=DAY_HELP)
    ends_on = WrittenDateField(label=_("Until"), required=False, help_text=DAY_HELP)
    sent_by = ActorsField(label=_("Who sends them"), required=False, one=True)
    instrument = InstrumentField(label=_("Under which agreement"), required=False)
    place = PlaceField(label=_("Where"), required=False)
    language = language()
    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices, initial=Tlp.AMBER)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, expert: Expert | None = None, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        found = {str(one.pk): one for one in directory.experts(viewer)[:300]}
        asked = identifier_of(str(self.data.get("expert") or self.initial.get("expert") or ""))
        if asked and str(asked) not in found:
            found |= {str(one.pk): one for one in directory.experts(viewer).filter(pk=asked)}
        if expert is not None:
            found.setdefault(str(expert.pk), expert)
        self._experts = found
        self.fields["expert"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((key, in_words(one.actor.names)) for key, one in found.items()),
        ]

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        plain = ("host", "topics", "purpose", "sent_by", "instrument", "place", "language")
        return {
            **{name: given[name] for name in plain},
            "expert": self._experts[given["expert"]],
            "starts_on": given["starts_on"].start if given["starts_on"] else None,
            "ends_on": given["ends_on"].end if given["ends_on"] else None,
        }

    @staticmethod
    def first(exchange: Exchange) -> dict[str, Any]:
        plain = ("host", "topics", "purpose", "sent_by", "instrument", "place", "language", "version")
        known = {name: getattr(exchange, name) for name in plain}
        days = {
            name: day.isoformat() if (day := getattr(exchange, name)) else ""
            for name in ("starts_on", "ends_on")
        }
        return {**known, **days, "expert": str(exchange.expert_id or "")}


class EvaluationForm(forms.Form):
    """What the host and the guest say of an exchange."""

    host = text(_("What the host says of it"), required=False)
    guest = text(_("What the guest says of it"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ExchangeFilter(forms.Form):
    """Which exchanges are shown; lives in the address."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *Exchange.Status.choices])
    topic = forms.ChoiceField(label=_("On what"), required=False, choices=[ANY, *Field.choices])
