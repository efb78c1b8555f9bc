"""The engine for a cluster: what it says where something is missing, and a real Spark with two workers."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nadhir.doctrine.phrases import explain
from nadhir.errors import NotPossibleNow
from nadhir.screening import Screener
from nadhir.screening.bulk import SCHEMA, Options, findings_of, screen_files, spark
from nadhir.screening.bulk.batch import Chunk, Reject
from nadhir.screening.bulk.work import OtherScreener, Work
from tests.screening.bulk.conftest import json_lines, rejects
from tools.system import java

Write = Callable[[str, bytes | str], Path]
TALK = ("The market opens at nine.", "Il pleut sur la vallée depuis ce matin.", "الطريق مفتوح اليوم.", "")


# ------------------------------------------------------------------ without Spark


@pytest.mark.parametrize(
    ("packages", "version", "code"),
    [
        ((), 21, "spark.not_installed"),
        (spark._NEEDED, 11, "spark.no_java"),
        (spark._NEEDED, 0, "spark.no_java"),
    ],
)
def test_what_is_missing_is_named(
    write: Write,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    packages: tuple[str, ...],
    version: int,
    code: str,
) -> None:
    monkeypatch.setattr(spark.importlib.util, "find_spec", lambda name: name if name in packages else None)
    monkeypatch.setattr(spark, "java_version", lambda: version)
    with pytest.raises(NotPossibleNow) as refused:
        screen_files([write("a.csv", "text\nGood morning.\n")], out, Options(engine="spark"))
    assert refused.value.code == code
    for lang in ("ar", "en", "fr"):
        assert "apt-get" in explain(refused.value, lang) or "nadhir[spark]" in explain(refused.value, lang)


def test_no_java_has_no_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert spark.java_version() == 0


@pytest.mark.parametrize(
    ("master", "here"),
    [
        ("local[2]", True),
        ("local", True),
        ("spark://127.0.0.1:7077", True),
        ("spark://localhost:7077", True),
        ("spark://10.0.0.5:7077", False),
        ("yarn", False),
    ],
)
def test_spark_listens_on_this_machine_only(master: str, here: bool) -> None:
    chosen = spark.settings(master)
    assert chosen["spark.ui.enabled"] == "false"
    assert (chosen.get("spark.driver.bindAddress") == "127.0.0.1") is here


def test_a_batch_is_laid_down_and_taken_up_as_it_was(tmp_path: Path) -> None:
    table = pa.RecordBatch.from_pydict({"text": ["a", None], "n": [1, 2]}).replace_schema_metadata({"x": "y"})
    reject = Reject("a.csv", 3, "csv.ragged", {"found": 1}, "é")
    for chunk in (
        Chunk(4, "a.csv", 9, table, rejects=(reject,), repaired=2, done=0.5),
        Chunk(5, "a.jsonl", 1, lines=b'{"text": "a"}\n'),
        Chunk(6, "a.csv", 1, table.slice(0, 0)),
    ):
        path = tmp_path / "in.arrow"
        spark._lay(chunk, path)
        assert spark._laid(path) == chunk


def test_troubles_of_nodes_are_told_apart() -> None:
    work = Work(Path("/shared/out.parts"), "text", version="1")

    def explained(said: str) -> Exception:
        return spark._explained(RuntimeError(said), work, "spark://far:7077")

    assert isinstance(explained("x.OtherScreener: ('1', '2')"), OtherScreener)
    assert isinstance(explained("OSError: [Errno 28] No space left on device"), OSError)
    unseen = explained("FileNotFoundError: '/shared/out.parts/in-0.arrow'")
    assert isinstance(unseen, NotPossibleNow)
    assert unseen.code == "spark.parts_unseen"
    failed = explained("Job aborted\n  File x\nValueError: odd\n SQLSTATE: 38000")
    assert isinstance(failed, NotPossibleNow)
    assert failed.params["detail"] == "ValueError: odd"


# ------------------------------------------------------------------ with Spark

with_spark = [
    pytest.mark.spark,
    # What Spark says of its own libraries is not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("NOT TESTED WITH SPARK: it is not installed; `make test` installs it")
    program = java()
    if program is None:
        pytest.skip("NOT TESTED WITH SPARK: there is no Java 17; install default-jre-headless")
    monkeypatch.setenv("JAVA_HOME", str(program.resolve().parent.parent))


@pytest.fixture
def session(installed: None) -> Iterator[Any]:
    with spark._session("local[2]") as found:
        yield found


class TestWithSpark:
    pytestmark = with_spark

    def test_a_cluster_finds_what_this_machine_finds(
        self, write: Write, installed: None, tmp_path: Path
    ) -> None:
        csv = write("a.csv", "id,text\n" + "".join(f'{n},"{TALK[n % 4]}"\n' for n in range(60)) + "broken\n")
        objects = write(
            "b.jsonl",
            json_lines([{"text": TALK[n % 4], "n": n, "who": {"a": n}} for n in range(45)]) + "no\n",
        )
        one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
        alone = screen_files([csv, objects], one, Options(batch_rows=5))
        together = screen_files([csv, objects], two, Options(batch_rows=5, engine="spark", workers=2))
        assert one.read_bytes() == two.read_bytes()
        assert rejects(alone) == rejects(together)
        assert (alone.rows_read, alone.by_language) == (together.rows_read, together.by_language)
        assert not list(tmp_path.glob("*.parts"))

    def test_a_data_frame_gets_its_findings(self, session: Any, tmp_path: Path) -> None:
        texts = [f"{TALK[n % 4]} {n}" for n in range(50)]
        given = pa.table({"text": texts, "Language": ["x"] * 50, "mode": [1] * 50, "n": list(range(50))})
        pq.write_table(given, tmp_path / "a.parquet")
        frame = session.read.parquet(str(tmp_path / "a.parquet")).repartition(2)
        found = spark.screen_frame(frame, reasons_language="fr")
        assert found.columns == ["text", "Language", "mode_input", "n", *SCHEMA.names]
        expected = findings_of(pa.array(texts), Screener.default(), reasons_language="fr").to_pylist()
        rows = sorted((row.asDict() for row in found.collect()), key=lambda row: row["n"])
        assert [{name: row[name] for name in SCHEMA.names} for row in rows] == expected
        assert _addresses(session.sparkContext._gateway.proc.pid) == {"127.0.0.1"}


def _addresses(process: int) -> set[str]:
    """On which addresses a process listens, as Linux tells."""
    folder = Path("/proc") / str(process)
    sockets = set()
    for handle in (folder / "fd").iterdir():
        try:
            sockets.add(str(handle.readlink()))
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in (folder / "net" / table).read_text().splitlines()[1:]:
            cells = line.split()
            if cells[3] == "0A" and f"socket:[{cells[9]}]" in sockets:
                raw = bytes.fromhex(cells[1].split(":")[0])
                words = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
                mapped = words[-4:] if words[:12] in (b"", bytes(10) + b"\xff\xff") else words
                found.add(".".join(map(str, mapped)) if len(mapped) == 4 else mapped.hex())
    return found
