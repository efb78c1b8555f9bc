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


def require_replaceable(warning: Warning, *, by: Warning | None = None) -> None:
    """Go on only where an update can take the place of a warning: it is in force, and no other is to do it.

    Args:
        by: the update that is under way itself.

    Raises:
        NotPossibleNow: it is not out yet, was cancelled, expired or replaced, or another update is written.
    """
    if warning.status in (Warning.Status.CANCELLED, Warning.Status.EXPIRED):
        raise NotPossibleNow(f"warning.update_of_{warning.status}", number=warning.number)
    others = Warning.objects.filter(updates=warning)
    if by is not None:
        others = others.exclude(pk=by.pk)
    if warning.status == Warning.Status.UPDATED:
        newer = others.exclude(issued_at=None).first()
        raise NotPossibleNow(
            "warning.update_of_updated", number=warning.number, newer=newer.number if newer else "–"
        )
    require_state(warning, Warning.Status.ISSUED)
    if (under_way := others.filter(issued_at=None).first()) is not None:
        raise NotPossibleNow("warning.update_under_way", number=under_way.number)
