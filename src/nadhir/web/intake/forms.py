"""What a person types to take files in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from nadhir.sources.mapping import ROLES
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors
from nadhir.web.intake.models import Batch


class UploadForm(forms.Form):
    """A file, and whose reports it holds."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, JSONL, Parquet, TXT, HTML, PDF, RSS or Atom."),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.gz,.xlsx,.jsonl,.parquet,.txt,.html,.htm,.pdf,.xml,.rss,.atom"}
        ),
    )
    source = forms.ChoiceField(label=_("Source"), required=False)
    new_source = forms.CharField(
        label=_("or a new source"),
        required=False,
        max_length=80,
        help_text=_("Its name. Left empty, the source is recognised or named after the format."),
    )
    chatham_house = forms.BooleanField(
        label=_("Chatham House rule: use what is said, never say who said it"), required=False
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            ("", _("Recognise it")),
            *((source.slug, in_words(source.names)) for source in selectors.sources(viewer)),
        ]

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size and file.size > settings.NADHIR_UPLOAD_BYTES:
            limit = filesizeformat(settings.NADHIR_UPLOAD_BYTES)
            raise forms.ValidationError(
                _("This file is larger than %(limit)s. Take it in with the command “nadhir ingest”."),
                params={"limit": limit},
            )
        return file

    @property
    def slug(self) -> str:
        """The slug of the source that was chosen or named; empty for neither."""
        named: str = self.cleaned_data["new_source"].strip()
        return slugify(named, allow_unicode=True)[:80] if named else str(self.cleaned_data["source"])


class MappingForm(forms.Form):
    """Which column is what; guessed, shown, and overruled at will."""

    def __init__(self, *args: Any, batch: Batch, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((column, column) for column in columns)]
        mapping: dict[str, str] = batch.mapping or {}
        for role in ROLES:
            self.fields[role] = forms.ChoiceField(
                label=role_words()[role],
                choices=choices,
                required=role == "text",
                initial=mapping.get(role, ""),
            )

    @property
    def mapping(self) -> dict[str, str]:
        return {role: column for role, column in self.cleaned_data.items() if column}


def role_words() -> dict[str, str]:
    """The roles of columns in the reader's language."""
    from django.utils.translation import get_language

    from nadhir.doctrine.phrases import phrasebook

    book = phrasebook("nadhir.sources")
    return {role: book.say(f"role.{role}", get_language()) for role in ROLES}
