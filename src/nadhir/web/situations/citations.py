"""A passage that an assessment cites, as one reader may see it."""

from __future__ import annotations

from dataclasses import dataclass

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Source
from nadhir.web.situations.models import Evidence
from nadhir.web.situations.services.statements import mark_of


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that the viewer may read. `source` is None where its name is protected."""

    piece: Evidence
    quote: str
    source: Source | None

    @property
    def mark(self) -> str:
        """What stands in a text for this passage."""
        return mark_of(self.piece.pk)

    @property
    def withdrawn(self) -> bool:
        return self.piece.withdrawn_at is not None

    @property
    def erased(self) -> bool:
        """Whether the words were removed to protect somebody; the citation is what is left."""
        return self.piece.item.erased_at is not None


def cite(viewer: Viewer, piece: Evidence, quote: str | None = None) -> Citation:
    """A passage with its source, unless the source is protected from this viewer."""
    hidden = policy.hidden_fields(viewer, piece.item)
    return Citation(
        piece, piece.quote if quote is None else quote, None if "source" in hidden else piece.item.source
    )
