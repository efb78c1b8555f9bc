"""Assessments: reasoned views, drafted by one person and signed by another."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.situations.models.evidence import Evidence
from nadhir.web.situations.models.situation import GroupAtRisk, Situation


class Assessment(Record):
    """A reasoned view on one version of a framework: drafted by one person, signed by another."""

    noun: ClassVar[str] = "assessment"

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        SIGNED = "signed", _("signed")
        SUPERSEDED = "superseded", _("superseded")
        # One team's view of a joint assessment, kept beside what the teams signed together.
        COMPARED = "compared", _("compared")

    class Trend(models.TextChoices):
        RISING = "rising", _("rising")
        STEADY = "steady", _("steady")
        FALLING = "falling", _("falling")
        UNCLEAR = "unclear", _("unclear")

    class Confidence(models.TextChoices):
        HIGH = "high", _("high")
        MODERATE = "moderate", _("moderate")
        LOW = "low", _("low")

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="assessments")
    framework = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    # One of several views that teams write without seeing each other's, to be compared afterwards.
    joint = models.ForeignKey(
        "situations.JointAssessment", models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    # None where the teams wrote it together, from what they agreed on.
    team = models.ForeignKey(
        "situations.JointTeam", models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    narrative = models.TextField(_("cumulative effect"), blank=True)
    gaps = models.TextField(_("what we do not know, and how to find out"), blank=True)
    trend = models.CharField(_("trend"), max_length=10, choices=Trend.choices, default=Trend.UNCLEAR)
    confidence = models.CharField(
        _("confidence"), max_length=8, choices=Confidence.choices, default=Confidence.LOW
    )
    # Sentences that claim a fact without a citation and were let through, by their digest: as what, by whom.
    waved: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    # What the check of wording remarked, and why the authors went on with it.
    acknowledged: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    submitted_at = models.DateTimeField(null=True)
    returned_because = models.TextField(blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    # What was signed, word for word, with everything it cites; and its SHA-256.
    frozen = models.JSONField(null=True)
    frozen_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["situation", "number"], name="situations_assessment_number")
        ]

    def __str__(self) -> str:
        return f"{self.situation} · {self.number}"


class GroupView(models.Model):
    """What an assessment says of one group at risk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="group_views")
    group = models.ForeignKey(GroupAtRisk, models.PROTECT, related_name="+")
    trend = models.CharField(max_length=10, choices=Assessment.Trend.choices, blank=True)
    text = models.TextField(_("why, and from whom"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "group"], name="situations_group_view_once")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.group_id}"


class Scenario(models.Model):
    """What may come, and how likely the authors hold it, in the words of ICD 203."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scenarios")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what would happen"), blank=True)
    signs = models.TextField(_("signs that it begins"), blank=True)
    # An element of the catalogue `icd-203`.
    likelihood = models.CharField(_("likelihood"), max_length=30)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Gap(models.Model):
    """Something that is not known, and how it could be found out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="open_questions")
    order = models.PositiveSmallIntegerField(default=0)
    element = models.CharField(max_length=20, blank=True)
    what = models.TextField(_("what is not known"))
    how = models.TextField(_("how to find out"), blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.what[:60]


class TriggerAhead(models.Model):
    """A date that an assessment names as a possible trigger (factor 8), mostly from the calendar."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="triggers")
    occasion = models.ForeignKey(
        "situations.Occasion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    element = models.CharField(max_length=20)
    on = models.DateField(_("on"), null=True, blank=True)
    text = models.TextField(_("why it may set something off"), blank=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.element} {self.on}"


class Finding(models.Model):
    """What an assessment finds on one element. Four kinds of not-knowing are kept apart."""

    class Value(models.TextChoices):
        PRESENT = "present", _("present")
        MITIGATION = "mitigation", _("mitigation found")
        ABSENT = "absent", _("absent")
        NO_INFORMATION = "no_information", _("no information")
        NOT_ASSESSED = "not_assessed", _("not assessed")

    class Derived(models.TextChoices):
        """What a person made of the reading that mitigation offers for an element."""

        ACCEPTED = "accepted", _("accepted")
        OVERRULED = "overruled", _("overruled")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="findings")
    element = models.CharField(max_length=20)
    value = models.CharField(max_length=16, choices=Value.choices, default=Value.NOT_ASSESSED)
    trend = models.CharField(max_length=10, choices=Assessment.Trend.choices, blank=True)
    confidence = models.CharField(max_length=8, choices=Assessment.Confidence.choices, blank=True)
    reasoning = models.TextField(blank=True)
    # Said of a factor: what would lower it.
    lowering = models.TextField(_("what would lower it"), blank=True)
    derived = models.CharField(max_length=10, choices=Derived.choices, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="cited_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "element"], name="situations_finding_once")
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.value}"


class Dissent(models.Model):
    """Another view, kept and printed with the assessment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="dissents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]
