"""Whether a frozen copy is what was signed, also after words were taken out of it to protect somebody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

LEFT = "left_sha256"
"""Where a frozen copy keeps the fingerprint of what is left of it."""


def fingerprint_of(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of what was signed, in hexadecimal."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def left_of(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of what is left of a copy from which passages were erased."""
    return fingerprint_of({name: said for name, said in frozen.items() if name != LEFT})


def holds(frozen: Mapping[str, Any] | None, signed: str) -> bool:
    """Whether the copy is what was signed, but for passages that were erased since."""
    if frozen is None:
        return False
    if LEFT in frozen:
        return bool(frozen[LEFT]) and left_of(frozen) == frozen[LEFT]
    return fingerprint_of(frozen) == signed
