"""Schemes of partners, what is blacked out and why, and what left the house in which words."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.situations.models.situation import Situation


class Scheme(Record):
    """A partner's own indicators as a catalogue, mapped to the Framework of Analysis, so that what was
    coded to them counts as evidence here."""

    noun: ClassVar[str] = "scheme"

    slug = models.SlugField(max_length=40)
    names = models.JSONField(_("name"))
    edition = models.CharField(_("edition"), max_length=40, blank=True)
    # A catalogue as `nadhir.doctrine` reads it, and its crosswalk: element to elements of the Framework.
    catalogue: models.JSONField[Any, Any] = models.JSONField()
    crosswalk: models.JSONField[Any, Any] = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "slug"], name="situations_scheme_once")]

    def __str__(self) -> str:
        return self.slug


class Redaction(models.Model):
    """Words of a record that must not be shown outside its desk, and why. Lifted, never removed."""

    class Kind(models.TextChoices):
        """What readers outside the desk are told instead of the words."""

        PERSON = "person", _("protects a person")
        SOURCE = "source", _("protects a source")
        PLACE = "place", _("protects a place")
        DIALOGUE = "dialogue", _("protects a dialogue")
        PROCEEDINGS = "proceedings", _("before a court")
        OTHER = "other", _("held by the desk")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The words are struck from everything that is told of this situation, wherever they stand.
    situation = models.ForeignKey(Situation, models.PROTECT, null=True, related_name="redactions")
    kind = models.CharField(_("what it protects"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    record_id = models.UUIDField(db_index=True)
    noun = models.CharField(max_length=30)
    field = models.CharField(max_length=40)
    quote = models.TextField()
    because = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.noun} {self.record_id} {self.field}"


class Release(Record):
    """A document that was made for readers outside the desk: what, for whom, in which words, checked how."""

    noun: ClassVar[str] = "release"

    situation = models.ForeignKey(Situation, models.PROTECT, null=True, related_name="releases")
    kind = models.CharField(_("document"), max_length=30)
    subject_id = models.UUIDField(null=True, db_index=True)
    language = models.CharField(max_length=2)
    form = models.CharField(max_length=8)
    audience = models.CharField(_("made for"), max_length=200, blank=True)
    discreet = models.BooleanField(default=False)
    # What the check of wording pointed at, and why it was released all the same.
    remarks: models.JSONField[Any, Any] = models.JSONField(default=list)
    accepted_because = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.form}"
