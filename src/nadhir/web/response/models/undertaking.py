"""Undertakings: who is to do what by when."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Undertaking(Record):
    """Somebody is to do something by a date, whatever it came from."""

    noun: ClassVar[str] = "undertaking"

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    class Origin(models.TextChoices):
        DECISION = "decision", _("decision on a warning")
        ASSESSMENT = "assessment", _("recommendation of an assessment")
        INSTRUMENT = "instrument", _("obligation of an instrument")
        ENGAGEMENT = "engagement", _("commitment made at an engagement")

    title = models.CharField(_("what"), max_length=300)
    situation = models.ForeignKey(
        "situations.Situation", models.PROTECT, null=True, related_name="undertakings"
    )
    warning = models.ForeignKey("warnings.Warning", models.PROTECT, null=True, related_name="undertakings")
    decision = models.ForeignKey("warnings.Decision", models.PROTECT, null=True, related_name="undertakings")
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.DECISION)
    origin_id = models.UUIDField(null=True, db_index=True)
    who = models.CharField(_("who"), max_length=200)
    actor = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="undertakings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="undertakings"
    )
    due_on = models.DateField(_("by"), null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    refused_because = models.TextField(blank=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(_("result"), blank=True)
    result_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title

    @property
    def language(self) -> str:
        """The language its words are in, as far as it can be told: that of the warning that it answers, and
        English for what an instrument promises."""
        return self.warning.language if self.warning is not None else "en"

    @property
    def entrusted_to(self) -> UUID | None:
        return self.person_id


class UndertakingStep(models.Model):
    """A change of an undertaking's status, with a word on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    undertaking = models.ForeignKey(Undertaking, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=Undertaking.Status.choices)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.undertaking_id} {self.status}"
