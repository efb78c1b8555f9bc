"""Signatures of alerts: an enveloped XML signature (W3C XML Signature 1.1), as the specification has it.

Ours are made with ECDSA over P-256 and SHA-256, exclusive canonicalisation, and carry our certificate. Those
of others are checked as they stand: whether the alert is word for word what was signed, and by whom. A
signature says who wrote an alert only where we were told beforehand which certificate is theirs.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lxml import etree

from nadhir.documents.cap.hardened import Element, name_of, refuse, root_of
from nadhir.documents.cap.model import SIGNATURES
from nadhir.documents.cap.reading import LARGEST, read_element
from nadhir.errors import InputRefused

YEARS = 20


class Seal(StrEnum):
    """What is known of the signature of an alert."""

    NONE = "none"  # it has none
    TRUSTED = "trusted"  # by a certificate that we were told of
    STRANGER = "stranger"  # it holds, but we do not know whose it is
    BROKEN = "broken"  # the alert is not what was signed, or the signature cannot be checked


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature of an alert. `fingerprint` is SHA-256 of the certificate, in hexadecimal."""

    seal: Seal
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the certificate that goes with it, both in PEM."""

    key: str
    certificate: str

    @classmethod
    def made(cls, name: str, since: datetime) -> SigningKey:
        """A new key with a certificate that it signs itself, good for twenty years."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID

        private = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since - timedelta(days=1))
            .not_valid_after(since + timedelta(days=366 * YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(private, hashes.SHA256())
        )
        key = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return cls(key.decode(), made.public_bytes(serialization.Encoding.PEM).decode())

    @classmethod
    def of_text(cls, text: str) -> SigningKey:
        """Both as they stand one after the other in a file.

        Raises:
            ValueError: one of them is not there.
        """
        begin = "-----BEGIN CERTIFICATE-----"
        key, found, certificate = text.partition(begin)
        if not found or "PRIVATE KEY" not in key:
            raise ValueError("no key with its certificate")
        return cls(key, begin + certificate)

    def as_text(self) -> str:
        return self.key + self.certificate


def sign(raw: bytes, key: SigningKey) -> bytes:
    """The alert with its signature as last element."""
    from signxml import algorithms
    from signxml.signer import XMLSigner

    root = root_of(raw, LARGEST)
    signer = XMLSigner(
        method=algorithms.SignatureConstructionMethod.enveloped,
        signature_algorithm=algorithms.SignatureMethod.ECDSA_SHA256,
        digest_algorithm=algorithms.DigestAlgorithm.SHA256,
        c14n_algorithm=algorithms.CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(root, key=key.key, cert=key.certificate)
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def check(raw: bytes, trusted: Iterable[str] = ()) -> Signed:
    """What the signature of an alert is worth.

    Args:
        trusted: certificates in PEM, of those whose alerts these may be.

    Raises:
        InputRefused: the bytes are no XML that may be read.
    """
    root = root_of(raw, LARGEST)
    signatures = [one for one in root.iterchildren("*") if name_of(one) == (SIGNATURES, "Signature")]
    if not signatures:
        return Signed(Seal.NONE)
    if len(signatures) > 1:
        return Signed(Seal.BROKEN)
    for certificate in trusted:
        if _holds(root, raw, certificate):
            return Signed(Seal.TRUSTED, fingerprint_of(certificate))
    carried = _carried(signatures[0])
    if carried and _holds(root, raw, carried):
        return Signed(Seal.STRANGER, fingerprint_of(carried))
    return Signed(Seal.BROKEN)


def _holds(root: Element, raw: bytes, certificate: str) -> bool:
    """Whether the whole alert is what the owner of this certificate signed."""
    from signxml.exceptions import SignXMLException
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    configuration = SignatureConfiguration(location="./", expect_references=1)
    try:
        found = XMLVerifier().verify(raw, x509_cert=certificate, expect_config=configuration)
        result = found[0] if isinstance(found, list) else found
        if result.signed_xml is None:
            return False
        # What was signed must be what we read, and not some other part of the same file.
        return read_element(result.signed_xml).digest == read_element(root).digest
    except (SignXMLException, InputRefused):
        return False
    except (etree.LxmlError, ValueError, TypeError, KeyError):
        # The library trips over signatures that are none; so do we not.
        return False


def _carried(signature: Element) -> str | None:
    """The certificate that a signature brings with it, in PEM."""
    found = signature.find(f".//{{{SIGNATURES}}}X509Certificate")
    text = "".join((found.text or "").split()) if found is not None else ""
    return certificate_of(text) if text else None


def certificate_of(text: str) -> str | None:
    """A certificate in PEM, of its Base64 with or without the lines around it; None where it is none."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    inner = text.replace("-----BEGIN CERTIFICATE-----", "").replace("-----END CERTIFICATE-----", "")
    try:
        raw = base64.b64decode("".join(inner.split()), validate=True)
        return x509.load_der_x509_certificate(raw).public_bytes(Encoding.PEM).decode()
    except (binascii.Error, ValueError):
        return None


def fingerprint_of(certificate: str) -> str:
    """SHA-256 of a certificate, in hexadecimal.

    Raises:
        InputRefused: `cap.no_certificate`.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    try:
        return x509.load_pem_x509_certificate(certificate.encode()).fingerprint(hashes.SHA256()).hex()
    except ValueError:
        raise refuse("no_certificate") from None
