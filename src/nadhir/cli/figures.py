"""`nadhir watch` and `nadhir panel`: what the figures say."""

from __future__ import annotations

from typing import Annotated

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, print_json

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
