"""The calendar: dates that may set something off, or offer an opening."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record
from nadhir.web.situations.models.situation import Situation


class Occasion(Record):
    """An election, anniversary, religious day, verdict or session: where, when, and which trigger of the
    framework (factor 8) it may pull. Cancelled, never removed."""

    noun: ClassVar[str] = "occasion"

    class Kind(models.TextChoices):
        ELECTION = "election", _("election")
        ANNIVERSARY = "anniversary", _("anniversary")
        RELIGIOUS = "religious", _("religious day")
        VERDICT = "verdict", _("verdict")
        SESSION = "session", _("session")
        CENSUS = "census", _("census")
        OTHER = "other", _("other")

    names = models.JSONField(_("name"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    places = models.ManyToManyField("directory.Place", related_name="occasions", blank=True)
    situations = models.ManyToManyField(Situation, related_name="occasions", blank=True)
    starts_on = models.DateField(_("from"), db_index=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    yearly = models.BooleanField(_("every year"), default=False)
    yearly_until = models.DateField(_("for the last time"), null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("days of lead time"), default=30)
    # Elements of the framework that it may pull, of factor 8.
    triggers = models.JSONField(default=list, blank=True)
    note = models.TextField(_("note"), blank=True)
    # Of an imported calendar: the same event comes again with the same identifier and a higher sequence.
    uid = models.CharField(max_length=255, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    came_from = models.CharField(_("calendar"), max_length=255, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "uid"], condition=~models.Q(uid=""), name="situations_occasion_uid"
            )
        ]

    def __str__(self) -> str:
        return str(self.names.get("en") or next(iter(self.names.values()), self.pk))


class CalendarFile(Record):
    """A calendar that somebody brought, kept as it came; a person looks before its events count.

    `answers` are what was chosen for all its events: what kind they are, where, how long ahead, for which
    situation, in which language their names are.
    """

    noun: ClassVar[str] = "calendar_file"

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to be looked at")
        TAKEN = "taken", _("taken")
        DROPPED = "dropped", _("not taken")

    file_name = models.CharField(max_length=255)
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    # How many of its events were new, changed a known one, or cancelled one.
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
