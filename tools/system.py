"""Programs that the tests need and pip cannot bring: Chromium, the PostgreSQL server, and Java for Spark.

Where one is missing, root gets it from the system's packages; anybody else gets one line that says what
to install. Nothing is skipped, but for the tests with Spark where there is no Java and no way to get it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
JAVA_PLACES = ("/usr/lib/jvm/*/bin/java", "/opt/homebrew/opt/openjdk*/bin/java")
OLDEST_JAVA = 17
POSTGRES_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


class Missing(Exception):
    """A program is not there and may not be installed; the message is the line for the reader."""


def chromium() -> Path | None:
    """A Chromium that a test can drive: the one that CHROMIUM names, else the system's."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*CHROMIUM_NAMES, *CHROMIUM_PLACES]
    for candidate in candidates:
        found = shutil.which(candidate)
        if found:
            return Path(found)
    return None


def postgres_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`; the newest where there are several."""
    candidates = []
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(said.stdout.strip()))
    onpath = shutil.which("initdb")
    if onpath:
        candidates.append(Path(onpath).resolve().parent)
    places = [place for pattern in POSTGRES_PLACES for place in Path("/").glob(pattern.lstrip("/"))]
    candidates.extend(sorted(places, key=_version, reverse=True))
    for folder in candidates:
        if all((folder / program).is_file() for program in ("initdb", "postgres", "createdb")):
            return folder
    return None


def java() -> Path | None:
    """A Java that Spark can run on: that of JAVA_HOME, else the one on the path, else any new enough."""
    home = os.environ.get("JAVA_HOME")
    onpath = shutil.which("java")
    candidates = [Path(home) / "bin" / "java"] if home else []
    candidates += [Path(onpath)] if onpath else []
    candidates += sorted(place for pattern in JAVA_PLACES for place in Path("/").glob(pattern.lstrip("/")))
    return next((program for program in candidates if _java_version(program) >= OLDEST_JAVA), None)


def _java_version(program: Path) -> int:
    """The major version of a Java; 0 where it does not run."""
    try:
        said = subprocess.run([str(program), "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(folder)))


def provide() -> tuple[Path, Path]:
    """Chromium and the folder of PostgreSQL's programs, installed first where they are missing.

    Raises:
        Missing: they are not there and this account may not install them, or installing did not help.
    """
    lacking = _lacking()
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(lacking)
        lacking = _lacking()
    if lacking:
        raise Missing(
            f"The tests need {' and '.join(lacking)}; install with: "
            f"sudo apt-get install -y --no-install-recommends {' '.join(_packages(lacking))}"
            " (or set CHROMIUM to a browser's path)"
        )
    browser, database = chromium(), postgres_binaries()
    assert browser is not None  # noqa: S101 - _lacking() has just said so
    assert database is not None  # noqa: S101
    return browser, database


def provide_java() -> Path:
    """A Java for the tests with Spark, installed first where it is missing.

    Raises:
        Missing: there is none, and this account may not install it, or installing did not help.
    """
    if java() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(["Java"])
    found = java()
    if found is None:
        raise Missing(
            f"There is no Java {OLDEST_JAVA} or newer; install with: "
            f"sudo apt-get install -y --no-install-recommends {' '.join(_packages(['Java']))}"
            " (or set JAVA_HOME)"
        )
    return found


WISHED = {"Java": ("default-jre-headless",)}
NEEDED: dict[str, tuple[Callable[[], Path | None], tuple[str, ...]]] = {
    "Chromium": (chromium, ("chromium", "fonts-noto-core")),
    "the PostgreSQL server": (postgres_binaries, ("postgresql",)),
}


def _lacking() -> list[str]:
    return [name for name, (find, _) in NEEDED.items() if find() is None]


def _packages(lacking: list[str]) -> list[str]:
    packages = {name: packages for name, (_, packages) in NEEDED.items()} | WISHED
    return [package for name in lacking for package in packages[name]]


def _install(lacking: list[str]) -> None:
    print(f"Installing {' and '.join(lacking)} from the system's packages …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *_packages(lacking)],
    ):
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise Missing(f"{' '.join(command[:2])} failed: {' '.join(reason)}")
