"""What the thresholds propose: look here, a warning may be due."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record
from nadhir.web.warnings.models.warning import Warning


class Proposal(Record):
    """A threshold was crossed in a situation. It proposes that a person look; it never warns by itself.

    `key` names the threshold, the situation and the time it was crossed for, so that one crossing is proposed
    once. `facts` are the figures that crossed it, as they were on that day (see `warnings.thresholds`).
    """

    noun: ClassVar[str] = "proposal"

    class Kind(models.TextChoices):
        FORECAST = "forecast", _("the statistical outlook worsened")
        SURGE = "surge", _("urgent expressions surge")
        OCCASION = "occasion", _("a date that may trigger violence is near")
        HIGH = "high", _("more events than in a long time")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN = "taken", _("taken up")
        DISMISSED = "dismissed", _("not followed")

    kind = models.CharField(_("threshold"), max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=120, unique=True)
    situation = models.ForeignKey("situations.Situation", models.CASCADE, related_name="proposals")
    facts = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    dismissed_because = models.TextField(_("reason"), blank=True)
    warning = models.ForeignKey(Warning, models.SET_NULL, null=True, related_name="proposals")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.key
