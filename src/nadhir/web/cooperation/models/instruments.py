"""Instruments: what institutions agreed, by whose hand, for how long, in which words."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Instrument(Record):
    """A memorandum, protocol, plan of action, rules of procedure, resolution or strategy.

    Dates are kept as they were written (`dated`, `begins`, `ends`: see `nadhir.sources` for the form) and, as
    far as they can be told, as days.
    """

    noun: ClassVar[str] = "instrument"

    class Kind(models.TextChoices):
        CONVENTION = "convention", _("convention")
        MEMORANDUM = "memorandum", _("memorandum of understanding")
        PLAN = "plan", _("plan of action")
        PROTOCOL = "protocol", _("protocol")
        RESOLUTION = "resolution", _("resolution")
        RULES = "rules", _("rules of procedure")
        STRATEGY = "strategy", _("strategy")
        TERMS = "terms", _("terms of reference")

    class Status(models.TextChoices):
        """What people made of it. Whether it has run out is told by its last day."""

        DRAFT = "draft", _("draft")
        AGREED = "agreed", _("agreed")
        ENDED = "ended", _("ended before its time")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.AGREED)
    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    # The names as they are looked for: see `nadhir.screening.normalise.fold`.
    folded = models.TextField(editable=False, default="", blank=True)
    parties = models.ManyToManyField("directory.Actor", related_name="instruments")
    # The body whose rules, terms of reference or resolution it is.
    of_body = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="texts")
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="instruments")
    dated = models.JSONField(_("date"), null=True)
    dated_on = models.DateField(null=True, db_index=True)
    begins = models.JSONField(_("in force from"), null=True)
    begins_on = models.DateField(null=True)
    ends = models.JSONField(_("in force until"), null=True)
    ends_on = models.DateField(null=True, db_index=True)
    duration_months = models.PositiveSmallIntegerField(_("duration in months"), null=True)
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewed_by")
    tacit = models.BooleanField(_("goes on by itself unless somebody ends it"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True)
    remind_days = models.PositiveSmallIntegerField(_("reminder, days before its end"), default=180)
    reminded = models.CharField(max_length=20, blank=True)
    ended_because = models.TextField(_("why it ended"), blank=True)
    areas = models.JSONField(_("areas of cooperation"), default=list)
    # What was different because of it, as those concerned say, by language.
    changed = models.JSONField(_("what it changed"), default=dict)
    engagements = models.ManyToManyField("response.Engagement", related_name="instruments")
    note = models.JSONField(_("note"), default=dict)
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class Signature(models.Model):
    """Who signed for a party, in which capacity, and when; and whom to turn to there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="signatures")
    party = models.ForeignKey("directory.Actor", models.PROTECT, related_name="+")
    signatory = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="signatures")
    capacity = models.CharField(_("in which capacity"), max_length=200, blank=True)
    focal_point = models.ForeignKey(
        "directory.Actor", models.PROTECT, null=True, related_name="focal_point_of"
    )
    signed = models.JSONField(_("date"), null=True)
    signed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "party", "signatory"], name="cooperation_signature_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.signed_on or ''}"


class InstrumentText(models.Model):
    """One language of one version of the text, clause by clause. Nothing of it is changed afterwards: a
    correction is another version. `clauses`: a list of `{number, heading, text}` in their order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    language = models.CharField(_("language"), max_length=8)
    clauses = models.JSONField(default=list)
    authentic = models.BooleanField(_("authentic text"), default=False)
    adopted = models.BooleanField(_("the text that was agreed"), default=False)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    raw = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number", "language"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number", "language"], name="cooperation_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.number} {self.language}"


class Obligation(models.Model):
    """An undertaking that an instrument asks for: which clause, which area, what is handed over, and who
    is turned to. Who does it by when, and how it went, is the undertaking itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="obligations")
    undertaking = models.OneToOneField("response.Undertaking", models.PROTECT, related_name="obligation")
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    area = models.PositiveSmallIntegerField(_("area of cooperation"), null=True)
    # The day it is due as it was written; the undertaking holds the day that it means.
    due = models.JSONField(_("by"), null=True)
    deliverable = models.CharField(_("deliverable"), max_length=300, blank=True)
    focal_point = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.clause}"


class Adherence(models.Model):
    """A step of a State towards an instrument. Nothing of it is changed afterwards: a later step stands
    after it, a mistake is struck (`struck_at`)."""

    class Step(models.TextChoices):
        SIGNED = "signed", _("signed")
        RATIFIED = "ratified", _("ratified")
        ACCEDED = "acceded", _("acceded")
        RESERVED = "reserved", _("made a reservation")
        DOMESTICATED = "domesticated", _("made part of national law")
        WITHDREW = "withdrew", _("withdrew")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="adherences")
    state = models.ForeignKey("directory.Actor", models.PROTECT, related_name="adherences")
    step = models.CharField(_("step"), max_length=12, choices=Step.choices)
    dated = models.JSONField(_("date"), null=True)
    dated_on = models.DateField(null=True)
    reference = models.CharField(_("law, article, page"), max_length=300, blank=True)
    sources = models.JSONField(_("sources"), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["dated_on", "pk"]

    def __str__(self) -> str:
        return f"{self.state_id} {self.step}"
