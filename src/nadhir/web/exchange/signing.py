"""The key with which this installation signs its alerts. It lies in the folder of keys of the workspace
(`exchange.key`), beside its certificate, and is made when the first alert goes out."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings

from nadhir.documents.cap.signing import SigningKey, fingerprint_of
from nadhir.web.core import clock
from nadhir.web.workspace import Workspace

NAME = "exchange"
# What the certificate is made out to. No host and no place: it travels with every alert.
SUBJECT = "Nadhir"


def signing_key() -> SigningKey:
    """The key of this installation."""
    return _kept(settings.WORKSPACE.home)


@functools.lru_cache(maxsize=4)
def _kept(home: Path) -> SigningKey:
    made = Workspace(home).kept_key(NAME, lambda: SigningKey.made(SUBJECT, clock.now()).as_text())
    return SigningKey.of_text(made)


def fingerprint() -> str:
    """SHA-256 of our certificate, in pairs, as people read it to each other."""
    text = fingerprint_of(signing_key().certificate).upper()
    return ":".join(text[at : at + 2] for at in range(0, len(text), 2))
