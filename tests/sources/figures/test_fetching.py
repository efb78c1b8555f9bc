"""Payloads in the form that UCDP's and the World Bank's interfaces document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from nadhir.doctrine.phrases import explain
from nadhir.errors import InputRefused
from nadhir.sources.figures import connectors, read
from nadhir.sources.figures.fetching import TOKEN_HEADER, fetch_ucdp, fetch_wdi
from nadhir.sources.figures.files import SourceFile
from nadhir.sources.http import Answer, Door

CONNECTORS = {connector.id: connector for connector in connectors()}


def event(number: int, **other: object) -> dict[str, object]:
    return {
        "id": number,
        "year": 2023,
        "type_of_violence": 3,
        "country": "Kenya",
        "country_id": 501,
        "date_start": "2023-02-03T00:00:00",
        "date_end": "2023-02-03T00:00:00",
        "deaths_civilians": 2,
        "best": 2,
        "low": 1,
        "high": 3,
        **other,
    }


class Ucdp:
    """UCDP's interface with `rows`, two a page."""

    def __init__(self, rows: list[dict[str, object]], *, total: int | None = None, host: str = "") -> None:
        self.rows, self.total = rows, len(rows) if total is None else total
        self.host = host or "ucdpapi.pcr.uu.se"
        self.tokens: list[str | None] = []

    def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        self.tokens.append(headers.get(TOKEN_HEADER))
        parts = urlsplit(url)
        page = int(parse_qs(parts.query)["page"][0])
        after = (page + 1) * 2
        # The publisher writes its addresses without the s.
        following = f"http://{self.host}{parts.path}?pagesize=2&page={page + 1}"
        answer = {"TotalCount": self.total, "Result": self.rows[page * 2 : after]}
        answer["NextPageUrl"] = following if after < len(self.rows) else ""
        return Answer(200, json.dumps(answer).encode())


def _door(transport: Callable[[str, Mapping[str, str]], Answer]) -> Door:
    return Door(transport=transport, pause=lambda _: None)


def _refused(ask: Callable[[], object], into: Path) -> str:
    with pytest.raises(InputRefused) as raised:
        ask()
    assert all(explain(raised.value, lang) != str(raised.value) for lang in ("ar", "en", "fr"))
    assert not into.exists() or not [file for file in into.iterdir() if file.name != "kept.csv"]
    return raised.value.code


def test_ucdp_is_fetched_page_by_page_into_its_public_form(tmp_path: Path) -> None:
    server = Ucdp([event(1), event(2, best=5, high=9), event(3, type_of_violence=1), event(4), event(5)])
    said: list[tuple[int, int]] = []
    file = fetch_ucdp(
        tmp_path, version="25.1", token="t", door=_door(server), told=lambda *rows: said.append(rows)
    )
    assert file.name == "GEDEvent_v25_1.csv"
    assert said == [(2, 5), (4, 5), (5, 5)]
    assert server.tokens == ["t"] * 3
    table = read(CONNECTORS["ucdp_ged_events"], (SourceFile.of(file),))
    assert table.source.version == "25.1"
    row = table.frame.row(0, named=True)
    assert (row["iso3"], row["year"], row["month"]) == ("KEN", 2023, 2)
    assert (row["deaths"], row["deaths_one_sided"], row["events_state_based"]) == (13, 11, 1)


def test_candidate_events_keep_their_own_name(tmp_path: Path) -> None:
    file = fetch_ucdp(tmp_path, version="25.0.1", door=_door(Ucdp([event(1)])))
    assert file.name == "GEDEvent_v25_0_1.csv"
    fitting = [c.id for c in connectors() if any(file.match(f"{pattern}.csv") for pattern in c.files)]
    assert fitting == ["ucdp_candidate"]


@pytest.mark.parametrize(
    ("server", "code"),
    [
        (Ucdp([event(1), event(2), event(3)], total=9), "fetch.cut_short"),
        (Ucdp([event(1), event(1), event(3)]), "fetch.cut_short"),
        (Ucdp([]), "fetch.cut_short"),
        # A token goes nowhere else.
        (Ucdp([event(1), event(2), event(3)], host="elsewhere.example"), "fetch.answer_odd"),
        (lambda *_: Answer(200, b"[]"), "fetch.answer_odd"),
        (lambda *_: Answer(200, b'{"TotalCount": 1, "Result": "x"}'), "fetch.answer_odd"),
        (lambda *_: Answer(200, b"<html>"), "http.not_json"),
        (lambda *_: Answer(401), "http.refused"),
    ],
)
def test_nothing_half_is_ever_left(server: Any, code: str, tmp_path: Path) -> None:
    into = tmp_path / "into"
    assert _refused(lambda: fetch_ucdp(into, version="25.1", door=_door(server)), into) == code


def test_a_failed_fetch_keeps_the_file_that_was_there(tmp_path: Path) -> None:
    file = fetch_ucdp(tmp_path, version="25.1", door=_door(Ucdp([event(1)])))
    before = file.read_bytes()
    with pytest.raises(InputRefused):
        fetch_ucdp(tmp_path, version="25.1", door=_door(Ucdp([event(1), event(2)], total=3)))
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("version", ["", "latest", "25/1", "../x"])
def test_a_version_is_digits(version: str, tmp_path: Path) -> None:
    door = _door(Ucdp([]))
    assert _refused(lambda: fetch_ucdp(tmp_path, version=version, door=door), tmp_path) == "fetch.version"


def _wdi(url: str, _: Mapping[str, str]) -> Answer:
    code = urlsplit(url).path.rsplit("/", 1)[1]
    page = int(parse_qs(urlsplit(url).query)["page"][0])
    rows = [
        {
            "indicator": {"id": code, "value": "…"},
            "country": {"id": short, "value": name},
            "countryiso3code": iso3,
            "date": "2023",
            "value": value,
        }
        for short, name, iso3, value in (
            ("KE", "Kenya", "KEN", -1.25 if code == "NY.GDP.PCAP.KD.ZG" else 31.26),
            ("1W", "World", "WLD", 7),
            ("ZH", "Africa Eastern and Southern", "AFE", None),
        )
    ]
    header = {"page": page, "pages": 2, "per_page": 2, "total": 3}
    return Answer(200, json.dumps([header, rows[(page - 1) * 2 : page * 2]]).encode())


def test_the_world_banks_series_are_fetched_and_read(tmp_path: Path) -> None:
    files = fetch_wdi(tmp_path, door=_door(_wdi))
    assert len(files) == 5
    table = read(CONNECTORS["wdi"], tuple(SourceFile.of(file) for file in files))
    assert table.frame.rows() == [("KEN", 2023, 31.0, 31.3, -1.25, 31.3, 31.3)]
    assert table.source.left_out == ("AFE", "WLD")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'[{"message": [{"id": "120", "key": "Invalid value", "value": "no"}]}]', "fetch.answer_odd"),
        (b'[{"pages": 1, "total": 1}, ["KEN"]]', "fetch.answer_odd"),
        (b'[{"pages": 1, "total": 1}, {"country": {}}]', "fetch.answer_odd"),
        (b'[{"pages": 1, "total": 1}, [{"country": null}]]', "fetch.answer_odd"),
        (b'[{"page": 1, "pages": 1, "per_page": 5, "total": 5}, []]', "fetch.cut_short"),
        (b'[{"page": 1, "pages": 1, "per_page": 5, "total": 0}, null]', "fetch.cut_short"),
        (b"{", "http.not_json"),
    ],
)
def test_an_odd_answer_of_the_world_bank_leaves_nothing(body: bytes, code: str, tmp_path: Path) -> None:
    into = tmp_path / "into"
    assert _refused(lambda: fetch_wdi(into, door=_door(lambda *_: Answer(200, body))), into) == code
