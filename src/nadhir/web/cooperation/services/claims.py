"""Source documents and what they claim. A claim is written once; people say which of two holds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.sources import WrittenDate
from nadhir.web.cooperation.models import Claim, SourceDocument
from nadhir.web.cooperation.services.dossiers import said
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.services import held_fields


@transaction.atomic
def source_document_record(
    *,
    viewer: Viewer,
    slug: str,
    names: Mapping[str, str],
    publisher: Mapping[str, str] | None = None,
    when: WrittenDate | None = None,
    tlp: str = "clear",
    **fields: Any,
) -> SourceDocument:
    """Describe a document that facts are read in. The same slug again is the same document.

    Args:
        fields: `language`, `url`, `note`, `fictional`.

    Raises:
        NotPossibleNow: it has no title.
    """
    policy.require(viewer, "claim.record")
    if known := SourceDocument.objects.filter(slug=slug).first():
        return known
    if not (titled := said(names)):
        raise NotPossibleNow("claim.without_title")
    held = held_fields(when)
    made = SourceDocument.objects.create(
        owner_id=viewer.desk, created_by_id=viewer.user_id, tlp=tlp, slug=slug, names=titled,
        publisher=said(publisher or {}), dated=held["held"], dated_on=held["held_on"], **fields,
    )  # fmt: skip
    ledger.record(viewer, "source_document.record", made)
    return made


@transaction.atomic
def claim_record(
    *,
    viewer: Viewer,
    document: SourceDocument,
    about: str,
    record_id: uuid.UUID,
    what: str,
    value: Mapping[str, Any],
    as_written: str = "",
    sentence: str = "",
    valid_from: str = "",
    valid_to: str = "",
    functions: Iterable[str] = (),
) -> Claim:
    """Keep what a document states of a record. What it contradicts stays as it is.

    Args:
        about: of which kind the record is.
        what: what is claimed: `held`, `participants`, `name`, `role`, …
        value: what it means: `{start, end, precision}`, `{number}` or `{words}` by language.
        as_written: the date or figure as the document writes it; never its sentences.
        sentence: where in the document.

    Raises:
        NotPossibleNow: it claims nothing.
    """
    policy.require(viewer, "claim.record", document)
    if not value and not as_written.strip():
        raise NotPossibleNow("claim.empty")
    known = Claim.objects.filter(
        document=document, record_id=record_id, what=what, as_written=as_written, sentence=sentence
    ).first()
    if known is not None:
        return known
    made = Claim.objects.create(
        document=document, about=about, record_id=record_id, what=what, value=dict(value),
        as_written=as_written.strip(), sentence=sentence, valid_from=valid_from, valid_to=valid_to,
        functions=list(functions),
    )  # fmt: skip
    ledger.record(viewer, "claim.record", document, claim=made.pk)
    return made


@transaction.atomic
def claim_judge(*, viewer: Viewer, claim: Claim, standing: str, because: str) -> Claim:
    """Say whether a claim holds. Of those that it contradicts nothing is decided by that.

    Raises:
        NotPossibleNow: no reason is given.
    """
    policy.require(viewer, "claim.judge", claim.document)
    if standing != Claim.Standing.STANDS and not because.strip():
        raise NotPossibleNow("claim.no_reason")
    claim.standing, claim.because = standing, because.strip()
    claim.checked_by_id, claim.checked_at = viewer.user_id, clock.now()
    claim.save(update_fields=["standing", "because", "checked_by", "checked_at"])
    ledger.record(viewer, "claim.judge", claim.document, claim=claim.pk, standing=standing)
    return claim
