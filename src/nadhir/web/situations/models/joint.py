"""Joint assessments: teams write apart on the same question, then compare, talk, and sign together."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.situations.models.assessment import Assessment, Finding
from nadhir.web.situations.models.situation import Situation


class JointAssessment(Record):
    """Two or more teams assess the same question apart, then compare: where they agree is measured, where
    they differ is talked through."""

    noun: ClassVar[str] = "joint_assessment"

    class State(models.TextChoices):
        OPEN = "open", _("being written apart")
        COMPARING = "comparing", _("being compared")
        CLOSED = "closed", _("closed")

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="joint_assessments")
    framework = models.CharField(max_length=40)
    question = models.TextField(_("question"))
    organisations = models.ManyToManyField("accounts.Organisation", related_name="joint_assessments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # When all teams had handed in. Until then, and if it was ended before, no team reads another's view.
    compared_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.question[:60]


class JointTeam(models.Model):
    """Who writes one of the views: the desk of an organisation, or some of its people."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    joint = models.ForeignKey(JointAssessment, models.CASCADE, related_name="teams")
    name = models.CharField(_("team"), max_length=80)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    # Nobody named: everybody of the organisation whose work it is.
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["joint", "name"], name="situations_joint_team_once")]

    def __str__(self) -> str:
        return self.name


class Settlement(models.Model):
    """What the teams of a joint assessment made of one difference after they had talked.

    Without a value and without a trend they go on differing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    joint = models.ForeignKey(JointAssessment, models.CASCADE, related_name="settlements")
    element = models.CharField(max_length=20)
    value = models.CharField(max_length=16, choices=Finding.Value.choices, blank=True)
    trend = models.CharField(max_length=10, choices=Assessment.Trend.choices, blank=True)
    text = models.TextField(_("what was said"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["joint", "element"], name="situations_settlement_once")
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.value}"


class JointSignature(models.Model):
    """A reviewer of one organisation vouches for what the teams wrote together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "organisation"], name="situations_joint_signature_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.organisation_id}"
