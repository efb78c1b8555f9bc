"""Consultation processes: rounds by region, what was put in, drafts, and the text that was adopted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Consultation(Record):
    """Many rounds that lead to one text. Each round is an engagement."""

    noun: ClassVar[str] = "consultation"

    class Status(models.TextChoices):
        UNDER_WAY = "under_way", _("under way")
        ADOPTED = "adopted", _("text adopted")
        LAUNCHED = "launched", _("launched")
        ENDED = "ended", _("ended without a text")

    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    about = models.JSONField(_("about"), default=dict)
    convened_by = models.ManyToManyField("directory.Actor", related_name="consultations")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.UNDER_WAY)
    launched = models.JSONField(_("launched"), null=True)
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class ConsultationInput(models.Model):
    """What somebody put in, at a round or in writing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="inputs")
    round = models.ForeignKey("response.Engagement", models.PROTECT, null=True, related_name="inputs")
    actor = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=2, default="en")
    text = models.TextField(_("what was said"))
    # Whether and how the drafters took it up.
    answer = models.TextField(_("what became of it"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class ConsultationDraft(models.Model):
    """A version of the text, in the languages in which it exists. The adopted one is the last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="drafts")
    number = models.PositiveSmallIntegerField(default=1)
    texts = models.JSONField(_("text"), default=dict)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    adopted_on = models.DateField(_("adopted on"), null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="response_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.number}"
