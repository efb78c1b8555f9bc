"""Run every test: on SQLite, in a browser, on PostgreSQL, and with Spark.

    python -m tools.run_tests [PYTEST-ARGUMENT…]

Four parts, all run even when one fails, with a summary at the end:

    house       unit, service and architecture tests, on SQLite
    postgres    the tests that use the database, again, on a private PostgreSQL; but for those marked
                `one_database`, which `--whole` adds
    browser     the journeys in a real Chromium, on SQLite
    spark       screening on a real Apache Spark with two workers on this machine

The last two mostly wait: they run beside the first two, and what they say is shown when they are done.
Arguments go to each part (`-k warning`, `-x`). A part in which no test ran has failed. Only the part with
Spark may be left out, loudly, where there is no Java and no way to install it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tools.postgres import NotStarted, end_in_order, private_postgres
from tools.system import Missing, provide, provide_java

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FOLDERS = ("tests/web", "tests/cli")
# Each process takes a stretch of the tests, and what others have left when it is done.
PARALLEL = ("-n", os.environ.get("NADHIR_TEST_PROCESSES", "2"), "--dist", "worksteal")
# What runs beside a journey gives way to it: a person does not wait for a test.
GIVING_WAY = 5
ENDING_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part came to."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    ok: bool


class Parts:
    """Parts as they run, one after the other or side by side; none outlives the run."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._printing = threading.Lock()

    def run(
        self, name: str, arguments: list[str], environment: dict[str, str], *, aside: bool = False
    ) -> None:
        """Run one pytest and count what it did. `aside`: what it says is shown at its end."""
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="nadhir-tests-") as scratch:
            report, said = Path(scratch) / "report.xml", Path(scratch) / "said"
            command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
            if aside:
                with said.open("wb") as out:
                    status = self._run(command, environment, stdout=out, stderr=subprocess.STDOUT)
                with self._printing:
                    print(f"\n{_title(name)}\n{said.read_text('utf-8', 'replace')}", flush=True)
            else:
                print(f"\n{_title(name)}", flush=True)
                status = self._run(command, environment, gives_way=True)
            passed, failed, skipped = _counts(report)
        seconds, ok = time.monotonic() - start, status == 0 and passed > 0
        self.outcomes.append(Outcome(name, passed, failed, skipped, seconds, ok=ok))

    def _run(
        self, command: list[str], environment: dict[str, str], *, gives_way: bool = False, **streams: Any
    ) -> int:
        if self._closed:
            return 1
        process = subprocess.Popen(command, cwd=ROOT, env=environment, **streams)
        self._running.add(process)
        if gives_way:
            # Before it starts processes of its own, which are then as patient.
            with contextlib.suppress(OSError):
                ours = os.getpriority(os.PRIO_PROCESS, 0)
                os.setpriority(os.PRIO_PROCESS, process.pid, ours + GIVING_WAY)
        try:
            return process.wait()
        finally:
            self._running.discard(process)

    def end(self) -> None:
        """End what still runs, where the run itself is ended."""
        self._closed = True
        for process in list(self._running):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(ENDING_SECONDS)


def _title(name: str) -> str:
    return f"── {name} {'─' * (76 - len(name))}"


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
    # All parts but one are on SQLite, whatever database the developer works with.
    environment.pop("DATABASE_URL", None)
    try:
        java, left_out = provide_java(), ""
    except Missing as error:
        java, left_out = None, f"\nNOT RUN: the tests with Spark. {error}"
    parts = Parts()

    def beside() -> None:
        parts.run("browser", ["-m", "e2e", "tests/e2e", *extra], environment, aside=True)
        if java:
            there = {**environment, "JAVA_HOME": str(java.resolve().parent.parent)}
            parts.run("spark", ["-m", "spark", "tests/screening", *extra], there, aside=True)

    aside = threading.Thread(target=beside)
    aside.start()
    try:
        house = ["-m", "not e2e and not spark", "--ignore=tests/e2e"]
        parts.run("house", [*PARALLEL, *house, *extra], environment)
        with private_postgres(binaries) as url:
            there = {**environment, "DATABASE_URL": url}
            again = ["-m", "not e2e and not spark", *DATABASE_FOLDERS]
            parts.run("postgres", [*PARALLEL, *again, *extra], there)
        aside.join()
    except NotStarted as error:
        print(error, file=sys.stderr)
        parts.outcomes.append(Outcome("postgres", 0, 0, 0, 0.0, ok=False))
        aside.join()
    finally:
        parts.end()
        aside.join()
    print(summary(parts.outcomes) + left_out)
    # A part that never came to its end is not among them.
    return 0 if len(parts.outcomes) == 3 + bool(java) and all(one.ok for one in parts.outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
