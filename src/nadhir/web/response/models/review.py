"""After-action reviews: what came of a warning, and where there was none."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record


class Review(Record):
    """What a desk says afterwards of its own warning, or of harm that it did not warn of.

    It judges the warning, nobody's guilt. What came about is told in dates and words; whether the response
    was earlier, more inclusive and more sustainable than before is answered in four words, each with a
    reason. Closed by a second person, a review is not changed any more.
    """

    noun: ClassVar[str] = "review"

    class Outcome(models.TextChoices):
        CAME = "came", _("came about as feared")
        LESSENED = "lessened", _("came about, less than feared")
        AVERTED = "averted", _("did not come about, and what was done may be why")
        FALSE = "false", _("did not come about, and would not have: a false alarm")
        LATE = "late", _("came about before anybody could act: too late")
        MISSED = "missed", _("came about without a warning: missed")
        UNKNOWN = "unknown", _("cannot be told")

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("cannot be told")

    class Status(models.TextChoices):
        DRAFT = "draft", _("being written")
        CLOSED = "closed", _("closed")

    situation = models.ForeignKey("situations.Situation", models.PROTECT, related_name="action_reviews")
    warning = models.ForeignKey("warnings.Warning", models.PROTECT, null=True, related_name="action_reviews")
    language = models.CharField(_("language of the text"), max_length=2, default="en")
    outcome = models.CharField(_("what came of it"), max_length=8, choices=Outcome.choices)
    happened_on = models.DateField(_("the day on which harm came about"), null=True, blank=True)
    signal_on = models.DateField(_("the day of the first sign, seen afterwards"), null=True, blank=True)
    what_happened = models.TextField(_("what happened"))
    what_worked = models.TextField(_("what worked"), blank=True)
    what_failed = models.TextField(_("what did not"), blank=True)
    earlier = models.CharField(_("earlier?"), max_length=8, choices=Answer.choices, default=Answer.UNKNOWN)
    earlier_why = models.TextField(_("why"), blank=True)
    inclusive = models.CharField(
        _("more inclusive?"), max_length=8, choices=Answer.choices, default=Answer.UNKNOWN
    )
    inclusive_why = models.TextField(_("why"), blank=True)
    sustainable = models.CharField(
        _("more sustainable?"), max_length=8, choices=Answer.choices, default=Answer.UNKNOWN
    )
    sustainable_why = models.TextField(_("why"), blank=True)
    lesson = models.TextField(_("what we do differently next time"), blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warning", "owner"], name="response_review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.warning_id or self.situation_id}"
