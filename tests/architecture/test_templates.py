"""Pages speak in the reader's language: no word of a template stands outside a translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.template.base import Lexer, TokenType

from tests.architecture.house import SOURCE

TEMPLATES = sorted((SOURCE / "nadhir" / "web").rglob("templates/**/*.html"))
# The same in every language: our name, those of the languages in themselves, formats, entities.
NAMES = re.compile(
    r"\b(?:Nadhir|نذير|العربية|English|Français|AR|EN|FR|JSON|CSV|PDF|XLSX|SHA-256|TLP|UTC)\b|&#?\w+;"
)
SILENT = re.compile(
    r"<(script|style|code|kbd|samp)\b.*?</\1>|<!--.*?-->|<!DOCTYPE[^>]*>", re.DOTALL | re.IGNORECASE
)
SPOKEN = re.compile(r"\b(?:alt|aria-label|aria-description|placeholder|title)=(\"[^\"]*\"|'[^']*')")
WORD = re.compile(r"[^\W\d_]{2,}")
BEGIN = ("blocktranslate", "blocktrans", "comment")
END = ("endblocktranslate", "endblocktrans", "endcomment")
# Stands where a tag or a variable stood, so that text on both sides of it stays apart.
GAP = "\x00"


def untranslated(template: str) -> list[str]:
    """Words that a reader would see, or hear, in whatever language they stand there."""
    outside = SILENT.sub(" ", "".join(_outside(template)))
    spoken = [match[1] for match in SPOKEN.finditer(outside)]
    seen = re.sub(r"<[^>]*>", " ", outside)
    return [word for part in [*spoken, seen] for word in WORD.findall(NAMES.sub(" ", part))]


def _outside(template: str) -> Iterator[str]:
    inside = False
    for token in Lexer(template).tokenize():
        if token.token_type == TokenType.TEXT:
            if not inside:
                yield token.contents
            continue
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split(" ")[0]
            inside = name in BEGIN or (inside and name not in END)
        yield GAP


def test_every_word_of_a_page_is_translated() -> None:
    assert TEMPLATES
    found = {str(path.relative_to(SOURCE)): untranslated(path.read_text("utf-8")) for path in TEMPLATES}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>{% translate 'Inbox' %}</p>", []),
        ("<p>Inbox {{ name }}</p>", ["Inbox"]),
        ("{% blocktranslate %}so <b>many</b>{% endblocktranslate %} left", ["left"]),
        ("{# a note #}{% comment %}more{% endcomment %}", []),
        ("<input class='big' placeholder='Search'>", ["Search"]),
        ("<a title=\"{% translate 'Go' %}\" href='x'>→</a>", []),
        ("<p>&nbsp;Nadhir · SHA-256 · 5 km</p>", ["km"]),
        ("<style>a { color: red }</style><script>go()</script><code>nadhir up</code>", []),
        ('<a{% if x > 1 %} class="on"{% endif %}>{{ y }}</a>', []),
        ("<p>مرحبا</p>", ["مرحبا"]),
    ],
)
def test_words_outside_a_translation_are_found(template: str, words: list[str]) -> None:
    assert untranslated(template) == words


def test_an_empty_state_says_what_belongs_there() -> None:
    """With `only`, an include gets nothing but what it is given: a title set before it stays behind."""
    included = re.compile(r'{% include "components/empty\.html"([^%]*)\bonly %}')
    found = [
        (str(path.relative_to(SOURCE)), given)
        for path in TEMPLATES
        for given in included.findall(path.read_text("utf-8"))
    ]
    assert found
    assert [one for one in found if "title=" not in one[1] or "text=" not in one[1]] == []
