"""Run every test: on SQLite, in a browser, on PostgreSQL, and with Spark.

    python -m tools.run_tests [PYTEST-ARGUMENT…]

Four parts, all run even when one fails, with a summary at the end:

    house       unit, service and architecture tests, on SQLite
    browser     the journeys in a real Chromium, on SQLite
    postgres    the tests that use the database, again, on a private PostgreSQL
    spark       screening on a real Apache Spark with two workers on this machine

Arguments go to each part (`-k warning`, `-x`). A part in which no test ran has failed. Only the part with
Spark may be left out, loudly, where there is no Java and no way to install it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools.postgres import NotStarted, end_in_order, private_postgres
from tools.system import Missing, provide, provide_java

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FOLDERS = ("tests/web", "tests/cli")
PARALLEL = ("-n", os.environ.get("NADHIR_TEST_PROCESSES", "2"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part came to."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    ok: bool


def run_part(name: str, arguments: list[str], environment: dict[str, str]) -> Outcome:
    """Run one pytest and count what it did."""
    print(f"\n── {name} {'─' * (76 - len(name))}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="nadhir-tests-") as scratch:
        report = Path(scratch) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        passed, failed, skipped = _counts(report)
    return Outcome(name, passed, failed, skipped, time.monotonic() - start, ok=status == 0 and passed > 0)


def _counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of a JUnit report that pytest has just written."""
    if not report.exists():
        return 0, 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - our own file
    passed = failed = skipped = 0
    for suite in suites:
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        left = int(suite.get("skipped", 0))
        failed += bad
        skipped += left
        passed += max(int(suite.get("tests", 0)) - bad - left, 0)
    return passed, failed, skipped


def summary(outcomes: list[Outcome]) -> str:
    """A table of the parts for the end of the run."""
    lines = [f"\n{'':<10}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
    lines += [
        f"{one.name:<10}{one.passed:>8}{one.failed:>8}{one.skipped:>9}{one.seconds:>9.0f}"
        f"   {'ok' if one.ok else 'FAILED'}"
        for one in outcomes
    ]
    return "\n".join(lines)


def main() -> int:
    signal.signal(signal.SIGTERM, end_in_order)
    extra = sys.argv[1:]
    try:
        browser, binaries = provide()
    except Missing as error:
        print(error, file=sys.stderr)
        return 1
    environment = {**os.environ, "CHROMIUM": str(browser)}
    # The first two parts are on SQLite, whatever database the developer works with.
    environment.pop("DATABASE_URL", None)
    outcomes = [
        run_part("house", [*PARALLEL, "-m", "not e2e and not spark", *extra], environment),
        run_part("browser", ["-m", "e2e", *extra], environment),
    ]
    folders = [folder for folder in DATABASE_FOLDERS if (ROOT / folder).is_dir()]
    try:
        with private_postgres(binaries) as url:
            there = {**environment, "DATABASE_URL": url}
            outcomes.append(run_part("postgres", [*PARALLEL, "-m", "not e2e", *folders, *extra], there))
    except NotStarted as error:
        print(error, file=sys.stderr)
        outcomes.append(Outcome("postgres", 0, 0, 0, 0.0, ok=False))
    try:
        there = {**environment, "JAVA_HOME": str(provide_java().resolve().parent.parent)}
        outcomes.append(run_part("spark", ["-m", "spark", *extra], there))
        left_out = ""
    except Missing as error:
        left_out = f"\nNOT RUN: the tests with Spark. {error}"
    print(summary(outcomes) + left_out)
    return 0 if all(one.ok for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
