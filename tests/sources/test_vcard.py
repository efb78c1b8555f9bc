"""Address cards as phones and offices write them, read and written again."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import RecordRefused
from nadhir.sources.vcard import Card, decoded, read, written

PHONE = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D8=AF=D9=8A=D9=86=D8=BA;=D8=A3=D8=AF=\r\n"
    "=D8=A7=D9=85=D8=A7;;;\r\nTEL;CELL:123\r\nEND:VCARD\r\n"
)


def test_a_card_in_several_languages() -> None:
    text = (
        "begin:vcard\nversion:4.0\nKIND:org\nitem1.FN;LANGUAGE=ar;ALTID=1:مجلس\n"
        'FN;LANGUAGE="fr-CH";ALTID=1:Conseil\\, le petit\nNOTE:one\\ntwo;three\n folded\nURL:https://a.example/;b\n'
        "UID:urn:uuid:0\nEND:VCARD"
    )
    (card,) = read(text)
    assert card.names == [("مجلس", "ar"), ("Conseil, le petit", "fr")]
    assert (card.kind, card.note, card.url, card.uid) == (
        "organisation",
        "one\ntwo;threefolded",
        "https://a.example/;b",
        "0",
    )


def test_what_a_phone_writes() -> None:
    (card,) = read(PHONE)
    assert card.names == [("أداما دينغ", "")]


def test_names_come_from_what_there_is() -> None:
    (card,) = read("BEGIN:VCARD\nORG:Council;Office\nEND:VCARD")
    assert (card.names, card.kind) == ([("Council", "")], "organisation")
    (bare,) = read("BEGIN:VCARD\nTEL:1")
    assert bare.names == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "card.none"), ("hello", "card.none"), ("BEGIN:VCARD\nEND:VCARD\n" * 2_001, "card.too_many")],
)
def test_what_is_no_file_of_cards(text: str, code: str) -> None:
    with pytest.raises(RecordRefused, match=code):
        list(read(text))


def test_encodings() -> None:
    card = "BEGIN:VCARD\r\nFN:سلمى كريم من وادي النور والمجلس\r\nEND:VCARD"
    for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1256"):
        text, _name = decoded(card.encode(codec))
        assert next(read(text)).names[0][0].startswith("سلمى")
    with pytest.raises(RecordRefused, match=r"card\.unreadable"):
        decoded(b"\x00\x01\x02\x03" * 40)


NAMES = (
    st.text(min_size=1, max_size=80)
    .map(str.strip)
    .filter(lambda text: text and text.isprintable() and "\ufeff" not in text)
)


@given(NAMES, st.lists(NAMES, max_size=3), st.text(max_size=200), st.sampled_from(["3.0", "4.0"]))
def test_what_is_written_is_read_again(name: str, others: list[str], note: str, version: str) -> None:
    plain = "".join(letter for letter in note if letter.isprintable() or letter == "\n").strip()
    card = Card(1, [(name, "")], [(one, "") for one in others], "person", note=plain)
    text = "".join(written([card], version=version))  # type: ignore[arg-type]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (again,) = read(text)
    assert again.names[0] == (name, "")
    assert again.note == plain
    assert {one for one, _language in again.others} == set(others) - {name}


@given(st.binary(max_size=400))
def test_no_bytes_break_it(raw: bytes) -> None:
    with contextlib.suppress(RecordRefused):
        list(read(decoded(b"BEGIN:VCARD\n" + raw)[0]))


@pytest.mark.parametrize(
    "value",
    [
        "FN;ENCODING=QUOTED-PRINTABLE:" + "abcdefghi=\n" * 180_000 + "end",
        "FN:" + "\n abcdefghi" * 180_000,
        "FN:" + "a\\;" * 600_000,
    ],
)
def test_what_is_folded_without_end_is_cut(value: str) -> None:
    begun = time.process_time()
    card = next(read(f"BEGIN:VCARD\n{value}\nNOTE:and goes on\nEND:VCARD\n"))
    assert time.process_time() - begun < 2
    assert len(card.names[0][0]) == 4_000
    assert card.note == "and goes on"
