"""An officer records a memorandum with eight obligations and its first joint event, and finds them again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import gallery
from tests.e2e.person import Person

PHONE, DESKTOP = (390, 844), (1360, 900)
MINUTES = 10
WORDS: dict[str, Any] = {
    "ar": {
        "name": "مذكرة تفاهم الرصيف بشأن الحوار والإنذار",
        "parties": ("مركز الرصيف للحوار", "لجنة ساحل القصب"),
        "areas": "التدريب\nالفعاليات المشتركة",
        "promises": (
            "تدريب ستين مرشدا",
            "عقد ندوتين كل سنة",
            "وضع وحدة تعليمية عن الشائعات",
            "تبادل مدربَين",
            "إحاطة كل ربع سنة",
            "فتح خط للإبلاغ",
            "ترجمة الأدلة",
            "تقرير سنوي مشترك",
        ),
        "event": "ورشة افتتاحية",
    },
    "en": {
        "name": "Quay memorandum on dialogue and warning",
        "parties": ("Quay Centre for Dialogue", "Committee of the Reed Shore"),
        "areas": "training\njoint events",
        "promises": (
            "Train sixty guides",
            "Hold two forums a year",
            "Write a module on rumours",
            "Exchange two trainers",
            "Brief every quarter",
            "Open a line for reports",
            "Translate the guides",
            "Report together every year",
        ),
        "event": "Opening workshop",
    },
}


@pytest.mark.parametrize(("language", "size"), [("ar", PHONE), ("en", DESKTOP)])
def test_a_memorandum_with_eight_obligations_and_its_first_event(
    language: str, size: tuple[int, int], windows: Callable[..., Person]
) -> None:
    words = WORDS[language]
    desk = windows(gallery(f"cooperating-{language}"), language=language, size=size)
    desk.opens("/account/login/")
    desk.reads_in(language)
    desk.signs_in_as("officer")
    began = time.monotonic()
    desk.goes_to("/cooperation/")
    desk.sees("agreements")
    desk.follows("/cooperation/instruments/new/")
    lines = [
        f"{what}\t{words['parties'][n % 2]}\t2027-0{n + 1}-15" for n, what in enumerate(words["promises"])
    ]
    desk.writes(
        **{
            f"names_{language}": words["name"],
            "dated": "12 May 2026",
            "duration": "3",
            "areas": words["areas"],
            "party-0-party": words["parties"][0],
            "party-1-party": words["parties"][1],
            "promise-0-what": "\n".join(lines),
            "event": words["event"],
            "event_when": "2026-12-10",
        }
    )
    desk.sees("recording")
    desk.presses("main button.main-act")
    # The parties are new to the directory: one says that they are to be recorded along with it.
    desk.finds("input[name=make]").check()
    # The browser says in its console that a form was refused; here that is wanted.
    desk.eye.complaints[:] = [one for one in desk.eye.complaints if "status of 422" not in one]
    desk.sees("new-parties")
    desk.presses("main button.main-act")
    desk.page.wait_for_url("**/cooperation/instruments/*-*/")
    desk.finds("main", has_text=words["promises"][7]).wait_for()
    desk.sees("agreement")
    for promise in words["promises"]:
        assert desk.finds("main a", has_text=promise).count() == 1, promise
    desk.finds("main a[href*='/engagements/']", has_text=words["event"]).first.wait_for()
    desk.goes_to("/cooperation/")
    desk.follows("/cooperation/promises/")
    desk.finds("main", has_text=words["promises"][0]).wait_for()
    desk.sees("promises")
    assert time.monotonic() - began < MINUTES * 60
