"""Reports of people without an account: taken in, answered, and found again by their code alone."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from nadhir.documents import pictures
from nadhir.errors import NotPossibleNow
from nadhir.screening import Finding
from nadhir.sources import PlaceHint, Record
from nadhir.sources.records import WrittenDate
from nadhir.web.accounts.selectors import desk_that_is_told
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.intake import rereading
from nadhir.web.intake.models import Item, PublicReport
from nadhir.web.intake.services.batches import records_take, source_record

LONGEST = 8_000  # letters of one report
PICTURE = 12 * 1024 * 1024  # bytes, before it is made smaller
# Twenty letters and digits that are not mistaken for each other: about 98 bits.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LETTERS = 20
NAMES = {"ar": "رسائل بلا حساب", "en": "Reports without an account", "fr": "Signalements sans compte"}


def code_new() -> str:
    """A code that nobody guesses, in groups of four so that it can be read out."""
    return code_shown("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)))


def code_shown(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_read(text: str) -> str | None:
    """A code as somebody typed it, in letters of one kind; None where it can be none."""
    plain = re.sub(r"[\s\-–—]", "", text).upper()
    return plain if len(plain) == LETTERS and set(plain) <= set(ALPHABET) else None


def code_hash(code: str) -> str:
    """What of a code is kept: nobody who reads the database can answer in somebody's name."""
    return hmac.new(settings.SECRET_KEY.encode(), f"told:{code}".encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def public_report_take(
    *,
    text: str,
    code: str | None = None,
    where: str = "",
    day: date | None = None,
    danger: str = PublicReport.Danger.NO,
    picture: bytes | None = None,
) -> tuple[PublicReport, str]:
    """Take in what somebody told.

    Args:
        code: one that the sender's own device made, for a report that may be sent twice; it is then one.
        where: as told; it goes no further than the desk.
        day: when it happened, as far as told.

    Returns:
        The report, and its code as it is shown to the sender, once.

    Raises:
        NotPossibleNow: reports are not taken here, there is no text or too much of it, the picture is none.
    """
    desk = desk_that_is_told()
    if desk is None:
        raise NotPossibleNow("told.closed")
    said = text.strip()
    if not said:
        raise NotPossibleNow("told.empty")
    if len(said) > LONGEST:
        raise NotPossibleNow("told.too_long", most=LONGEST)
    if picture is not None and len(picture) > PICTURE:
        raise NotPossibleNow("told.picture_too_large", most=PICTURE // (1024 * 1024))
    plain = (code_read(code) if code else None) or code_new().replace("-", "")
    hashed = code_hash(plain)
    if known := PublicReport.objects.filter(code=hashed).first():
        return known, code_shown(plain)
    shown = pictures.picture_only(picture) if picture else None
    viewer = installation(desk.pk)
    source = source_record(
        viewer=viewer,
        slug="public-reports",
        names=NAMES,
        tlp=Tlp.AMBER_STRICT,
        chatham_house=True,
        fictional=desk.fictional,
    )
    record = Record(
        text=said,
        raw=json.dumps({"code": hashed, "text": said}, ensure_ascii=False, sort_keys=True).encode(),
        external_id=f"told-{hashed[:24]}",
        occurred=WrittenDate(day.isoformat(), day, day, "day") if day else None,
        places=(PlaceHint(name=where.strip()[:200]),) if where.strip() else (),
    )
    item = records_take(viewer=viewer, source=source, records=[record])[0]
    report = PublicReport.objects.create(
        item=item, code=hashed, danger=danger, where=where.strip()[:200], picture=shown
    )
    _put_first(item)
    ledger.record(viewer, "told.receive", item, danger=danger, picture=shown is not None)
    return report, code_shown(plain)


def _put_first(item: Item) -> None:
    """Give the item the place in the inbox that its danger asks for."""
    made = rereading.priority_of(item, Finding.of_json(item.finding or {}), None)
    Item.objects.filter(pk=item.pk).update(
        priority=made.level, weight=made.weight, reasons=[reason.as_json() for reason in made.reasons]
    )


@transaction.atomic
def public_report_answer(*, viewer: Viewer, report: PublicReport, answer: str) -> PublicReport:
    """Answer whoever told it; they read it by their code.

    Raises:
        NotPossibleNow: the answer is empty.
    """
    policy.require(viewer, "told.answer", report.item)
    policy.require_sight(viewer, report)
    if not answer.strip():
        raise NotPossibleNow("told.without_answer")
    PublicReport.objects.filter(pk=report.pk).update(
        answer=answer.strip()[:4_000], answered_by_id=viewer.user_id, answered_at=clock.now()
    )
    ledger.record(viewer, "told.answer", report.item)
    report.refresh_from_db()
    return report


def public_report_wipe(*, viewer: Viewer, items: Sequence[Item]) -> None:  # noqa: ARG001 - the form of every wiper
    """Wipe what was told beside the words of reports that are taken out to protect somebody."""
    PublicReport.objects.filter(item__in=items).update(where="", picture=None)


def day_told(when: str, today: date) -> date | None:
    """The day that a quick answer means: `today`, `yesterday`; None for "this week" and anything else."""
    return {"today": today, "yesterday": today - timedelta(days=1)}.get(when)
