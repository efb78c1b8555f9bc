"""Files to take in, written where a test needs them, and the desk that takes them. All content is made up."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from nadhir.web.intake.models import Item
from nadhir.web.intake.services import Taken, batch_receive
from tests.web.conftest import World

Written = Callable[[str, bytes | str], Path]
Receive = Callable[..., Taken]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a file of that name with that content."""

    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def receive(world: World, written: Written) -> Receive:
    """Take in a file of that name and content as the analyst."""

    def take(name: str, content: bytes | str, *, persona: str = "analyst", **how: Any) -> Taken:
        return batch_receive(viewer=world.viewer(persona), path=written(name, content), **how)

    return take


@pytest.fixture
def kept() -> Callable[[], set[str]]:
    """What lies in the workspace's folders of files and rejects, temporary names too."""

    def look() -> set[str]:
        folders = (settings.WORKSPACE.files, settings.WORKSPACE.rejects)
        return {str(path) for folder in folders for path in folder.rglob("*") if not path.is_dir()}

    return look


def table(*rows: Sequence[object], columns: Sequence[str] = ("id", "text")) -> str:
    """A CSV file."""
    said = io.StringIO()
    csv.writer(said).writerows([columns, *rows])
    return said.getvalue()


def lines(*records: Mapping[str, object]) -> str:
    """A JSON Lines file."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def texts(items: Iterable[Item] | None = None) -> list[str]:
    found = Item.objects.order_by("pk") if items is None else items
    return [item.text for item in found]
