"""What pulls a situation apart and what holds it together, both followed over time."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.situations.models.situation import GroupAtRisk, Situation


class Tension(Record):
    """An issue between groups, and where it is felt."""

    noun: ClassVar[str] = "tension"

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="tensions")
    issue = models.CharField(_("issue"), max_length=300)
    drivers = models.TextField(_("what drives it"), blank=True)
    groups = models.ManyToManyField(GroupAtRisk, related_name="tensions", blank=True)
    places = models.ManyToManyField("directory.Place", related_name="+", blank=True)
    began_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("settled on"), null=True, blank=True)

    def __str__(self) -> str:
        return self.issue


class TensionReading(models.Model):
    """How a tension stood on a day. Never changed; a later look is a new reading."""

    class Intensity(models.IntegerChoices):
        LATENT = 1, _("latent")
        VOICED = 2, _("voiced")
        HEATED = 3, _("heated")
        CLASHES = 4, _("clashes")
        VIOLENT = 5, _("violence")

    class Dialogue(models.TextChoices):
        NONE = "none", _("no dialogue")
        CONTACTS = "contacts", _("contacts")
        TALKS = "talks", _("talks")
        AGREED = "agreed", _("agreement")
        BROKEN = "broken", _("broken off")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tension = models.ForeignKey(Tension, models.CASCADE, related_name="readings")
    on = models.DateField(_("as of"))
    intensity = models.PositiveSmallIntegerField(_("intensity"), choices=Intensity.choices)
    dialogue = models.CharField(_("dialogue"), max_length=10, choices=Dialogue.choices, default=Dialogue.NONE)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on}: {self.intensity}"


class Resilience(Record):
    """Something that protects: leaders, institutions, ties between people, past dialogue."""

    noun: ClassVar[str] = "resilience"

    class Kind(models.TextChoices):
        LEADERS = "leaders", _("leaders who are trusted")
        INSTITUTIONS = "institutions", _("institutions")
        COHESION = "cohesion", _("ties between groups")
        DIALOGUE = "dialogue", _("past dialogue and agreements")
        MEDIA = "media", _("independent media")
        OUTSIDE = "outside", _("presence and support from outside")
        OTHER = "other", _("other")

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="resilience")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    what = models.CharField(_("what protects"), max_length=300)
    actor = models.ForeignKey("directory.Actor", models.PROTECT, null=True, blank=True, related_name="+")
    groups = models.ManyToManyField(GroupAtRisk, related_name="protected_by", blank=True)
    places = models.ManyToManyField("directory.Place", related_name="+", blank=True)
    # Elements of the framework whose absence it contradicts, above all of factor 6.
    elements = models.JSONField(default=list, blank=True)
    ended_on = models.DateField(_("no longer since"), null=True, blank=True)

    class Meta:
        verbose_name_plural = "resilience"

    def __str__(self) -> str:
        return self.what


class ResilienceReading(models.Model):
    """How strong a protection was on a day."""

    class Strength(models.IntegerChoices):
        GONE = 1, _("gone")
        WEAK = 2, _("weak")
        UNCERTAIN = 3, _("uncertain")
        SOUND = 4, _("sound")
        STRONG = 5, _("strong")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resilience = models.ForeignKey(Resilience, models.CASCADE, related_name="readings")
    on = models.DateField(_("as of"))
    strength = models.PositiveSmallIntegerField(_("strength"), choices=Strength.choices)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on}: {self.strength}"
