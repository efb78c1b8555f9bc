"""Running commands as a person at a terminal would."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nadhir import cli
from nadhir.web.directory.services import place_invent


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on the standard output."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `nadhir` with these words; `lang` is the terminal's language."""

    def command(*words: object, lang: str = "en") -> Said:
        monkeypatch.setenv("NADHIR_LANG", lang)
        monkeypatch.setattr("sys.argv", ["nadhir", *map(str, words)])
        capsys.readouterr()
        status = 0
        try:
            cli.main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return command


@pytest.fixture
def workspace(db: None) -> None:
    """A workspace with tables and one place, so that the gazetteer is not written for every test."""
    place_invent(
        code="XN-01",
        names={"ar": "وادي النور", "en": "Nour Valley", "fr": "Vallée de Nour"},
        latitude=1.0,
        longitude=2.0,
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Write a file of that name with that content."""

    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def quiet_log() -> Iterator[None]:
    """Without the traces of faults, for tests that cause one on purpose."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
