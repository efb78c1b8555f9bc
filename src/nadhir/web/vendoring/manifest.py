"""The list of vendored files, and whether what stands on disk is what the list says.

Paths in the list are relative to the folder of the package `nadhir`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

PACKAGE = Path(__file__).resolve().parents[2]
VENDOR = Path("web/static/vendor")
LIST = PACKAGE / VENDOR / "VENDORED.yaml"

_HEAD = """\
# Assets of others, in the repository. Made and checked by `python -m nadhir.web.vendoring`.
# `from` is the file's name in the package; `made` names the step that makes it of that file.
# Paths are relative to src/nadhir.
"""


@dataclass(slots=True)
class VendoredFile:
    """One file: where it stands, where in the package it comes from, how it is made, its SHA-256."""

    path: str
    source: str
    made: str | None = None
    sha256: str = ""


@dataclass(slots=True)
class VendoredPackage:
    """One package of a registry: `integrity` is the registry's own hash of the archive."""

    name: str
    version: str
    licence: str
    origin: str
    note: str = ""
    integrity: str = ""
    files: list[VendoredFile] = field(default_factory=list)


def read(path: Path = LIST) -> list[VendoredPackage]:
    """The packages of the list.

    Raises:
        TypeError: an entry has a key that is not known, or lacks one.
    """
    packages = []
    for entry in yaml.safe_load(path.read_text("utf-8")):
        files = [
            VendoredFile(path=one.pop("path"), source=one.pop("from"), **one) for one in entry.pop("files")
        ]
        packages.append(VendoredPackage(files=files, **entry))
    return packages


def write(packages: list[VendoredPackage], path: Path = LIST) -> None:
    """Put the list down again, in the order given."""
    path.write_text(
        _HEAD + yaml.safe_dump([_entry(p) for p in packages], sort_keys=False, width=200), "utf-8"
    )


def _entry(package: VendoredPackage) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "origin": package.origin,
    }
    if package.note:
        entry["note"] = package.note
    entry["integrity"] = package.integrity
    entry["files"] = [
        {
            "path": one.path,
            "from": one.source,
            **({"made": one.made} if one.made else {}),
            "sha256": one.sha256,
        }
        for one in package.files
    ]
    return entry


def problems(packages: list[VendoredPackage], root: Path = PACKAGE) -> Iterator[str]:
    """What does not fit: files missing, changed, not listed, packages without their licence."""
    listed: set[Path] = {root / VENDOR / LIST.name}
    for package in packages:
        if not any("LICENSE" in Path(one.path).name for one in package.files):
            yield f"{package.name}: no licence text is kept"
        for one in package.files:
            path = root / one.path
            listed.add(path)
            if not path.is_file():
                yield f"{one.path}: missing"
            elif sha256(path) != one.sha256:
                yield f"{one.path}: not the file that was listed"
    for path in sorted((root / VENDOR).rglob("*")):
        if path.is_file() and path not in listed:
            yield f"{path.relative_to(root)}: not listed"


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
