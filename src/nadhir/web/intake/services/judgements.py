"""What a person says of a finding: agree with it, correct it, dismiss it.

A judgement is added and never changed. The latest one holds: lists, counts and the order of the inbox follow
it from then on, and the machine's finding stays beside it for everybody to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.screening import Finding, group_name
from nadhir.screening.finding import Concern, Mode, Violence
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import rereading
from nadhir.web.intake.models import Item, Judgement
from nadhir.web.intake.storable import clean

NOTE = 300


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person finds instead; None leaves what the machine found."""

    concern: str | None = None
    hateful: bool | None = None
    violence: str | None = None
    targets: Sequence[str] | None = None
    mode: str | None = None
    language: str | None = None


@transaction.atomic
def finding_judge(
    *,
    viewer: Viewer,
    item: Item,
    verdict: str,
    correction: Correction = Correction(),
    note: str = "",
    version: int | None = None,
    finding_version: str | None = None,
) -> Judgement:
    """Say of the finding of `item` whether it is right.

    Args:
        verdict: one of `Judgement.Verdict`.
        correction: what a person finds instead, for a verdict of "corrected".
        version: of the item, as the person saw it; None to compare with the one in hand.
        finding_version: the screener whose finding the person saw; None for the one that stands.

    Raises:
        NotAllowed: the role does not include it, the item is another desk's, or nobody in person judges.
        NotPossibleNow: `finding.missing`, `finding.nothing_to_dismiss`, `finding.hateful_without_concern`,
            `finding.other_version`, `finding.unknown_value`.
        Conflict: somebody changed the item since.
    """
    policy.require(viewer, "finding.judge", item)
    if viewer.user_id is None:
        raise NotAllowed("not_allowed.act", act="finding.judge")
    found = rereading.finding_of(item)
    if found is None:
        raise NotPossibleNow("finding.missing")
    if finding_version and finding_version != found.version:
        raise NotPossibleNow("finding.other_version")
    said = _said(found, Judgement.Verdict(verdict), correction)
    mine = Judgement.objects.filter(item=item, by_id=viewer.user_id, current=True)
    mine.update(current=False)
    judgement = Judgement.objects.create(
        item=item,
        by_id=viewer.user_id,
        at=clock.now(),
        verdict=verdict,
        note=clean(note.strip())[:NOTE],
        judged=item.finding,
        version=found.version,
        judged_concern=found.concern,
        judged_language=found.language,
        coverage=found.coverage,
        **said,
    )
    priority = rereading.priority_of(item, found, judgement.concern)
    before = item.concern
    record_change(
        record=item,
        version=version,
        judgement_id=judgement.pk,
        concern=judgement.concern,
        language=judgement.language,
        priority=priority.level,
        weight=priority.weight,
        reasons=[reason.as_json() for reason in priority.reasons],
    )
    item.judgement = judgement
    ledger.record(
        viewer,
        "finding.judge",
        item,
        verdict=verdict,
        before=before,
        after=judgement.concern,
        found=found.concern,
        screener=found.version,
    )
    return judgement


def _said(found: Finding, verdict: Judgement.Verdict, correction: Correction) -> dict[str, Any]:
    """The finding in a person's words: as it stands, as corrected, or as nothing."""
    stands: dict[str, Any] = {
        "concern": found.concern,
        "hateful": rereading.says_hateful(found),
        "violence": found.violence,
        "targets": [target.group for target in found.targets],
        "hallmarks": list(found.hallmarks),
        "mode": found.mode,
        "language": found.language,
    }
    if verdict == Judgement.Verdict.AGREED:
        return stands
    if verdict == Judgement.Verdict.DISMISSED:
        if found.concern == "none":
            raise NotPossibleNow("finding.nothing_to_dismiss")
        return {
            **stands, "concern": "none", "hateful": False, "violence": "none", "targets": [], "hallmarks": [],
        }  # fmt: skip
    given = {name: getattr(correction, name) for name in Correction.__dataclass_fields__}
    said = {**stands, **{name: value for name, value in given.items() if value is not None}}
    _check(said)
    said["targets"] = list(dict.fromkeys(said["targets"]))
    if said["concern"] == "none":
        said["hallmarks"] = []
    return said


def _check(said: dict[str, Any]) -> None:
    known = {"concern": get_args(Concern), "violence": get_args(Violence), "mode": get_args(Mode)}
    for name, values in known.items():
        if said[name] not in values:
            raise NotPossibleNow("finding.unknown_value", value=str(said[name])[:40])
    for group in said["targets"]:
        if group_name(group) is None:
            raise NotPossibleNow("finding.unknown_value", value=str(group)[:40])
    if not 2 <= len(said["language"]) <= 8 or not said["language"].replace("-", "").isalpha():
        raise NotPossibleNow("finding.unknown_value", value=str(said["language"])[:40])
    if said["hateful"] and said["concern"] == "none":
        raise NotPossibleNow("finding.hateful_without_concern")
