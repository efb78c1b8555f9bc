"""Fields that only this installation can read: sealed before they are stored, opened where they are needed.

A backup of the database, or a look into its tables, shows nothing of them without the key, which lies in the
folder of keys of the workspace (`sealed.key`). Whoever loses the key loses the fields.

The method is Fernet (AES-128-CBC with HMAC-SHA256, a time and a version in every seal) with a key derived
from the secret by HKDF-SHA256.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from nadhir.errors import NotPossibleNow


def seal(text: str) -> str:
    """`text` as only `unseal` reads it. Nothing stays nothing, so that an empty field is seen as empty."""
    return _lock().encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii") if text else ""


def unseal(sealed: str) -> str:
    """The text that was sealed.

    Raises:
        NotPossibleNow: it was sealed with another key, or altered since.
    """
    if not sealed:
        return ""
    try:
        return _lock().decrypt(sealed.encode("ascii", "replace")).decode("utf-8", "surrogatepass")
    except InvalidToken:
        raise NotPossibleNow("sealed.unreadable") from None


def _lock() -> Fernet:
    return _made(settings.WORKSPACE.secret("sealed"))


@lru_cache(maxsize=4)
def _made(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"nadhir.web.core.sealed").derive(
        secret.encode("ascii")
    )
    return Fernet(base64.urlsafe_b64encode(derived))
