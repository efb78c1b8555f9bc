"""A partner's own indicators: brought as a file, mapped to the Framework by a person, taken out of use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from django.db import transaction

from nadhir import doctrine
from nadhir.doctrine.schemes import catalogue_of, read_scheme
from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp, new_id
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.services import name_kept
from nadhir.web.situations.models import FRAMEWORK, Scheme
from nadhir.web.situations.schemes import PREFIX

MOST_ANSWERS = 12  # elements of the Framework for one of a scheme


@transaction.atomic
def scheme_bring(
    *,
    viewer: Viewer,
    raw: bytes,
    file_name: str,
    slug: str,
    title: str = "",
    edition: str = "",
    language: str = "en",
    tlp: str = Tlp.GREEN,
    fictional: bool = False,
) -> Scheme:
    """Take a partner's own indicators as a catalogue.

    Args:
        slug: a short name, once in each organisation.
        title: where the file gives none.
        language: of words for which the file names none.

    Raises:
        DoctrineError: see `nadhir.doctrine.schemes.read_scheme`. Nothing was kept.
        NotPossibleNow: `scheme.known`: the organisation has one of this short name.
    """
    policy.require(viewer, "scheme.record")
    pk = new_id()
    read = read_scheme(
        raw, file_name=name_kept(file_name), catalogue_id=f"{PREFIX}{pk.hex}", title=title, language=language
    )
    if Scheme.objects.filter(owner_id=viewer.desk, slug=slug).exists():
        raise NotPossibleNow("scheme.known", slug=slug)
    made = Scheme.objects.create(
        id=pk,
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        fictional=fictional,
        slug=slug,
        names=read.catalogue.title.as_dict(),
        edition=edition or read.catalogue.version,
        catalogue=read.catalogue.as_json() | {"gaps": [gap.as_json() for gap in read.gaps]},
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    ledger.record(viewer, "scheme.bring", made, sha256=made.sha256, elements=len(read.catalogue.elements))
    return made


@transaction.atomic
def scheme_map(
    *, viewer: Viewer, scheme: Scheme, pairs: Mapping[str, Iterable[str]], version: int | None = None
) -> Scheme:
    """Say which elements of the Framework answer to elements of a scheme; what is not named stays.

    Args:
        pairs: by code of the scheme, elements of the Framework; none takes the correspondence back.

    Raises:
        DoctrineError: `element.unknown` in the scheme or in the Framework.
        NotPossibleNow: `scheme.too_many_answers`, `scheme.retired`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "scheme.record", scheme)
    if scheme.retired_at is not None:
        raise NotPossibleNow("scheme.retired")
    own, framework = catalogue_of(scheme.catalogue), doctrine.load(FRAMEWORK)
    walk = dict(scheme.crosswalk)
    for code, answers in pairs.items():
        own.element(code)
        wanted = [framework.element(answer).id for answer in dict.fromkeys(answers)]
        if len(wanted) > MOST_ANSWERS:
            raise NotPossibleNow("scheme.too_many_answers", code=code, most=MOST_ANSWERS)
        if wanted:
            walk[code] = wanted
        else:
            walk.pop(code, None)
    record_change(record=scheme, version=version, crosswalk=walk)
    ledger.record(viewer, "scheme.map", scheme, mapped=len(walk))
    return scheme


@transaction.atomic
def scheme_retire(*, viewer: Viewer, scheme: Scheme, version: int | None = None) -> Scheme:
    """Take a scheme out of use. What was coded to it stays, and counts as it was mapped.

    Raises:
        NotPossibleNow: `scheme.retired`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "scheme.record", scheme)
    if scheme.retired_at is not None:
        raise NotPossibleNow("scheme.retired")
    record_change(record=scheme, version=version, retired_at=clock.now())
    ledger.record(viewer, "scheme.retire", scheme)
    return scheme
