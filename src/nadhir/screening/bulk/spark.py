"""The engine for a cluster: the same work, given out by Apache Spark through its Arrow interface.

Two doors. `screen_frame` adds findings to a data frame that Spark already holds, wherever it lies. `run` is
the engine of `nadhir screen`: the batches of a file are laid into the folder of parts, which every node must
see, and Spark has each of them screened and written as a part; order, resumption and the rows that could
not be read are then the same as on one machine. Every node needs this package in the same version.

Spark listens on this machine only, unless the master is on another one.
"""

from __future__ import annotations

import errno
import functools
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from nadhir.errors import NotPossibleNow
from nadhir.screening.bulk.batch import Chunk, Reject
from nadhir.screening.bulk.columns import SCHEMA, findings_of
from nadhir.screening.bulk.joining import new_names
from nadhir.screening.bulk.lines import BOOK
from nadhir.screening.bulk.tally import Tally
from nadhir.screening.bulk.work import OtherScreener, Work, texts_of
from nadhir.screening.screener import Screener
from nadhir.screening.second_look import wanted

OLDEST_JAVA = 17
_NEEDED = ("pyspark", "pandas", "numpy")
_BATCHES_PER_CORE = 16  # laid out at once; the next lot is laid out while Spark works on these
_HERE = re.compile(r"local\b|spark://(127\.|localhost\b|\[::1\])")
_CHUNK = b"nadhir.chunk"

_Batches = Iterator[pa.RecordBatch]


def screen_frame(
    frame: Any,
    *,
    text_column: str = "text",
    language_column: str | None = None,
    reasons_language: str | None = None,
    second_look: bool | None = None,
) -> Any:
    """A Spark data frame with the columns of `SCHEMA` added; a column of its own that has one of their
    names is kept as `<name>_input`. Rows keep their order inside a partition. `second_look` as in
    `Screener.default`; every node then needs the extra `encoder`."""
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructField, StructType

    names = list(new_names(frame.columns).values())
    given = [
        StructField(name, field.dataType, field.nullable)
        for name, field in zip(names, frame.schema.fields, strict=True)
    ]
    schema = StructType([*given, *from_arrow_schema(SCHEMA).fields])
    add = functools.partial(
        _with_findings,
        names=names,
        text_column=text_column,
        language_column=language_column,
        reasons_language=reasons_language,
        second_look=wanted() if second_look is None else second_look,
    )
    return frame.mapInArrow(add, schema)


def _with_findings(
    batches: _Batches,
    *,
    names: list[str],
    text_column: str,
    language_column: str | None,
    reasons_language: str | None,
    second_look: bool,
) -> _Batches:
    screener = Screener.default(second_look=second_look)
    for batch in batches:
        texts, _, _ = texts_of(batch, text_column)
        languages = texts_of(batch, language_column)[0].to_pylist() if language_column else None
        found = findings_of(texts, screener, languages=languages, reasons_language=reasons_language)
        yield pa.RecordBatch.from_arrays([*batch.columns, *found.columns], names=[*names, *SCHEMA.names])


def run(chunks: Iterable[Chunk], work: Work, *, master: str) -> Iterator[Tally]:
    """Screen all batches on the cluster at `master`.

    Raises:
        NotPossibleNow: `spark.not_installed`, `spark.no_java`, `spark.failed`, `spark.parts_unseen`.
        OSError: a node found no space left for a part.
        OtherScreener: a node has another version of the screener.
    """
    remaining = iter(chunks)
    beginning = next(remaining, None)
    if beginning is None:
        return
    with _session(master) as session, ThreadPoolExecutor(1) as pool:
        lots = _lots(
            beginning, remaining, work.parts, _BATCHES_PER_CORE * session.sparkContext.defaultParallelism
        )
        running: Future[list[Tally]] | None = None
        try:
            for lot in lots:
                if running is not None:
                    yield from running.result()
                running = pool.submit(_done, session, lot, work, master)
            if running is not None:
                yield from running.result()
        except BaseException:
            with suppress(Exception):  # Spark may be the one that has gone
                session.sparkContext.cancelAllJobs()
            raise


def _lots(beginning: Chunk, remaining: Iterator[Chunk], parts: Path, size: int) -> Iterator[list[Path]]:
    """Batches laid into the folder of parts, `size` at a time."""
    chunk: Chunk | None = beginning
    while chunk is not None:
        lot = []
        for one in (chunk, *islice(remaining, size - 1)):
            path = parts / f"in-{one.index:07d}.arrow"
            _lay(one, path)
            lot.append(path)
        yield lot
        chunk = next(remaining, None)


def _done(session: Any, lot: list[Path], work: Work, master: str) -> list[Tally]:
    """Have Spark screen a lot of batches."""
    cores = session.sparkContext.defaultParallelism
    numbers = session.range(0, len(lot), 1, min(len(lot), cores * 4))
    screen = functools.partial(_screened, lot=[str(path) for path in lot], work=work)
    try:
        rows = numbers.mapInArrow(screen, "tally string").collect()
    except Exception as problem:
        raise _explained(problem, work, master) from problem
    finally:
        for path in lot:
            path.unlink(missing_ok=True)
    return [Tally(**json.loads(row["tally"])) for row in rows]


def _screened(batches: _Batches, *, lot: list[str], work: Work) -> _Batches:
    """On a node: screen the batches whose numbers come in; their counts go out."""
    for batch in batches:
        for number in batch.column(0).to_pylist():
            tally = work(_laid(Path(lot[number])))
            yield pa.RecordBatch.from_pydict({"tally": [json.dumps(asdict(tally))]})


def _lay(chunk: Chunk, path: Path) -> None:
    """Write a batch so that a node can read it."""
    about = {
        "index": chunk.index,
        "file": chunk.file,
        "first": chunk.first,
        "rejects": [asdict(one) for one in chunk.rejects],
        "repaired": chunk.repaired,
        "done": chunk.done,
        "lines": chunk.table is None,
    }
    table = chunk.table
    if table is None:
        table = pa.RecordBatch.from_pydict({"lines": pa.array([chunk.lines], pa.large_binary())})
    metadata = {**(table.schema.metadata or {}), _CHUNK: json.dumps(about).encode()}
    beside = path.with_name(f".{path.name}.tmp")
    with (
        pa.OSFile(str(beside), "wb") as file,
        pa.ipc.new_file(file, table.schema.with_metadata(metadata)) as out,
    ):
        out.write(table)
    beside.replace(path)


def _laid(path: Path) -> Chunk:
    with pa.OSFile(str(path), "rb") as file, pa.ipc.open_file(file) as laid:
        table = laid.get_batch(0)
    metadata = dict(table.schema.metadata)
    about = json.loads(metadata.pop(_CHUNK))
    about["rejects"] = tuple(Reject(**one) for one in about["rejects"])
    if about.pop("lines"):
        return Chunk(**about, lines=table.column(0)[0].as_py())
    return Chunk(**about, table=table.replace_schema_metadata(metadata or None))


# -- starting Spark ------------------------------------------------------------------------------------


@contextmanager
def _session(master: str) -> Iterator[Any]:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise NotPossibleNow("spark.not_installed", book=BOOK, missing=missing)
    if java_version() < OLDEST_JAVA:
        raise NotPossibleNow("spark.no_java", book=BOOK)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("nadhir screen")
    for name, value in settings(master).items():
        builder = builder.config(name, value)
    try:
        with _environment(master):
            session = builder.getOrCreate()
    except Exception as problem:
        raise NotPossibleNow("spark.failed", book=BOOK, master=master, detail=_short(problem)) from problem
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def _environment(master: str) -> Iterator[None]:
    """What Spark's launcher and its Python read before there is a configuration to put it into: the address
    to listen on, and which Python its workers are."""
    if not _HERE.match(master):
        yield
        return
    wanted = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def settings(master: str) -> dict[str, str]:
    """How Spark is started: without pages, quietly; on this machine only, where the master is here."""
    chosen = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.caseSensitive": "true",
    }
    if _HERE.match(master):
        chosen |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
        }
    return chosen


def java_version() -> int:
    """The version of the Java that Spark would start; 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if program is None:
        return 0
    try:
        said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def _explained(problem: Exception, work: Work, master: str) -> Exception:
    said = str(problem)
    if OtherScreener.__name__ in said:
        return OtherScreener(work.version or "", "")
    if "No space left" in said:
        return OSError(errno.ENOSPC, "No space left on device")
    if "FileNotFoundError" in said and str(work.parts) in said:
        return NotPossibleNow("spark.parts_unseen", book=BOOK, master=master, folder=str(work.parts))
    return NotPossibleNow("spark.failed", book=BOOK, master=master, detail=_short(problem))


def _short(problem: Exception) -> str:
    """The line of a trace that says what happened."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    telling = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return (telling or lines or [type(problem).__name__])[-1][:300]
