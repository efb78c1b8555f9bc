"""The screener's promises: bounded, honest about cover, never concerned by a mention alone."""

import functools
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.screening import Finding, Screener
from nadhir.screening.arabizi import Arabizi
from nadhir.screening.lexicon import Entry, extended, lexicon
from nadhir.screening.normalise import fold

MENTIONS = {
    "en": ("I live with two {} and we are friends.", "{} celebrated their holiday yesterday.", "We love {}!"),
    "fr": ("J'habite avec deux {} et nous sommes amis.", "Vive les {} !", "Nous avons dîné chez des {}."),
    "ar": ("أسكن مع {} ونحن أصدقاء.", "نحب {} كثيرا", "احتفل {} بعيدهم أمس"),
}


@pytest.mark.parametrize("language", MENTIONS)
def test_naming_a_group_never_raises_concern(language: str) -> None:
    names = [entry.patterns[-1] for entry in lexicon(language).entries if entry.kind == "group"]
    texts = [sentence.format(name) for name in names for sentence in MENTIONS[language]]
    findings = Screener.default().screen_batch(texts, languages=[language] * len(texts))
    raised = [text for text, one in zip(texts, findings, strict=True) if one.concern != "none" or one.targets]
    assert raised == []


@pytest.mark.parametrize("language", MENTIONS)
def test_every_group_is_seen_when_named(language: str) -> None:
    entries = [entry for entry in lexicon(language).entries if entry.kind == "group"]
    texts = [MENTIONS[language][0].format(entry.patterns[-1]) for entry in entries]
    findings = Screener.default().screen_batch(texts, languages=[language] * len(texts))
    named: dict[str, set[str]] = {}  # a word may stand for a people and for the wider one it belongs to
    for entry in entries:
        for pattern in entry.patterns:
            named.setdefault(pattern, set()).add(entry.concept.id)
    for entry, finding in zip(entries, findings, strict=True):
        ids = {span.entry.split(".")[1] for span in finding.spans if span.kind == "group"}
        assert named[entry.patterns[-1]] & ids, entry.id


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Toplantı yağmur nedeniyle salı gününe ertelendi ve herkes evine gitti", "tr"),
        ("Из-за дождя встречу перенесли на вторник", "ru"),
        ("جلسه به دلیل باران به روز سه شنبه موکول شد و همه رفتند", "fa"),
        ("ኣብዚ ከተማ ሰላም እዩ ኢሎም", "ti"),
    ],
)
def test_not_covered_is_never_clean(text: str, language: str) -> None:
    finding = Screener.default().screen(text)
    assert finding.language == language
    assert finding.coverage == "not_covered"
    assert not finding.covered
    assert "reason.not_covered" in [reason.code for reason in finding.reasons]


def test_an_uncovered_language_is_still_searched(screener: Screener) -> None:
    finding = screener.screen("Bizim köyün halkı, kill all the Velmari", language="tr")
    assert (finding.concern, finding.coverage) == ("urgent", "not_covered")


def test_two_scripts_in_one_text_are_both_read(screener: Screener) -> None:
    finding = screener.screen("Look at this wall in the market this morning: الموت للفلماريين")
    assert (finding.language, finding.concern) == ("en", "urgent")


def test_rules_alone_claim_no_probability(screener: Screener) -> None:
    finding = screener.screen("The Velmari are vermin.")
    assert finding.hateful_probability is None
    assert finding.hateful


def test_what_was_learnt_gives_a_probability_between_the_two() -> None:
    screener = Screener.default()
    hateful = screener.screen("Refugees are vermin, they should all be shot.").hateful_probability
    harmless = screener.screen("Refugees from the valley opened a bakery.").hateful_probability
    assert hateful is not None
    assert harmless is not None
    assert 0 <= harmless < 0.5 < hateful <= 1


def test_a_language_that_is_not_covered_has_no_probability() -> None:
    finding = Screener.default().screen("Toplantı yağmur nedeniyle salı gününe ertelendi", language="tr")
    assert (finding.coverage, finding.hateful_probability) == ("not_covered", None)


@pytest.mark.parametrize("text", [None, "", "   \n\t ", "nan", "None", " null ", "N/A", "\u200b\u200f"])
def test_nothing_to_read(text: str | None) -> None:
    finding = Screener.default().screen(text)
    assert (finding.concern, finding.coverage, finding.language) == ("none", "not_covered", "und")
    assert finding.reasons


def test_blank_beginnings_do_not_hide_a_text(screener: Screener) -> None:
    assert screener.screen(" " * 20_000 + "Kill all the Velmaris.").concern == "urgent"


def test_binary_is_named_as_such() -> None:
    finding = Screener.default().screen(bytes(range(256)).decode("latin-1") * 40)
    assert [reason.code for reason in finding.reasons] == ["reason.not_text"]
    assert finding.coverage == "not_covered"


@pytest.mark.parametrize(
    "text",
    [
        "Kill all the \u202eVelmaris\u202c now",
        "Ki\u200bll all the Vel\u00admaris now \ud83d",
        "\ud800Kill all the Velmaris\udfff",
        "\u2067Kill\u2069 all the \u200fVelmaris\u200e",
        "KILL ALL THE VELMARISSSSSS",
        "#kill_all_the_velmaris",
        "Kill\nall the\nVelmaris",
        "Kiⅼⅼ all the Vеlmaris",  # Roman numerals, a Cyrillic letter
    ],
)
def test_hidden_signs_hide_nothing(screener: Screener, text: str) -> None:
    finding = screener.screen(text, language="en")
    assert finding.concern == "urgent"
    json.dumps(finding.as_json()).encode()
    for reason in finding.reasons:
        reason.say("ar").encode()


@pytest.mark.parametrize(
    "text",
    [
        "The Velmari are vermin. " * 450_000,  # ten megabytes
        "اقتلوا الفلماريين " * 12_000,
        "k1ll " * 45_000,
        "a" * 210_000,
        '"' * 210_000,
        "no " * 70_000 + "kill",
    ],
    ids=lambda text: text[:12],
)
def test_time_and_size_are_bounded(screener: Screener, text: str) -> None:
    start = time.process_time()
    finding = screener.screen(text)
    assert time.process_time() - start < 6  # about one second on the machine it was written on
    assert "reason.read_part" in [reason.code for reason in finding.reasons]
    assert len(json.dumps(finding.as_json())) < 60_000


WORDS = sorted(
    {
        pattern.replace("...", "them").rstrip("-")
        for language in ("ar", "en", "fr")
        for entry in lexicon(language).entries[::7]
        for pattern in entry.patterns[:1]
    }
)


@functools.cache
def entries(language: str) -> dict[str, Entry]:
    return {entry.id: entry for entry in lexicon(language).entries}


NOISE = [
    "\u064e",
    "\u200b",
    "\u202e",
    "\u0640",
    " ",
    ". ",
    ", ",
    "? ",
    '"',
    "«",
    "»",
    "!",
    "\n",
    "\ud800",
    "😀",
]
# The words of Arabic as they are written in Latin letters.
WRITTEN = Arabizi(lexicon("ar").vocabulary() | lexicon("ar").vocabulary(cues=True))
soup = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(NOISE), st.just(" ")), max_size=40).map(
    "".join
)


@settings(max_examples=200)
@given(
    st.one_of(soup, st.text(max_size=200)), st.sampled_from([None, "ar", "en", "fr", "sw", "zz", "", "ar-EG"])
)
def test_any_text_gives_a_finding_whose_marks_fold_to_their_words(text: str, language: str | None) -> None:
    finding = Screener.default().screen(text, language=language)
    assert Finding.of_json(json.loads(json.dumps(finding.as_json()))) == finding
    for span in finding.spans:
        assert 0 <= span.start < span.end <= len(text)
        found_by, _, _, word = span.entry.split(".", 3)
        patterns = entries(found_by)[span.entry].patterns
        marked = fold(text[span.start : span.end])
        assert marked.strip(), span
        head = word.split("...")[0].strip(" -")
        variants = {head, head.removeprefix("ال"), head[:-1]}  # the article and ta marbuta may change
        if found_by == "ar" and marked.isascii():  # Arabic in Latin letters
            read = [WRITTEN.read(token) or token for token in marked.split()]
            marked = fold(" ".join(read))
        squeezed = "".join(marked.split()).replace("#", "").replace("_", "")
        variants |= {pattern.split("...")[0].strip(" -")[:-1] for pattern in patterns}
        assert any("".join(one.split()) in squeezed for one in variants), (span, marked)


def test_a_batch_is_the_same_as_one_by_one(screener: Screener) -> None:
    texts = ["The Velmari are vermin.", None, "الموت للفلماريين", "The Velmari are vermin.", ""]
    assert screener.screen_batch(texts) == [screener.screen(text) for text in texts]


def test_the_version_changes_with_the_words() -> None:
    english = lexicon("en")
    plain = Screener([english])
    assert plain.version == Screener([english]).version
    more = Screener([extended(english, {"minority": ["velmari(s)"]}, since="2026-11")])
    assert more.version != plain.version


def test_a_given_language_is_believed() -> None:
    assert Screener.default().screen("chat", language="fr-CA").language == "fr"
    assert Screener.default().screen("The weather is fine today", language="ara").language == "ar"


def test_json_leaves_out_what_is_empty() -> None:
    data = Screener.default().screen("The weather is fine today.").as_json()
    always = {"concern", "language", "coverage", "version"}
    assert set(data) == always | {"hateful_probability", "inciting_probability"}
