"""What the files of the demonstration say: in three languages, sourced where real, harmless where not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from nadhir import doctrine
from nadhir.screening.lexicon import lexicon
from nadhir.screening.normalise import fold
from nadhir.screening.places import PlaceFinder
from nadhir.sources import PlaceHint, Record, parse_written
from nadhir.web.demonstration import story, texts
from nadhir.web.demonstration.acts import ACTS
from nadhir.web.intake.where import event_codes

TODAY = date(2025, 1, 2)  # so that ranges of days cross a month and a year
FACTS = ["sources", "actors", "bodies", "tenures", "instruments", "engagements", "undertakings"]
STORY = ["people", "places", "actors", "sources"] + [f"chronicle/{chapter}" for chapter in story.CHAPTERS]
# Groups that live everywhere, and of whom the story may therefore speak.
ANYBODY = {"displaced", "foreigners", "refugees", "women", "minority", "migrants"}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def named(value: Any) -> Iterator[dict[str, str]]:
    """All mappings by language."""
    if isinstance(value, dict):
        if "ar" in value or "fr" in value:
            yield value
        for inner in value.values():
            yield from named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named(inner)


def reports() -> Iterator[tuple[str, str]]:
    """Every invented report with the number by which its source knows it."""
    for path in sorted(texts.FOLDER.joinpath("story/reports").iterdir(), key=lambda file: file.name):
        text = texts.filled(f"story/reports/{path.name}", TODAY)
        if path.name.endswith(".jsonl"):
            rows = [json.loads(line) for line in text.splitlines()]
            yield from ((row["id"], f"{row['title']}\n{row['text']}") for row in rows)
        elif path.name.endswith(".csv"):
            for row in list(csv.reader(io.StringIO(text)))[1:]:
                yield row[0], "\n".join(row)
        elif path.name.endswith(".xml"):
            for item in ElementTree.fromstring(text).iter("item"):
                yield str(item.findtext("guid")), f"{item.findtext('title')}\n{item.findtext('description')}"
        else:
            yield f"file:{path.name}", text


REPORTS = dict(reports())


@pytest.mark.parametrize("name", [f"facts/{name}" for name in FACTS] + [f"story/{name}" for name in STORY])
def test_what_is_said_in_one_language_is_said_in_all(name: str) -> None:
    found = list(named(texts.load(f"{name}.yaml")))
    assert [words for words in found if set(words) != {"ar", "en", "fr"} or not all(words.values())] == []


@pytest.mark.parametrize("name", ["actors", "tenures", "instruments", "engagements"])
def test_every_fact_names_a_source_that_is_known(name: str) -> None:
    known = texts.load("facts/sources.yaml")
    facts = texts.load(f"facts/{name}.yaml")
    assert facts
    assert [fact for fact in facts if not fact["sources"] or not set(fact["sources"]) <= set(known)] == []


def test_a_source_is_a_document_with_a_publisher() -> None:
    assert all({"title", "publisher"} <= set(told) for told in texts.load("facts/sources.yaml").values())


@pytest.mark.parametrize("name", ["instruments", "engagements"])
def test_dates_of_facts_mean_what_is_written(name: str) -> None:
    """Where our own reader of dates understands the words, it understands what the file says."""
    reference = date(2026, 1, 28)
    checked = 0
    for fact in texts.load(f"facts/{name}.yaml"):
        dated = fact.get("dated")
        if dated is None or dated["precision"] == "year":
            continue
        read = parse_written(dated["as_written"], reference=reference)
        assert (read.start.isoformat(), read.end.isoformat()) == (dated["start"], dated["end"]), fact["slug"]
        assert read.precision == dated["precision"], fact["slug"]
        checked += 1
    assert checked >= 8


def test_two_people_with_one_surname_stay_two() -> None:
    actors = {fact["slug"]: fact for fact in texts.load("facts/actors.yaml")}
    assert len(actors) == len(texts.load("facts/actors.yaml"))
    deng, dieng = actors["francis-deng"], actors["adama-dieng"]
    assert "دينغ" in deng["names"]["ar"]
    assert "دينغ" in dieng["spellings"][0]["text"]


@pytest.mark.parametrize("number", sorted(REPORTS))
def test_invented_reports_name_no_real_place(number: str) -> None:
    text = REPORTS[number]
    assert [text[found.start : found.end] for found in PlaceFinder.default().find(text)] == []


@pytest.mark.parametrize("name", STORY)
def test_the_story_names_no_real_place(name: str) -> None:
    finder = PlaceFinder.default()
    said = strings(texts.load(f"story/{name}.yaml"))
    assert [text for text in said if finder.find(text)] == []


def test_the_story_speaks_of_no_real_group_and_uses_no_slur() -> None:
    forbidden = {
        " ".join(_words(pattern))
        for language in ("ar", "en", "fr")
        for entry in lexicon(language).entries
        for pattern in entry.patterns
        if entry.kind == "slur" or (entry.kind == "group" and entry.concept.id not in ANYBODY)
    } - {"النور"}  # light, as in the name of the valley
    told = [*REPORTS.values()]
    for name in STORY:
        told.extend(strings(texts.load(f"story/{name}.yaml")))
    spoken = f" {' | '.join(' '.join(_words(text)) for text in told)} "
    assert len(forbidden) > 300
    assert [word for word in forbidden if f" {word} " in spoken or f" ال{word} " in spoken] == []


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()


def test_passages_stand_word_for_word_in_their_reports() -> None:
    elements = {element.id for element in doctrine.load("un-foa-2014").elements}
    steps = [step for step in story.read(datetime(2025, 1, 20, 12, tzinfo=UTC)).steps if step.do == "code"]
    passages = [passage for step in steps for passage in step.what["passages"]]
    assert len(passages) >= 35
    for passage in passages:
        assert REPORTS[passage["report"]].count(passage["quote"]) == 1, passage
        assert set(passage["elements"]) <= elements
    polarities = [passage.get("polarity", "risk") for passage in passages]
    assert polarities.count("mitigation") >= 10


def test_the_story_is_made_of_known_acts_and_comes_in_the_order_of_time() -> None:
    end = datetime(2025, 1, 20, 0, 5, tzinfo=UTC)
    script = story.read(end)
    assert {step.do for step in script.steps} <= set(ACTS)
    assert 85 <= (end - script.begins).days <= 95
    assert script.steps[-1].at < end


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("[[-1 iso]]", "2025-01-01"),
        ("[[0 ar]]", "2 كانون الثاني/يناير 2025"),
        ("[[-16..-13 ar]]", "17–20 كانون الأول/ديسمبر 2024"),
        ("[[-16..-13 fr]]", "17–20 décembre 2024"),
        ("[[-3..-1 en]]", "30 December 2024 – 1 January 2025"),
        ("[[-1 rss]]", "Wed, 01 Jan 2025 07:30:00 +0000"),
        ("31/02/[[-3 year]]", "31/02/2024"),
        ("[[no date]]", "[[no date]]"),
    ],
)
def test_dates_of_reports_are_filled_in(template: str, written: str) -> None:
    assert texts.dated(template, TODAY) == written


def test_no_date_is_left_open() -> None:
    assert [number for number, text in REPORTS.items() if "[[" in text] == []


@pytest.mark.parametrize(
    ("code", "places"), [("XN-01", ("XN", "XN-01")), ("XN", ("XN",)), ("XNX-1", ()), ("QQ", ())]
)
def test_an_event_in_an_invented_place_is_placed_there(code: str, places: tuple[str, ...]) -> None:
    record = Record(text="x", raw=b"x", places=(PlaceHint("Fig Hill"), PlaceHint("", code)))
    assert event_codes(record) == places
