"""Pages of looking back: what came of our warnings, and what was missed?"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotAllowed
from nadhir.web.core import clock, export, policy
from nadhir.web.core.acting import identifier_of
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors, services
from nadhir.web.response.forms.reviews import ReviewForm
from nadhir.web.response.models import Review
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings

WAITING = 5


@signed_in
def review_list(request: Request) -> HttpResponseBase:
    """What came of our warnings, which were false, and what did we miss?"""
    viewer = request.viewer
    policy.require(viewer, "review.write")
    found = selectors.reviews(viewer)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-reviews", *_table(viewer, list(found[: export.MOST])))
    page = page_of(request, found)
    selectors.as_told(viewer, page.rows)
    seen = situations.situations(viewer).in_bulk({one.situation_id for one in page.rows})
    told = warnings.warnings(viewer).in_bulk({one.warning_id for one in page.rows if one.warning_id})
    waiting = selectors.to_review(viewer, clock.now().date())
    context = {
        "page": page,
        "rows": [
            {
                "review": one,
                "situation": seen.get(one.situation_id),
                "warning": told.get(one.warning_id) if one.warning_id else None,
            }
            for one in page.rows
        ],
        "record": selectors.record_of(selectors.closed_reviews(viewer)),
        "outcomes": Review.Outcome.choices,
        "waiting": waiting[:WAITING],
        "more_waiting": max(waiting.count() - WAITING, 0),
        "perhaps_missed": selectors.perhaps_missed(viewer)[:WAITING],
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/reviews.html", context)


def _table(viewer: Viewer, found: list[Review]) -> tuple[list[str], list[list[Any]]]:
    """The list as a file, with the situations and warnings that the viewer may know of."""
    selectors.as_told(viewer, found)
    seen = situations.situations(viewer).in_bulk({one.situation_id for one in found})
    told = warnings.warnings(viewer).in_bulk({one.warning_id for one in found if one.warning_id})
    columns = [
        _("Warning"), _("Situation"), _("What came of it"), _("Day of harm"), _("First sign"),
        _("Issued"), _("Earlier?"), _("More inclusive?"), _("More sustainable?"), _("Lesson"), _("Status"),
    ]  # fmt: skip
    rows = [
        [
            told[one.warning_id].number if one.warning_id in told else "",
            in_words(seen[one.situation_id].names) if one.situation_id in seen else "",
            one.get_outcome_display(),
            one.happened_on,
            one.signal_on,
            told[one.warning_id].issued_at if one.warning_id in told else None,
            one.get_earlier_display(),
            one.get_inclusive_display(),
            one.get_sustainable_display(),
            one.lesson,
            one.get_status_display(),
        ]
        for one in found
    ]
    return columns, rows


@signed_in
def review(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was learnt of one warning, or of what was missed?"""
    viewer = request.viewer
    shown = selectors.review(viewer, pk)
    selectors.as_told(viewer, [shown])
    seen = situations.situations(viewer).filter(pk=shown.situation_id).first()
    told = warnings.warnings(viewer).filter(pk=shown.warning_id).first() if shown.warning_id else None
    opened = shown.status == Review.Status.DRAFT
    context = {
        "review": shown,
        "situation": seen,
        "warning": told,
        "thread": selectors.thread(viewer, told) if told is not None else None,
        "may_write": opened and policy.may(viewer, "review.write", shown),
        "may_close": opened
        and policy.may(viewer, "review.close", shown)
        and shown.created_by_id != viewer.user_id,
    }
    return render(request, "response/review.html", context)


@signed_in
def review_new(request: Request) -> HttpResponseBase:
    """Begin a review of the warning or the situation that the address names."""
    viewer = request.viewer
    policy.require(viewer, "review.write")
    about: dict[str, Any] = {}
    if (pk := identifier_of(request.GET.get("warning", ""))) is not None:
        about["warning"] = warnings.warning(viewer, pk)
        if (known := selectors.review_of(viewer, about["warning"])) is not None:
            return redirect("review", pk=known.pk)
    elif (pk := identifier_of(request.GET.get("situation", ""))) is not None:
        about["situation"] = situations.situation(viewer, pk)
    else:
        return redirect("reviews")
    form = ReviewForm(request.POST or None, missed="situation" in about)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("version", None)
        made = _attempted(form, lambda: services.review_write(viewer=viewer, **about, **given))
        if made is not None:
            messages.success(request, _("Kept. A second person closes it."))
            return redirect("review", pk=made.pk)
    return _form_page(request, form, about)


@signed_in
def review_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Go on with a review."""
    viewer = request.viewer
    shown = selectors.review(viewer, pk)
    policy.require(viewer, "review.write", shown)
    form = ReviewForm(
        request.POST or None,
        instance=shown,
        initial={"version": shown.version},
        missed=shown.warning_id is None,
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version", None)
        fresh = selectors.review(viewer, pk)
        if _attempted(
            form, lambda: services.review_write(viewer=viewer, review=fresh, version=version, **given)
        ):
            messages.success(request, _("Kept."))
            return redirect("review", pk=pk)
    seen = situations.situations(viewer).filter(pk=shown.situation_id).first()
    about = {"review": shown, "warning": shown.warning, "situation": seen}
    return _form_page(request, form, about)


def _form_page(request: Request, form: ReviewForm, about: dict[str, Any]) -> HttpResponseBase:
    status = getattr(form, "refused", 422) if request.method == "POST" else 200
    return render(request, "response/review_form.html", {"form": form, **about}, status=status)


def _attempted(form: ReviewForm, act: Any) -> Any:
    try:
        return act()
    except NotAllowed:
        raise
    except NadhirError as refused:
        form.add_error(None, explain(refused, get_language()))
        form.refused = status_of(refused)  # type: ignore[attr-defined]
        if isinstance(refused, Conflict) and form.instance.pk:
            # What the other person wrote stands beside; one's own words stay in the form.
            form.theirs = Review.objects.get(pk=form.instance.pk)  # type: ignore[attr-defined]
        return None


@signed_in
@require_POST
def review_close(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Close a review."""
    viewer = request.viewer
    shown = selectors.review(viewer, pk)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
    services.review_close(viewer=viewer, review=shown, version=version)
    messages.success(request, _("Closed."))
    return redirect("review", pk=pk)
