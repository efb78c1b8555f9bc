"""How a warning is cleared, what is said on its draft, what it cites, and whom it usually goes to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core import clock
from nadhir.web.core.models import new_id
from nadhir.web.warnings.models.warning import Recipient, Warning


class Chain(models.Model):
    """Through whose hands the warnings of an organisation go, by kind and mandate. Without one, a second
    person clears."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Warning.Kind.choices)
    mandate = models.CharField(_("mandate"), max_length=10, choices=Warning.Mandate.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "mandate"], name="warnings_chain_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.mandate}".strip()


class Clearer(models.Model):
    """Who may clear at one step: a person, or anyone of the organisation who holds a role."""

    order = models.PositiveSmallIntegerField(default=1)
    names = models.JSONField(_("name of the role"))
    mandate = models.CharField(_("mandate"), max_length=10, choices=Warning.Mandate.choices, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("role"), max_length=16, blank=True)

    class Meta:
        abstract = True
        ordering = ["order"]


class ChainStep(Clearer):
    """One step of a chain."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.ForeignKey(Chain, models.CASCADE, related_name="steps")

    def __str__(self) -> str:
        return f"{self.chain_id} {self.order}"


class Clearance(Clearer):
    """One step on the way of one warning. Its text and its recipients, in the version that was read, are what
    is cleared; a change of them makes it void, and the way begins again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not yet")
        CLEARED = "cleared", _("cleared")
        RETURNED = "returned", _("returned")
        VOID = "void", _("void: changed since")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    warning = models.ForeignKey(Warning, models.CASCADE, related_name="clearances")
    # Which time it went through the chain.
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    of_version = models.PositiveIntegerField(null=True)

    class Meta(Clearer.Meta):
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(fields=["warning", "round", "order"], name="warnings_clearance_once")
        ]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.round}.{self.order} {self.state}"


class Comment(models.Model):
    """What somebody of the desk says about a draft: about one field, or the whole; with answers to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    warning = models.ForeignKey(Warning, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    field = models.CharField(_("about"), max_length=20, blank=True)
    text = models.TextField(_("comment"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Citation(models.Model):
    """A passage that a warning rests on, picked by its author among those of the situation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    warning = models.ForeignKey(Warning, models.CASCADE, related_name="citations")
    evidence = models.ForeignKey("situations.Evidence", models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["warning", "evidence"], name="warnings_citation_once")]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.order}"


class RecipientGroup(models.Model):
    """The usual recipients of the warnings of a situation, to be named in one step."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    situation = models.ForeignKey("situations.Situation", models.CASCADE, related_name="recipient_groups")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "situation", "name"], name="warnings_group_once")
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """One of the usual recipients: what is needed to name them again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(RecipientGroup, models.CASCADE, related_name="members")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    tenure = models.ForeignKey("directory.Tenure", models.SET_NULL, null=True, related_name="+")
    held_role = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=2, default="en")
    clearance = models.CharField(
        max_length=8, choices=Recipient.Clearance.choices, default=Recipient.Clearance.NOTICE
    )
    answer_within = models.PositiveSmallIntegerField(default=24)
    principal = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
