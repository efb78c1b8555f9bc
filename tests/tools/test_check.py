"""The checks that are functions of their own, and the summary of the test run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import check, run_tests
from tools.run_tests import Outcome

PROJECT = """
[project]
dependencies = ["alpha>=2"]
[project.optional-dependencies]
grow = ["delta"]
spark = ["epsilon"]
[dependency-groups]
build = ["beta.tool"]
dev = ["gamma"]
"""


def locked(*names: str) -> str:
    return "".join(f"{name} \\\n    --hash=sha256:00\n    # via nadhir\n" for name in names)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose locks are in order."""
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.lock").write_text(locked("alpha==2.1", "beta-tool==1"))
    (tmp_path / "requirements" / "dev.lock").write_text(
        locked("alpha==2.1", "beta-tool==1", "gamma==1", "delta==3")
    )
    (tmp_path / "requirements" / "scale.lock").write_text(locked("alpha==2.1", "epsilon==4"))
    return tmp_path


def test_locks_in_order(project: Path) -> None:
    assert check.lock_problems(project) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("--index-url https://example.org/simple\n" + locked("alpha==2.1", "beta-tool==1"), "names a host"),
        ("-f /wheels\n" + locked("alpha==2.1", "beta-tool==1"), "names a host"),
        (locked("alpha==2.1") + "beta-tool==1\n", "beta-tool has no hash"),
        (locked("alpha==1.9", "beta-tool==1"), "does not hold alpha>=2"),
        (locked("alpha==2.1"), "does not hold beta.tool"),
    ],
)
def test_locks_out_of_order(project: Path, text: str, said: str) -> None:
    (project / "requirements" / "run.lock").write_text(text)
    found = check.lock_problems(project)
    assert len(found) == 1
    assert said in found[0]


def test_what_is_large_stands_in_a_lock_of_its_own(project: Path) -> None:
    (project / "requirements" / "scale.lock").write_text(locked("alpha==2.1"))
    assert check.lock_problems(project) == ["requirements/scale.lock does not hold epsilon; run `make lock`"]


def test_large_files_are_found_unless_vendored(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "static" / "vendor").mkdir(parents=True)
    (tmp_path / ".gitignore").write_text("ignored.bin\n")
    for name in ("big.bin", "ignored.bin", "static/vendor/big.bin"):
        (tmp_path / name).write_bytes(b"x" * (check.LARGEST_FILE + 1))
    (tmp_path / "exact.bin").write_bytes(b"x" * check.LARGEST_FILE)
    assert check.size_problems(tmp_path) == ["big.bin: 1.0 MB"]


def test_the_summary_counts_every_part() -> None:
    table = run_tests.summary(
        [Outcome("house", 12, 0, 1, 3.4, ok=True), Outcome("postgres", 0, 2, 0, 1.0, ok=False)]
    )
    assert table.splitlines()[-2:] == [
        "house           12       0        1        3   ok",
        "postgres         0       2        0        1   FAILED",
    ]


def test_a_junit_report_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"></testsuite></testsuites>'
    )
    assert run_tests._counts(report) == (4, 3, 3)
    assert run_tests._counts(tmp_path / "none.xml") == (0, 0, 0)
