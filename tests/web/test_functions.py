"""The table of functions is complete, and what it names exists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "reference" / "functions.md"


@dataclass(frozen=True)
class Row:
    function: str
    page: str
    service: str
    test: str
    open: str


@cache
def rows() -> tuple[Row, ...]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if re.match(r"\| F\d\d \|", line)]
    cells = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    return tuple(Row(function, page, service, test, rest) for function, _, page, service, test, rest in cells)


def test_every_function_stands_there_once() -> None:
    assert [row.function for row in rows()] == [f"F{number:02d}" for number in range(1, 52)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.function)
def test_what_a_row_names_exists(row: Row) -> None:
    # Without a page, a service and a test, a function is open and says so.
    assert row.open or (row.page and row.service and row.test)
    if row.page:
        assert row.page in get_resolver().reverse_dict
    if row.service:
        app, name = row.service.split(".")
        assert callable(getattr(import_module(f"nadhir.web.{app}.services"), name))
    if row.test:
        assert (ROOT / "tests" / "web" / row.test).is_file()
