"""What pycountry knows: the subdivisions of ISO 3166-2 and official names of countries.

Read from pycountry's own files (iso-codes, LGPL-2.1) without loading its object layer, which takes longer
than the rest of the gazetteer together. Nothing of it is copied into this package.
"""

from __future__ import annotations

import gettext
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nadhir.errors import DoctrineError


@dataclass(frozen=True, slots=True)
class IsoSubdivision:
    """A row of ISO 3166-2. `type` is ISO's English word for it, such as "County"."""

    code: str
    name: str
    type: str
    parent: str | None


def iso_subdivisions() -> Iterator[IsoSubdivision]:
    """All subdivisions of ISO 3166-2, of every level, in the order of the standard."""
    for row in _database("3166-2"):
        parent = row.get("parent")
        yield IsoSubdivision(
            code=row["code"],
            # "Cataluña [Catalunya]", "Kongo Central*": ISO's marks are not part of the name
            name=row["name"].split(" [")[0].rstrip("*"),
            type=row["type"],
            parent=parent if parent and "-" in parent else None,
        )


def official_names() -> dict[str, tuple[list[str], list[str], list[str]]]:
    """Names of countries by alpha-2 code, in Arabic, English and French, that ISO and iso-codes give.

    Inverted names ("Congo, The Democratic Republic of the") are left out; so is a translation that only
    repeats the English.
    """
    arabic, french = _translations("ar"), _translations("fr")
    names: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for row in _database("3166-1"):
        english = [row[key] for key in ("name", "official_name") if key in row]
        names[row["alpha_2"]] = (
            [said for name in english if (said := arabic.gettext(name)) != name and "،" not in said],
            [name for name in english if "," not in name],
            [said for name in english if (said := french.gettext(name)) != name and "," not in said],
        )
    return names


@cache
def _folder() -> Path:
    spec = importlib.util.find_spec("pycountry")
    if spec is None or not spec.submodule_search_locations:
        raise DoctrineError("gazetteer.no_iso_codes", book="nadhir.doctrine.places", package="pycountry")
    return Path(spec.submodule_search_locations[0])


def _database(standard: str) -> list[dict[str, Any]]:
    text = (_folder() / "databases" / f"iso{standard}.json").read_text("utf-8")
    found: list[dict[str, Any]] = json.loads(text)[standard]
    return found


def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", _folder() / "locales", [language], fallback=True)
