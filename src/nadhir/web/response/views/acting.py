"""One act on a page of its own: the form, and what happens when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render

from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request


def done(request: Request, form: forms.Form, do: Callable[[], Any]) -> bool:
    """Whether something was sent and done; where it is refused, the form says why."""
    if request.method != "POST" or not form.is_valid():
        return False
    return attempted(form, do) is not None


def act(request: Request, form: forms.Form, **shown: Any) -> HttpResponseBase:
    """The page of one form. `shown`: title, lead, button, danger, back."""
    context = {"form": form, "back_url": shown.pop("back"), **shown}
    return render(request, "directory/network_act.html", context, status=status_after(request, form))
