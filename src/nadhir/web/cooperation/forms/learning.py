"""What a person gives to write a module of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Tlp

MOST = 2_000_000


class ModuleForm(forms.Form):
    """The text of a module, typed or as a file; the file counts where there are both."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("YAML or JSON, two megabytes at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.json"}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto", "spellcheck": "false", "class": "mono"}),
    )
    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices, initial=Tlp.GREEN)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file:
            if file.size > MOST:
                self.add_error("file", _("The file is too large."))
                return given
            try:
                given["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not text in UTF-8."))
        elif not given.get("text", "").strip():
            self.add_error("text", _("Give a file, or its text."))
        return given


class VersionForm(forms.Form):
    """One act upon a module as it was seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
