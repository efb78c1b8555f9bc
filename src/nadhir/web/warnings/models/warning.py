"""Warnings, what can be done, who must know, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Warning(Record):
    """An alert or a confidential advisory note. Its issued text never changes; an update is a new one."""

    noun: ClassVar[str] = "warning"

    class Kind(models.TextChoices):
        ALERT = "alert", _("alert")
        NOTE = "note", _("confidential advisory note")

    class Mandate(models.TextChoices):
        """Whose advice a note is: the two Special Advisers have mandates of their own."""

        GENOCIDE = "genocide", _("prevention of genocide")
        PROTECTION = "protection", _("responsibility to protect")
        JOINT = "joint", _("both mandates, jointly")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for approval")
        APPROVED = "approved", _("approved")
        ISSUED = "issued", _("issued")
        UPDATED = "updated", _("replaced by an update")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    class Confidence(models.TextChoices):
        HIGH = "high", _("high")
        MODERATE = "moderate", _("moderate")
        LOW = "low", _("low")

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.ALERT)
    # Of a confidential advisory note; an alert has none.
    mandate = models.CharField(_("mandate"), max_length=10, choices=Mandate.choices, blank=True)
    situation = models.ForeignKey("situations.Situation", models.PROTECT, related_name="warnings")
    assessment = models.ForeignKey("situations.Assessment", models.PROTECT, related_name="warnings")
    # The issued warning that this one is to replace; all versions of one warning form a chain.
    updates = models.ForeignKey("self", models.PROTECT, null=True, related_name="updates_of_it")
    language = models.CharField(_("language of the text"), max_length=2, default="en")
    title = models.CharField(_("what, in one line"), max_length=200)
    what = models.TextField(_("what is feared"))
    where = models.CharField(_("where"), max_length=300)
    at_risk = models.TextField(_("who is at risk"))
    why_now = models.TextField(_("why now"))
    if_nothing = models.TextField(_("what if nothing is done"))
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence.choices)
    gaps = models.TextField(_("what is not known"), blank=True)
    # What the options must work before, and when it is; without it they must work while the warning is valid.
    trigger = models.CharField(_("what it must work before"), max_length=200, blank=True)
    trigger_on = models.DateField(_("on"), null=True, blank=True)
    options_because = models.TextField(_("why so few options, or so many"), blank=True)
    valid_until = models.DateTimeField(_("valid until"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    returned_because = models.TextField(blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.TextField(blank=True)
    frozen = models.JSONField(null=True)
    frozen_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Option(models.Model):
    """One thing that can be done, by whom, in what time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    warning = models.ForeignKey(Warning, models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(_("what can be done"))
    by_whom = models.CharField(_("by whom"), max_length=200)
    lead_days = models.PositiveSmallIntegerField(_("lead time (days)"))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    cost = models.CharField(_("cost"), max_length=200, blank=True)
    risk = models.TextField(_("risk of doing it"), blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text[:60]


class Recipient(models.Model):
    """A named person or role who must know. Someone without an account answers by a signed link."""

    class Clearance(models.TextChoices):
        """The narrowest label whose content may be sent to this person without signing in."""

        NOTICE = "notice", _("only that there is a warning")
        CONTENT = "content", _("the warning itself")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    warning = models.ForeignKey(Warning, models.CASCADE, related_name="recipients")
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=200, blank=True)
    email = models.EmailField(_("address"), blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="+")
    # Named for a role: the term of it in the directory, or a role that accounts hold. Whoever holds it when
    # the warning is written is named; that they still do is asked again when it is issued.
    tenure = models.ForeignKey("directory.Tenure", models.SET_NULL, null=True, related_name="+")
    held_role = models.CharField(max_length=16, blank=True)
    # The principal whom an advisory note goes to directly.
    principal = models.BooleanField(_("the principal to whom a note goes directly"), default=False)
    language = models.CharField(_("language"), max_length=2, default="en")
    clearance = models.CharField(
        _("by link"), max_length=8, choices=Clearance.choices, default=Clearance.NOTICE
    )
    # Who is told where this person stays silent for longer than `answer_within` hours.
    deputy = models.ForeignKey("self", models.SET_NULL, null=True, related_name="stands_in_for")
    answer_within = models.PositiveSmallIntegerField(_("answer within (hours)"), default=24)
    # A deputy who is not told, and sees nothing of the warning, before somebody stays silent.
    standby = models.BooleanField(_("told only where somebody stays silent"), default=False)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """What a recipient decided, "no action" included, with the reason and the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    warning = models.ForeignKey(Warning, models.PROTECT, related_name="decisions")
    recipient = models.ForeignKey(Recipient, models.PROTECT, null=True, related_name="decisions")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="decisions")
    no_action = models.BooleanField(_("no action"), default=False)
    reason = models.TextField(_("reason"))
    decided_by = models.CharField(_("decided by"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at"]

    def __str__(self) -> str:
        return f"{self.warning_id}: {'no action' if self.no_action else self.option_id}"
