"""What speaks for it that two records are one, and what against it; and how words sound across scripts."""

from __future__ import annotations

from uuid import uuid4

import pytest

from nadhir.screening.sounds import sounds, sounds_of, words_of
from nadhir.web.directory import spans
from nadhir.web.directory.keys import former_of, keys_of, sorted_as
from nadhir.web.directory.likeness import Known, Role, judge


def known(*names: str, kind: str = "person", **fields: object) -> Known:
    told = {"place": None, "email": "", "url": "", "began": "", "ended": "", "fictional": False, **fields}
    return Known(uuid4(), kind, names=list(names), **told)  # type: ignore[arg-type]


def codes(one: Known, other: Known) -> list[str]:
    told = judge(one, other)
    return [reason["code"] for reason in told[1]] if told else []


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Dieng", "ديانغ"), ("Deng", "دينغ"), ("Mohammed", "محمد"), ("Fatimah", "فاطمة"),
        ("Yusuf", "يوسف"), ("Othman", "عثمان"), ("Chaloka", "تشالوكا"), ("Djibril", "جبريل"),
        ("William", "ويليام"), ("Alharthi", "الحارثي"),
        ("Christopher", "كريستوفر"), ("Maxime", "مكسيم"), ("Ouattara", "واتارا"), ("Khalid", "خالد"),
    ],
)  # fmt: skip
def test_a_name_sounds_alike_in_both_scripts(latin: str, arabic: str) -> None:
    assert sounds(latin) & sounds(arabic)


@pytest.mark.parametrize(("one", "other"), [("Karim", "سالم"), ("Dieng", "ديان"), ("Toure", "توري ")])
def test_and_others_do_not(one: str, other: str) -> None:
    assert bool(sounds(one) & sounds(other)) is (other == "توري ")


def test_servants_of_god_are_written_in_one_word_or_two() -> None:
    assert sounds_of("عبد الله") == sounds_of("Abdallah") == sounds_of("Abdullah")
    assert sounds_of("Abd al-Rahman") == sounds_of("عبد الرحمن")


@pytest.mark.parametrize("word", ["", "a", "-", "٣", "አማርኛ", "Ж", "\x00"])
def test_what_says_too_little_sounds_like_nothing(word: str) -> None:
    assert sounds(word) == frozenset()


def test_keys_say_words_sounds_and_pairs() -> None:
    assert keys_of(["Adama Dieng"]) == {"wadama", "wdieng", "sadm", "sdng", "padm dng"}
    assert words_of("O’Neil, al-Ḥārithī") == ["oneil", "al", "harithi"]
    assert sorted_as({"ar": "ب", "en": "Éclair"}, "fr") == "eclair"
    assert [one["text"] for one in former_of([("a", "en", "name", ""), ("b", "en", "name", "2012")])] == ["b"]


def test_names_are_compared_in_the_script_that_both_have() -> None:
    assert codes(known("Salma Karim"), known("Karim, Salma")) == ["same_name"]
    assert codes(known("Salma Karim"), known("سلمى كريم")) == ["sounds_alike"]
    assert codes(known("Salma Karim"), known("Selma Kareem")) == ["sounds_alike"]
    assert codes(known("Salma Karim", "سلمى كريم"), known("Selim Akram", "سلمى كرم")) == ["sounds_alike"]
    assert codes(known("Salma Karim"), known("Selim Akram")) == []


def test_two_people_with_one_family_name_need_more_in_common() -> None:
    office = uuid4()
    deng = known("Francis Deng", "فرانسيس دينغ")
    dieng = known("Adama Dieng", "أداما دينغ")
    assert codes(deng, dieng) == []
    deng.roles.append(Role(office, "head", "2007", "2012-05"))
    dieng.roles.append(Role(office, "head", "2012-07", "2020"))
    assert codes(deng, dieng) == ["same_family_name", "same_body", "other_first_names", "other_terms"]


def test_what_is_surely_two_is_not_proposed() -> None:
    council = known("Council of Elders", kind="body")
    assert codes(council, known("Council of Elders", kind="person")) == []
    assert codes(council, known("Council of Elders", kind="body", fictional=True)) == []
    assert codes(council, known("Elders’ Council", kind="organisation")) == ["sounds_alike", "other_kind"]
    member = known("Council of Elders", kind="body")
    member.roles.append(Role(council.pk, "member", "", ""))
    assert codes(council, member) == []


def test_years_and_addresses() -> None:
    addresses = {"email": "a@example.org", "url": "https://www.example.org/"}
    one = known("A. Karim", **addresses, began="1990", ended="2001")
    other = known("Salma", email="A@example.org", url="http://example.org", began="2005")
    assert codes(one, other) == ["same_email", "same_url", "other_years"]


@pytest.mark.parametrize(
    ("begin", "end", "backwards"),
    [
        ("2012", "2012", False), ("2012-05", "2012", False), ("2012", "2011-12-31", True),
        ("", "2011", False),
        ("2012-05-02", "2012-05", False), ("2012-05-02", "2012-05-01", True),
    ],
)  # fmt: skip
def test_an_end_before_its_beginning(begin: str, end: str, backwards: bool) -> None:
    assert spans.backwards(begin, end) is backwards
    assert spans.over("2011", "2012-01-01") is True
    assert spans.over("2012", "2012-01-01") is False
