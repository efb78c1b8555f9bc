"""Source documents as data: what a document states, as a dated claim that another document may contradict."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class SourceDocument(Record):
    """A document that facts were read in, described in our own words."""

    noun: ClassVar[str] = "source_document"

    slug = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(_("title"))
    publisher = models.JSONField(_("publisher"), default=dict)
    language = models.CharField(_("language"), max_length=3, blank=True)
    dated = models.JSONField(_("date"), null=True)
    dated_on = models.DateField(null=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    note = models.JSONField(_("note"), default=dict)

    def __str__(self) -> str:
        return str(self.names.get("en", self.slug))


class Claim(models.Model):
    """One thing that a document states of one record. It is never changed; what contradicts it stands beside
    it, until a person says which holds, or that it cannot be told."""

    class About(models.TextChoices):
        ACTOR = "actor", _("actor")
        INSTRUMENT = "instrument", _("instrument")
        ENGAGEMENT = "engagement", _("engagement")
        CONSULTATION = "consultation", _("consultation process")
        PLAN = "plan", _("plan")
        DOSSIER = "dossier", _("dossier")

    class Standing(models.TextChoices):
        STANDS = "stands", _("stands")
        HELD = "held", _("held to be right")
        DOUBTED = "doubted", _("held to be wrong")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(SourceDocument, models.CASCADE, related_name="claims")
    # The number of the sentence in the document, so that somebody can go and look.
    sentence = models.CharField(_("sentence"), max_length=20, blank=True)
    about = models.CharField(_("about"), max_length=14, choices=About.choices)
    record_id = models.UUIDField(db_index=True)
    what = models.CharField(_("what is claimed"), max_length=40)
    as_written = models.CharField(_("as written"), max_length=200, blank=True)
    # What it means: `{start, end, precision}` of a date, `{number}` of a count, `{words}` by language.
    value = models.JSONField(default=dict)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    functions = models.JSONField(default=list)
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.STANDS)
    because = models.CharField(_("why"), max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["document", "sentence", "pk"]
        indexes = [models.Index(fields=["record_id", "what"], name="cooperation_claimed")]

    def __str__(self) -> str:
        return f"{self.what} {self.as_written}"
