"""`nadhir forecast`: learn, look ahead, look back, and say why."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, plain, print_json, say, tell
from nadhir.cli.written import fatalities_table, kept_whole, onset_table, writing
from nadhir.errors import PanelError

if TYPE_CHECKING:
    from nadhir.forecasting.onset.backtest import Backtest
    from nadhir.forecasting.outlook import CountryOutlook
    from nadhir.forecasting.panel import Panel, Tables

app = typer.Typer(help="Forecasts: how risky, how sure, why, and how good before.", no_args_is_help=True)
backtest = typer.Typer(
    help="What would the models have said of past years, and what came?", no_args_is_help=True
)
app.add_typer(backtest, name="backtest")

Data = Annotated[
    Path, typer.Option("--data", help="Folder of public tables; see DATA-SOURCES.md.", metavar="DIR")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="The last month to be known, such as 2023-10.", metavar="MONTH"),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]

OUTLOOK = "nadhir.forecasting.outlook"


class Outcome(StrEnum):
    """Which deaths are meant."""

    ALL = "all"
    STATE = "state"
    NON_STATE = "nonstate"
    ONE_SIDED = "onesided"


@app.command()
def fit(
    data: Data,
    into: Annotated[
        Path | None,
        typer.Option(help="Folder to write to; by default that of the workspace, from where it holds here."),
    ] = None,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Learn both models anew from a folder of tables, and judge them by the past on the way. Minutes."""
    from nadhir.forecasting import kept

    chosen = language_of_terminal(lang)
    home = into or kept.home()
    if home is None:
        raise PanelError("forecast.nowhere", book="nadhir.cli")
    version, last = _fitted(data, home, quiet, install=into is None)
    typer.echo(say("forecast.fitted", chosen, version=version, folder=str(home), last=last))


def _fitted(data: Path, home: Path, quiet: bool, *, install: bool) -> tuple[str, str]:
    """Learn, write weights and track record under `home`, and let them hold once all of them are whole."""
    from nadhir.forecasting import fatalities, kept
    from nadhir.forecasting import record as track
    from nadhir.forecasting.fatalities.train import train as train_fatalities
    from nadhir.forecasting.onset.train import train as train_onset
    from nadhir.forecasting.onset.train import write

    tables, panel = _read(data, quiet)
    advance, today = _progress(quiet), datetime.datetime.now(tz=datetime.UTC).date()
    judged = _onset(tables, panel, 1000, quiet)
    weights = train_onset(tables, panel, trained_on=today, judged=judged, progress=advance)
    version = str(weights.card["version"])
    made = {part: home / part / version for part in (kept.ONSET, kept.FATALITIES, kept.RECORD)}
    write(weights, made[kept.ONSET])
    train_fatalities(panel, made[kept.FATALITIES])
    if "views_actuals" in tables:
        scored = fatalities.backtest(fatalities.from_tables(tables), progress=advance)
        told = track.of_backtests(judged, scored, panel=panel, version=version, made_on=today.isoformat())
        track.write(told, made[kept.RECORD] / track.FILE)
    else:
        # Without a challenge to be judged by, the record of deaths would be empty: the one there stays.
        made.pop(kept.RECORD)
    for folder in made.values() if install else ():
        kept.install(folder)
    return version, panel.as_of


@app.command()
def outlook(
    iso3: Annotated[
        list[str] | None, typer.Argument(help="Countries, as ISO 3166-1 alpha-3; all without.")
    ] = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the run to this file: .json, .csv or .parquet.")
    ] = None,
    top: Annotated[int, typer.Option(help="How many countries to print as words.", min=1)] = 20,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """What the figures say of all countries: risk, range, rank, deaths to be expected. One versioned run."""
    from nadhir.forecasting.outlook.run import outlook_run

    chosen = language_of_terminal(lang)
    made_on = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    countries = [code.upper() for code in iso3] if iso3 else None
    run = outlook_run(as_of, countries=countries, made_on=made_on)
    if out is not None:
        with writing(out):
            run.write(out)
        tell(say("forecast.written", chosen, file=str(out), countries=len(run.outlooks)))
    if as_json:
        print_json(run.as_json())
    elif out is None:
        for one in run.outlooks[:top]:
            typer.echo(_line(one, chosen))
        typer.echo(say("forecast.run", chosen, version=run.run.version, last=run.run.as_of))
        # What must be known of all of them; what is said of one country stands in its explanation.
        shared = [n for n in run.outlooks[0].notes if all(n in one.notes for one in run.outlooks)]
        for note in shared:
            typer.echo(f"— {plain(note.say(chosen), chosen)}")


def _line(one: CountryOutlook, lang: str) -> str:
    risk = one.onset
    raising = "; ".join(plain(driver.words.say(lang), lang) for driver in one.raising[:3])
    bounds = f"{risk.low:.1%}–{risk.high:.1%}"
    return f"{risk.rank:>3}  {risk.risk:6.1%}  ({bounds})  {one.name.in_(lang)}: {raising}"


@app.command()
def explain(
    iso3: Annotated[str, typer.Argument(help="A country, as ISO 3166-1 alpha-3: SDN.", metavar="ISO3")],
    as_of: AsOf = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Why a country stands where it stands: drivers, past cases, what would lower the risk, doubts."""
    from nadhir.forecasting import country_outlook
    from nadhir.forecasting.outlook.disagreement import jump

    chosen = language_of_terminal(lang)
    one = country_outlook(iso3.upper(), as_of)
    if as_json:
        print_json(one.as_json())
        return
    typer.echo(f"{one.name.in_(chosen)} ({one.iso3})")
    for reason in one.headline:
        typer.echo(plain(reason.say(chosen), chosen))
    leapt = jump(one)
    for reason in leapt.words if leapt else ():
        typer.echo(plain(reason.say(chosen), chosen))
    sections: dict[str, list[str]] = {
        "raising": [f"{_words(d.effect, chosen)}: {_words(d.words, chosen)}" for d in one.raising],
        "easing": [f"{_words(d.effect, chosen)}: {_words(d.words, chosen)}" for d in one.easing],
        "cases": [f"{case.name.in_(chosen)} {case.year}: {_words(case.words, chosen)}" for case in one.cases],
        "lowering": [f"{lever.title.in_(chosen)}: {_words(lever.words, chosen)}" for lever in one.lowering],
        "deaths": [_deaths(one, name, chosen) for name in one.deaths],
        "doubts": [_words(doubt, chosen) for doubt in one.doubts],
        "notes": [_words(note, chosen) for note in one.notes],
    }
    for section, lines in sections.items():
        if lines:
            typer.echo("\n" + say(f"forecast.section.{section}", chosen))
            for line in lines:
                typer.echo(f"  • {line}")
    typer.echo("\n" + say("forecast.run", chosen, version=one.version, last=one.as_of))


def _words(reason: Any, lang: str) -> str:
    return plain(reason.say(lang), lang)


def _deaths(one: CountryOutlook, outcome: str, lang: str) -> str:
    ahead = one.deaths[outcome]  # type: ignore[index]
    return say(
        f"forecast.deaths.{outcome}",
        lang,
        mean=_about(ahead.year_mean),
        low=_about(ahead.year_low),
        high=_about(ahead.year_high),
        chance=_chance(ahead.chance_25),
    )


def _about(figure: float) -> int:
    """A figure in two digits that mean something: more would pretend to know."""
    return int(float(f"{figure:.2g}")) if figure >= 1 else round(figure)


def _chance(share: float) -> str:
    """A chance in whole per cent; draws make nothing certain and nothing impossible."""
    return "<1%" if share < 0.01 else ">99%" if share > 0.99 else f"{share:.0%}"


@app.command()
def draws(
    data: Data,
    out: Annotated[Path, typer.Option(help="What to write: a .parquet or .csv file.")],
    outcome: Annotated[Outcome, typer.Option(help="Which deaths.", metavar="NAME")] = Outcome.ALL,
    as_of: AsOf = None,
    months: Annotated[int, typer.Option(help="How many months ahead.", min=1, max=36)] = 12,
    number: Annotated[int, typer.Option("--draws", help="How many draws.", min=1, max=10_000)] = 1000,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Draw deaths by country and month from what was known in a month: iso3, month, draw, value."""
    from nadhir.forecasting import fatalities

    if out.suffix not in (".parquet", ".csv"):
        raise PanelError("run.format", book=OUTLOOK, file=out.name, formats=[".parquet", ".csv"])
    _tables, panel = _read(data, quiet)
    found = fatalities.draws(panel, months=months, outcome=outcome.value, as_of=as_of, draws=number)
    kept_whole(out, found.write_csv if out.suffix == ".csv" else found.write_parquet)
    tell(
        say(
            "forecast.drawn",
            language_of_terminal(lang),
            file=str(out),
            countries=found["iso3"].n_unique(),
            first=str(found["month"].min()),
            last=str(found["month"].max()),
        )
    )


@app.command()
def record(
    out: Annotated[Path | None, typer.Option(help="Write it to this file: .md or .json.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The track record as a document: every past year, misses and false alarms by name, and the scores."""
    import json

    from nadhir.forecasting.record import load, markdown

    told = load()
    as_data = as_json or (out is not None and out.suffix == ".json")
    if as_data and out is None:
        print_json(told.as_json())
        return
    words = (
        json.dumps(told.as_json(), ensure_ascii=False, indent=1)
        if as_data
        else markdown(told, language_of_terminal(lang))
    )
    if out is None:
        typer.echo(words)
    else:
        with writing(out):
            out.write_text(words + "\n", "utf-8")


@backtest.command()
def onset(
    data: Data,
    replicates: Annotated[int, typer.Option(help="Bootstrap replicates.", min=10)] = 1000,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Rolling back-test of the onset model beside its baselines and, where DIR has them, EWP's forecasts."""
    tables, panel = _read(data, quiet)
    found = _onset(tables, panel, replicates, quiet)
    if as_json:
        print_json(found.as_json())
        return
    for line in onset_table(found, language_of_terminal(lang)):
        typer.echo(line)


def _onset(tables: Tables, panel: Panel, replicates: int, quiet: bool) -> Backtest:
    from nadhir.forecasting.onset import training
    from nadhir.forecasting.onset.backtest import backtest as judge

    rows = training.examples(tables, panel, training.available(panel))
    reference = training.reference(tables, panel)
    return judge(rows, reference, replicates=replicates, progress=_progress(quiet))


@backtest.command()
def fatalities(
    data: Data,
    outcome: Annotated[
        Outcome | None,
        typer.Option(
            help="Deaths of one kind by the same protocol on the panel; without it, State-based deaths as the"
            " ViEWS challenge set them.",
            metavar="NAME",
        ),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Back-test of deaths by country and month beside every baseline, window by window."""
    from nadhir.forecasting import fatalities as deaths

    tables, panel = _read(data, quiet)
    challenge = deaths.from_tables(tables) if outcome is None else deaths.from_panel(panel, outcome.value)
    found = deaths.backtest(challenge, progress=_progress(quiet))
    if as_json:
        print_json(found.as_json())
        return
    for line in fatalities_table(found):
        typer.echo(line)


@backtest.command("record")
def make_record(
    data: Data,
    out: Annotated[Path | None, typer.Option(help="File to write; by default the one that ships.")] = None,
    replicates: Annotated[int, typer.Option(help="Bootstrap replicates.", min=10)] = 1000,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Run both back-tests and keep the track record that the pages and the document show."""
    from nadhir.forecasting import fatalities as deaths
    from nadhir.forecasting import record as track
    from nadhir.forecasting.onset.model import load_weights

    tables, panel = _read(data, quiet)
    judged = _onset(tables, panel, replicates, quiet)
    scored = deaths.backtest(deaths.from_tables(tables), progress=_progress(quiet))
    told = track.of_backtests(
        judged,
        scored,
        panel=panel,
        version=str(load_weights().card.get("version", "")),
        made_on=datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
    )
    path = out or Path(track.__file__).parent / track.FILE
    track.write(told, path)
    typer.echo(say("forecast.recorded", language_of_terminal(lang), file=str(path)))


def _read(data: Path, quiet: bool) -> tuple[Tables, Panel]:
    """The tables of a folder and the panel they give, far enough back to learn from."""
    # Many small matrices: threads cost more than they bring, and one thread adds up in one order.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from nadhir.forecasting.panel import FIRST_TRAINING_YEAR, assemble
    from nadhir.sources import figures

    tables = figures.read_folder(data, progress=_progress(quiet))
    return tables, assemble(tables, first_year=FIRST_TRAINING_YEAR)


def _progress(quiet: bool) -> Callable[[str], None] | None:
    """Says on the error stream what is being done; one line that is written over where somebody watches."""
    import sys

    if quiet:
        return None
    watched = sys.stderr.isatty()

    def advance(step: str) -> None:
        if watched:
            sys.stderr.write(f"\r\033[K{step}\r")
        sys.stderr.flush()

    return advance
