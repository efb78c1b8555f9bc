"""Which commitments a record serves, as somebody judged: never a machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation.models import Serving
from nadhir.web.cooperation.selectors.commitments import Served, column_of, of_key, scope_of
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer

ACT = "serving.judge"


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement.

    Attributes:
        of: the catalogue, or the identifier of the plan.
        element: the commitment; "" says that the record serves none of them.
        serves: whether it does.
    """

    of: str
    element: str
    serves: bool = True
    note: str = ""


@transaction.atomic
def serving_judge(*, viewer: Viewer, record: Served, judged: Iterable[Judged]) -> list[Serving]:
    """Say which commitments a record serves and which it does not. Said again, the later word counts.

    Args:
        record: an engagement, undertaking, instrument or cohort.

    Raises:
        NotAllowed: the viewer works neither on the record nor on the plan.
        NotPossibleNow: there is no such commitment.
    """
    policy.require(viewer, ACT)
    policy.require_sight(viewer, record)
    works, column = policy.works_on(viewer, record), column_of(record)
    made = []
    for one in judged:
        scope = scope_of(viewer, one.of)
        if not works and (scope.plan is None or not policy.works_on(viewer, scope.plan)):
            raise NotAllowed("not_allowed.other_desk", act=ACT)
        if one.element and one.element not in scope.catalogue:
            raise NotPossibleNow("plan.element_unknown")
        said: dict[str, Any] = {
            "serves": one.serves and bool(one.element),
            "note": one.note.strip()[:300],
            "by_id": viewer.user_id,
            "at": clock.now(),
        }
        serving, _new = Serving.objects.update_or_create(
            key=of_key(scope, one.element, record.pk),
            defaults=said,
            create_defaults={
                **said,
                "catalogue": scope.catalogue.id if scope.own is None else "",
                "plan": scope.own,
                "element": one.element,
                column: record,
            },
        )
        ledger.record(viewer, ACT, record, of=one.of, element=one.element, serves=serving.serves)
        made.append(serving)
    return made
