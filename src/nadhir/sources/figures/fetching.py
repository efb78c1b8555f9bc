"""Figures fetched from their publishers' own interfaces, into files of the same public form.

A file appears under its name only once it is whole: it is written beside its place, counted against what the
publisher says there is, and then moved. A fetch that fails leaves nothing that could be taken for a table.
"""

from __future__ import annotations

import csv
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from nadhir.errors import InputRefused
from nadhir.sources.figures.wdi.api import INDICATORS
from nadhir.sources.http import Door

UCDP = "https://ucdpapi.pcr.uu.se/api"
WORLD_BANK = "https://api.worldbank.org/v2"
TOKEN_HEADER = "x-ucdp-access-token"  # noqa: S105 - the name of a header
_UCDP_PAGE = 1000
_WDI_PAGE = 20_000
_MOST_PAGES = 5000

Told = Callable[[int, int], None]
"""Called after every page with the rows so far and those there are."""


def fetch_ucdp(
    into: Path, *, version: str, token: str | None = None, door: Door | None = None, told: Told | None = None
) -> Path:
    """Fetch UCDP's events of a version ("25.1", or "25.0.9" of the candidate events) as the public CSV.

    Raises:
        InputRefused: what `Door.get_json` raises; `fetch.answer_odd` where the answer is of another form;
            `fetch.cut_short` where rows are missing or stand twice.
    """
    if not version or not all(part.isdigit() for part in version.split(".")):
        raise InputRefused("fetch.version", version=version)
    door = door or Door()
    headers = {TOKEN_HEADER: token} if token else {}
    url: str | None = f"{UCDP}/gedevents/{version}?{urlencode({'pagesize': _UCDP_PAGE, 'page': 0})}"
    seen: set[str] = set()
    total, rows = -1, 0
    with _whole(into / f"GEDEvent_v{version.replace('.', '_')}.csv") as file:
        table: csv.DictWriter[str] | None = None
        for _ in range(_MOST_PAGES):
            if url is None:
                break
            answer = door.get_json(url, headers=headers)
            count, url, found = _ucdp_page(answer)
            if total not in (-1, count):
                raise InputRefused("fetch.cut_short", host=_host(UCDP), found=rows, expected=count)
            total = count
            if found and table is None:
                table = csv.DictWriter(file, list(found[0]), extrasaction="ignore", restval="")
                table.writeheader()
            for row in found:
                seen.add(str(row.get("id")))
            if table is not None:
                table.writerows(found)
            rows += len(found)
            if told:
                told(rows, total)
        if url is not None or rows != total or len(seen) != total or not total:
            raise InputRefused("fetch.cut_short", host=_host(UCDP), found=len(seen), expected=max(total, 0))
    return into / f"GEDEvent_v{version.replace('.', '_')}.csv"


def _ucdp_page(answer: Any) -> tuple[int, str | None, list[dict[str, Any]]]:
    """How many rows there are in all, where the next ones are, and those of this page."""
    try:
        count, rows = int(answer["TotalCount"]), answer["Result"]
        following = answer.get("NextPageUrl") or None
    except (TypeError, KeyError, ValueError, AttributeError):
        raise InputRefused("fetch.answer_odd", host=_host(UCDP)) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputRefused("fetch.answer_odd", host=_host(UCDP))
    return count, _same_host(following) if following else None, rows


def _same_host(url: str) -> str:
    """The next address, with HTTPS. A token goes to the host it was given for and to no other."""
    parts = urlsplit(url)
    if parts.hostname != _host(UCDP):
        raise InputRefused("fetch.answer_odd", host=_host(UCDP))
    return urlunsplit(("https", parts.hostname, parts.path, parts.query, ""))


def fetch_wdi(
    into: Path,
    *,
    indicators: Mapping[str, str] = INDICATORS,
    door: Door | None = None,
    told: Told | None = None,
) -> tuple[Path, ...]:
    """Fetch the World Bank's series that the panel reads, each as one JSON file in the form of its API.

    Raises:
        InputRefused: what `Door.get_json` raises; `fetch.answer_odd`; `fetch.cut_short`.
    """
    door = door or Door()
    return tuple(_series(into, code, door, told) for code in indicators)


def _series(into: Path, code: str, door: Door, told: Told | None) -> Path:
    rows: list[Any] = []
    page, pages, total = 1, 1, 0
    place = into / f"wdi_{code}.json"
    while page <= min(pages, _MOST_PAGES):
        asked = urlencode({"format": "json", "per_page": _WDI_PAGE, "page": page})
        answer = door.get_json(f"{WORLD_BANK}/country/all/indicator/{quote(code)}?{asked}")
        try:
            header, found = answer
            pages, total = int(header["pages"]), int(header["total"])
        except (TypeError, KeyError, ValueError):
            raise InputRefused("fetch.answer_odd", host=_host(WORLD_BANK)) from None
        if not isinstance(found, list | None) or not all(_is_row(row) for row in found or ()):
            raise InputRefused("fetch.answer_odd", host=_host(WORLD_BANK))
        rows += found or []
        page += 1
        if told:
            told(len(rows), total)
    keys = {(row.get("countryiso3code"), row["country"].get("id"), row.get("date")) for row in rows}
    if len(rows) != total or len(keys) != total or not total:
        raise InputRefused("fetch.cut_short", host=_host(WORLD_BANK), found=len(keys), expected=total)
    header = {"page": 1, "pages": 1, "per_page": total, "total": total}
    with _whole(place) as file:
        json.dump([header, rows], file, ensure_ascii=False)
    return place


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("country"), dict)


@contextmanager
def _whole(place: Path) -> Iterator[TextIO]:
    """Write `place` so that it appears whole or not at all; the file that was there stays until then."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        os.replace(part, place)  # noqa: PTH105 - replaces on every system
    finally:
        part.unlink(missing_ok=True)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
