"""Judgements as data to train with: what is in it, and what never is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client

from nadhir.errors import InputRefused, NotAllowed
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_name_readers
from nadhir.web.core.viewer import installation
from nadhir.web.intake.corrections import COLUMNS, corrections, corrections_to
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import Correction, finding_judge
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CALL = "Kill all the Shia, expel the vermin from the valley."


@pytest.fixture
def judged(world: World) -> Item:
    item = world.item(CALL, author="Sheikh N.")
    finding_judge(
        viewer=world.viewer("analyst"),
        item=item,
        verdict="corrected",
        correction=Correction(concern="review", targets=["jews"], mode="quotation"),
        note="private remark",
    )
    return item


def test_a_row_holds_the_text_and_what_a_person_said_and_nothing_else(world: World, judged: Item) -> None:
    (row,) = corrections(world.viewer("analyst"))
    assert tuple(row) == COLUMNS
    assert (row["text"], row["concern"], row["targets"], row["mode"]) == (
        CALL,
        "review",
        ["jews"],
        "quotation",
    )
    assert (row["hateful"], row["version"]) == (True, judged.finding["version"])
    assert row["judged_at"].endswith("+00:00")
    told = json.dumps(row)
    for secret in ("Sheikh", "private remark", str(judged.pk), "field-notes"):
        assert secret not in told


def test_red_reports_are_in_no_file_whoever_asks(world: World, tmp_path: Path) -> None:
    item = world.item(CALL, source=world.source(slug="secret", tlp=Tlp.RED))
    record_name_readers(record=item, users=[world.people["reviewer"].pk])
    finding_judge(viewer=world.viewer("analyst"), item=item, verdict="agreed")
    for viewer in (world.viewer("analyst"), world.viewer("reviewer"), installation()):
        assert list(corrections(viewer)) == []


def test_only_what_one_may_see_and_only_by_those_who_may_take_tables_along(
    world: World, judged: Item, client_of: ClientOf
) -> None:
    assert list(corrections(world.viewer("partner_analyst"))) == []
    with pytest.raises(NotAllowed):
        corrections(world.viewer("reporter"))
    assert client_of("officer").get("/screening/corrections/").status_code == 403
    answer = client_of("reviewer").get("/screening/corrections/")
    assert answer["Content-Type"].startswith("application/x-ndjson")
    assert json.loads(answer.getvalue())["text"] == judged.text


def test_both_formats_hold_the_same(world: World, judged: Item, tmp_path: Path) -> None:
    viewer = world.viewer("analyst")
    lines, table = tmp_path / "c.jsonl", tmp_path / "c.parquet"
    assert corrections_to(lines, corrections(viewer)) == 1
    assert corrections_to(table, corrections(viewer)) == 1
    assert pq.read_table(table).to_pylist() == [json.loads(line) for line in lines.read_text().splitlines()]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.jsonl", "c.parquet"]
    with pytest.raises(InputRefused, match="ending"):
        corrections_to(tmp_path / "c.csv", corrections(viewer))


def test_nothing_judged_is_an_empty_file_and_a_failure_leaves_the_old_one(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "c.parquet"
    assert corrections_to(path, iter([])) == 0
    assert pq.read_table(path).column_names == list(COLUMNS)

    def broken() -> object:
        yield {"text": object()}

    with pytest.raises(Exception, match=r".+"):
        corrections_to(path, broken())  # type: ignore[arg-type]
    assert pq.read_table(path).num_rows == 0
    assert [one.name for one in tmp_path.iterdir()] == ["c.parquet"]
