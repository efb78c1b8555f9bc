"""Languages are told apart, and left open where they cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening.common_words import CODES, Counted
from nadhir.screening.language import LanguageGuess, identify, normalised_code, script_of, scripts_of
from nadhir.screening.normalise import SEPARATOR


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The meeting was moved to Tuesday because of the rain", "en"),
        ("Women deserve more seats in the council", "en"),
        ("La réunion a été reportée à mardi à cause de la pluie", "fr"),
        ("تأجل الاجتماع إلى يوم الثلاثاء بسبب المطر", "ar"),
        ("شلونكم اليوم، چاي لو گهوة", "ar"),
        ("جلسه به دلیل باران به روز سه شنبه موکول شد و همه رفتند", "fa"),
        ("بارش کی وجہ سے اجلاس منگل تک ملتوی کر دیا گیا ہے", "ur"),
        ("Mkutano umeahirishwa hadi Jumanne kwa sababu ya mvua kubwa", "sw"),
        ("A reunião foi adiada para terça-feira por causa da chuva", "pt"),
        ("La reunión se aplazó hasta el martes por la lluvia", "es"),
        ("ስብሰባው በዝናብ ምክንያት ወደ ማክሰኞ ተዛወረ", "am"),
        ("ኣብዚ ከተማ ሰላም እዩ ኢሎም", "ti"),
        ("অধিবেশন মঙ্গলবার পর্যন্ত স্থগিত করা হয়েছে", "bn"),
        ("အစည်းအဝေးကို အင်္ဂါနေ့သို့ ရွှေ့ဆိုင်းခဲ့သည်", "my"),
        ("बारिश के कारण बैठक मंगलवार तक स्थगित कर दी गई", "hi"),
        ("Из-за дождя встречу перенесли на вторник", "ru"),
        ("会議は雨のため火曜日に延期された", "ja"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert identify(text).code == code


@pytest.mark.parametrize(
    "text", ["", "😀😀", "12:30", "@someone http://example.org/the-and-is", "ok", "zxq wvk prt"]
)
def test_no_evidence_is_und(text: str) -> None:
    assert identify(text).code == "und"


def test_links_and_names_are_no_evidence() -> None:
    assert identify("@the_and_is https://example.org/you/are/not تأجل الاجتماع").code == "ar"


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    guess = identify(text)
    assert isinstance(guess, LanguageGuess)
    assert guess.code
    assert 0 <= guess.certainty <= 1


@pytest.mark.parametrize(
    ("given_code", "code"),
    [("ar-EG", "ar"), ("FRA", "fr"), ("English", "en"), ("apc", "ar"), ("pt_BR", "pt"), ("sw", "sw")],
)
def test_codes_of_sources(given_code: str, code: str) -> None:
    assert normalised_code(given_code) == code


@pytest.mark.parametrize("nothing", [None, "", "und", "12", "unknown language"])
def test_codes_that_say_nothing(nothing: str | None) -> None:
    assert normalised_code(nothing) is None


def test_scripts() -> None:
    assert script_of("abc ابجد هوز حطي") == "arabic"
    assert scripts_of("abc ابجد") == ("latin", "arabic")
    assert scripts_of("漢字") == ("han",)


def test_common_words_of_many_texts_are_counted_for_each() -> None:
    texts = ["the people and their rights", "", "xyz", "les droits des gens sont les mêmes", "no no no me"]
    together = Counted.of(SEPARATOR.join(texts))
    for number, text in enumerate(texts):
        alone = Counted.of(text)
        assert alone.first[0] == together.first[number]
        assert alone.certainty[0] == together.certainty[number]
        assert alone.others[0] == together.others[number]
    assert [CODES[one] if one >= 0 else None for one in together.first[:4]] == ["en", None, None, "fr"]
    assert together.certainty[0] > 0.8 > together.certainty[4]
    assert len(together.others[4]) == 2
