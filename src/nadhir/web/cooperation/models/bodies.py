"""Bodies: committees, councils and forums, how they were founded, when they meet, and how far they are."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nadhir.web.core.models import Record, new_id


class Body(Record):
    """What a directory's body does besides having a name and members: its mandate, its founding, its work.

    Members, chairs and focal points are the tenures of its actor.
    """

    noun: ClassVar[str] = "body"

    class Kind(models.TextChoices):
        REGIONAL = "regional", _("regional committee")
        NATIONAL = "national", _("national committee")
        COUNCIL = "council", _("council of parties")
        TASK_FORCE = "task_force", _("task force")
        ADVISORY = "advisory", _("advisory council")
        WORKING_GROUP = "working_group", _("working group")
        FORUM = "forum", _("forum of religious leaders")
        SUMMIT = "summit", _("summit, assembly")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        FOUNDING = "founding", _("being founded")
        AT_WORK = "at_work", _("at work")
        DORMANT = "dormant", _("dormant")
        ENDED = "ended", _("ended")

    actor = models.OneToOneField("directory.Actor", models.PROTECT, related_name="body")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.AT_WORK)
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    mandate = models.JSONField(_("mandate"), default=dict)
    reports_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="reported_by")
    founded = models.JSONField(_("founded"), null=True)
    founded_on = models.DateField(null=True)
    # How it is warned and how it coordinates: its own mechanism, by language.
    mechanism = models.JSONField(_("early warning and coordination of its own"), default=dict)
    sources = models.JSONField(_("sources"), default=list)

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return str(self.actor)


class FoundingStep(models.Model):
    """A legal or administrative step on the way to a body that works."""

    class Kind(models.TextChoices):
        LEGAL = "legal", _("legal")
        ADMINISTRATIVE = "administrative", _("administrative")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, models.CASCADE, related_name="steps")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    title = models.JSONField(_("step"), default=dict)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.PLANNED)
    dated = models.JSONField(_("date"), null=True)
    dated_on = models.DateField(null=True)
    act = models.CharField(_("legal or administrative act"), max_length=300, blank=True)
    instrument = models.ForeignKey("cooperation.Instrument", models.PROTECT, null=True, related_name="+")
    undertaking = models.ForeignKey("response.Undertaking", models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("note"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    sources = models.JSONField(_("sources"), default=list)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.order}"


class Meeting(models.Model):
    """A session of a body. When, where and with how many is the engagement; this is what belongs to a body:
    its number, its agenda, its texts and its communiqué."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    engagement = models.OneToOneField("response.Engagement", models.PROTECT, related_name="meeting")
    number = models.PositiveSmallIntegerField(_("which session"), null=True)
    chair = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="+")
    quorum = models.PositiveSmallIntegerField(_("members needed to decide"), null=True)
    communique = models.JSONField(_("final communiqué"), default=dict)
    communique_on = models.DateField(_("issued on"), null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                condition=models.Q(number__isnull=False),
                name="cooperation_session_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.number or ''}"


class AgendaItem(models.Model):
    """A point of the agenda and what became of it."""

    class Result(models.TextChoices):
        NONE = "", _("not taken yet")
        NOTED = "noted", _("noted")
        DECIDED = "decided", _("decided")
        RECOMMENDED = "recommended", _("recommended")
        DEFERRED = "deferred", _("put off")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("point"), max_length=300)
    language = models.CharField(_("language"), max_length=3, default="en")
    presented_by = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="+")
    result = models.CharField(_("what became of it"), max_length=12, choices=Result.choices, blank=True)
    words = models.TextField(_("decision or recommendation, in words"), blank=True)
    # Who is to do what because of it.
    undertakings = models.ManyToManyField("response.Undertaking", related_name="points")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="cooperation_agenda_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state(self) -> str:
        """What it says now, in short: whoever changes it tells what they saw."""
        said = (self.title, self.language, self.presented_by_id, self.result, self.words)
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Attendance(models.Model):
    """Whether a member was there, and by whom it was represented."""

    class Presence(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "present")
        REPRESENTED = "represented", pgettext_lazy("attendance", "represented")
        EXCUSED = "excused", pgettext_lazy("attendance", "excused")
        ABSENT = "absent", pgettext_lazy("attendance", "absent")
        OBSERVER = "observer", pgettext_lazy("attendance", "observer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    actor = models.ForeignKey("directory.Actor", models.PROTECT, related_name="+")
    presence = models.CharField(_("presence"), max_length=12, choices=Presence.choices)
    represented_by = models.CharField(_("represented by"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "actor"], name="cooperation_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.presence}"


class MeetingText(models.Model):
    """A paper before a meeting, in its languages: tabled, then adopted or not. A new version is a new row."""

    class Status(models.TextChoices):
        TABLED = "tabled", _("tabled")
        ADOPTED = "adopted", _("adopted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=300)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.TABLED)
    texts = models.JSONField(_("text"), default=dict)
    # The instrument that the adopted text became: rules of procedure, terms of reference, a resolution.
    instrument = models.ForeignKey("cooperation.Instrument", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["title", "number"]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Maturity(models.Model):
    """The checklist of a national mechanism as it was read on a day. `levels`: of each criterion
    `{level, shown_by}`; a criterion that nobody looked at is not there. Levels are never added up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, models.CASCADE, related_name="maturities")
    catalogue = models.CharField(max_length=60, default="national-mechanism")
    read_on = models.DateField(_("read on"))
    levels = models.JSONField(default=dict)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["read_on", "pk"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.read_on}"
