"""Instruments: what institutions agreed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record


class Instrument(Record):
    """A memorandum, protocol, plan of action, rules of procedure, resolution or strategy."""

    noun: ClassVar[str] = "instrument"

    class Kind(models.TextChoices):
        CONVENTION = "convention", _("convention")
        MEMORANDUM = "memorandum", _("memorandum of understanding")
        PLAN = "plan", _("plan of action")
        PROTOCOL = "protocol", _("protocol")
        RULES = "rules", _("rules of procedure")
        STRATEGY = "strategy", _("strategy")
        TERMS = "terms", _("terms of reference")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    parties = models.ManyToManyField("directory.Actor", related_name="instruments")
    dated = models.JSONField(_("date"), null=True)
    dated_on = models.DateField(null=True, db_index=True)
    areas = models.JSONField(_("areas of cooperation"), default=list)
    note = models.JSONField(_("note"), default=dict)
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))
