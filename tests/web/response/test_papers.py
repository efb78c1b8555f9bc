"""What is kept of a file: known by its bytes, and of a picture nothing but the picture."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from nadhir.documents import pictures
from nadhir.errors import NotPossibleNow
from nadhir.web.response import papers


def picture(kind: str = "JPEG", **more: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(written, kind, **more)
    return written.getvalue()


def office(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return written.getvalue()


def test_a_photograph_loses_where_and_with_what_it_was_taken() -> None:
    notes = Image.Exif()
    notes[0x010F] = "PHONE-OF-A-WITNESS"
    notes.get_ifd(0x8825)[2] = (33.0, 30.0, 12.0)
    taken = picture(exif=notes, comment=b"PHONE-OF-A-WITNESS")
    assert b"PHONE-OF-A-WITNESS" in taken
    kept = papers.kept("IMG_20260101.jpg", taken, photograph=True)
    assert b"PHONE" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as shown:
        assert not shown.getexif()
        assert shown.size == (64, 48)


def test_a_photograph_is_turned_upright_and_made_smaller() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    written = io.BytesIO()
    Image.new("RGB", (3000, 1000)).save(written, "JPEG", exif=notes)
    with Image.open(io.BytesIO(papers.kept("a.jpg", written.getvalue(), photograph=True).content)) as shown:
        assert shown.size == (800, 2400)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        ("نص البيان".encode(), "text/plain"),
        (office("[Content_Types].xml", "word/document.xml"), papers.OFFICE["word/"][1]),
        (picture("PNG"), "image/jpeg"),
    ],
    ids=["pdf", "text", "word", "png"],
)
def test_a_file_is_what_its_bytes_say(content: bytes, media_type: str) -> None:
    kept = papers.kept("paper.bin", content)
    assert kept.media_type == media_type
    assert kept.size == len(kept.content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "paper.empty"),
        (b"%PDF" + b"x" * papers.MOST, "paper.too_large"),
        (b"\x7fELF\x02\x01", "paper.unknown_kind"),
        (b"MZ\x90\x00\x03\xff", "paper.unknown_kind"),
        (b"<html><script>1</script>", "paper.unknown_kind"),
        (b"\xef\xbb\xbf <svg onload=1>", "paper.unknown_kind"),
        (office("word/document.xml", "word/vbaProject.bin"), "paper.unknown_kind"),
        (office("run.sh"), "paper.unknown_kind"),
        (b"PK\x03\x04 not an archive", "paper.unknown_kind"),
        (b"\xff\xd8\xff\xe0 torn", "paper.no_picture"),
    ],
    ids=["empty", "large", "elf", "exe", "page", "svg", "macros", "archive", "torn archive", "torn picture"],
)
def test_what_is_not_a_paper_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(NotPossibleNow) as refused:
        papers.kept("paper.pdf", content)
    assert refused.value.code == code


def test_a_paper_is_no_photograph() -> None:
    with pytest.raises(NotPossibleNow, match=r"paper\.no_picture"):
        papers.kept("a.jpg", b"%PDF-1.7", photograph=True)


def test_a_picture_of_too_many_pixels_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 64 * 48 - 1)
    with pytest.raises(NotPossibleNow, match=r"paper\.no_picture"):
        papers.kept("a.png", picture("PNG"))
