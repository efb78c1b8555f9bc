"""Which passages a warning rests on, as its author picks them among those of the situation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import ledger
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings.models import Citation, Warning
from nadhir.web.warnings.services.drafting import require_draft

MOST = 12


@transaction.atomic
def citations_choose(*, viewer: Viewer, warning: Warning, evidence: Sequence[uuid.UUID]) -> list[Citation]:
    """Have a draft cite these passages, in this order, and no others. With none it cites what its assessment
    cites.

    Raises:
        NotPossibleNow: too many, or one that the author may not read, that was withdrawn, or that belongs to
            another situation.
    """
    require_draft(viewer, warning)
    wanted = list(dict.fromkeys(evidence))
    if len(wanted) > MOST:
        raise NotPossibleNow("citation.many", most=MOST)
    known = situations.evidence(viewer, warning.situation).filter(pk__in=wanted, withdrawn_at=None)
    if known.count() != len(wanted):
        raise NotPossibleNow("citation.unknown")
    Citation.objects.filter(warning=warning).delete()
    made = [
        Citation.objects.create(warning=warning, evidence_id=key, order=number)
        for number, key in enumerate(wanted, start=1)
    ]
    ledger.record(viewer, "warning.cite", warning, many=len(made))
    return made
