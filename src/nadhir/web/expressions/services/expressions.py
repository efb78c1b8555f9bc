"""Recording what was said, and changing what is known of it."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from nadhir import doctrine
from nadhir.errors import NotPossibleNow
from nadhir.screening.lexicon import concepts
from nadhir.screening.normalise import fold
from nadhir.web.core import ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Place
from nadhir.web.expressions.models import DANGEROUS, Expression, Medium, Speaker, Target
from nadhir.web.intake.models import Item

MOST_TARGETS, MOST_TERMS = 6, 30
# Letters that only turn others round on screen, and those that no page holds.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a speech act besides its passage.

    Attributes:
        targets: names of groups, each with the attribute by which it is attacked.
        terms: `words` as they were used, with the `concept` of the lexicon or a `meaning`.
        hallmarks: of the dangerous speech catalogue.
        speaker: who it was, where the directory knows them. Whoever may not see that actor can neither set
            nor take away the link.
    """

    gist: str
    spoken_on: date | None = None
    place: Place | None = None
    language: str = "und"
    speaker_type: str = Speaker.UNKNOWN
    speaker_name: str = ""
    speaker: Actor | None = None
    standing: str = ""
    audience: str = ""
    address: str = Expression.Address.UNCLEAR
    medium: str = Medium.OTHER
    reach_low: int | None = None
    reach_high: int | None = None
    frequency: str = Expression.Frequency.UNKNOWN
    reactions: str = ""
    silence: str = ""
    targets: Sequence[tuple[str, str]] = ()
    terms: Sequence[Mapping[str, str]] = ()
    hallmarks: Sequence[str] = ()


@transaction.atomic
def expression_record(*, viewer: Viewer, item: Item, start: int, end: int, told: Told) -> Expression:
    """Record the passage `start`…`end` (code points of the item's text) as a speech act.

    Raises:
        NotPossibleNow: `expression.no_passage`, `expression.item_erased`, `expression.recorded_before`,
            `expression.no_gist`, `expression.no_target`, `expression.reach_reversed`.
        DoctrineError: no such hallmark.
    """
    policy.require(viewer, "expression.record", item)
    if item.erased_at is not None:
        raise NotPossibleNow("expression.item_erased")
    quote = item.text[start:end] if 0 <= start < end <= len(item.text) else ""
    if not quote.strip():
        raise NotPossibleNow("expression.no_passage")
    if told.speaker is not None:
        policy.require_sight(viewer, told.speaker)
    written = _written(told)
    expression, made = Expression.objects.get_or_create(
        owner_id=viewer.desk,
        item=item,
        start=start,
        end=end,
        defaults={
            "created_by_id": viewer.user_id,
            "tlp": _narrower(item.tlp),
            "fictional": item.fictional,
            "quote": quote,
            **written,
        },
    )
    if not made:
        raise NotPossibleNow("expression.recorded_before")
    _set_targets(expression, told.targets)
    digest = hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()
    ledger.record(viewer, "expression.record", expression, item=item.pk, quote_sha256=digest)
    return expression


@transaction.atomic
def expression_change(
    *, viewer: Viewer, expression: Expression, told: Told, version: int | None = None
) -> Expression:
    """Change what is known of a speech act; the passage stays.

    Raises:
        NotPossibleNow: as for recording.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "expression.change", expression)
    if expression.erased:
        raise NotPossibleNow("expression.item_erased")
    hidden = set(policy.hidden_fields(viewer, expression))
    if told.speaker is not None:
        policy.require_sight(viewer, told.speaker)
    elif expression.speaker_id and not _sees(viewer, expression.speaker_id):
        hidden.add("speaker")
    written = {name: value for name, value in _written(told).items() if name not in hidden}
    changed = sorted(name for name, value in written.items() if getattr(expression, name) != value)
    record_change(record=expression, version=version, **written)
    _set_targets(expression, told.targets)
    ledger.record(viewer, "expression.change", expression, fields=changed)
    return expression


@transaction.atomic
def expressions_erase(*, viewer: Viewer, items: Sequence[Item]) -> None:
    """Take the words of erased items out of their expressions and of what was written about them. Kinds and
    findings stay, to be counted. Called within the erasing of the items, by whoever may do that.
    """
    for item in items:
        policy.require(viewer, "item.erase", item)
    for expression in Expression.objects.filter(item__in=[item.pk for item in items]):
        record_change(record=expression, **_WIPED)
        for sheet in expression.worksheets.all():
            record_change(record=sheet, findings=_bare(sheet.findings), **_NOTES, ignored_note="")
        for final in expression.reconciliations.all():
            record_change(record=final, findings=_bare(final.findings), **_NOTES)
        ledger.record(viewer, "expression.erase", expression, item=expression.item_id)


_WORDS = ("quote", "gist", "speaker_name", "standing", "audience", "reactions", "silence")
_WIPED: dict[str, Any] = {**dict.fromkeys(_WORDS, ""), "terms": [], "speaker": None}
_NOTES: dict[str, Any] = {"judgement": "", "exposed_note": ""}


def _sees(viewer: Viewer, actor: uuid.UUID) -> bool:
    return policy.visible(Actor.objects.filter(pk=actor), viewer).exists()


def _bare(findings: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Findings without what was written about them."""
    return {
        element: {"value": found.get("value", ""), "reasoning": "", "evidence": ""}
        for element, found in findings.items()
    }


def _written(told: Told) -> dict[str, Any]:
    """The fields of the record, checked and tidied."""
    found = {one.name: getattr(told, one.name) for one in fields(told) if one.name != "targets"}
    written = {name: tidy(value) if isinstance(value, str) else value for name, value in found.items()}
    if not written["gist"]:
        raise NotPossibleNow("expression.no_gist")
    if not any(tidy(name) for name, _attribute in told.targets):
        raise NotPossibleNow("expression.no_target")
    low, high = told.reach_low, told.reach_high
    if low is not None and high is not None and low > high:
        raise NotPossibleNow("expression.reach_reversed")
    catalogue = doctrine.load(DANGEROUS)
    written["hallmarks"] = [catalogue.element(one).id for one in dict.fromkeys(told.hallmarks)]
    known = concepts()[0]
    terms = []
    for term in told.terms[:MOST_TERMS]:
        words, concept = tidy(term.get("words", ""))[:80], term.get("concept", "")
        meaning = tidy(term.get("meaning", ""))[:200]
        if words:
            terms.append({"words": words, "concept": concept if concept in known else "", "meaning": meaning})
    written["terms"] = terms
    return written


def _set_targets(expression: Expression, targets: Sequence[tuple[str, str]]) -> None:
    expression.targets.all().delete()
    named = [(tidy(name)[:200], attribute) for name, attribute in targets if tidy(name)]
    for name, attribute in dict.fromkeys(named[:MOST_TARGETS]):
        known = attribute if attribute in Target.Attribute.values else Target.Attribute.OTHER
        Target.objects.create(expression=expression, name=name, key=group_key(name), attribute=known)


def group_key(name: str) -> str:
    """What two names of one group share: the group that screening knows by this name in any of the three
    languages, or else the folded name."""
    folded = fold(name)
    for concept in concepts()[0].values():
        if concept.kind == "group" and folded in {
            fold(concept.gloss.in_(lang)) for lang in ("ar", "en", "fr")
        }:
            return concept.id
    return folded[:200]


def tidy(text: str) -> str:
    """Words as they are kept: without letters that only turn others round on screen, trimmed."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n")).strip()


def _narrower(label: str) -> str:
    """A record that rests on a report travels no further than that, and not to everybody by itself."""
    order = list(Tlp.values)
    return min(label, Tlp.GREEN, key=order.index)
