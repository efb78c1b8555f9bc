"""The page on which an agreement is renewed."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.web.cooperation import selectors, services, telling
from nadhir.web.cooperation.models import Instrument, Obligation
from nadhir.web.cooperation.selectors.agreed import GOING_ON
from nadhir.web.cooperation.views.instruments import asking
from nadhir.web.core import policy
from nadhir.web.core.acting import InThreeLanguages, act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory.panels import WrittenDateField


class RenewForm(InThreeLanguages):
    """The agreement that takes the place of another."""

    texts = (("names", gettext_lazy("Name"), False),)

    dated = WrittenDateField(label=gettext_lazy("Signed on"), required=False)
    begins = WrittenDateField(label=gettext_lazy("In force from"), required=False, help_text="")
    duration_months = forms.IntegerField(
        label=gettext_lazy("Holds for so many months"), required=False, min_value=1, max_value=1200
    )
    ends = WrittenDateField(label=gettext_lazy("In force until"), required=False, help_text="")
    carry = forms.MultipleChoiceField(
        label=gettext_lazy("Open promises that go over into it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    again = forms.BooleanField(
        label=gettext_lazy("It had been ended, and is renewed all the same"), required=False
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("It was the party all the same, under this record"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(
        self, *args: Any, instrument: Instrument, obligations: list[Obligation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._open = {str(one.pk): one for one in obligations}
        self.fields["carry"].choices = [  # type: ignore[attr-defined]
            (pk, one.undertaking.title) for pk, one in self._open.items()
        ]
        if not self._open:
            del self.fields["carry"]
        if instrument.status != Instrument.Status.ENDED:
            del self.fields["again"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["carry"] = [self._open[pk] for pk in given.get("carry") or () if pk in self._open]
        return given


@signed_in
def instrument_renew(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record the agreement that takes the place of this one."""
    viewer = request.viewer
    shown = selectors.instrument(viewer, pk)
    policy.require(viewer, "instrument.keep", shown)
    going_on = selectors.promises(viewer, instrument=shown).filter(status__in=GOING_ON)
    rows = selectors.as_promises(viewer, going_on[:100])
    open_ones = []
    for row in rows:
        if row.obligation is not None:
            row.obligation.undertaking = row.undertaking
            open_ones.append(row.obligation)
    first = {
        **InThreeLanguages.spread("names", shown.names),
        "duration_months": shown.duration_months,
        "carry": [str(one.pk) for one in open_ones],
    }
    form = RenewForm(request.POST or None, initial=first, instrument=shown, obligations=open_ones)

    def do(given: dict[str, Any]) -> Instrument:
        for name in ("dated", "begins", "ends"):
            given |= services.dates_of(name, given.pop(name))
        return services.instrument_renew(viewer=viewer, instrument=shown, **given)

    now = selectors.standings(viewer, [shown])[shown.pk]
    return act(
        request,
        form,
        asking(form, do),
        title=_("Renew the agreement"),
        lead=telling.sentence_of(now)
        + " "
        + _("Parties, areas and place are taken over; the new one can be changed afterwards."),
        about=in_words(shown.names),
        button=_("Keep"),
        done=_("Kept. It takes the place of the earlier one."),
        back=lambda made: reverse("instrument", args=[made.pk]),
        cancel=reverse("instrument", args=[shown.pk]),
    )
