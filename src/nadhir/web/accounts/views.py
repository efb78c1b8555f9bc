"""A person's own page."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from nadhir.web.accounts.forms import PreferencesForm
from nadhir.web.accounts.models import User
from nadhir.web.accounts.services import user_prefer
from nadhir.web.core.http import Request, signed_in


@signed_in
def preferences(request: Request) -> HttpResponseBase:
    """Language, digits and time zone; the ways to password and second factor."""
    user = cast("User", request.user)
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        initial={"language": translation.get_language(), "digits": user.digits, "time_zone": user.time_zone},
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        user_prefer(
            viewer=request.viewer,
            language=language,
            digits=form.cleaned_data["digits"],
            time_zone=form.cleaned_data["time_zone"],
        )
        with translation.override(language):
            messages.success(request, _("Kept. Pages follow your choice from now on."))
        answer = redirect("preferences")
        # The switch at the top of each page keeps its choice here; the two must not contradict each other.
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return answer
    context = {"form": form, "person": user}
    return render(request, "accounts/preferences.html", context, status=422 if form.errors else 200)


def no_such_page(request: HttpRequest) -> HttpResponseBase:
    """Stands before a page of the library that this house does not have."""
    raise Http404(request.path)
