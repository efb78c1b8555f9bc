"""Writing down what was used of the response library, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from nadhir.doctrine import responses
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Record, Share
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import LibraryUse, Undertaking
from nadhir.web.response.selectors.library import may_tell
from nadhir.web.situations.models import Situation
from nadhir.web.warnings.models import Warning


@transaction.atomic
def library_use_record(
    *,
    viewer: Viewer,
    who: str,
    used_on: date,
    language: str,
    option: str = "",
    card: str = "",
    situation: Situation | None = None,
    warning: Warning | None = None,
    undertaking: Undertaking | None = None,
    result: str = LibraryUse.Result.UNKNOWN,
    happened: str = "",
    fictional: bool = False,
) -> LibraryUse:
    """Record that an option or a tool card was used in a situation.

    Args:
        option, card: their ids in `nadhir.doctrine.responses`; one at least.
        situation: by default that of the undertaking or warning. How far the record travels is taken from
            the narrowest of what it is tied to.

    Raises:
        DoctrineError: there is no such option or card.
        NotAllowed: the viewer does not work on what it is tied to.
        NotPossibleNow: it is tied to nothing, nobody is named, the day lies ahead, or there is a result and
            not a word on what happened.
    """
    tied: list[Record] = [one for one in (undertaking, warning, situation) if one is not None]
    policy.require(viewer, "library.use", *tied)
    if not tied or not (option or card):
        raise NotPossibleNow("library.use_of_nothing")
    _checked(who=who, used_on=used_on, result=result, happened=happened)
    if option:
        responses.option(option)
    if card:
        responses.card(card)
    first = min(tied, key=lambda one: NARROWEST.index(one.tlp))
    place = situation or (undertaking.situation if undertaking else None)
    use = LibraryUse.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=first.tlp,
        option=option,
        card=card,
        situation=place or (warning.situation if warning else None),
        warning=warning or (undertaking.warning if undertaking else None),
        undertaking=undertaking,
        who=who.strip(),
        used_on=used_on,
        language=language,
        result=result,
        happened=happened.strip(),
        fictional=fictional or any(one.fictional for one in tied),
    )
    groups = Share.objects.filter(record_id=first.pk).values_list("group_id", flat=True)
    record_share(record=use, groups=list(groups))
    ledger.record(viewer, "library.use", use, option=option, card=card, result=result)
    return use


@transaction.atomic
def library_use_tell(*, viewer: Viewer, use: LibraryUse, version: int, **told: Any) -> LibraryUse:
    """Say what came of it, or put it right. `told`: who, used_on, language, result, happened.

    Raises:
        Conflict: somebody else did so first.
        NotAllowed: another organisation recorded it.
        NotPossibleNow: see `library_use_record`.
    """
    policy.require(viewer, "library.use", use)
    if not may_tell(viewer, use):
        raise NotAllowed("not_allowed.other_desk", act="library.use")
    kept = {name: getattr(use, name) for name in ("who", "used_on", "result", "happened")}
    _checked(**{**kept, **{name: value for name, value in told.items() if name in kept}})
    record_change(record=use, version=version, **told)
    ledger.record(viewer, "library.result", use, result=use.result)
    return use


NARROWEST = ("red", "amber_strict", "amber", "green", "clear")


def _checked(*, who: str, used_on: date, result: str, happened: str) -> None:
    if not who.strip():
        raise NotPossibleNow("library.nobody")
    if used_on > clock.now().date():
        raise NotPossibleNow("library.ahead")
    if result != LibraryUse.Result.UNKNOWN and not happened.strip():
        raise NotPossibleNow("library.result_without_words")
