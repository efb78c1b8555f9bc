"""Which options fit a picture of a situation, each with its reasons in words; no score.

In: the factors found present or rising, the phase, the days left and who can act. Out: the options that
answer at least one of the factors in that phase, in an order that is said: what can still work in time first,
then what answers a rising factor, then what somebody there can do, then the quicker. Factors are not counted
and nothing is weighed against anything else; what comes too late is shown with that reason, not left out: it
may be the wiser thing all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nadhir.doctrine.loader import library
from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.responses.library import FRAMEWORK, Option, actors

BOOK = "nadhir.doctrine.responses"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a situation for the purpose.

    Attributes:
        present: factors of the Framework of 2014 found present.
        rising: those of them that are getting worse.
        phase: "prevention" or "response"; empty where both are wanted.
        days_left: until what is feared may happen; None where no day is known.
        available: keys of actors who can act there; empty where that is not known.
        nobody_else: whether it is known that nobody else can act there.
    """

    present: frozenset[str]
    rising: frozenset[str] = frozenset()
    phase: str = ""
    days_left: int | None = None
    available: frozenset[str] = frozenset()
    nobody_else: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An option and why it is shown. `in_time` is None where no day is known."""

    option: Option
    reasons: tuple[Reason, ...]
    in_time: bool | None
    cautions: tuple[Reason, ...] = ()


def suggest(picture: Picture, among: Iterable[Option]) -> tuple[Suggestion, ...]:
    """The options that fit, in the order told above; none where no factor is present."""
    wanted = picture.present | picture.rising
    fitting = [
        one
        for one in among
        if wanted.intersection(one.factors) and (not picture.phase or picture.phase in one.phases)
    ]
    fitting.sort(key=lambda one: _order(picture, one))  # what is alike stays in the order of the file
    return tuple(_told(picture, one) for one in fitting)


def _order(picture: Picture, one: Option) -> tuple[bool, bool, bool, tuple[int, int]]:
    return (
        _in_time(picture, one) is False,
        not picture.rising.intersection(one.factors),
        bool(picture.available) and not picture.available.intersection(one.actors),
        one.lead,
    )


def _in_time(picture: Picture, one: Option) -> bool | None:
    return None if picture.days_left is None else one.lead[0] <= picture.days_left


def _told(picture: Picture, one: Option) -> Suggestion:
    reasons, cautions = [], []
    catalogue = library().load(FRAMEWORK)
    rising = [key for key in one.factors if key in picture.rising]
    present = [key for key in one.factors if key in picture.present and key not in rising]
    for code, keys in (("suggested.rising", rising), ("suggested.present", present)):
        if keys:
            labels = [catalogue.element(key).label or catalogue.element(key).text for key in keys]
            reasons.append(Reason(code, {"factors": labels}, BOOK))
    in_time = _in_time(picture, one)
    days = {"first": one.lead[0], "last": one.lead[1], "left": picture.days_left}
    if in_time is False:
        cautions.append(Reason("suggested.late", days, BOOK))
    elif in_time and picture.days_left is not None and one.lead[1] > picture.days_left:
        cautions.append(Reason("suggested.tight", days, BOOK))
    elif in_time:
        reasons.append(Reason("suggested.in_time", days, BOOK))
    if there := [key for key in one.actors if key in picture.available]:
        reasons.append(Reason("suggested.available", {"actors": [actors()[key] for key in there]}, BOOK))
    elif picture.nobody_else:
        named = [actors()[key] for key in one.actors]
        cautions.append(Reason("suggested.nobody", {"actors": named}, BOOK))
    return Suggestion(one, tuple(reasons), in_time, tuple(cautions))
