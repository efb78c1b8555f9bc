"""The acts of the story that record what was used of the response library, and what came of it."""

from __future__ import annotations

from typing import Any

from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.response import services as response
from nadhir.web.response.models import LibraryUse


@act
def use_library(
    stage: Stage,
    viewer: Viewer,
    *,
    used: int,
    by: str,
    situation: str = "",
    warning: str = "",
    undertaking: str = "",
    **said: Any,
) -> LibraryUse:
    """Record that an option or a card was used, `used` days from today."""
    tied = {"situation": situation, "warning": warning, "undertaking": undertaking}
    for kept in tied.values():
        if kept:
            stage.kept[kept].refresh_from_db()
    return response.library_use_record(
        viewer=viewer,
        who=by,
        used_on=stage.day(used),
        **{name: stage.kept[kept] for name, kept in tied.items() if kept},
        **said,
    )


@act
def tell_use(stage: Stage, viewer: Viewer, *, use: str, **told: str) -> LibraryUse:
    """Say what came of it."""
    one: LibraryUse = stage.kept[use]
    return response.library_use_tell(viewer=viewer, use=one, version=one.version, **told)
