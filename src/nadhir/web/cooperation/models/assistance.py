"""Exchange of trainers and experts, and technical assistance: asked, offered, agreed, delivered."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Exchange(Record):
    """A trainer or expert of one organisation who works for a while at another."""

    noun: ClassVar[str] = "exchange"

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        UNDER_WAY = "under_way", _("under way")
        ENDED = "ended", _("ended")
        CALLED_OFF = "called_off", _("called off")

    expert = models.ForeignKey("directory.Expert", models.PROTECT, null=True, related_name="exchanges")
    sent_by = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="exchanges_sent")
    host = models.ForeignKey("directory.Actor", models.PROTECT, related_name="exchanges_hosted")
    instrument = models.ForeignKey(
        "cooperation.Instrument", models.PROTECT, null=True, related_name="exchanges"
    )
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    topics = models.JSONField(_("topics"), default=list)
    language = models.CharField(_("language"), max_length=3, default="en")
    purpose = models.TextField(_("purpose"), blank=True)
    starts_on = models.DateField(_("from"), null=True)
    ends_on = models.DateField(_("until"), null=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PROPOSED)
    evaluation_host = models.TextField(_("what the host says of it"), blank=True)
    evaluation_guest = models.TextField(_("what the guest says of it"), blank=True)
    result = models.TextField(_("result"), blank=True)
    ended_because = models.TextField(_("why it was called off"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "starts_on"], name="cooperation_exchange_by_day")]

    def __str__(self) -> str:
        return f"{self.expert_id} → {self.host_id}"


class AssistanceRequest(Record):
    """Somebody asks for technical assistance: the need, what was offered, what was agreed, what came of it.
    What is delivered is undertakings. Nothing is offered unasked."""

    noun: ClassVar[str] = "assistance"

    class Status(models.TextChoices):
        ASKED = "asked", _("asked for")
        OFFERED = "offered", _("offered")
        AGREED = "agreed", _("agreed")
        DELIVERED = "delivered", _("delivered")
        CLOSED = "closed", _("closed, with its result")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    title = models.CharField(_("what is asked for"), max_length=300)
    language = models.CharField(_("language"), max_length=3, default="en")
    requester = models.ForeignKey("directory.Actor", models.PROTECT, related_name="assistance_asked")
    body = models.ForeignKey("cooperation.Body", models.PROTECT, null=True, related_name="assistance")
    fields = models.JSONField(_("fields"), default=list)
    need = models.TextField(_("the need"))
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    wanted_by = models.DateField(_("wanted by"), null=True)
    asked_on = models.DateField(_("asked on"))
    asked_how = models.CharField(_("how it was asked"), max_length=300)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ASKED)
    agreement = models.TextField(_("what was agreed"), blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True)
    result = models.TextField(_("result"), blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    ended_because = models.TextField(_("why nothing came of it"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "asked_on"], name="cooperation_asked_by_day")]

    def __str__(self) -> str:
        return self.title


class AssistanceOffer(models.Model):
    """What somebody offered in answer to a request."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(AssistanceRequest, models.CASCADE, related_name="offers")
    actor = models.ForeignKey("directory.Actor", models.PROTECT, related_name="assistance_offered")
    expert = models.ForeignKey("directory.Expert", models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("offer"))
    language = models.CharField(_("language"), max_length=3, default="en")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OFFERED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.actor_id}"
