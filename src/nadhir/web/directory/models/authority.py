"""Duplicates among actors: proposed by likeness, judged by a person, merged, and taken apart again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import new_id
from nadhir.web.directory.models.actors import Actor


class Duplicate(models.Model):
    """Two actors that may be one; `one` is the older record. What a person found to be two stays so."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("not judged yet")
        DIFFERENT = "different", _("two")
        MERGED = "merged", _("one, merged")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    one = models.ForeignKey(Actor, models.CASCADE, related_name="+")
    other = models.ForeignKey(Actor, models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    # Codes of the reasons, for and against: what they share, what tells them apart.
    reasons = models.JSONField(default=list)
    weight = models.FloatField(default=0)
    note = models.CharField(_("why"), max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="directory_pair_once")]

    def __str__(self) -> str:
        return f"{self.one_id} ? {self.other_id}"


class Merge(models.Model):
    """That a person made one actor of two. It holds what is needed to take them apart again, also after
    either was edited: what moved from where, and both records as they were."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Actor, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Actor, models.PROTECT, related_name="merges_away")
    # `[model, field, primary key]` of every reference that moved.
    moved = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    note = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
