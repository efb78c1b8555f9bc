"""The timeline: runs of like acts are one line, and the register is told in words."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from nadhir.web.situations import folding, services, timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANNA, BEN = uuid.uuid4(), uuid.uuid4()
TODAY = datetime.now(UTC).date()


def told(*rows: tuple[str, uuid.UUID, int]) -> list[tuple[str, int]]:
    """Acts with their person and hours from noon, as lines: the act and how many."""
    entries = [
        (n, act, who.hex, str(NOON + timedelta(hours=hours))) for n, (act, who, hours) in enumerate(rows)
    ]
    return [(run.act, run.many) for run in folding.runs(entries)]


def test_three_like_acts_of_a_day_are_one_line_and_two_are_two() -> None:
    code = ("evidence.code", ANNA, 0)
    assert told() == []
    assert told(code, code) == [("evidence.code", 1), ("evidence.code", 1)]
    assert told(code, code, code) == [("evidence.code", 3)]


def test_another_person_or_day_ends_a_run() -> None:
    code = [("evidence.code", ANNA, 0)] * 3
    assert told(*code, *[("evidence.code", BEN, 0)] * 3) == [("evidence.code", 3)] * 2
    assert told(*code, *[("evidence.code", ANNA, -13)] * 3) == [("evidence.code", 3)] * 2


def test_coding_and_attaching_in_turn_are_counted_apart() -> None:
    turn = [("evidence.code", ANNA, 0), ("item.attach", ANNA, 0)]
    assert told(*turn * 4) == [("evidence.code", 4), ("item.attach", 4)]
    assert told(*turn * 2) == [
        ("evidence.code", 1), ("item.attach", 1), ("evidence.code", 1), ("item.attach", 1),
    ]  # fmt: skip


def test_an_act_of_its_own_weight_ends_a_run() -> None:
    code = [("evidence.code", ANNA, 0)] * 3
    assert told(*code, ("assessment.sign", ANNA, 0), *code) == [
        ("evidence.code", 3), ("assessment.sign", 1), ("evidence.code", 3),
    ]  # fmt: skip


def test_an_afternoon_of_coding_is_one_line(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    one, item = world.situation(), world.item()
    for end in range(1, 13):
        services.evidence_code(
            viewer=world.viewer("analyst"), situation=one, item=item, start=0, end=end, elements=["7.10"]
        )
    words = shown(client_of("analyst").get(reverse("situation_timeline", args=[one.pk])))
    assert "12 passages coded" in words
    assert "and 2 more" in words
    assert words.count("Put under watch") == 1


def test_the_register_is_told_in_words(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    one, analyst = world.situation(shared=True), world.viewer("analyst")
    tension = services.tension_record(viewer=analyst, situation=one, issue="Wells")
    for level in (2, 4):
        services.tension_read(viewer=analyst, tension=tension, on=TODAY, intensity=level)
    shield = services.resilience_record(viewer=analyst, situation=one, what="Elders")
    services.resilience_read(viewer=analyst, resilience=shield, on=TODAY, strength=4)
    services.party_record(viewer=analyst, situation=one, names={"en": "Guard"})
    services.case_record(viewer=analyst, situation=one, title="The fire", persons="Somebody")
    services.legal_position_record(
        viewer=analyst, place=world.place.parent or world.place, instrument="crc-1989", state="party",
        source="x", checked_on=TODAY,
    )  # fmt: skip
    page = reverse("situation_timeline", args=[one.pk])
    words = shown(client_of("analyst").get(page, {"kind": "register"}))
    for said in (
        "Tension: clashes, before: voiced", "What protects: sound", "Actor recorded", "Case recorded",
        "Child Rights Convention", "Wells", "The fire",
    ):  # fmt: skip
        assert said in words
    assert "Somebody" not in words
    assert "Put under watch" not in words
    coordinator = shown(client_of("coordinator").get(page))
    assert "Tension: clashes" in coordinator
    assert "Actor recorded" not in coordinator
    for entry in timeline.tell(analyst, one, timeline.entries(analyst, one)):
        assert not re.fullmatch(r"[a-z_]+\.[a-z_]+", entry.title), entry.title
