"""What happened in a situation, told from the ledger: as far as the viewer may know of each record.

The ledger holds no content. What an entry says more than its act (a title, a passage) is read from the
record it is about, through the policy.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.errors import DoctrineError
from nadhir.web.accounts.selectors import names_of
from nadhir.web.core import policy
from nadhir.web.core.models import Entry
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors as intake
from nadhir.web.situations import panels, selectors, strand
from nadhir.web.situations.folding import FOLDED_WORDS, TOLD, Run, run_words
from nadhir.web.situations.models import Assessment, Evidence, JointAssessment, Situation
from nadhir.web.situations.reading import title_of

KINDS = ("reports", "evidence", "register", "assessments", "situation", "response")
_GRAVE = frozenset({"evidence.withdraw", "assessment.return", "assessment.dissent", "situation.close"})
_DONE = frozenset({"assessment.sign", "situation.open", "warning.issue", "tension.settle"})


@dataclass(frozen=True, slots=True)
class Told:
    """One act in words. `lang` is the language of `text`, where the text is a passage."""

    entry: Entry
    title: str
    text: str = ""
    lang: str = ""
    url: str = ""
    by: str = ""

    @property
    def tone(self) -> str:
        if self.entry.act in _GRAVE:
            return "warn"
        return "accent" if self.entry.act in _DONE else ""


def entries(viewer: Viewer, situation: Situation, kind: str = "") -> QuerySet[Entry]:
    """The acts of a situation, the newest first.

    Args:
        kind: one of `KINDS` alone; empty for all.
    """
    wanted = {kind} if kind in KINDS else set(KINDS)
    told = Q(pk__in=[])
    if "situation" in wanted:
        told |= Q(subject_id=situation.pk) & ~Q(act__in=[*strand.OF_PARTIES, *strand.OF_NEIGHBOURS])
    if "register" in wanted:
        told |= strand.acts(viewer, situation)
    if "reports" in wanted:
        attached = selectors.attached(viewer, situation).values("item")
        told |= Q(act="item.attach", subject_id__in=attached, data__situation=str(situation.pk))
    if "evidence" in wanted:
        coded = policy.visible(Evidence.objects.filter(situation=situation), viewer)
        told |= Q(subject_id__in=coded.values("pk"))
    if "assessments" in wanted:
        assessed = policy.visible(Assessment.objects.filter(situation=situation), viewer)
        told |= Q(subject_id__in=assessed.values("pk"))
        joint = policy.visible(JointAssessment.objects.filter(situation=situation), viewer)
        told |= Q(subject_id__in=joint.values("pk"))
    if "response" in wanted:
        for other in panels.strands(viewer, situation):
            told |= Q(subject_id__in=other.ids)
    return Entry.objects.filter(told).order_by("-number")


def tell(viewer: Viewer, situation: Situation, found: Iterable[Entry]) -> list[Told]:
    """These acts in words; a few queries, however many there are."""
    shown = list(found)
    names = names_of(entry.actor_id for entry in shown)
    telling = _Telling(viewer, situation, shown)
    return [
        Told(entry, **telling.of(entry), by=names.get(entry.actor_id, "") if entry.actor_id else "")
        for entry in shown
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: an act, or a run of like acts with the first of them.

    Attributes:
        title: what a run is called; empty for a single act.
        more: how many acts of the run are not told one by one.
    """

    told: tuple[Told, ...]
    title: str = ""
    more: int = 0

    @property
    def first(self) -> Told:
        return self.told[0]


def lines(viewer: Viewer, situation: Situation, runs: Sequence[Run]) -> list[Line]:
    """These runs in words; a few queries, however many there are."""
    wanted = [one for run in runs for one in run.numbers[:TOLD]]
    found = Entry.objects.in_bulk(wanted)
    told = {
        one.entry.number: one
        for one in tell(viewer, situation, (found[number] for number in wanted if number in found))
    }
    shown = []
    for run in runs:
        acts = tuple(told[number] for number in run.numbers[:TOLD] if number in told)
        if not acts:
            continue
        title = ""
        if run.many > 1:
            title = run_words(run.act, run.many)
            if run.act not in FOLDED_WORDS:
                title = f"{acts[0].title} · {title}"
        shown.append(Line(acts, title, max(run.many - TOLD, 0)))
    return shown


class _Telling:
    """The records that the shown entries are about, read once."""

    def __init__(self, viewer: Viewer, situation: Situation, shown: list[Entry]) -> None:
        about: dict[str, list[uuid.UUID]] = {}
        for entry in shown:
            about.setdefault(entry.noun, []).append(entry.subject_id)
        self.pieces = selectors.pieces(viewer, about.get("evidence", ()))
        items = intake.items(viewer).filter(pk__in=about.get("item", ()))
        self.items = {item.pk: item for item in items.defer("raw", "text", "folded", "finding")}
        assessments = Assessment.objects.filter(pk__in=about.get("assessment", ())).defer("frozen")
        self.assessments = {one.pk: one for one in policy.visible(assessments, viewer)}
        kept = [entry.subject_id for entry in shown if entry.noun in strand.NOUNS]
        self.situation = situation.pk
        self.kept = strand.Records(viewer, situation, kept)
        self.words: dict[str, str] = {}
        self.links: dict[uuid.UUID, tuple[str, str]] = {}
        others = [entry.subject_id for entry in shown if entry.noun not in _OWN]
        for other in panels.strands(viewer, situation) if others else ():
            self.words |= other.words
            self.links |= other.links(others)

    def of(self, entry: Entry) -> dict[str, Any]:
        """Title, text and link of one entry."""
        if entry.noun == "evidence" and (piece := self.pieces.get(entry.subject_id)):
            return {
                "title": _of_evidence(entry, piece),
                "text": piece.quote if entry.act == "evidence.code" else entry.data.get("because", ""),
                "lang": piece.item.language if entry.act == "evidence.code" else "",
                "url": reverse("item", args=[piece.item_id]),
            }
        if entry.noun == "item" and (item := self.items.get(entry.subject_id)):
            return {
                "title": _("Report attached"),
                "text": title_of(item),
                "lang": item.language,
                "url": reverse("item", args=[item.pk]),
            }
        if entry.noun == "assessment" and (assessment := self.assessments.get(entry.subject_id)):
            return {
                "title": _of_assessment(entry, assessment),
                "text": _number_of(assessment.framework, entry.data.get("factor", "")),
                "url": reverse("assessment", args=[assessment.pk]),
            }
        if strand.is_of_register(entry):
            return self.kept.of(entry)
        if entry.noun == "joint_assessment":
            return {"title": _of_joint(entry), "url": reverse("joint", args=[entry.subject_id])}
        if entry.noun == "situation":
            return {"title": _of_situation(entry), "text": entry.data.get("because", "")}
        title, url = self.links.get(entry.subject_id, ("", ""))
        told = self.kept.veil.text(self.situation, title)
        return {"title": self.words.get(entry.act, entry.act), "text": told, "url": url}


_OWN = frozenset({"evidence", "item", "assessment", "joint_assessment", "situation"}) | strand.NOUNS


def _of_situation(entry: Entry) -> str:
    return {
        "situation.open": _("Put under watch"),
        "situation.change": _("What is watched was changed"),
        "situation.close": _("Watch ended"),
        "situation.reopen": _("Watch taken up again"),
        "text.redact": _("Words blacked out"),
        "redaction.lift": _("Blacked-out words shown again"),
    }.get(entry.act, entry.act)


def _of_joint(entry: Entry) -> str:
    return {
        "joint.convene": _("Teams called together for a joint assessment"),
        "joint.compare": _("Views of the teams opened to each other"),
        "joint.settle": _("A difference between the teams talked through"),
        "joint.end": _("Joint assessment ended"),
    }.get(entry.act, entry.act)


def _of_evidence(entry: Entry, piece: Evidence) -> str:
    element = _number_of(piece.framework, piece.element)
    words = {
        "evidence.code": _("Passage coded to %(element)s"),
        "evidence.withdraw": _("Evidence for %(element)s withdrawn"),
    }.get(entry.act)
    return words % {"element": element} if words else entry.act


def _of_assessment(entry: Entry, assessment: Assessment) -> str:
    words = {
        "assessment.draft": _("Assessment %(number)s begun"),
        "assessment.write": _("Assessment %(number)s: cumulative effect written"),
        "finding.record": _("Assessment %(number)s: finding written"),
        "factor.write": _("Assessment %(number)s: findings written"),
        "assessment.submit": _("Assessment %(number)s handed to review"),
        "assessment.return": _("Assessment %(number)s sent back"),
        "assessment.sign": _("Assessment %(number)s signed"),
        "assessment.supersede": _("Assessment %(number)s superseded"),
        "assessment.dissent": _("Another view added to assessment %(number)s"),
        "joint.sign": _("Assessment %(number)s signed for one organisation"),
    }.get(entry.act)
    return words % {"number": assessment.number} if words else entry.act


def _number_of(framework: str, element: str) -> str:
    """The number and words of an element, in the reader's language."""
    if not element:
        return ""
    try:
        return element_words(framework, element)
    except DoctrineError:
        return element


def element_words(framework: str, element: str) -> str:
    """The number and short name of an element, as far as the number may be shown."""
    found = doctrine.load(framework).element(element)
    words = (found.label or found.text).in_(get_language())
    return f"{found.number} {words}" if found.number else words
