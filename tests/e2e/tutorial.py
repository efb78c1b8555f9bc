"""What the tutorial tells a newcomer to do, for the test that does it: the file they write is read out of the
tutorial itself, so that the two cannot drift apart."""

from __future__ import annotations

import re
from pathlib import Path

from tests.e2e.product import ROOT

TUTORIAL = ROOT / "docs" / "tutorial" / "one-thread.md"
FILE = "lantern-quay.csv"
BLOCK = re.compile(r"^```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def file_of_tutorial(folder: Path) -> Path:
    """The file that the tutorial gives, written as a reader writes it."""
    blocks = BLOCK.findall(TUTORIAL.read_text("utf-8"))
    assert len(blocks) == 1, "the tutorial gives one file"
    path = folder / FILE
    path.write_text(blocks[0], encoding="utf-8")
    return path
