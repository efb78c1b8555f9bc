"""Reading dossiers: where a process stands, who stands where, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.cooperation.models import Dossier, DossierStage, DossierText, Instrument, Position
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking


def dossiers(viewer: Viewer, *, kind: str = "", status: str = "", words: str = "") -> QuerySet[Dossier]:
    """Dossiers, open ones first.

    Args:
        words: in the name or the aim, in any language.
    """
    found = policy.visible(Dossier.objects.all(), viewer)
    if kind:
        found = found.filter(kind=kind)
    if status:
        found = found.filter(status=status)
    if wanted := fold(words.strip()):
        told = found.values_list("pk", "names", "aim")
        found = found.filter(
            pk__in=[
                pk for pk, *texts in told if any(wanted in fold(t) for one in texts for t in one.values())
            ]
        )
    return found.order_by(F("status").desc(), "-created_at")


def dossier(viewer: Viewer, pk: Any) -> Dossier:
    """One dossier.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Dossier.objects.select_related("owner", "forum"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="dossier.read")
    return found


def stages(viewer: Viewer, dossier: Dossier) -> QuerySet[DossierStage]:
    return policy.visible(DossierStage.objects.filter(dossier=dossier), viewer)


def stage(viewer: Viewer, pk: Any) -> DossierStage:
    """One stage.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(DossierStage.objects.select_related("dossier"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="dossier.read")
    return found


def stages_now(viewer: Viewer, found: list[Dossier]) -> dict[Any, DossierStage]:
    """The stage that each dossier is at."""
    now = policy.visible(DossierStage.objects.filter(dossier__in=found), viewer)
    return {one.dossier_id: one for one in now.filter(status=DossierStage.Status.NOW)}


def texts(viewer: Viewer, dossier: Dossier) -> QuerySet[DossierText]:
    """Every version of every text, the latest version of each first."""
    found = policy.visible(DossierText.objects.filter(dossier=dossier), viewer)
    return found.order_by("title", "-number")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: the latest position, and those before it."""

    actor: Actor
    now: Position
    before: tuple[Position, ...]


def positions_now(viewer: Viewer, dossier: Dossier) -> list[Standing]:
    """Where everybody stands whose position is known, sponsors first."""
    found = policy.visible(Position.objects.filter(dossier=dossier), viewer)
    told: dict[Any, list[Position]] = {}
    for one in found.order_by(F("dated_on").asc(nulls_first=True), "at"):
        told.setdefault(one.actor_id, []).append(one)
    actors = {one.pk: one for one in directory.actors(viewer).filter(pk__in=list(told))}
    order = [stance for stance, _label in Position.Stance.choices]
    standing = [
        Standing(actors[pk], positions[-1], tuple(reversed(positions[:-1])))
        for pk, positions in told.items()
        if pk in actors
    ]
    return sorted(standing, key=lambda one: (order.index(one.now.stance), str(one.actor)))


def dossier_meetings(viewer: Viewer, dossier: Dossier) -> QuerySet[Engagement]:
    """The meetings of a dossier, the latest first."""
    found = response.engagements(viewer).filter(dossiers=dossier)
    return found.order_by(F("held_on").desc(nulls_last=True), "-pk")


def instruments_tied(viewer: Viewer, dossier: Dossier) -> QuerySet[Instrument]:
    return policy.visible(Instrument.objects.filter(dossiers=dossier), viewer)


def next_steps(viewer: Viewer, dossier: Dossier) -> QuerySet[Undertaking]:
    """What is to be done next: open ones first, by the day they are due."""
    found = response.undertakings(viewer).filter(origin=Undertaking.Origin.PROCESS, origin_id=dossier.pk)
    return found.order_by(F("ended_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def _says(wanted: str, texts: list[dict[str, str]]) -> bool:
    return any(wanted in fold(words) for one in texts for words in one.values())
