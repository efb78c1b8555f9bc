"""An option of a warning begun from the response library: its words, in the language of the warning."""

from __future__ import annotations

from typing import Any

from nadhir.doctrine import responses
from nadhir.errors import DoctrineError
from nadhir.web.warnings.models import Option, Warning

LINK: dict[str, str] = {"ar": "؛ ", "en": "; ", "fr": " ; "}


def from_library(option_id: str, warning: Warning) -> dict[str, Any]:
    """What the form of an option begins with; nothing where the library has no such option.

    The longer lead time is taken: whoever decides should not be promised too much.
    """
    if not option_id:
        return {}
    try:
        found = responses.option(option_id)
    except DoctrineError:
        return {}
    lang = warning.language
    bases = [responses.bases()[key].in_(lang) for key in found.bases]
    link, most = LINK.get(lang, "; "), Option._meta.get_field("legal_basis").max_length or 0
    while len(link.join(bases)) > most:
        bases.pop()
    return {
        "text": f"{found.title.in_(lang)}. {found.text.in_(lang)}",
        "by_whom": link.join(responses.actors()[key].in_(lang) for key in found.actors)[:200],
        "lead_days": found.lead[1],
        "legal_basis": link.join(bases),
        "risk": found.risks.in_(lang),
    }
