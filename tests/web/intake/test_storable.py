"""Words as they can be kept: no database and no page is asked to hold what it cannot, and it is said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine.phrases import Reason
from nadhir.sources import EventFacts, PlaceHint, Record, WrittenDate
from nadhir.web.intake.models import Item
from nadhir.web.intake.storable import clean, storable
from tests.web.conftest import World
from tests.web.intake.conftest import Receive, lines

ANY = st.text(st.characters(codec=None), max_size=40)  # surrogates and controls included


def codes(record: Record) -> list[str]:
    return [note.code for note in record.notes]


@given(ANY)
def test_whatever_came_can_be_encoded_and_positions_hold(words: str) -> None:
    kept = storable(Record(text=words, raw=b"")).text
    kept.encode()
    assert "\0" not in kept
    assert "\r" not in kept
    assert len(kept) == len(words) - words.count("\r\n"), "one sign for one sign"
    assert storable(Record(text=kept, raw=b"")).text == kept


def test_what_was_marked_is_said_and_the_original_is_untouched() -> None:
    raw = b"a\x00b"
    kept = storable(Record(text="a\0b\ud800", title="t\x01", raw=raw))
    assert (kept.text, kept.title, kept.raw) == ("a\ufffdb\ufffd", "t\ufffd", raw)
    assert codes(kept) == ["item.letters_marked"]
    assert kept.notes[0].params == {"count": 3}


def test_line_ends_are_those_of_a_page() -> None:
    kept = storable(Record(text="one\r\ntwo\rthree\x0cfour", title="a\r\n b", raw=b""))
    assert (kept.text, kept.title) == ("one\ntwo\nthree\nfour", "a b")
    assert kept.notes == ()


def test_signs_that_turn_letters_round_stay_and_are_said() -> None:
    kept = storable(Record(text="the \u202eecalp\u202c is calm", raw=b""))
    assert "\u202e" in kept.text
    assert codes(kept) == ["item.direction_overrides"]


def test_ordinary_text_in_any_script_stays_letter_for_letter() -> None:
    words = "عيّنة\u200f «نص» 👩\u200d👧 ፊደል\tक्ष\n"
    record = Record(text=words, raw=b"")
    assert storable(record).text == words
    assert storable(record).notes == ()


def test_every_part_of_a_record_is_cleaned() -> None:
    day = WrittenDate("1 May\0", date(2026, 5, 1), date(2026, 5, 1), "day")
    record = storable(
        Record(
            text="words",
            raw=b"",
            author="a\0",
            url="u\0",
            external_id="x\0",
            published=day,
            event=EventFacts(side_a="s\0", sources=("office\0",)),
            places=(PlaceHint("p\0"),),
            notes=(Reason("date.left_open", {"written": "w\0", "among": ["v\0"]}, "nadhir.sources"),),
            attributes={"unused": "\0"},
        )
    )
    assert "\0" not in repr(record).replace("\\x00", "\0")


def test_clean_keeps_what_is_no_text() -> None:
    value = {"a": [1, 2.5, None, True, b"\0"], "b": ("x\0",)}
    assert clean(value) == {"a": [1, 2.5, None, True, b"\0"], "b": ("x\ufffd",)}


@pytest.mark.django_db
def test_such_a_report_is_kept_by_any_database(world: World, receive: Receive) -> None:
    content = lines({"id": "1", "text": "Words with \0 and more words.", "title": "T\0", "\0odd": "x"})
    content += '{"id": "2", "text": "Half a letter \\ud83d here.", "\\ud800": ["\\ud800"]}\n'
    taken = receive("odd.jsonl", content)
    assert (taken.batch.added, taken.batch.rejected) == (2, 0)
    first = Item.objects.order_by("pk")[0]
    assert first.text == "Words with \ufffd and more words."
    assert first.notes[0]["code"] == "item.letters_marked"
    assert b"\\u0000" in bytes(first.raw), "the original says what came"


@pytest.mark.django_db
def test_a_strange_name_of_a_file_is_remembered_harmlessly(world: World, receive: Receive) -> None:
    for name, shown in [
        ("a\u202efdp.csv", "afdp.csv"),
        ("تقرير " * 30 + ".csv.gz", None),
        ("line\nend.csv", "line end.csv"),
    ]:
        batch = receive("x.csv", "id,text\n1,Words of a calm day.\n", file_name=name).batch
        assert shown is None or batch.file_name == shown
        assert batch.file_name.endswith((".csv", ".csv.gz"))
        assert len(batch.file_name.encode()) <= 180
