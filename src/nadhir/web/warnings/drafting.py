"""Pages on which a draft is written: its text, and what can be done."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.text import language
from nadhir.web.core import clock, policy, words
from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import NOBODY, Viewer
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Assessment
from nadhir.web.warnings import proposals, selectors, services
from nadhir.web.warnings.acts import act_page, back_to
from nadhir.web.warnings.forms import NewWarningForm, OptionForm, WarningForm
from nadhir.web.warnings.from_library import from_library
from nadhir.web.warnings.models import Proposal, Warning
from nadhir.web.warnings.services.state import require_state

SIGNED = 30  # assessments to choose from
VALID_FOR = timedelta(days=14)


@signed_in
def warning_new(request: Request) -> HttpResponseBase:
    """Begin a warning on a signed assessment, named in the address."""
    viewer = request.viewer
    policy.require(viewer, "warning.draft")
    assessment = _assessment(viewer, request.GET.get("assessment", ""))
    if assessment is None or assessment.status != Assessment.Status.SIGNED:
        choice = situations.signed_assessments(viewer)[:SIGNED]
        return render(request, "warnings/warning_new.html", {"assessment": assessment, "choice": choice})
    proposed = selectors.open_proposal(viewer, request.GET.get("proposal", ""))
    first = _first_words(assessment, proposed) | _next_occasion(viewer, assessment)
    form = NewWarningForm(request.POST or None, viewer=viewer, assessment=assessment, initial=first)
    context = {"form": form, "assessment": assessment, "title": _("New warning")}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempted(
            form,
            lambda: services.warning_draft(
                viewer=viewer,
                assessment=assessment,
                share_with=[uuid.UUID(group) for group in given.pop("share_with", [])],
                readers=[uuid.UUID(person) for person in given.pop("readers", [])],
                **given,
            ),
        )
        if made is not None:
            if proposed is not None and proposed.situation_id == made.situation_id:
                services.proposal_take(viewer=viewer, proposal=proposed, warning=made)
            messages.success(request, _("The draft is kept. Now say what can be done, and who must know."))
            return redirect("warning", pk=made.pk)
    return render(request, "warnings/warning_new.html", context, status=status_after(request, form))


def _assessment(viewer: Viewer, named: str) -> Assessment | None:
    try:
        pk = uuid.UUID(named)
    except ValueError:
        return None
    return situations.assessment(viewer, pk)


def _first_words(assessment: Assessment, proposed: Proposal | None) -> dict[str, Any]:
    """What the assessment already says, so that nobody types it again, and what crossed a threshold."""
    # A warning leaves the desk: it begins with what a discreet situation may be called there.
    situation = situations.shown_to(NOBODY, assessment.situation)
    between = "، " if language(get_language()) == "ar" else ", "
    return {
        "language": language(get_language()),
        "where": between.join(in_words(place.names) for place in situation.places.all())[:300],
        "at_risk": between.join(in_words(group.names) for group in situation.groups.all()),
        "confidence": assessment.confidence,
        "gaps": assessment.gaps,
        "tlp": assessment.tlp,
        "valid_until": (clock.now() + VALID_FOR).astimezone(words.zone()).date(),
        "why_now": proposals.reason_of(proposed) if proposed is not None else "",
    }


def _next_occasion(viewer: Viewer, assessment: Assessment) -> dict[str, Any]:
    """The next date on the calendar of the situation: what one does must work before it."""
    today = clock.now().date()
    ahead = situations.occasions_ahead(viewer, assessment.situation, today)
    soonest = next((time for time in ahead if time.on > today), None)
    if soonest is None:
        return {}
    return {"trigger": in_words(soonest.occasion.names)[:200], "trigger_on": soonest.on}


@signed_in
def warning_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change the text of a draft."""
    viewer = request.viewer
    warning = writable(viewer, pk)
    first = {
        "version": warning.version,
        "valid_until": warning.valid_until.astimezone(words.zone()).date(),
    }
    form = WarningForm(request.POST or None, instance=warning, initial=first)

    def write(given: dict[str, Any]) -> Warning:
        # The form has put the new words into its copy of the warning; the service starts from what is kept.
        kept = selectors.warning(viewer, pk)
        return services.warning_write(viewer=viewer, warning=kept, **given)

    return act_page(
        request,
        warning,
        form,
        write,
        title=_("Change the draft"),
        button=_("Keep the changes"),
        done=_("Changed."),
        comments=selectors.threads(selectors.comments(viewer, warning).filter(resolved_at=None)),
    )


@signed_in
def option_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add something that can be done."""
    viewer = request.viewer
    warning = writable(viewer, pk)
    return act_page(
        request,
        warning,
        OptionForm(request.POST or None, initial=from_library(request.GET.get("library", ""), warning)),
        lambda given: services.option_add(viewer=viewer, warning=warning, **given),
        title=_("Add an option"),
        lead=_("A warning that says what can be done, by whom and in what time is one that is acted upon."),
        button=_("Add the option"),
        done=_("Option added."),
    )


@signed_in
def option_edit(request: Request, pk: uuid.UUID, option: uuid.UUID) -> HttpResponseBase:
    """Change something that can be done."""
    viewer = request.viewer
    warning = writable(viewer, pk)
    chosen = selectors.option(viewer, warning, option)
    return act_page(
        request,
        warning,
        OptionForm(request.POST or None, instance=chosen),
        lambda given: services.option_write(viewer=viewer, option=chosen, **given),
        title=_("Change the option"),
        button=_("Keep the changes"),
        done=_("Changed."),
    )


@signed_in
@require_POST
def option_remove(request: Request, pk: uuid.UUID, option: uuid.UUID) -> HttpResponseBase:
    """Take an option out of a draft."""
    warning = selectors.warning(request.viewer, pk)
    chosen = selectors.option(request.viewer, warning, option)
    services.option_remove(viewer=request.viewer, option=chosen)
    return back_to(request, warning, _("Option taken out."))


def writable(viewer: Viewer, pk: uuid.UUID, *also: str) -> Warning:
    """A warning that the viewer may write: said before somebody types for nothing, and said again by the
    service."""
    warning = selectors.warning(viewer, pk)
    policy.require(viewer, "warning.draft", warning)
    require_state(warning, Warning.Status.DRAFT, *also)
    return warning
