"""Engagements: planned, held, called off; who took part; papers and photographs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.screening.normalise import fold
from nadhir.sources.records import WrittenDate
from nadhir.web.core import clock, ledger, policy, rounds
from nadhir.web.core.services import record_change, record_name_readers, record_share
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.directory.models import Actor
from nadhir.web.response import papers
from nadhir.web.response.models import Engagement, EngagementFile, Participation
from nadhir.web.response.models.wording import Audience, Theme

# What a person fills in, besides the kind, the names and the relations.
ENGAGED = (
    "status", "situation", "place", "held", "held_on", "held_until", "audience", "themes", "attribution",
    "deconflict", "participants", "women", "agenda", "outcome", "spoken_by", "on_behalf_of", "asks",
    "consultation", "region", "goals",
)  # fmt: skip
RELATED = ("convened_by", "partners", "bodies_created")


def held_fields(written: WrittenDate | None) -> dict[str, Any]:
    """The date of an engagement as its fields hold it: as written, as resolved, and how precisely."""
    if written is None:
        return {"held": None, "held_on": None, "held_until": None}
    held = asdict(written) | {"start": written.start.isoformat(), "end": written.end.isoformat()}
    return {"held": held, "held_on": written.start, "held_until": written.end}


@transaction.atomic
def engagement_record(
    *,
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    slug: str | None = None,
    convened_by: Iterable[Actor] = (),
    partners: Iterable[Actor] = (),
    bodies_created: Iterable[Actor] = (),
    tlp: str = "amber",
    share_with: Iterable[uuid.UUID] = (),
    readers: Iterable[uuid.UUID] = (),
    **fields: Any,
) -> Engagement:
    """Record something convened, or to be convened. The same slug again is the same engagement.

    Args:
        names: what it is called by language; at least one.
        bodies_created: that came into being there.
        fields: those of `ENGAGED`, and `sources`, `fictional`.

    Raises:
        NotPossibleNow: it has no name, its days or its numbers make no sense, or a theme is unknown.
        NotAllowed: it is in a situation that the viewer may not know of.
    """
    policy.require(viewer, "engagement.record")
    if slug is not None and (known := Engagement.objects.filter(slug=slug).first()):
        return known
    named = {language: name.strip() for language, name in names.items() if name.strip()}
    _coherent(named, fields)
    if (situation := fields.get("situation")) is not None:
        policy.require_sight(viewer, situation)
    engagement = Engagement.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=tlp,
        kind=kind,
        names=named,
        folded=_folded(named),
        slug=slug,
        **fields,
    )
    engagement.convened_by.set(list(convened_by))
    engagement.partners.set(list(partners))
    engagement.bodies_created.set(list(bodies_created))
    record_share(record=engagement, groups=share_with)
    record_name_readers(record=engagement, users=readers)
    ledger.record(viewer, "engagement.record", engagement, kind=kind, status=engagement.status)
    return engagement


@transaction.atomic
def engagement_change(
    *,
    viewer: Viewer,
    engagement: Engagement,
    version: int | None = None,
    names: Mapping[str, str] | None = None,
    **fields: Any,
) -> Engagement:
    """Change what is recorded of an engagement, whatever its state: outcomes come in late.

    Args:
        version: the version that the person saw.
        fields: those of `ENGAGED`, `kind`, and those of `RELATED` as lists of actors.

    Raises:
        NotPossibleNow: as of `engagement_record`.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "engagement.change", engagement)
    changed = {name: fields[name] for name in ("kind", *ENGAGED) if name in fields}
    if names is not None:
        changed["names"] = {language: name.strip() for language, name in names.items() if name.strip()}
        changed["folded"] = _folded(changed["names"])
    together = {name: changed.get(name, getattr(engagement, name)) for name in ("names", *ENGAGED)}
    _coherent(together["names"], together)
    if changed.get("situation") is not None:
        policy.require_sight(viewer, changed["situation"])
    record_change(record=engagement, version=version, **changed)
    for name in RELATED:
        if name in fields:
            getattr(engagement, name).set(list(fields[name]))
    ledger.record(viewer, "engagement.change", engagement, fields=sorted({*changed, *fields} & set(fields)))
    return engagement


@transaction.atomic
def engagement_call_off(*, viewer: Viewer, engagement: Engagement, because: str) -> Engagement:
    """Say that something planned will not take place.

    Raises:
        NotPossibleNow: it is not planned, or there is no reason.
    """
    policy.require(viewer, "engagement.change", engagement)
    if engagement.status != Engagement.Status.PLANNED:
        raise NotPossibleNow("engagement.not_planned")
    if not because.strip():
        raise NotPossibleNow("engagement.without_reason")
    outcome = {**engagement.outcome, viewer.language: because.strip()}
    record_change(record=engagement, status=Engagement.Status.CALLED_OFF, outcome=outcome)
    ledger.record(viewer, "engagement.call_off", engagement)
    return engagement


@transaction.atomic
def participation_add(
    *, viewer: Viewer, engagement: Engagement, actor: Actor | None = None, many: int = 1, **fields: Any
) -> Participation:
    """Add a person, or a number of people who have something in common.

    Args:
        actor: the person or organisation; `many` is then 1.
        fields: `named`, `sex`, `age`, `faith`, `place`, `part`.

    Raises:
        NotPossibleNow: nobody is added, or the person stands there already.
    """
    policy.require(viewer, "engagement.change", engagement)
    if many < 1:
        raise NotPossibleNow("engagement.nobody")
    if actor is not None:
        policy.require_sight(viewer, actor)
        if engagement.participations.filter(actor=actor).exists():
            raise NotPossibleNow("engagement.there_already")
    made = Participation.objects.create(
        engagement=engagement, actor=actor, many=1 if actor is not None else many, **fields
    )
    _recount(engagement)
    ledger.record(viewer, "engagement.participation", engagement, row=made.pk)
    return made


@transaction.atomic
def participation_remove(*, viewer: Viewer, participation: Participation) -> None:
    """Take a row of participants out again."""
    engagement = participation.engagement
    policy.require(viewer, "engagement.change", engagement)
    ledger.record(viewer, "engagement.participation_remove", engagement, row=participation.pk)
    participation.delete()
    _recount(engagement)


@transaction.atomic
def participations_count(
    *, viewer: Viewer, engagement: Engagement, rows: Iterable[Mapping[str, Any]]
) -> Engagement:
    """Put numbers that a list of attendance gives in the place of the unnamed participants counted so far, so
    that nobody enters them twice. Named people, speakers and trainers stay as they are.

    Args:
        rows: `many`, `sex`, `age` of people who have these in common.
    """
    policy.require(viewer, "engagement.change", engagement)
    counted = engagement.participations.filter(actor=None, part=Participation.Part.PARTICIPANT)
    counted.delete()
    Participation.objects.bulk_create(
        Participation(engagement=engagement, part=Participation.Part.PARTICIPANT, **row) for row in rows
    )
    _recount(engagement)
    ledger.record(viewer, "engagement.participation", engagement, counted=True)
    return engagement


@transaction.atomic
def engagement_file_add(
    *,
    viewer: Viewer,
    engagement: Engagement,
    name: str,
    content: bytes,
    title: str,
    kind: str = EngagementFile.Kind.PAPER,
    language: str = "",
    consent: str = "",
    consent_until: date | None = None,
) -> EngagementFile:
    """Add a paper or a photograph. What a photograph tells besides its picture (where and with what it was
    taken) is taken out before it is kept.

    Raises:
        NotPossibleNow: the file is empty, too large or of a kind that is not kept; a photograph comes
            without consent.
    """
    policy.require(viewer, "engagement.change", engagement)
    photograph = kind == EngagementFile.Kind.PHOTOGRAPH
    if photograph and not consent.strip():
        raise NotPossibleNow("engagement.photograph_without_consent")
    kept = papers.kept(name, content, photograph=photograph)
    made = EngagementFile.objects.create(
        engagement=engagement,
        kind=kind,
        title=title.strip() or kept.name,
        language=language,
        media_type=kept.media_type,
        size=kept.size,
        raw=kept.content,
        sha256=kept.sha256,
        consent=consent.strip(),
        consent_until=consent_until,
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(viewer, "engagement.file", engagement, file=made.pk, sha256=kept.sha256, kind=kind)
    return made


@transaction.atomic
def engagement_file_withdraw(*, viewer: Viewer, file: EngagementFile) -> EngagementFile:
    """Withdraw a paper or a photograph, as when somebody takes their consent back: it is shown no more, and
    its bytes are gone."""
    policy.require(viewer, "engagement.change", file.engagement)
    EngagementFile.objects.filter(pk=file.pk).update(withdrawn_at=clock.now(), raw=None)
    ledger.record(viewer, "engagement.file_withdraw", file.engagement, file=file.pk)
    file.refresh_from_db()
    return file


@rounds.register("response.photographs", every=timedelta(hours=12))
def engagement_files_lapse() -> int:
    """Withdraw the papers and photographs whose consent has run out; how many."""
    over = EngagementFile.objects.filter(withdrawn_at=None, consent_until__lt=clock.now().date())
    late = list(over.select_related("engagement").defer("raw"))
    for file in late:
        with transaction.atomic():
            EngagementFile.objects.filter(pk=file.pk).update(withdrawn_at=clock.now(), raw=None)
            ledger.record(installation(), "engagement.file_withdraw", file.engagement, file=file.pk)
    return len(late)


def _folded(names: Mapping[str, str]) -> str:
    """The names as they are looked for."""
    return "\n".join(fold(name) for name in names.values())


def _recount(engagement: Engagement) -> None:
    """Take the numbers of an engagement from its rows, as soon as there are any."""
    rows = list(engagement.participations.values_list("many", "sex"))
    if rows:
        engagement.participants = sum(many for many, _ in rows)
        engagement.women = sum(many for many, sex in rows if sex == Participation.Sex.FEMALE)
        record_change(record=engagement, participants=engagement.participants, women=engagement.women)


def _coherent(names: Mapping[str, str], said: Mapping[str, Any]) -> None:
    if not names:
        raise NotPossibleNow("engagement.without_name")
    first, last = said.get("held_on"), said.get("held_until")
    if first is not None and last is not None and last < first:
        raise NotPossibleNow("engagement.ends_before")
    all_, women = said.get("participants"), said.get("women")
    if all_ is not None and women is not None and women > all_:
        raise NotPossibleNow("engagement.too_many_women")
    if unknown := [theme for theme in said.get("themes") or () if theme not in Theme.values]:
        raise NotPossibleNow("engagement.unknown_theme", theme=unknown[0])
    if said.get("audience") and said["audience"] not in Audience.values:
        raise NotPossibleNow("engagement.unknown_theme", theme=said["audience"])
