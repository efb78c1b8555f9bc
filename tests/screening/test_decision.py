"""What was learnt weighs evidence alike, however texts come, and never outweighs what was read and denied."""

import numpy as np
import pyarrow as pa
import pytest

from nadhir.screening import Finding, Screener
from nadhir.screening.bulk import findings_of
from nadhir.screening.decision import THRESHOLD, Decision, Evidence
from nadhir.screening.decision.weights import COMMON, TERMS
from nadhir.screening.lexicon import available, lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.pages import Pages

TEXTS = [
    "Refugees from the valley opened a bakery.",
    "Refugees are vermin, throw them out!",
    "No one may call refugees vermin.",
    "نحب اللاجئين ونحترمهم",
    "اطردوا اللاجئين من بلدنا",
    "Les réfugiés ne sont pas de la vermine.",
    "Il faut expulser tous les réfugiés.",
    "k i l l all refugees",
    "refgees are vermin",
    "The weather is fine.",
    "",
]


@pytest.fixture(scope="module")
def together() -> list[Finding]:
    return Screener.default().screen_batch(TEXTS)


def test_a_text_is_read_alike_alone_and_among_others(together: list[Finding]) -> None:
    assert [Screener.default().screen(text) for text in TEXTS] == together
    assert list(reversed(Screener.default().screen_batch(TEXTS[::-1]))) == together


def test_columns_say_the_same_as_findings(together: list[Finding]) -> None:
    texts = [*TEXTS, None, TEXTS[1], "\x00\x01\x02\x03", "They will be killed tomorrow, all of them."]
    found = findings_of(pa.array(texts), Screener.default()).drop_columns("reasons")
    explained = findings_of(pa.array(texts), Screener.default(), reasons_language="en")
    assert found.to_pylist() == explained.drop_columns("reasons").to_pylist()
    assert found.column("concern").to_pylist()[: len(TEXTS)] == [one.concern for one in together]


def test_marks_stand_on_the_words_of_the_original() -> None:
    text = "They said: k i l l all the refgees  now"
    finding = Screener.default().screen(text, language="en")
    marked = {span.kind: text[span.start : span.end] for span in finding.spans}
    assert marked["violence"] == "k i l l all"
    assert marked["group"] == "refgees"


def test_hateful_is_above_the_threshold(together: list[Finding]) -> None:
    for finding in together:
        if finding.hateful_probability is not None:
            # Kept with four digits: one at the threshold may have been just below it.
            assert finding.hateful == (finding.hateful_probability >= THRESHOLD) or (
                finding.hateful_probability == THRESHOLD
            )


def test_what_is_denied_is_never_for_review(together: list[Finding]) -> None:
    for finding in together:
        if finding.mode in ("negation", "counter_speech"):
            assert finding.concern in ("none", "watch")


def test_every_language_has_a_line() -> None:
    decision = Decision.load()
    assert decision is not None
    assert COMMON in decision.lines
    for language in available():
        line = decision.line(language)
        assert len(line.sentences) == len(line.posts) == len(TERMS)
        assert THRESHOLD <= line.review <= 1


def test_evidence_tells_who_is_named_and_what_is_denied() -> None:
    matcher = Matcher(lexicon("en"))
    evidence = Evidence.of(Pages(["Refugees are vermin.", "Refugees are not vermin.", "It rains"], [matcher]))
    assert evidence.named.tolist() == [True, True, False]
    assert evidence.claimed.tolist() == [True, False, False]
    assert evidence.denied.tolist() == [False, True, False]
    assert evidence.tidy.tolist() == [True, True, False]
    assert sorted(evidence.readings) == sorted(evidence.judged) == np.flatnonzero(evidence.said).tolist()
