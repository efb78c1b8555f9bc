"""An item that is there is read once more: by a newer screener, or because a person judged what was found.

Pure like `reading`: nothing is written. What the machine found and what a person said of it stay apart; the
place of an item in the inbox follows the person where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from nadhir.doctrine.phrases import Reason
from nadhir.screening import Finding, Screener
from nadhir.screening.finding import Concern
from nadhir.sources import EventFacts, Record, WrittenDate
from nadhir.web.intake import reading
from nadhir.web.intake.models import Item, PublicReport
from nadhir.web.intake.triage import Priority, prioritise

_NEWER = "triage.newer_version"
LIKELY = 0.5  # a calibrated probability from which on a text counts as hateful


@dataclass(frozen=True, slots=True)
class Reread:
    """What a screener finds in an item now, and where the item stands with that."""

    finding: Finding
    priority: Priority


def finding_of(item: Item) -> Finding | None:
    """The machine's finding, as it was kept."""
    return Finding.of_json(item.finding) if item.finding else None


def says_hateful(finding: Finding) -> bool:
    """Whether a finding amounts to "this is hateful": by its probability, or else by its concern."""
    if finding.hateful_probability is not None:
        return finding.hateful_probability >= LIKELY
    return finding.concern in ("review", "urgent") and bool(finding.targets)


def record_of(item: Item) -> Record:
    """The record that an item came as, as far as it is kept outside its original bytes."""
    return Record(
        text=item.text,
        raw=b"",
        title=item.title or None,
        language=item.language if item.language != "und" else None,
        published=_date(item.published),
        occurred=_date(item.occurred),
        event=_event(item.event),
        attributes=_told(item),
    )


def _told(item: Item) -> dict[str, Any]:
    """Whether whoever told it says that somebody is in danger."""
    told = PublicReport.objects.filter(item=item).values_list("danger", flat=True).first()
    return {"danger": told} if told else {}


def priority_of(
    item: Item, finding: Finding, judged: str | None, *, headline: bool | None = None
) -> Priority:
    """The place of an item in the inbox, with a person's concern where there is one.

    Args:
        headline: whether its title reports violence; where None, its title is screened for that.
    """
    record = record_of(item)
    if headline is None:
        title = reading.title_apart(record)
        headline = bool(title) and Screener.default().screen(title).reports_violence
    today = item.received_at.date()
    concern = cast(Concern, judged) if judged else None
    made = prioritise(finding, record, today=today, headline=headline, judged=concern)
    # That it is a newer version of another report was seen when it came.
    kept = tuple(Reason.of_json(one) for one in item.reasons if one["code"] == _NEWER)
    return Priority(made.level, made.weight, (*kept, *made.reasons))


def read_again(items: Sequence[Item], screener: Screener) -> list[Reread]:
    """What `screener` finds in these items, in their order; judgements are left to stand."""
    found = reading.screened([record_of(item) for item in items], screener)
    return [
        Reread(
            finding,
            priority_of(item, finding, item.judgement.concern if item.judgement else None, headline=headline),
        )
        for item, (finding, headline) in zip(items, found, strict=True)
    ]


def _date(kept: Mapping[str, Any] | None) -> WrittenDate | None:
    if not kept:
        return None
    start, end = date.fromisoformat(kept["start"]), date.fromisoformat(kept["end"])
    return WrittenDate(
        kept.get("as_written", ""), start, end, kept.get("precision", "day"), kept.get("relative", False)
    )


def _event(kept: Mapping[str, Any] | None) -> EventFacts | None:
    return EventFacts(**{**kept, "sources": tuple(kept.get("sources", ()))}) if kept else None
