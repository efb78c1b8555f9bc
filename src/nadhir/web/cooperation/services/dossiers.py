"""Long processes: their stages, texts, positions, meetings and next steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from nadhir.errors import NotPossibleNow
from nadhir.sources import WrittenDate
from nadhir.web.cooperation.models import Dossier, DossierStage, DossierText, Instrument, Position
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.response.services import held_fields, undertaking_make

Status = Dossier.Status
OVER = (Status.REACHED, Status.GIVEN_UP)


@transaction.atomic
def dossier_record(
    *,
    viewer: Viewer,
    names: Mapping[str, str],
    kind: str = Dossier.Kind.POLITICAL,
    aim: Mapping[str, str] | None = None,
    track: str = "",
    forum: Actor | None = None,
    pursued_by: Iterable[Actor] = (),
    slug: str | None = None,
    tlp: str = "amber",
    **fields: Any,
) -> Dossier:
    """Open a dossier. The same slug again is the same dossier.

    Args:
        track: of a policy track, which of the four.
        forum: the body before which it is pursued.
        fields: `status`, `sources`, `fictional`.

    Raises:
        NotPossibleNow: it has no name, or only a policy can have a track.
    """
    policy.require(viewer, "dossier.record")
    if slug is not None and (known := Dossier.objects.filter(slug=slug).first()):
        return known
    named = said(names)
    if not named:
        raise NotPossibleNow("dossier.without_name")
    if track and kind != Dossier.Kind.POLICY:
        raise NotPossibleNow("dossier.no_track")
    pursuers = list(pursued_by)
    policy.require_sight(viewer, *pursuers, *([forum] if forum else []))
    made = Dossier.objects.create(
        owner_id=viewer.desk, created_by_id=viewer.user_id, tlp=tlp, slug=slug, names=named, kind=kind,
        aim=said(aim or {}), track=track, forum=forum, **fields,
    )  # fmt: skip
    made.pursued_by.set(pursuers)
    ledger.record(viewer, "dossier.record", made, kind=kind)
    return made


@transaction.atomic
def dossier_change(
    *,
    viewer: Viewer,
    dossier: Dossier,
    version: int | None = None,
    pursued_by: Iterable[Actor] | None = None,
    **fields: Any,
) -> Dossier:
    """Change what is said of a dossier: `names`, `aim`, `status`, `track`, `forum`.

    Raises:
        Conflict: somebody else changed it since `version`.
        NotPossibleNow: it would have no name.
    """
    policy.require(viewer, "dossier.keep", dossier)
    if "names" in fields and not said(fields["names"]):
        raise NotPossibleNow("dossier.without_name")
    if dossier.forum is not None and not policy.sees(viewer, dossier.forum):
        fields.pop("forum", None)
    for name in ("names", "aim"):
        if name in fields:
            fields[name] = said(fields[name])
    record_change(record=dossier, version=version, **fields)
    if pursued_by is not None:
        pursuers = list(pursued_by)
        policy.require_sight(viewer, *pursuers)
        # Whom the viewer may not know of stays: a form cannot have shown them.
        unseen = [one for one in dossier.pursued_by.all() if not policy.sees(viewer, one)]
        dossier.pursued_by.set([*pursuers, *unseen])
    ledger.record(viewer, "dossier.change", dossier, fields=sorted(fields))
    return dossier


@transaction.atomic
def dossier_stage_add(
    *,
    viewer: Viewer,
    dossier: Dossier,
    title: Mapping[str, str],
    status: str = DossierStage.Status.AHEAD,
    when: WrittenDate | None = None,
    note: str = "",
) -> DossierStage:
    """Add a stage after the last one. There is one stage at a time that is now.

    Raises:
        NotPossibleNow: it has no name, or was passed without a date.
    """
    policy.require(viewer, "dossier.keep", dossier)
    named = said(title)
    if not named:
        raise NotPossibleNow("dossier.without_name")
    last = dossier.stages.aggregate(last=Max("order"))["last"] or 0
    stage = DossierStage.objects.create(
        dossier=dossier, order=last + 1, title=named, note=note.strip(), **_dated(when)
    )
    _put(stage, status)
    ledger.record(viewer, "dossier.stage", dossier, stage=stage.pk, status=status)
    return stage


@transaction.atomic
def dossier_stage_reach(
    *, viewer: Viewer, stage: DossierStage, status: str, when: WrittenDate | None = None, note: str = ""
) -> DossierStage:
    """Say where a stage stands now. What was now before is passed."""
    policy.require(viewer, "dossier.keep", stage.dossier)
    if when is not None:
        fields = _dated(when)
        stage.dated, stage.dated_on = fields["dated"], fields["dated_on"]
    if note.strip():
        stage.note = note.strip()
    stage.save(update_fields=["dated", "dated_on", "note"])
    _put(stage, status)
    ledger.record(viewer, "dossier.stage", stage.dossier, stage=stage.pk, status=status)
    return stage


def _put(stage: DossierStage, status: str) -> None:
    if status == DossierStage.Status.NOW:
        now = stage.dossier.stages.filter(status=DossierStage.Status.NOW).exclude(pk=stage.pk)
        now.update(status=DossierStage.Status.PASSED)
    stage.status = status
    stage.save(update_fields=["status"])


@transaction.atomic
def dossier_text_add(
    *,
    viewer: Viewer,
    dossier: Dossier,
    title: str,
    texts: Mapping[str, str],
    sponsors: Iterable[Actor] = (),
    symbol: str = "",
    note: str = "",
) -> DossierText:
    """Keep a version of a text of the dossier; the same title again is its next version.

    Raises:
        NotPossibleNow: it says nothing, or nothing else than the version before.
    """
    policy.require(viewer, "dossier.keep", dossier)
    written = said(texts)
    if not written or not title.strip():
        raise NotPossibleNow("dossier.empty_text")
    backers = list(sponsors)
    policy.require_sight(viewer, *backers)
    before = dossier.texts.filter(title=title.strip()).order_by("-number").first()
    if before is not None and before.texts == written and set(before.sponsors.all()) == set(backers):
        raise NotPossibleNow("dossier.same_text")
    made = DossierText.objects.create(
        dossier=dossier, title=title.strip(), number=before.number + 1 if before else 1, texts=written,
        symbol=symbol.strip(), note=note.strip(), by_id=viewer.user_id, at=clock.now(),
    )  # fmt: skip
    made.sponsors.set(backers)
    ledger.record(viewer, "dossier.text", dossier, text=made.pk, number=made.number)
    return made


@transaction.atomic
def position_record(
    *,
    viewer: Viewer,
    dossier: Dossier,
    actor: Actor,
    stance: str,
    when: WrittenDate | None = None,
    engagement: Engagement | None = None,
    note: str = "",
) -> Position:
    """Keep where somebody stands, as of a day, and how that is known. An earlier position stays.

    Raises:
        NotPossibleNow: neither a meeting nor words say how it is known.
    """
    policy.require(viewer, "dossier.keep", dossier)
    policy.require_sight(viewer, actor, *([engagement] if engagement else []))
    if engagement is None and not note.strip():
        raise NotPossibleNow("position.unfounded")
    made = Position.objects.create(
        dossier=dossier, actor=actor, stance=stance, engagement=engagement, note=note.strip(),
        by_id=viewer.user_id, at=clock.now(), **_dated(when),
    )  # fmt: skip
    ledger.record(viewer, "position.record", dossier, position=made.pk)
    return made


@transaction.atomic
def dossier_tie(
    *,
    viewer: Viewer,
    dossier: Dossier,
    engagement: Engagement | None = None,
    instrument: Instrument | None = None,
) -> Dossier:
    """Tie a meeting or an agreement to the dossier."""
    policy.require(viewer, "dossier.keep", dossier)
    if engagement is not None:
        policy.require_sight(viewer, engagement)
        dossier.engagements.add(engagement)
        ledger.record(viewer, "dossier.tie", dossier, engagement=engagement.pk)
    if instrument is not None:
        policy.require_sight(viewer, instrument)
        dossier.instruments.add(instrument)
        ledger.record(viewer, "dossier.tie", dossier, instrument=instrument.pk)
    return dossier


@transaction.atomic
def dossier_next_step(
    *, viewer: Viewer, dossier: Dossier, title: str, who: str, **fields: Any
) -> Undertaking:
    """Undertake the next step of a dossier. `fields` as of `undertaking_make`.

    Raises:
        NotPossibleNow: the dossier was closed.
    """
    policy.require(viewer, "dossier.keep", dossier)
    if dossier.status in OVER:
        raise NotPossibleNow("dossier.over")
    return undertaking_make(
        viewer=viewer, title=title, who=who, origin=Undertaking.Origin.PROCESS, origin_id=dossier.pk,
        tlp=dossier.tlp, **fields,
    )  # fmt: skip


def _dated(when: WrittenDate | None) -> dict[str, Any]:
    held = held_fields(when)
    return {"dated": held["held"], "dated_on": held["held_on"]}


def said(texts: Mapping[str, str]) -> dict[str, str]:
    """The languages in which something is said."""
    return {code: words.strip() for code, words in texts.items() if words and words.strip()}
