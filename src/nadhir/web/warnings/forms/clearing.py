"""What people type on the way of a warning: a note when clearing, comments, the steps of a chain."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.web.accounts import selectors as accounts
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import ChainStep, Warning
from nadhir.web.warnings.selectors import account_role_said, part_words
from nadhir.web.warnings.services import StepGiven
from nadhir.web.warnings.services.clearing import CLEARING_ROLES, MOST_STEPS

LANGUAGES = (("ar", _("Name in Arabic")), ("en", _("Name in English")), ("fr", _("Name in French")))


SHOWN_STEPS = 3


class ClearForm(forms.Form):
    """Clearing a step, with a word if there is one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note for the desk"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 2}),
    )


class CommentForm(forms.Form):
    """A comment on a draft, or an answer to one."""

    field = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"dir": "auto", "rows": 2})
    )
    parent = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("the whole")), *part_words().items()]  # type: ignore[attr-defined]


class ChainForm(forms.Form):
    """The steps of a chain, one under the other; a step without a name is none."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, viewer: Viewer, mandate: str, steps: list[ChainStep], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), one.name) for one in accounts.colleagues(viewer)]
        roles = [(f"role:{role}", account_role_said(role)) for role in CLEARING_ROLES]
        who = [("", "–"), (_("Anyone with a role"), roles), (_("One person"), people)]
        # A few empty steps are offered; whatever is sent is read.
        many = MOST_STEPS if self.is_bound else min(MOST_STEPS, max(SHOWN_STEPS, len(steps) + 1))
        self.places = [str(number) for number in range(1, many + 1)]
        for number, place in enumerate(self.places):
            kept = steps[number] if number < len(steps) else None
            for code, label in LANGUAGES:
                self.fields[f"names_{code}-{place}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=120,
                    initial=kept.names.get(code, "") if kept else "",
                    widget=forms.TextInput(attrs={"dir": "auto", "lang": code}),
                )
            self.fields[f"who-{place}"] = forms.ChoiceField(
                label=_("Who clears"), required=False, choices=who, initial=_kept(kept)
            )
            if mandate:
                self.fields[f"mandate-{place}"] = forms.ChoiceField(
                    label=_("For which mandate"),
                    required=False,
                    choices=[("", "–"), *Warning.Mandate.choices[:2]],
                    initial=kept.mandate if kept else "",
                )

    def rows(self) -> list[list[Any]]:
        """The fields of each step."""
        return [[self[name] for name in self.fields if name.endswith(f"-{place}")] for place in self.places]

    def steps(self) -> list[StepGiven]:
        """The steps as the service takes them."""
        given = self.cleaned_data
        told = []
        for place in self.places:
            names = {code: given.get(f"names_{code}-{place}", "").strip() for code, _label in LANGUAGES}
            who = given.get(f"who-{place}", "")
            if not (any(names.values()) or who):
                continue
            role = who.removeprefix("role:") if who.startswith("role:") else ""
            told.append(
                StepGiven(
                    names,
                    given.get(f"mandate-{place}", ""),
                    None if role or not who else uuid.UUID(who),
                    role,
                )
            )
        return told


def _kept(step: ChainStep | None) -> str:
    if step is None:
        return ""
    return str(step.person_id) if step.person_id else f"role:{step.role}"
