"""What is typed when a network is asked, when a dispute is kept, and when an insight is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir import doctrine
from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor, Faith, Member, Place, Topic
from nadhir.web.directory.selectors import Wanted
from nadhir.web.response.models import Activation, Dispute, DisputeStep, Engagement, Insight
from nadhir.web.response.services.dialogue import CHECK
from nadhir.web.situations import selectors as situations


def text(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


def line(label: Any, *, required: bool = False, most: int = 200, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among records, by what they are called in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        if isinstance(obj, Activation):
            return obj.purpose[:80]
        return in_words(obj.called if isinstance(obj, Member) else obj.names)


def _situations(viewer: Viewer) -> Named:
    return Named(
        queryset=situations.situations(viewer), label=_("Situation"), required=False, empty_label="–"
    )


def _sessions(viewer: Viewer, found: Any) -> Named:
    queryset = found(viewer).filter(kind=Engagement.Kind.DIALOGUE)
    return Named(queryset=queryset, label=_("Session"), required=False, empty_label="–")


class AskForm(forms.Form):
    """What a network is asked."""

    purpose = text(
        _("What should be achieved"),
        help_text=_("The coordinators read this. Write nothing that would expose a source."),
    )
    until = day(_("Until"), required=True, help_text=_("Ninety days at most. After it the request ends."))
    faith = forms.ChoiceField(label=_("Who must listen: people of"), required=False)
    group = line(_("or this group"), most=120)
    language = forms.ChoiceField(label=_("Language"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    topic = forms.ChoiceField(label=_("About"), required=False)
    library_id = line(
        _("Card of the library"), most=80, help_text=_("Its identifier, where the request follows one.")
    )

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        network: Actor,
        languages: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        places = [(one.code, in_words(one.names)) for one in directory.places_near(network.place)]
        for name, choices in (
            ("faith", Faith.choices),
            ("language", languages),
            ("place", places),
            ("topic", Topic.choices),
        ):
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]
        self.fields["situation"] = _situations(viewer)

    def wanted(self) -> Wanted:
        told = self.cleaned_data
        return Wanted(**{name: told[name] for name in ("faith", "group", "language", "place", "topic")})


class CheckForm(forms.Form):
    """The questions of conflict sensitivity, each with an answer and what is done about a yes."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in doctrine.load(CHECK).elements:
            label = question.label.in_(language) if question.label else question.id
            self.fields[f"answer_{question.id}"] = forms.ChoiceField(
                label=label,
                help_text=question.text.in_(language),
                choices=[("no", _("no")), ("yes", _("yes, harm is possible"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"measure_{question.id}"] = text(
                _("If yes: what is done about it"), rows=1, required=False
            )

    def answers(self) -> dict[str, tuple[str, str]]:
        told = self.cleaned_data
        ids = [one.id for one in doctrine.load(CHECK).elements]
        return {one: (told.get(f"answer_{one}", ""), told.get(f"measure_{one}", "")) for one in ids}


class InviteForm(forms.Form):
    """Whom to ask, and what they read."""

    message = text(
        _("What they read when they open their link"),
        rows=3,
        help_text=_("Somebody else may open it. Name nobody, no place of meeting, no organisation."),
    )

    def __init__(self, *args: Any, people: Iterable[tuple[Member, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member, _said in people}
        self.fields["people"] = forms.MultipleChoiceField(
            label=_("Whom to ask"),
            choices=[(str(member.pk), said) for member, said in people],
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["people", "message"])

    def chosen(self) -> list[Member]:
        return [self.members[pk] for pk in self.cleaned_data["people"]]


class AnswerForm(forms.Form):
    """What somebody answered to their coordinator."""

    answer = forms.ChoiceField(
        label=_("Their answer"),
        choices=[("yes", _("yes")), ("no", _("no")), ("taken_back", _("takes the yes back"))],
        widget=forms.RadioSelect,
    )
    how = line(_("How they said so, and when"), required=True)


class BeginForm(forms.Form):
    """What the network undertakes."""

    title = line(
        _("What is done"), required=True, help_text=_("Whoever asked reads this. Name nobody."), most=300
    )
    due_on = day(_("By"))


class EndForm(forms.Form):
    """What happened."""

    what_happened = text(_("What happened"), help_text=_("Whoever asked reads this. Name nobody."))
    aborted = forms.BooleanField(label=_("It was broken off"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"] = _sessions(viewer, sessions)


class DisputeForm(forms.Form):
    """A dispute that is brought."""

    issue = line(_("What it is about"), required=True, most=300, help_text=_("Name nobody here."))
    parties = text(
        _("Parties"),
        rows=3,
        help_text=_("One on each line. They get letters; their names are sealed for the forum."),
    )
    opened_on = day(_("Brought on"))
    place = forms.ChoiceField(label=_("Place"), required=False)
    note = text(_("Note of the intake"), rows=2, required=False, help_text=_("It is sealed for the forum."))
    tlp = forms.ChoiceField(
        label=_("Who may know of the dispute"),
        choices=[("amber_strict", _("our organisation only")), ("green", _("partners of the community"))],
        help_text=_("Never the names, the notes or secret terms."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = directory.own_networks(viewer)
        forum = Named(queryset=own, label=_("Forum"), empty_label=None)
        self.fields["forum"] = forum
        self.fields["situation"] = _situations(viewer)
        self.places: dict[str, Place] = {}
        for one in own:
            self.places |= {place.code: place for place in directory.places_near(one.place)}
        choices = [("", "–"), *((code, in_words(place.names)) for code, place in self.places.items())]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        self.order_fields(["forum", "issue", "parties", "opened_on", "place", "situation", "note", "tlp"])

    def told(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["parties"] = told["parties"].splitlines()
        told["place"] = self.places.get(told["place"])
        return told


class StepForm(forms.Form):
    """A step of a mediation."""

    kind = forms.ChoiceField(
        label=_("Step"),
        choices=[one for one in DisputeStep.Kind.choices if one[0] not in ("intake", "consent")],
    )
    on = day(_("Day"))
    note = text(_("Note"), rows=3, required=False, help_text=_("It is sealed for the forum."))

    def __init__(self, *args: Any, viewer: Viewer, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"] = _sessions(viewer, sessions)


class PartiesForm(forms.Form):
    """Which parties agreed to be talked with."""

    how = line(_("How they said so, and when"), required=True)
    on = day(_("Day"))

    def __init__(self, *args: Any, letters: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letters"] = forms.MultipleChoiceField(
            label=_("Parties that agreed"),
            choices=[(one, one) for one in letters],
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["letters", "how", "on"])


class OutcomeForm(forms.Form):
    """How a dispute ended."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[one for one in Dispute.Outcome.choices if one[0] != "open"]
    )
    terms = text(_("Terms"), required=False)
    terms_secret = forms.BooleanField(
        label=_("The parties asked that the terms stay secret"), required=False, initial=True
    )


class InsightForm(forms.Form):
    """What a network tells."""

    words = text(
        _("What was said"),
        rows=5,
        help_text=_("In your own words. Under the Chatham House rule, nothing that shows who or where."),
    )
    rule = forms.ChoiceField(
        label=_("How it may be attributed"),
        choices=Insight.Rule.choices,
        widget=forms.RadioSelect,
        initial=Insight.Rule.CHATHAM,
    )
    role = line(_("As which role"), help_text=_("Where it may be attributed by role."))
    tlp = forms.ChoiceField(
        label=_("How far it may travel"),
        choices=[
            ("amber", _("the desk that is told")),
            ("green", _("partners of the community")),
            ("clear", _("everybody signed in")),
        ],
    )
    place = forms.ChoiceField(label=_("Place"), required=False)
    place_identifies = forms.BooleanField(
        label=_("The place would show who said it"),
        required=False,
        initial=True,
        help_text=_("Under the Chatham House rule it is then left out."),
    )

    def __init__(self, *args: Any, viewer: Viewer, activations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = directory.own_networks(viewer)
        network = Named(queryset=own, label=_("Network"), empty_label=None)
        asked = activations(viewer).filter(network__in=own)
        about = Named(queryset=asked, label=_("Answers the request"), required=False)
        people = directory.members(viewer)
        person = Named(
            queryset=people,
            label=_("Who said it"),
            required=False,
            empty_label="–",
            help_text=_("Only where it may be attributed by name; their name is then shown."),
        )
        self.fields |= {"network": network, "activation": about, "situation": _situations(viewer)}
        self.fields["member"] = person
        self.places: dict[str, Place] = {}
        for one in own:
            self.places |= {place.code: place for place in directory.places_near(one.place)}
        choices = [("", "–"), *((code, in_words(place.names)) for code, place in self.places.items())]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        order = ["network", "activation", "situation", "words", "rule", "role", "member"]
        self.order_fields([*order, "place", "place_identifies", "tlp"])

    def told(self) -> dict[str, Any]:
        return {**self.cleaned_data, "place": self.places.get(self.cleaned_data["place"])}


class FeedbackForm(forms.Form):
    """What became of an insight."""

    feedback = text(_("What became of it"), help_text=_("The network reads this."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def soon() -> date:
    """The day until which a network is asked, where nobody says another."""
    return date.fromordinal(clock.now().date().toordinal() + 14)
