"""Warnings by webhook: a signed POST to a machine of the recipient. See docs/reference/webhook.md."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from nadhir.sources.outward import Connection, Undelivered, place_of
from nadhir.web.core import clock
from nadhir.web.core.carrying import Lines, Refused
from nadhir.web.warnings import contents
from nadhir.web.warnings.models import Delivery
from nadhir.web.warnings.services.channels import networks_allowed

# By what the other side did: which code tells the desk.
CODES = {
    "address": "delivery.webhook_address",
    "insecure": "delivery.webhook_insecure",
    "inward": "delivery.webhook_inward",
    "redirect": "delivery.webhook_redirect",
    "refused": "delivery.webhook_refused",
    "timeout": "delivery.webhook_timeout",
    "tls": "delivery.webhook_tls",
    "unreachable": "delivery.webhook_unreachable",
    "failing": "delivery.webhook_failing",
}


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The header by which the other side knows that it is ours and new: HMAC-SHA256 of time, dot, body."""
    signed = hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={signed}"


def post_of(meant: Sequence[Delivery], threads: dict[uuid.UUID, str]) -> Callable[[Lines], None]:  # noqa: ARG001
    """The POST of one delivery."""
    one = meant[0]
    body = json.dumps(contents.payload(one), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )
    secret, address, key = one.channel.secret.open(), one.channel.address, one.pk.hex
    if one.recipient.warning.fictional:
        return lambda _lines: transaction.on_commit(lambda: _keep(key, body))
    allowed = networks_allowed()
    timeout = settings.NADHIR_WEBHOOK_SECONDS

    def carry(lines: Lines) -> None:
        name = ""
        try:
            place = place_of(address, allowed=allowed)
            name = place.name
            if name in lines.silent:  # others behind it must not wait as long again
                raise Undelivered("timeout")
            timestamp = int(clock.now().timestamp())
            headers = {
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": key,
                "Nadhir-Signature": signature(secret, timestamp, body),
            }
            line = lines.get(name, lambda: Connection(place, allowed=allowed, timeout=timeout))
            line.post(place.path, body, headers)
            if not line.usable:
                lines.drop(name)
        except Undelivered as refused:
            lines.drop(name)
            if refused.why in ("timeout", "unreachable"):
                lines.silent.add(name)
            raise Refused(CODES[refused.why], str(refused), final=refused.final) from None

    return carry


def _keep(key: str, body: bytes) -> None:
    folder = Path(settings.WORKSPACE.mail)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"webhook-{key}.json").write_bytes(body)
