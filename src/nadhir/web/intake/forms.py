"""What a person types to take files in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.phrases import phrasebook
from nadhir.sources.mapping import ROLES
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors
from nadhir.web.intake.models import Batch, Source
from nadhir.web.intake.services import NewSource


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
            *(
                (source.slug, in_words(source.names))
                for source in selectors.sources(viewer).filter(owner_id=viewer.organisation_id)
            ),
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

    def clean_new_source(self) -> str:
        named: str = self.cleaned_data["new_source"].strip()
        if named and not slugify(named, allow_unicode=True):
            raise forms.ValidationError(_("Name the source with letters or digits."))
        return named

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("chatham_house") and not (cleaned.get("new_source") or cleaned.get("source")):
            # A source named after a format is shared by all files without one: it protects nobody.
            self.add_error("new_source", _("Name the source that is to be protected; the name stays here."))
        return cleaned

    def chosen_source(self, viewer: Viewer) -> Source | NewSource | None:
        """The source that was named or chosen; None for neither."""
        protected: bool = self.cleaned_data["chatham_house"]
        if self.cleaned_data["new_source"]:
            return NewSource(self.cleaned_data["new_source"], chatham_house=protected)
        if self.cleaned_data["source"]:
            if protected:  # asked for again, so that a source recorded without it is refused
                return NewSource(self.cleaned_data["source"], chatham_house=True)
            return selectors.sources(viewer).get(slug=self.cleaned_data["source"], owner_id=viewer.desk)
        return None


class MappingForm(forms.Form):
    """Which column is what; guessed, shown, and overruled at will."""

    def __init__(self, *args: Any, batch: Batch, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((column, column) for column in columns)]
        mapping: dict[str, str] = batch.mapping or {}
        words = role_words()
        for role in ROLES:
            self.fields[role] = forms.ChoiceField(
                label=words[role],
                choices=choices,
                required=role == "text",
                initial=mapping.get(role, ""),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for role, column in list(cleaned.items()):
            if column and column in taken:
                words = role_words()
                self.add_error(
                    role,
                    _("“%(column)s” is read as %(role)s already.")
                    % {"column": column, "role": words[taken[column]]},
                )
            taken.setdefault(column, role)
        return cleaned

    @property
    def mapping(self) -> dict[str, str]:
        """What was chosen; an empty name takes a role away that would be guessed."""
        return {str(role): str(self.cleaned_data[role]) for role in ROLES}


def role_words() -> dict[str, str]:
    """The roles of columns in the reader's language."""
    book = phrasebook("nadhir.sources")
    return {role: book.say(f"role.{role}", get_language()) for role in ROLES}
