"""Signatures: ours hold, a changed alert shows, a stranger stays one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nadhir.documents import cap
from nadhir.documents.cap import signing
from nadhir.documents.cap.signing import Seal, SigningKey
from nadhir.errors import InputRefused
from tests.documents.cap.sample import FULL, alert
from tests.documents.cap.test_writing import read_by_others

OURS = SigningKey.made("Nadhir", datetime(2026, 1, 1, tzinfo=UTC))
THEIRS = SigningKey.made("Elsewhere", datetime(2026, 1, 1, tzinfo=UTC))
RAW = cap.compose(FULL)
SIGNED = signing.sign(RAW, OURS)


def test_a_signature_changes_nothing_that_is_said() -> None:
    read = cap.parse(SIGNED)
    assert (read.alert, read.notes, read.digest) == (FULL, (), cap.parse(RAW).digest)
    assert read_by_others(SIGNED).identifier == FULL.identifier


def test_whose_it_is_is_known_only_where_we_were_told() -> None:
    trusted = signing.check(SIGNED, [THEIRS.certificate, OURS.certificate])
    assert trusted == signing.Signed(Seal.TRUSTED, signing.fingerprint_of(OURS.certificate))
    assert signing.check(SIGNED, [THEIRS.certificate]).seal is Seal.STRANGER
    assert signing.check(SIGNED).seal is Seal.STRANGER
    assert signing.check(RAW, [OURS.certificate]).seal is Seal.NONE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Expulsions", b"Evictions"),
        (b"<status>Exercise", b"<status>Actual"),
        (b"DigestValue>", b"DigestValues>"),
        (b'URI=""', b'URI="#part"'),
        (b"ecdsa-sha256", b"hmac-sha1"),
        (b"</ds:Signature>", b"</ds:Signature><ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>"),
    ],
)
def test_what_was_changed_shows(old: bytes, new: bytes) -> None:
    assert old in SIGNED
    assert signing.check(SIGNED.replace(old, new), [OURS.certificate]).seal is Seal.BROKEN


def test_a_signature_without_a_certificate_is_checked_by_those_we_know() -> None:
    bare = SIGNED.replace(b"<ds:X509Certificate>MII", b"<ds:X509Certificate>AAA")
    assert signing.check(bare, [OURS.certificate]).seal is Seal.TRUSTED
    assert signing.check(bare).seal is Seal.BROKEN


def test_a_signature_around_another_part_is_none() -> None:
    """The known attack: the signed alert is kept somewhere inside, and another one stands in front of it."""
    inner = SIGNED.partition(b"?>")[2]
    outer = cap.compose(alert(identifier="forged")).replace(b"</alert>", inner + b"</alert>")
    assert signing.check(outer, [OURS.certificate]).seal is Seal.NONE
    signature = SIGNED[SIGNED.index(b"<ds:Signature") : SIGNED.index(b"</alert>")]
    moved = cap.compose(alert(identifier="forged")).replace(b"</alert>", signature + b"</alert>")
    assert signing.check(moved, [OURS.certificate]).seal is Seal.BROKEN


def test_spaces_between_elements_are_part_of_what_was_signed() -> None:
    assert signing.check(SIGNED.replace(b"<status>", b"\n<status>"), [OURS.certificate]).seal is Seal.BROKEN


def test_a_key_is_kept_as_text() -> None:
    assert SigningKey.of_text(OURS.as_text()) == OURS
    with pytest.raises(ValueError, match="no key"):
        SigningKey.of_text(OURS.certificate)


def test_a_certificate_is_told_from_other_words() -> None:
    assert signing.certificate_of(OURS.certificate) == OURS.certificate
    assert signing.certificate_of("not one") is None
    with pytest.raises(InputRefused) as refused:
        signing.fingerprint_of("not one")
    assert refused.value.code == "cap.no_certificate"
