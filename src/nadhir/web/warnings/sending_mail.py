"""Warnings by mail: that there is one, its number and the link; never a word of it.

Mails about one warning, its updates and its cancellation stand together in the reader's programme: each
carries the Message-ID of the first that went to that mailbox.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from nadhir.web.accounts.models import User
from nadhir.web.core import clock
from nadhir.web.core.carrying import Lines, Refused
from nadhir.web.core.models import Outgoing
from nadhir.web.warnings import links
from nadhir.web.warnings.models import Channel, Delivery, Warning

FOLDER = "django.core.mail.backends.filebased.EmailBackend"
LINE = "mail"
RENEWED = 50  # mails over one line; many servers take no more than a hundred


class _Line:
    """An open connection to the mail server."""

    def __init__(self) -> None:
        self.backend: Any = get_connection()
        self.backend.open()
        self.sent = 0

    def close(self) -> None:
        self.backend.close()


def mail_of(meant: Sequence[Delivery], threads: dict[uuid.UUID, str]) -> Callable[[Lines], None]:
    """The mail of one delivery."""
    one = meant[0]
    recipient, warning = one.recipient, one.recipient.warning
    with translation.override(recipient.language):
        context = {
            "recipient": recipient,
            "warning": warning,
            "number": number_of(warning, recipient.language),
            "address": links.address_of(recipient),
            "message": one.message,
            "deputy": recipient.deputy,
            "silent": recipient.stands_in_for.filter(escalated_at__isnull=False).first()
            if one.message == Delivery.Message.ESCALATION
            else None,
        }
        subject = render_to_string("warnings/mail_subject.txt", context)
        body = render_to_string("warnings/mail_body.txt", context)
    own = id_of(one.pk)
    root = threads.get(one.pk)
    headers = {"In-Reply-To": root, "References": root} if root and root != own else {}
    return carrier(mail(one.channel.address, subject, body, own, headers), fictional=warning.fictional)


def digest_of(meant: Sequence[Delivery], threads: dict[uuid.UUID, str]) -> Callable[[Lines], None]:  # noqa: ARG001
    """The one mail of a day."""
    first = meant[0].recipient
    with translation.override(first.language):
        lines = [
            {
                "number": number_of(one.recipient.warning, first.language),
                "sender": one.recipient.warning.owner.names,
                "message": one.message,
                "address": links.address_of(one.recipient),
            }
            for one in meant
        ]
        fictional = any(one.recipient.warning.fictional for one in meant)
        context = {"recipient": first, "lines": lines, "fictional": fictional}
        subject = render_to_string("warnings/digest_subject.txt", context)
        body = render_to_string("warnings/digest_body.txt", context)
    outgoing = meant[0].outgoing_id or meant[0].pk
    return carrier(mail(meant[0].channel.address, subject, body, id_of(outgoing), {}), fictional=fictional)


def tell_desk(message: Outgoing, warning: Warning, people: Sequence[User]) -> None:
    """Tell people of the desk that a warning did not reach everybody."""
    for person in people:
        with translation.override(person.language):
            context = {
                "person": person,
                "number": number_of(warning, person.language),
                "address": f"{settings.BASE_URL}{reverse('deliveries', args=[warning.pk])}",
                "fictional": warning.fictional,
            }
            subject = render_to_string("warnings/trouble_subject.txt", context)
            body = render_to_string("warnings/trouble_body.txt", context)
        lines = Lines()
        own = f"<{message.pk.hex}.{person.pk.hex}@{_domain()}>"
        try:
            carrier(mail(person.email, subject, body, own, {}), fictional=warning.fictional)(lines)
        finally:
            lines.close()


def mail(address: str, subject: str, body: str, own: str, headers: dict[str, str]) -> EmailMessage:
    """A mail that is known again by its Message-ID, however often it is sent."""
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={
            "Message-ID": own,
            "Auto-Submitted": "auto-generated",
            "List-Id": f"<warnings.{_domain()}>",
            "Date": format_datetime(clock.now()),
            **headers,
        },
    )


def id_of(pk: uuid.UUID) -> str:
    """The Message-ID of the mail of a delivery, or of a collection."""
    return f"<{pk.hex}@{_domain()}>"


def _domain() -> str:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return host if "." in host and not host.replace(".", "").isdigit() else "nadhir.invalid"


def number_of(warning: Warning, language: str) -> str:
    """The number of the warning. Between Arabic letters 2026-07 would turn round; in plain text a mark of
    direction on both sides holds it."""
    return f"\u200e{warning.number}\u200e" if language == "ar" else warning.number


def threads_of(deliveries: Sequence[Delivery]) -> dict[uuid.UUID, str]:
    """By delivery, the Message-ID of the first mail about the same chain of warnings to the same mailbox."""
    mails = [one for one in deliveries if one.channel.kind == Channel.Kind.MAIL]
    chains: dict[uuid.UUID, list[uuid.UUID]] = {}
    by_warning: dict[uuid.UUID, list[Delivery]] = defaultdict(list)
    for one in mails:
        by_warning[one.recipient.warning_id].append(one)
        chains.setdefault(one.recipient.warning_id, _chain(one.recipient.warning))
    found: dict[uuid.UUID, str] = {}
    for pk, ours in by_warning.items():
        sent = Delivery.objects.filter(
            recipient__warning__in=chains[pk], channel__kind=Channel.Kind.MAIL, sent_at__isnull=False
        )
        first: dict[str, str] = {}
        rows = sent.order_by("sent_at", "pk").values_list(
            "channel__address", "pk", "outgoing", "outgoing__kind"
        )
        for address, key, outgoing, kind in rows:
            first.setdefault(address.lower(), id_of(outgoing if kind == "warning.digest" else key))
        found |= {one.pk: first[address] for one in ours if (address := one.channel.address.lower()) in first}
    return found


def _chain(warning: Warning) -> list[uuid.UUID]:
    """The versions before this one, and itself."""
    keys, before = [warning.pk], warning.updates
    while before is not None and len(keys) < 1000:
        keys.append(before.pk)
        before = before.updates
    return keys


def carrier(letter: EmailMessage, *, fictional: bool) -> Callable[[Lines], None]:
    """What takes a mail outside, over a line that is used again."""
    if fictional:

        def keep(_lines: Lines) -> None:
            letter.connection = get_connection(FOLDER, file_path=str(settings.WORKSPACE.mail))
            # A demonstration is loaded in one transaction; of one that broke off no mail is left behind.
            transaction.on_commit(letter.send)

        return keep

    def carry(lines: Lines) -> None:
        line = lines.get(LINE, _Line)
        try:
            line.backend.send_messages([letter])
        except Exception as problem:
            refused = _refused(problem)
            if refused is None:
                lines.drop(LINE)
                raise
            raise refused from None
        line.sent += 1
        if line.sent >= RENEWED or settings.EMAIL_BACKEND == FOLDER:
            lines.drop(LINE)

    return carry


def _refused(problem: Exception) -> Refused | None:
    """What the mail server said, where it is about this mail and not about the line."""
    refused_people: Any = getattr(problem, "recipients", None)
    if isinstance(refused_people, dict) and refused_people:
        code, said = next(iter(refused_people.values()))
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        if code >= 500:
            return Refused("delivery.no_mailbox", f"{code} {words}", bounced=True)
        return Refused("delivery.mailbox_later", f"{code} {words}") if code != 421 else None
    code = getattr(problem, "smtp_code", None)
    if isinstance(code, int) and 500 <= code < 600 and "Data" in type(problem).__name__:
        said = getattr(problem, "smtp_error", b"")
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return Refused("delivery.mail_refused", f"{code} {words}", final=True)
    return None
