"""Engagements: whatever is convened."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record


class Engagement(Record):
    """Anything convened: a dialogue, a training, a briefing, a mission, a meeting."""

    noun: ClassVar[str] = "engagement"

    class Kind(models.TextChoices):
        BILATERAL = "bilateral", _("bilateral meeting")
        BRIEFING = "briefing", _("briefing")
        COMMITTEE = "committee", _("committee meeting")
        CONSULTATION = "consultation", _("consultation round")
        DIALOGUE = "dialogue", _("dialogue session")
        MISSION = "mission", _("mission")
        ROUNDTABLE = "roundtable", _("round table")
        SIDE_EVENT = "side_event", _("side event")
        STATEMENT = "statement", _("statement")
        TRAINING = "training", _("training")
        WORKSHOP = "workshop", _("workshop")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    situation = models.ForeignKey(
        "situations.Situation", models.PROTECT, null=True, related_name="engagements"
    )
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="engagements")
    # Date as written, as resolved, and how precisely: see `nadhir.sources` for the form.
    held = models.JSONField(_("date"), null=True)
    held_on = models.DateField(null=True, db_index=True)
    convened_by = models.ManyToManyField("directory.Actor", related_name="convened")
    participants = models.PositiveIntegerField(_("participants"), null=True)
    women = models.PositiveIntegerField(_("women among them"), null=True)
    outcome = models.JSONField(_("outcome"), default=dict)
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))
