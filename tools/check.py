"""Everything that is checked without running a test.

    python -m tools.check [STEP…]

Each step runs even when another fails, two at a time; one line per step at the end, and what a failed
step said above it. Exit status 0 only when all steps passed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LARGEST_FILE = 1024 * 1024
LARGEST_WEIGHTS = 8 * LARGEST_FILE
WEIGHTS = (".npz", ".npy")  # learnt, and of use to nobody in part
# Third-party files keep the size they come in.
VENDORED = "/vendor/"
LOCKS = ("requirements/run.lock", "requirements/dev.lock", "requirements/scale.lock")
# Extras that stand in the third lock; the others are part of the development environment.
SCALE = ("spark", "bench", "encoder")

Command = list[str]
Finder = Callable[[], list[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One check: a command, or a function that lists what is wrong."""

    name: str
    about: str
    work: Command | Finder


@dataclass(frozen=True, slots=True)
class Result:
    step: Step
    ok: bool
    said: str
    seconds: float


def _module(*words: str) -> Command:
    return [sys.executable, "-m", *words]


def _script(name: str, *words: str) -> Command:
    return [str(Path(sys.executable).parent / name), *words]


def steps() -> list[Step]:
    """The checks in the order they are reported."""
    return [
        Step("types", "mypy, strict", _module("mypy")),
        Step("format", "ruff format", _script("ruff", "format", "--check", ".")),
        Step("lint", "ruff check", _script("ruff", "check", ".")),
        Step("imports", "which way imports go", _script("lint-imports", "--no-logo")),
        Step(
            "migrations",
            "no model change without one",
            _module("django", "makemigrations", "--check", "--dry-run"),
        ),
        Step("translations", "complete in Arabic and French", _module("tools.translations", "check")),
        Step("docs", "commands, settings, catalogues documented", _module("tools.docs_coverage")),
        Step("vendored", "third-party assets as recorded", _module("nadhir.web.vendoring", "verify")),
        Step("locks", "hashed, complete, no host named", lock_problems),
        Step("sizes", "no large file outside vendor folders", size_problems),
    ]


def lock_problems(root: Path = ROOT) -> list[str]:
    """What is wrong with the lock files: a host named, a hash missing, a dependency not locked."""
    found = []
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    run = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    dev = run + project["dependency-groups"]["dev"]
    extras = project["project"]["optional-dependencies"]
    dev += [one for name, extra in extras.items() if name not in SCALE for one in extra]
    scale = [one for name in SCALE for one in extras.get(name, ())]
    for name, wanted in zip(LOCKS, (run, dev, scale), strict=True):
        text = (root / name).read_text("utf-8")
        if re.search(r"://|^\s*-(?:i|f|-index|-extra-index|-find-links|-trusted)", text, re.MULTILINE):
            found.append(f"{name} names a host or an index")
        pins: dict[str, str] = {}
        for entry in re.split(r"\n(?=\S)", text):
            pin = re.match(r"([\w.-]+)==([^\s;\\]+)", entry)
            if pin:
                pins[canonicalize_name(pin[1])] = pin[2]
                if "--hash=sha256:" not in entry:
                    found.append(f"{name}: {pin[1]} has no hash")
        for line in wanted:
            requirement = Requirement(line)
            version = pins.get(canonicalize_name(requirement.name))
            if version is None or version not in requirement.specifier:
                found.append(f"{name} does not hold {line}; run `make lock`")
    return found


def size_problems(root: Path = ROOT) -> list[str]:
    """Files kept in version control, or about to be, that are larger than a reader should have to fetch."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    paths = [name for name in listed.stdout.decode().split("\0") if name]
    return [
        f"{name}: {(root / name).stat().st_size / LARGEST_FILE:.1f} MB"
        for name in sorted(set(paths))
        if VENDORED not in f"/{name}"
        and (root / name).is_file()
        and (root / name).stat().st_size > (LARGEST_WEIGHTS if name.endswith(WEIGHTS) else LARGEST_FILE)
    ]


def run(step: Step, environment: dict[str, str]) -> Result:
    """Do one step."""
    start = time.monotonic()
    if callable(step.work):
        found = step.work()
        ok, said = not found, "\n".join(found)
    else:
        done = subprocess.run(
            step.work,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        ok, said = done.returncode == 0, done.stdout
    return Result(step, ok, said, time.monotonic() - start)


def main() -> int:
    asked = sys.argv[1:]
    chosen = [step for step in steps() if not asked or step.name in asked]
    unknown = set(asked) - {step.name for step in chosen}
    if unknown:
        print(f"No such step: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="nadhir-check-") as home:
        # A workspace of its own: checking must not touch the developer's, nor need one.
        environment = {
            **os.environ,
            "NADHIR_HOME": home,
            "DJANGO_SETTINGS_MODULE": "nadhir.web.settings",
            "PYTHONUTF8": "1",
            "COLUMNS": "110",
        }
        environment.pop("DATABASE_URL", None)
        with ThreadPoolExecutor(max_workers=2) as pool:
            results = list(pool.map(lambda step: run(step, environment), chosen))
    for result in results:
        if not result.ok:
            print(f"\n── {result.step.name} {'─' * (76 - len(result.step.name))}\n{result.said.rstrip()}")
    print()
    for result in results:
        state = "ok" if result.ok else "FAILED"
        print(f"{result.step.name:<14}{state:<8}{result.seconds:5.1f} s  {result.step.about}")
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
