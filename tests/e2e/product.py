"""The product as a user starts it: `nadhir up` in a process of its own, on a workspace of its own."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

NADHIR = Path(sys.executable).with_name("nadhir")
ROOT = Path(__file__).resolve().parents[2]

# A machine that builds and tests at once is slow; a product that does not start then does not start.
PATIENCE = 300.0
# What the worker owes a person: a letter, a file taken in.
SOON = 45.0

SIGN_IN = re.compile(r"^ +([a-z-]+) +(\S+@\S+) +(\S+)$", re.MULTILINE)
LINK = re.compile(r"http://\S+")
# Where the mails of the workspace end, after the message itself.
RULE = "-" * 79


class NotReady(AssertionError):
    """The product did not do in time what a user waits for."""


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in as the product prints it."""

    address: str
    password: str


@dataclass(frozen=True, slots=True)
class Product:
    """A running product.

    Attributes:
        home: its workspace.
        base: its address, without a slash at the end.
        accounts: the sign-ins that it printed, by role.
        seconds: from the command to the first page.
    """

    home: Path
    base: str
    accounts: dict[str, Account]
    seconds: float
    said: Path

    def letter_to(self, address: str) -> EmailMessage:
        """The newest mail to `address` that the worker wrote into the workspace; waits for it."""
        until = time.monotonic() + SOON
        while time.monotonic() < until:
            letters = [letter for letter in self._letters() if letter["To"] == address]
            if letters:
                return letters[-1]
            time.sleep(0.2)
        raise NotReady(f"no mail to {address} within {SOON} seconds")

    def link_to(self, address: str) -> str:
        """The link in the newest mail to `address`."""
        body = self.letter_to(address).get_content()
        found = LINK.search(body)
        assert found, body
        return found[0]

    def _letters(self) -> Iterator[EmailMessage]:
        files = sorted((self.home / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        for path in files:
            for part in path.read_text("utf-8").split(RULE):
                if part.strip():
                    yield email.message_from_string(part.lstrip(), policy=email.policy.default)

    def command(self, *words: str) -> Any:
        """What a command of the product prints as JSON on this workspace."""
        done = subprocess.run(
            [NADHIR, *words, "--json"],
            env=environment(self.home),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def complaints(self) -> list[str]:
        """What the product wrote to its operator besides its address and sign-ins."""
        lines = self.said.read_text("utf-8").splitlines()
        return [line for line in lines if re.search(r"ERROR|CRITICAL|Traceback", line)]


def environment(home: Path) -> dict[str, str]:
    """The environment of a user who set the workspace and nothing else."""
    ours = ("NADHIR_", "DJANGO_", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "NADHIR_HOME": str(home)}


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Product]:
    """`nadhir up` on the workspace `home`, ready to be used; stopped at the end, whatever happened.

    Args:
        settings: environment variables that the operator set.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    base, said = f"http://127.0.0.1:{port}", home.with_suffix(".log")
    began = time.monotonic()
    with said.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [NADHIR, "up", "--port", str(port)],
            env=environment(home) | settings,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(process, base, said)
        seconds = time.monotonic() - began
        accounts = {role: Account(*rest) for role, *rest in SIGN_IN.findall(said.read_text("utf-8"))}
        yield Product(home, base, accounts, seconds, said)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], base: str, said: Path) -> None:
    """Wait until the sign-in page is served.

    Raises:
        NotReady: the product ended, or is not ready after `PATIENCE`; with what it said.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotReady(f"it ended with status {process.returncode}:\n{said.read_text('utf-8')}")
        try:
            with urllib.request.urlopen(f"{base}/account/login/", timeout=5) as page:
                assert page.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise NotReady(f"not ready after {PATIENCE} seconds:\n{said.read_text('utf-8')}")
