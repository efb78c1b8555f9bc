"""What was used of the response library, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nadhir.web.core.models import Record


class LibraryUse(Record):
    """An option or a tool card used in a situation, and its result: our own after-action record of it."""

    noun: ClassVar[str] = "library_use"

    class Result(models.TextChoices):
        WORKED = "worked", pgettext_lazy("result of a use", "worked")
        PARTLY = "partly", pgettext_lazy("result of a use", "worked in part")
        DID_NOT = "did_not", pgettext_lazy("result of a use", "did not work")
        HARMED = "harmed", pgettext_lazy("result of a use", "did harm")
        UNKNOWN = "unknown", pgettext_lazy("result of a use", "not known yet")

    # Ids of `nadhir.doctrine.responses`; one of the two is always there.
    option = models.CharField(_("option"), max_length=40, blank=True, db_index=True)
    card = models.CharField(_("tool card"), max_length=40, blank=True, db_index=True)
    situation = models.ForeignKey(
        "situations.Situation", models.PROTECT, null=True, related_name="library_uses"
    )
    warning = models.ForeignKey("warnings.Warning", models.PROTECT, null=True, related_name="library_uses")
    undertaking = models.ForeignKey(
        "response.Undertaking", models.PROTECT, null=True, related_name="library_uses"
    )
    who = models.CharField(_("who did it"), max_length=200)
    used_on = models.DateField(_("when"))
    language = models.CharField(_("language in which it was done"), max_length=3)
    result = models.CharField(_("result"), max_length=8, choices=Result.choices, default=Result.UNKNOWN)
    happened = models.TextField(_("what happened"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(option="", card=""), name="response_use_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.option or self.card} {self.used_on}"
