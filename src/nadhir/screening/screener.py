"""The screener: a text in, a finding out, always in bounded time.

    fold → identify the language → match lexicons → read structure → apply rules → explain

This first version has no statistical model: its probabilities are None, and no language is covered better
than "thinly". A text in a language without a lexicon is still searched for words of the others that share
its script, and its coverage says "not_covered".
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Sequence

from nadhir.doctrine.phrases import Reason
from nadhir.screening import explain
from nadhir.screening.finding import Coverage, Finding
from nadhir.screening.language import UNDETERMINED, LanguageGuess, identify, normalised_code, scripts_in
from nadhir.screening.lexicon import Lexicon, available, concepts, lexicon
from nadhir.screening.masks import unmask
from nadhir.screening.matching import Hit, Matcher, longest
from nadhir.screening.normalise import fold_with_offsets
from nadhir.screening.rules import RULES_VERSION
from nadhir.screening.scene import Reading
from nadhir.screening.structure import read

LANGUAGES = available()
"""Lexicons that come with the project: language codes, with the script where it is not the usual one."""

MAX_CHARACTERS = 200_000
"""What is read of one text; what is left out is said in a reason."""

_SURE = 0.8  # a less certain language is searched with the lexicons of its whole script
_SAMPLE = 4_000
_NOTHING = frozenset({"", "none", "null", "nan", "nil", "n/a", "na", "<na>", "undefined"})
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff\ufffe\uffff]")
_BOUNDARY_SIGNS = str.maketrans({"_": " ", "#": " ", "*": " ", "~": " ", "|": " "})


class Screener:
    """Reads texts with a fixed set of lexicons and rules; safe to share between threads."""

    def __init__(self, lexicons: Sequence[Lexicon]) -> None:
        self._matchers = {one.language: Matcher(one) for one in lexicons}
        self._scripts = tuple(dict.fromkeys(one.script for one in lexicons))
        content = "".join(sorted(one.digest for one in lexicons)) + concepts()[1]
        self.version = f"{RULES_VERSION}+{hashlib.sha256(content.encode()).hexdigest()[:12]}"

    @classmethod
    def default(cls) -> Screener:
        """The screener with the project's own lexicons, made once (a tenth of a second)."""
        return _default()

    def screen(self, text: str | None, *, language: str | None = None) -> Finding:
        """What is found in `text`.

        `language` is what a source says the text is in; without it, or if it is no language code, the
        language is identified. Never raises for what a text contains.
        """
        if text is None or _says_nothing(text):
            return self._without_text("reason.empty")
        kept = text[:MAX_CHARACTERS]
        if _looks_binary(kept):
            return self._without_text("reason.not_text")
        given = normalised_code(language)
        guess = LanguageGuess(given, 1.0) if given else identify(kept)
        reading, offsets = self._read(kept, guess)
        coverage = self._coverage(guess)
        notes: list[Reason] = []
        if len(kept) < len(text):
            notes.append(explain.reason("reason.read_part", read=len(kept), total=len(text)))
        if coverage == "not_covered":
            unknown = guess.code == UNDETERMINED
            code = "reason.language_unknown" if unknown else "reason.not_covered"
            notes.append(explain.reason(code, language=guess.code))
        return explain.finding(
            kept,
            offsets,
            reading,
            notes=notes,
            language=guess.code,
            coverage=coverage,
            version=self.version,
        )

    def screen_batch(self, texts: Iterable[str | None]) -> list[Finding]:
        """One finding per text, in order. Texts that are the same, as reposts are, are read once."""
        seen: dict[str | None, Finding] = {}
        findings = []
        for text in texts:
            finding = seen.get(text)
            if finding is None:
                finding = seen[text] = self.screen(text)
            findings.append(finding)
        return findings

    def _read(self, text: str, guess: LanguageGuess) -> tuple[Reading, Sequence[int]]:
        folded, offsets = fold_with_offsets(text)
        folded = folded.translate(_BOUNDARY_SIGNS)
        matchers = self._matchers_for(text, guess)
        if not matchers:
            return Reading(), offsets
        folded, offsets = unmask(folded, offsets, lambda word: any(one.knows(word) for one in matchers))
        flat = folded.replace("\n", " ")
        content = self._merged(matcher.content(flat) for matcher in matchers)
        if not any(hit.kind not in ("group", "victim", "property") for hit in content):
            return Reading(hits=tuple(content)), offsets
        cues = self._merged(matcher.cues(flat) for matcher in matchers)
        return read(folded, content, cues), offsets

    def _merged(self, found: Iterable[list[Hit]]) -> list[Hit]:
        lists = list(found)
        return lists[0] if len(lists) == 1 else longest(hit for hits in lists for hit in hits)

    def _matchers_for(self, text: str, guess: LanguageGuess) -> list[Matcher]:
        """The lexicons to read a text with: its language's, and those of every other script in it."""
        sure = guess.code in self._matchers and guess.certainty >= _SURE
        chosen = [self._matchers[guess.code]] if sure else []
        done = {matcher.lexicon.script for matcher in chosen}
        for script in scripts_in(text, self._scripts):
            if script not in done:
                chosen += [one for one in self._matchers.values() if one.lexicon.script == script]
        return chosen

    def _coverage(self, guess: LanguageGuess) -> Coverage:
        matcher = self._matchers.get(guess.code)
        return matcher.lexicon.coverage if matcher else "not_covered"

    def _without_text(self, code: str) -> Finding:
        return Finding("none", "und", "not_covered", self.version, reasons=(explain.reason(code),))


@functools.cache
def _default() -> Screener:
    return Screener([lexicon(language) for language in LANGUAGES])


def _says_nothing(text: str) -> bool:
    """Blank, or what tables write where there is nothing."""
    beginning = text[:_SAMPLE].strip()
    if not beginning:
        return not text.strip()
    return len(text) < _SAMPLE and beginning.casefold() in _NOTHING


def _looks_binary(text: str) -> bool:
    """More than a tenth of the beginning are control characters, or signs that decoding has failed."""
    sample = text[:_SAMPLE]
    return len(_UNREADABLE.findall(sample)) * 10 > len(sample)
