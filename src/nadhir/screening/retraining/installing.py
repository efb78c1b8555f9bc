"""Letting what was learnt hold: in the package where that can be written, else in this installation's folder.

In a folder of the installation every version stays beside the others, and the file `current` names the one
that holds: the change is there as a whole or not at all, and writing an earlier name into the file undoes it.
Before files of the package are written over, they are kept there as well.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib import resources
from pathlib import Path

from nadhir.errors import NotPossibleNow
from nadhir.screening import learnt
from nadhir.screening.learnt import BOOK, CURRENT, FILES
from nadhir.screening.retraining.run import Retrained


def install(made: Retrained, *, home: Path, force: bool = False) -> Path:
    """Let what was learnt hold from the next start of a process on; the folder it lies in now.

    `home`: the folder of this installation for it. `force`: also where it got worse.

    Raises:
        NotPossibleNow: `retrain.worse`, `retrain.unmeasured`, `retrain.lacks`: it should not, unless forced;
            `retrain.unwritable`: neither place can be written.
    """
    if not force:
        _refuse(made)
    try:
        place = _into(made.folder, home)
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise NotPossibleNow("retrain.unwritable", book=BOOK, folder=str(home), detail=detail) from problem
    learnt.forget()
    return place


def _refuse(made: Retrained) -> None:
    compared = made.comparison
    if made.lacking:
        raise NotPossibleNow("retrain.lacks", book=BOOK, languages=list(made.lacking))
    means = compared.means
    if means is None:
        raise NotPossibleNow("retrain.unmeasured", book=BOOK)
    if compared.fell:
        worse = [f"{row.name} {row.before:.3f} → {row.after:.3f}" for row in compared.worse]
        before, after = (f"{mean:.3f}" for mean in means)
        raise NotPossibleNow("retrain.worse", book=BOOK, before=before, after=after, sets=worse)


def _into(made: Path, home: Path) -> Path:
    package = _package()
    # What is in the folder of the installation goes before the package: once there, always there.
    if package is not None and not (home / CURRENT).exists():
        _keep(package, home)
        for part, names in FILES.items():
            for name in names:
                _replace(package / part / name, (made / part / name).read_bytes())
        return package
    kept = _keep(made, home)
    _replace(home / CURRENT, f"{kept.name}\n".encode())
    return kept


def _keep(folder: Path, home: Path) -> Path:
    """A copy of both learnt parts in the folder of the installation, by the name that follows from them."""
    name = _digest(folder)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / name).exists():
        waiting = home / f".{name}"
        shutil.rmtree(waiting, ignore_errors=True)
        for part, names in FILES.items():
            (waiting / part).mkdir(parents=True)
            for one in names:
                shutil.copyfile(folder / part / one, waiting / part / one)
        waiting.rename(home / name)
    return home / name


def _package() -> Path | None:
    """The folder of the package, where its learnt parts can be written over."""
    root = resources.files("nadhir.screening")
    if not isinstance(root, Path):
        return None
    return root if all(os.access(root / part, os.W_OK) for part in FILES) else None


def _replace(path: Path, content: bytes) -> None:
    waiting = path.with_name(f".{path.name}.part")
    waiting.write_bytes(content)
    waiting.replace(path)


def _digest(made: Path) -> str:
    digest = hashlib.sha256()
    for part, names in FILES.items():
        for name in names:
            digest.update((made / part / name).read_bytes())
    return digest.hexdigest()[:12]
