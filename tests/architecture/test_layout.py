"""The house as it was drawn: small documented modules, a pure core, one door to the network."""

from __future__ import annotations

import ast

from tests.architecture import house
from tests.architecture.house import Module

CORE = {"", "errors", "doctrine", "screening", "forecasting", "sources", "documents"}
LONGEST_MODULE = 450
NETWORK = (
    "aiohttp", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "telnetlib", "urllib.request", "urllib3", "websockets",
)  # fmt: skip
# Only here is a connection to the outside opened.
NETWORK_DOORS = {"nadhir.sources.http", "nadhir.sources.outward"}
ALL = [module for module in house.modules() if not module.generated]


def test_every_module_says_what_it_is_for() -> None:
    silent = [module.name for module in ALL if len(ast.get_docstring(module.tree) or "") < 15]
    assert not silent, "\n".join(silent)


def test_modules_fit_on_a_few_screens() -> None:
    long = {
        module.name: module.text.count("\n") for module in ALL if module.text.count("\n") > LONGEST_MODULE
    }
    assert long == {}


def test_the_core_does_not_print() -> None:
    said = [
        f"{module.name}:{line}" for module in ALL if module.layer in CORE for line in house.prints(module)
    ]
    assert not said, "\n".join(said)


def test_only_the_shell_knows_django() -> None:
    known = [
        f"{module.name}:{line} imports {name}"
        for module in ALL
        if module.layer in CORE
        for name, line in house.imports(module)
        if name.split(".")[0].startswith("django") or name.split(".")[0] in {"allauth", "csp", "ninja"}
    ]
    assert not known, "\n".join(known)


def test_one_door_to_the_network() -> None:
    opened = [
        f"{module.name}:{line} imports {name}"
        for module in ALL
        if module.name not in NETWORK_DOORS
        for name, line in house.imports(module)
        if any(house.within(name, library) for library in NETWORK)
    ]
    assert not opened, "\n".join(opened)


def test_a_package_is_told_from_a_module() -> None:
    names = {module.name: module for module in ALL}
    assert names["nadhir"].is_package
    assert not names["nadhir.errors"].is_package
    assert names["nadhir.doctrine.text"].layer == "doctrine"
    assert names["nadhir.web.core.policy"].app == "core"
    assert names["nadhir.web.settings"].app == ""


def test_imports_are_found_wherever_they_stand() -> None:
    text = """
import socket
def f():
    from urllib import request
    from . import near
    from ..up import x
"""
    found = list(house.imports(Module("nadhir.sources.csv", text)))
    assert found == [
        ("socket", 2),
        ("urllib.request", 4),
        ("nadhir.sources.near", 5),
        ("nadhir.up.x", 6),
    ]


def test_prints_are_found() -> None:
    text = "def f():\n    print(1)\nlog.print(2)\ndef main():\n    print(3)\n"
    assert house.prints(Module("nadhir.x", text)) == [2]
