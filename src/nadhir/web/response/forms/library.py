"""What a person types about the response library: which options are shown, what was used."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir import doctrine
from nadhir.doctrine import responses
from nadhir.doctrine.text import language
from nadhir.web.core import clock, policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import LibraryUse
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import FRAMEWORK

PHASES = [("prevention", _("prevention")), ("response", _("response, once crimes occur"))]
LEADS = [("3", _("within 3 days")), ("14", _("within 14 days")), ("60", _("within 60 days"))]
LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français"), ("und", _("another language"))]


def factor_choices() -> list[tuple[str, str]]:
    """The factors of the Framework, with their numbers."""
    roots = doctrine.load(FRAMEWORK).roots()
    return [(one.id, f"{one.id} · {in_words(one.label or one.text)}") for one in roots]


def actor_choices() -> list[tuple[str, str]]:
    """Who can do something."""
    return [(key, in_words(words)) for key, words in responses.actors().items()]


class LibraryFilter(forms.Form):
    """Which options are shown; lives in the address."""

    q = forms.CharField(label=_("Words"), required=False, widget=forms.SearchInput(attrs={"dir": "auto"}))
    factor = forms.ChoiceField(label=_("Factor"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("All")), *PHASES])
    actor = forms.ChoiceField(label=_("Who can do it"), required=False)
    lead = forms.ChoiceField(label=_("Begins to work"), required=False, choices=[("", _("All")), *LEADS])
    left = forms.IntegerField(
        label=_("Days left"),
        required=False,
        min_value=0,
        max_value=3650,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        self.fields["factor"].choices = [everything, *factor_choices()]  # type: ignore[attr-defined]
        self.fields["actor"].choices = [everything, *actor_choices()]  # type: ignore[attr-defined]


class FitFilter(forms.Form):
    """What a suggestion goes by, where the person knows better; lives in the address."""

    situation = forms.UUIDField(required=False, widget=forms.HiddenInput)
    warning = forms.UUIDField(required=False, widget=forms.HiddenInput)
    phase = forms.ChoiceField(
        label=_("Phase"), required=False, choices=[("", _("as the assessment shows")), *PHASES]
    )
    available = forms.MultipleChoiceField(
        label=_("Who can act there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["available"].choices = actor_choices()  # type: ignore[attr-defined]


class UseFilter(forms.Form):
    """Which uses are shown; lives in the address."""

    what = forms.ChoiceField(label=_("What was used"), required=False)
    result = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("All")), *LibraryUse.Result.choices]
    )
    situation = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", _("All")), *what_choices()]  # type: ignore[attr-defined]


def what_choices() -> list[tuple[str, Any]]:
    """Everything that can be used, cards and options apart."""
    return [
        (str(_("Tool cards")), [(f"card:{one.id}", in_words(one.title)) for one in responses.cards()]),
        (str(_("Options")), [(f"option:{one.id}", in_words(one.title)) for one in responses.options()]),
    ]


class UseForm(forms.Form):
    """What was used, where, by whom, and what came of it."""

    what = forms.ChoiceField(label=_("What was used"))
    situation = forms.ChoiceField(label=_("Situation"))
    who = forms.CharField(
        label=_("Who did it"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A network, an office or a body. Name a person only where that endangers nobody."),
    )
    used_on = forms.DateField(
        label=_("When"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    language = forms.ChoiceField(label=_("Language in which it was done"), choices=LANGUAGES)
    result = forms.ChoiceField(
        label=_("Result"),
        choices=LibraryUse.Result.choices,
        widget=forms.RadioSelect,
        help_text=_("Also what did not work, or did harm, is a result. Others learn most from it."),
    )
    happened = forms.CharField(
        label=_("What happened"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 4}),
        help_text=_("What was done, what followed, how you know. Accuse nobody."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, fixed: bool = False, **kwargs: Any) -> None:
        """Args:
        fixed: what it is tied to is given already, by an undertaking, a warning or the record itself.
        """
        super().__init__(*args, **kwargs)
        self.initial.setdefault("used_on", clock.now().date().isoformat())
        self.initial.setdefault("language", language(get_language()))
        self.initial.setdefault("result", LibraryUse.Result.UNKNOWN)
        self.fields["what"].choices = [("", "–"), *what_choices()]  # type: ignore[attr-defined]
        if fixed:
            del self.fields["situation"]
            return
        own = [one for one in situations.situations(viewer) if policy.works_on(viewer, one)]
        choices = [("", "–"), *((str(one.pk), in_words(one.names)) for one in own)]
        self.fields["situation"].choices = choices  # type: ignore[attr-defined]
