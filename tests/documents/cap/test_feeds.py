"""Feeds: ours are read by a reader of feeds, those of others give up their alerts."""

from __future__ import annotations

from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.documents import cap
from nadhir.documents.cap.feeds import CAP_TYPE, LARGEST, Entry, Found, atom, read_feed
from nadhir.errors import InputRefused
from tests.documents.cap.sample import alert

WHEN = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
ALERT = cap.compose(alert())
INNER = ALERT.partition(b"?>")[2].strip()


def feed(*entries: Entry) -> bytes:
    return atom(
        name="urn:uuid:1",
        title="Warnings <of> the valley",
        author="desk",
        href="https://nadhir.invalid/feed",
        updated=WHEN,
        entries=entries,
        language="ar",
    )


def test_a_reader_of_feeds_reads_ours() -> None:
    raw = feed(
        Entry("urn:x:1", "خشية من طرد أسر", WHEN, "https://nadhir.invalid/1", "Exercise"),
        Entry("urn:x:2", "b", WHEN, "/2"),
    )
    read = feedparser.parse(raw)
    assert not read.bozo
    assert (read.feed.title, read.feed.id) == ("Warnings <of> the valley", "urn:uuid:1")
    first = read.entries[0]
    assert (first.title, first.links[0].href, first.links[0].type) == (
        "خشية من طرد أسر",
        "https://nadhir.invalid/1",
        CAP_TYPE,
    )
    assert first.updated == "2026-03-04T06:30:00Z"


def test_our_own_feed_leads_to_its_alerts() -> None:
    raw = feed(Entry("urn:x:1", "a", WHEN, "https://nadhir.invalid/1"))
    assert read_feed(raw) == (Found(None, "https://nadhir.invalid/1", "urn:x:1", "2026-03-04T06:30:00Z"),)


def test_a_single_alert_is_a_feed_of_one() -> None:
    assert read_feed(ALERT) == (Found(raw=ALERT),)


def test_an_alert_inside_an_entry_is_taken_from_there() -> None:
    entry = b"<entry><id>1</id><content type='text/xml'>%s</content></entry>" % INNER
    raw = b"<feed xmlns='http://www.w3.org/2005/Atom'>%s</feed>" % entry
    (found,) = read_feed(raw)
    assert found.raw is not None
    assert cap.parse(found.raw).alert == alert()


@pytest.mark.parametrize(
    ("links", "chosen"),
    [
        ("<link>https://a.invalid/1</link>", "https://a.invalid/1"),
        ("<link>https://a.invalid/1</link><enclosure url='/c' type='application/cap+xml'/>", "/c"),
        ("<link href='/web' type='text/html'/><link href='/x' type='text/xml'/>", "/x"),
        ("<link rel='edit' href='/edit'/>", None),
        ("", None),
    ],
)
def test_of_several_links_the_one_to_the_alert_is_followed(links: str, chosen: str | None) -> None:
    raw = f"<rss><channel><item><title>a</title>{links}<guid>g</guid></item></channel></rss>".encode()
    assert [one.href for one in read_feed(raw)] == ([chosen] if chosen else [])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"<html/>", "not_a_feed"),
        (b"<feed>", "not_xml"),
        (b"<!DOCTYPE feed [<!ENTITY a 'b'>]><feed/>", "entities"),
        (b" " * (LARGEST + 1), "too_large"),
    ],
)
def test_what_is_no_feed_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_feed(raw)
    assert refused.value.code == f"cap.{code}"


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_in_words(raw: bytes) -> None:
    with pytest.raises(InputRefused):
        read_feed(raw)
