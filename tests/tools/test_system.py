"""Programs of the system: found, or asked for in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import system


def test_the_named_browser_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "browser"
    browser.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert system.chromium() == browser


def test_the_newest_postgres_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9", "15", "16"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for program in ("initdb", "postgres", "createdb"):
            (folder / program).touch()
    (tmp_path / "16" / "bin" / "initdb").unlink()
    monkeypatch.setattr(system, "POSTGRES_PLACES", (f"{tmp_path}/*/bin",))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system.postgres_binaries() == tmp_path / "15" / "bin"


def test_what_is_missing_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(system, "POSTGRES_PLACES", ())
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    with pytest.raises(system.Missing) as missing:
        system.provide()
    said = str(missing.value)
    assert "\n" not in said
    assert "chromium fonts-noto-core postgresql" in said


def test_the_java_of_the_environment_is_taken_if_it_is_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("11.0.2", "17.0.1"):
        program = tmp_path / version / "bin" / "java"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
        program.chmod(0o755)
    monkeypatch.setattr(system, "JAVA_PLACES", (f"{tmp_path}/*/bin/java",))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "11.0.2"))
    assert system.java() == tmp_path / "17.0.1" / "bin" / "java"
    monkeypatch.setattr(system, "JAVA_PLACES", ())
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    with pytest.raises(system.Missing) as missing:
        system.provide_java()
    assert "default-jre-headless" in str(missing.value)
