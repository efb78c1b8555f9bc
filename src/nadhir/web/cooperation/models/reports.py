"""Periodic reports of a body to a higher one: sections, what members contribute, clearance, the answer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Report(Record):
    """A report of a body on a period, from the call for contributions to the decision on it."""

    noun: ClassVar[str] = "report"

    class Status(models.TextChoices):
        WRITING = "writing", _("being written")
        CLEARANCE = "clearance", _("before those who clear it")
        CLEARED = "cleared", _("cleared")
        SUBMITTED = "submitted", _("submitted")
        ANSWERED = "answered", _("answered")

    body = models.ForeignKey("cooperation.Body", models.PROTECT, related_name="reports")
    to = models.ForeignKey("cooperation.Body", models.PROTECT, null=True, related_name="reports_received")
    # The report before it: what lasts is carried over, what it recommended is looked back upon.
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    names = models.JSONField(_("title"))
    template = models.CharField(_("template"), max_length=40)
    period_from = models.DateField(_("period from"))
    period_until = models.DateField(_("period until"))
    due_on = models.DateField(_("due on"), null=True)
    contributions_until = models.DateField(_("contributions until"), null=True)
    languages = models.JSONField(_("languages"), default=list)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WRITING)
    submitted_on = models.DateField(_("submitted on"), null=True)
    # What was handed in, cleared and submitted, word for word, by language, with its digest: it stays
    # when records change.
    frozen = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(_("decision on it"), default=dict)
    answered_on = models.DateField(_("decided on"), null=True)
    # Where it was decided: the session of the higher body, or the resolution.
    decided_in = models.ForeignKey("response.Engagement", models.PROTECT, null=True, related_name="+")
    resolution = models.ForeignKey("cooperation.Instrument", models.PROTECT, null=True, related_name="+")
    reminded = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class ReportSection(models.Model):
    """A section: what people wrote, by language, beside what the system knows of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    code = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    texts = models.JSONField(_("text"), default=dict)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Whether what the system knows is printed under the words.
    with_records = models.BooleanField(_("with what is recorded here"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="cooperation_section_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.code}"


class Contribution(models.Model):
    """What a member was asked for and sent in, for one section; and whether it was taken into the text."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked for")
        GIVEN = "given", _("received")
        TAKEN = "taken", _("taken into the text")
        LEFT = "left", _("left out, with the reason")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="contributions")
    section = models.CharField(max_length=40)
    actor = models.ForeignKey("directory.Actor", models.PROTECT, related_name="+")
    # Somebody of theirs who signs in here; whoever does not answers by a signed link.
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("by"), null=True)
    reminded = models.CharField(max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.ASKED)
    language = models.CharField(_("language"), max_length=3, blank=True)
    text = models.TextField(_("contribution"), blank=True)
    answer = models.CharField(_("what became of it"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["section", "pk"]

    def __str__(self) -> str:
        return f"{self.section} {self.actor_id}"


class ReportStep(models.Model):
    """An act of clearance, submission or answer. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="history")
    what = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.what}"
