"""The workspace: one folder that holds everything a Nadhir installation knows.

    NADHIR_HOME/          default ./var
      nadhir.sqlite3      the database, unless DATABASE_URL names another
      files/              original files, named by their SHA-256
      rejects/            what could not be taken in, one file per batch
      mail/               outgoing mail, where no mail server is set
      workers/            one locked file for each worker that lives
      keys/               secrets of this installation, readable by its owner only
      screening/          what screening learnt here, where `nadhir screening retrain` put it
      forecasting/        figures that were built here, where `nadhir panel build` put them

This module must not import Django: settings are made from it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of one installation."""

    home: Path

    @classmethod
    def of_environment(cls) -> Workspace:
        """The workspace that NADHIR_HOME names, `./var` where it is not set."""
        return cls(Path(os.environ.get("NADHIR_HOME") or "var").expanduser().resolve())

    @property
    def database(self) -> Path:
        return self.home / "nadhir.sqlite3"

    @property
    def files(self) -> Path:
        return self.home / "files"

    @property
    def rejects(self) -> Path:
        return self.home / "rejects"

    @property
    def mail(self) -> Path:
        return self.home / "mail"

    @property
    def workers(self) -> Path:
        return self.home / "workers"

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def screening(self) -> Path:
        return self.home / "screening"

    @property
    def forecasting(self) -> Path:
        return self.home / "forecasting"

    def announce(self) -> None:
        """Tell screening and forecasting, which know of no workspace, where they keep what was learnt and
        built here; processes that this one starts are told the same."""
        os.environ.setdefault("NADHIR_SCREENING", str(self.screening))
        os.environ.setdefault("NADHIR_FORECASTING", str(self.forecasting))

    def prepare(self) -> None:
        """Make the folders, closed to other accounts of the machine. Twice is as good as once."""
        for folder in (self.home, self.files, self.rejects, self.mail, self.workers, self.keys):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret(self, name: str) -> str:
        """A secret of this installation, made on first use."""
        return self.kept_key(name, lambda: secrets.token_urlsafe(48)).strip()

    def kept_key(self, name: str, make: Callable[[], str]) -> str:
        """A key of this installation as text, made by `make` on first use.

        Two processes that ask at the same moment get the same answer: the file appears whole, and only once.
        """
        path = self.keys / f"{name}.key"
        if not path.exists():
            self.prepare()
            made = self.keys / f".{name}.{secrets.token_hex(8)}"
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(make())
            try:
                path.hardlink_to(made)
            except FileExistsError:
                pass
            finally:
                made.unlink()
        return path.read_text("ascii")
