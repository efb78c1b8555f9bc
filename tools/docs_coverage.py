"""Documentation that cannot fall behind: commands, settings and catalogues are all in the reference.

    python -m tools.docs_coverage            exit 1 and list what is missing or out of date
    python -m tools.docs_coverage --write    write the pages that are made from the program

`docs/reference/cli.md` and `docs/reference/catalogues.md` are made from the program and must equal what
it would write now. `docs/reference/settings.md` is written by hand and must name every variable that the
program reads, and no other.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer.main

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "nadhir"
REFERENCE = ROOT / "docs" / "reference"
VARIABLE = re.compile(r"NADHIR_[A-Z0-9_]+|DATABASE_URL")
# Typer gives these to every program; they say nothing about ours.
OF_TYPER = {"install_completion", "show_completion", "help"}
CATALOGUES_ARE = (
    "Made from the catalogues; do not edit. `nadhir doctrine show ID` prints one in full. “To verify”"
    " counts the elements whose wording or numbering nobody has yet compared with the official text."
)
WRITE_AGAIN = "run `make docs`"


# -- commands -----------------------------------------------------------------------------------------


def commands(command: Any, path: str = "nadhir") -> Iterator[tuple[str, Any]]:
    """Every command under `command` that can be run, with the words that run it."""
    within = getattr(command, "commands", None)
    if within is None:
        yield path, command
        return
    for name, each in sorted(within.items()):
        if not each.hidden:
            yield from commands(each, f"{path} {name}")


def cli_page(app: typer.Typer) -> str:
    """The reference of the command line, from the program's own help."""
    root = typer.main.get_command(app)
    parts = [
        "# Commands",
        "Made from the program; do not edit. Every command has `--help`, and exit status 0 only on success.",
        _sentences(root.help),
        _table(root),
    ]
    for path, command in commands(root):
        usage = " ".join([path, *_usage(command)])
        parts += [f"## {path}", _sentences(command.help), f"```\n{usage}\n```", _table(command)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _params(command: Any) -> list[Any]:
    return [one for one in command.params if one.name not in OF_TYPER and not getattr(one, "hidden", False)]


def _usage(command: Any) -> Iterator[str]:
    params = _params(command)
    if any(one.param_type_name == "option" for one in params):
        yield "[OPTIONS]"
    for one in params:
        if one.param_type_name == "argument":
            word = (one.metavar or one.name).upper() + ("…" if one.nargs == -1 else "")
            yield word if one.required else f"[{word}]"


def _table(command: Any) -> str:
    rows = [f"| `{_written(one)}` | {_meaning(one)} |" for one in _params(command)]
    return "\n".join(["| argument or option | meaning |", "|---|---|", *rows]) if rows else ""


def _written(one: Any) -> str:
    if one.param_type_name == "argument":
        return str(one.metavar or one.name).upper()
    names = ", ".join([*one.opts, *one.secondary_opts])
    return names if one.is_flag else f"{names} {one.metavar or one.name.upper()}"


def _meaning(one: Any) -> str:
    said = _sentences(one.help).replace("\n", " ").replace("|", "\\|")
    plain = isinstance(one.default, (str, int, float)) and not isinstance(one.default, bool)
    return f"{said} Default: `{one.default}`." if plain and one.default != "" else said


def _sentences(words: str | None) -> str:
    """Help text as Markdown: paragraphs kept, lines joined."""
    paragraphs = re.split(r"\n\s*\n", (words or "").replace("\b", "").strip())
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)


def silent_params(app: typer.Typer) -> list[str]:
    """Commands, arguments and options that do not say what they are for."""
    found = []
    for path, command in commands(typer.main.get_command(app)):
        if not command.help:
            found.append(f"{path} has no help text")
        found.extend(f"{path}: {_written(one)} has no help text" for one in _params(command) if not one.help)
    return found


# -- catalogues ---------------------------------------------------------------------------------------


def catalogue_page(catalogues: Iterable[Catalogue]) -> str:
    """The reference of the doctrine: each catalogue with its titles, size, and source."""
    parts = [
        "# Catalogues of doctrine",
        CATALOGUES_ARE,
    ]
    for one in catalogues:
        open_ = sum(element.to_verify for element in one.elements)
        parts += [
            f"## {one.id}",
            f"{one.title.en} · {one.title.fr} · {one.title.ar}",
            " ".join(one.summary.en.split()),
            "\n".join(
                [
                    "| | |",
                    "|---|---|",
                    f"| kind, version | {one.kind}, {one.version} |",
                    f"| elements | {len(one.elements)}, of which to verify: {open_} |",
                    f"| citation | {one.citation} |",
                    *(f"| source | <{source}> |" for source in one.sources),
                    f"| words | {' '.join(one.licence_note.split())} |",
                ]
            ),
        ]
    return "\n\n".join(parts) + "\n"


# -- settings -----------------------------------------------------------------------------------------


def variables_read(source: Path) -> set[str]:
    """The environment variables that the program reads."""
    found = set()
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and VARIABLE.fullmatch(node.value)
            ):
                found.add(node.value)
    return found


def settings_problems(source: Path, page: Path) -> list[str]:
    """Variables that are read and not described, and the other way round."""
    described = (
        set(re.findall(rf"`({VARIABLE.pattern})`", page.read_text("utf-8"))) if page.exists() else set()
    )
    read = variables_read(source)
    return [
        *(f"settings.md does not describe {name}" for name in sorted(read - described)),
        *(f"settings.md describes {name}, which nothing reads" for name in sorted(described - read)),
    ]


# -- together -----------------------------------------------------------------------------------------


def pages() -> dict[Path, str]:
    """The pages that are made from the program, as they should be."""
    from nadhir.cli import app

    known = [doctrine.load(info.id) for info in doctrine.catalogues()]
    return {REFERENCE / "cli.md": cli_page(app), REFERENCE / "catalogues.md": catalogue_page(known)}


def problems() -> list[str]:
    """Everything that is missing or out of date, one line each."""
    from nadhir.cli import app

    found = [
        f"{path.relative_to(ROOT)} is out of date; {WRITE_AGAIN}"
        for path, wanted in pages().items()
        if not path.exists() or path.read_text("utf-8") != wanted
    ]
    return found + silent_params(app) + settings_problems(SOURCE, REFERENCE / "settings.md")


def main() -> int:
    if sys.argv[1:] == ["--write"]:
        REFERENCE.mkdir(parents=True, exist_ok=True)
        for path, text in pages().items():
            path.write_text(text, "utf-8")
            print(f"Wrote {path.relative_to(ROOT)}.")
        return 0
    found = problems()
    print("\n".join(found) or "Every command, setting and catalogue is in the reference.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
