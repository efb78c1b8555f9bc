"""Asking a dialogue network, disputes before a standing forum, and what networks tell analysts.

What would expose somebody is sealed: who was asked and what they answered, the check of possible harm, the
names of parties, notes of talks, terms that were to stay secret, the words of an insight, and which report
was made of it.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core import clock
from nadhir.web.core.models import Record, new_id
from nadhir.web.core.sealed import SealedTextField


class Activation(Record):
    """A network is asked that somebody speak to somebody. People say yes themselves, or nothing happens.

    Its owner is the desk that asks. What the network does inside is for its coordinators: see `Outward`.
    """

    noun: ClassVar[str] = "activation"

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        STOPPED = "stopped", _("stopped: harm is possible")
        CHECKED = "checked", _("checked for harm")
        INVITING = "inviting", _("people are being asked")
        BEGUN = "begun", _("under way")
        DONE = "done", _("done")
        ABORTED = "aborted", _("broken off")
        DECLINED = "declined", _("not taken forward")

    class Outward(models.TextChoices):
        """All that whoever asked learns: never how many were asked, nor why nothing came of it."""

        WITH_NETWORK = "with_network", _("with the network")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        ENDED = "ended", _("ended without a result")
        NOT_FORWARD = "not_forward", _("not taken forward")

    network = models.ForeignKey("directory.Actor", models.PROTECT, related_name="activations")
    situation = models.ForeignKey(
        "situations.Situation", models.PROTECT, null=True, related_name="activations"
    )
    purpose = models.TextField(_("what for"))
    audience: models.JSONField[Any, Any] = models.JSONField(default=dict)
    library_id = models.CharField(_("card of the library"), max_length=80, blank=True)
    until = models.DateField(_("until"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    check_answers = SealedTextField()
    message = SealedTextField(_("what the people asked are told"))
    undertaking = models.ForeignKey(
        "response.Undertaking", models.PROTECT, null=True, related_name="activations"
    )
    session = models.ForeignKey("response.Engagement", models.PROTECT, null=True, related_name="activations")
    what_happened = models.TextField(_("what happened"), blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"

    @property
    def outward(self) -> Activation.Outward:
        """The state as whoever asked may know it."""
        return _OUTWARD[Activation.Status(self.status)]

    @property
    def open(self) -> bool:
        """Whether the network may still take it forward."""
        return self.status in GOING_ON and self.until >= clock.now().date()


GOING_ON = (Activation.Status.ASKED, Activation.Status.CHECKED, Activation.Status.INVITING)
_OUTWARD = {
    **dict.fromkeys(GOING_ON, Activation.Outward.WITH_NETWORK),
    Activation.Status.BEGUN: Activation.Outward.UNDER_WAY,
    Activation.Status.DONE: Activation.Outward.DONE,
    Activation.Status.ABORTED: Activation.Outward.ENDED,
    Activation.Status.STOPPED: Activation.Outward.NOT_FORWARD,
    Activation.Status.DECLINED: Activation.Outward.NOT_FORWARD,
}


class Invitation(models.Model):
    """One person of the network asked whether they will do it. No answer is no; a yes can be taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activation = models.ForeignKey(Activation, models.CASCADE, related_name="invitations")
    member = models.ForeignKey("directory.Member", models.PROTECT, related_name="invitations")
    asked_on = models.DateField()
    # {"answer": "yes" | "no" | "taken_back", "how": …, "at": …}; empty as long as there is none.
    answer = SealedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activation", "member"], name="response_invited_once")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def told(self) -> dict[str, str]:
        """The answer, opened."""
        text = self.answer.open()
        return {key: str(value).strip() for key, value in json.loads(text).items()} if text else {}

    @property
    def says_yes(self) -> bool:
        return self.told.get("answer") == "yes"


class Dispute(Record):
    """A dispute that people bring before a standing forum."""

    noun: ClassVar[str] = "dispute"

    class Outcome(models.TextChoices):
        OPEN = "open", _("going on")
        AGREED = "agreed", _("agreed")
        PARTLY = "partly", _("agreed in part")
        NOT_AGREED = "not_agreed", _("no agreement")
        REFERRED = "referred", _("referred to somebody else")
        WITHDRAWN = "withdrawn", _("taken back by a party")

    forum = models.ForeignKey("directory.Actor", models.PROTECT, related_name="disputes")
    situation = models.ForeignKey("situations.Situation", models.PROTECT, null=True, related_name="disputes")
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    issue = models.CharField(_("what it is about"), max_length=300)
    opened_on = models.DateField(_("brought on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    ended_on = models.DateField(null=True)
    terms = SealedTextField(_("terms"))
    terms_secret = models.BooleanField(_("the parties asked that the terms stay secret"), default=True)

    class Meta:
        ordering = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return self.issue


class DisputeParty(models.Model):
    """A party to a dispute, under a letter; its name is for the forum."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="parties")
    letter = models.CharField(max_length=2)
    name = SealedTextField(_("name"))
    consented_on = models.DateField(null=True)
    consent_how = SealedTextField()

    class Meta:
        ordering = ["letter"]
        constraints = [models.UniqueConstraint(fields=["dispute", "letter"], name="response_party_once")]

    def __str__(self) -> str:
        return self.letter


class DisputeStep(models.Model):
    """One step of a mediation."""

    class Kind(models.TextChoices):
        INTAKE = "intake", _("intake")
        CONSENT = "consent", _("consent of the parties")
        SEPARATE = "separate", _("separate talks")
        JOINT = "joint", _("joint talks")
        AGREEMENT = "agreement", _("agreement")
        FOLLOW_UP = "follow_up", _("follow-up")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    note = SealedTextField()
    session = models.ForeignKey("response.Engagement", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class Insight(Record):
    """What a network tells analysts, and how they may say where it comes from.

    Its owner is the organisation that keeps the network. The desk it is told to becomes a report of its own
    of it; under the Chatham House rule nothing of the report leads back here.
    """

    noun: ClassVar[str] = "insight"

    class Rule(models.TextChoices):
        BY_NAME = "by_name", _("may be attributed by name")
        BY_ROLE = "by_role", _("may be attributed by role")
        CHATHAM = "chatham", _("Chatham House rule: may be used, never attributed")
        NOT_USED = "not_used", _("for understanding only: not to be used")

    network = models.ForeignKey("directory.Actor", models.PROTECT, related_name="insights")
    activation = models.ForeignKey(Activation, models.PROTECT, null=True, related_name="insights")
    situation = models.ForeignKey("situations.Situation", models.PROTECT, null=True, related_name="insights")
    desk = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    rule = models.CharField(_("attribution"), max_length=10, choices=Rule.choices)
    attributed = SealedTextField()
    words = SealedTextField(_("what was said"))
    report = SealedTextField()
    given_on = models.DateField()
    feedback = models.TextField(_("what became of it"), blank=True)
    feedback_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    feedback_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_on", "-pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def overdue(self) -> bool:
        """Whether the network should have heard by now what became of it."""
        return self.feedback_at is None and (clock.now().date() - self.given_on).days > FEEDBACK_DAYS

    @property
    def anonymous(self) -> bool:
        """Whether neither person nor network may be told outside the network."""
        return self.rule in (self.Rule.CHATHAM, self.Rule.NOT_USED)


FEEDBACK_DAYS = 30
