"""Undertakings: who is to do what by when, how it went, and what shows that it was done."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.response.models.wording import Audience, Kind, Theme


class Undertaking(Record):
    """Somebody is to do something by a date, whatever it came from."""

    noun: ClassVar[str] = "undertaking"

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        LAPSED = "lapsed", _("lapsed")
        CANCELLED = "cancelled", _("called off")

    class Origin(models.TextChoices):
        DECISION = "decision", _("decision on a warning")
        ASSESSMENT = "assessment", _("recommendation of an assessment")
        INSTRUMENT = "instrument", _("obligation of an instrument")
        ENGAGEMENT = "engagement", _("commitment made at an engagement")
        PLAN = "plan", _("action of a plan")
        REQUEST = "request", _("request for assistance")
        PROCESS = "process", _("next step of a dossier")
        OWN = "own", _("own initiative")

    class Priority(models.TextChoices):
        """As the people in the field say it. Words, no figure: nothing is computed from it."""

        IMMEDIATE = "immediate", _("lives may depend on it")
        SOON = "soon", _("before other work")
        ORDINARY = "ordinary", _("in its turn")

    class Precision(models.TextChoices):
        """How exactly the deadline is known; `due_on` is the last day of the month, quarter or year."""

        DAY = "day", _("on this day")
        MONTH = "month", _("within this month")
        QUARTER = "quarter", _("within this quarter")
        YEAR = "year", _("within this year")

    class Repeats(models.TextChoices):
        NEVER = "", _("once")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")
        YEARLY = "yearly", _("every year")

    title = models.CharField(_("what"), max_length=300)
    lang = models.CharField(_("language of the text"), max_length=3, blank=True)
    situation = models.ForeignKey(
        "situations.Situation", models.PROTECT, null=True, related_name="undertakings"
    )
    warning = models.ForeignKey("warnings.Warning", models.PROTECT, null=True, related_name="undertakings")
    decision = models.ForeignKey("warnings.Decision", models.PROTECT, null=True, related_name="undertakings")
    # The record it comes from, and which part of that: a factor, an article, a point of the agenda.
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.DECISION)
    origin_id = models.UUIDField(null=True, db_index=True)
    origin_part = models.CharField(_("which part of it"), max_length=60, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")

    # Who asked whom.
    asked_by = models.CharField(_("asked by"), max_length=200, blank=True)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="asked_undertakings"
    )
    who = models.CharField(_("who"), max_length=200)
    actor = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="undertakings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="undertakings"
    )

    # What is planned, so that bodies do not meet each other unprepared.
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, blank=True)
    audience = models.CharField(_("with or for whom"), max_length=12, choices=Audience.choices, blank=True)
    theme = models.CharField(_("theme"), max_length=12, choices=Theme.choices, blank=True)
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    towards = models.ForeignKey(
        "directory.Actor", models.PROTECT, null=True, related_name="undertakings_towards"
    )
    quiet = models.BooleanField(_("out of the public eye"), default=False)
    # The owner lets others be told that something may clash, and whose desk to ask; nothing more.
    deconflict = models.BooleanField(_("warn others of a clash"), default=False)

    starts_on = models.DateField(_("from"), null=True)
    due_on = models.DateField(_("by"), null=True)
    due_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority.choices, default=Priority.ORDINARY
    )
    repeats = models.CharField(_("again"), max_length=10, choices=Repeats.choices, blank=True)
    series = models.UUIDField(null=True)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    # Why it was refused, lapsed or was called off.
    ended_because = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(_("result"), blank=True)
    changed_for = models.TextField(_("for whom it changed something"), blank=True)
    result_at = models.DateTimeField(null=True)
    # The last reminder that went out: see `services.reminders`.
    reminded = models.CharField(max_length=20, blank=True)
    asker_reminded = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "due_on"], name="undertaking_by_status"),
            models.Index(fields=["person", "status"], name="undertaking_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "due_on"], name="undertaking_once_a_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def language(self) -> str:
        """The language its words are in, as far as it can be told: else that of the warning that it answers,
        and English for what an instrument promises."""
        if self.lang:
            return self.lang
        return self.warning.language if self.warning is not None else "en"

    @property
    def entrusted_to(self) -> UUID | None:
        return self.person_id


class UndertakingStep(models.Model):
    """Something that happened to an undertaking, with a word on it. Nothing of it is changed afterwards."""

    class What(models.TextChoices):
        STATUS = "status", _("state")
        PARTIAL = "partial", _("a part is done")
        DEADLINE = "deadline", _("deadline changed")
        HANDOVER = "handover", _("handed over")
        CHANGE = "change", _("put in other words")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    undertaking = models.ForeignKey(Undertaking, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices, default=What.STATUS)
    status = models.CharField(max_length=10, choices=Undertaking.Status.choices)
    note = models.TextField(blank=True)
    # Of a changed deadline: the day and precision before and after; of a handover who had it and who has it.
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.undertaking_id} {self.what} {self.status}"


class UndertakingProof(models.Model):
    """What shows that it was done: words, a report, an address or a document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    undertaking = models.ForeignKey(Undertaking, models.CASCADE, related_name="proofs")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("what shows it"), blank=True)
    item = models.ForeignKey("intake.Item", models.PROTECT, null=True, related_name="+")
    url = models.URLField(_("address"), max_length=500, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    raw = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.undertaking_id} {self.file_name or self.url or self.words[:40]}"
