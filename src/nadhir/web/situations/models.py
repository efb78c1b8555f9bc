"""Situations, evidence and assessments."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.screening.wordlists import Word
from nadhir.web.core.models import Record, new_id

# What passages are coded to and assessments speak of, unless another framework is named.
FRAMEWORK = "un-foa-2014"


class Situation(Record):
    """A place and groups under watch."""

    noun: ClassVar[str] = "situation"

    class Status(models.TextChoices):
        WATCHED = "watched", _("under watch")
        CLOSED = "closed", _("closed")

    names = models.JSONField(_("name"))
    about = models.TextField(_("what is at stake"), blank=True)
    places = models.ManyToManyField("directory.Place", related_name="situations")
    since = models.DateField(_("under watch since"))
    review_days = models.PositiveSmallIntegerField(_("review every (days)"), default=30)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WATCHED)

    def __str__(self) -> str:
        return str(self.names.get("en") or next(iter(self.names.values()), self.pk))


class GroupAtRisk(models.Model):
    """A group whose members may become targets, and the attribute that marks them out."""

    class Attribute(models.TextChoices):
        NATIONAL = "national", _("national")
        ETHNIC = "ethnic", _("ethnic")
        RACIAL = "racial", _("racial")
        RELIGIOUS = "religious", _("religious")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    situation = models.ForeignKey(Situation, models.CASCADE, related_name="groups")
    names = models.JSONField()
    attribute = models.CharField(max_length=10, choices=Attribute.choices, default=Attribute.OTHER)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class Attachment(models.Model):
    """An item attached to a situation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    situation = models.ForeignKey(Situation, models.CASCADE, related_name="attachments")
    item = models.ForeignKey("intake.Item", models.PROTECT, related_name="attachments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["situation", "item"], name="situations_attach_once")]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.situation_id}"


class Evidence(Record):
    """A passage of an item tied to one element of a framework.

    `start` and `end` count code points in the item's original text; `quote` keeps the passage itself, so
    that it can be found again and proved unchanged.
    """

    noun: ClassVar[str] = "evidence"

    class Polarity(models.TextChoices):
        RISK = "risk", _("risk")
        MITIGATION = "mitigation", _("mitigation")

    class Strength(models.TextChoices):
        WEAK = "weak", _("weak")
        MODERATE = "moderate", _("moderate")
        STRONG = "strong", _("strong")

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="evidence")
    item = models.ForeignKey("intake.Item", models.PROTECT, related_name="evidence")
    framework = models.CharField(max_length=40)
    element = models.CharField(max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    polarity = models.CharField(
        _("speaks for"), max_length=10, choices=Polarity.choices, default=Polarity.RISK
    )
    strength = models.CharField(
        _("strength"), max_length=8, choices=Strength.choices, default=Strength.MODERATE
    )
    concerns = models.ForeignKey(GroupAtRisk, models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("note"), blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["situation", "framework", "element"])]
        constraints = [
            models.UniqueConstraint(
                fields=["situation", "item", "framework", "element", "start", "end"],
                name="situations_evidence_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.quote[:60]}"


class Assessment(Record):
    """A reasoned view on one version of a framework: drafted by one person, signed by another."""

    noun: ClassVar[str] = "assessment"

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        SIGNED = "signed", _("signed")
        SUPERSEDED = "superseded", _("superseded")

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
    narrative = models.TextField(_("cumulative effect"), blank=True)
    gaps = models.TextField(_("what we do not know, and how to find out"), blank=True)
    trend = models.CharField(_("trend"), max_length=10, choices=Trend.choices, default=Trend.UNCLEAR)
    confidence = models.CharField(
        _("confidence"), max_length=8, choices=Confidence.choices, default=Confidence.LOW
    )
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


class Finding(models.Model):
    """What an assessment finds on one element. Four kinds of not-knowing are kept apart."""

    class Value(models.TextChoices):
        PRESENT = "present", _("present")
        MITIGATION = "mitigation", _("mitigation found")
        ABSENT = "absent", _("absent")
        NO_INFORMATION = "no_information", _("no information")
        NOT_ASSESSED = "not_assessed", _("not assessed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="findings")
    element = models.CharField(max_length=20)
    value = models.CharField(max_length=16, choices=Value.choices, default=Value.NOT_ASSESSED)
    trend = models.CharField(max_length=10, choices=Assessment.Trend.choices, blank=True)
    confidence = models.CharField(max_length=8, choices=Assessment.Confidence.choices, blank=True)
    reasoning = models.TextField(blank=True)
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


class WordList(Record):
    """A file of words brought for a situation, kept as it came; a person looks before it counts."""

    noun: ClassVar[str] = "word_list"

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to be looked at")
        TAKEN = "taken", _("taken")
        DROPPED = "dropped", _("not taken")

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="word_lists")
    file_name = models.CharField(max_length=255)
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    language = models.CharField(max_length=12, blank=True)
    concept = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    added = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name


class Term(Record):
    """A word that screening knows in one situation besides the project's own. Withdrawn, never removed."""

    noun: ClassVar[str] = "term"

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="terms")
    word_list = models.ForeignKey(WordList, models.PROTECT, null=True, related_name="terms")
    row = models.PositiveIntegerField(null=True)
    language = models.CharField(_("language"), max_length=12)
    concept = models.CharField(_("meaning"), max_length=60)
    term = models.CharField(_("term"), max_length=80)
    form = models.CharField(_("form"), max_length=10, default="plain")
    weight = models.PositiveSmallIntegerField(_("weight"), default=2)
    note = models.CharField(_("note"), max_length=200, blank=True)
    since = models.CharField(_("since"), max_length=10, blank=True)
    reviewed_by = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["language", "concept", "term", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["situation", "language", "concept", "form", "term"],
                condition=models.Q(withdrawn_at=None),
                name="situations_term_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.concept}: {self.term}"

    @property
    def word(self) -> Word:
        """The same for the screener."""
        return Word(
            self.language,
            self.concept,
            self.term,
            self.form,
            self.weight,
            self.note,
            self.since,
            tuple(self.reviewed_by),
        )


class Rescreening(Record):
    """One run through the reports of a desk with the screener of today: how far it is, and what changed."""

    noun: ClassVar[str] = "rescreening"

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("broke off")

    situation = models.ForeignKey(Situation, models.PROTECT, null=True, related_name="rescreenings")
    since = models.DateField(null=True)
    screener = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    expected = models.PositiveIntegerField(default=0)
    reached = models.UUIDField(null=True)
    read = models.PositiveIntegerField(default=0)
    renewed = models.PositiveIntegerField(default=0)
    raised = models.PositiveIntegerField(default=0)
    lowered = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.screener} {self.state}"
