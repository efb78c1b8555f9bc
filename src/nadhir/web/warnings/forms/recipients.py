"""Who must know: a person of the platform, whoever holds a role, or a name and an address."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.text import language
from nadhir.web.accounts import selectors as accounts
from nadhir.web.accounts.models import User
from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import number
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings import selectors
from nadhir.web.warnings.forms.writing import LANGUAGES
from nadhir.web.warnings.models import Recipient, Warning

# Roles of accounts that a warning may be meant for.
ROLES = ("decision_maker", "coordinator", "officer", "reviewer")
OF_ACCOUNT = "account:"
HOURS = 24  # to answer, where nothing else is said


class LineForm(forms.ModelForm[Recipient]):
    """How somebody who is named is told."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    answer_within = forms.IntegerField(
        label=_("Answer within (hours)"),
        min_value=1,
        max_value=720,
        initial=HOURS,
        required=False,
        help_text=_("Whoever is silent longer is reminded, and then the deputy is told."),
    )
    deputy = forms.ModelChoiceField(
        queryset=Recipient.objects.none(),
        label=_("Deputy"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Another recipient, who is told where this one stays silent."),
    )

    class Meta:
        model = Recipient
        fields: tuple[str, ...] = ("role", "language", "clearance", "answer_within", "deputy", "principal")
        widgets = {"clearance": forms.RadioSelect, "role": forms.TextInput(attrs={"dir": "auto"})}
        help_texts = {
            "clearance": _(
                "What the link shows without signing in. With TLP:RED and TLP:AMBER+STRICT it is never more "
                "than that there is a warning."
            ),
            "principal": _("A confidential note goes to the principal without passing through other hands."),
        }

    def __init__(self, *args: Any, viewer: Viewer, warning: Warning, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = selectors.recipients(viewer, warning)
        if self.instance.pk and not self.instance._state.adding:
            others = others.exclude(pk=self.instance.pk)
        self.fields["deputy"].queryset = others  # type: ignore[attr-defined]
        self.fields["clearance"].choices = Recipient.Clearance.choices  # type: ignore[attr-defined]
        if warning.kind != Warning.Kind.NOTE:
            del self.fields["principal"]

    def clean_answer_within(self) -> int:
        return self.cleaned_data["answer_within"] or HOURS


class RecipientForm(LineForm):
    """Somebody who must know: a person of the platform, whoever holds a role, or a name and an address."""

    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    office = forms.ChoiceField(
        label=_("Whoever holds this role now"),
        required=False,
        help_text=_("That they still hold it is asked again before the warning goes out."),
    )

    class Meta(LineForm.Meta):
        fields = ("name", "role", "email", "language", "clearance", "answer_within", "deputy", "principal")
        help_texts = {
            **LineForm.Meta.help_texts,
            "email": _("The mail holds a personal link, never the text of the warning."),
        }

    def __init__(self, *args: Any, viewer: Viewer, warning: Warning, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, warning=warning, **kwargs)
        self.viewer = viewer
        self.fields["person"] = forms.ModelChoiceField(
            queryset=accounts.colleagues(viewer),
            label=_("A colleague who signs in"),
            required=False,
            empty_label=_("Somebody else: give name and address"),
        )
        self.fields["office"].choices = [("", "–"), *_offices(viewer)]  # type: ignore[attr-defined]
        self.order_fields(["person", "office", "name", "role", "email"])
        self.fields["language"].initial = language(get_language())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person: User | None = cleaned.get("person")
        office = cleaned.get("office", "")
        if person is not None and office:
            self.add_error("office", _("Choose a colleague or a role, not both."))
        if person is not None and not cleaned.get("name"):
            cleaned["name"] = person.name
        if not office and not cleaned.get("name", "").strip():
            self.add_error("name", _("Choose a colleague or a role, or give a name."))
        elif not office and person is None and not cleaned.get("email"):
            self.add_error(
                "email",
                _(
                    "Without an address nobody can be told. Give one, choose a colleague who signs in, or "
                    "name the office that can reach this person."
                ),
            )
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """What the services take: `held_role`, or `tenure` with the rest."""
        given = dict(self.cleaned_data)
        office = given.pop("office", "")
        given["user"] = given.pop("person", None)
        if office.startswith(OF_ACCOUNT):
            return {"held_role": office.removeprefix(OF_ACCOUNT), **_line(given)}
        if office:
            given["tenure"] = selectors.term(self.viewer, uuid.UUID(office))
        return given


def _line(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("role", "clearance", "answer_within", "deputy") if name in given}


def _offices(viewer: Viewer) -> list[tuple[Any, Any]]:
    """Roles that somebody holds now: of accounts of the desk, and terms of the directory."""
    held = []
    for role in ROLES:
        if many := accounts.holders(viewer, role).count():
            people = ngettext("%(n)s person", "%(n)s people", many) % {"n": number(many)}
            held.append((f"{OF_ACCOUNT}{role}", f"{selectors.account_role_said(role)} ({people})"))
    terms = [
        (str(one.pk), f"{selectors.role_said(one)}: {selectors.said(one.actor.names)}")
        for one in selectors.terms(viewer, clock.now().date())
    ]
    return [(_("Roles of the desk"), held), (_("Roles in the directory"), terms)]


class GroupForm(forms.Form):
    """Under what name these recipients are kept."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
