"""The dialogue-insight brief: what was heard in dialogues, where, and where it contradicts the analysis.

Under the Chatham House rule what was said may be used, who said it and to whom they belong may not. So the
brief holds themes and counts, and no passage, no source, no author: words can tell who spoke.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nadhir.documents import model as m
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import day, in_words, number
from nadhir.web.intake.models import ItemPlace
from nadhir.web.situations import selectors
from nadhir.web.situations.documents import parts
from nadhir.web.situations.documents.frame import Audience, Paper, titled
from nadhir.web.situations.models import Evidence, Finding, Situation
from nadhir.web.situations.reading import content_of

# A theme heard in fewer conversations could tell whose it was.
FEWEST = 2


def build(audience: Audience, situation: Situation) -> m.Document:
    """The brief, for readers who may have what the audience says."""
    with audience.speaking():
        paper = Paper(audience)
        paper.about(situation)
        paper.uses(situation)
        paper.notice(
            "caution",
            _(
                "What was said may be used. Who said it, and to whom they belong, may not be told or "
                "looked for."
            ),
            _("Chatham House rule"),
        )
        heard = _heard(paper, situation)
        _themes(paper, heard)
        _where(paper, heard)
        _contradictions(paper, situation, heard)
        paper.heading(_("What communities ask"))
        paper.facts((_("To be filled in by the coordinator"), "…"))
        paper.heading(_("Feedback owed"))
        paper.facts((_("To whom, by whom, until when"), "…"))
        return paper.finished(
            titled(_("Dialogue insights"), paper.situation_name(situation)),
            reference=_("Dialogue insights"),
            version=_("version %(n)s of the record") % {"n": number(situation.version)},
        )


def _heard(paper: Paper, situation: Situation) -> list[Evidence]:
    """Coded passages from sources under the rule that these readers may have."""
    viewer = paper.audience.viewer
    found = selectors.evidence(viewer, situation).filter(
        item__source__chatham_house=True, withdrawn_at=None, item__erased_at=None
    )
    kept = []
    for one in found[:5_000]:
        if paper.audience.may_have(one, one.item):
            paper.uses(one, one.item)
            kept.append(one)
        else:
            paper.keep_back()
    return kept


def _by_element(heard: list[Evidence]) -> dict[tuple[str, str], list[Evidence]]:
    by: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for one in heard:
        by[one.framework, one.element].append(one)
    return by


def _conversations(pieces: list[Evidence]) -> int:
    return len({one.item_id for one in pieces})


def _themes(paper: Paper, heard: list[Evidence]) -> None:
    paper.heading(_("Themes heard"))
    by = {key: pieces for key, pieces in _by_element(heard).items() if _conversations(pieces) >= FEWEST}
    if not by:
        paper.soft(_("No theme was heard in at least two conversations; fewer could tell who spoke."))
        return
    rows: list[tuple[m.Flow, ...]] = []
    for (framework, element), pieces in sorted(by.items(), key=lambda row: -_conversations(row[1])):
        kinds = Counter(one.polarity for one in pieces)
        rows.append(
            (
                parts.element_name(framework, element, paper.audience.lang),
                number(_conversations(pieces)),
                number(kinds[str(Evidence.Polarity.RISK)]),
                number(kinds[str(Evidence.Polarity.MITIGATION)]),
            )
        )
    paper.table(
        (_("Theme"), _("Conversations"), pgettext("passages", "Speak of risk"), _("Speak of mitigation")),
        rows,
        kinds=("words", "number", "number", "number"),
    )
    first = min(one.item.received_at for one in heard)
    last = max(one.item.received_at for one in heard)
    paper.paragraph(_("Heard from %(first)s to %(last)s.") % {"first": day(first), "last": day(last)})
    few = sum(_conversations(pieces) < FEWEST for pieces in _by_element(heard).values())
    if few:
        paper.soft(
            ngettext(
                "%(n)s theme was heard in one conversation only and is left out.",
                "%(n)s themes were heard in one conversation only and are left out.",
                few,
            )
            % {"n": number(few)}
        )


def _where(paper: Paper, heard: list[Evidence]) -> None:
    """In which places, where at least two conversations speak of them."""
    if paper.discreet or not heard:
        return
    told = policy.visible(
        ItemPlace.objects.filter(item__in={one.item_id for one in heard}), paper.audience.viewer
    ).select_related("place")
    by: dict[Any, set[Any]] = defaultdict(set)
    names: dict[Any, Any] = {}
    for one in told:
        by[one.place_id].add(one.item_id)
        names[one.place_id] = one.place.names
    rows = [(in_words(names[key]), number(len(ids))) for key, ids in by.items() if len(ids) >= FEWEST]
    if rows:
        paper.heading(_("Where"))
        paper.table((_("Place"), _("Conversations")), sorted(rows), kinds=("words", "number"))


def _contradictions(paper: Paper, situation: Situation, heard: list[Evidence]) -> None:
    """Elements on which dialogues say something else than the signed assessment."""
    latest = selectors.latest_signed(paper.audience.viewer, situation)
    paper.heading(_("Where it contradicts the analysis"))
    if latest is None or not paper.audience.may_have(latest):
        paper.soft(_("There is no signed assessment to hold it against that these readers may have."))
        return
    paper.uses(latest)
    said = {one["element"]: one["value"] for one in content_of(latest)["findings"]}
    rows: list[tuple[m.Flow, ...]] = []
    for (framework, element), pieces in _by_element(heard).items():
        if framework != latest.framework or _conversations(pieces) < FEWEST:
            continue
        value = said.get(element, str(Finding.Value.NOT_ASSESSED))
        kinds = {one.polarity for one in pieces}
        if _contradicts(value, kinds):
            rows.append(
                (
                    parts.element_name(framework, element, paper.audience.lang),
                    " · ".join(str(Evidence.Polarity(one).label) for one in sorted(kinds)),
                    str(Finding.Value(value).label),
                )
            )
    if rows:
        paper.table((_("Theme"), _("Dialogues speak of"), _("Assessment")), rows, shares=(6, 2, 2))
    else:
        paper.soft(_("Nowhere."))


def _contradicts(value: str, kinds: set[str]) -> bool:
    risk, mitigation = str(Evidence.Polarity.RISK), str(Evidence.Polarity.MITIGATION)
    if value == Finding.Value.PRESENT:
        return kinds == {mitigation}
    return risk in kinds
