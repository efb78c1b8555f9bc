"""Reading what source documents claim, and where they contradict each other."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.urls import reverse

from nadhir.errors import NotAllowed
from nadhir.web.cooperation.claims import contradicted
from nadhir.web.cooperation.models import Claim, Dossier, Instrument, Plan, SourceDocument
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors as response

About = Claim.About


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that a claim is about: what it is called and where it is read."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Question:
    """All that documents claim of one thing: `disputed` where two cannot both hold and nobody has said which
    does, `settled` where somebody has."""

    subject: Subject | None
    what: str
    claims: tuple[Claim, ...]
    contradicted: bool
    disputed: bool

    @property
    def settled(self) -> bool:
        return self.contradicted and not self.disputed


def documents(viewer: Viewer) -> QuerySet[SourceDocument]:
    """Source documents with `many`, the number of their claims."""
    found = policy.visible(SourceDocument.objects.all(), viewer).annotate(many=Count("claims"))
    return found.order_by(F("dated_on").desc(nulls_last=True), "slug")


def document(viewer: Viewer, pk: Any) -> SourceDocument:
    """One document.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(SourceDocument.objects.all(), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="claim.read")
    return found


def claim(viewer: Viewer, pk: Any) -> Claim:
    """One claim.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Claim.objects.select_related("document"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="claim.read")
    return found


def claims(
    viewer: Viewer,
    *,
    document: SourceDocument | None = None,
    record: uuid.UUID | None = None,
    function: str = "",
) -> QuerySet[Claim]:
    """What documents claim, in the order of the documents and of their sentences."""
    found = policy.visible(Claim.objects.select_related("document"), viewer)
    if document is not None:
        found = found.filter(document=document)
    if record is not None:
        found = found.filter(record_id=record)
    if function:
        found = found.filter(functions__icontains=f'"{function}"')
    return found.order_by("document__slug", "pk")


def questions(viewer: Viewer, found: Iterable[Claim]) -> list[Question]:
    """The claims by what they are about; what is disputed first."""
    told = list(found)
    subjects = subjects_of(viewer, told)
    grouped: dict[tuple[Any, str], list[Claim]] = {}
    for one in told:
        grouped.setdefault((one.record_id, one.what), []).append(one)
    asked = []
    for (record, what), together in grouped.items():
        standing = [one for one in together if one.standing != Claim.Standing.DOUBTED]
        asked.append(
            Question(
                subject=subjects.get(record),
                what=what,
                claims=tuple(together),
                contradicted=contradicted(one.value for one in together),
                disputed=contradicted(one.value for one in standing)
                and not any(one.standing == Claim.Standing.HELD for one in standing),
            )
        )
    return sorted(asked, key=lambda one: (not one.disputed, not one.contradicted))


def disputed(viewer: Viewer) -> list[Question]:
    """Where documents contradict each other, settled or not."""
    several = (
        policy.visible(Claim.objects.all(), viewer)
        .order_by()
        .values("record_id", "what")
        .annotate(many=Count("pk"))
        .filter(many__gt=1)
    )
    pairs = {(one["record_id"], one["what"]) for one in several}
    found = claims(viewer).filter(record_id__in=[record for record, _what in pairs])
    asked = questions(viewer, [one for one in found if (one.record_id, one.what) in pairs])
    return [one for one in asked if one.contradicted]


def subjects_of(viewer: Viewer, found: Iterable[Claim]) -> dict[Any, Subject]:
    """The records that claims are about, as far as the viewer may know of them."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for one in found:
        wanted.setdefault(one.about, set()).add(one.record_id)
    known: dict[Any, Subject] = {}
    for about, ids in wanted.items():
        for record in _records(viewer, about).filter(pk__in=list(ids)):
            known[record.pk] = Subject(in_words(record.names), reverse(_PAGES[about], args=[record.pk]))
    return known


_PAGES = {
    About.ACTOR.value: "actor",
    About.INSTRUMENT.value: "instrument",
    About.ENGAGEMENT.value: "engagement",
    About.CONSULTATION.value: "consultation",
    About.PLAN.value: "plan",
    About.DOSSIER.value: "dossier",
}


def _records(viewer: Viewer, about: str) -> QuerySet[Any]:
    if about == About.ACTOR:
        return directory.actors(viewer).order_by()
    if about == About.ENGAGEMENT:
        return response.engagements(viewer).order_by()
    if about == About.CONSULTATION:
        return response.consultations(viewer).order_by()
    own: dict[str, Any] = {About.INSTRUMENT: Instrument, About.PLAN: Plan, About.DOSSIER: Dossier}
    return policy.visible(own[about].objects.all(), viewer)
