"""The tutorial speaks of buttons, links and fields by the words that stand on them.

That its steps lead where it says is shown by the journey in tests/e2e, which reads its file out of it.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

from tests.architecture.house import SOURCE

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "one-thread.md"
WORDS = SOURCE / "nadhir" / "web" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
# In bold for another reason: persons, numbers of factors, and what a paragraph is about.
BESIDES = re.compile(r"\d+|analyst|reviewer|decision-maker|Without an account\.|With one\.")
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def test_its_words_are_those_of_the_pages() -> None:
    with WORDS.open("rb") as file:
        said = {
            words.casefold()
            for message in read_po(file)
            for words in ([message.id] if isinstance(message.id, str) else message.id)
        }
    text = BLOCK.sub("", TUTORIAL.read_text("utf-8"))
    bold = {" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", text)}
    assert len(bold) > 30
    assert {words for words in bold if not BESIDES.fullmatch(words) and words.casefold() not in said} == set()
