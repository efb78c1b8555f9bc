"""Evidence: passages of items tied to elements of a framework."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.situations.models.situation import GroupAtRisk, Situation


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
    # The place of this element among those that were suggested for the passage, from 1; 0 where it was not
    # among them, null where nothing was suggested. For measuring how good suggestions are, and only that.
    rank = models.PositiveSmallIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["situation", "framework", "element"]),
            # What stands for each indicator, counted without looking at the rows.
            models.Index(
                fields=["situation", "withdrawn_at", "framework", "element", "polarity", "item"],
                name="situations_evidence_standing",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["situation", "item", "framework", "element", "start", "end"],
                name="situations_evidence_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.quote[:60]}"


class Anchor(models.Model):
    """Where a coded passage stands in a later version of its item, as far as it could be found again."""

    class State(models.TextChoices):
        SAME = "same", _("unchanged")
        MOVED = "moved", _("at another place")
        CHANGED = "changed", _("worded differently")
        LOST = "lost", _("no longer there")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="anchors")
    item = models.ForeignKey("intake.Item", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    likeness = models.FloatField(default=1.0)
    at = models.DateTimeField()
    # What a person said of a passage that is worded differently or lost: whether it still says it.
    holds = models.BooleanField(null=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "item"], name="situations_anchor_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} in {self.item_id}: {self.state}"
