"""Pages of the way of a report: handing in, clearing or returning, submitting, the answer."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.forms.reports import AnswerForm, HandInForm, NoteForm, SubmitForm, titles
from nadhir.web.cooperation.models import Report
from nadhir.web.core import clock, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.situations.documents.outlet import NAMES


@signed_in
def report_hand_in(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Hand it in to be cleared, knowing what is missing."""
    viewer = request.viewer
    shown = _for(request, pk, "report.write")
    sections = selectors.report_sections(viewer, shown)
    missing = selectors.missing(shown, sections)
    called = titles(shown, sections)
    waiting = selectors.contributions_waiting(viewer, shown)
    form = HandInForm(_sent(request))
    if not missing and not waiting:
        del form.fields["anyway"]
    lacking = " · ".join(
        f"{called[one.code]} ({', '.join(NAMES[code] for code in one.languages)})" for one in missing
    )
    lead = _("From now on it is kept word for word: what is cleared is what goes out.")
    if missing:
        lead = _("Words are missing in: %(sections)s. From now on it is kept word for word.") % {
            "sections": lacking
        }
    if waiting:
        told = " · ".join(f"{called[one.section]} ({one.get_status_display()})" for one in waiting)
        lead += " " + _("Contributions that are neither taken nor left out: %(sections)s.") % {
            "sections": told
        }
    if not (clearers := selectors.report_clearers(shown)):
        lead += " " + _("Nobody at your desk can clear it: it needs a reviewer or a decision-maker there.")
    return act(
        request,
        form,
        lambda given: services.report_hand_in(viewer=viewer, report=shown, **given),
        title=_("Hand in"),
        lead=lead,
        button=_("Hand in"),
        done=_("Handed in. Somebody else clears it now.")
        if clearers
        else _("Handed in. Nobody at your desk can clear it yet; you can take it back."),
        back=reverse("report", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
def report_take_back(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take it back before somebody cleared it."""
    viewer = request.viewer
    shown = _for(request, pk, "report.write")
    return act(
        request,
        forms.Form(_sent(request)),
        lambda _given: services.report_take_back(viewer=viewer, report=shown),
        title=_("Take the report back"),
        lead=_("You go on writing it, and hand it in again. What was handed in is not kept."),
        button=_("Take the report back"),
        done=_("It is being written again."),
        back=reverse("report", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
def report_clear(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Clear it, as somebody who wrote no part of it."""
    viewer = request.viewer
    shown = _for(request, pk, "report.clear")
    return act(
        request,
        NoteForm(_sent(request)),
        lambda given: services.report_clear(viewer=viewer, report=shown, **given),
        title=_("Clear the report"),
        lead=_("Read it first, in each of its languages. What you clear is what goes out."),
        button=_("Clear it"),
        done=_("Cleared. It can be submitted now."),
        back=reverse("report", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
def report_return(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Give it back with what is to be put right."""
    viewer = request.viewer
    shown = _for(request, pk, "report.clear")
    return act(
        request,
        NoteForm(_sent(request)),
        lambda given: services.report_return(viewer=viewer, report=shown, **given),
        title=_("Give it back"),
        lead=_("Say what is to be put right. The writers read it with the report."),
        button=_("Give it back"),
        done=_("It is with its writers again."),
        back=reverse("report", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
def report_submit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record that it went to the higher body."""
    viewer = request.viewer
    shown = _for(request, pk, "report.write")
    return act(
        request,
        SubmitForm(_sent(request), initial={"on": clock.now().date()}),
        lambda given: services.report_submit(viewer=viewer, report=shown, **given),
        title=_("It was submitted"),
        lead=_("From then on everybody whom its label reaches can read it."),
        button=_("It was submitted"),
        done=_("Kept. Record here what the higher body decides on it."),
        back=reverse("report", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
def report_answer(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record what the higher body decided on it."""
    viewer = request.viewer
    shown = _for(request, pk, "report.write")
    return act(
        request,
        AnswerForm(_sent(request), viewer=viewer, report=shown, initial={"on": clock.now().date()}),
        lambda given: services.report_answer(viewer=viewer, report=shown, **given),
        title=_("Decision on the report"),
        lead=_("What somebody is to do stands among the undertakings, and in the next report."),
        button=_("Keep"),
        done=_("Kept."),
        back=reverse("report", args=[pk]),
        about=in_words(shown.names),
    )


def _sent(request: Request) -> Any:
    """What was sent, which may be nothing but the press of the button."""
    return request.POST if request.method == "POST" else None


def _for(request: Request, pk: uuid.UUID, needed: str) -> Report:
    shown = selectors.report(request.viewer, pk)
    policy.require(request.viewer, needed, shown)
    return shown
