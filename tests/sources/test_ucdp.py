"""Events in UCDP's public format; the events themselves are made up."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from nadhir import sources
from nadhir.errors import FileRefused
from nadhir.sources import Record
from nadhir.sources.connectors import _Description
from tests.sources.conftest import EVENT, EVENT_COLUMNS, events_csv

CANDIDATE = "GEDEvent_v31_0_3.csv"


def test_the_public_format_has_49_columns() -> None:
    assert len(EVENT_COLUMNS) == 49
    (known,) = sources.connectors()
    assert set(EVENT_COLUMNS) == known.reads | set(known.leaves)
    assert not known.reads & set(known.leaves)


def test_one_event(written, take) -> None:
    (record,), rejections, reading = take(written(CANDIDATE, events_csv({})), source="ucdp")
    assert not rejections
    assert (record.row, record.external_id, record.title) == (2, "900001", "Villagers killed, homes burnt")
    assert record.text == "Villagers killed, homes burnt\nAttack at dawn\nnear the mill"
    assert record.occurred == sources.WrittenDate("2031-03-03", date(2031, 3, 3), date(2031, 3, 3), "day")
    assert record.published is not None
    assert record.published.start == date(2031, 3, 4)
    assert record.places == (
        sources.PlaceHint("Low Bridge village", None, 1.25, -30.5, "exact"),
        sources.PlaceHint("Upper province", precision="province"),
        sources.PlaceHint("Freedonia", "gw:999", precision="country"),
    )
    assert record.event == sources.EventFacts(
        kind="one_sided", side_a="Grey Band", side_b="Civilians", civilians_targeted=True, deaths_low=3,
        deaths_best=4, deaths_high=6, deaths_civilians=4, date_precision=1, place_precision=1,
        sources=("Valley Post, 2031-03-05", "Hill Radio, 2031-03-04"), provisional=True,
    )  # fmt: skip
    assert record.attributes["adm_2"] == "Mill district"
    assert json.loads(record.raw)["side_a"] == "Grey Band"
    assert list(json.loads(record.raw)) == sorted(EVENT_COLUMNS)
    assert (reading.connector, reading.mapping) == ("ucdp", None)


def test_recognised_by_its_columns_unless_told_otherwise(written, take) -> None:
    path = written("download.csv", events_csv({}))
    _, _, reading = take(path)
    assert reading.connector == "ucdp"
    assert "connector.recognised" in [note.code for note in reading.notes]
    _, _, reading = take(path, text_column="source_headline")
    assert reading.connector is None


@pytest.mark.parametrize(
    ("change", "kind", "civilians"),
    [
        ({"type_of_violence": "1", "deaths_civilians": "0"}, "state_based", False),
        ({"type_of_violence": "1", "deaths_civilians": "2"}, "state_based", True),
        ({"type_of_violence": "2", "deaths_civilians": "0"}, "non_state", False),
        ({"type_of_violence": "3", "deaths_civilians": "0"}, "one_sided", True),
    ],
)
def test_civilians_are_targeted_in_one_sided_violence_or_when_they_die(
    written, take, change: dict[str, str], kind: str, civilians: bool
) -> None:
    (record,), _, _ = take(written(CANDIDATE, events_csv(change)))
    assert (record.event.kind, record.event.civilians_targeted) == (kind, civilians)


@pytest.mark.parametrize(
    ("name", "status", "provisional"),
    [
        ("GEDEvent_v31_0_3.csv", "Clear", True),
        ("ucdp_candidate_events_2031_03.csv", "Clear", True),
        ("GEDEvent_v31_01_31_03.csv", "Clear", True),
        ("GEDEvent_v31_1.csv", "Clear", False),
        ("ged311.csv", "Clear", False),
        ("ged311.csv", "Check dyad", True),
        ("download.csv", "Clear", True),
    ],
)
def test_candidate_figures_are_provisional(written, take, name: str, status: str, provisional: bool) -> None:
    (record,), _, _ = take(written(name, events_csv({"code_status": status})))
    assert record.event.provisional is provisional
    assert ("event.under_check" in [note.code for note in record.notes]) == (status != "Clear")


def test_a_span_of_days(written, take) -> None:
    (record,), _, _ = take(
        written(CANDIDATE, events_csv({"date_end": "2031-03-20 00:00:00.000", "date_prec": "4"}))
    )
    assert (record.occurred.end, record.occurred.precision) == (date(2031, 3, 20), "range")
    assert record.event.date_precision == 4


def test_without_sources_the_facts_speak(written, take) -> None:
    none = dict.fromkeys(("source_article", "source_office", "source_date", "source_headline"), "")
    (record,), _, _ = take(written(CANDIDATE, events_csv({**none, "number_of_sources": "-1"})))
    assert record.title is None
    assert record.published is None
    assert (
        record.text == "Grey Band – Civilians\nLow Bridge village, Upper province, Freedonia\nnear the mill"
    )
    assert record.event.sources == ()


def test_an_article_that_does_not_follow_the_form(written, take) -> None:
    (record,), _, _ = take(
        written(CANDIDATE, events_csv({"source_article": "only a headline; with a semicolon"}))
    )
    assert (record.title, record.event.sources) == ("only a headline; with a semicolon", ())
    (record,), _, _ = take(written(CANDIDATE, events_csv({"source_article": ""})))
    assert record.title == "Villagers killed, homes burnt;Attack at dawn"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": ""}, "field.missing"),
        ({"country_id": ""}, "field.missing"),
        ({"type_of_violence": "9"}, "field.unknown_value"),
        ({"best": "some"}, "field.not_a_number"),
        ({"best": "-1"}, "field.not_a_number"),
        ({"deaths_civilians": "x"}, "field.not_a_number"),
        ({"date_start": "2031-02-30 00:00:00.000"}, "date.impossible"),
        ({"date_start": "soon"}, "date.unreadable"),
        ({"date_end": "2031-03-01 00:00:00.000"}, "date.end_before_start"),
        ({"latitude": "91"}, "place.coordinates_impossible"),
        ({"longitude": "east"}, "place.coordinates_impossible"),
    ],
)
def test_what_cannot_be_is_refused_row_by_row(written, take, change: dict[str, str], code: str) -> None:
    records, rejections, _ = take(written(CANDIDATE, events_csv({}, change, {})))
    assert len(records) == 2
    assert [(bad.row, bad.code) for bad in rejections] == [(3, code)]


def test_the_sources_own_contradictions_are_kept_and_said(written, take) -> None:
    (record,), _, _ = take(written(CANDIDATE, events_csv({"low": "9"})))
    assert (record.event.deaths_low, record.event.deaths_best) == (9, 4)
    assert [note.code for note in record.notes] == ["event.deaths_contradict"]


def test_columns_lost_and_columns_won(written, take) -> None:
    fewer = [name for name in EVENT_COLUMNS if name != "best"]
    with pytest.raises(FileRefused) as refused:
        sources.read(written(CANDIDATE, events_csv({}, columns=fewer)), source="ucdp")
    assert (refused.value.code, refused.value.params["columns"]) == ("connector.columns_missing", ["best"])
    _, _, reading = take(written(CANDIDATE, events_csv({}, columns=[*EVENT_COLUMNS, "new_field"])))
    assert ("connector.unread_columns", ["new_field"]) in [
        (note.code, note.params.get("columns")) for note in reading.notes
    ]


def test_an_unusual_number_of_rows_is_said(written, take) -> None:
    _, _, reading = take(written(CANDIDATE, events_csv({})))
    assert "connector.unusual_count" in [note.code for note in reading.notes]
    many = [{"id": str(number)} for number in range(120)]
    records, _, reading = take(written(CANDIDATE, events_csv(*many)))
    assert len(records) == 120
    assert "connector.unusual_count" not in [note.code for note in reading.notes]


def test_the_same_event_from_parquet(tmp_path: Path, take) -> None:
    typed = {name: [EVENT.get(name) or None] for name in EVENT_COLUMNS}
    typed |= {
        "id": [900001],
        "best": [4],
        "latitude": [1.25],
        "date_start": [date(2031, 3, 3)],
        "type_of_violence": [3],
    }
    pq.write_table(pa.table(typed), tmp_path / "GEDEvent_v31_0_3.parquet")
    (record,), _, _ = take(tmp_path / "GEDEvent_v31_0_3.parquet")
    assert (record.external_id, record.event.deaths_best, record.occurred.start) == (
        "900001",
        4,
        date(2031, 3, 3),
    )


@given(
    st.dictionaries(
        st.sampled_from(EVENT_COLUMNS),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12),
        max_size=6,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_make_a_record_or_a_rejection(tmp_path: Path, change: dict[str, str]) -> None:
    path = tmp_path / CANDIDATE
    path.write_bytes(events_csv({}, change))
    first, second = sources.read(path, source="ucdp")
    assert isinstance(first, Record)
    assert second.row == 3


def test_the_description_is_checked() -> None:
    raw = yaml.safe_load((resources.files("nadhir.sources.ucdp") / "connector.yaml").read_text("utf-8"))
    assert _Description.model_validate(raw).id == "ucdp"
    for damage in (
        {"tlp": "PINK"},
        {"reliability": "Z"},
        {"expected": {"minimum": 9, "maximum": 1}},
        {"more": 1},
    ):
        with pytest.raises(ValidationError):
            _Description.model_validate({**raw, **damage})


def test_what_a_connector_says_of_its_source() -> None:
    known = sources.connector("ucdp")
    assert (known.licence, known.tlp, known.reliability) == ("CC BY 4.0", "CLEAR", "B")
    assert all((known.title.ar, known.title.en, known.title.fr, known.citation))
