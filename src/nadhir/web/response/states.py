"""How an undertaking moves: from which state to which, what each move needs, and who makes it.

One table, and nothing else decides it. It knows no record, so that it can be read and tested by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# What the person who moves it has to say.
Needs = Literal["", "result", "reason"]

OPEN, ACCEPTED, UNDER_WAY = "open", "accepted", "under_way"
DONE, REFUSED, LAPSED, CANCELLED = "done", "refused", "lapsed", "cancelled"

GOING_ON = (OPEN, ACCEPTED, UNDER_WAY)
ENDED = (DONE, REFUSED, LAPSED, CANCELLED)


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a state.

    Attributes:
        act: what the policy is asked: to report is for whoever does it, to keep for whoever follows it up.
        needs: what must be said.
    """

    to: str
    act: str
    needs: Needs = ""


_ACCEPT = Move(ACCEPTED, "undertaking.report")
_BEGIN = Move(UNDER_WAY, "undertaking.report")
_FINISH = Move(DONE, "undertaking.report", "result")
_REFUSE = Move(REFUSED, "undertaking.report", "reason")
_LAPSE = Move(LAPSED, "undertaking.keep", "reason")
_CALL_OFF = Move(CANCELLED, "undertaking.keep", "reason")
_ASK_AGAIN = Move(OPEN, "undertaking.keep", "reason")

# A result stays: what turns out otherwise later is an undertaking of its own.
MOVES: Mapping[str, tuple[Move, ...]] = {
    OPEN: (_ACCEPT, _BEGIN, _FINISH, _REFUSE, _LAPSE, _CALL_OFF),
    ACCEPTED: (_BEGIN, _FINISH, _REFUSE, _LAPSE, _CALL_OFF),
    UNDER_WAY: (_FINISH, _REFUSE, _LAPSE, _CALL_OFF),
    DONE: (),
    REFUSED: (_ASK_AGAIN,),
    LAPSED: (_ASK_AGAIN,),
    CANCELLED: (_ASK_AGAIN,),
}


def moves(status: str) -> tuple[Move, ...]:
    """The ways from a state, the nearest first."""
    return MOVES[status]


def move(status: str, to: str) -> Move | None:
    """The way from one state to another; None where there is none."""
    return next((one for one in MOVES[status] if one.to == to), None)
