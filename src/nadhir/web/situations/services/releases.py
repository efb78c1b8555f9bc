"""Making a document for readers outside the desk: what left the house, for whom, in which words.

The document itself is made before, from what may travel so far; here it is written down and let go.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import ledger, policy
from nadhir.web.core.models import Record, Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Release, Situation

# From the narrowest to the widest; the first two never leave the desk.
_WIDTHS = tuple(Tlp.values)
_KEPT = (Tlp.RED, Tlp.AMBER_STRICT)


@transaction.atomic
def release_make(
    *,
    viewer: Viewer,
    kind: str,
    record: Record | None,
    situation: Situation | None,
    content: bytes,
    language: str,
    form: str,
    reach: str,
    audience: str,
    discreet: bool = False,
    remarks: Sequence[Mapping[str, Any]] = (),
    because: str = "",
) -> Release:
    """Write down that a document goes to readers outside the desk.

    Args:
        record: what it is about; None for figures that belong to no record.
        reach: the handling label that it carries.
        audience: who is to read it.
        remarks: what the check of wording pointed at.
        because: why it goes out all the same; needed where there are remarks, or where the document goes
            further than its record.

    Raises:
        NotAllowed: the role does not include it, or the record is another desk's.
        NotPossibleNow: no reader or no reason is given, or the record may not leave the desk.
    """
    policy.require(viewer, "document.release", *([record] if record is not None else []))
    narrow = record is not None and record.tlp in _KEPT
    if narrow or reach not in _WIDTHS or reach in _KEPT:
        raise NotPossibleNow("release.too_narrow")
    if not audience.strip():
        raise NotPossibleNow("release.without_reader")
    wider = record is not None and _WIDTHS.index(reach) > _WIDTHS.index(record.tlp)
    if (remarks or wider) and not because.strip():
        raise NotPossibleNow("release.without_reason")
    release = Release.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=reach,
        situation=situation,
        kind=kind,
        subject_id=_key(record),
        language=language,
        form=form,
        audience=audience.strip()[:200],
        discreet=discreet,
        remarks=[dict(one) for one in remarks],
        accepted_because=because.strip()[:300],
        sha256=hashlib.sha256(content).hexdigest(),
        fictional=record.fictional if record is not None else False,
    )
    ledger.record(
        viewer, "release.make", release, kind=kind, about=_key(record), reach=reach, language=language,
        form=form, discreet=discreet, remarks=len(remarks), sha256=release.sha256,
    )  # fmt: skip
    return release


def _key(record: Record | None) -> uuid.UUID | None:
    return record.pk if record is not None else None
