"""What screening and people say of speech, in the reader's words; and the form in which a person says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir import doctrine
from nadhir.errors import DoctrineError
from nadhir.screening import Finding, group_name
from nadhir.screening.lexicon import available, concepts
from nadhir.screening.normalise import fold
from nadhir.web.core.templatetags.nadhir import in_words, language_name
from nadhir.web.intake.models import Item, Judgement
from nadhir.web.intake.selectors import says_hateful
from nadhir.web.portal.naming import listed

HALLMARKS = "dangerous-speech"


def concern_words() -> dict[str, str]:
    """How soon a person should look at speech."""
    return {"none": _("no concern"), "watch": _("to watch"), "review": _("to review"), "urgent": _("urgent")}


def violence_words() -> dict[str, str]:
    """What speech does with violence."""
    return {
        "none": _("no violence in the speech"),
        "passive": _("approves of violence"),
        "direct": _("calls for or threatens violence"),
    }


def mode_words() -> dict[str, str]:
    """How something is meant."""
    return {
        "assertion": _("said as meant"),
        "question": _("asked"),
        "quotation": _("quoted"),
        "negation": _("denied"),
        "counter_speech": _("spoken against"),
        "reclaimed": _("said by the group of itself"),
        "none": _("not said of anybody"),
    }


def coverage_words() -> dict[str, str]:
    """How well a language is covered."""
    return {"well": _("well"), "thinly": _("thinly"), "not_covered": _("not covered")}


def group_words(group: str) -> str:
    """The name of a group in the reader's language; its code where no lexicon knows it any more."""
    name = group_name(group)
    return in_words(name) if name else group


def hallmark_words(hallmark: str) -> str:
    """The name of a hallmark of dangerous speech."""
    try:
        element = doctrine.load(HALLMARKS).element(hallmark)
    except DoctrineError:
        return hallmark
    return in_words(element.label or element.text)


def group_choices(known: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Every group that a lexicon knows, by its name, and those of `known` that none knows any more."""
    groups = {one.id for one in concepts()[0].values() if one.kind == "group"} | set(known)
    return sorted(((group, group_words(group)) for group in groups), key=lambda one: fold(one[1]))


def language_choices(known: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Languages with a lexicon, those of `known`, and "unknown" last."""
    codes = ({code.partition("-")[0] for code in available()} | set(known)) - {"und"}
    named = sorted(((code, language_name(code)) for code in codes), key=lambda one: fold(one[1]))
    return [*named, ("und", language_name("und"))]


@dataclass(frozen=True, slots=True)
class Saying:
    """A finding or a judgement, in words.

    Attributes:
        parts: what is said, a few words each.
    """

    concern: str
    parts: tuple[str, ...]


def saying_of(finding: Finding) -> Saying:
    """What screening found."""
    return _saying(
        finding.concern,
        finding.violence,
        [target.group for target in finding.targets],
        finding.mode,
        finding.language,
    )


def saying_of_person(judgement: Judgement) -> Saying:
    """What a person found."""
    return _saying(
        judgement.concern, judgement.violence, judgement.targets, judgement.mode, judgement.language
    )


def _saying(concern: str, violence: str, groups: Iterable[str], mode: str, language: str) -> Saying:
    named = [group_words(group) for group in groups]
    parts = [concern_words().get(concern, concern)]
    if concern != "none":
        parts += [violence_words()[violence]] if violence != "none" else []
        parts += [_("of: %(groups)s") % {"groups": listed(named)}] if named else []
        parts += [mode_words()[mode]] if mode != "none" else []
    parts.append(language_name(language))
    return Saying(concern, tuple(parts))


class JudgementForm(forms.Form):
    """Agree with a finding, dismiss it, or say what is right instead."""

    concern = forms.ChoiceField(label=gettext_lazy("Concern"), required=False)
    hateful = forms.ChoiceField(
        label=gettext_lazy("Is it hateful?"),
        required=False,
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
    )
    violence = forms.ChoiceField(label=gettext_lazy("Violence in the speech"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("How it is meant"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    targets = forms.MultipleChoiceField(
        label=gettext_lazy("Of whom it speaks"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Several can be chosen, none as well."),
    )
    note = forms.CharField(
        label=gettext_lazy("Short note"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    verdict = forms.ChoiceField(widget=forms.HiddenInput, choices=Judgement.Verdict.choices)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    finding_version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: Item, finding: Finding, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(item, finding))
        kwargs.setdefault("auto_id", "judge_%s")
        super().__init__(*args, **kwargs)
        # A correction says all of it; to agree, or to dismiss, needs no more than the button.
        for name in ("concern", "hateful", "violence", "mode", "language"):
            self.fields[name].required = self.data.get("verdict", "corrected") == "corrected"
        groups = [target.group for target in finding.targets]
        choices: Mapping[str, list[tuple[str, str]]] = {
            "concern": list(concern_words().items()),
            "violence": list(violence_words().items()),
            "mode": list(mode_words().items()),
            "language": language_choices([finding.language, item.language]),
            "targets": group_choices(groups),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    @property
    def asked(self) -> list[Any]:
        """The fields of a correction, in their order."""
        return [field for field in self if field.name not in ("verdict", "version", "finding_version")]


def _initial(item: Item, finding: Finding) -> dict[str, Any]:
    held = item.judgement
    return {
        "concern": held.concern if held else finding.concern,
        "hateful": "yes" if (held.hateful if held else says_hateful(finding)) else "no",
        "violence": held.violence if held else finding.violence,
        "mode": held.mode if held else finding.mode,
        "language": held.language if held else finding.language,
        "targets": held.targets if held else [target.group for target in finding.targets],
        "version": item.version,
        "finding_version": finding.version,
    }
