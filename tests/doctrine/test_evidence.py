"""Counting what research found: right sums, the rule of strength, and clear errors for bad tables."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine import responses
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.responses.counting import MOST_BYTES, TABLES, count, count_folder
from nadhir.doctrine.responses.evidence import (
    Counts,
    Designs,
    FactorCounts,
    ToolEvidence,
    evidence,
    keys,
    names,
    of_json,
)
from nadhir.errors import DoctrineError

BASE = {
    "tool": "Mediation",
    "finding_type": "Average",
    "factor_code": "",
    "factor_effect": "",
    "overall_effect": "",
    "outcome": "Conflict",
    "design": "Comparison of greater than one case",
    "quantitative_method": "Regression",
    "year": "2010",
    "citation": "A study",
}
FACTOR = {
    **dict.fromkeys(TABLES["tool_factors"], ""),
    "tool": "Mediation",
    "factor": "Implementer has strong leverage",
    "kind": "Design",
}
MORE = "The factor is associated with greater effectiveness of the tool"
LESS = "The factor is associated with lesser effectiveness of the tool "
SAME = "The factor has no or mixed effects on the effectiveness of the tool"


def whole(effect: str, citation: str = "A study", **changed: str) -> dict[str, str]:
    return BASE | {"overall_effect": effect, "citation": citation} | changed


def part(effect: str, code: str = "Implementer leverage") -> dict[str, str]:
    return BASE | {"factor_code": code, "factor_effect": effect}


def table(rows: list[dict[str, str]], columns: tuple[str, ...]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def laid(folder: Path, findings: bytes | None = None, factors: bytes | None = None) -> Path:
    good = table([whole("Decreases mass atrocities")], TABLES["findings"]).encode()
    found = good if findings is None else findings
    described = table([FACTOR], TABLES["tool_factors"]).encode() if factors is None else factors
    (folder / "findings.csv").write_bytes(found)
    (folder / "tool_factors.csv.gz").write_bytes(gzip.compress(described))
    return folder


def refused(folder: Path) -> DoctrineError:
    with pytest.raises(DoctrineError) as error:
        count_folder(folder)
    for lang in ("ar", "en", "fr"):
        assert error.value.code not in explain(error.value, lang), "it is said in words"
    return error.value


def test_findings_and_studies_are_counted_apart() -> None:
    rows = [
        whole("Decreases mass atrocities ", "one"),
        whole("Decreases mass atrocities", "one  "),
        whole("Increases mass atrocities", "two", outcome="Mass atrocities", year="1999"),
        whole("No or mixed effects", "three", design="One case study", quantitative_method=""),
    ]
    tool = count(rows, []).tool("mediation")
    assert tool.whole == Counts(2, 1, 1, studies=3, first=1999, last=2010)
    atrocities = tool.outcomes["mass-atrocities"]
    assert atrocities.counts == Counts(0, 1, 0, 1, 1999, 1999)
    assert (atrocities.designs, atrocities.strength) == (Designs(compared=1), "slight")
    assert tool.designs == Designs(compared=3, one_case=1)
    assert tool.whole.direction == "divided"


def test_what_hinders_is_counted_from_the_findings_and_not_from_the_summary() -> None:
    described = FACTOR | {"findings": "3.0", "more_effective": "3.0", "less_effective": "0.0"}
    described |= {"practitioner_mentions": "-7.0", "practitioners": "13.0", "practitioner_more": "7.0"}
    found = count([part(LESS)] * 3, [described])
    one = found.tool("mediation").factors[0]
    assert (one.more, one.less, one.reading) == (0, 3, "hinders")
    assert (one.said_more, one.said_less, one.asked) == (0, 7, 13)
    assert found.reversed == 1


def test_names_of_either_table_are_one_factor_and_one_tool() -> None:
    findings = [part(MORE), part(SAME), part(MORE, "Implementer_Leverage")]
    amnesty = BASE | {"tool": "Amnesties", "overall_effect": "Decreases"}
    found = count([*findings, amnesty], [FACTOR, FACTOR | {"tool": "Official amnesties"}])
    assert {one.key for one in found.tools} == {"mediation", "amnesties"}
    factor = found.tool("mediation").factors[0]
    assert (factor.key, factor.more, factor.mixed) == ("implementer-has-strong-leverage", 2, 1)
    assert factor.chosen


def test_names_without_words_of_ours_are_told_and_left_out() -> None:
    found = count([part(MORE, "Moon phase")] * 3 + [BASE | {"tool": "Prayer", "overall_effect": "Dec"}], [])
    assert found.unnamed == ("factor: moon-phase", "tool: prayer")
    assert found.tool("mediation").factors == ()


def test_too_little_to_tell_is_only_counted() -> None:
    tool = count([part(MORE)] * 2, [FACTOR]).tool("mediation")
    assert (tool.factors, tool.other_factors) == ((), 1)


@pytest.mark.parametrize(
    ("counts", "designs", "strength"),
    [
        (Counts(), Designs(), "none"),
        (Counts(4, 0, 0, studies=4), Designs(compared=4, identified=4), "slight"),
        (Counts(19, 0, 0, studies=19), Designs(compared=19, identified=19), "limited"),
        (Counts(30, 0, 0, studies=30), Designs(compared=14, one_case=16, identified=9), "limited"),
        (Counts(30, 0, 0, studies=30), Designs(compared=30, identified=2), "limited"),
        (Counts(30, 0, 0, studies=30), Designs(compared=30, identified=9), "moderate"),
        (Counts(30, 20, 0, studies=45), Designs(compared=50, identified=12), "strong"),
        (Counts(29, 21, 0, studies=45), Designs(compared=50, identified=12), "moderate"),
    ],
)
def test_strength_by_the_stated_rule(counts: Counts, designs: Designs, strength: str) -> None:
    assert ToolEvidence("mediation", counts, {}, designs, ()).strength == strength


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_direction_has_more_than_half(lowers: int, raises: int, mixed: int) -> None:
    counts = Counts(lowers, raises, mixed)
    if counts.direction in ("lowers", "raises", "mixed"):
        assert getattr(counts, counts.direction) * 2 > counts.findings
    else:
        assert max(lowers, raises, mixed) * 2 <= counts.findings


def test_practitioners_speak_where_findings_are_few() -> None:
    assert FactorCounts("democracy", None, more=1, asked=15, said_more=5).reading == "helps"
    assert FactorCounts("democracy", None, less=1, mixed=2, asked=15, said_more=9).reading == "unclear"


def test_a_folder_is_read_whatever_its_letters(tmp_path: Path) -> None:
    text = table([whole("Decreases", "Müller – étude")], TABLES["findings"])
    read = [
        count_folder(laid(tmp_path, raw)).tool("mediation").whole
        for raw in (
            text.encode(), text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("cp1252"),
            text.replace(",", ";").encode(),
        )
    ]  # fmt: skip
    assert set(read) == {Counts(1, 0, 0, 1, 2010, 2010)}


def test_a_missing_file_and_an_empty_one(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "evidence.missing"
    assert refused(laid(tmp_path, b"")).code == "evidence.empty"
    assert refused(laid(tmp_path, b"  \n")).code == "evidence.empty"
    head = ",".join(TABLES["findings"]).encode() + b"\n"
    assert refused(laid(tmp_path, head)).code == "evidence.empty"


def test_missing_columns_are_named(tmp_path: Path) -> None:
    columns = tuple(one for one in TABLES["findings"] if one not in {"outcome", "year"})
    error = refused(laid(tmp_path, table([whole("Decreases")], columns).encode()))
    assert (error.code, error.params["columns"]) == ("evidence.columns", ["outcome", "year"])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("overall_effect", "Improves everything"),
        ("outcome", "Weather"),
        ("design", "Guess"),
        ("year", "twenty"),
        ("year", "2010.5"),
        ("year", "inf"),
    ],
)
def test_a_value_that_is_not_known_is_refused_with_its_row(tmp_path: Path, column: str, value: str) -> None:
    rows = [whole("Decreases"), whole("Decreases") | {column: value}]
    error = refused(laid(tmp_path, table(rows, TABLES["findings"]).encode()))
    assert (error.code, error.params["row"], error.params["column"]) == ("evidence.value", "3", column)


def test_rows_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    good = table([whole("Decreases")], TABLES["findings"])
    assert refused(laid(tmp_path, (good + "Mediation,Average\n").encode())).code == "evidence.row"
    assert refused(laid(tmp_path, (good + "x," * 30 + "\n").encode())).code == "evidence.row"
    assert refused(laid(tmp_path, (good + '"open').encode())).code == "evidence.row"


def test_letters_that_nobody_can_read(tmp_path: Path) -> None:
    assert refused(laid(tmp_path, b"tool\x81\x8d,\x00\n")).code == "evidence.encoding"


def test_a_file_cut_short_and_a_bomb(tmp_path: Path) -> None:
    laid(tmp_path)
    packed = tmp_path / "tool_factors.csv.gz"
    packed.write_bytes(packed.read_bytes()[:-12])
    assert refused(tmp_path).code == "evidence.broken"
    packed.write_bytes(gzip.compress(b"0" * (MOST_BYTES + 1)))
    assert refused(tmp_path).code == "evidence.too_large"


def test_what_ships_is_whole_and_holds_no_words_of_the_source() -> None:
    shipped = evidence()
    assert sum(one.whole.findings for one in shipped.tools) == 439
    assert [one["rows"] for one in shipped.files] == [1606, 442]
    assert not shipped.unnamed
    mediation = shipped.tool("mediation")
    assert (mediation.whole.lowers, mediation.whole.raises, mediation.whole.mixed) == (21, 4, 32)
    leverage = next(one for one in mediation.factors if one.key == "implementer-has-strong-leverage")
    assert (leverage.more, leverage.findings) == (14, 18)
    assert max(map(len, strings(shipped.as_json()))) < 130, "names, hashes and a citation; no descriptions"


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, (list, tuple)):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


def test_evidence_comes_back_as_it_went() -> None:
    plain = json.loads(json.dumps(evidence().as_json()))
    for told in plain["tools"]:
        del told["strength"], told["direction"]
        for outcome in told["outcomes"].values():
            del outcome["strength"]
    assert of_json(plain) == evidence()


def test_everything_shipped_has_a_name_in_three_languages() -> None:
    for tool in responses.evidence().tools:
        assert all((tool.name.ar, tool.name.en, tool.name.fr))
        for factor in tool.factors:
            assert all((factor.name.ar, factor.name.en, factor.name.fr))
    assert set(keys()["tool"].values()) == set(names()["tool"])
    with pytest.raises(KeyError):
        evidence().tool("prayer")
