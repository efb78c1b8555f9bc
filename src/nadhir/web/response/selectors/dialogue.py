"""Reading what networks were asked, disputes, and insights."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.models import Record
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item
from nadhir.web.response.models import (
    Activation,
    Dispute,
    DisputeParty,
    DisputeStep,
    Insight,
    Invitation,
)

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Shown:
    """An insight as somebody may know it.

    Attributes:
        network: its names; None where the rule forbids to tell.
        words: what was said; for the network, and for the desk where no report stands for it.
        item: the report that was made of it, for whoever may read that.
    """

    insight: Insight
    keeps: bool
    network: dict[str, str] | None
    attributed: str
    words: str
    item: Item | None


def activations(viewer: Viewer) -> QuerySet[Activation]:
    """What networks were asked, as far as the viewer asked it or keeps the network; the latest first."""
    found = policy.visible(Activation.objects.select_related("network", "owner", "situation"), viewer)
    return found.order_by("-created_at", "-pk")


def activation(viewer: Viewer, pk: Any) -> Activation:
    return _one(activations(viewer).select_related("undertaking", "session"), pk, "activation.read")


def invitations(viewer: Viewer, activation: Activation) -> QuerySet[Invitation]:
    """Who was asked; for the coordinators of the network."""
    found = policy.visible(Invitation.objects.filter(activation=activation), viewer)
    return found.select_related("member", "activation").order_by("asked_on", "pk")


def invitation(viewer: Viewer, pk: Any) -> Invitation:
    found = policy.visible(Invitation.objects.select_related("member", "activation__network"), viewer)
    one = found.filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record", act="invitation.read")
    return one


def check_of(viewer: Viewer, activation: Activation) -> dict[str, dict[str, str]]:
    """The answers of the check of harm; for the coordinators of the network."""
    if not directory.keeps(viewer, activation.network):
        return {}
    text = activation.check_answers.open()
    told: dict[str, dict[str, str]] = json.loads(text) if text else {}
    return told


def disputes(viewer: Viewer) -> QuerySet[Dispute]:
    found = policy.visible(Dispute.objects.select_related("forum", "place", "situation"), viewer)
    return found.order_by("-opened_on", "-pk")


def dispute(viewer: Viewer, pk: Any) -> Dispute:
    return _one(disputes(viewer).select_related("owner"), pk, "dispute.read")


def parties(viewer: Viewer, dispute: Dispute) -> QuerySet[DisputeParty]:
    return policy.visible(DisputeParty.objects.filter(dispute=dispute), viewer).order_by("letter")


def dispute_steps(viewer: Viewer, dispute: Dispute) -> QuerySet[DisputeStep]:
    found = policy.visible(DisputeStep.objects.filter(dispute=dispute), viewer)
    return found.select_related("session", "by").order_by("on", "pk")


def insights(viewer: Viewer) -> QuerySet[Insight]:
    """What networks told: for those who keep the network, and for the desk that was told; latest first."""
    found = policy.visible(Insight.objects.select_related("network", "desk", "situation"), viewer)
    return found.order_by("-given_on", "-pk")


def insight(viewer: Viewer, pk: Any) -> Insight:
    return _one(insights(viewer).select_related("feedback_by"), pk, "insight.read")


def shown(viewer: Viewer, insight: Insight) -> Shown:
    """An insight as this viewer may know it: outside the network the rule of attribution holds."""
    keeps = directory.keeps(viewer, insight.network)
    open_to_all = keeps or not insight.anonymous
    item = None
    try:
        pk = insight.report.open()
        if pk and policy.may(viewer, "item.read"):
            item = intake.items(viewer).filter(pk=uuid.UUID(pk)).first()
        words = insight.words.open() if keeps or insight.rule == Insight.Rule.NOT_USED else ""
        attributed = insight.attributed.open() if open_to_all else ""
    except NotPossibleNow:
        words = attributed = ""
    network = insight.network.names if open_to_all else None
    return Shown(insight, keeps, network, attributed, words, item)


def _one(found: QuerySet[R], pk: Any, act: str) -> R:
    one = found.filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record", act=act)
    return one
