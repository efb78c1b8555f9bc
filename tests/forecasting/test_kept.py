"""What was made here, where it cannot be read: what ships stands in for it, and that is said."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nadhir.errors import PanelError
from nadhir.forecasting import kept, record, watch_list
from nadhir.forecasting.fatalities.learnt import load as load_deaths
from nadhir.forecasting.onset.model import load_weights
from nadhir.forecasting.outlook import watch
from nadhir.forecasting.panel import store
from tests.forecasting.conftest import Tables


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    forgotten = (kept.forget, watch.shipped_panel.cache_clear, watch._shipped.cache_clear)
    for forget in forgotten:
        forget()
    yield tmp_path
    monkeypatch.undo()
    for forget in forgotten:
        forget()


def put(home: Path, part: str, name: str = "made") -> Path:
    made = home / part / name
    made.mkdir(parents=True)
    kept.install(made)
    return made


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda made: shutil.rmtree(made),
    "empty": lambda made: None,
    "no manifest": lambda made: (made / store.MANIFEST).write_text('{"format": 2}'),
    "another name": lambda made: (made.parent / kept.CURRENT).write_text("../../etc\n"),
    "no name": lambda made: (made.parent / kept.CURRENT).write_text(""),
    "no text": lambda made: (made.parent / kept.CURRENT).write_bytes(b"\xff\xfe"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_figures_are_left_aside_and_named(home: Path, damage: str) -> None:
    DAMAGES[damage](put(home, kept.PANEL))
    kept.forget()
    listed = watch_list()
    assert listed.entries
    note = listed.notes[0]
    assert note.code == "note.fallen_back"
    for lang in ("ar", "en", "fr"):
        assert "panel/" in note.say(lang)
    with pytest.raises(PanelError, match="figures_"):
        store.load()


def test_a_torn_table_is_damage(home: Path, tables_in: Tables) -> None:
    made = store.keep(tables_in.panel(), partial=True)
    table = made / "deaths_by_month.csv.gz"
    whole = table.read_bytes()
    # Bytes in the middle that no longer unpack.
    table.write_bytes(whole[:20] + b"\xff" * 20 + whole[40:])
    with pytest.raises(PanelError, match="figures_damaged"):
        store.load()
    assert watch_list().notes[0].params["parts"] == [f"panel/{made.name}"]


@pytest.mark.parametrize(
    ("part", "read"),
    [(kept.ONSET, load_weights), (kept.FATALITIES, lambda: load_deaths("all")), (kept.RECORD, record.load)],
)
@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", gzip.compress(b"x")])
def test_damaged_weights_and_records_are_left_aside(
    home: Path, part: str, read: Callable[[], object], content: bytes
) -> None:
    made = put(home, part)
    for name in ("onset.npz", "onset.json", "all.npz", record.FILE):
        (made / name).write_bytes(content)
    assert read() is not None
    assert kept.lost() == (f"{part}/made",)


def test_where_all_is_well_nothing_is_said(home: Path, tables_in: Tables) -> None:
    store.keep(tables_in.panel(), partial=True)
    assert watch.shipped_panel().as_of == tables_in.panel().as_of
    assert kept.lost() == ()
    assert watch.fallen_back() == ()


def test_a_source_that_is_gone_does_not_quietly_go(home: Path, tables_in: Tables) -> None:
    tables_in.put(
        "pts_2024",
        ("Country", "Year", "COW_Code_N", "WordBank_Code_A", "PTS_A", "PTS_H", "PTS_S"),
        [("Kenya", 2023, 501, "KEN", 3, "", 4)],
    )
    before = store.keep(tables_in.panel(), partial=True)
    next(tables_in.folder.glob("pts_2024*")).unlink()
    with pytest.raises(PanelError, match="lacking") as raised:
        store.keep(tables_in.panel())
    assert len(raised.value.params["sources"]) == 1
    assert kept.folder(kept.PANEL) == before
    assert store.keep(tables_in.panel(), partial=True) != before


def test_damaged_figures_can_be_built_anew(home: Path, tables_in: Tables) -> None:
    made = store.keep(tables_in.panel(), partial=True)
    (made / store.MANIFEST).write_text("{")
    kept.forget()
    again = store.keep(tables_in.panel(), older=True, partial=True)
    assert store.load().version == store.load(again).version
