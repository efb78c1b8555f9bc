"""Judging findings as people do it: with two keys, in Arabic on a phone, and without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.e2e.conftest import gallery
from tests.e2e.person import Person

CONCERNED = "/inbox/?status=all&speech=any"
JUDGED = "[data-row][aria-current] .soft"


def at_the_desk(windows: Callable[..., Person], name: str, **how: Any) -> Person:
    desk = windows(gallery(name), **how)
    desk.opens("/account/login/")
    desk.signs_in_as("analyst")
    desk.reads_in(how["language"])
    desk.opens(CONCERNED)
    return desk


def test_two_keys_a_judgement_and_the_reader_stays_there(windows: Callable[..., Person]) -> None:
    desk = at_the_desk(windows, "judging", language="en", size=(1360, 900))
    desk.sees("of-concern")
    desk.types("j", "y")
    desk.finds(JUDGED, has_text="by a person").wait_for()
    first = desk.finds("[data-row][aria-current] [data-open]").get_attribute("href")
    desk.types("j", "n")
    desk.finds(JUDGED, has_text="no concern (by a person)").wait_for()
    second = desk.finds("[data-row][aria-current] [data-open]").get_attribute("href")
    assert first != second, "j went on from the row that was judged"
    desk.types("c")
    desk.page.wait_for_url("**#judge")
    desk.sees("correcting")
    desk.chooses("mode", "quotation")
    desk.finds("#judge_note").fill("quoted in a sermon")
    desk.presses("#judge details button[value=corrected]")
    desk.finds("#judge", has_text="quoted in a sermon").wait_for()
    desk.goes_to("/screening/")
    desk.sees("measured")
    desk.follows("/screening/trend/")
    desk.sees("trend")


def test_an_arabic_reader_tries_a_word_on_a_phone(windows: Callable[..., Person]) -> None:
    desk = at_the_desk(windows, "own-words", language="ar", size=(390, 844))
    desk.sees("of-concern")
    desk.opens("/situations/")
    desk.finds("main tbody th a").first.click()
    desk.follows("/lexicon/")
    desk.writes(term="السوق")
    desk.chooses("language", "ar")
    desk.chooses("concept", "coded")
    desk.presses("button[value=try]")
    desk.finds("#caught").wait_for()
    desk.sees("tried")
    desk.presses("button[value=add]")
    desk.finds("main th", has_text="السوق").wait_for()
    desk.sees("added")


def test_judging_works_without_a_script(windows: Callable[..., Person]) -> None:
    desk = at_the_desk(windows, "judging-without-script", language="fr", size=(390, 844), scripts=False)
    before = desk.finds("[data-row] [data-key=y]").count()
    assert before
    desk.finds("[data-row] [data-key=n]").first.click()
    desk.finds("main [role=status], [role=status]").first.wait_for()
    desk.opens(CONCERNED)
    assert desk.finds("[data-row] [data-key=y]").count() == before - 1
