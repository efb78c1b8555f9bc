"""The base of every record, the marks that decide who sees it, the ledger and the outbox."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core import clock


def new_id() -> uuid.UUID:
    """A UUIDv7: unique across installations, and in the order of making."""
    return uuid_utils.compat.uuid7()


class Tlp(models.TextChoices):
    """How far a record may travel: the Traffic Light Protocol 2.0, narrowest first."""

    RED = "red", "TLP:RED"
    AMBER_STRICT = "amber_strict", "TLP:AMBER+STRICT"
    AMBER = "amber", "TLP:AMBER"
    GREEN = "green", "TLP:GREEN"
    CLEAR = "clear", "TLP:CLEAR"


class Record(models.Model):
    """What all nouns share: an identifier, a label, an owner, a maker, a version.

    `version` counts changes; a service that changes a record compares it, so that nobody overwrites
    somebody else's work in silence.
    """

    noun: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tlp = models.CharField(_("handling"), max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    fictional = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def entrusted_to(self) -> uuid.UUID | None:
        """The person who is to act on this record, where the record names one."""
        return None


class Share(models.Model):
    """A record opened to a sharing group. Identifiers are never reused, so one table serves all nouns."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record_id = models.UUIDField(db_index=True)
    group = models.ForeignKey("accounts.SharingGroup", models.CASCADE, related_name="shares")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "group"], name="core_share_once")]

    def __str__(self) -> str:
        return f"{self.record_id} → {self.group_id}"


class NamedReader(models.Model):
    """A person named as reader of one record: the only way into TLP:RED."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record_id = models.UUIDField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="named_for")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "user"], name="core_reader_once")]

    def __str__(self) -> str:
        return f"{self.record_id} → {self.user_id}"


class LedgerHead(models.Model):
    """The end of the chain. One row; whoever writes an entry locks it first, so there is one order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.count} {self.hash[:12]}"


class Entry(models.Model):
    """One act. Never changed, never removed: the database itself refuses (see migration 0002)."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True, db_index=True)
    act = models.CharField(max_length=60, db_index=True)
    noun = models.CharField(max_length=30)
    subject_id = models.UUIDField(db_index=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.subject_id}"


class Outgoing(models.Model):
    """A message that is to leave the house, written in the transaction that causes it.

    `key` is unique, so that the same cause never makes two messages. The body is made when it is sent,
    by the sender of its kind, so that it obeys the policy of that moment.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        WITHDRAWN = "withdrawn", _("withdrawn before it left")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # The lease of the worker that is sending it.
    claimed_by = models.UUIDField(null=True, editable=False)
    # A worker died while it had this one: it may have left without that being marked.
    uncertain = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Lease(models.Model):
    """A worker that lives (see `leases`). What it has claimed is its own as long as it does."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    host = models.CharField(max_length=200)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host} {self.pk}"


class Round(models.Model):
    """When the worker last began what it does again and again (see `rounds`)."""

    name = models.CharField(primary_key=True, max_length=60)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
