"""The words of a certificate, its number, and the signature with which anybody can check them.

The installation signs with Ed25519. Its private key lies in the folder of keys of the workspace
(`certificates.key`) and is made when the first certificate is issued. What is signed is what the paper says,
as canonical JSON; so the paper can be checked without a line by whoever has the public key.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from nadhir.errors import NotPossibleNow
from nadhir.web.workspace import Workspace

NAME = "certificates"
VERSION = 1
# Without letters that are taken for one another when they are read out or typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SAME = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
GROUPS, SIZE = 3, 4


def number_made() -> str:
    """A number that nobody can guess: 60 random bits, as `7K3F-9Q2M-0HTX`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(SIZE)) for _ in range(GROUPS))


def number_read(typed: str) -> str | None:
    """A number as somebody typed it: small letters, other digits, O for 0; None where it is none."""
    letters = "".join(
        str(int(char)) if char.isdecimal() else char for char in typed.upper() if char.isalnum()
    ).translate(_SAME)
    if len(letters) != GROUPS * SIZE or any(letter not in ALPHABET for letter in letters):
        return None
    return "-".join(letters[at : at + SIZE] for at in range(0, len(letters), SIZE))


def canonical(printed: Mapping[str, Any]) -> bytes:
    """What is signed."""
    return json.dumps(printed, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def signature_of(printed: Mapping[str, Any]) -> str:
    """The signature of this installation, in Base64."""
    return base64.b64encode(_key(settings.WORKSPACE.home).sign(canonical(printed))).decode()


def public_key() -> str:
    """The public key of this installation, in Base64: 32 bytes."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    raw = _key(settings.WORKSPACE.home).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def holds(printed: Mapping[str, Any], signature: str, key: str | None = None) -> bool:
    """Whether these words are those that were signed.

    Args:
        key: the public key of whoever issued them; by default our own.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key or public_key(), validate=True))
        public.verify(base64.b64decode(signature, validate=True), canonical(printed))
    except (InvalidSignature, binascii.Error, ValueError, TypeError):
        return False
    return True


def statement(printed: Mapping[str, Any], signature: str) -> str:
    """What the holder may take along to have it checked without a line."""
    said = {"nadhir": VERSION, "certificate": printed, "signature": signature, "key": public_key()}
    return json.dumps(said, ensure_ascii=False, indent=1)


def statement_read(text: str) -> tuple[dict[str, Any], str, str]:
    """The words, the signature and the key of a statement.

    Raises:
        NotPossibleNow: `certificate.unreadable`.
    """
    try:
        said = json.loads(text)
        printed, signature, key = said["certificate"], said["signature"], said["key"]
    except (ValueError, KeyError, TypeError):
        raise NotPossibleNow("certificate.unreadable") from None
    if not (isinstance(printed, dict) and isinstance(signature, str) and isinstance(key, str)):
        raise NotPossibleNow("certificate.unreadable")
    return printed, signature, key


@functools.lru_cache(maxsize=4)
def _key(home: Path) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(Workspace(home).kept_key(NAME, _made).encode(), password=None)


def _made() -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
