"""The other commands: what they say, as words and as data, and how they end."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

from nadhir import cli
from nadhir.cli import output
from nadhir.doctrine.phrases import phrasebook, placeholders
from nadhir.errors import InputRefused, LedgerBroken
from nadhir.web.accounts.models import User
from nadhir.web.core import ledger as chain
from nadhir.web.core.models import Entry
from tests.cli.conftest import Run
from tests.forecasting.conftest import Tables

ARABIC = re.compile("[\u0600-\u06ff]")


def commands() -> list[tuple[str, ...]]:
    """Every command, as the words that call it."""
    root: object = get_command(cli.app)
    found = []
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [(name, sub) for sub in inner] if inner else [(name,)]
    return found


# ------------------------------------------------------------------ every command


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_explains_itself(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words, "--help")
    assert said.status == 0
    assert "Usage" in said.out
    assert said.err == ""


def test_what_is_no_command_fails(run: Run) -> None:
    assert run("predict").status == 2
    assert run("panel", "burn").status == 2
    assert run("ledger", "show", "--last", "0").status == 2


def test_the_version_is_that_of_the_package(run: Run) -> None:
    from nadhir import __version__

    assert run("--version").out.strip() == __version__


@pytest.mark.parametrize("code", list(phrasebook(output.BOOK)))
def test_phrases_say_the_same_in_three_languages(code: str) -> None:
    text = phrasebook(output.BOOK).text(code)
    wanted = {frozenset(placeholders(text.in_(lang))) for lang in ("ar", "en", "fr")}
    assert len(wanted) == 1
    assert ARABIC.search(text.in_("ar"))


# ------------------------------------------------------------------ how it speaks


def test_controls_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.say_error(InputRefused("file.missing", file="a\x1b]0;owned\x07\u2066b.csv"), "en")
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert "\x07" not in said


def test_isolates_stand_only_where_they_are_needed() -> None:
    assert output.plain("\u2068a.csv\u2069 is empty", "en") == "a.csv is empty"
    assert "\u2068" in output.plain("\u2068تقرير.csv\u2069 is empty", "en")
    assert "\u2068" in output.plain("الملف \u2068a.csv\u2069 فارغ", "ar")


def test_half_a_letter_in_a_name_is_still_json(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_json({"file": "a\udcff.csv", "words": "كلام"})
    said = capsys.readouterr().out
    assert json.loads(said) == {"file": "a\udcff.csv", "words": "كلام"}
    assert "كلام" in said


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"NADHIR_LANG": "fr", "LANG": "ar_EG.UTF-8"}, "fr"),
        ({"LC_ALL": "ar_EG.UTF-8", "LANG": "fr_FR.UTF-8"}, "ar"),
        ({"LANG": "fr_CD.UTF-8"}, "fr"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "sw_KE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("NADHIR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert output.language_of_terminal() == expected
    assert output.language_of_terminal("ar") == "ar"


# ------------------------------------------------------------------ doctrine


def test_catalogues_are_listed_and_shown(run: Run) -> None:
    listed = run("doctrine", "list", "--json").json
    framework = next(one for one in listed if one["id"] == "un-foa-2014")
    shown = run("doctrine", "show", "un-foa-2014", "--json").json
    assert len(shown["elements"]) == framework["elements"]
    assert sum(element["kind"] == "factor" for element in shown["elements"]) == 14
    assert set(shown["elements"][0]["text"]) == {"ar", "en", "fr"}
    assert len(run("doctrine", "list").out.splitlines()) == len(listed)


def test_a_catalogue_speaks_the_language_asked_for(run: Run) -> None:
    arabic = run("doctrine", "show", "un-foa-2014", "--lang", "ar").out
    assert len(ARABIC.findall(arabic)) > 1_000
    assert not ARABIC.search(run("doctrine", "show", "un-foa-2014", "--lang", "fr").out)


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_an_unknown_catalogue_is_refused_in_words(run: Run, lang: str) -> None:
    said = run("doctrine", "show", "un-foa-2099", lang=lang)
    assert (said.status, said.out) == (1, "")
    assert "un-foa-2099" in said.err
    assert bool(ARABIC.search(said.err)) is (lang == "ar")


def test_evidence_is_counted_from_a_folder(run: Run, tmp_path: Path) -> None:
    refused = run("doctrine", "evidence", "--from", str(tmp_path), "--lang", "fr")
    assert refused.status != 0
    assert "findings.csv.gz" in refused.err
    (tmp_path / "findings.csv").write_text(
        "tool,finding_type,factor_code,factor_effect,overall_effect,outcome,design,quantitative_method,year,citation\n"
        "Mediation,Average,,,Decreases mass atrocities,Conflict,One case study,,2010,A study\n"
    )
    (tmp_path / "tool_factors.csv").write_text(
        "tool,factor,kind,findings,more_effective,less_effective,no_or_mixed,practitioner_mentions,practitioners,"
        "practitioner_more,practitioner_less,practitioner_mixed\nMediation,Moon,Design,0,0,0,0,9,9,9,0,0\n"
    )
    out = tmp_path / "evidence.json"
    done = run("doctrine", "evidence", "--from", str(tmp_path), "--out", str(out), "--release", "4")
    assert (done.status, done.out) == (0, "")
    assert "moon" in done.err
    written = json.loads(out.read_text("utf-8"))
    assert (written["release"], written["tools"][0]["strength"]) == ("4", "slight")
    assert run("doctrine", "evidence", "--from", str(tmp_path)).json["tools"][0]["whole"]["lowers"] == 1


# ------------------------------------------------------------------ figures


def test_the_watch_list_is_ranked_with_reasons(run: Run) -> None:
    entries = run("watch", "--json").json
    assert len(entries) >= 160
    assert [entry["rank"] for entry in entries] == sorted(entry["rank"] for entry in entries)
    assert all({"iso3", "name", "risk", "rank", "reasons"} <= set(entry) for entry in entries)
    lines = run("watch", "--top", "3", lang="ar").out.splitlines()
    assert len([line for line in lines if re.match(r"\s*\d+  ", line)]) == 3
    assert ARABIC.search(lines[0])


def test_a_countrys_figures_are_shown(run: Run) -> None:
    shown = run("panel", "show", "sdn", "--years", "3", "--json").json
    assert (shown["iso3"], shown["name"]) == ("SDN", "Sudan")
    years = [row["year"] for row in shown["years"]]
    assert years == sorted(years, reverse=True)
    assert len(years) == 3
    for row in shown["years"]:
        assert row["deaths_low"] <= row["deaths"] <= row["deaths_high"]
    lines = run("panel", "show", "SDN", "--years", "2", lang="fr").out.splitlines()
    assert lines[0] == "Soudan (SDN)"
    assert [line.split()[0] for line in lines[2:4]] == ["2023", "2022"]
    # Every column with its newest figures and whose they are, then what is not known.
    assert any("[coup]" in line and "Powell and Thyne" in line for line in lines)
    assert lines[-1].startswith("Non connu")


def test_a_countrys_columns_come_with_their_provenance(run: Run) -> None:
    shown = run("panel", "show", "SDN", "--years", "1", "--columns", "coup,pts,deaths", "--json").json
    assert list(shown["columns"]) == ["coup", "pts", "deaths"]
    assert shown["columns"]["coup"]["source"].startswith("Powell and Thyne")
    assert shown["columns"]["coup"]["first_year"] == 1989
    # Terms forbid shipping it, so it is missing and said to be.
    assert (shown["columns"]["pts"]["source"], shown["years"][0]["pts"]) == (None, None)
    assert len(shown["months"]) == 12
    assert {"month", "deaths", "provisional"} == set(shown["months"][0])
    assert all(len(source["sha256"]) == 64 for source in shown["sources"])


def test_a_column_nobody_knows_is_named(run: Run) -> None:
    said = run("panel", "show", "SDN", "--columns", "coups")
    assert said.status == 1
    assert "coups" in said.err


@pytest.mark.parametrize("code", ["XXX", "Sudan", "", "PRI"])
def test_figures_that_are_not_there_are_said_to_be_missing(run: Run, code: str) -> None:
    said = run("panel", "show", code)
    assert (said.status, said.out) == (1, "")
    assert len(said.err.splitlines()) == 1


def test_the_panel_is_built_from_tables(run: Run, tmp_path: Path) -> None:
    tables = _tables(tmp_path)
    build = ("panel", "build", "--from", tables.folder, "--into", tmp_path / "figures")
    said = run(*build, "--partial", "--json")
    assert said.status == 0
    assert (said.json["countries"], said.json["last"]) == (3, "2023-12")
    assert (tmp_path / "figures" / "manifest.json").is_file()
    assert "2023-12" in run(*build, "--partial").out
    # Tables that are smaller than they are wont to be are not taken by mistake.
    said = run(*build)
    assert said.status == 1
    assert "ucdp_organized_violence" in said.err or "input_all_coups" in said.err


def test_what_is_built_here_goes_before_what_ships(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nadhir.forecasting import kept

    tables = _tables(tmp_path)
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "home"))
    kept.forget()
    try:
        made = run("panel", "build", "--from", tables.folder, "--partial", "--older", "--json").json
        assert made["folder"].startswith(str(tmp_path / "home"))
        shown = run("panel", "show", "KEN", "--years", "1", "--json").json
        assert shown["years"][0]["deaths"] == 90
        tables.put("input_all_coups", ("ccode",), [(501,)])
        assert run("panel", "build", "--from", tables.folder, "--partial").status == 1
        assert run("panel", "show", "KEN", "--years", "1", "--json").json == shown
    finally:
        monkeypatch.delenv(kept.VARIABLE)
        kept.forget()


@pytest.mark.parametrize("content", [None, "", "a b\nc", "\u0661"])
def test_a_token_that_cannot_be_one_is_refused(run: Run, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_text(content, "utf-8")
    said = run("panel", "fetch", "ucdp", "--into", tmp_path / "into", "--token-file", file)
    assert said.status == 1
    assert "token" in said.err
    assert not (tmp_path / "into").exists()
    assert run("panel", "fetch", "acled", "--into", tmp_path).status == 2


def _tables(folder: Path) -> Tables:
    made = folder / "tables"
    made.mkdir()
    return Tables(made)


def test_a_panel_that_cannot_be_built_leaves_the_one_that_is_there(run: Run, tmp_path: Path) -> None:
    said = run("panel", "build", "--from", tmp_path, "--into", tmp_path / "figures", lang="ar")
    assert said.status == 1
    assert ARABIC.search(said.err)
    assert not (tmp_path / "figures").exists()
    assert run("panel", "build").status == 2


# ------------------------------------------------------------------ workspace, people, ledger


@pytest.mark.django_db
@pytest.mark.usefixtures("workspace")
class TestWorkspace:
    def test_init_says_where_it_is(self, run: Run) -> None:
        from django.conf import settings

        assert run("init", "--json").json == {"workspace": str(settings.WORKSPACE.home)}
        assert str(settings.WORKSPACE.home) in run("init").out

    @pytest.mark.parametrize(("fresh", "words"), [(True, "was loaded"), (False, "there already")])
    def test_the_demonstration_says_who_may_sign_in(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, fresh: bool, words: str
    ) -> None:
        from nadhir.web import demonstration

        person = demonstration.Person(
            role="analyst",
            email="a@example.org",
            name="A",
            password="made for this workspace",
            language="en",
        )
        loaded = demonstration.Loaded(fresh, [person])
        monkeypatch.setattr(demonstration, "load", lambda: loaded)
        told = run("demo", "--json").json
        assert told["loaded"] is fresh
        assert told["sign_in"][0]["email"] == "a@example.org"
        said = run("demo").out
        assert words in said
        assert "made for this workspace" in said

    def test_people_are_added_and_listed(self, run: Run) -> None:
        added = run(
            "user", "add", "Amal@Example.org", "--name", "Amal", "--role", "analyst", "--role", "analyst",
            "--language", "ar", "--password", "a long enough sentence", "--json",
        )  # fmt: skip
        assert added.status == 0
        assert added.json["roles"] == ["analyst"]
        user = User.objects.get(email__iexact="amal@example.org")
        assert user.language == "ar"
        assert user.check_password("a long enough sentence")
        listed = run("user", "list", "--json").json
        assert [(one["email"], one["roles"]) for one in listed] == [(user.email, ["analyst"])]
        assert "Amal" in run("user", "list").out
        assert "a long enough sentence" not in run("user", "list", "--json").out

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--role", "king"], "king"),
            (["--role", "analyst", "--organisation", "nowhere"], "nowhere"),
            (["--role", "analyst", "--password", "12345"], "password"),
            (["--role", "analyst", "--name", "x" * 200], "120"),
        ],
    )
    def test_an_account_that_cannot_be_made_is_refused(
        self, run: Run, options: list[str], words: str
    ) -> None:
        usual = ["--name", "Amal", "--password", "a long enough sentence"]
        said = run("user", "add", "amal@example.org", *usual, *options)
        assert (said.status, said.out) == (1, "")
        assert words in said.err
        assert not User.objects.exists()

    def test_an_account_is_made_once(self, run: Run) -> None:
        words = ["--name", "Amal", "--role", "analyst", "--password", "a long enough sentence"]
        assert run("user", "add", "amal@example.org", *words).status == 0
        again = run("user", "add", "AMAL@example.org", *words, lang="fr")
        assert again.status == 1
        assert "a déjà un compte" in again.err
        assert run("user", "add", "not an address", *words).status == 1
        assert User.objects.count() == 1

    def test_the_ledger_is_proved_and_shown(self, run: Run, written: Callable[[str, str], Path]) -> None:
        path = written("a.csv", "id,text\n1,The market was calm today.\n")
        assert run("ingest", path).status == 0
        proof = run("ledger", "verify", "--json").json
        assert proof == {"whole": True, "entries": Entry.objects.count(), "hash": chain.verify().hash}
        assert proof["hash"] in run("ledger", "verify", lang="ar").out
        shown = run("ledger", "show", "--last", "2", "--json").json
        assert [entry["act"] for entry in shown] == ["item.receive", "batch.done"]
        subject = shown[0]["subject_id"]
        only = run("ledger", "show", "--subject", subject, "--json").json
        assert [entry["act"] for entry in only] == ["item.receive"]
        assert "item.receive" in run("ledger", "show").out

    def test_a_ledger_that_was_tampered_with_fails(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken() -> None:
            raise LedgerBroken("ledger.altered", number=3)

        monkeypatch.setattr(chain, "verify", broken)
        for lang, words in (("en", "entry 3 was altered"), ("fr", "l’écriture 3"), ("ar", "3")):
            said = run("ledger", "verify", lang=lang)
            assert (said.status, said.out) == (1, "")
            assert words in said.err.replace("\u2068", "").replace("\u2069", "")

    def test_an_empty_ledger_and_a_wrong_identifier(self, run: Run) -> None:
        assert run("ledger", "show").out == "No entries.\n"
        assert run("ledger", "show", "--json").json == []
        assert run("ledger", "show", "--subject", "x").status == 1


def alone(home: Path, *words: object, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """A command in a process and a workspace of its own."""
    return subprocess.run(
        [sys.executable, "-m", "nadhir", *map(str, words)],
        env={"NADHIR_HOME": str(home), "NADHIR_LANG": lang, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_address_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = alone(tmp_path / "home", "serve", "--port", taken.getsockname()[1], lang="fr")
    assert done.returncode == 1
    assert "Choisissez un autre port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_workspace_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    done = alone(blocked / "home", "init", lang="fr")
    assert (done.returncode, done.stdout) == (1, "")
    assert "L’espace de travail" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "nadhir.sqlite3").write_bytes(b"this is no database at all, but it is long enough" * 50)
    done = alone(tmp_path, "user", "list")
    assert done.returncode == 1
    assert "cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
