"""What the pages of acts share: a form, one service, and back; what is refused is said beside the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request
from nadhir.web.warnings.models import Warning


def act_page(
    request: Request,
    warning: Warning,
    form: forms.BaseForm,
    do: Callable[[dict[str, Any]], Any],
    *,
    done: str,
    template: str = "warnings/act.html",
    **shown: Any,
) -> HttpResponseBase:
    """The page of one act: its form, the act, and back to the warning; what is refused is said beside it."""
    if request.method == "POST" and form.is_valid() and attempted(form, lambda: do(dict(form.cleaned_data))):
        return back_to(request, warning, done)
    context = {
        "form": form,
        "warning": warning,
        "back_url": reverse("warning", args=[warning.pk]),
        **shown,
    }
    return render(request, template, context, status=status_after(request, form))


def back_to(request: Request, warning: Warning, words: str) -> HttpResponseBase:
    messages.success(request, words)
    return redirect("warning", pk=warning.pk)
