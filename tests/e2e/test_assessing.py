"""An assessment from ten passages to a signature, as docs/how-to/write-an-assessment.md tells it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import gallery
from tests.e2e.person import Person
from tests.e2e.test_journey import attach, code, put_under_watch, sign, take_in
from tests.e2e.tutorial import file_of_tutorial
from tests.e2e.words import ATTACK, CALL, DOORS, ELDERS, WORDS

PASSAGES = (
    (ATTACK, "11.1", "risk"),
    (ATTACK, "11.2", "risk"),
    (ATTACK, "2.1", "risk"),
    (DOORS, "7.12", "risk"),
    (DOORS, "9.1", "risk"),
    (CALL, "7.14", "risk"),
    (CALL, "7.13", "risk"),
    (CALL, "8.7", "risk"),
    (ELDERS, "9.6", "mitigation"),
    (ELDERS, "6.2", "mitigation"),
)
FACT = "Two people were killed at the quay on 11 November."


def test_ten_passages_become_a_signed_assessment(windows: Callable[..., Person], tmp_path: Path) -> None:
    words = WORDS["en"]
    desk = windows(gallery("assessing"), language="en", size=(1360, 900))
    desk.opens("/account/login/")
    desk.signs_in_as("analyst")
    desk.reads_in("en")
    take_in(desk, file_of_tutorial(tmp_path))
    put_under_watch(desk, "en", words)
    attach(desk, words)
    for passage, indicator, polarity in PASSAGES:
        code(desk, words, passage, indicator, polarity)
    desk.goes_to("/situations/")
    desk.finds("main a", has_text=words.situation).first.click()
    desk.follows("/assessments/")
    desk.presses("form[action$='/assessments/new/'] button")
    desk.page.wait_for_url("**/edit/**")
    write_parts(desk)
    write_the_whole(desk)
    hand_on(desk)
    desk.signs_out()
    sign(desk, "en", words)
    assert desk.finds("#notes li").count() == 1
    assert desk.finds("#scenarios h3", has_text="Night attacks").count() == 1


def saved(desk: Person, part: str) -> None:
    desk.sends("seen")
    desk.finds("main [role=status]").wait_for()
    desk.sees(f"part-{part}")


def write_parts(desk: Person) -> None:
    """Factor 6 accepts what mitigation says; then groups, scenarios and gaps."""
    desk.follows("?factor=6")
    desk.chooses("6.2-derived", "accepted")
    desk.finds("[name='6-lowering']").fill("Observers at the quay until the vote.")
    desk.sends("6-trend")
    desk.finds("main [role=status]").wait_for()
    desk.sees("mitigation")
    desk.follows("?factor=groups")
    desk.page.wait_for_url("**factor=groups")
    desk.chooses("row-0-trend", "rising")
    desk.writes(**{"row-0-text": "They may be attacked in their homes."})
    saved(desk, "groups")
    desk.follows("?factor=scenarios")
    desk.writes(**{"row-0-title": "Night attacks", "row-0-signs": "More doors are marked."})
    desk.chooses("row-0-likelihood", "likely")
    saved(desk, "scenarios")
    desk.follows("?factor=gaps")
    desk.finds("textarea[name$='-what']").last.fill("Who marked the doors")
    saved(desk, "gaps")


def write_the_whole(desk: Person) -> None:
    """A tap puts the mark of a passage where the author writes."""
    desk.follows("?factor=overall")
    desk.writes(narrative=FACT)
    desk.finds("#insert [data-insert^=' [e:']").first.click()
    assert "[e:" in desk.finds("[name=narrative]").input_value()
    desk.chooses("trend", "rising")
    desk.sends("narrative")
    desk.finds("main [role=status]").wait_for()
    desk.sees("whole")


def hand_on(desk: Person) -> None:
    """Each sentence that cites nothing is let through as a judgement."""
    desk.follows("?factor=check")
    desk.sees("check")
    while desk.finds("#sentences li.said").count():
        said = desk.finds("#sentences li.said").first
        name = said.get_attribute("id")
        said.locator("button[value=judgement]").click()
        desk.finds(f"[id='{name}']").wait_for(state="detached")
    desk.presses("form[action$='/submit/'] button")
    desk.page.wait_for_url("**/assessments/*-*/")
    desk.sees("handed-on")
