"""The desk: the inbox and the page of one item, where reports meet situations."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, Max, Min, Q
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import Reason, explain
from nadhir.errors import Conflict, NadhirError, NotPossibleNow
from nadhir.screening import Finding
from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import names_of
from nadhir.web.core import export, ledger, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import language_name, number
from nadhir.web.directory.models import Place
from nadhir.web.expressions import selectors as expressions
from nadhir.web.intake import selectors as intake
from nadhir.web.intake import services as intake_services
from nadhir.web.intake.models import Item, ItemPlace
from nadhir.web.portal import coding, passages, rows, speech
from nadhir.web.portal.acts import act_words
from nadhir.web.portal.coding import CodingForm
from nadhir.web.portal.forms import AttachForm, InboxFilter, RatingForm, Ticked, TriageForm
from nadhir.web.portal.speech import JudgementForm
from nadhir.web.situations import selectors as situations
from nadhir.web.situations import services as situation_services
from nadhir.web.situations.models import Evidence

UNDO = "inbox.undo"
MOST_TICKED = 200
LONG = 3_000  # characters; a longer text scrolls within the page, so that facts and acts stay near


@signed_in
def inbox(request: Request) -> HttpResponseBase:
    """What came in, what first?"""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    form = InboxFilter(rows.asked(request), viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = intake.rows(
        intake.inbox(
            viewer,
            status=chosen.get("status") or "open",
            priority=chosen.get("priority"),
            language=chosen.get("language", ""),
            source=chosen.get("source", ""),
            place=chosen.get("place", ""),
            mine=chosen.get("mine", False),
            speech=chosen.get("speech", ""),
            words=chosen.get("q", ""),
        )
    ).prefetch_related("item_places__place")
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return rows.exported(request, found)
    page = page_of(request, found)
    context = {
        "filter": form,
        "applied": rows.applied(request, form),
        "page": page,
        "rows": rows.rows_of(viewer, page.rows),
        "copies": intake.copies_of(viewer, page.rows),
        "answer": _answer(request),
        "triage": TriageForm(viewer=viewer, items=[]),
        "may_triage": policy.may(viewer, "item.triage"),
        "may_judge": policy.may(viewer, "finding.judge"),
        "may_receive": policy.may(viewer, "item.receive"),
        "may_export": policy.may(viewer, "table.export"),
        "undo": request.session.pop(UNDO, None),
    }
    return render(request, "portal/inbox.html", context)


def _answer(request: Request) -> dict[str, Any]:
    """The inbox in a sentence: how much waits, how much of it is violence, how long the oldest has waited."""
    waiting = intake.items(request.viewer).filter(status__in=intake.OPEN, leads_cluster=True)
    violent = Q(priority=Item.Priority.VIOLENCE)
    return waiting.order_by().aggregate(
        waiting=Count("pk"),
        violent=Count("pk", filter=violent),
        oldest=Min("received_at", filter=violent),
        newest=Max("received_at"),
    )


@signed_in
@require_POST
def triage(request: Request) -> HttpResponseBase:
    """Assign, attach, dismiss or reopen what was ticked. What cannot be done to one report is said, and done
    to the others all the same."""
    viewer = request.viewer
    form = TriageForm(request.POST, viewer=viewer, items=request.POST.getlist("item")[:MOST_TICKED])
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return redirect(_back(request))
    act = form.cleaned_data["act"]
    done: list[uuid.UUID] = []
    problems: Counter[str] = Counter()
    for ticked in form.cleaned_data["item"]:
        try:
            _act(request, form.cleaned_data, ticked)
            done.append(ticked.pk)
        except NadhirError as problem:
            problems[explain(problem, get_language())] += 1
    if done:
        messages.success(request, _done(act, len(done)))
    for words, many in problems.items():
        messages.error(request, words if many == 1 else f"{words} ({number(many)})")
    if act == "dismiss" and done and "from" not in request.POST:
        request.session[UNDO] = [str(identifier) for identifier in done]
    return redirect(_back(request))


def _act(request: Request, chosen: dict[str, Any], ticked: Ticked) -> None:
    viewer = request.viewer
    item = intake.item(viewer, ticked.pk)
    if ticked.version is not None and ticked.version != item.version:
        raise Conflict("conflict.changed")
    if chosen["act"] == "assign":
        intake_services.item_assign(viewer=viewer, item=item, to=cast("User", request.user))
    elif chosen["act"] == "attach":
        situation = situations.situation(viewer, chosen["situation"])
        situation_services.item_attach(viewer=viewer, situation=situation, item=item)
    elif chosen["act"] == "dismiss":
        intake_services.item_dismiss(viewer=viewer, item=item, because=chosen["because"])
    else:
        intake_services.item_reopen(viewer=viewer, item=item)


def _done(act: str, many: int) -> str:
    if act == "assign":
        words = ngettext("%(n)s report is yours.", "%(n)s reports are yours.", many)
    elif act == "attach":
        words = ngettext("%(n)s report attached.", "%(n)s reports attached.", many)
    elif act == "dismiss":
        words = ngettext("%(n)s report dismissed.", "%(n)s reports dismissed.", many)
    else:
        words = ngettext("%(n)s report reopened.", "%(n)s reports reopened.", many)
    return words % {"n": number(many)}


def _back(request: Request) -> str:
    """Where the person was: the inbox with its filters, or the item."""
    item = request.POST.get("from")
    if item:
        try:
            return reverse("item", args=[uuid.UUID(item)])
        except ValueError:
            pass
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return reverse("inbox") + (f"?{query}" if query else "")


@signed_in
def item(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What exactly was said, by whom, how good is it?"""
    viewer = request.viewer
    shown = intake.item(viewer, pk)
    form = _coding(request, shown, request.POST or None)
    if request.method == "POST" and request.POST.get("act") == "show":
        # Only the suggestions, or another catalogue, are asked for; nothing is judged yet.
        return item_page(request, shown, form=form.silent())
    if request.method == "POST" and form.is_valid():
        try:
            coded = coding.code(request, shown, form.cleaned_data)
        except NadhirError as problem:
            form.add_error(None, explain(problem, get_language()))
        else:
            words = ngettext("Coded to %(n)s indicator.", "Coded to %(n)s indicators.", len(coded))
            messages.success(request, words % {"n": number(len(coded))})
            # The form was sent to its own anchor; what was kept is said on top.
            return redirect(reverse("item", args=[shown.pk]) + "#main")
    return item_page(request, shown, form=form, status=422 if request.method == "POST" else 200)


def _coding(request: Request, shown: Item, posted: QueryDict | None) -> CodingForm:
    return CodingForm(posted, viewer=request.viewer, item=shown, finding=intake.finding_of(shown))


def item_page(
    request: Request,
    shown: Item,
    *,
    form: CodingForm | None = None,
    judging: JudgementForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The page of an item, with a form that was sent and cannot be taken as it is."""
    viewer, finding = request.viewer, intake.finding_of(shown)
    form = form or _coding(request, shown, None)
    segments, marks = passages.marked(shown.text, finding)
    hidden = policy.hidden_fields(viewer, shown)
    entries = ledger.entries_of(shown.pk)
    own = viewer.organisation_id == shown.owner_id
    context = {
        "item": shown,
        "language": language_name(shown.language),
        "ticked": TriageForm.ticked(shown),
        "own": own,
        "hidden": hidden,
        "source": None if "source" in hidden else shown.source,
        "finding": finding,
        "segments": segments,
        "marks": marks,
        "cut": len(shown.text) > passages.SHOWN,
        "reasons": [Reason.of_json(reason) for reason in shown.reasons],
        **_places(shown),
        "long": len(shown.text) > LONG,
        "copies": _copies(request, shown),
        "attached": situations.situations(viewer).filter(attachments__item=shown),
        "evidence": policy.visible(Evidence.objects.filter(item=shown), viewer).order_by("start", "element"),
        "entries": entries,
        "acts": act_words(),
        # Through whose hands a report went is for its desk: it may tell who reported.
        "names": names_of(entry.actor_id for entry in entries) if own else {},
        "coding": form,
        "attach": AttachForm(viewer=viewer, item=shown),
        "rating": RatingForm(initial={"credibility": shown.credibility, "version": shown.version}),
        **_judged(request, shown, finding, judging),
        "may_triage": own and policy.may(viewer, "item.triage"),
        "may_attach": policy.may(viewer, "situation.change"),
        "mine": shown.assignee_id == viewer.user_id,
        "newer": intake.newer_than(viewer, shown),
        "may_code": shown.erased_at is None and policy.may(viewer, "evidence.code"),
        "may_erase": shown.erased_at is None and policy.may(viewer, "item.erase", shown),
        "anchors": situations.passages_into(viewer, shown),
        "expressions": expressions.expressions_in(viewer, [shown.pk]),
        "may_express": policy.may(viewer, "expression.record") and shown.erased_at is None,
        "may_export": policy.may(viewer, "table.export") and policy.may(viewer, "item.read"),
        "incident": intake.incident(viewer, shown),
        "told": intake.told_of(viewer, shown),
        "may_reply": own and shown.erased_at is None and policy.may(viewer, "told.answer"),
        "may_detail": own and shown.erased_at is None and policy.may(viewer, "incident.record"),
    }
    return render(request, "portal/item.html", context, status=status)


def _judged(
    request: Request, shown: Item, finding: Finding | None, judging: JudgementForm | None
) -> dict[str, Any]:
    """What screening found and what people said of it, each in words; and the form to say it."""
    if finding is None:
        return {"said": None, "may_judge": False}
    viewer = request.viewer
    own = viewer.organisation_id == shown.owner_id
    people = list(intake.judgements_of(viewer, shown))
    return {
        "said": speech.saying_of(finding),
        "people": [(one, speech.saying_of_person(one), own) for one in people],
        "held": next((one for one in people if one.pk == shown.judgement_id), None),
        "past": [
            (one, speech.concern_words()[one.concern]) for one in intake.past_findings_of(viewer, shown)
        ],
        "may_judge": policy.may(viewer, "finding.judge", shown),
        "judging": judging or JudgementForm(item=shown, finding=finding),
        "correcting": judging is not None or "correct" in request.GET,
    }


def _places(shown: Item) -> dict[str, list[Place]]:
    """Where it happened, the closest place first; and what else it speaks of, the most spoken of first."""
    named = list(shown.item_places.select_related("place").order_by("-mentions", "place__code"))
    happened = [one.place for one in named if one.role == ItemPlace.Role.EVENT]
    others = [one.place for one in named if one.place not in happened]
    return {"happened": sorted(happened, key=lambda place: -len(place.code)), "named": others[:12]}


def _copies(request: Request, shown: Item) -> list[Item]:
    """Near-copies of the item, and earlier or later versions of it."""
    same = Q(cluster=shown.cluster) | Q(revises=shown.pk) | Q(pk=shown.revises_id)
    found = intake.items(request.viewer).filter(same).exclude(pk=shown.pk)
    return list(found.defer("raw", "text", "folded", "finding").order_by("pk")[:20])


@signed_in
@require_POST
def item_rate(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Rate the information of an item."""
    shown = intake.item(request.viewer, pk)
    form = RatingForm(request.POST)
    if form.is_valid():
        try:
            intake_services.item_rate(viewer=request.viewer, item=shown, **form.cleaned_data)
        except (Conflict, NotPossibleNow) as problem:
            messages.error(request, explain(problem, get_language()))
        else:
            messages.success(request, _("Rated."))
    return redirect("item", pk=pk)


urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/triage/", triage, name="inbox_triage"),
    path("inbox/<uuid:pk>/", item, name="item"),
    path("inbox/<uuid:pk>/rating/", item_rate, name="item_rate"),
    *coding.urlpatterns,
]
