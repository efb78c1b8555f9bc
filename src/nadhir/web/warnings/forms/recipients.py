"""Who must know: a person of the platform, or a name and an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.text import language
from nadhir.web.accounts import selectors as accounts
from nadhir.web.accounts.models import User
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.forms.writing import LANGUAGES
from nadhir.web.warnings.models import Recipient


class RecipientForm(forms.ModelForm[Recipient]):
    """Somebody who must know: a person of the platform, or a name and an address."""

    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    class Meta:
        model = Recipient
        fields = ("name", "role", "email", "language", "clearance")
        widgets = {"clearance": forms.RadioSelect, "role": forms.TextInput(attrs={"dir": "auto"})}
        help_texts = {
            "email": _("The mail holds a personal link, never the text of the warning."),
            "clearance": _(
                "What the link shows without signing in. With TLP:RED and TLP:AMBER+STRICT it is never more "
                "than that there is a warning."
            ),
        }

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            queryset=accounts.colleagues(viewer),
            label=_("A colleague who signs in"),
            required=False,
            empty_label=_("Somebody else: give name and address"),
        )
        self.order_fields(["person"])
        self.fields["language"].initial = language(get_language())
        self.fields["clearance"].choices = Recipient.Clearance.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person: User | None = cleaned.get("person")
        if person is not None and not cleaned.get("name"):
            cleaned["name"] = person.name
        if not cleaned.get("name", "").strip():
            self.add_error("name", _("Choose a colleague, or give a name."))
        return cleaned
