"""Words of a situation that screening knows besides its own, and runs of screening anew."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.screening.wordlists import Word
from nadhir.web.core.models import Record
from nadhir.web.situations.models.situation import Situation


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
