"""`nadhir watch` and `nadhir panel`: what the figures say."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, plain, print_json, say, tell
from nadhir.cli.written import writing
from nadhir.errors import InputRefused, PanelError

if TYPE_CHECKING:
    from nadhir.forecasting.panel import Column, Panel, Source

PAUSE = 2.0  # seconds after which what takes longer is said


class FetchedSource(StrEnum):
    """A publisher whose interface we know."""

    UCDP = "ucdp"
    WDI = "wdi"


panel = typer.Typer(help="The figures that the forecast rests on.", no_args_is_help=True)


def watch(
    as_json: AsJson = False,
    lang: Lang = None,
    top: Annotated[int, typer.Option(help="How many countries to print as words.", min=1)] = 20,
) -> None:
    """Rank countries by the risk of a new mass killing within two years. Statistics, not a verdict."""
    from nadhir.forecasting import watch_list

    chosen = language_of_terminal(lang)
    listed = watch_list()
    if as_json:
        print_json(
            [
                {
                    "iso3": entry.iso3,
                    "name": entry.name.in_(chosen),
                    "risk": entry.risk,
                    "low": entry.low,
                    "high": entry.high,
                    "rank": entry.rank,
                    "previous_rank": entry.previous_rank,
                    "base_rate": entry.base_rate,
                    "expected_deaths": entry.expected_deaths,
                    "little_to_go_on": entry.little_to_go_on,
                    "reasons": [
                        {"code": reason.code, "words": reason.say(chosen), **reason.params}
                        for reason in entry.reasons
                    ],
                }
                for entry in listed.entries
            ]
        )
        return
    for entry in listed.entries[:top]:
        why = "; ".join(plain(reason.say(chosen), chosen) for reason in entry.reasons)
        typer.echo(f"{entry.rank:>3}  {entry.risk:6.1%}  {entry.name.in_(chosen)}: {why}")
    for note in listed.notes:
        typer.echo(f"— {plain(note.say(chosen), chosen)}")


@panel.command()
def build(
    folder: Annotated[
        Path, typer.Option("--from", help="Folder of public tables; see DATA-SOURCES.md.", metavar="DIR")
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            help="Folder to write to; by default one in the workspace, which then holds.", metavar="DIR"
        ),
    ] = None,
    older: Annotated[
        bool,
        typer.Option(
            "--older", help="Accept figures that end before those in place, or are of an earlier version."
        ),
    ] = False,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            help="Accept tables smaller or larger than they are wont to be, and sources that are gone.",
        ),
    ] = False,
    ship: Annotated[
        bool, typer.Option("--ship", help="Leave out figures whose terms forbid passing them on.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Build the figures anew from public tables. Where something does not fit, those in place stay."""
    from nadhir.forecasting import kept
    from nadhir.forecasting.panel import assemble, store
    from nadhir.sources.figures import read_folder

    chosen = language_of_terminal(lang)
    tables = read_folder(folder, expect=not partial, progress=_patience(chosen))
    built = assemble(tables)
    with writing(into or kept.home() or folder):
        place = store.keep(built, into, older=older, partial=partial, ship=ship)
    told = {"countries": len(built.iso3), "first": built.first_year, "last": built.as_of}
    if as_json:
        sources = [_source(source) for source in (store.shippable(built) if ship else built).sources]
        print_json({**told, "folder": str(place), "sources": sources})
        return
    typer.echo(say("panel.built", chosen, vintage=built.vintage, **told))
    typer.echo(say("panel.kept", chosen, folder=str(place)))


def _patience(lang: str) -> Callable[[str], None]:
    """Says what is being read, once that takes long enough for somebody to wonder."""
    start = time.monotonic()

    def reading(title: str) -> None:
        if time.monotonic() - start > PAUSE:
            tell(say("panel.reading", lang, source=title))

    return reading


@panel.command()
def fetch(
    source: Annotated[FetchedSource, typer.Argument(help="Whose figures: ucdp or wdi.", metavar="SOURCE")],
    into: Annotated[Path, typer.Option(help="Folder to put the files into.", metavar="DIR", file_okay=False)],
    version: Annotated[
        str, typer.Option(help="UCDP only: 25.1, or that of candidate events, such as 25.0.9.")
    ] = "25.1",
    token_file: Annotated[
        Path | None,
        typer.Option(help="UCDP only: a file that holds the access token UCDP gave you.", metavar="FILE"),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Fetch public tables from their publisher, for `panel build`. A file appears only once it is whole."""
    from nadhir.sources.figures.fetching import fetch_ucdp, fetch_wdi

    chosen = language_of_terminal(lang)
    last = time.monotonic()

    def told(rows: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > PAUSE:
            last = time.monotonic()
            tell(say("panel.fetching", chosen, rows=rows, total=total))

    with writing(into):
        if source is FetchedSource.UCDP:
            files = [fetch_ucdp(into, version=version, token=_token(token_file), told=told)]
        else:
            files = list(fetch_wdi(into, told=told))
    if as_json:
        print_json({"files": [str(file) for file in files]})
        return
    for file in files:
        typer.echo(say("panel.fetched", chosen, file=str(file)))


def _token(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        token = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if not token or not token.isascii() or not token.isprintable():
        raise InputRefused("panel.token_file", book="nadhir.cli", file=str(file))
    return token


@panel.command()
def show(
    iso3: Annotated[str, typer.Argument(help="A country, as ISO 3166-1 alpha-3: SDN.", metavar="ISO3")],
    years: Annotated[int, typer.Option(help="How many of the last years.", min=1)] = 5,
    columns: Annotated[
        str | None,
        typer.Option(help="Only these columns, parted by commas; all without it.", metavar="NAMES"),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show the last years' figures of one country: every column, where it comes from, and what is missing."""
    from nadhir.doctrine import places
    from nadhir.forecasting.panel.store import load

    chosen = language_of_terminal(lang)
    country = places.country(iso3.upper())
    figures = load()
    if country.iso3 not in figures.iso3:
        names = country.names.as_dict()
        raise PanelError("panel.not_there", book="nadhir.cli", country=names, iso3=country.iso3)
    wanted = _wanted(columns)
    at = figures.iso3.index(country.iso3)
    rows = _years_of(figures, at, years, [column.name for column in wanted])
    if as_json:
        print_json(
            {
                "iso3": country.iso3,
                "name": country.names.in_(chosen),
                "as_of": figures.as_of,
                "version": figures.version,
                "sources": [_source(source) for source in figures.sources],
                "columns": {column.name: _about(column, figures, at, chosen) for column in wanted},
                "years": rows,
                "months": _months_of(figures, at, years, {column.name for column in wanted}),
            }
        )
        return
    typer.echo(f"{country.names.in_(chosen)} ({country.iso3})")
    if columns is None:
        for line in _table(rows, chosen):
            typer.echo(line)
        vintage = [f"{source.title} {source.version}" for source in figures.sources[:1]]
        typer.echo(say("panel.disclaimer", chosen, vintage=vintage))
    for line in _described(wanted, rows, figures, chosen):
        typer.echo(line)


def _wanted(names: str | None) -> list[Column]:
    """The columns asked for, each name once; those by year before those by month."""
    from nadhir.forecasting.panel import monthly_columns, yearly_columns

    yearly = {column.name: column for column in yearly_columns()}
    known = {**{column.name: column for column in monthly_columns()}, **yearly}
    if names is None:
        return [*yearly.values(), *(column for name, column in known.items() if name not in yearly)]
    asked = [name.strip() for name in names.split(",") if name.strip()]
    strange = [name for name in asked if name not in known]
    if strange or not asked:
        raise PanelError("panel.column_unknown", book="nadhir.cli", columns=strange or ["–"])
    return [known[name] for name in dict.fromkeys(asked)]


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "version": source.version,
        "licence": source.licence,
        "file": source.file,
        "sha256": source.sha256,
        "columns": list(source.columns),
        "left_out": list(source.left_out),
    }


def _of(name: str, figures: Panel) -> Source | None:
    return next((source for source in figures.sources if name in source.columns), None)


def _about(column: Column, figures: Panel, at: int, lang: str) -> dict[str, Any]:
    """What a column is, whose it is, and since when and until when it is known of this country."""
    import numpy as np

    grid = figures.yearly.get(column.name)
    known = np.flatnonzero(~np.isnan(grid[at])) if grid is not None else np.array([], dtype=int)
    source = _of(column.name, figures)
    return {
        "title": column.title.in_(lang),
        "unit": column.unit,
        "source": f"{source.title} {source.version}" if source else None,
        "licence": source.licence if source else None,
        "first_year": figures.first_year + int(known[0]) if len(known) else None,
        "last_year": figures.first_year + int(known[-1]) if len(known) else None,
    }


def _years_of(figures: Panel, at: int, years: int, names: Sequence[str]) -> list[dict[str, Any]]:
    """The last years of one country, the newest first; what is not known is None."""
    from nadhir.forecasting.panel import BOUNDS, KINDS

    rows = []
    first = max(figures.first_year, figures.last_year - years + 1)
    yearly = [name for name in names if name in figures.yearly]
    for year in range(figures.last_year, first - 1, -1):
        column = figures.column(year)
        row = {
            name: _figure(figures.yearly[name][at, column])
            for name in dict.fromkeys((*KINDS, *BOUNDS, *yearly))
        }
        kinds = [row[kind] for kind in KINDS]
        deaths = None if None in kinds else sum(kind for kind in kinds if kind is not None)
        rows.append({"year": year, "existed": bool(figures.exists[at, column]), "deaths": deaths, **row})
    return rows


def _months_of(figures: Panel, at: int, years: int, names: set[str]) -> list[dict[str, Any]]:
    """The months of the last years, the newest first; what is not known is None."""
    held = [name for name in figures.monthly if name in names]
    rows = []
    for column in range(figures.months - 1, max(figures.months - 12 * years, 0) - 1, -1):
        month = f"{figures.first_month_year + column // 12}-{column % 12 + 1:02}"
        row = {name: _figure(figures.monthly[name][at, column]) for name in held}
        provisional = column >= figures.months - figures.provisional_months
        rows.append({"month": month, "provisional": provisional, **row})
    return rows if held else []


def _figure(value: float) -> float | int | None:
    """A figure as JSON has it: whole numbers whole, None where nothing is known."""
    number = float(value)
    if math.isnan(number):
        return None
    return int(number) if number.is_integer() else round(number, 3)


def _described(
    wanted: Sequence[Column], rows: Sequence[dict[str, Any]], figures: Panel, lang: str
) -> list[str]:
    """A line for every column by year that is known, newest figure first; then the names of those missing."""
    lines, missing = [], []
    for column in wanted:
        if column.name not in figures.yearly:
            continue
        source = _of(column.name, figures)
        if source is None or all(row.get(column.name) is None for row in rows):
            missing.append(column.title.in_(lang))
            continue
        shown = " · ".join(f"{row['year']} {_cell(row[column.name])}" for row in rows)
        whose = f"{source.title} {source.version}"
        lines.append(f"  {column.title.in_(lang)} [{column.name}]: {shown} ({whose})")
    if missing:
        lines.append(say("panel.missing", lang, columns=missing))
    return lines


def _table(rows: list[dict[str, Any]], lang: str) -> list[str]:
    from nadhir.forecasting.panel import KINDS

    heads = [say(f"panel.column.{name}", lang) for name in ("year", "deaths", "range", *KINDS)]
    lines = [
        [
            str(row["year"]),
            _cell(row["deaths"]),
            f"{_cell(row['deaths_low'])}–{_cell(row['deaths_high'])}",
            *(_cell(row[kind]) for kind in KINDS),
        ]
        for row in rows
    ]
    widths = [max(len(head), *(len(line[at]) for line in lines)) for at, head in enumerate(heads)]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in (heads, *lines)
    ]


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"
