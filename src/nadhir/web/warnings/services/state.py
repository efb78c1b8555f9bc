"""In which state a warning must be for an act, said in words where it is not."""

from __future__ import annotations

from django.utils import translation

from nadhir.doctrine.text import LANGUAGES
from nadhir.errors import NotPossibleNow
from nadhir.web.warnings.models import Warning


def require_state(warning: Warning, *allowed: str) -> None:
    """Go on only where the warning is in one of the `allowed` states.

    Raises:
        NotPossibleNow: otherwise, with the state in words of each language.
    """
    if warning.status in allowed:
        return
    label = Warning.Status(warning.status).label
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(label)
    raise NotPossibleNow("warning.wrong_state", state=said)
