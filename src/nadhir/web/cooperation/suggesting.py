"""Which commitments the words of a record may speak of. A suggestion saves a search; a person decides."""

from __future__ import annotations

import functools
from typing import Any

from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.outline import commitments_of
from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import LANGUAGES
from nadhir.screening.suggestion import suggest
from nadhir.web.cooperation.models import Cohort, Instrument
from nadhir.web.cooperation.selectors.commitments import Scope, Served
from nadhir.web.cooperation.selectors.plans import under
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking

MOST = 3
READ = 4_000  # letters of a record that are read


def suggested(scope: Scope, words: str) -> dict[str, Reason]:
    """The commitments that these words may speak of, with the reason for each, the likeliest first."""
    if not words.strip():
        return {}
    return {one.element: one.why for one in suggest(words[:READ], framework=_flat(scope.catalogue), k=MOST)}


@functools.lru_cache(maxsize=16)
def _flat(catalogue: Catalogue) -> Catalogue:
    """The commitments alone, each with the words of what stands under it: these are what is suggested."""
    elements = tuple(
        Element(
            one.id,
            one.kind,
            None,
            one.text,
            one.label,
            guidance=(*one.guidance, *(catalogue.element(each).text for each in under(catalogue, one.id))),
        )
        for one in commitments_of(catalogue)
    )
    return Catalogue(
        id=catalogue.id,
        kind=catalogue.kind,
        version=catalogue.version,
        title=catalogue.title,
        summary=catalogue.summary,
        citation=catalogue.citation,
        sources=(),
        licence_note="",
        elements=elements,
    )


def words_of(viewer: Viewer, record: Served) -> str:
    """What a record says, as the viewer may read it, in one language: mixing them would blur the words."""
    texts: list[Any] = []
    if isinstance(record, Undertaking):
        (shown,) = response.as_read(viewer, [record])
        return f"{shown.title}. {shown.result}"
    texts.append(record.names)
    if isinstance(record, Engagement):
        response.as_told(viewer, [record])
        texts[0] = record.names
        if "outcome" not in response.withheld(viewer, record):
            texts.append(record.outcome)
    if isinstance(record, Instrument):
        texts += [*record.areas, record.note]
    if isinstance(record, Cohort):
        texts += [{"en": str(one).replace("-", " ")} for one in record.modules]
    spoken = next((lang for lang in ("en", *LANGUAGES) if texts[0].get(lang)), "en")
    return ". ".join(str(one.get(spoken, "")) for one in texts if isinstance(one, dict) and one.get(spoken))
