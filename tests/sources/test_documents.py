"""TXT, HTML and PDF: one record each."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadhir import sources
from nadhir.errors import FileRefused
from nadhir.sources import Limits, pdf_worker
from nadhir.sources.prose import published_on, title_of


def refused(path: Path, limits: Limits | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        list(sources.read(path, limits=limits))
    assert caught.value.params["file"] == path.name
    return caught.value


# ---- text

REPORT = (
    "تجاوز إلى المحتوى الرئيسي\n\nبيان عن الوضع في وادي الطاحونة\n\n"
    "28 كانون الثاني/يناير 2031\n\nأُحرقت بيوت ليلا.\n"
)


def test_a_text_is_one_record(written, take) -> None:
    (record,), rejections, reading = take(written("a.txt", REPORT))
    assert record.title == "بيان عن الوضع في وادي الطاحونة"
    assert record.published is not None
    assert record.published.start == date(2031, 1, 28)
    assert (record.text, record.raw) == (REPORT, REPORT.encode())
    assert (record.row, record.notes, rejections) == (None, (), [])
    assert (reading.format, reading.expected, reading.mapping) == ("txt", 1, None)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("3 May 2031", date(2031, 5, 3)),
        ("Published on 3 May 2031", date(2031, 5, 3)),
        ("نُشر في ٣ مايو ٢٠٣١", date(2031, 5, 3)),
        ("تاريخ النشر: 3 أيار/مايو 2031", date(2031, 5, 3)),
        ("Publié le 3 mai 2031", date(2031, 5, 3)),
        ("وادي الطاحونة، 3 مايو 2031 - أُحرقت بيوت", date(2031, 5, 3)),
        ("Mill Valley, 3 May 2031 – Houses were burnt", date(2031, 5, 3)),
        ("Houses were burnt on 3 May 2031 in the valley", None),
        ("May 2031", None),
        ("yesterday", None),
    ],
)
def test_the_day_of_publication_stands_alone_or_in_a_dateline(line: str, day: date | None) -> None:
    found = published_on(f"A title\n\n{line}\n\nMore text.")
    assert (found.start if found else None) == day


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Skip to main content\nMenu\n\n3 May 2031\nHouses burnt\nmore", "Houses burnt"),
        ("Welcome to the site of the office\nAller au contenu\nالرئيسية\nبيان", "بيان"),
        ("***\n---\n12\nReal title", "Real title"),
        ("word " * 100, ("word " * 32).strip() + "…"),
        ("12\n--\n", None),
    ],
)
def test_the_title_is_the_first_line_that_says_something(text: str, title: str | None) -> None:
    assert title_of(text) == title


def test_dead_links_and_glued_words_are_noted_not_repaired(written, take) -> None:
    text = (
        "تقرير عن الاجتماع\n\nحضر ممثلو المجلس 404 | موقع ما\n\n"
        "في الجلسة الثانيةتحدث الرئيس. كان العنف كما كان.\n"
        "وقيل إن العنفكما ينتهي يبدأ.\n"
    )
    (record,), _, _ = take(written("a.txt", text))
    assert record.text == text
    notes = {note.code: note.params for note in record.notes}
    assert notes["document.broken_link"] == {"excerpt": "404 | موقع ما", "line": 3}
    assert notes["document.glued_words"] == {"words": ["الثانيةتحدث", "العنفكما"]}


def test_ordinary_arabic_is_not_called_glued(written, take) -> None:
    text = "مدرستهم ومكتبتنا وسيارتها. المعلمون والمعلمات في الجامعة الأهلية، "
    text += "وحكومتهما ومسؤولياتهم والاجتماعات.\n"
    (record,), _, _ = take(written("a.txt", text))
    assert record.notes == ()


def test_damaged_letters_and_zero_bytes(written, take) -> None:
    (record,), _, _ = take(
        written("a.txt", "سطر سليم تماما\nوسطر آخر\n".encode() + b"one \xff byte\nand \0 one\n")
    )
    assert [note.code for note in record.notes] == ["document.undecodable", "document.nul_bytes"]
    assert "\0" not in record.text
    assert b"\xff" in record.raw


def test_a_gigabyte_of_text_is_refused_at_once(written) -> None:
    for name in ("a.txt", "a.html", "a.pdf"):
        head = {
            "a.txt": "words\n" * 60_000,
            "a.html": "<html>" + "<p>x</p>" * 60_000,
            "a.pdf": "%PDF-1.7\n" * 60_000,
        }
        path = written(name, head[name])
        os.truncate(path, 1_000_000_000)
        began = time.monotonic()
        error = refused(path)
        assert error.code == "file.too_large"
        assert error.params["size_mb"] == "1000"
        assert float(error.params["limit_mb"]) <= 100
        assert time.monotonic() - began < 2


def test_text_without_words_and_text_without_end(written) -> None:
    assert refused(written("a.txt", " \n\n ")).code == "file.empty"
    assert refused(written("a.txt", "--- *** ---\n")).code == "document.no_text"
    assert refused(written("a.txt", "word " * 100), Limits(text_chars=50)).code == "document.too_long"


# ---- HTML

PAGE = (
    """<!doctype html><html lang="fr-FR"><head><title>Maisons brûlées – Le Courrier</title>
<meta property="og:title" content="Maisons brûlées dans la vallée"><meta name="author" content="A. Nour">
<meta property="article:published_time" content="2031-05-03T08:00:00+02:00">
<link rel="canonical" href="https://news.example/a?b=1"><style>p{}</style><script>steal()</script></head>
<body><nav><a href="/">Accueil</a></nav><header>Le Courrier</header>
<article><h1>Maisons brûlées</h1><p>Trois maisons ont été <b>brûl</b>ées
&amp; pillées.<script>steal()</script></p>
<p>Les habitants<br>ont fui.</p><noscript>activez</noscript><template>caché</template>"""
    + "<p>Suite du récit.</p>" * 20
    + """
</article><aside>Publicité</aside><footer>Mentions</footer><img src=x onerror="steal()"></body></html>"""
)


def test_a_page_gives_what_a_reader_would_have_seen(written, take) -> None:
    (record,), _, _ = take(written("a.html", PAGE))
    assert record.text.startswith(
        "Maisons brûlées\n\nTrois maisons ont été brûlées & pillées.\n\nLes habitants\nont fui."
    )
    for hidden in ("steal", "Accueil", "Publicité", "Mentions", "activez", "caché", "<", "p{}"):
        assert hidden not in record.text
    assert record.title == "Maisons brûlées dans la vallée"
    assert (record.language, record.author, record.url) == ("fr", "A. Nour", "https://news.example/a?b=1")
    assert record.published is not None
    assert record.published.start == date(2031, 5, 3)
    assert record.raw == PAGE.encode()


@pytest.mark.parametrize("declared", [b'<meta charset="windows-1256">', b""])
def test_an_arabic_page_in_an_old_encoding(written, take, declared: bytes) -> None:
    words = "أُحرقت ثلاثة بيوت في الوادي ليلا، وفر السكان إلى التلال القريبة"
    page = (
        b"<html><head>"
        + declared
        + b"</head><body><p>"
        + words.encode("cp1256", "ignore")
        + b"</p></body></html>"
    )
    (record,), _, _ = take(written("a.html", page))
    assert record.text == words.encode("cp1256", "ignore").decode("cp1256")


@pytest.mark.parametrize("declared", ["hex", "punycode", "no-such", "unicode_escape"])
def test_an_encoding_that_is_none_is_passed_over(written, take, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>'.encode() + "mots brûlés".encode(
        "cp1252"
    )
    (record,), _, _ = take(written("a.html", page))
    assert record.text == "mots brûlés"


def test_an_address_that_runs_code_is_no_address(written, take) -> None:
    (record,), _, _ = take(
        written("a.html", '<html><link rel=canonical href="javascript:x()"><body><p>Some words</p></html>')
    )
    assert record.url is None


def test_a_page_may_nest_deeply_but_not_beyond_reason(written, take) -> None:
    def page(depth: int) -> str:
        return "<html><body>" + "<div>" * depth + "deep words" + "</div>" * depth

    (record,), _, _ = take(written("a.html", page(1_000)))
    assert record.text == "deep words"
    assert refused(written("b.html", page(50_000))).code == "html.broken"


def test_an_entity_bomb_in_a_page_stays_as_it_is(written, take) -> None:
    page = '<!DOCTYPE html [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">]>'
    page += "<html><body><p>words &b; end</p></body></html>"
    (record,), _, _ = take(written("a.html", page))
    assert "boom" not in record.text.replace('"boom"', "")


def test_pages_without_words(written) -> None:
    assert refused(written("a.html", "<html><script>x()</script></html>")).code == "document.no_text"
    assert (
        refused(written("a.html", "<html>" + "<p>x</p>" * 1000), Limits(markup_bytes=2000)).code
        == "file.too_large"
    )


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_page_breaks_the_reader(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<html><body><p>words here</p>" + junk)
    try:
        (entry,) = sources.read(path)
    except FileRefused:
        return
    assert entry.text


# ---- PDF


def pdf_bytes(*pages: str) -> bytes:
    """A minimal PDF with one line of Latin text per page."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, words in enumerate(pages):
        shown = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET" if words else ""
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        parts.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}" + end).encode("latin-1")


def test_a_pdf_is_read_in_a_process_of_its_own(written, take) -> None:
    (record,), _, _ = take(
        written("a.pdf", pdf_bytes("Houses were burnt in the valley", "", "People fled to the hills"))
    )
    assert record.text == "Houses were burnt in the valley\n\n\n\nPeople fled to the hills"
    assert record.title == "Houses were burnt in the valley"
    assert [(note.code, note.params) for note in record.notes] == [("pdf.pages_without_text", {"pages": [2]})]
    assert record.attributes == {"pages": 3}


def test_a_pdf_with_a_password(written, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=written("plain.pdf", pdf_bytes("secret words")))
    writer.encrypt("opensesame", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert refused(tmp_path / "a.pdf").code == "file.password_protected"


def test_a_scan_and_a_ruin(written) -> None:
    assert refused(written("a.pdf", pdf_bytes("", ""))).code == "pdf.no_text"
    assert refused(written("b.pdf", b"%PDF-1.7\nnothing of the kind")).code == "pdf.broken"


def test_what_the_worker_answers(written) -> None:
    path = str(written("a.pdf", pdf_bytes("one", "two", "three")))
    assert pdf_worker.read_pages(path, 9, 99)["pages"] == ["one", "two", "three"]
    assert pdf_worker.read_pages(path, 2, 99) == {"refused": "pdf.too_many_pages", "pages": 3, "limit": 2}
    assert pdf_worker.read_pages(path, 9, 5)["refused"] == "document.too_long"


def test_a_pdf_that_takes_too_long_or_too_much(written) -> None:
    path = written("a.pdf", pdf_bytes("one"))
    assert refused(path, Limits(seconds_per_document=-5)).code == "pdf.too_slow"
    assert refused(path, Limits(memory_bytes=20_000_000)).code == "pdf.too_heavy"
