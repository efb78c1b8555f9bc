"""A private PostgreSQL for as long as a test run lasts.

    python -m tools.postgres COMMAND…     run COMMAND with DATABASE_URL set to a server of its own

The server listens on a Unix socket in a temporary folder that only its account may enter, so no port is
taken and no password is needed. It keeps nothing: durability is switched off for speed and the folder is
removed at the end, also when the command fails or is interrupted. PostgreSQL refuses to run as root;
root runs it as `postgres` or `nobody`.
"""

from __future__ import annotations

import contextlib
import locale
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

from tools.system import Missing, postgres_binaries

DATABASE = OWNER = "nadhir"
START_SECONDS = 60
# The path of a Unix socket may have about a hundred characters.
LONGEST_FOLDER = 80
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}


class NotStarted(Exception):
    """The server did not come up; the message is what it said last."""


@contextlib.contextmanager
def private_postgres(binaries: Path) -> Iterator[str]:
    """Start a server, give its DATABASE_URL, stop it and remove all it wrote.

    Raises:
        NotStarted: `initdb` or the server failed.
    """
    folder = _folder()
    account = _account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    server: subprocess.Popen[bytes] | None = None
    try:
        make = ["-U", OWNER, "-E", "UTF8", "--auth=trust", "--no-sync", f"--locale={_utf8_locale()}"]
        _run([str(binaries / "initdb"), "-D", str(folder / "data"), *make], account, folder)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                env=_environment(),
                # An interrupt at the keyboard is for the tests; the server is stopped after them.
                start_new_session=True,
                **_as(account),
            )
        _wait(server, binaries, folder)
        _run([str(binaries / "createdb"), "-h", str(folder), "-U", OWNER, DATABASE], account, folder)
        yield f"postgres://{OWNER}@{quote(str(folder), safe='')}/{DATABASE}"
    finally:
        if server:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    usual = tempfile.gettempdir()
    parent = usual if len(usual) < LONGEST_FOLDER else "/tmp"  # noqa: S108 - mkdtemp makes it private
    return Path(tempfile.mkdtemp(prefix="nadhir-pg-", dir=parent))


def _account() -> pwd.struct_passwd | None:
    """Who the server runs as where we are root; None to run it as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NotStarted("PostgreSQL refuses to run as root, and there is neither an account postgres nor nobody")


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _environment() -> dict[str, str]:
    """Our environment without the variables that would point PostgreSQL's programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _utf8_locale() -> str:
    """A locale that knows the case of letters in every script."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise NotStarted("this machine has neither the locale C.UTF-8 nor en_US.UTF-8")


def _run(command: list[str], account: pwd.struct_passwd | None, folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False, **_as(account)
    )
    if done.returncode:
        raise NotStarted(f"{Path(command[0]).name}: {done.stderr.strip()}")


def _wait(server: subprocess.Popen[bytes], binaries: Path, folder: Path) -> None:
    ready = [str(binaries / "pg_isready"), "-q", "-h", str(folder), "-U", OWNER]
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        if subprocess.run(ready, env=_environment(), check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise NotStarted(f"postgres: {(folder / 'log').read_text('utf-8', 'replace')[-2000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End it fast but in order; by force where it does not listen."""
    for sign, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if server.poll() is not None:
            return
        server.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(seconds)


def end_in_order(number: int, _: FrameType | None) -> None:
    """A signal handler that lets `finally` clauses run before the process ends."""
    raise SystemExit(128 + number)


def main() -> int:
    command = sys.argv[1:]
    if not command:
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, end_in_order)
    binaries = postgres_binaries()
    try:
        if binaries is None:
            raise Missing("no PostgreSQL server programs; install the package postgresql")
        with private_postgres(binaries) as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except (Missing, NotStarted) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
