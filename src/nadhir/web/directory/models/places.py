"""Places: countries, their parts, and the invented ones of a demonstration."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import new_id


class Place(models.Model):
    """A country, a first-level subdivision, or an invented place of a demonstration.

    `code` is ISO 3166-1 alpha-2 or ISO 3166-2; invented places take the user-assigned prefix `XN`.
    """

    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        SUBDIVISION = "subdivision", _("subdivision")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    iso3 = models.CharField(max_length=3, blank=True)
    names = models.JSONField(_("names"))
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    fictional = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.names.get("en", self.code))
