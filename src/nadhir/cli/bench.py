"""`nadhir bench`: figures of skill and speed that anyone can take again on data of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, print_json, say, tell

app = typer.Typer(help="Measure what Nadhir does, on data of your own.", no_args_is_help=True)


@app.command()
def screening(
    data: Annotated[
        Path,
        typer.Option(
            help="Folder of labelled sets: Parquet with text, label and, where there are, lang, split and"
            " functionality. Sets with other names are measured too.",
            metavar="DIR",
            exists=True,
            file_okay=False,
        ),
    ],
    only: Annotated[
        list[str] | None, typer.Option(help="Measure this set only; may be repeated.", metavar="SET")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="At most so many texts of a set, evenly spread.", min=1)
    ] = None,
    speed: Annotated[
        bool, typer.Option("--speed/--no-speed", help="Measure the speed of each stage as well.")
    ] = True,
    skill: Annotated[bool, typer.Option("--skill/--no-skill", help="Measure agreement with labels.")] = True,
    second_look: Annotated[
        bool,
        typer.Option(
            "--second-look", help="Measure with the encoder as well, and show both. Needs `encoder`."
        ),
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Measure screening: agreement with labels by set, language and functionality, false alarms, and speed.

    Programs to compare with (flashtext, alt-profanity-check) come with the extra `bench`.
    """
    from nadhir.screening import Screener
    from nadhir.screening.measure import measure_folder, measure_second_look, measure_speed

    chosen = language_of_terminal(lang)
    if second_look:
        Screener.default(second_look=True)  # says at once where it cannot be taken
    results: dict[str, Any] = {}
    if skill:

        def told(name: str, figures: dict[str, Any]) -> None:
            if not as_json:
                typer.echo(_set_line(name, figures, chosen))

        measured = Screener.default(second_look=False) if second_look else None
        results = measure_folder(data, limit=limit, only=only or (), told=told, screener=measured)
        if not as_json:
            _tell_skill(results, chosen)
        if second_look:
            results["second_look"] = measure_second_look(data, results, limit=limit, only=only or ())
            if not as_json:
                _tell_second_look(results["second_look"], chosen)
    if speed:
        results["speed"] = measure_speed(data)
        if not as_json:
            _tell_speed(results["speed"], chosen)
    if as_json:
        print_json(results)


def _set_line(name: str, figures: dict[str, Any], lang: str) -> str:
    part = figures.get("test_part")
    line = say(f"bench.set.{figures['kind']}", lang, name=name, texts=figures["texts"], **_headline(figures))
    if part and part["unseen"]:
        line += " · " + say(f"bench.part.{figures['kind']}", lang, part=part["part"], **_headline(part))
    elif figures["learnt_from"]:
        line += " · " + say("bench.learnt_from", lang, share=f"{figures['learnt_from']:.0%}")
    return line


def _headline(figures: dict[str, Any]) -> dict[str, str]:
    if "flagged" in figures:
        return {"flagged": f"{figures['flagged']:.2%}"}
    scored = figures.get("hateful") or figures["violence"]
    return {name: f"{scored[name]:.3f}" for name in ("macro_f1", "accuracy")}


def _tell_skill(results: dict[str, Any], lang: str) -> None:
    for name, why in results["left_out"].items():
        tell(say(f"bench.left_out.{why}", lang, name=name))
    if results["functionalities"]:
        typer.echo("")
        for functionality, sets in results["functionalities"].items():
            shown = "  ".join(f"{name} {accuracy:.2f}" for name, accuracy in sets.items())
            typer.echo(f"{functionality:<28} {shown}")
    typer.echo("")
    for language, kinds in results["by_language"].items():
        for kind, figures in kinds.items():
            means = {name: f"{figures[name]:.3f}" for name in ("macro_f1", "accuracy")}
            typer.echo(say(f"bench.language.{kind}", lang, language=language, sets=figures["sets"], **means))


def _tell_second_look(figures: dict[str, Any], lang: str) -> None:
    typer.echo("\n" + say("bench.second_look", lang))
    for name, one in figures["compared"].items():
        before, after = one["before"], one["after"]
        if "flagged" in before:
            shown = {f"{key}_{when}": f"{each[key]:.2%}" for when, each in one.items() for key in each}
            typer.echo(say("bench.second_look.background", lang, name=name, **shown))
        else:
            scores = before["macro_f1"], after["macro_f1"]
            typer.echo(f"  {name:<28} {scores[0]:.3f} → {scores[1]:.3f}  {scores[1] - scores[0]:+.3f}")
    if figures["encoder"]:
        typer.echo(say("bench.second_look.speed", lang, **figures["encoder"]))


def _tell_speed(speed: dict[str, Any], lang: str) -> None:
    for language, figures in speed["languages"].items():
        posts, characters = figures["posts"], figures["mean_characters"]
        typer.echo("\n" + say("bench.speed", lang, language=language, posts=posts, characters=characters))
        for name, one in (*figures["stages"].items(), *figures["others"].items()):
            rate = f"{one['per_second']:>12,}" if "per_second" in one else say("bench.not_there", lang)
            typer.echo(f"  {name:<32} {rate}")


@app.command()
def suggestion(as_json: AsJson = False, lang: Lang = None) -> None:
    """Measure how often the right indicator stands among the first five suggestions for a passage.

    On passages of our own in Arabic, English and French that come with Nadhir: a development half, a half
    held back, and plain reports written after the last change, whose figure is the one to quote.
    """
    from nadhir.screening.suggestion.measure import measure

    results = measure()
    if as_json:
        print_json(results)
        return
    chosen = language_of_terminal(lang)
    for half, parts in results["halves"].items():
        for part, figures in parts.items():
            shares = {name: f"{figures[name]:.1%}" for name in ("first", "among_five", "any_among_five")}
            of = "" if part == "all" else f" ({part})"
            tell_of = say(f"bench.half.{half}", chosen) + of
            typer.echo(say("bench.suggestion", chosen, part=tell_of, passages=figures["passages"], **shares))
    typer.echo(say("bench.suggestion.time", chosen, **results["milliseconds"]))
