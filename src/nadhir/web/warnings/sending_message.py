"""Warnings by SMS and messengers, through Apprise: one line that there is a warning, and the link.

An operator names the gateways (`NADHIR_GATEWAYS`), with their secrets; the desk gives a number or a name at
one of them. So no address that a person writes decides which programme or machine is spoken to. Of what
Apprise can do, only services that carry messages to people are let in: nothing that runs a programme, writes
a file, or shows something on this machine.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from nadhir.web.core.carrying import Lines, Refused
from nadhir.web.warnings import links
from nadhir.web.warnings.models import Delivery
from nadhir.web.warnings.sending_mail import number_of

# Services by their scheme in Apprise.
SERVICES = frozenset(
    {
        "46elks", "atalk", "bulksms", "bulkvs", "burstsms", "clickatell", "clicksend", "d7sms", "httpsms",
        "kavenegar", "matrix", "matrixs", "mmost", "mmosts", "msgbird", "ntfys", "plivo", "rocket",
        "rockets", "signal", "signals", "sinch", "slack", "smseagle", "smseagles", "sns", "tgram", "threema",
        "twilio", "voipms", "vonage", "whatsapp", "workflows", "zulip",
    }
)  # fmt: skip


def message_of(meant: Sequence[Delivery], threads: dict[uuid.UUID, str]) -> Callable[[Lines], None]:  # noqa: ARG001
    """The message of one delivery."""
    one = meant[0]
    recipient, warning = one.recipient, one.recipient.warning
    with translation.override(recipient.language):
        context = {
            "number": number_of(warning, recipient.language),
            "address": links.address_of(recipient),
            "message": one.message,
            "fictional": warning.fictional,
        }
        text = " ".join(render_to_string("warnings/message.txt", context).split())
    key = one.pk.hex
    if warning.fictional:
        return lambda _lines: transaction.on_commit(lambda: _keep(key, text))
    gateway, _, number = one.channel.address.partition(":")
    template = settings.NADHIR_GATEWAYS.get(gateway)
    if template is None:
        raise Refused("delivery.no_gateway", gateway, final=True)
    return lambda _lines: _send(address_at(template, number), text)


def address_at(template: str, number: str) -> str:
    """The address of somebody at a gateway, as Apprise reads it.

    Raises:
        ImproperlyConfigured: the gateway is none of the services that are let in.
    """
    if urlsplit(template).scheme.lower() not in SERVICES:
        raise ImproperlyConfigured("NADHIR_GATEWAYS names a service that carries no messages to people")
    return template.replace("{to}", quote(number, safe=""))


def _send(address: str, text: str) -> None:
    import apprise

    # It names numbers in its log; ours names messages by their key.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    service = apprise.Apprise()
    if not service.add(address):
        raise Refused("delivery.gateway_address", final=True)
    if not service.notify(body=text, body_format=apprise.NotifyFormat.TEXT):
        raise Refused("delivery.gateway_failed")


def _keep(key: str, text: str) -> None:
    folder = Path(settings.WORKSPACE.mail)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"message-{key}.txt").write_text(text + "\n", "utf-8")
