"""Our alerts: as the specification wants them, by our own rules and in the eyes of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import cap_tools
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from xsdata.exceptions import ParserError
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from nadhir.documents import cap, words
from nadhir.documents.cap import Alert, Area, Circle, Info, Pair, Point, Polygon, Reference, Resource, model
from nadhir.errors import DocumentError
from tests.documents.cap.sample import FULL, SENT, SQUARE, alert, info, update

# -- what others read ------------------------------------------------------------------------------------


def read_by_others(raw: bytes) -> Any:
    """The alert as the bindings of another project read it: strict, made from the schema of CAP 1.2."""
    strict = ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True,
                          fail_on_converter_warnings=True)  # fmt: skip
    read = XmlParser(config=strict).from_bytes(raw, cap_tools.Alert)
    assert list(schema_problems(read)) == []
    # What the schema says of the spelling of times, and bindings do not keep.
    root = etree.fromstring(raw)
    for one in root.iter("{*}sent", "{*}effective", "{*}onset", "{*}expires"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", one.text or "")
    return read


def schema_problems(value: Any) -> Iterator[str]:
    """What the bindings know of the schema and their parser does not ask: parts that must come once."""
    for one in fields(value):
        told = getattr(value, one.name)
        parts = told if isinstance(told, (list, tuple)) else [told]
        if one.metadata.get("min_occurs", 0) and not parts:
            yield f"{one.name} is missing"
        for part in parts:
            if is_dataclass(part):
                yield from schema_problems(part)


def test_others_read_what_we_write() -> None:
    read = read_by_others(cap.compose(FULL))
    assert (read.identifier, read.sender, str(read.sent)) == (
        FULL.identifier,
        FULL.sender,
        "2026-03-04T09:30:00+03:00",
    )
    assert read.scope.value == "Private"
    assert [one.language for one in read.infos] == ["ar", "en"]
    assert read.infos[0].headline == "خشية من طرد أسر"
    assert read.infos[0].areas[0].polygons == ["1,2 1,3 2,3 1,2"]
    assert read.addresses_to_list() == list(FULL.addresses)
    earlier = read.references_to_list()[0]
    assert (earlier.sender, earlier.identifier, earlier.sent.to_datetime()) == (
        FULL.references[0].sender,
        FULL.references[0].identifier,
        FULL.references[0].sent,
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"<status>Exercise</status>", b"<status>Exercis</status>"),
        (b"<status>Exercise</status>", b""),
        (b"<msgType>Alert<", b"<msgType>Alarm<"),
        (b"+03:00</sent>", b"Z</sent>"),
        (b"<sent>2026", b"<sent>today"),
        (b"<category>Security</category>", b""),
        (b"<scope>", b"<mood>calm</mood><scope>"),
    ],
)
def test_others_would_tell_if_we_wrote_it_wrongly(right: bytes, wrong: bytes) -> None:
    """Else the test above could not fail."""
    raw = cap.compose(alert())
    assert right in raw
    with pytest.raises((ParserError, TypeError, AssertionError)):
        read_by_others(raw.replace(right, wrong))


def test_elements_stand_in_the_order_of_the_schema() -> None:
    root = etree.fromstring(cap.compose(FULL))
    order = [etree.QName(one).localname for one in root]
    assert order == [
        "identifier", "sender", "sent", "status", "msgType", "source", "scope", "addresses", "code", "note",
        "references", "incidents", "info", "info",
    ]  # fmt: skip
    assert [etree.QName(one).localname for one in root[-2]] == [
        "language", "category", "event", "responseType", "responseType", "urgency", "severity", "certainty",
        "audience", "eventCode", "effective", "onset", "expires", "senderName", "headline", "description",
        "instruction", "web", "contact", "parameter", "resource", "area",
    ]  # fmt: skip


# -- times -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        (UTC, "2026-03-04T06:30:00-00:00"),
        (timezone(timedelta(hours=3)), "2026-03-04T09:30:00+03:00"),
        (timezone(timedelta(hours=-3, minutes=-30)), "2026-03-04T03:00:00-03:30"),
        (timezone(timedelta(hours=2, minutes=27, seconds=16)), "2026-03-04T06:30:00-00:00"),
    ],
)
def test_a_time_has_a_numeric_offset(zone: timezone, written: str) -> None:
    assert cap.written_moment(SENT.astimezone(zone)) == written
    assert cap.moment_of(written) == (SENT, True)


def test_a_time_without_a_zone_is_refused() -> None:
    bare = datetime(2026, 3, 4, 9, 30)  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="without a zone"):
        cap.written_moment(bare)
    with pytest.raises(DocumentError) as refused:
        cap.compose(alert(sent=bare))
    assert refused.value.code == "cap.time_without_zone"


# -- what may not go out -----------------------------------------------------------------------------------

AREA = info().area[0]
FAR = Point(91, 0)


def with_area(**fields: Any) -> Alert:
    return alert(info=(info(area=(replace(AREA, **fields),)),))


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("missing", alert(identifier="")),
        ("name_signs", alert(identifier="a b")),
        ("name_signs", alert(identifier="a,b")),
        ("name_signs", alert(sender="a&b")),
        ("name_signs", alert(sender="a<b")),
        ("value_unknown", alert(status="Real")),
        ("value_unknown", alert(msg_type="Alarm")),
        ("value_unknown", alert(scope="Secret", restriction="")),
        ("restriction_missing", alert(restriction="")),
        ("restriction_unasked", alert(scope="Public")),
        ("addresses_missing", alert(scope="Private", restriction="")),
        ("addresses_unasked", alert(addresses=("a",))),
        ("list_signs", alert(scope="Private", restriction="", addresses=('a"b',))),
        ("references_missing", update("u")),
        ("references_missing", alert(msg_type="Ack", info=())),
        ("references_unasked", alert(references=(update("u").reference,))),
        ("references_itself", update("nadhir-1", alert())),
        ("without_info", alert(info=())),
        ("missing", replace(update("e", alert()), msg_type="Error")),
        ("language_twice", alert(info=(info(), info(language="EN")))),
        ("language_unknown", alert(info=(info(language="en_GB"),))),
        ("missing", alert(info=(info(event=" "),))),
        ("missing", alert(info=(info(category=()),))),
        ("value_unknown", alert(info=(info(category=("War",)),))),
        ("value_unknown", alert(info=(info(response_type=("Run",)),))),
        ("value_unknown", alert(info=(info(urgency="Now"),))),
        ("value_unknown", alert(info=(info(severity="Bad"),))),
        ("value_unknown", alert(info=(info(certainty="Sure"),))),
        ("expired_before_sent", alert(info=(info(expires=SENT - timedelta(seconds=1)),))),
        ("missing", alert(info=(info(parameter=(Pair("", "x"),)),))),
        ("missing", alert(info=(info(resource=(Resource("", "a/b"),)),))),
        ("value_unknown", alert(info=(info(resource=(Resource("a", "picture"),)),))),
        ("value_unknown", alert(info=(info(resource=(Resource("a", "a/b", -1),)),))),
        ("value_unknown", alert(info=(info(resource=(Resource("a", "a/b", digest="ff"),)),))),
        ("missing", with_area(desc="")),
        ("polygon_short", with_area(polygons=(Polygon(SQUARE.points[:3]),))),
        ("polygon_open", with_area(polygons=(Polygon((*SQUARE.points[:3], Point(9, 9))),))),
        ("polygon_off_earth", with_area(polygons=(Polygon((FAR, *SQUARE.points[1:3], FAR)),))),
        ("circle_wrong", with_area(circles=(Circle(Point(0, 181), 1),))),
        ("circle_wrong", with_area(circles=(Circle(Point(0, 1), -1),))),
        ("ceiling_alone", with_area(ceiling=3.0)),
        ("missing", with_area(geocodes=(Pair("", "1"),))),
    ],
)  # fmt: skip
def test_what_the_specification_does_not_allow_is_not_written(code: str, wrong: Alert) -> None:
    with pytest.raises(DocumentError) as refused:
        cap.compose(wrong)
    assert refused.value.code == f"cap.{code}"


def test_a_restriction_belongs_to_restricted_and_addresses_to_private() -> None:
    assert cap.problems(alert()) == ()
    assert cap.problems(alert(scope="Public", restriction="")) == ()
    assert cap.problems(alert(scope="Private", restriction="", addresses=("a",))) == ()


# -- there and back ------------------------------------------------------------------------------------------


def said(text: str) -> str:
    """Words as XML gives them back."""
    return words.clean(text.replace("\r", "\n")).strip()


NAMES = st.text("abcdefghijkl0123456789-_.@:/", min_size=1, max_size=20)
TEXT = st.text(max_size=30).map(said)
FILLED = TEXT.filter(bool)
WORD = st.text("abcdأبت é'-", min_size=1, max_size=9).map(lambda one: " ".join(one.split())).filter(bool)
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)).flatmap(  # noqa: DTZ001 - zones follow
    lambda bare: st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: bare.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    )
)
PAIRS = st.builds(Pair, FILLED, FILLED)
DEGREES = st.integers(-90_000_000, 90_000_000).map(lambda figure: figure / 1_000_000)
POINTS = st.builds(Point, DEGREES, DEGREES)
POLYGONS = st.lists(POINTS, min_size=3, max_size=5).map(lambda points: Polygon((*points, points[0])))


def some(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(of, max_size=2).map(tuple)


AREAS = st.builds(
    Area,
    desc=FILLED,
    polygons=some(POLYGONS),
    circles=some(st.builds(Circle, POINTS, st.integers(0, 20_000).map(float))),
    geocodes=some(PAIRS),
    altitude=st.just(12.5),
    ceiling=st.none() | st.just(900.0),
)
RESOURCES = st.builds(
    Resource, FILLED, st.just("image/png"), st.none() | st.integers(0, 9), TEXT, st.just("YWJj"), st.just("")
)
INFOS = st.builds(
    Info,
    event=FILLED,
    language=st.sampled_from(["ar", "en", "fr", "en-GB", "zh-Hant"]),
    category=st.sets(st.sampled_from(model.CATEGORIES), min_size=1, max_size=2).map(tuple),
    response_type=some(st.sampled_from(model.RESPONSE_TYPES)),
    urgency=st.sampled_from(model.URGENCIES),
    severity=st.sampled_from(model.SEVERITIES),
    certainty=st.sampled_from(model.CERTAINTIES),
    audience=TEXT,
    event_code=some(PAIRS),
    effective=st.none() | MOMENTS,
    onset=st.none() | MOMENTS,
    sender_name=TEXT,
    headline=TEXT,
    description=TEXT,
    instruction=TEXT,
    web=NAMES,
    contact=TEXT,
    parameter=some(PAIRS),
    resource=some(RESOURCES),
    area=some(AREAS),
)
REFERENCES = st.builds(Reference, NAMES, NAMES.map("about-{}".format), MOMENTS)
ALERTS = st.builds(
    Alert,
    identifier=NAMES,
    sender=NAMES,
    sent=MOMENTS,
    status=st.sampled_from(model.STATUSES),
    msg_type=st.just("Update"),
    scope=st.just("Private"),
    source=TEXT,
    addresses=st.lists(WORD, min_size=1, max_size=3).map(tuple),
    code=some(FILLED),
    note=TEXT,
    references=st.lists(REFERENCES, min_size=1, max_size=2).map(tuple),
    incidents=some(WORD),
    info=st.lists(INFOS, min_size=1, max_size=2, unique_by=lambda one: one.language).map(tuple),
)  # fmt: skip


@settings(max_examples=25)
@given(ALERTS)
def test_what_is_written_reads_as_it_was_meant(given_: Alert) -> None:
    raw = cap.compose(given_)
    read = cap.parse(raw)
    assert read.alert == given_
    assert read.notes == ()
    assert read.version == "1.2"


@settings(max_examples=25)
@given(ALERTS)
def test_others_read_whatever_we_write(given_: Alert) -> None:
    read_by_others(cap.compose(given_))
