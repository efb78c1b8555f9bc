"""How suggestions from the library are shown: on their own page, beside a warning, beside a situation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir import doctrine
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors
from nadhir.web.situations.models import FRAMEWORK, Situation
from nadhir.web.situations.panels import Panel
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning

SHORT = 4  # suggestions on the card that stands on other pages
UNFOLDED = 12  # suggestions on the page itself before the others


def library_panel(viewer: Viewer, situation: Situation) -> Panel | None:
    """The card of a situation. What fits is asked for once the page stands: it looks at much, and must not
    hold up what people came for. Without a script the card leads there."""
    if not policy.may(viewer, "library.use"):
        return None
    url = f"{reverse('library_suggested')}?situation={situation.pk}"
    return Panel("response/_situation_library.html", {"url": url})


def card_context(
    viewer: Viewer,
    situation: Situation,
    warning: Warning | None,
    fit: selectors.Fit,
    *,
    most: int | None = None,
) -> dict[str, Any]:
    """What `response/_library_suggested.html` shows."""
    takes = warning is not None and "write" in warnings.possible_acts(viewer, warning)
    rows = [
        {
            "option": one.option,
            "lead": days_in_words(one.option.lead),
            "factors": pills(one.option.factors),
            "reasons": one.reasons,
            "cautions": one.cautions,
            "take_url": f"{reverse('option_new', args=[warning.pk])}?library={one.option.id}"
            if takes and warning is not None
            else "",
        }
        for one in fit.suggestions[:most]
    ]
    shown = rows[:UNFOLDED]
    query = f"warning={warning.pk}" if warning else f"situation={situation.pk}"
    return {
        "situation": situation,
        "warning": warning,
        "fit": fit,
        "rows": shown,
        "rest": rows[UNFOLDED:],
        "more": len(fit.suggestions) - len(rows),
        "all_url": f"{reverse('library_suggested')}?{query}",
        "use_query": query,
        "because": _("the warning’s last day") if fit.because == "warning" else fit.because,
        "phase": phase_words().get(fit.picture.phase, ""),
        "present": pills(tuple(sorted(fit.picture.present, key=int))),
        "may_use": policy.may(viewer, "library.use", situation),
    }


def days_in_words(lead: tuple[int, int]) -> str:
    """A lead time, from and to."""
    first, last = lead
    if last == 0:
        return _("at once")
    words = ngettext("%(first)s to %(last)s day", "%(first)s to %(last)s days", last)
    return words % {"first": number(first), "last": number(last)}


def phase_words() -> dict[str, str]:
    """What the two phases are called."""
    return {"prevention": _("prevention"), "response": _("response, once crimes occur")}


def pills(factors: tuple[str, ...]) -> list[dict[str, Any]]:
    """Factors of the Framework for `portal/_factor_pills.html`."""
    framework = doctrine.load(FRAMEWORK)
    found = [framework.element(key) for key in factors]
    return [{"number": number(int(one.id)), "label": in_words(one.label or one.text)} for one in found]
