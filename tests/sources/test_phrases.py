"""Every code has words, every phrase a code, and the reference names them all."""

from __future__ import annotations

import ast
import re
from importlib import resources
from pathlib import Path

from nadhir.doctrine.phrases import explain, phrasebook, placeholders
from nadhir.errors import FileRefused
from nadhir.sources.mapping import ROLES

PACKAGE = Path(str(resources.files("nadhir.sources")))
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "input-formats.md"
CODE = re.compile(r"[a-z]+\.[a-z_]+")
BOOK = phrasebook("nadhir.sources")
GROUPS = {code.split(".")[0] for code in BOOK}


def codes_used() -> set[str]:
    found = set()
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                group = node.value.split(".")[0]
                if group in GROUPS and not node.value.endswith((".yaml", ".xml")):
                    found.add(node.value)
    return found


def test_every_code_has_words_and_no_phrase_is_idle() -> None:
    used = codes_used() | {f"role.{role}" for role in (*ROLES, "none")}
    assert used == set(BOOK)


def test_the_three_languages_are_filled_with_the_same() -> None:
    for code in BOOK:
        text = BOOK.text(code)
        assert placeholders(text.ar) == placeholders(text.en) == placeholders(text.fr), code


def test_a_refusal_is_said_in_the_readers_language() -> None:
    error = FileRefused("file.too_large", file="a.txt", size_mb="1000", limit_mb="100")
    assert "1000" in explain(error, "ar")
    assert explain(error, "en").startswith("\u2068a.txt\u2069 holds")
    assert "Mo" in explain(error, "fr")


def test_the_reference_names_every_code() -> None:
    reference = REFERENCE.read_text("utf-8")
    missing = [code for code in BOOK if not code.startswith("role.") and f"`{code}`" not in reference]
    assert not missing
