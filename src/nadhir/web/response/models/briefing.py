"""Briefings: one page that answers the questions of those who decide, and what they take on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Briefing(Record):
    """What is put before an audience at a briefing session: one page in up to three languages.

    Its action points become undertakings that come from the engagement at which it was given.
    """

    noun: ClassVar[str] = "briefing"

    class Status(models.TextChoices):
        DRAFT = "draft", _("being written")
        READY = "ready", _("ready")
        GIVEN = "given", _("given")

    situation = models.ForeignKey("situations.Situation", models.PROTECT, null=True, related_name="briefings")
    engagement = models.ForeignKey("response.Engagement", models.PROTECT, null=True, related_name="briefings")
    audience = models.CharField(_("for whom"), max_length=200)
    titles = models.JSONField(_("title"), default=dict)
    # By language, at most one page each.
    texts = models.JSONField(_("text"), default=dict)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    evidence = models.ManyToManyField("situations.Evidence", related_name="briefings")

    def __str__(self) -> str:
        return str(self.titles.get("en") or next(iter(self.titles.values()), self.pk))


class BriefingQuestion(models.Model):
    """What the audience wants to know, and the short answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=1)
    question = models.JSONField(_("question"), default=dict)
    answer = models.JSONField(_("answer"), default=dict)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return str(next(iter(self.question.values()), self.pk))
