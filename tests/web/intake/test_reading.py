"""A record is read as a whole: its title too, in the language that its source says where nobody can tell."""

from __future__ import annotations

from datetime import date

from nadhir.sources import Record
from nadhir.web.intake.clusters import OVERLAP, bands, closest, overlap, with_title, without_title
from nadhir.web.intake.models import Item
from nadhir.web.intake.reading import Occurrences, Read, identify_all, read_all

TODAY = date(2026, 3, 1)
CALM = "The council met at the school and spoke of water."


def read(**fields: object) -> Read:
    seen = Occurrences()
    try:
        record = Record(**{"text": CALM, "raw": b"", **fields})  # type: ignore[arg-type]
        return read_all(identify_all("test", [record], seen), TODAY)[0]
    finally:
        seen.close()


def test_what_a_headline_calls_for_is_not_missed() -> None:
    calm, loud = read(), read(title="Kill all the refugees before the vote")
    assert calm.finding.concern == "none"
    assert loud.finding.concern != "none"
    assert loud.priority.level > calm.priority.level
    assert loud.finding.spans == calm.finding.spans, "marks are those of the text"


def test_a_headline_that_reports_violence_makes_a_report() -> None:
    assert read(title="Twelve villagers were massacred at night").priority.level == Item.Priority.HIGH


def test_places_and_words_of_a_title_are_found() -> None:
    found = read(title="A quiet week in Kenya")
    assert "KE" in {place.code for place in found.places}
    assert "kenya" in found.folded


def test_a_title_that_the_text_repeats_is_not_counted_twice() -> None:
    title = "Kenya votes"
    found = read(title=title, text=f"{title}\n{CALM}")
    assert [place.count for place in found.places if place.code == "KE"] == [1]


def test_the_sources_word_for_the_language_counts_where_none_can_be_told() -> None:
    assert read(text="12 45 !!", language="sw").finding.language == "sw"
    assert read(text=CALM, language="sw").finding.language == "en", "what can be told is told"


def test_an_event_has_no_copies() -> None:
    from nadhir.sources import EventFacts

    long = f"{CALM} {CALM}"
    assert read(text=long).bands
    assert read(text=long, event=EventFacts(deaths_best=1)).bands == ()


def test_texts_too_short_to_compare_have_no_copies() -> None:
    assert bands("calm") == []


def test_overlap_is_of_letters_not_of_words() -> None:
    assert overlap(CALM, CALM) == 1.0
    assert overlap(CALM, CALM[::-1]) < OVERLAP
    assert overlap("", CALM) == 0.0
    assert closest(CALM, [("other", "x" * 60), ("same", CALM + "!")]) == "same"


def test_a_title_can_be_taken_off_again() -> None:
    assert without_title(with_title("text", "title"), "title") == "text"
    assert without_title("text", "") == with_title("text", "") == "text"
