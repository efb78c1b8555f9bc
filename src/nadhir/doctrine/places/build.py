"""Make `data/subdivisions.tsv`: what CLDR calls the subdivisions of ISO 3166-2 in Arabic, English and French.

    python -m nadhir.doctrine.places.build /usr/share/unicode/cldr/common

The argument is the folder `common` of a CLDR release (Debian packages one as `unicode-cldr-core`). Babel
leaves these names out, and ISO's own translations lack Arabic, so we ship an extract under CLDR's licence
(`data/UNICODE-LICENSE.txt`). Which subdivisions exist, of what kind and where, is not copied: that is read
from pycountry when the gazetteer is loaded.

CLDR took many of these names from volunteers. The build leaves out what it can tell to be wrong: rows kept
under a code that ISO has since given to another place, and rows that carry a neighbour's name.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree.ElementTree import parse

from nadhir.doctrine.places.iso import IsoSubdivision, iso_subdivisions
from nadhir.doctrine.places.tables import DATA
from nadhir.doctrine.places.wording import bare, plain
from nadhir.doctrine.text import LANGUAGES

Names = Mapping[str, str]

_BRACKETS = re.compile(r"\s*[(（].*?[)）]|\s*،.*$")
_DUPLICATE = re.compile(r"[²³⁴⁵]$")  # CLDR's mark for a name that two subdivisions of a country share
_SAME_PLACE = 0.6

_HEADING = """\
# Names of ISO 3166-2 subdivisions, extracted from the Unicode CLDR {version} by nadhir.doctrine.places.build.
# Copyright © 1991-2022 Unicode, Inc. Unicode licence: see UNICODE-LICENSE.txt. Generated, do not edit:
# corrections go to subdivision_names.tsv.
#code	ar	en	fr
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Make data/subdivisions.tsv of a CLDR release.")
    parser.add_argument("common", type=Path, help="the folder `common` of a CLDR release")
    common: Path = parser.parse_args().common
    rows = extract(
        {subdivision.code: subdivision for subdivision in iso_subdivisions()},
        {language: _read(common / "subdivisions" / f"{language}.xml") for language in LANGUAGES},
    )
    lines = ["\t".join((code, *names)) for code, names in sorted(rows.items())]
    text = _HEADING.format(version=_version(common)) + "\n".join(lines) + "\n"
    (DATA / "subdivisions.tsv").write_text(text, "utf-8")
    print(f"{len(rows)} subdivisions named")


def extract(iso: Mapping[str, IsoSubdivision], cldr: Mapping[str, Names]) -> dict[str, tuple[str, str, str]]:
    """The rows to keep, by ISO code: Arabic, English, French; empty where CLDR has none worth keeping."""
    moved = _given_to_another(iso, cldr["en"])
    kept: dict[str, tuple[str, str, str]] = {}
    for code in iso:
        if code in moved:
            continue
        arabic, english, french = (_clean(cldr[language].get(_key(code), "")) for language in LANGUAGES)
        if _neighbours_name(code, english, french, cldr["en"]):
            arabic = french = ""
        if arabic or english or french:
            kept[code] = (arabic, english, french)
    return kept


def _given_to_another(iso: Mapping[str, IsoSubdivision], english: Names) -> set[str]:
    """Codes under which CLDR still has another place: its name fits another code of the country better."""
    moved = set()
    by_country: dict[str, list[IsoSubdivision]] = {}
    for subdivision in iso.values():
        by_country.setdefault(subdivision.code[:2], []).append(subdivision)
    for code, subdivision in iso.items():
        name = english.get(_key(code), "")
        if not name or _alike(name, subdivision.name) >= _SAME_PLACE:
            continue
        best = max(by_country[code[:2]], key=_fit(name))
        if best.code != code and _alike(name, best.name) > 0.8:
            moved.add(code)
    return moved


def _fit(name: str) -> Callable[[IsoSubdivision], float]:
    return lambda subdivision: _alike(name, subdivision.name)


def _neighbours_name(code: str, english: str, french: str, all_english: Names) -> bool:
    if not french or _alike(english, french) >= _SAME_PLACE:
        return False
    wanted = plain(bare(french))
    return any(
        key.startswith(code[:2].lower()) and key != _key(code) and plain(bare(_clean(name))) == wanted
        for key, name in all_english.items()
    )


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, plain(bare(one)), plain(bare(other)), autojunk=False).ratio()


def _clean(name: str) -> str:
    name = _BRACKETS.sub("", name).strip()
    return "" if _DUPLICATE.search(name) else name


def _key(code: str) -> str:
    return code.replace("-", "").lower()


def _read(path: Path) -> dict[str, str]:
    tree = parse(path)  # noqa: S314
    return {str(node.get("type")): (node.text or "").strip() for node in tree.iter("subdivision")}


def _version(common: Path) -> str:
    definition = (common / "dtd" / "ldml.dtd").read_text("utf-8")
    found = re.search(r'cldrVersion CDATA #FIXED "([\d.]+)"', definition)
    return found[1] if found else "of unknown version"


if __name__ == "__main__":
    main()
