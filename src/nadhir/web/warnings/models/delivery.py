"""What was sent to whom, by which way, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.phrases import Reason
from nadhir.web.core import clock
from nadhir.web.core.models import Outgoing, new_id
from nadhir.web.warnings.models.channel import Channel
from nadhir.web.warnings.models.warning import Recipient


class Delivery(models.Model):
    """One message about one version of a warning, to one recipient, by one way. There is never a second."""

    class Message(models.TextChoices):
        ISSUE = "issue", _("the warning")
        UPDATE = "update", _("the update")
        CANCEL = "cancel", _("that it is cancelled")
        REPLACED = "replaced", _("that another has taken its place")
        EXPIRE = "expire", _("that it has expired")
        REMINDER = "reminder", _("a reminder")
        ESCALATION = "escalation", _("the warning, in place of somebody silent")
        RELIEVED = "relieved", _("that the deputy was told")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        BOUNCED = "bounced", _("came back")
        WITHDRAWN = "withdrawn", _("withdrawn before it left")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=10, choices=Message.choices)
    # Which version of the warning it is about: 1 for the first, 2 for its first update.
    edition = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    # Several share one where a person has them collected into one mail a day.
    outgoing = models.ForeignKey(Outgoing, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # A code of phrases.yaml, and what the other side said.
    problem = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "message", "edition"], name="warnings_delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.state}"

    @property
    def why(self) -> Reason | None:
        """What was wrong, to be said in the reader's language."""
        return Reason(self.problem, book="nadhir.web") if self.problem else None


class Wish(models.Model):
    """How a person with an account wishes to be written to, about every warning to come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.BooleanField(_("what is not urgent, in one mail a day"), default=False)
    # Hours of the person's own day; both or none.
    quiet_from = models.PositiveSmallIntegerField(_("quiet from (hour)"), null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until (hour)"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.user_id)
