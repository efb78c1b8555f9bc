"""Files to screen, written where a test may write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from nadhir.screening.bulk import Options, Report, screen_files

Screen = Callable[..., Report]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Write a file of that name with that content."""

    def written(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.parquet"


@pytest.fixture
def screen(out: Path) -> Screen:
    """Screen files to `out`, in this process."""

    def screened(*paths: Path, into: Path | None = None, **options: Any) -> Report:
        return screen_files(paths, into or out, Options(**options))

    return screened


def rows(path: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(path).to_pylist())


def json_lines(values: Iterable[Any]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def rejects(report: Report) -> list[dict[str, Any]]:
    assert report.rejects is not None
    return [json.loads(line) for line in Path(report.rejects).read_text("utf-8").splitlines()]
