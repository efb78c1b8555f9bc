"""The page of one act: its form, the act, and where one comes to when it is done.

What is refused is said beside the form in the reader's language, with the words kept: 422 what can be put
right, 409 where somebody else was first. Only what is not allowed at all leaves the page.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.web.core.http import Request
from nadhir.web.core.middleware import status_of

LANGUAGES = (("ar", "العربية"), ("en", "English"), ("fr", "Français"))


def attempted(form: forms.BaseForm, do: Callable[[], Any]) -> Any:
    """What the act gives, or True where it gives nothing; None where it is refused, and then the form says
    why.

    Raises:
        NotAllowed: the act is not the viewer's.
    """
    try:
        made = do()
    except NotAllowed:
        raise
    except NadhirError as refused:
        form.add_error(None, explain(refused, get_language()))
        form.refused = status_of(refused)  # type: ignore[attr-defined]
        return None
    return True if made is None else made


def status_after(request: Request, form: forms.BaseForm) -> int:
    """The status of a page that shows the form again."""
    return getattr(form, "refused", 422) if request.method == "POST" else 200


def act(
    request: Request,
    form: forms.BaseForm,
    do: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    done: str,
    back: str | Callable[[Any], str],
    lead: str = "",
    about: str = "",
    cancel: str = "",
    template: str = "response/act.html",
    **more: Any,
) -> HttpResponseBase:
    """The page of one act.

    Args:
        do: the act, with what the form found; what it gives goes to `back`.
        done: said when it is done.
        back: the address to come to then; or how to tell it from what the act gave.
        cancel: the address of the way back without doing it, where `back` is told by the act.
        more: what the template shows besides.
    """
    if request.method == "POST" and form.is_valid():
        made = attempted(form, lambda: do(dict(form.cleaned_data)))
        if made is not None:
            messages.success(request, done)
            return redirect(back if isinstance(back, str) else back(made))
    way_back = cancel or (back if isinstance(back, str) else "")
    context = {"form": form, "title": title, "button": button, "back_url": way_back, "lead": lead}
    return render(request, template, {**context, "about": about, **more}, status=status_after(request, form))


def identifier_of(text: Any) -> uuid.UUID | None:
    """What was written in an address or a field, where it is an identifier at all."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


class InThreeLanguages(forms.Form):
    """A form with texts in up to three languages: fields `<name>_<language>` for each of `texts`, which come
    out together as `{language: text}`. `texts`: name, label, whether it is long."""

    texts: tuple[tuple[str, Any, bool], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, long in self.texts:
            for code, language in LANGUAGES:
                shape: dict[str, Any] = {"lang": code, "dir": "rtl" if code == "ar" else "ltr"}
                widget = forms.Textarea({**shape, "rows": 3}) if long else forms.TextInput(shape)
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} · {language}",
                    required=False,
                    widget=widget,
                    max_length=20_000 if long else 300,
                )

    def clean(self) -> dict[str, Any]:
        """The texts of one name together, by language."""
        given = super().clean() or self.cleaned_data
        for name, _label, _long in self.texts:
            given[name] = {
                code: text for code, _language in LANGUAGES if (text := given.pop(f"{name}_{code}", ""))
            }
        return given

    @staticmethod
    def spread(name: str, texts: dict[str, str]) -> dict[str, str]:
        """The initial values of the fields of one name."""
        return {f"{name}_{code}": text for code, text in texts.items()}
