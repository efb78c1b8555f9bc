"""Papers before a meeting, in versions and languages: tabled, adopted, withdrawn, made an instrument."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation.models import Instrument, Meeting, MeetingText
from nadhir.web.cooperation.services.bodies import groups_of
from nadhir.web.cooperation.services.instruments import instrument_record
from nadhir.web.cooperation.services.meetings import require_open
from nadhir.web.cooperation.services.texts import instrument_text_add
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer

# What an adopted text may become.
ENACTED = (Instrument.Kind.RULES, Instrument.Kind.TERMS, Instrument.Kind.RESOLUTION, Instrument.Kind.PLAN)


@transaction.atomic
def meeting_text_table(
    *, viewer: Viewer, meeting: Meeting, title: str, texts: Mapping[str, str]
) -> MeetingText:
    """Table a paper; the same title again is its next version, and the versions before it stay.

    Raises:
        NotPossibleNow: it says nothing, was adopted already, or the meeting is closed.
    """
    require_open(viewer, meeting)
    said = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not title.strip() or not said:
        raise NotPossibleNow("meeting_text.empty")
    known = meeting.texts.filter(title=title.strip()).order_by("-number").first()
    if known is not None and known.status == MeetingText.Status.ADOPTED:
        raise NotPossibleNow("meeting_text.adopted")
    made = MeetingText.objects.create(
        meeting=meeting,
        title=title.strip(),
        number=known.number + 1 if known is not None else 1,
        texts=said,
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(viewer, "meeting_text.table", meeting.body, text=made.pk, number=made.number)
    return made


@transaction.atomic
def meeting_text_adopt(*, viewer: Viewer, text: MeetingText) -> MeetingText:
    """Say that a version was adopted; only the latest can be.

    Raises:
        NotPossibleNow: there is a later version, or it was adopted or withdrawn.
    """
    return _brought(viewer, text, MeetingText.Status.ADOPTED, "adopt")


@transaction.atomic
def meeting_text_withdraw(*, viewer: Viewer, text: MeetingText) -> MeetingText:
    """Say that a paper was withdrawn. It stays to be read.

    Raises:
        NotPossibleNow: as of `meeting_text_adopt`.
    """
    return _brought(viewer, text, MeetingText.Status.WITHDRAWN, "withdraw")


def _brought(viewer: Viewer, text: MeetingText, status: str, act: str) -> MeetingText:
    require_open(viewer, text.meeting)
    if text.meeting.texts.filter(title=text.title, number__gt=text.number).exists():
        raise NotPossibleNow("meeting_text.not_the_latest")
    if text.status != MeetingText.Status.TABLED:
        raise NotPossibleNow("meeting_text.not_tabled")
    MeetingText.objects.filter(pk=text.pk).update(status=status)
    text.status = status
    ledger.record(viewer, f"meeting_text.{act}", text.meeting.body, text=text.pk)
    return text


@transaction.atomic
def meeting_text_enact(
    *, viewer: Viewer, text: MeetingText, kind: str, names: Mapping[str, str]
) -> Instrument:
    """Make an instrument of the body of an adopted text: its rules, terms of reference or a resolution.

    Raises:
        NotPossibleNow: it was not adopted, is one already, or has no name.
        NotAllowed: the viewer records no instruments.
    """
    meeting = text.meeting
    policy.require(viewer, "body.keep", meeting.body)
    policy.require_sight(viewer, text)
    named = {language: name.strip() for language, name in names.items() if name.strip()}
    if text.status != MeetingText.Status.ADOPTED:
        raise NotPossibleNow("meeting_text.not_adopted")
    if text.instrument_id is not None:
        raise NotPossibleNow("meeting_text.enacted")
    if not named or kind not in ENACTED:
        raise NotPossibleNow("meeting_text.without_name")
    held: dict[str, Any] = {
        "dated": meeting.engagement.held,
        "dated_on": meeting.engagement.held_on,
        "place": meeting.engagement.place,
        "of_body": meeting.body.actor,
        "sources": meeting.engagement.sources,
        "fictional": meeting.body.fictional,
    }
    made = instrument_record(
        viewer=viewer,
        kind=kind,
        names=named,
        parties=[meeting.body.actor],
        tlp=meeting.engagement.tlp,
        share_with=groups_of(meeting.body),
        confirmed=True,
        **held,
    )
    for language, words in text.texts.items():
        instrument_text_add(viewer=viewer, instrument=made, language=language, text=words, adopted=True)
    MeetingText.objects.filter(pk=text.pk).update(instrument=made)
    text.instrument = made
    ledger.record(viewer, "meeting_text.enact", meeting.body, text=text.pk, instrument=made.pk)
    return made
