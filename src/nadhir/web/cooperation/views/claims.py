"""Pages of source documents: what they claim of whom, and where they contradict each other."""

from __future__ import annotations

import uuid

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.forms.processes import JudgeForm
from nadhir.web.cooperation.wording import claimed, said_of
from nadhir.web.core import export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words


@signed_in
def claim_list(request: Request) -> HttpResponseBase:
    """Which documents do we build on, and where do they contradict each other?"""
    viewer = request.viewer
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return _table(request)
    disputed = selectors.disputed(viewer)
    context = {
        "page": page_of(request, selectors.documents(viewer)),
        "many": selectors.claims(viewer).count(),
        "disputed": disputed,
        "open": sum(one.disputed for one in disputed),
        "may_export": policy.may(viewer, "table.export"),
        "may_judge": policy.may(viewer, "claim.judge"),
    }
    return render(request, "cooperation/claims.html", context)


def _table(request: Request) -> HttpResponseBase:
    viewer = request.viewer
    found = list(selectors.claims(viewer)[: export.MOST])
    subjects = selectors.subjects_of(viewer, found)
    columns = [
        _("document"), _("sentence"), _("about"), _("what is claimed"), _("as written"), _("means"),
        _("from"), _("until"), _("functions"), _("standing"),
    ]  # fmt: skip
    rows = (
        (
            in_words(one.document.names),
            one.sentence,
            subjects[one.record_id].label if one.record_id in subjects else "",
            claimed(one.what),
            one.as_written,
            said_of(one),
            one.valid_from,
            one.valid_to,
            " ".join(one.functions),
            one.get_standing_display(),
        )
        for one in found
    )
    return export.table_response("claims", columns, rows)


@signed_in
def source_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What does this document state, of whom?"""
    viewer = request.viewer
    shown = selectors.document(viewer, pk)
    found = selectors.claims(viewer, document=shown)
    page = page_of(request, found)
    subjects = selectors.subjects_of(viewer, page.rows)
    context = {
        "document": shown,
        "page": page,
        "rows": [(one, subjects.get(one.record_id), claimed(one.what), said_of(one)) for one in page.rows],
        "may_judge": policy.may(viewer, "claim.judge", shown),
    }
    return render(request, "cooperation/source_document.html", context)


@signed_in
def claim_judge(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say whether a claim holds."""
    viewer = request.viewer
    one = selectors.claim(viewer, pk)
    policy.require(viewer, "claim.judge", one.document)
    form = JudgeForm(request.POST or None, initial={"standing": one.standing, "because": one.because})
    return act(
        request,
        form,
        lambda given: services.claim_judge(viewer=viewer, claim=one, **given),
        title=_("Does it hold?"),
        lead=f"{claimed(one.what)}: {one.as_written or said_of(one)}",
        button=_("Save"),
        done=_("Saved."),
        back=reverse("claims"),
        about=in_words(one.document.names),
    )
