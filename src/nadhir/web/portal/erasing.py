"""Taking the words of a report out to protect somebody: asked once, on a page of its own."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import number
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors as intake
from nadhir.web.intake import services
from nadhir.web.intake.models import Item
from nadhir.web.situations import selectors as situations


class EraseForm(forms.Form):
    """Why the words go, which near-copies go with them, and that the person means it."""

    because = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Do not repeat here what is to be removed."),
    )
    also = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Near-copies that go with it"),
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label=gettext_lazy("I know that this cannot be undone."))

    def __init__(self, *args: object, copies: list[Item], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["also"].choices = [(str(one.pk), one.headline) for one in copies]  # type: ignore[attr-defined]
        if not copies:
            del self.fields["also"]


@signed_in
def item_erase(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What would go, what stays; and do it."""
    viewer = request.viewer
    shown = intake.item(viewer, pk)
    policy.require(viewer, "item.erase", shown)
    if shown.erased_at is not None:
        return redirect("item", pk=shown.pk)
    copies = _copies(viewer, shown)
    form = EraseForm(request.POST if request.method == "POST" else None, copies=copies)
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data.get("also", ()))
        also = [one for one in copies if one.pk in wanted]
        try:
            done = services.item_erase(
                viewer=viewer, item=shown, because=form.cleaned_data["because"], also=also
            )
        except NadhirError as problem:
            form.add_error(None, explain(problem, get_language()))
        else:
            words = ngettext(
                "The words of %(n)s report were removed.",
                "The words of %(n)s reports were removed.",
                len(done),
            )
            messages.success(request, words % {"n": number(len(done))})
            return redirect("item", pk=shown.pk)
    context = {
        "item": shown,
        "form": form,
        "versions": intake.items(viewer).filter(owner=shown.owner_id, key=shown.key).count() - 1,
        "pieces": situations.coded_from(viewer, shown).count(),
        "signed": situations.resting_on(viewer, shown),
        "cancel": _("Leave it as it is"),
    }
    return render(request, "portal/erase.html", context, status=422 if request.method == "POST" else 200)


def _copies(viewer: Viewer, shown: Item) -> list[Item]:
    """Near-copies at the same desk that are no versions of it: those go anyhow."""
    near = intake.rows(intake.items(viewer)).filter(cluster=shown.cluster, owner=shown.owner_id)
    return list(near.exclude(key=shown.key).filter(erased_at=None).order_by("pk")[:50])


urlpatterns = [path("inbox/<uuid:pk>/erase/", item_erase, name="item_erase")]
