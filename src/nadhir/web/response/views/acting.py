"""One act on a page of its own: the form, and what happens when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.web.core.http import Request
from nadhir.web.core.middleware import status_of


def done(request: Request, form: forms.Form, do: Callable[[], Any]) -> bool:
    """Whether something was sent and done; where it is refused, the form says why."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        do()
    except NotAllowed:
        raise
    except NadhirError as refused:
        form.add_error(None, explain(refused, get_language()))
        form.refused = status_of(refused)  # type: ignore[attr-defined]
        return False
    return True


def status(request: Request, form: forms.Form) -> int:
    return getattr(form, "refused", 422) if request.method == "POST" else 200


def act(request: Request, form: forms.Form, **shown: Any) -> HttpResponseBase:
    """The page of one form. `shown`: title, lead, button, danger, back."""
    context = {"form": form, "back_url": shown.pop("back"), **shown}
    return render(request, "directory/network_act.html", context, status=status(request, form))
