"""Burmese in Zawgyi: recognised, read as Unicode, marked where it stands; what is Unicode stays as it is."""

from __future__ import annotations

import re
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening import Screener
from nadhir.screening.lexicon import lexicon
from nadhir.screening.normalise import fold
from nadhir.screening.wordlists.terms import Word, entry_of
from nadhir.screening.wordlists.trying import try_words
from nadhir.screening.zawgyi import as_unicode, converted, is_zawgyi, spelling_in_unicode
from tests.screening.conftest import GOLDEN

# Everyday words and sentences in both.
WORDS = (
    ("ျမန္မာ", "မြန်မာ"),
    ("ကၽြန္ေတာ္", "ကျွန်တော်"),
    ("သီရိလကၤာ", "သီရိလင်္ကာ"),
    ("တကၠသိုလ္", "တက္ကသိုလ်"),
    ("ျဖစ္ပါတယ္", "ဖြစ်ပါတယ်"),
    ("ႀကိဳး", "ကြိုး"),
    ("ၿမိဳ႕", "မြို့"),
    ("ဗုဒၶ", "ဗုဒ္ဓ"),
    ("ဥကၠ႒", "ဥက္ကဋ္ဌ"),
    ("အဂၤလိပ္", "အင်္ဂလိပ်"),
    ("ေက်ာင္းသား", "ကျောင်းသား"),
    ("လူ႔အခြင့္အေရး", "လူ့အခွင့်အရေး"),
    ("ေရႊ႕ေျပာင္း", "ရွှေ့ပြောင်း"),
    ("လွ်ိဳ႕ဝွက္", "လျှို့ဝှက်"),
    ("ပုဂၢိဳလ္", "ပုဂ္ဂိုလ်"),
    ("ေပၚ", "ပေါ်"),
    ("သေဘၤာ", "သင်္ဘော"),
    ("သခၤ်ာ", "သင်္ချာ"),
    ("ေမတၱာ", "မေတ္တာ"),
    ("တိရစာၦန္", "တိရစ္ဆာန်"),
    ("ကမာၻ", "ကမ္ဘာ"),
    ("ကမ႓ာ", "ကမ္ဘာ"),
    ("ပဥၥမ", "ပဉ္စမ"),
    ("အႏၲရာယ္", "အန္တရာယ်"),
    ("႐ိုဟင္ဂ်ာ", "ရိုဟင်ဂျာ"),
    ("ေႏြ", "နွေ"),
    ("ကၽြႏု္ပ္", "ကျွန်ုပ်"),
    ("ေယာက္်ား", "ယောက်ျား"),
    ("ေယာက်ာ္း", "ယောက်ျား"),  # as it is often typed
    ("ေစ်း", "ဈေး"),  # letters put together from two
    ("ၾသဂုတ္", "ဩဂုတ်"),
    ("ဦး", "ဦး"),
    ("၎", "၎င်း"),
    ("၎င္း", "၎င်း"),
    ("၀န္ႀကီး", "ဝန်ကြီး"),  # a nought for the letter
    ("၁၀ ရက္ ၇း၀၀ နာရီ", "၁၀ ရက် ၇း၀၀ နာရီ"),  # and noughts that are meant
    ("ေ\u200bကာင္း", "ကောင်း"),  # broken by a program
    ("ေတာ့္္", "တော့်"),  # typed twice
    ("ေတာင္းပန္ပါတယ္။ ေနေကာင္းလား?", "တောင်းပန်ပါတယ်။ နေကောင်းလား?"),
    ("ကၽြန္မတို႔ ေစ်းသြားၾကမယ္။", "ကျွန်မတို့ ဈေးသွားကြမယ်။"),
    ("Yangon မွာ မိုးရြာေနတယ္ :)", "Yangon မှာ မိုးရွာနေတယ် :)"),
)

BURMESE = (
    "ကျွန်တော် ကျောင်းကို မနက် ၇ နာရီမှာ သွားတယ်။",
    "နေ့တိုင်း စာဖတ်တာ ကောင်းတယ်",
    "ဗြဟ္မာ ယောက္ခမ သတ္တဝါ မဂ္ဂဇင်း ဘဒ္ဒန္တ နက္ခတ္တ ဩဇာ သြဇာ ပစ္စည်း ဣန္ဒြေ ဥက္ကံသ",
    "ယောက်ျား၊ လက်ျာ၊ ကျွန်ုပ်၊ ၎င်း၊ အင်္ဂါ၊ စျေး၊ မနုဿ",
    "ဝိနယပိဋကေ ပါရာဇိကပါဠိ",
)

# Real Unicode in other languages of the script, which have letters where Zawgyi has its signs.
OTHERS = {
    "Shan": "ၵူၼ်းၵူႊၵေႃႉၼႆႉ ပဵၼ်ဢၼ်ၵိူတ်ႇမႃးလူၺ်ႈၵုင်ႇမုၼ်ဢၼ်လွတ်ႈလႅဝ်းၽဵင်ႇပဵင်းၵၼ် လႄႈ သုၼ်ႇလႆႈ",
    "Shan, a word": "ၶူးႁိုၼ်",
    "Mon": "ပ္ဍဲကွာန် က္ဍိုပ် ညးမချူပတိုန်ထ္ၜး လိက်ရောၚ် တ္ၚဲ ဍုၚ်မွဲမွဲ အရေဝ်မည်ဂှ်",
    "Mon, a word": "ပ္ဍဲ",
    "S'gaw Karen": "ကညီလံာ်ခီၣ်ထံး တၢ်ကစီၣ် တၢ်ထံၣ်တၢ်ပၥ်သး ပှၤကညီကီၢ်ဆဲၣ်",
    "Western Pwo Karen": "အဝ့ၫလၧအကဘၪ အီၪလၧထီၫ့ဖၧၩ့ ဒဲ ဆၧမၩဆီၪ့ ၦဖျိၩ့ၡိအလံၬခၪ့ထံၭ",
    "Pa'O": "ပအိုဝ်ႏစွိုꩻခမ်းထီ",
}


# ------------------------------------------------------------------ how Zawgyi is typed


STACKS = dict(zip("ကခဂဃစဆဇဈဋဌဏတထဒဓနပဖဗဘမလ", "ၠၡၢၣၥၦၨၩၬၭၰၱၳၵၶၷၸၹၺၻၼႅ", strict=True))
PAIRS = {"ဋ္ဌ": "႒", "ဏ္ဍ": "႑", "ဍ္ဍ": "ၮ", "ဋ္ဋ": "႗"}
SYLLABLE = re.compile("(င်္)?([က-အ])((?:္[က-အ])*)([ျ-ှ]*)([ေ-ူိ-ူဲါ-းံ့်]*)".replace("ေ-ူ", "ေ"))


def typed(text: str) -> str:
    """Burmese in Unicode as a keyboard for Zawgyi would have stored it: a way of its own, the other way."""
    for pair, sign in PAIRS.items():
        text = text.replace(pair, sign)
    return SYLLABLE.sub(_typed, text.replace("ဿ", "ႆ").replace("ဉ်", "ဥ္").replace("ဉ္", "ဥ္"))


def _typed(match: re.Match[str]) -> str:
    kinzi, letter, stacked, medials, signs = match.groups()
    for upper in STACKS:
        stacked = stacked.replace("္" + upper, STACKS[upper])
    low = bool(stacked) or "ျ" in medials or "ြ" in medials or "ှ" in medials
    before = "ေ" * ("ေ" in signs) + "ျ" * ("ြ" in medials)
    silent, signs = (signs[:1], signs[1:]) if signs[:1] == "်" else ("", signs)
    signs = signs.replace("ေ", "").replace("ါ်", "ၚ").replace("်", "္")
    signs = signs.replace("့္", "့္" if not low else "႔္")
    if low:
        signs = signs.replace("ု", "ဳ").replace("ူ", "ဴ").replace("့", "႕")
    after = ("ၤ" * bool(kinzi)) + stacked + "္" * bool(silent) + "်" * ("ျ" in medials)
    return before + letter + after + "ြ" * ("ွ" in medials) + "ွ" * ("ှ" in medials) + signs


PHRASES = sorted({pattern for entry in lexicon("my").entries for pattern in entry.patterns})


@pytest.mark.parametrize(("zawgyi", "unicode"), WORDS)
def test_words_in_both(zawgyi: str, unicode: str) -> None:
    assert converted(zawgyi)[0] == unicode
    assert unicodedata.is_normalized("NFC", unicode)
    assert not is_zawgyi(unicode)
    assert as_unicode(unicode) is None


def test_every_phrase_of_the_lexicon_stays_in_unicode() -> None:
    assert [phrase for phrase in PHRASES if is_zawgyi(phrase) or as_unicode(phrase) is not None] == []


def test_every_phrase_of_the_lexicon_is_read_in_zawgyi() -> None:
    assert [phrase for phrase in PHRASES if fold(converted(typed(phrase))[0]) != phrase] == []


@pytest.mark.parametrize("text", [*BURMESE, *OTHERS.values()])
def test_what_is_unicode_stays(text: str) -> None:
    assert not is_zawgyi(text)
    assert as_unicode(text) is None


@pytest.mark.parametrize("word", ["ျမန္မာ", "ႀကိဳး", "သီရိလကၤာ", "ဗုဒၶ", "ေန", "လူ႔", "ႏိုင္", "တယ္", "႐ွိ"])
def test_a_word_that_only_zawgyi_writes_is_recognised_alone(word: str) -> None:
    assert is_zawgyi(word)
    assert as_unicode(word) is not None


@pytest.mark.parametrize("word", ["ကုလား", "လူ", "က်", "မ်ား", "ကမာၻ", "၁၀", "", "kalar", "ကလား\u1039\u200c"])
def test_a_word_that_could_be_either_stays(word: str) -> None:
    assert not is_zawgyi(word)
    assert as_unicode(word) is None


@pytest.mark.parametrize(("zawgyi", "unicode"), WORDS)
def test_a_sentence_is_recognised(zawgyi: str, unicode: str) -> None:
    line = f"{zawgyi} ေကာင္းတယ္။"
    assert is_zawgyi(line)
    read = as_unicode(line)
    assert read is not None
    assert read[0] == f"{unicode} ကောင်းတယ်။"


SENTENCES = [sentence["text"] for sentence in GOLDEN["my"]["sentences"]]


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_read_alike_in_both(screener: Screener, text: str) -> None:
    in_unicode, in_zawgyi = screener.screen_batch([text, typed(text)])
    assert in_zawgyi.concern == in_unicode.concern
    assert in_zawgyi.mode == in_unicode.mode
    assert in_zawgyi.targets == in_unicode.targets
    marked = [(typed(text[one.start : one.end]), one.kind) for one in in_unicode.spans]
    assert [(typed(text)[one.start : one.end], one.kind) for one in in_zawgyi.spans] == marked


def told(finding: Any) -> list[str]:
    return [reason.code for reason in finding.reasons]


def test_the_finding_says_that_it_was_zawgyi(screener: Screener) -> None:
    text = SENTENCES[5]
    assert "reason.read_as_zawgyi" in told(screener.screen(typed(text)))
    assert "reason.read_as_zawgyi" not in told(screener.screen(text))
    assert screener.screen(typed(text)).reasons[0].params["term"] == "ပိုးဟပ္"  # the words as they stood


def test_among_others_it_is_read_as_alone(screener: Screener) -> None:
    texts = ["Good morning", typed(SENTENCES[0]), SENTENCES[0], "\ud800", typed(SENTENCES[3]), OTHERS["Mon"]]
    assert screener.screen_batch(texts) == [screener.screen(text) for text in texts]


@pytest.mark.parametrize("first", [True, False])
def test_the_same_in_both_is_read_line_by_line(screener: Screener, first: bool) -> None:
    lines = [typed(SENTENCES[5]), SENTENCES[5]]
    text = "\n\n".join(lines if first else lines[::-1])
    marked = [text[one.start : one.end] for one in screener.screen(text).spans]
    own = [line[one.start : one.end] for line in text.split("\n\n") for one in screener.screen(line).spans]
    assert marked == own
    assert as_unicode(text) is not None


def test_a_line_that_does_not_tell_is_read_as_the_others_are() -> None:
    lines = ["ကေလးမ်ား", "ေကာင္းတယ္။ ေနေကာင္းလား"]
    assert not is_zawgyi("မ်ား")
    read = as_unicode("မ်ား\n" + lines[1])
    assert read is not None
    assert read[0].startswith("များ\n")


def test_a_word_of_ones_own_may_be_typed_in_zawgyi() -> None:
    assert spelling_in_unicode("ေျမြဆိုး") == "မြွေဆိုး"
    word = Word(term="ေတာေၾကာင္", language="my", concept="vermin", form="about")
    assert entry_of(word).patterns == ("တောကြောင်",)
    text = "သူတို႔က ေတာေၾကာင္ေတြပဲ"
    trial = try_words([word], [("a", text)])
    assert [text[one.start : one.end] for one in trial.matches] == ["ေတာေၾကာင္"]


# ------------------------------------------------------------------ any text at all

ZAWGYI = "".join(map(chr, range(0x1000, 0x10A0)))
any_text = st.text(
    alphabet=st.one_of(
        st.sampled_from(ZAWGYI),
        st.sampled_from("ေျၾက္်ြွို႔းၤ \n"),
        st.sampled_from("a1ع.\u200b\u200d\ud800😀\x1e"),
    ),
    max_size=60,
)


@given(any_text)
def test_any_text_finds_its_way_back(text: str) -> None:
    read, offsets = converted(text)
    assert len(offsets) == len(read) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[0] == 0
    assert offsets[-1] == len(text)
    kept = [char for char in text if not "\u1000" <= char <= "\u109f" and char not in "\u200b\u200d"]
    assert [char for char in read if char in kept] == kept


@given(st.lists(st.one_of(any_text, st.sampled_from(BURMESE), st.sampled_from([one for one, _ in WORDS]))))
def test_any_lines_find_their_way_back(lines: list[str]) -> None:
    text = "\n".join(lines)
    read, offsets = as_unicode(text) or (text, range(len(text) + 1))
    assert len(offsets) == len(read) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[-1] == len(text)
    assert read.count("\n") == text.count("\n")
    for before, after in zip(text.split("\n"), read.split("\n"), strict=True):
        assert after in (before, converted(before)[0])
        assert before not in BURMESE or after == before


@given(any_text)
def test_any_text_is_screened(text: str) -> None:
    for span in Screener.default().screen(text, language="my").spans:
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        typed("ဗဲလ်မာရီတွေဟာ ပိုးဟပ်တွေ။ ") * 400_000,  # ten megabytes
        "ေ" * 200_000,
        "က" + "\u200b" * 200_000,
        "ေ\u200b" * 100_000 + "က",
        "က" + "ိ္ျ" * 70_000,
        "ေက\n" * 70_000,
        "၀" * 200_000,
        "က္" * 100_000,
    ],
    ids=lambda text: ascii(text[:3]),
)
def test_time_is_bounded(screener: Screener, text: str) -> None:
    start = time.process_time()
    screener.screen(text, language="my")
    assert time.process_time() - start < 6  # about a second on the machine it was written on


def test_texts_read_without_the_burmese_lexicon_are_not_looked_at(
    screener: Screener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(text: str) -> None:
        raise AssertionError(text)

    monkeypatch.setattr("nadhir.screening.pages.as_unicode", never)
    screener.screen_batch(["Good morning", "صباح الخير", "Bonjour à tous"])
