"""RSS and Atom files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadhir import sources
from nadhir.errors import FileRefused

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Valley Post</title>
<language>ar-SA</language>
<item><title>أُحرقت بيوت &amp; مخازن</title><link>https://news.example/1</link><guid>tag:1</guid>
<description>موجز</description>
<content:encoded><![CDATA[<p>أُحرقت <b>بيوت</b> ليلا.</p><script>steal()</script>
<p>وفر السكان.</p>]]></content:encoded>
<pubDate>Wed, 28 Jan 2031 00:30:00 +0300</pubDate><category>violence</category></item>
<item><link>https://news.example/2</link></item>
<item><title>Only a title</title><pubDate>some day</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Radio</title>
<entry><id>urn:1</id><title>Fuite</title><link href="https://radio.example/1"/>
<author><name>A. Nour</name></author>
<updated>2031-05-03T08:00:00Z</updated>
<summary>Les habitants ont fui vers les collines.</summary></entry></feed>"""


def test_rss(written, take) -> None:
    records, rejections, reading = take(written("a.xml", RSS))
    first, second = records
    assert (first.row, first.external_id, first.url, first.language) == (
        1,
        "tag:1",
        "https://news.example/1",
        "ar",
    )
    assert first.title == "أُحرقت بيوت & مخازن"
    assert first.text == "أُحرقت بيوت ليلا.\n\nوفر السكان."
    assert first.published is not None
    assert first.published.start == date(2031, 1, 28)
    assert first.attributes == {"feed": "Valley Post", "tags": ["violence"]}
    assert first.raw.startswith(b"<item")
    assert b"CDATA" not in first.raw
    assert "موجز".encode() in first.raw
    assert (second.text, second.published, [note.code for note in second.notes]) == (
        "Only a title",
        None,
        ["date.left_open"],
    )
    assert [(bad.row, bad.code) for bad in rejections] == [(2, "record.no_text")]
    assert (reading.format, reading.mapping) == ("feed", None)


def test_atom(written, take) -> None:
    (record,), _, _ = take(written("a.atom", ATOM))
    assert (record.external_id, record.title, record.author) == ("urn:1", "Fuite", "A. Nour")
    assert record.published is not None
    assert record.published.start == date(2031, 5, 3)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss SYSTEM "http://evil.example/x.dtd">',
        "<!DOCTYPE rss>",
    ],
)
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_are_refused_even_in_broken_xml(
    written, declaration: str, whole: bool, encoding: str
) -> None:
    text = f"<?xml version='1.0'?>{declaration}<rss version='2.0'><channel>"
    text += "<item><title>&a;</title></item></channel></rss>"
    path = written("a.xml", (text if whole else text[:-20]).encode(encoding))
    with pytest.raises(FileRefused) as refused:
        list(sources.read(path))
    assert (refused.value.code, refused.value.params["file"]) == ("xml.entities", "a.xml")


def test_a_feed_cut_short_gives_what_came_before(written, take) -> None:
    records, _, reading = take(written("a.xml", RSS[: RSS.index("<item><title>Only") + 20]))
    assert records[0].external_id == "tag:1"
    (note,) = reading.notes
    assert note.code == "feed.repaired"


def test_a_feed_of_nothing(written, take) -> None:
    with pytest.raises(FileRefused) as refused:
        list(sources.read(written("a.rss", "<rss><channel><title>cut")))
    assert refused.value.code == "feed.broken"
    records, rejections, _ = take(
        written("b.rss", "<rss version='2.0'><channel><title>quiet</title></channel></rss>")
    )
    assert (records, rejections) == ([], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256"])
def test_a_feed_in_any_encoding(written, take, encoding: str) -> None:
    words = "هدوء حذر في الحي القديم بعد وساطة الأعيان"
    text = f"<?xml version='1.0' encoding='{encoding}'?>\n<rss version='2.0'>"
    text += f"<channel><item><title>{words}</title>"
    records, _, _ = take(written("a.xml", (text + "</item></channel></rss>").encode(encoding)))
    assert [record.text for record in records] == [words]


@pytest.mark.parametrize("said", ["no-such", "hex", "utf-7", "\u0661"])
def test_an_encoding_that_is_none_is_passed_over(written, take, said: str) -> None:
    text = f"<?xml version='1.0' encoding='{said}'?><rss version='2.0'><channel><item><title>mots</title>"
    records, _, _ = take(written("a.xml", text + "</item></channel></rss>"))
    assert [record.text for record in records] == ["mots"]


def test_other_xml_is_named(written) -> None:
    with pytest.raises(FileRefused) as refused:
        sources.read(written("a.xml", "<?xml version='1.0'?><alert xmlns='urn:x'><info/></alert>"))
    assert (refused.value.code, refused.value.params["root"]) == ("xml.not_a_feed", "alert")


@given(st.integers(0, len(RSS)), st.binary(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_mangling_breaks_the_reader(tmp_path: Path, at: int, junk: bytes) -> None:
    raw = RSS.encode()
    path = tmp_path / "a.xml"
    path.write_bytes(raw[:at] + junk + raw[at + 5 :])
    try:
        entries = list(sources.read(path))
    except FileRefused:
        return
    assert len(entries) <= 4
