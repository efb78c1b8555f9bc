"""The screener: a text in, a finding out, always in bounded time.

    fold → identify the language → match lexicons → read structure → weigh → decide → explain

Claims that are read explain themselves; a model of wording and shape, learnt from labelled posts, says how
probable it is that a text is hateful (`decision/`, `model/`). A text in a language without a lexicon is
still searched for words of the others that share its script, and its coverage says "not_covered".
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nadhir.doctrine.phrases import Reason
from nadhir.screening import explain, learnt
from nadhir.screening.collecting import uncollected
from nadhir.screening.decision import THRESHOLD, Decision, Evidence, wording
from nadhir.screening.explain import Chance
from nadhir.screening.finding import COVERAGES, VIOLENCE, Coverage, Finding
from nadhir.screening.language import UNDETERMINED, LanguageGuess, identify_batch, normalised_code, scripts_of
from nadhir.screening.lexicon import Heading, Kind, Lexicon, available, concepts, heading
from nadhir.screening.matching import Matcher
from nadhir.screening.model.weights import HEADS, Model
from nadhir.screening.pages import Lot, Pages
from nadhir.screening.rules import RULES_VERSION
from nadhir.screening.scene import Reading
from nadhir.screening.second_look import SecondLook
from nadhir.screening.second_look import wanted as second_look_wanted
from nadhir.screening.verdicts import Chances, Flags, Integers, Read, Verdicts

LANGUAGES = available()
"""Lexicons that come with the project: language codes, with the script where it is not the usual one."""

MAX_CHARACTERS = 200_000
"""What is read of one text; what is left out is said in a reason."""

_SURE = 0.8  # a less certain language is searched with the lexicons of the next ones too
_FIRST = {"latin": "en", "arabic": "ar", "devanagari": "hi", "ethiopic": "am", "bengali": "bn"}
"""For words in a script that the language of a text is not written in: the lexicon to look into."""

_SAMPLE = 4_000
_NOTHING = frozenset({"", "none", "null", "nan", "nil", "n/a", "na", "<na>", "undefined"})
_LONGEST_NOTHING = max(map(len, _NOTHING))
_NOTHING_READ = Reading()
_NO_FINDING = Finding("none", UNDETERMINED, "not_covered", "")
_NAMED: frozenset[Kind] = frozenset({"group"})
_TOGETHER = 4_096  # texts searched at once
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff\ufffe\uffff]")


class Screener:
    """Reads texts with a fixed set of lexicons and rules; safe to share between threads."""

    def __init__(
        self,
        lexicons: Sequence[Lexicon | Heading],
        *,
        decision: Decision | None = None,
        second_look: SecondLook | None = None,
    ) -> None:
        """`decision` is what was learnt; without it only what the rules say of claims counts. `second_look`
        revises what it says of uncertain sentences."""
        self._by = {
            (code, one.script): one
            for one in lexicons
            for code in (one.language.partition("-")[0], *one.also)
        }
        self._coverages: dict[str, Coverage] = {}
        for (code, _), one in self._by.items():
            best = max(self._coverages.get(code, "not_covered"), one.coverage, key=COVERAGES.index)
            self._coverages[code] = best
        self._matchers: dict[str, Matcher] = {}
        self._decision = decision
        self.second_look = second_look
        self._chosen: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Matcher, ...]] = {}
        content = "".join(sorted(one.digest for one in (*lexicons, heading("zxx")))) + concepts()[1]
        if decision is not None:
            content += decision.digest + Model.load().version
        self.version = f"{RULES_VERSION}+{hashlib.sha256(content.encode()).hexdigest()[:12]}"
        if second_look is not None:
            self.version += f".look-{second_look.version}"

    @classmethod
    def default(cls, *, second_look: bool | None = None) -> Screener:
        """The screener with the project's own lexicons, made once; each is opened when it is first needed.

        `second_look` has an encoder read uncertain sentences; by default as the installation says
        (`NADHIR_SECOND_LOOK`), else not.

        Raises:
            NotPossibleNow: `encoder.*`: a second look is asked for and cannot be taken on this machine.
        """
        asked = second_look_wanted() if second_look is None else second_look
        return _default(learnt.folder(), asked)

    def screen(self, text: str | None, *, language: str | None = None) -> Finding:
        """What is found in `text`.

        `language` is what a source says the text is in; without it, or if it is no language code, the
        language is identified. Never raises for what a text contains.
        """
        return self.screen_batch([text], languages=[language])[0]

    def screen_batch(
        self, texts: Iterable[str | None], *, languages: Iterable[str | None] | None = None
    ) -> list[Finding]:
        """One finding per text, in order. Texts that are the same, as reposts are, are read once."""
        asked = _Asked.of(texts, languages)
        found: list[Finding] = [_NO_FINDING] * len(asked.distinct)
        batches, wordless = self._sorted(asked.distinct)
        for place, code in wordless:
            found[place] = Finding(
                "none", "und", "not_covered", self.version, reasons=(explain.reason(f"reason.{code}"),)
            )
        for batch in batches:
            named = batch.pages.having(_NAMED) | batch.evidence.said
            bare = [
                number for number in np.flatnonzero(named).tolist() if number not in batch.evidence.readings
            ]
            mentions = {
                number: Reading(page.content)
                for number, page in zip(bare, batch.pages.pages(bare), strict=True)
            }
            readings = mentions | batch.evidence.readings
            chances = batch.chances_of(range(len(batch.members)))
            for number, (place, kept, guess) in enumerate(batch.members):
                reading = readings.get(number, _NOTHING_READ)
                found[place] = explain.finding(
                    kept,
                    functools.partial(batch.pages.offsets, number),
                    reading,
                    batch.evidence.judged.get(number, ()),
                    notes=self._notes(
                        len(asked.distinct[place][0] or ""), len(kept), guess, batch.pages.is_zawgyi(number)
                    ),
                    language=guess.code,
                    coverage=self._coverage(guess),
                    version=self.version,
                    chance=chances[number],
                )
        return [found[place] for place in asked.places]

    def verdicts(
        self, texts: Iterable[str | None], *, languages: Iterable[str | None] | None = None
    ) -> tuple[Verdicts, Integers]:
        """What `screen_batch` finds but for spans and reasons, as columns, in half the time.

        The columns are of the texts that differ; the numbers say for each text which of them is its own.
        """
        asked = _Asked.of(texts, languages)
        found = Verdicts.blank(len(asked.distinct), UNDETERMINED)
        batches, wordless = self._sorted(asked.distinct)
        for place, code in wordless:
            found.reading[place] = code
        for batch in batches:
            places = np.array([place for place, _, _ in batch.members], np.int64)
            found.written(places, [guess.code for _, _, guess in batch.members], self._coverages)
            if batch.chances is not None:
                found.learnt(places, batch.chances, batch.covered)
            said = [
                number
                for number, reading in batch.evidence.readings.items()
                if reading.claims or reading.reports
            ]
            for number, chance in zip(said, batch.chances_of(said), strict=True):
                judged = batch.evidence.judged.get(number, ())
                reports = batch.evidence.readings[number].reports
                found.put(batch.members[number][0], explain.verdict(judged, reports, chance))
        for place, (text, _) in enumerate(asked.distinct):
            if text is not None and len(text) > MAX_CHARACTERS:
                found.reading.setdefault(place, "part")
        return found, np.array(asked.places, np.int64)

    def _sorted(
        self, asked: Sequence[tuple[str | None, str | None]]
    ) -> tuple[Iterator[_Batch], list[tuple[int, Read]]]:
        """The texts in batches that are read with the same lexicons, and the places of those without words,
        with what they are."""
        together: dict[tuple[Matcher, ...], list[_Member]] = {}
        unknown: list[tuple[int, str]] = []
        wordless: list[tuple[int, Read]] = []
        for place, (text, language) in enumerate(asked):
            if text is None or _says_nothing(text):
                wordless.append((place, "empty"))
                continue
            kept = text[:MAX_CHARACTERS]
            if _looks_binary(kept):
                wordless.append((place, "not_text"))
            elif given := normalised_code(language):
                guess = LanguageGuess(given, 1.0, scripts=scripts_of(kept))
                together.setdefault(self._matchers_for(guess), []).append((place, kept, guess))
            else:
                unknown.append((place, kept))
        guesses = identify_batch([kept for _, kept in unknown])
        for (place, kept), guess in zip(unknown, guesses, strict=True):
            together.setdefault(self._matchers_for(guess), []).append((place, kept, guess))
        return self._batches(together), wordless

    def _batches(self, together: Mapping[tuple[Matcher, ...], list[_Member]]) -> Iterator[_Batch]:
        for members, lots in _shared(together):
            pages = Pages([kept for _, kept, _ in members], lots=lots)
            evidence = Evidence.of(pages)
            covered = np.array([self._says(guess.code) for _, _, guess in members], bool)
            yield _Batch(members, pages, evidence, covered, self._chances(pages, evidence, covered))

    def _chances(self, pages: Pages, evidence: Evidence, covered: Flags) -> Chances | None:
        """What was learnt says of each text, by the line of the language it is read in first; it will count
        for those that are `covered`."""
        if self._decision is None or "" in pages.languages:
            return None
        scores = pages.text_scores()
        shares, calling = self._decision.probability(evidence, scores, pages.languages)
        least = np.minimum(shares, THRESHOLD - 0.01)
        # Whoever only says that nobody may be harmed is not hateful, whatever the words.
        shares = np.where(evidence.barred, least, shares)
        concern = np.zeros(len(pages), np.int64)
        inciting = np.full(len(pages), np.nan)
        violence = np.zeros(len(pages), np.int64)
        first = None if self.second_look is None else np.full(len(pages), np.nan)
        for language, rows in pages.languages.items():
            # A text that names nobody and says nothing known of anybody is not called hateful in a language
            # in which no ordinary talk taught the text model what is harmless.
            if language not in self._decision.calmed:
                heard = evidence.named | evidence.said
                shares[rows] = np.where(heard, shares, least)[rows]
            if language not in Model.load().languages and not wording.knows(language):
                # Nothing but a name is no reason to call a text hateful.
                shares[rows] = np.where(evidence.said, shares, least)[rows]
            if self.second_look is not None and first is not None:
                here = np.zeros(len(pages), bool)
                here[rows] = True
                revised, looked = self.second_look.at(pages.texts, language, evidence, shares, covered & here)
                first[looked], shares = shares[looked], revised
            line = self._decision.line(language)
            concern[rows] = line.concerns(shares, evidence.named & evidence.said)[rows]
            inciting[rows], violence[rows] = _inciting(scores[rows], language)
        # Where no posts are labelled for it, it is a part of what is hateful.
        inciting = np.where(np.isnan(inciting), self._decision.inciting(evidence, calling, shares), inciting)
        return Chances(shares, shares >= THRESHOLD, concern, inciting, violence, first)

    def _says(self, code: str) -> bool:
        """Whether what was learnt counts for a text: not where its language is known and not covered."""
        return self._coverages.get(code, "not_covered") != "not_covered" or code == UNDETERMINED

    def _notes(self, length: int, kept: int, guess: LanguageGuess, zawgyi: bool) -> list[Reason]:
        notes = []
        if kept < length:
            notes.append(explain.reason("reason.read_part", read=kept, total=length))
        if zawgyi:
            notes.append(explain.reason("reason.read_as_zawgyi"))
        if self._coverage(guess) == "not_covered":
            unknown = guess.code == UNDETERMINED
            code = "reason.language_unknown" if unknown else "reason.not_covered"
            notes.append(explain.reason(code, language=guess.code))
        return notes

    def _matchers_for(self, guess: LanguageGuess) -> tuple[Matcher, ...]:
        """The lexicons to read a text with: its language's in each script it is written in, those of the
        languages it may be in where that is not sure, and the first of any other script in it."""
        sure = guess.certainty >= _SURE and guess.code != UNDETERMINED
        codes = (guess.code,) if sure else (guess.code, *guess.others)
        known = self._chosen.get((codes, guess.scripts))
        if known is None:
            chosen: dict[str, Lexicon | Heading] = {}
            for script in guess.scripts:
                of_script = [self._by[code, script] for code in codes if (code, script) in self._by]
                if of_script:  # the languages it may be in come before those of other scripts in it
                    chosen = {one.language: one for one in of_script} | chosen
                elif (_FIRST.get(script), script) in self._by:
                    first = self._by[_FIRST[script], script]
                    chosen.setdefault(first.language, first)
            if "ar-Latn" in chosen and ("ar", "arabic") in self._by:  # whose words it is, in other letters
                chosen.setdefault("ar", self._by["ar", "arabic"])
            known = self._chosen[codes, guess.scripts] = tuple(map(self._matcher, chosen.values()))
        return known

    def _matcher(self, lexicon: Lexicon | Heading) -> Matcher:
        """The matcher of a lexicon, which is opened when a text first asks for it."""
        made = self._matchers.get(lexicon.language)
        if made is None:
            with uncollected():
                made = self._matchers[lexicon.language] = Matcher(lexicon.opened())
        return made

    def _coverage(self, guess: LanguageGuess) -> Coverage:
        """How well the language of a text is covered, in the script that is covered best."""
        return self._coverages.get(guess.code, "not_covered")


_Member = tuple[int, str, LanguageGuess]
"""A text: its place among those asked about, what is read of it, and its language."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The texts that differ, each with what its source says of the language, and which is whose."""

    distinct: list[tuple[str | None, str | None]]
    places: list[int]

    @classmethod
    def of(cls, texts: Iterable[str | None], languages: Iterable[str | None] | None) -> _Asked:
        asked = list(texts)
        given = list(languages) if languages is not None else [None] * len(asked)
        keys = list(zip(asked, given, strict=True))
        numbers: dict[tuple[str | None, str | None], int] = {}
        places = [numbers.setdefault(key, len(numbers)) for key in keys]
        return cls(list(numbers), places)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Texts that are read together, and what comes of it; what was learnt counts for those `covered`."""

    members: Sequence[_Member]
    pages: Pages
    evidence: Evidence
    covered: Flags
    chances: Chances | None

    def chances_of(self, numbers: Sequence[int]) -> list[Chance | None]:
        """What was learnt of some of the texts, where it counts."""
        if self.chances is None:
            return [None] * len(numbers)
        covered = self.covered[numbers].tolist()
        found = self.chances.of(numbers)
        return [chance if counts else None for chance, counts in zip(found, covered, strict=True)]


def _shared(
    together: Mapping[tuple[Matcher, ...], list[_Member]],
) -> Iterator[tuple[list[_Member], list[Lot]]]:
    """The texts in lots by the matchers they are read with, as many together as is quick; apart from the rest
    those for which there is no matcher, since nothing was learnt of them."""
    some: list[_Member] = []
    lots: list[Lot] = []
    for matchers, members in sorted(together.items(), key=lambda one: bool(one[0])):
        for start in range(0, len(members), _TOGETHER):
            more = members[start : start + _TOGETHER]
            if lots and (len(some) + len(more) > _TOGETHER or not lots[0].matchers):
                yield some, lots
                some, lots = [], []
            lots.append(Lot(len(some), len(some) + len(more), matchers))
            some = [*some, *more]
    if lots:
        yield some, lots


def _inciting(
    scores: npt.NDArray[np.float32], language: str
) -> tuple[npt.NDArray[np.floating] | float, Integers]:
    """The probability of inciting to violence, and what the wording does with it, where the text model has
    learnt that."""
    model = Model.load()
    known = language in model.languages
    inciting = model.calibration(language, "inciting") if known else None
    direct = model.calibration(language, "direct") if known else None
    if inciting is None or direct is None:
        return np.nan, np.zeros(len(scores), np.int64)
    of_inciting, of_direct = scores[:, HEADS.index("inciting")], scores[:, HEADS.index("direct")]
    kinds = (of_inciting >= inciting.threshold) + 2 * (of_direct >= direct.threshold)
    return inciting.probability(of_inciting), np.minimum(kinds, VIOLENCE.index("direct"))


@functools.cache
def _default(_: Path | None, second_look: bool) -> Screener:
    look = SecondLook.load() if second_look else None
    return Screener([heading(language) for language in LANGUAGES], decision=Decision.load(), second_look=look)


def _says_nothing(text: str) -> bool:
    """Blank, or what tables write where there is nothing."""
    beginning = text[:_SAMPLE].strip()
    if not beginning:
        return not text.strip()
    return len(beginning) <= _LONGEST_NOTHING and len(text) < _SAMPLE and beginning.casefold() in _NOTHING


def _looks_binary(text: str) -> bool:
    """More than a tenth of the beginning are control characters, or signs that decoding has failed."""
    sample = text[:_SAMPLE]
    return len(_UNREADABLE.findall(sample)) * 10 > len(sample)
