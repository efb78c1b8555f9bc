"""A screener that also knows the Velmari, a people invented for the tests.

Sentences that say ugly things are said of them and of nobody who exists.
"""

import pytest

from nadhir.screening import Screener
from nadhir.screening.lexicon import extended, lexicon

INVENTED = {
    "en": ["velmari(s)"],
    "fr": ["velmarien(ne)(s)"],
    "ar": ["فلماري(ون/ين/ة/ات)", "فلمار"],
}


@pytest.fixture(scope="session")
def screener() -> Screener:
    return Screener(
        [
            extended(lexicon(language), {"minority": words}, since="2026-11")
            for language, words in INVENTED.items()
        ]
    )
