"""XLSX, and what hides in it."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadhir import sources
from nadhir.errors import FileRefused
from nadhir.sources import Limits

ROWS = [
    ("المعرف", "النص", "التاريخ", "عدد القتلى"),
    (1, "توتر في السوق بعد شجار", date(2031, 1, 2), 0),
    (2, "هدوء حذر في الحي القديم", "17 كانون الأول/ديسمبر 2030", 3),
]


def workbook(path: Path, rows: list[tuple[object, ...]], *, sheets: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for name in sheets:
        book.create_sheet(name).append(("other",))
    book.save(path)
    return path


def changed(path: Path, part: str, change: tuple[str, str]) -> Path:
    """The same workbook with something in one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                assert change[0].encode() in data
                data = data.replace(change[0].encode(), change[1].encode())
            new.writestr(name, data)
    path.write_bytes(out.getvalue())
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_rows_and_roles(tmp_path: Path, take) -> None:
    records, rejections, reading = take(workbook(tmp_path / "a.xlsx", ROWS))
    assert not rejections
    assert [(r.row, r.external_id, r.text) for r in records] == [
        (2, "1", "توتر في السوق بعد شجار"),
        (3, "2", "هدوء حذر في الحي القديم"),
    ]
    assert [str(r.occurred.start) for r in records] == ["2031-01-02", "2030-12-17"]
    assert [r.event.deaths_best for r in records] == [0, 3]
    assert (reading.format, reading.expected) == ("xlsx", 2)


def test_a_title_above_the_header_and_other_sheets(tmp_path: Path, take) -> None:
    path = workbook(tmp_path / "a.xlsx", [("Weekly list",), (), *ROWS], sheets=("Notes",))
    records, _, reading = take(path)
    assert [record.row for record in records] == [4, 5]
    (note,) = reading.notes
    assert (note.code, note.params["others"]) == ("workbook.other_sheets", ["Notes"])


def test_formulas_are_never_calculated(tmp_path: Path, take) -> None:
    rows = [("text", "deaths"), ('=HYPERLINK("http://x","y")', "=1+1"), ("three plain words", 2)]
    records, rejections, _ = take(workbook(tmp_path / "a.xlsx", rows), text_column="text")
    assert [record.text for record in records] == ["three plain words"]
    assert [bad.code for bad in rejections] == ["record.no_text"]


def test_the_value_saved_with_a_formula_is_taken_and_said(tmp_path: Path, take) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [("id", "text"), (1, "=cmd|' /C calc'!A0"), (2, "three plain words")]
    )
    changed(path, SHEET, ('<c r="B2"><f>', '<c r="B2" t="str"><f>'))
    changed(path, SHEET, ("<v></v>", "<v>saved words</v>"))
    records, rejections, _ = take(path, text_column="text")
    assert [(record.text, [note.code for note in record.notes]) for record in records] == [
        ("saved words", ["cell.formula_value_taken"]),
        ("three plain words", []),
    ]
    assert not rejections


def test_a_row_wider_than_the_header(tmp_path: Path, take) -> None:
    records, rejections, _ = take(
        workbook(tmp_path / "a.xlsx", [("id", "text"), (1, "good words here"), (2, "b", "c")])
    )
    assert len(records) == 1
    assert [(bad.row, bad.code) for bad in rejections] == [(3, "row.ragged")]


def test_a_lie_about_its_own_size(tmp_path: Path, take) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path) as archive:
        assert b'ref="A1:D3"' in archive.read(SHEET)
    records, _, _ = take(changed(path, SHEET, ('ref="A1:D3"', 'ref="A1:XFD1048576"')))
    assert len(records) == 2


def refused(path: Path, limits: Limits | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        list(sources.read(path, limits=limits))
    assert caught.value.params["file"] == path.name
    return caught.value


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_cut_short(tmp_path: Path, share: float) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refused(path).code == "zip.cut_short"


def test_damaged_inside(tmp_path: Path) -> None:
    path = changed(workbook(tmp_path / "a.xlsx", ROWS), SHEET, ("<sheetData>", "<sheetData><row"))
    assert refused(path).code == "workbook.broken"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.xml", b"0" * 3_000_000)
    error = refused(path)
    assert (error.code, error.params["part"]) == ("zip.bomb", "xl/media/big.xml")


def test_too_large_altogether(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    assert refused(path, Limits(workbook_bytes=2_000)).code == "zip.bomb"
    assert refused(path, Limits(shared_bytes=100)).code == "workbook.texts_too_large"
    assert refused(path, Limits(archive_entries=3)).code == "zip.too_many_parts"


def test_entities_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    declared = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet'
    assert refused(changed(path, SHEET, ("<worksheet", declared))).code == "xml.entities"


def test_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000 + "EncryptedPackage".encode("utf-16-le")
    )
    assert refused(path).code == "file.password_protected"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000)
    assert refused(path).code == "format.old_office"


def test_other_office_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert (refused(path).code, refused(path).params["format"]) == ("format.not_supported", "docx")


def test_macros_are_said_and_not_run(tmp_path: Path, take) -> None:
    path = workbook(tmp_path / "a.xlsm", ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    records, _, reading = take(path)
    assert len(records) == 2
    assert [note.code for note in reading.notes] == ["workbook.macros"]


def test_an_empty_book(tmp_path: Path) -> None:
    assert refused(workbook(tmp_path / "a.xlsx", [])).code == "table.no_header"


@given(st.integers(0, 10**9), st.lists(st.integers(0, 255), min_size=1, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_no_damage_breaks_the_reader(tmp_path: Path, at: int, junk: list[int]) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    raw = bytearray(path.read_bytes())
    at %= len(raw)
    raw[at : at + len(junk)] = bytes(junk)
    path.write_bytes(bytes(raw))
    named = "a.xlsx"
    try:
        list(sources.read(path, limits=Limits(workbook_bytes=10_000_000)))
    except FileRefused as error:
        named = error.params["file"]
    assert named == "a.xlsx"
