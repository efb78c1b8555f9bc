"""Fields that only this installation can read: sealed before they are stored, opened where they are needed.

A backup of the database, or a look into its tables, shows nothing of them without the key, which lies in the
folder of keys of the workspace (`sealed.key`), or comes from the environment (`NADHIR_SEALING_KEYS`). Whoever
loses the key loses the fields.

The method is AES-256-GCM with a key derived from the secret by HKDF-SHA256. Words are padded to full blocks
of 64 bytes, so that a length tells little; a seal is bound to its place (model, field, row): it cannot
be copied into a field that more people read. Nothing can be searched for inside a seal. `fingerprint` is the
one exception: a keyed hash of one value of a small list, such as a faith, by which rows can be found.

A `SealedTextField` never gives its words by itself: printed, put into a template or into a file it shows
dots. `.open()` gives them, and stands only where somebody decided that they may be read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from nadhir.errors import NotPossibleNow

NAME = "sealed"
BLOCK = 64  # bytes
NONCE = 12  # bytes
MARK = "s1"
DOTS = "••••••"

Reindexer = Callable[[], int]
# What an app does again when the key changed: fingerprints are made with it too.
reindexers: dict[str, Reindexer] = {}


def seal(text: str, *, place: str = "") -> str:
    """`text` as only `unseal` reads it, at the same `place`. Nothing stays nothing, so that an empty field is
    seen as empty."""
    if not text:
        return ""
    key = _derived(_secrets()[0])
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, _padded(text), place.encode())
    return f"{MARK}.{_name(key)}.{base64.urlsafe_b64encode(sealed).decode('ascii')}"


def unseal(sealed: str, *, place: str = "") -> str:
    """The text that was sealed.

    Raises:
        NotPossibleNow: `sealed.unreadable`: it was sealed with another key or for another place, or altered
            since.
    """
    if not sealed:
        return ""
    try:
        mark, name, body = sealed.split(".")
        key = next(key for key in map(_derived, _secrets()) if _name(key) == name and mark == MARK)
        raw = base64.urlsafe_b64decode(body.encode("ascii"))
        text = AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], place.encode())
    except (InvalidTag, StopIteration, ValueError):
        raise NotPossibleNow("sealed.unreadable") from None
    return text[: text.rindex(b"\x80")].decode("utf-8", "surrogatepass")


def fingerprint(value: str) -> str:
    """A keyed hash of one value of a small list: equal values are found, and are not told without the key.

    How often a value occurs can still be counted by whoever has the table.
    """
    key = _derived(_secrets()[0])
    return hmac.new(key, b"fingerprint:" + value.encode(), hashlib.sha256).hexdigest()[:32]


def after_rotation(name: str) -> Callable[[Reindexer], Reindexer]:
    """Have the decorated function run when the key was changed. It says how many rows it wrote."""

    def keep(run: Reindexer) -> Reindexer:
        reindexers[name] = run
        return run

    return keep


def current(sealed: str) -> bool:
    """Whether a seal was made with the key in use."""
    return sealed.startswith(f"{MARK}.{_name(_derived(_secrets()[0]))}.")


def key_change() -> bool:
    """Put a new key before the old one, which stays beside it to read what it sealed.

    Returns:
        Whether a key was made: where the keys come from the environment, whoever set them changes them.
    """
    if settings.NADHIR_SEALING_KEYS:
        return False
    settings.WORKSPACE.secret(NAME)  # there is one to be put aside
    path: Path = settings.WORKSPACE.keys / f"{NAME}.key"
    aside = path.with_name(f"{NAME}-{_name(_derived(path.read_text('ascii').strip()))}.old")
    aside.unlink(missing_ok=True)
    aside.hardlink_to(path)
    made = path.with_name(f".{NAME}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    made.replace(path)
    return True


def keys_forget() -> int:
    """Destroy the keys put aside; how many. What only they can read, such as an old backup, is then lost."""
    aside = _aside()
    for path in aside:
        path.unlink()
    return len(aside)


def _secrets() -> tuple[str, ...]:
    """The secrets, the one in use first."""
    given: list[str] = settings.NADHIR_SEALING_KEYS
    if given:
        return tuple(given)
    return (settings.WORKSPACE.secret(NAME), *(path.read_text("ascii").strip() for path in _aside()))


def _aside() -> list[Path]:
    keys: Path = settings.WORKSPACE.keys
    return sorted(keys.glob(f"{NAME}-*.old"))


@lru_cache(maxsize=16)
def _derived(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"nadhir.web.core.sealed").derive(
        secret.encode()
    )


@lru_cache(maxsize=16)
def _name(key: bytes) -> str:
    return hashlib.sha256(b"name:" + key).hexdigest()[:8]


def _padded(text: str) -> bytes:
    words = text.encode("utf-8", "surrogatepass") + b"\x80"
    return words + bytes(-len(words) % BLOCK)


class Sealed:
    """Words under a seal, and the place that they belong to."""

    __slots__ = ("place", "token")

    def __init__(self, token: str, place: str) -> None:
        self.token = token
        self.place = place

    def __bool__(self) -> bool:
        return bool(self.token)

    def __str__(self) -> str:
        return DOTS if self.token else ""

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and (self.token, self.place) == (other.token, other.place)

    def __hash__(self) -> int:
        return hash((self.token, self.place))

    def open(self) -> str:
        """The words.

        Raises:
            NotPossibleNow: see `unseal`.
        """
        return unseal(self.token, place=self.place)

    def open_or(self, instead: str) -> str:
        """The words; `instead` where they cannot be read, so that one damaged row does not hide a list."""
        try:
            return self.open()
        except NotPossibleNow:
            return instead


class Token(str):
    """A seal as it stands in the database, told from words that still have to be sealed."""

    __slots__ = ()


class _SealedAttribute(DeferredAttribute):
    """Hands out `Sealed`; seals words that are set."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        token = super().__get__(instance, cls)
        return Sealed(str(token or ""), place_of(instance, self.field.attname))

    def __set__(self, instance: Any, value: Any) -> None:
        place = place_of(instance, self.field.attname)
        if isinstance(value, Sealed):
            value = Token(value.token if value.place == place else seal(value.open(), place=place))
        elif not isinstance(value, Token):
            value = Token(seal(str(value or ""), place=place))
        instance.__dict__[self.field.attname] = value


def place_of(instance: models.Model, field: str) -> str:
    """What a seal of this field of this row is bound to."""
    return f"{instance._meta.label_lower}.{field}:{instance.pk}"


def sealed_for(instance: models.Model, field: str, words: str) -> Sealed:
    """Words sealed for a field of a row, for an update that does not go through the row itself."""
    place = place_of(instance, field)
    return Sealed(seal(words, place=place), place)


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is sealed in the database. It cannot be searched, sorted by, or compared."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", **kwargs})

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:  # noqa: ARG002
        return None if value is None else Token(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.token
        if value is None or isinstance(value, Token) or value == "":
            return value and str(value)
        raise TypeError(f"{self.name}: words are sealed for their row first, see sealed_for()")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002
        return getattr(model_instance, self.attname).token and getattr(model_instance, self.attname)

    def value_to_string(self, obj: models.Model) -> str:
        return str(getattr(obj, self.attname).token)

    def get_lookup(self, lookup_name: str) -> Any:
        """None: there is nothing to look for in a seal."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
