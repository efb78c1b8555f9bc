"""Currencies by their three letters (ISO 4217), as pycountry keeps the list, and what each is called."""

from __future__ import annotations

import functools

import pycountry
from babel import Locale

from nadhir.doctrine.text import language

# In the list, and no money: tests, none, precious metals, units of account of banks.
_NO_MONEY = frozenset({"XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XBA", "XBB", "XBC", "XBD"})


@functools.cache
def codes() -> tuple[str, ...]:
    """Every code, in alphabetical order."""
    return tuple(sorted(one.alpha_3 for one in pycountry.currencies if one.alpha_3 not in _NO_MONEY))


def known(code: str) -> bool:
    """Whether the three letters are those of a currency in use."""
    return code in codes()


def called(code: str, lang: str | None) -> str:
    """What a currency is called in the reader's language; its letters where that is not known."""
    return str(Locale(language(lang)).currencies.get(code, code))
