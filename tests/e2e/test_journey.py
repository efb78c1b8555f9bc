"""The whole thread, walked through pages only, in each language: from a file on disk to a result.

The steps are those of docs/tutorial/one-thread.md, with its file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import gallery
from tests.e2e.person import Person
from tests.e2e.product import Product
from tests.e2e.tutorial import FILE, file_of_tutorial
from tests.e2e.words import ATTACK, CALL, DOORS, ELDERS, WORDS, Words

PHONE, TABLET, DESKTOP = (390, 844), (1100, 900), (1360, 900)
SOURCE = "Quay notes"
OUTSIDE = "harbour@quay.example"
ROWS = "[data-row]"
ONE_SITUATION = re.compile(r"/situations/[0-9a-f-]{36}/(#.*)?$")

Window = Callable[[], Person]


@pytest.mark.parametrize(("language", "size"), [("ar", PHONE), ("en", DESKTOP), ("fr", TABLET)])
def test_a_report_walks_from_a_file_to_a_result(
    language: str, size: tuple[int, int], product: Product, windows: Callable[..., Person], tmp_path: Path
) -> None:
    words, pictures = WORDS[language], gallery(language)

    def window() -> Person:
        return windows(pictures, language=language, size=size)

    desk = window()
    sign_in(desk, "analyst", language)
    take_in(desk, file_of_tutorial(tmp_path))
    triage(desk)
    put_under_watch(desk, language, words)
    attach(desk, words)
    for passage, indicator, polarity in (
        (ATTACK, "11.1", "risk"),
        (DOORS, "7.12", "risk"),
        (CALL, "7.14", "risk"),
        (ELDERS, "9.6", "mitigation"),
    ):
        code(desk, words, passage, indicator, polarity)
    assess(desk, words)
    desk.signs_out()
    sign(desk, language, words)
    desk.signs_out()
    draft_warning(desk, language, words, product)
    second = window()
    approve_and_issue(second, language, words)
    acknowledge_by_link(window(), product, words)
    decision_maker = window()
    decide(decision_maker, language, words)
    act(decision_maker, words)
    read_ledger(desk, words)
    assert product.command("ledger", "verify")["whole"] is True


def sign_in(desk: Person, role: str, language: str) -> None:
    desk.opens("/account/login/")
    desk.reads_in(language)
    desk.sees(f"sign-in-{role}")
    desk.signs_in_as(role)
    desk.sees(f"watch-{role}")


def take_in(desk: Person, file: Path) -> None:
    desk.goes_to("/sources/")
    desk.sees("sources")
    desk.finds("input[name=file]").set_input_files(file)
    desk.writes(new_source=SOURCE)
    desk.sends("file")
    assert FILE in desk.finds("h1").inner_text()
    assert desk.finds("select[name=text]").input_value() == "text"
    desk.sees("mapping")
    desk.sends("text")
    desk.finds("#batch:not(:has(progress)) a[href*='source=']").wait_for()
    desk.sees("taken-in")
    desk.follows("/inbox/?source=…")


def triage(desk: Person) -> None:
    """The attack stands first, though its row was the fourth; keys walk the list."""
    rows = desk.finds(ROWS)
    rows.first.wait_for()
    rows.nth(4).wait_for()
    assert rows.count() == 5
    assert ATTACK[:40] in rows.first.inner_text()
    desk.sees("inbox")
    desk.types("j", "j", "k", "x")
    assert desk.finds(f"{ROWS}[aria-current]").inner_text() == rows.first.inner_text()
    assert rows.first.locator("[name=item]").is_checked()
    assert desk.finds("[name=item]:checked").count() == 1
    desk.types("j", "Enter")
    desk.page.wait_for_url("**/inbox/*-*/")
    desk.page.go_back()


def put_under_watch(desk: Person, language: str, words: Words) -> None:
    desk.goes_to("/situations/")
    desk.sees("situations")
    desk.follows("/situations/new/")
    desk.writes(**{f"name_{language}": words.situation}, about=words.about, place_words=words.place)
    desk.presses("button[name=find]:not([aria-hidden])")
    desk.ticks("places", holding=words.place)
    desk.writes(**{f"groups-0-name_{language}": words.group})
    desk.chooses("groups-0-attribute", "other")
    desk.sees("put-under-watch")
    desk.presses("button[name=save]")
    desk.page.wait_for_url(ONE_SITUATION)
    desk.sees("situation-new")


def attach(desk: Person, words: Words) -> None:
    desk.goes_to("/inbox/")
    desk.sees("inbox-all")
    desk.chooses("source", "quay-notes")
    desk.presses("form.filters button")
    desk.page.wait_for_url("**source=quay-notes**")
    boxes = desk.finds("[name=item]")
    boxes.first.wait_for()
    for one in range(boxes.count()):
        boxes.nth(one).check()
    desk.finds("form:has(button[value=attach]) select[name=situation]").select_option(label=words.situation)
    desk.presses("button[value=attach]")
    desk.finds("[role=status]").wait_for()
    desk.sees("attached")


def code(desk: Person, words: Words, passage: str, indicator: str, polarity: str) -> None:
    desk.opens("/inbox/?source=quay-notes&status=all")
    desk.finds("[data-open]", has_text=passage[:30]).click()
    desk.finds("[data-code]").wait_for()
    desk.selects(passage)
    assert desk.finds("[name=quote]").input_value() == passage
    text = desk.finds("[data-code]").inner_text()
    assert int(desk.finds("[name=start]").input_value()) == text.index(passage)
    desk.finds("#code select[name=situation]").select_option(label=words.situation)
    desk.chooses("element", indicator)
    desk.chooses("polarity", polarity)
    desk.sees(f"coding-{indicator}")
    desk.presses("#code button.main-act")
    desk.finds("main [role=status]").wait_for()
    if indicator == "7.14":
        desk.sees("coded")


def assess(desk: Person, words: Words) -> None:
    desk.goes_to("/situations/")
    desk.finds("main a", has_text=words.situation).first.click()
    desk.sees("situation")
    desk.follows("/evidence/")
    desk.sees("evidence")
    desk.follows("/assessments/")
    desk.presses("form[action$='/assessments/new/'] button")
    desk.page.wait_for_url("**/edit/**")
    for factor, found in (
        ("7", {"7.12": "present", "7.14": "present"}),
        ("9", {"9.6": "mitigation"}),
        ("11", {"11.1": "present"}),
    ):
        desk.follows(f"?factor={factor}")
        for indicator, value in found.items():
            desk.chooses(f"{indicator}-value", value)
            desk.finds(f"[name='{indicator}-cite']").first.check()
        desk.finds(f"[name='{next(iter(found))}-reasoning']").fill(words.reasoning)
        desk.chooses(f"{factor}-trend", "rising" if factor != "9" else "steady")
        desk.sees(f"findings-{factor}")
        desk.sends(f"{factor}-trend")
        desk.finds("main [role=status]").wait_for()
    desk.follows("?factor=overall")
    desk.writes(narrative=words.narrative, gaps=words.gaps)
    desk.chooses("trend", "rising")
    desk.chooses("confidence", "moderate")
    desk.sends("narrative")
    desk.finds("main [role=status]").wait_for()
    desk.sees("cumulative-effect")
    desk.follows("?factor=check")
    desk.sees("check")
    desk.presses("form[action$='/submit/'] button")
    desk.page.wait_for_url("**/assessments/*-*/")
    desk.sees("handed-to-review")


def sign(reviewer: Person, language: str, words: Words) -> None:
    sign_in(reviewer, "reviewer", language)
    reviewer.finds("main a[href*='/situations/assessments/']", has_text=words.situation).click()
    reviewer.page.wait_for_url("**/assessments/*-*/")
    reviewer.sees("review")
    reviewer.presses("form[action$='/sign/'] button")
    reviewer.finds("main [role=status]").wait_for()
    assert not reviewer.finds("form[action$='/sign/']").count()
    reviewer.sees("signed")


def draft_warning(desk: Person, language: str, words: Words, product: Product) -> None:
    desk.signs_in_as("analyst")
    desk.goes_to("/warnings/")
    desk.sees("warnings")
    desk.follows("/warnings/new/")
    desk.finds("main a[href*='assessment=']", has_text=words.situation).click()
    desk.chooses("language", language)
    desk.writes(title=words.title, what=words.what, why_now=words.why_now, if_nothing=words.if_nothing)
    desk.writes(options_because=words.why_now)  # one option only
    desk.chooses("kind", "alert")
    desk.sees("warning-draft")
    desk.sends("title")
    desk.follows("/options/new/")
    desk.writes(text=words.option, by_whom=words.by_whom, lead_days="1")
    desk.sees("option")
    desk.sends("lead_days")
    for name, address in (
        ("Amara Kelvono", product.accounts["decision-maker"].address),
        (words.by_whom, OUTSIDE),
    ):
        desk.follows("/recipients/new/")
        desk.writes(name=name, email=address)
        desk.chooses("language", language)
        desk.chooses("clearance", "content")
        desk.sees("recipient")
        desk.sends("email")
        desk.finds("main [role=status]").wait_for()
    desk.presses("form[action$='/submit/'] button")
    desk.finds("main [role=status]").wait_for()
    desk.sees("handed-to-approval")


def approve_and_issue(second: Person, language: str, words: Words) -> None:
    sign_in(second, "reviewer", language)
    second.finds("main li", has_text=words.title).locator("a").click()
    second.sees("to-approve")
    second.presses("form[action$='/approve/'] button")
    second.finds("details.confirm").first.wait_for()
    second.confirms("/issue/")
    second.finds("#told").wait_for()
    second.sees("issued")


def acknowledge_by_link(outsider: Person, product: Product, words: Words) -> None:
    """Without an account: the link in the mail, one button."""
    link = product.link_to(OUTSIDE)
    assert link.startswith(product.base)
    outsider.opens(link)
    assert words.option in outsider.finds("main").inner_text()
    outsider.sees("by-link")
    outsider.presses("main form button")
    outsider.finds("main [role=status]").wait_for()
    assert not outsider.finds("main form").count()
    outsider.sees("acknowledged")


def decide(decision_maker: Person, language: str, words: Words) -> None:
    sign_in(decision_maker, "decision-maker", language)
    decision_maker.goes_to("/warnings/")
    decision_maker.finds("main a", has_text=words.title).click()
    decision_maker.sees("warning-received")
    decision_maker.presses("form[action$='/acknowledge/'] button")
    decision_maker.follows("/decide/")
    decision_maker.ticks("choice", holding=words.option)
    decision_maker.writes(reason=words.decision)
    decision_maker.sees("decision")
    decision_maker.sends("reason")
    decision_maker.finds("main [role=status]").wait_for()
    decision_maker.sees("decided")


def act(decision_maker: Person, words: Words) -> None:
    decision_maker.follows("/response/new/?decision=…")
    assert decision_maker.finds("[name=title]").input_value() == words.option
    decision_maker.sees("undertaking-new")
    decision_maker.sends("title")
    decision_maker.follows("/begin/")
    decision_maker.writes(words=words.begun)
    decision_maker.sends("words")
    decision_maker.sees("under-way")
    decision_maker.follows("/complete/")
    decision_maker.writes(words=words.result)
    decision_maker.sends("words")
    decision_maker.finds("main [role=status]").wait_for()
    decision_maker.sees("result")


def read_ledger(desk: Person, words: Words) -> None:
    """All eight steps are reached, one after the other, with the time between them."""
    desk.goes_to("/ledger/")
    thread = desk.finds("main section", has_text=words.title)
    steps = thread.locator("ol.thread > li")
    steps.last.wait_for()
    assert steps.count() == 8
    times = [steps.nth(n).locator("time").get_attribute("datetime") or "" for n in range(8)]
    assert all(times)
    assert times == sorted(times)
    assert all(steps.nth(n).locator("time").inner_text().strip() for n in range(8))
    desk.sees("ledger")
    desk.presses("button[name=verify]")
    desk.finds("#acts .notice.ok").wait_for()
    desk.sees("ledger-proved")
