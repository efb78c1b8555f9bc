"""Alerts of others: what is tolerated is told, what cannot be meant is refused, nothing brings us down."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine.phrases import Reason, phrasebook
from nadhir.documents import cap
from nadhir.documents.cap import Read
from nadhir.errors import InputRefused
from tests.documents.cap.sample import FULL, SENT, alert, info, update

RAW = cap.compose(alert())
BOOK = phrasebook("nadhir.documents.cap")


def changed(old: str, new: str, raw: bytes = RAW) -> Read:
    """What an alert says in which something is written otherwise."""
    assert old.encode() in raw, old
    return cap.parse(raw.replace(old.encode(), new.encode()))


def refusal(old: str, new: str, raw: bytes = RAW) -> str:
    with pytest.raises(InputRefused) as refused:
        changed(old, new, raw)
    assert "cap." not in BOOK.say(refused.value.code, "ar", **refused.value.params)
    return refused.value.code.removeprefix("cap.")


def notes(read: Read) -> list[str]:
    return [note.code.removeprefix("cap.") for note in read.notes]


# -- tolerated, and told -----------------------------------------------------------------------------------


def test_z_is_universal_time_and_noted() -> None:
    read = changed("2026-03-04T09:30:00+03:00</sent>", "2026-03-04T06:30:00Z</sent>")
    assert read.alert.sent == SENT
    assert notes(read) == ["time_tolerated"]
    assert read.notes[0].params == {"element": "sent", "written": "2026-03-04T06:30:00Z"}


def test_parts_of_a_second_are_left_out_and_noted() -> None:
    read = changed("09:30:00+03:00</sent>", "09:30:00.123+03:00</sent>")
    assert (read.alert.sent, notes(read)) == (SENT, ["time_tolerated"])


@pytest.mark.parametrize("written", ["soon", "2026-03-13T09:30:00", "2026-13-13T09:30:00+03:00"])
def test_an_end_that_cannot_be_read_is_no_end(written: str) -> None:
    read = changed("2026-03-13T09:30:00+03:00", written)
    assert read.alert.expires is None
    assert "time_unread" in notes(read)


@pytest.mark.parametrize(
    "polygon",
    ["1,2 1,3 2,3", "1,2 1,3 2,3 9,9", "1,2 1,3 2,3 x", "91,2 1,3 2,3 91,2", "1,2 1,nan 2,3 1,2", "1 2 3 1"],
)
def test_an_outline_that_is_none_is_left_out_and_the_words_stay(polygon: str) -> None:
    read = changed("1,2 1,3 2,3 1,2", polygon)
    area = read.alert.info[0].area[0]
    assert (area.polygons, area.desc, notes(read)) == ((), "Nour Valley", ["shape_unread"])


def test_an_empty_outline_says_nothing() -> None:
    read = changed("1,2 1,3 2,3 1,2", " ")
    assert (read.alert.info[0].area[0].polygons, notes(read)) == ((), [])


@pytest.mark.parametrize(
    ("circle", "kept"), [("1.5,2 10", 1), ("1.5,2", 0), ("1.5,2 far", 0), ("1.5,2 -3", 0)]
)
def test_circles(circle: str, kept: int) -> None:
    read = changed("<geocode>", f"<circle>{circle}</circle><geocode>")
    assert len(read.alert.info[0].area[0].circles) == kept
    assert notes(read) == ([] if kept else ["shape_unread"])


def test_an_alert_without_area_or_info_is_read() -> None:
    raw = re.sub(rb"<area>.*</area>", b"", RAW)
    assert cap.parse(raw).alert.info[0].area == ()
    read = cap.parse(re.sub(rb"<info>.*</info>", b"", RAW))
    assert (read.alert.info, notes(read), read.alert.expires) == ((), ["without_info"], None)


def test_several_parts_in_one_language_are_read() -> None:
    raw = cap.compose(alert(info=(info(), info(language="fr")))).replace(b">fr<", b">en<")
    read = cap.parse(raw)
    assert ([one.language for one in read.alert.info], notes(read)) == (["en", "en"], [])


def test_words_that_cap_does_not_have_are_unknown() -> None:
    read = changed("<urgency>Expected", "<urgency>Very soon")
    assert (read.alert.info[0].urgency, notes(read)) == ("Unknown", ["value_unknown"])
    read = changed("<certainty>Possible", "<certainty>Very Likely")
    assert (read.alert.info[0].certainty, notes(read)) == ("Likely", [])
    read = changed("<category>Security", "<category>War")
    assert read.alert.info[0].category == ("Other",)


def test_elements_that_cap_does_not_have_are_told() -> None:
    read = changed("<status>", "<mood>calm</mood><status>")
    assert (read.alert, notes(read)) == (alert(), ["unread"])


def test_a_message_without_scope_is_private() -> None:
    read = changed("<scope>Restricted</scope><restriction>TLP:GREEN</restriction>", "")
    assert (read.alert.scope, notes(read)) == ("Private", ["scope_missing", "addresses_missing"])


def test_names_with_spaces_are_read_and_told() -> None:
    read = changed("<identifier>nadhir-1", "<identifier>nadhir 1")
    assert (read.alert.identifier, notes(read)) == ("nadhir 1", ["name_signs"])


@pytest.mark.parametrize(
    ("references", "known", "told"),
    [
        ("desk@nadhir.invalid,nadhir-1,2026-03-04T06:30:00Z", 1, ["time_tolerated"]),
        ("desk@nadhir.invalid,nadhir-1", 0, ["reference_unread", "references_missing"]),
        ("nadhir-1", 0, ["reference_unread", "references_missing"]),
        (",nadhir-1,2026-03-04T06:30:00-00:00", 0, ["reference_unread", "references_missing"]),
        ("a,b,2026-03-04T06:30:00-00:00 a,c,2026-03-04T06:30:00-00:00", 2, []),
        ("a,b,2026-03-04T06:30:00-00:00 broken", 1, ["reference_unread"]),
    ],
)
def test_references(references: str, known: int, told: list[str]) -> None:
    raw = cap.compose(update("nadhir-2", alert()))
    read = changed("desk@nadhir.invalid,nadhir-1,2026-03-04T09:30:00+03:00", references, raw)
    assert (len(read.alert.references), notes(read)) == (known, told)


def test_several_codes_in_one_element_are_read_as_several() -> None:
    """As the weather service of the United States writes them."""
    read = changed("</value></geocode>", "</value><valueName>UGC</valueName><value>AKZ1</value></geocode>")
    assert [pair.value for pair in read.alert.info[0].area[0].geocodes] == ["XN-01", "AKZ1"]


def test_cap_1_1_is_read() -> None:
    read = changed("emergency:cap:1.2", "emergency:cap:1.1")
    assert (read.version, read.alert, notes(read)) == ("1.1", alert(), [])


def test_a_comment_says_nothing() -> None:
    read = changed("<headline>", "<headline><!-- hidden -->")
    assert read.alert == alert()


# -- refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<identifier>nadhir-1</identifier>", "", "missing"),
        ("<sender>desk@nadhir.invalid</sender>", "", "missing"),
        ("<sent>2026-03-04T09:30:00+03:00</sent>", "", "missing"),
        ("<status>Exercise</status>", "", "missing"),
        ("09:30:00+03:00</sent>", "09:30:00</sent>", "time_unread"),
        ("09:30:00+03:00</sent>", "09:30:00,03:00</sent>", "time_unread"),
        ("Exercise", "Real", "value_unknown"),
        ("<msgType>Alert", "<msgType>Alarm", "value_unknown"),
        ("<scope>Restricted", "<scope>Secret", "value_unknown"),
        ("<identifier>", "<identifier>other</identifier><identifier>", "twice"),
        ("emergency:cap:1.2", "emergency:cap:9", "not_an_alert"),
        ("<identifier>", "", "not_xml"),
        ("encoding='UTF-8'", "encoding='UTF-99'", "not_xml"),
        ("<info>", f"<code>a</code>{'<code>b</code>' * 1000}<info>", "too_many"),
    ],
)
def test_what_cannot_be_meant_is_refused(old: str, new: str, code: str) -> None:
    assert refusal(old, new) == code


BOMB = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"


@pytest.mark.parametrize("declared", [BOMB, "<!DOCTYPE alert SYSTEM 'file:///a'>", "<!DOCTYPE a>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_not_even_looked_at(declared: str, encoding: str) -> None:
    text = RAW.decode().replace("UTF-8", encoding).replace("<alert", f"{declared}<alert", 1)
    with pytest.raises(InputRefused) as refused:
        cap.parse(text.encode(encoding))
    assert refused.value.code == "cap.entities"


def test_a_huge_alert_and_a_deep_one_are_refused() -> None:
    with pytest.raises(InputRefused) as refused:
        cap.parse(RAW + b" " * cap.LARGEST)
    assert refused.value.code == "cap.too_large"
    assert refusal("<status>", "<x>" * 5000 + "</x>" * 5000 + "<status>") == "not_xml"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with pytest.raises(InputRefused):
        cap.parse(raw)


@given(st.data())
def test_a_damaged_alert_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(cap.compose(FULL))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
    told = said_of(bytes(raw))
    assert told
    assert all(one.code in BOOK and one.say("fr") for one in told)


def said_of(raw: bytes) -> list[Reason]:
    """What was remarked in reading, or why it was refused; a word that all is well where it is."""
    try:
        return [*cap.parse(raw).notes, Reason("cap.unread", {"elements": []}, "nadhir.documents.cap")]
    except InputRefused as refused:
        return [Reason(refused.code, refused.params, refused.phrase_book)]


# -- the same, and not the same ----------------------------------------------------------------------------


def test_two_spellings_of_a_message_are_one() -> None:
    told = cap.parse(RAW).digest
    assert changed("2026-03-04T09:30:00+03:00</sent>", "2026-03-04T06:30:00Z</sent>").digest == told
    assert changed("<status>", "\n  <status>").digest == told
    assert changed("Expulsions", "Evictions").digest != told


# -- words -------------------------------------------------------------------------------------------------


def test_every_code_has_words_and_every_phrase_a_code() -> None:
    package = Path(str(resources.files("nadhir.documents.cap")))
    source = "".join(module.read_text("utf-8") for module in package.glob("*.py"))
    used = set(re.findall(r'\b(?:reason|refuse)\(\s*"([a-z_]+)"', source))
    assert {f"cap.{code}" for code in used} == set(BOOK)
