"""The sentences of an assessment: which claim a fact, what they cite, and which were let through without.

A citation mark `[e:1a2b3c4d]` names a passage by the last eight hexadecimal digits of its identifier. What
claims a fact and cites nothing is shown to the author, who cites, rewords or lets it through as a judgement
or as commonly known. What remains is kept as "not cited" in what is signed.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nadhir.doctrine.claims import claims
from nadhir.doctrine.text import Language, language
from nadhir.doctrine.wording import Remark, check
from nadhir.errors import NotPossibleNow
from nadhir.screening.language import identify
from nadhir.web.core import clock
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment, Evidence

MARK = re.compile(r"\s?\[e:([0-9a-fA-F]{8})\]")
WAVED_AS = ("judgement", "known")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Statement:
    """A text of an assessment and where it stands.

    Attributes:
        place: "narrative", "gaps", or a kind and what it is about: "finding:7.14", "scenario:0".
    """

    place: str
    text: str

    @property
    def kind(self) -> str:
        return self.place.partition(":")[0]

    @property
    def about(self) -> str:
        return self.place.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Uncited:
    """A sentence that claims a fact and does not say where it comes from.

    Attributes:
        digest: names the sentence as it is worded.
        waved: as what it was let through; empty where it was not.
    """

    place: str
    text: str
    end: int
    digest: str
    waved: str = ""


def mark_of(evidence: uuid.UUID) -> str:
    """The citation mark of a passage."""
    return f"[e:{evidence.hex[-8:]}]"


def marks_in(text: str) -> list[str]:
    """The passages that a text cites, each once, in their order."""
    return list(dict.fromkeys(found.lower() for found in MARK.findall(text)))


def statements(content: Mapping[str, Any]) -> Iterator[Statement]:
    """The texts of an assessment, given as plain data, in the order in which they are read."""
    yield Statement("narrative", content["narrative"])
    for one in content.get("groups", ()):
        yield Statement(f"group:{one['group']}", one["text"])
    for one in content["findings"]:
        yield Statement(f"finding:{one['element']}", one["reasoning"])
    for at, one in enumerate(content.get("triggers", ())):
        yield Statement(f"trigger:{at}", one["text"])
    for at, one in enumerate(content.get("scenarios", ())):
        yield Statement(f"scenario:{at}", one["text"])
        yield Statement(f"signs:{at}", one["signs"])
    for one in content["findings"]:
        yield Statement(f"lowering:{one['element']}", one.get("lowering", ""))
    yield Statement("gaps", content["gaps"])
    for at, one in enumerate(content.get("questions", ())):
        yield Statement(f"question:{at}", one["what"])
        yield Statement(f"how:{at}", one["how"])


# What would be seen, done or asked is no claim of fact.
AHEAD = frozenset({"signs", "lowering", "question", "how"})


def language_of(text: str) -> Language:
    """The working language of a text."""
    if len(_ARABIC.findall(text)) > len(_LATIN.findall(text)):
        return "ar"
    return language(identify(MARK.sub("", text)).code)


def digest_of(sentence: str) -> str:
    """Names a sentence by its words, whatever it cites."""
    bare = " ".join(MARK.sub("", sentence).split())
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def uncited(content: Mapping[str, Any]) -> list[Uncited]:
    """The sentences that claim a fact without a citation that leads anywhere, those let through among
    them."""
    known, waved = content.get("citations", {}), content.get("waved", {})
    return [
        one
        for statement in statements(content)
        if statement.text and statement.kind not in AHEAD
        for one in uncited_in(statement, known, waved)
    ]


def uncited_in(
    statement: Statement, known: Mapping[str, Any], waved: Mapping[str, Mapping[str, str]]
) -> Iterator[Uncited]:
    """The same for one text."""
    for claim in claims(statement.text, language_of(statement.text)):
        if claim.kind != "fact" or any(mark in known for mark in claim.citations):
            continue
        digest = digest_of(claim.text)
        as_what = waved.get(digest, {}).get("as", "")
        yield Uncited(statement.place, claim.text, claim.end, digest, as_what)


def remarks(content: Mapping[str, Any]) -> list[tuple[Statement, Remark]]:
    """What the check of wording remarks on in the texts of an assessment. Silence is no clearance."""
    texts = [*statements(content), *_titles(content)]
    return [(one, remark) for one in texts if one.text for remark in check(one.text)]


def _titles(content: Mapping[str, Any]) -> Iterator[Statement]:
    for at, one in enumerate(content.get("scenarios", ())):
        yield Statement(f"scenario:{at}", one["title"])


def remarks_as_data(found: Iterable[tuple[Statement, Remark]]) -> list[dict[str, str]]:
    """Remarks as they are kept with an acknowledgement."""
    return [
        {"place": one.place, "kind": remark.kind, "words": str(remark.why.params.get("words", ""))}
        for one, remark in found
    ]


def acknowledge(
    viewer: Viewer, assessment: Assessment, content: Mapping[str, Any], because: str, step: str
) -> list[dict[str, Any]]:
    """What is kept of the remarks that a person goes on with.

    Raises:
        NotPossibleNow: `wording.unanswered`, there are remarks and no reason was given.
    """
    kept: list[dict[str, Any]] = list(assessment.acknowledged)
    found = remarks_as_data(remarks(content))
    if not found:
        return kept
    if not because.strip():
        raise NotPossibleNow("wording.unanswered", n=len(found))
    by = {"by": str(viewer.user_id), "at": clock.now().isoformat()}
    return [*kept, {"step": step, "because": because.strip()[:2000], "remarks": found, **by}]


def citations_of(assessment: Assessment, texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The passages of the situation that texts cite, by their mark. A mark that names two passages, which
    chance allows, names the one coded first."""
    wanted = {mark for text in texts for mark in marks_in(text)}
    if not wanted:
        return {}
    named: dict[str, uuid.UUID] = {}
    among = Evidence.objects.filter(situation=assessment.situation_id).order_by("pk")
    for pk in among.values_list("pk", flat=True).iterator():
        if (mark := pk.hex[-8:]) in wanted:
            named.setdefault(mark, pk)
    columns = ("pk", "item", "item__sha256", "quote", "start", "end")
    rows = Evidence.objects.filter(pk__in=named.values()).values_list(*columns)
    names = ("id", "item", "item_sha256", "quote", "start", "end")
    told = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    return {mark: told[pk] for mark, pk in named.items()}
