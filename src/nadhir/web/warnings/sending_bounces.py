"""Mails that came back: reports of mail servers read, and laid to the delivery that they are about.

A report is a mail of the kind multipart/report (RFC 3464). Which of ours it is about stands in the mail that
it returns: our Message-ID. What is no such report, or is about no mail of ours, is counted and left alone.
"""

from __future__ import annotations

import mailbox
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_binary_file, message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from nadhir.web.core.models import Outgoing
from nadhir.web.warnings.models import Delivery
from nadhir.web.warnings.services import sending

LARGEST = 5 * 1024 * 1024  # bytes of one mail
OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]{1,255}>")


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says about one of our mails."""

    key: uuid.UUID
    action: str
    status: str
    detail: str

    @property
    def final(self) -> bool:
        """Whether the mail was not delivered, and will not be."""
        return self.action == "failed" or (not self.action and self.status.startswith("5"))


@dataclass(slots=True)
class Read:
    """How many mails were read, of these reports about ours, and mails that came back."""

    mails: int = 0
    reports: int = 0
    bounced: int = 0


def read(path: Path) -> Read:
    """Read a mail, an mbox, or a folder of mails (also a Maildir), and keep what came back."""
    done = Read()
    for mail in _mails(path):
        done.mails += 1
        report = report_of(mail)
        if report is None:
            continue
        deliveries = Delivery.objects.filter(pk=report.key) or Delivery.objects.filter(
            outgoing__in=Outgoing.objects.filter(pk=report.key, kind=sending.DIGEST).values("pk")
        )
        found = list(deliveries)
        done.reports += bool(found)
        if report.final:
            done.bounced += sum(sending.delivery_bounce(delivery=one, detail=report.detail) for one in found)
    return done


def report_of(mail: Message) -> Report | None:
    """What a mail says about one of ours, where it is a report about one."""
    if mail.get_content_type() != "multipart/report" and not _parts(mail, "message/delivery-status"):
        return None
    key = _key(mail)
    if key is None:
        return None
    action = status = detail = ""
    for part in _parts(mail, "message/delivery-status"):
        inner: Any = part.get_payload()
        for fields in inner if isinstance(inner, list) else []:
            action = str(fields.get("Action", action)).strip().lower() or action
            status = str(fields.get("Status", status)).strip() or status
            detail = str(fields.get("Diagnostic-Code", detail)).strip() or detail
    return Report(
        key, action.split()[0] if action else "", status, " ".join(f"{status} {detail}".split())[:300]
    )


def _key(mail: Message) -> uuid.UUID | None:
    """The identifier in the Message-ID of the mail that is returned."""
    for kind in ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"):
        for part in _parts(mail, kind):
            inner: Any = part.get_payload()
            text = ""
            if isinstance(inner, list) and inner:
                text = str(inner[0].get("Message-ID", ""))
            elif isinstance(inner, str):
                headers = message_from_bytes(inner.encode("utf-8", "replace"))
                text = str(headers.get("Message-ID", ""))
            if found := OURS.search(text):
                return uuid.UUID(hex=found[1])
    return None


def _parts(mail: Message, kind: str) -> list[Message]:
    try:
        return [part for part in mail.walk() if part.get_content_type() == kind]
    except (AttributeError, TypeError, RecursionError):  # junk that the parser half understood
        return []


def _mails(path: Path) -> Iterator[Message]:
    if path.is_dir():
        for inside in sorted(one for one in path.rglob("*") if one.is_file()):
            yield from _mails(inside)
        return
    with path.open("rb") as file:
        begin = file.read(5)
        if begin == b"From ":
            pass
        elif path.stat().st_size > LARGEST:
            return
        else:
            file.seek(0)
            yield message_from_binary_file(file)
            return
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            raw = box.get_bytes(key)
            if len(raw) <= LARGEST:
                yield message_from_bytes(raw)
    finally:
        box.close()
