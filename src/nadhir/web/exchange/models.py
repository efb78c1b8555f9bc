"""Alerts received from others and where they come from; keys of the feeds that others read from us."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir.web.core import clock
from nadhir.web.core.models import Record, new_id


class AlertFeed(Record):
    """Somebody else's feed of alerts. Nothing is fetched before a person turns it on."""

    noun: ClassVar[str] = "alert_feed"

    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=500)
    source = models.ForeignKey("intake.Source", models.PROTECT, related_name="+")
    active = models.BooleanField(_("fetched every quarter of an hour"), default=False)
    # In PEM. Where one is kept, only alerts signed with it take effect.
    certificate = models.TextField(_("certificate of its sender"), blank=True)
    fetched_at = models.DateTimeField(null=True)
    problem = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.name


class ReceivedAlert(Record):
    """One message in the Common Alerting Protocol, as it came.

    What it says never changes, and none is written over by another. `state` is what became of it, and follows
    from all messages that are known (`nadhir.documents.cap.chain`).
    """

    noun: ClassVar[str] = "received_alert"

    class State(models.TextChoices):
        CURRENT = "current", _("in force")
        UPDATED = "updated", _("replaced by an update")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")
        NOTED = "noted", _("noted")
        HELD = "held", _("held back")
        REFUSED = "refused", _("not readable")

    class MsgType(models.TextChoices):
        ALERT = "Alert", _("alert")
        UPDATE = "Update", _("update")
        CANCEL = "Cancel", _("cancellation")
        ACK = "Ack", _("acknowledgement")
        ERROR = "Error", _("rejection")

    class Status(models.TextChoices):
        ACTUAL = "Actual", _("real")
        EXERCISE = "Exercise", _("exercise")
        SYSTEM = "System", _("technical")
        TEST = "Test", _("test")
        DRAFT = "Draft", _("draft")

    class Seal(models.TextChoices):
        NONE = "none", _("not signed")
        TRUSTED = "trusted", _("signed by its sender")
        STRANGER = "stranger", _("signed, by whom we do not know")
        BROKEN = "broken", _("signature does not hold")

    source = models.ForeignKey("intake.Source", models.PROTECT, related_name="+")
    feed = models.ForeignKey(AlertFeed, models.PROTECT, null=True, related_name="alerts")
    # Where the feed said it is, and what the feed called its version: so that it is fetched once.
    href = models.CharField(max_length=1000, blank=True)
    entry_updated = models.CharField(max_length=60, blank=True)

    identifier = models.CharField(_("identifier"), max_length=500, blank=True, db_index=True)
    sender = models.CharField(_("sender"), max_length=500, blank=True)
    sent = models.DateTimeField(_("sent"), null=True)
    status = models.CharField(_("meant as"), max_length=8, choices=Status.choices, blank=True)
    msg_type = models.CharField(_("kind"), max_length=6, choices=MsgType.choices, blank=True)
    headline = models.CharField(_("headline"), max_length=500, blank=True)
    expires = models.DateTimeField(_("valid until"), null=True)
    said = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    seal = models.CharField(_("signature"), max_length=8, choices=Seal.choices, default=Seal.NONE)
    signed_by = models.CharField(max_length=64, blank=True)

    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    changed_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="changed")
    reuses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reused_by")
    notes = models.JSONField(default=list)
    problem = models.JSONField(null=True)
    item = models.ForeignKey("intake.Item", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "sha256"], name="exchange_alert_once"),
        ]
        indexes = [
            models.Index(fields=["owner", "sender", "identifier", "sent"], name="exchange_alert_named"),
            models.Index(fields=["state", "expires"], name="exchange_alert_expiry"),
            models.Index(fields=["-received_at", "-id"], name="exchange_alert_latest"),
        ]

    def __str__(self) -> str:
        return self.headline or self.identifier or str(self.pk)

    @property
    def shown_headline(self) -> str:
        """The headline in the reader's language where the message has one, else as it stands first."""
        lang = (get_language() or "")[:2]
        for info in (self.said or {}).get("info", ()):
            if info.get("language", "")[:2].lower() == lang and info.get("headline"):
                return str(info["headline"])
        return self.headline


class AlertReference(models.Model):
    """An earlier message that a received one is about, whether it has come or not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alert = models.ForeignKey(ReceivedAlert, models.CASCADE, related_name="references")
    sender = models.CharField(max_length=500)
    identifier = models.CharField(max_length=500, db_index=True)
    sent = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier}"


class FeedKey(models.Model):
    """A key to a feed of our alerts: whoever holds it reads what one person may read, without signing in.

    The key itself is shown once and kept nowhere; `sha256` is enough to recognise it, since it is long and
    made by chance. It belongs to a person here (`user`), or to somebody outside whom warnings are addressed
    to (`email`), for the warnings of the desk that opened it.
    """

    noun: ClassVar[str] = "feed_key"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("what it is for"), max_length=120)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="feed_keys")
    email = models.EmailField(_("address"), blank=True)
    # Only what was opened to this group.
    group = models.ForeignKey("accounts.SharingGroup", models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def good(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and self.expires_at > clock.now()
