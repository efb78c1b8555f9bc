"""A screener that also knows the Velmari, a people invented for the tests.

Sentences that say ugly things are said of them and of nobody who exists. `golden/` holds such sentences,
one file a language, with the words of that language for the people.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from nadhir.screening import Screener
from nadhir.screening.lexicon import available, extended, lexicon

GOLDEN: dict[str, Any] = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted(Path(__file__).with_name("golden").glob("*.yaml"))
}


@pytest.fixture(scope="session")
def screener() -> Screener:
    return Screener(
        [
            extended(lexicon(language), {"minority": GOLDEN[language]["people"]}, since="2026-11")
            if language in GOLDEN
            else lexicon(language)
            for language in available()
        ]
    )
