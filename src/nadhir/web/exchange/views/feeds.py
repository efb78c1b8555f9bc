"""The feeds of others that we follow."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, InputRefused
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.exchange import selectors, services
from nadhir.web.exchange.forms import FeedForm
from nadhir.web.exchange.views.alerts import words_of


@signed_in
def feed_list(request: Request) -> HttpResponseBase:
    """Whose alerts do we follow, and do they come?"""
    viewer = request.viewer
    policy.require(viewer, "alert.receive")
    found = list(selectors.feeds(viewer))
    context = {
        "rows": [(one, words_of([one.problem] if one.problem else [])) for one in found],
        "active": sum(one.active for one in found),
    }
    return render(request, "exchange/feeds.html", context)


@signed_in
def feed_new(request: Request) -> HttpResponseBase:
    """Follow a feed."""
    policy.require(request.viewer, "alert.receive")
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.alert_feed_record(viewer=request.viewer, **form.cleaned_data)
            messages.success(request, _("The feed is kept."))
            return redirect("alert_feeds")
        except InputRefused as refused:
            form.add_error(None, explain(refused, get_language()))
    return _form(request, form, _("Follow a feed"))


@signed_in
def feed_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change a feed, turn it on or off."""
    feed = selectors.feed(request.viewer, pk)
    policy.require(request.viewer, "alert.receive", feed)
    fields = {name: getattr(feed, name) for name in ("name", "address", "certificate", "active")}
    form = FeedForm(request.POST or None, initial=fields)
    version = feed.version
    if request.method == "POST":
        sent = request.POST.get("version", "")
        version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0
        if form.is_valid():
            try:
                services.alert_feed_change(
                    viewer=request.viewer, feed=feed, version=version, **form.cleaned_data
                )
                messages.success(request, _("The feed is changed."))
                return redirect("alert_feeds")
            except (InputRefused, Conflict) as refused:
                form.add_error(None, explain(refused, get_language()))
                version = feed.version if isinstance(refused, Conflict) else version
    return _form(request, form, feed.name, version)


def _form(request: Request, form: FeedForm, title: str, version: int | None = None) -> HttpResponseBase:
    return render(request, "exchange/feed_form.html", {"form": form, "title": title, "version": version})
