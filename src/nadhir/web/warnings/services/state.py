"""In which state a warning must be for an act, said in words where it is not."""

from __future__ import annotations

from nadhir.errors import NotPossibleNow
from nadhir.web.core import words
from nadhir.web.warnings.models import Warning


def require_state(warning: Warning, *allowed: str) -> None:
    """Go on only where the warning is in one of the `allowed` states.

    Raises:
        NotPossibleNow: otherwise, with the state in words of each language.
    """
    if warning.status in allowed:
        return
    raise NotPossibleNow("warning.wrong_state", state=words.in_all(warning.get_status_display))
