"""Learning anew in a small world of weather: what is taken from people, what is compared, what holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from nadhir.doctrine.phrases import Reason, explain, phrasebook
from nadhir.errors import FileRefused, NotPossibleNow
from nadhir.screening import Screener, learnt
from nadhir.screening.model import train
from nadhir.screening.model.weights import Model
from nadhir.screening.retraining import Comparison, Retrained, install, installing, retrain, run
from nadhir.screening.retraining.comparing import Row, compared
from nadhir.screening.retraining.corrections import corrections, write_sets

SKIES = ("storm", "hail", "flood", "sun", "breeze", "calm")
PLACES = ("harbour", "valley", "market", "village", "station")
TEXTS = [f"{sky} at the {place} number {n}" for n in "abcd" for sky in SKIES for place in PLACES]

Wrote = Callable[..., Path]


def judged(count: int = 60, **more: Any) -> list[dict[str, Any]]:
    """What a person may have said: storms are bad."""
    return [
        {"text": text, "language": "en", "hateful": text.startswith(("storm", "hail", "flood")), **more}
        for text in TEXTS[:count]
    ]


@pytest.fixture
def wrote(tmp_path: Path) -> Wrote:
    def write(rows: list[Any], name: str = "c.jsonl") -> Path:
        path = tmp_path / name
        if path.suffix == ".parquet":
            pl.DataFrame(rows).write_parquet(path)
        else:
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return path

    return write


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of sets: a functional suite, and posts of which a part is held back."""
    folder = tmp_path / "data"
    folder.mkdir()
    texts = TEXTS[60:]
    table = pl.DataFrame(
        {
            "text": texts,
            "label": ["hate" if text.startswith(("storm", "hail", "flood")) else "normal" for text in texts],
            "split": ["dev" if number % 3 == 0 else "train" for number in range(len(texts))],
            "lang": ["en"] * len(texts),
        }
    )
    table.write_parquet(folder / "davidson_en.parquet")
    suite = {
        "text": ["Sun on the hills."],
        "label": ["non-hateful"],
        "lang": ["en"],
        "functionality": ["sun_nh"],
    }
    pl.DataFrame(suite).write_parquet(folder / "hatecheck_en.parquet")
    return folder


def codes(notes: tuple[Reason, ...]) -> list[str]:
    return [note.code for note in notes]


# ------------------------------------------------------------------ what people said


@pytest.mark.parametrize("name", ["c.jsonl", "c.parquet"])
def test_enough_judgements_of_both_kinds_become_a_set(wrote: Wrote, tmp_path: Path, name: str) -> None:
    notes = write_sets(corrections([wrote(judged(), name)]), tmp_path / "none", tmp_path)
    assert codes(notes) == ["corrections.taken"]
    assert notes[0].params == {"language": "en", "texts": 60, "yes": 30, "no": 30}
    table = pl.read_parquet(tmp_path / "corrections_en.parquet")
    assert table["label"].value_counts().sort("label").rows() == [("harmless", 30), ("hateful", 30)]
    assert set(table["split"]) == {"train"}


def test_the_last_word_on_a_text_counts_and_rows_that_say_nothing_do_not(wrote: Wrote) -> None:
    rows = [
        {"text": "Rain.", "language": "en", "hateful": True, "judged_at": "2026-11-02"},
        {"text": "rain. ", "language": "en", "hateful": False, "judged_at": "2026-11-01"},
        {"text": "", "language": "en", "hateful": True},
        {"text": "Snow.", "language": "en", "hateful": None},
        {"text": "Snow.", "language": None, "hateful": True},
    ]
    said = corrections([wrote(rows)])
    assert [(one.text, one.hateful) for one in said.by_text.values()] == [("Rain.", True)]
    assert said.skipped == 3


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (judged(40), "corrections.too_few"),
        ([row for row in judged(120) if not row["hateful"]], "corrections.too_few"),
        ([{**row, "language": "fi"} for row in judged()], "corrections.no_lexicon"),
    ],
)
def test_too_little_is_said_and_not_learnt(
    wrote: Wrote, tmp_path: Path, rows: list[dict[str, Any]], code: str
) -> None:
    assert codes(write_sets(corrections([wrote(rows)]), tmp_path / "none", tmp_path)) == [code]
    assert not list(tmp_path.glob("*.parquet"))


def test_what_is_measured_on_is_not_learnt(wrote: Wrote, data: Path, tmp_path: Path) -> None:
    held = pl.read_parquet(data / "davidson_en.parquet").filter(pl.col("split") == "dev")["text"].to_list()
    rows = judged() + [{"text": text.upper(), "language": "en", "hateful": True} for text in held]
    notes = write_sets(corrections([wrote(rows)]), data, tmp_path)
    assert codes(notes) == ["corrections.measured_on", "corrections.taken"]
    assert notes[0].params == {"rows": len(held)}


def test_many_judgements_allow_to_keep_some_for_measuring(
    wrote: Wrote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nadhir.screening.retraining.corrections.HELD_FROM", 100)
    write_sets(corrections([wrote(judged(120))]), tmp_path / "none", tmp_path)
    split = pl.read_parquet(tmp_path / "corrections_en.parquet")["split"]
    assert 10 < (split == "test").sum() < 40


def test_where_sets_are_about_violence_so_are_judgements(wrote: Wrote, tmp_path: Path) -> None:
    table = pl.DataFrame({"text": ["x"], "label": ["non_violence"]})
    table.write_parquet(tmp_path / "vitd_bn.parquet")
    rows = [
        {
            **row,
            "language": "bn",
            "text": f"{row['text']} বৃষ্টি",
            "violence": "direct" if row["hateful"] else "none",
        }
        for row in judged()
    ]
    into = tmp_path / "into"
    into.mkdir()
    write_sets(corrections([wrote(rows)]), tmp_path, into)
    assert set(pl.read_parquet(into / "corrections_violence_bn.parquet")["label"]) == {"direct", "none"}


def test_a_text_is_counted_to_the_lexicon_of_its_script(wrote: Wrote) -> None:
    said = corrections([wrote([{"text": "aaj barish hai", "language": "ur", "hateful": False}])])
    assert [one.language for one in said.by_text.values()] == ["ur-Latn"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "corrections.unreadable"),
        ("[1]\n", "corrections.unreadable"),
        ("", "corrections.columns"),
        ('{"text": "a"}\n', "corrections.columns"),
    ],
)
def test_a_file_that_is_no_list_of_corrections_is_refused(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(content)
    with pytest.raises(FileRefused) as refused:
        corrections([path])
    assert refused.value.code == code
    assert path.name in explain(refused.value, "ar")


# ------------------------------------------------------------------ before and after


def measured(**figures: float) -> dict[str, Any]:
    sets: dict[str, Any] = {
        name: {
            "kind": "functional",
            "texts": 100,
            "learnt_from": 0.0,
            "hateful": {"macro_f1": one},
            "by_functionality": {"a_h": {"texts": 100, "accuracy": one}},
        }
        for name, one in figures.items()
    }
    mean = sum(figures.values()) / len(figures)
    kinds = {"functional": {"texts": 100, "macro_f1": mean}}
    return {"screener": "v", "sets": sets, "by_language": {"en": kinds}}


def test_rows_stand_beside_each_other() -> None:
    found = compared(measured(a=0.8, b=0.6), measured(a=0.7, b=0.75))
    assert [(row.table, row.name, row.before, row.after) for row in found.rows] == [
        ("set", "a", 0.8, 0.7),
        ("set", "b", 0.6, 0.75),
        ("language", "en", 0.7, 0.725),
        ("functionality", "a_h", 0.8, 0.7),
        ("functionality", "a_h", 0.6, 0.75),
    ]
    assert found.means == pytest.approx((0.7, 0.725))
    assert ([row.name for row in found.worse], found.fell) == (["a"], False)
    assert json.loads(json.dumps(found.as_json()))["worse"] == ["a"]


def test_of_a_set_that_was_learnt_from_only_the_part_apart_counts() -> None:
    one = measured(a=0.9)
    one["sets"]["a"] |= {"kind": "posts", "learnt_from": 0.8}
    assert compared(one, one).means is None
    one["sets"]["a"]["test_part"] = {"texts": 60, "unseen": True, "hateful": {"macro_f1": 0.5}}
    assert compared(one, one).means == (0.5, 0.5)
    one["sets"]["a"]["test_part"]["texts"] = 10
    assert compared(one, one).means is None


@pytest.mark.parametrize(("after", "fell"), [(0.59, False), (0.585, True)])
def test_a_fall_of_more_than_a_point_is_one(after: float, fell: bool) -> None:
    assert compared(measured(a=0.6), measured(a=after)).fell is fell


# ------------------------------------------------------------------ letting it hold


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Retrained]:
    """Something learnt: a copy of what comes with the package, marked so that it is another version."""

    def make(*rows: Row, lacking: tuple[str, ...] = ()) -> Retrained:
        for part, names in learnt.FILES.items():
            (tmp_path / "tried" / part).mkdir(parents=True, exist_ok=True)
            for name in names:
                raw = learnt.read(part, name) or b""
                (tmp_path / "tried" / part / name).write_bytes(raw + (b" " if name == "card.json" else b""))
        return Retrained(tmp_path / "tried", Comparison("1", "2", rows), lacking)

    return make


def row(before: float, after: float) -> Row:
    return Row("set", "weather_en", "posts", 100, True, before, after)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of an installation, of a package that cannot be written."""
    monkeypatch.setattr(installing, "_package", lambda: None)
    monkeypatch.setenv(learnt.VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


def test_what_was_installed_is_read_first(made: Callable[..., Retrained], home: Path) -> None:
    before = Screener.default().version
    assert learnt.folder() is None
    one = made(row(0.6, 0.6))
    place = install(one, home=home)
    assert place.parent == home
    assert learnt.folder() == place
    finding = Screener.default().screen("The sun shines.")
    assert finding.version == Screener.default().version != before
    assert install(one, home=home) == place  # twice is as good as once


def test_without_a_folder_named_the_package_holds(
    made: Callable[..., Retrained], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(made(row(0.6, 0.6)), home=home)
    monkeypatch.delenv(learnt.VARIABLE)
    assert learnt.folder() is None


def test_a_package_that_can_be_written_is_written_and_what_was_there_is_kept(
    made: Callable[..., Retrained], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    for part, names in learnt.FILES.items():
        (package / part).mkdir(parents=True)
        for name in names:
            (package / part / name).write_text("old")
    monkeypatch.setattr(installing, "_package", lambda: package)
    home = tmp_path / "home"
    assert install(made(row(0.6, 0.6)), home=home) == package
    assert (package / "model/card.json").read_bytes().endswith(b" ")
    (kept,) = home.iterdir()
    assert (kept / "decision/weights.npz").read_text() == "old"
    assert not (home / learnt.CURRENT).exists()


@pytest.mark.parametrize(
    ("rows", "lacking", "code"),
    [
        ([row(0.6, 0.5)], (), "retrain.worse"),
        ([], (), "retrain.unmeasured"),
        ([row(0.6, 0.7)], ("am",), "retrain.lacks"),
    ],
)
def test_what_got_worse_or_is_not_known_needs_force(
    made: Callable[..., Retrained], home: Path, rows: list[Row], lacking: tuple[str, ...], code: str
) -> None:
    one = made(*rows, lacking=lacking)
    with pytest.raises(NotPossibleNow) as refused:
        install(one, home=home)
    assert refused.value.code == code
    assert not home.exists()
    if rows and not lacking:
        assert "weather_en 0.600 → 0.500" in explain(refused.value, "fr")
    assert install(one, home=home, force=True).exists()


def test_a_place_that_cannot_be_written_is_named(made: Callable[..., Retrained], home: Path) -> None:
    home.write_text("a file, not a folder")
    with pytest.raises(NotPossibleNow, match="unwritable"):
        install(made(row(0.6, 0.6)), home=home)


def test_what_is_broken_is_said(home: Path) -> None:
    home.mkdir()
    (home / learnt.CURRENT).write_text("gone\n")
    with pytest.raises(NotPossibleNow) as refused:
        Model.load()
    assert str(home / "gone") in explain(refused.value, "en")


# ------------------------------------------------------------------ the whole run


def test_a_run_learns_compares_and_changes_nothing(
    wrote: Wrote, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nadhir.screening.decision import learn

    monkeypatch.setattr(train, "_BITS", {})
    monkeypatch.setattr(train, "_USUAL_BITS", 10)
    monkeypatch.setattr(learn, "written", lambda: iter(learn_few()))
    before = Screener.default().version
    told: list[str] = []
    out = tmp_path / "out"
    found = retrain(
        data, out, day="2026-11-22", said=[wrote(judged())], told=lambda note: told.append(note.code)
    )
    assert told[0] == "corrections.taken"
    assert told[-1] == "retrain.measuring_after"
    assert Screener.default().version == before == found.comparison.before != found.comparison.after
    assert json.loads((out / run.COMPARISON).read_text("utf-8"))["after"] == found.comparison.after
    rows = {row.name: row for row in found.comparison.rows if row.table == "set"}
    assert (rows["davidson_en"].held, rows["davidson_en"].texts) == (True, 20)
    assert rows["davidson_en"].after > 0.9 > rows["davidson_en"].before
    assert not rows["corrections_en"].held
    assert "en" not in found.lacking
    card = json.loads((out / "model" / "card.json").read_text("utf-8"))
    assert [one["name"] for one in card["languages"]["en"]["sets"]] == ["davidson_en", "corrections_en"]


def learn_few() -> list[Any]:
    """A few written sentences are enough here, and all of them take seconds."""
    from nadhir.screening.decision import lessons
    from nadhir.screening.lexicon import lexicon
    from nadhir.screening.matching import Matcher

    texts = [text for text in TEXTS if text.endswith("a")] * 3
    truth = (
        pl.Series([text.startswith(("storm", "hail", "flood")) for text in texts]).cast(pl.Int8).to_numpy()
    )
    rows, facts = lessons.matrix(texts, Matcher(lexicon("en")))
    said = lessons.text_scores(texts, "en")
    folds = np.arange(len(texts)) % lessons.FOLDS
    return [lessons.Lesson("written", "en", rows, truth, folds, said, facts, 5.0, posts=False)]


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"retrain\.nothing"):
        retrain(tmp_path, tmp_path / "out", day="2026-11-22")


def test_every_phrase_is_there_in_three_languages() -> None:
    book = phrasebook(learnt.BOOK)
    assert all(book.text(code).in_(lang) for code in book for lang in ("ar", "en", "fr"))
