"""A warning as messages in the Common Alerting Protocol, by our profile.

What leaves in an alert is what the warning says and nothing that it rests on: no report, no source, no
assessment, nobody who was told. Words pass the veil of their situation as for a reader outside. Where a
reader may only know that there is a warning, the message says that, and no more.

A message is the same for all its readers, so that its identifier names one message: what differs (the address
of a private one, a mere notice) has an identifier of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from nadhir.doctrine.phrases import phrasebook
from nadhir.doctrine.text import LANGUAGES
from nadhir.documents import cap
from nadhir.documents.cap import Alert, Info, Pair, Reference
from nadhir.documents.words import without_marks
from nadhir.web.accounts.models import Organisation, SharingGroup, User
from nadhir.web.core import policy
from nadhir.web.core.models import Share, Tlp
from nadhir.web.core.viewer import NOBODY, Viewer, installation
from nadhir.web.exchange import profile
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Recipient, Warning

BOOK = "nadhir.web.exchange"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a message is made: to whom it is addressed where it is private, and whether the warning may
    be told or only that there is one."""

    address: str
    content: bool = True


def messages(warning: Warning, reader: Reader, veil: situations.Veil | None = None) -> list[Alert]:
    """The messages about an issued warning: its alert or update, and its cancellation where it was taken
    back. The warning was read through the policy.

    Args:
        veil: that of a reader outside, where many warnings are told at once.
    """
    told = _Told(warning, reader, veil or outside())
    return [told.alert(), *([told.cancellation()] if warning.cancelled_at else [])]


def current(warning: Warning, reader: Reader) -> Alert:
    """What is to be known of an issued warning now: its last message."""
    return messages(warning, reader)[-1]


def outside() -> situations.Veil:
    """What must not be said outside the desk of a situation."""
    return situations.Veil(NOBODY)


def sender_of(owner: Organisation) -> str:
    """The name under which an organisation sends: unlike that of any other, and without what CAP forbids."""
    return f"{owner.slug}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}"


def reader_of(viewer: Viewer, warning: Warning) -> Reader:
    """A person who reads here, signed in."""
    own = warnings.own_line(viewer, warning)
    return Reader((own.email if own else "") or address_of(viewer))


def keyed_reader_of(warning: Warning, own: Recipient | None, address: str) -> Reader:
    """The same by a key, which is no more than a link: labels narrower than TLP:AMBER, and those who are to
    be told by link only that there is a warning, get a notice.

    Args:
        own: the person's line among the recipients, if there is one.
        address: the person's own.
    """
    by_link = warning.tlp in warnings.BY_LINK
    content = by_link and (own is None or own.clearance == Recipient.Clearance.CONTENT)
    return Reader((own.email if own else "") or address, content)


def address_of(viewer: Viewer) -> str:
    """The address of a person, to whom a private message is addressed."""
    if viewer.user_id is None:
        return "nadhir"
    people: QuerySet[User] = policy.visible(User.objects.filter(pk=viewer.user_id), viewer)
    return people.values_list("email", flat=True).first() or "nadhir"


class _Told:
    """One warning, being told."""

    def __init__(self, warning: Warning, reader: Reader, veil: situations.Veil) -> None:
        self.warning, self.reader = warning, reader
        self.said = warnings.wording(warning)
        self.places = _places(warning)
        self.zone = profile.zone_at(code for code, *_ in self.places)
        self.veil = veil
        self.opened = Share.objects.filter(record_id=warning.pk).exists()
        self.status: Any = "Exercise" if warning.fictional else "Actual"

    def alert(self) -> Alert:
        warning = self.warning
        before = _before(warning) if warning.updates_id else []
        references = tuple(name for one in before for name in self._names(one))
        return Alert(
            identifier=self._identifier(warning),
            sender=sender_of(warning.owner),
            sent=self._at(_issued(warning)),
            status=self.status,
            msg_type="Update" if references else "Alert",
            note=self._exercise(),
            references=references,
            info=tuple(self._infos()),
            **self._audience(warning),
        )

    def cancellation(self) -> Alert:
        warning = self.warning
        why = self._spoken(warning.cancelled_because) if self.reader.content else ""
        made: dict[str, Any] = {
            "urgency": "Past", "expires": None, "area": (), "response_type": (), "parameter": (),
        }  # fmt: skip
        return Alert(
            identifier=f"{self._identifier(warning)}-cancel",
            sender=sender_of(warning.owner),
            sent=self._at(warning.cancelled_at or _issued(warning)),
            status=self.status,
            msg_type="Cancel",
            note=" ".join(filter(None, [why, self._exercise()])),
            references=tuple(self._names(warning)),
            info=tuple(
                replace(
                    info,
                    **made,
                    headline=_say("cap.cancelled", info.language, number=warning.number),
                    description=why if info.language == self.said.language else "",
                    instruction="",
                )
                for info in self._infos()
            ),
            **self._audience(warning),
        )

    def _identifier(self, warning: Warning, *, content: bool | None = None) -> str:
        """The name of a message: that of the warning, and what tells this message of it from others."""
        content = self.reader.content if content is None else content
        private = self._scope(warning, content=content) == "Private"
        mark = hashlib.sha256(self.reader.address.strip().lower().encode()).hexdigest()[:12]
        parts = [f"nadhir-{warning.pk}", *([] if content else ["notice"]), *([mark] if private else [])]
        return "-".join(parts)

    def _names(self, warning: Warning) -> Iterator[Reference]:
        """By which names this reader may have got an earlier version: what they may read can have changed."""
        sender, sent = sender_of(warning.owner), self._at(_issued(warning))
        for name in dict.fromkeys(self._identifier(warning, content=content) for content in (True, False)):
            yield Reference(sender, name, sent)

    def _scope(self, warning: Warning, *, content: bool) -> Any:
        if not content:
            return "Private"
        here = warning.pk == self.warning.pk
        opened = self.opened if here else Share.objects.filter(record_id=warning.pk).exists()
        return profile.scope(warning.tlp, opened=opened)

    def _audience(self, warning: Warning) -> dict[str, Any]:
        label = Tlp(warning.tlp).label
        scope = self._scope(warning, content=self.reader.content)
        return {
            "scope": scope,
            "restriction": label if scope == "Restricted" else "",
            "addresses": (self.reader.address,) if scope == "Private" else (),
            "code": (label,),
        }

    def _infos(self) -> Iterator[Info]:
        """One part per language, that of the text first."""
        own = self.said.language
        for language in [own, *(one for one in LANGUAGES if one != own)]:
            info = self._info(language)
            if not self.reader.content:
                yield self._notice(info)
            elif language == own:
                yield self._whole(info)
            else:
                yield self._short(info)

    def _info(self, language: str) -> Info:
        said, warning = self.said, self.warning
        leads = [option.lead_days for option in said.options]
        return Info(
            event=_say(f"cap.event.{said.kind}", language),
            language=language,
            urgency=profile.urgency(_issued(warning), said.valid_until, leads),
            severity=profile.SEVERITY,
            certainty=profile.CERTAINTY.get(said.confidence, "Unknown"),
            response_type=("Prepare",) if said.options else ("Assess",),
            effective=self._at(_issued(warning)),
            expires=self._at(said.valid_until),
            sender_name=_in(warning.owner.names, language),
            web=f"{settings.BASE_URL}{reverse('warning', args=[warning.pk])}",
            parameter=(Pair("nadhir:number", warning.number), Pair("nadhir:text-language", said.language)),
        )

    def _whole(self, info: Info) -> Info:
        """The part in the language that the warning was written in: all that it says."""
        said, language = self.said, info.language
        with translation.override(language):
            parts = [
                f"{_label(name)}: {self._spoken(getattr(said, name))}"
                for name in ("what", "at_risk", "why_now", "if_nothing")
                if getattr(said, name)
            ]
            options = [
                f"{number}. {self._spoken(option.text)} ({self._spoken(option.by_whom)}; "
                f"{_say('cap.lead', language, days=option.lead_days)})"
                for number, option in enumerate(said.options, start=1)
            ]
            return replace(
                info,
                headline=self._spoken(said.title),
                description="\n\n".join(parts),
                instruction="\n".join(options),
                area=(self._area(self._spoken(said.where)),),
            )

    def _short(self, info: Info) -> Info:
        """The part in another language: what there is, where, and in which part its text stands."""
        named = [_in(names, info.language) for _code, names, _iso3 in self.places]
        return replace(
            info,
            headline=_say("cap.headline", info.language, number=self.warning.number),
            description=_say("cap.elsewhere", info.language),
            area=(self._area(("؛ " if info.language == "ar" else "; ").join(named)),) if named else (),
        )

    def _notice(self, info: Info) -> Info:
        return replace(
            info,
            headline=_say("cap.notice.headline", info.language, number=self.warning.number),
            description=_say("cap.notice.description", info.language),
            urgency="Unknown",
            severity="Unknown",
            certainty="Unknown",
            response_type=(),
            parameter=info.parameter[:1],
        )

    def _area(self, desc: str) -> cap.Area:
        codes = [code for code, *_ in self.places]
        return profile.area(desc, codes, [iso3 for code, _names, iso3 in self.places if "-" not in code])

    def _spoken(self, words: str) -> str:
        """Words as a reader outside the desk of the situation may have them."""
        return self.veil.text(self.warning.situation_id, words)

    def _exercise(self) -> str:
        return _say("cap.exercise", "en") if self.warning.fictional else ""

    def _at(self, moment: datetime) -> datetime:
        return moment.replace(microsecond=0).astimezone(self.zone)


def _before(warning: Warning) -> list[Warning]:
    """The issued versions before this one, whoever reads: only their names go out, which tell nothing."""
    every = [one.warning for one in warnings.versions(installation(), warning)]
    return [one for one in every if one.issued_at and _issued(one) < _issued(warning)]


def _places(warning: Warning) -> list[tuple[str, dict[str, str], str]]:
    """Code, names and ISO alpha-3 code of the places of the situation, where they may be told to everybody
    who may have the warning."""
    situation = warning.situation
    if "places" in policy.hidden_fields(NOBODY, situation):
        return []
    if not profile.travels_as_far(situation.tlp, warning.tlp) or not _opened_as_far(warning):
        return []
    return [(place.code, place.names, place.iso3) for place in situation.places.all().order_by("code")]


def _opened_as_far(warning: Warning) -> bool:
    """Whether the situation is open to every group that the warning is open to."""
    if warning.situation.tlp != Tlp.AMBER:
        return True
    groups = Share.objects.filter(record_id=warning.pk).values_list("group_id", flat=True)
    known = Share.objects.filter(record_id=warning.situation_id).values_list("group_id", flat=True)
    return set(groups) <= set(known)


def opened_to(group: SharingGroup, found: QuerySet[Warning]) -> QuerySet[Warning]:
    """Of these warnings the ones that were opened to a sharing group."""
    shared = Share.objects.filter(group=group).values("record_id")
    return found.filter(pk__in=shared, tlp__in=[Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR])


def is_opened_to(group: SharingGroup, warning: Warning) -> bool:
    """Whether a warning was opened to a sharing group."""
    shared = Share.objects.filter(group=group, record_id=warning.pk).exists()
    return shared and warning.tlp in (Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)


def _issued(warning: Warning) -> datetime:
    return warning.issued_at or datetime.min.replace(tzinfo=UTC)


def _label(name: str) -> str:
    """What a part of a warning is called, in the language in force."""
    field: Any = Warning._meta.get_field(name)
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]


def _say(code: str, language: str, **params: Any) -> str:
    """A phrase without the marks that isolate what fills it: machines read alerts too."""
    return without_marks(phrasebook(BOOK).say(code, language, **params))


def _in(names: dict[str, str], language: str) -> str:
    return str(names.get(language) or names.get("en") or next(iter(names.values()), ""))
