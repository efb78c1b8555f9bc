"""The reference pages are made from the program, and the check sees what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
import typer

from tools import docs_coverage


@pytest.fixture
def app() -> typer.Typer:
    """A small program with a group, an argument, a flag and an option that says nothing."""
    app = typer.Typer(help="What it is.")
    ledger = typer.Typer(help="The chain.")
    app.add_typer(ledger, name="ledger")

    @app.command()
    def ingest(
        paths: Annotated[list[Path], typer.Argument(help="Files | folders.")],
        limit: Annotated[int, typer.Option(help="At most\nso many.")] = 5,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Take files in.

        Twice the same
        adds nothing.
        """

    @ledger.command()
    def verify(since: str = "") -> None:
        """Prove the chain."""

    @app.command(hidden=True)
    def secret() -> None:
        """Not for the page."""

    return app


def test_the_page_holds_every_command_and_option(app: typer.Typer) -> None:
    assert docs_coverage.cli_page(app).splitlines()[4:] == [
        "What it is.",
        "",
        "## nadhir ingest",
        "",
        "Take files in.",
        "",
        "Twice the same adds nothing.",
        "",
        "```",
        "nadhir ingest [OPTIONS] PATHS…",
        "```",
        "",
        "| argument or option | meaning |",
        "|---|---|",
        "| `PATHS` | Files \\| folders. |",
        "| `--limit LIMIT` | At most so many. Default: `5`. |",
        "| `--json` | Print JSON. |",
        "",
        "## nadhir ledger verify",
        "",
        "Prove the chain.",
        "",
        "```",
        "nadhir ledger verify [OPTIONS]",
        "```",
        "",
        "| argument or option | meaning |",
        "|---|---|",
        "| `--since SINCE` |  |",
    ]


def test_an_option_without_help_is_a_problem(app: typer.Typer) -> None:
    assert docs_coverage.silent_params(app) == ["nadhir ledger verify: --since SINCE has no help text"]


def test_variables_read_and_described_are_compared(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text(
        'os.environ.get("NADHIR_HOME")\n_flag("NADHIR_DEBUG")\nx["DATABASE_URL"]\nNADHIR_X = "a NADHIR_Y"',
        "utf-8",
    )
    page = tmp_path / "settings.md"
    page.write_text("| `NADHIR_HOME` | … |\n| `NADHIR_GONE` | … |\n| `DATABASE_URL` |", "utf-8")
    assert docs_coverage.settings_problems(tmp_path, page) == [
        "settings.md does not describe NADHIR_DEBUG",
        "settings.md describes NADHIR_GONE, which nothing reads",
    ]
