"""`nadhir watch` and `nadhir panel`: what the figures say."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, print_json, say
from nadhir.errors import PanelError

if TYPE_CHECKING:
    from nadhir.forecasting.panel import Panel

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
        why = "; ".join(reason.say(chosen) for reason in entry.reasons)
        typer.echo(f"{entry.rank:>3}  {entry.risk:6.1%}  {entry.name.in_(chosen)}: {why}")
    for note in listed.notes:
        typer.echo(f"— {note.say(chosen)}")


@panel.command()
def build(
    folder: Annotated[
        Path, typer.Option("--from", help="Folder of public tables; see DATA-SOURCES.md.", metavar="DIR")
    ],
    into: Annotated[
        Path | None, typer.Option(help="Folder to write to; by default the one that Nadhir reads.")
    ] = None,
    older: Annotated[
        bool, typer.Option("--older", help="Accept figures that end before those in place.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Build the figures anew from public tables. Where something does not fit, those in place stay."""
    from nadhir.forecasting.panel.build import build_and_write

    built = build_and_write(folder, into, older=older)
    told = {"countries": len(built.iso3), "first": built.first_year, "last": built.as_of}
    if as_json:
        print_json({**told, "sources": [f"{source.title} {source.version}" for source in built.sources]})
    else:
        typer.echo(say("panel.built", language_of_terminal(lang), vintage=built.vintage, **told))


@panel.command()
def show(
    iso3: Annotated[str, typer.Argument(help="A country, as ISO 3166-1 alpha-3: SDN.", metavar="ISO3")],
    years: Annotated[int, typer.Option(help="How many of the last years.", min=1)] = 5,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show the last years' figures of one country."""
    from nadhir.doctrine import places
    from nadhir.forecasting.panel.store import load

    chosen = language_of_terminal(lang)
    country = places.country(iso3.upper())
    figures = load()
    if country.iso3 not in figures.iso3:
        names = country.names.as_dict()
        raise PanelError("panel.not_there", book="nadhir.cli", country=names, iso3=country.iso3)
    rows = _years_of(figures, figures.iso3.index(country.iso3), years)
    if as_json:
        print_json(
            {
                "iso3": country.iso3,
                "name": country.names.in_(chosen),
                "as_of": figures.as_of,
                "sources": [f"{source.title} {source.version}" for source in figures.sources],
                "years": rows,
            }
        )
        return
    typer.echo(f"{country.names.in_(chosen)} ({country.iso3})")
    for line in _table(rows, chosen):
        typer.echo(line)
    vintage = [f"{source.title} {source.version}" for source in figures.sources[:1]]
    typer.echo(say("panel.disclaimer", chosen, vintage=vintage))


def _years_of(figures: Panel, at: int, years: int) -> list[dict[str, Any]]:
    """The last years of one country, the newest first; a year without figures has None in their place."""
    from nadhir.forecasting.panel import BOUNDS, CONTEXT, KINDS

    rows = []
    first = max(figures.first_year, figures.last_year - years + 1)
    for year in range(figures.last_year, first - 1, -1):
        column = figures.column(year)
        row = {name: _figure(figures.yearly[name][at, column]) for name in (*KINDS, *BOUNDS, *CONTEXT)}
        kinds = [row[kind] for kind in KINDS]
        deaths = None if None in kinds else sum(kind for kind in kinds if kind is not None)
        rows.append({"year": year, "existed": bool(figures.exists[at, column]), "deaths": deaths, **row})
    return rows


def _figure(value: float) -> float | int | None:
    """A figure as JSON has it: whole numbers whole, None where nothing is known."""
    number = float(value)
    if math.isnan(number):
        return None
    return int(number) if number.is_integer() else round(number, 3)


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
