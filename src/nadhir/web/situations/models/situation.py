"""Situations: a place and groups under watch, who acts there, and what reports were attached."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id

# What passages are coded to and assessments speak of, unless another framework is named.
FRAMEWORK = "un-foa-2014"


class Situation(Record):
    """A place and groups under watch."""

    noun: ClassVar[str] = "situation"

    class Status(models.TextChoices):
        WATCHED = "watched", _("under watch")
        CLOSED = "closed", _("closed")

    class Framing(models.TextChoices):
        """How a situation is spoken of outside its desk, where naming a country would do harm."""

        COUNTRY = "country", _("by country")
        REGION = "region", _("by region")
        THEME = "theme", _("by theme")

    names = models.JSONField(_("name"))
    about = models.TextField(_("what is at stake"), blank=True)
    places = models.ManyToManyField("directory.Place", related_name="situations")
    # A discreet situation goes out under its outward name and framing only.
    discreet = models.BooleanField(_("handled discreetly"), default=False)
    framing = models.CharField(_("framing"), max_length=8, choices=Framing.choices, default=Framing.COUNTRY)
    outward_names = models.JSONField(_("name used outside the desk"), default=dict, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="responsible_for"
    )
    since = models.DateField(_("under watch since"))
    review_days = models.PositiveSmallIntegerField(_("review every (days)"), default=30)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WATCHED)

    def __str__(self) -> str:
        return str(self.names.get("en") or next(iter(self.names.values()), self.pk))

    @property
    def protected_fields(self) -> frozenset[str]:
        """What stays at the desk where the situation is handled discreetly. Framed by country, its places may
        be told; framed by region or theme, they may not."""
        if not self.discreet:
            return frozenset()
        kept = frozenset({"names", "about", "groups"})
        return kept if self.framing == self.Framing.COUNTRY else kept | {"places"}


class GroupAtRisk(models.Model):
    """A group whose members may become targets, and the attribute that marks them out."""

    class Attribute(models.TextChoices):
        NATIONAL = "national", _("national")
        ETHNIC = "ethnic", _("ethnic")
        RACIAL = "racial", _("racial")
        RELIGIOUS = "religious", _("religious")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    situation = models.ForeignKey(Situation, models.CASCADE, related_name="groups")
    names = models.JSONField()
    attribute = models.CharField(max_length=10, choices=Attribute.choices, default=Attribute.OTHER)
    about = models.TextField(_("how it stands"), blank=True)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class Attachment(models.Model):
    """An item attached to a situation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    situation = models.ForeignKey(Situation, models.CASCADE, related_name="attachments")
    item = models.ForeignKey("intake.Item", models.PROTECT, related_name="attachments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["situation", "item"], name="situations_attach_once")]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.situation_id}"


class Party(models.Model):
    """An actor that matters here: what it wants, what it can do, and which way it may act."""

    class Part(models.TextChoices):
        MAY_HARM = "may_harm", _("may do harm")
        MAY_PROTECT = "may_protect", _("may protect")
        MAY_MEDIATE = "may_mediate", _("may mediate")
        AFFECTED = "affected", _("is affected")
        STANDS_BY = "stands_by", _("stands by")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    situation = models.ForeignKey(Situation, models.CASCADE, related_name="parties")
    actor = models.ForeignKey("directory.Actor", models.PROTECT, null=True, blank=True, related_name="+")
    names = models.JSONField(_("name"))
    part = models.CharField(_("part"), max_length=12, choices=Part.choices, default=Part.STANDS_BY)
    interests = models.TextField(_("interests"), blank=True)
    capacities = models.TextField(_("capacities"), blank=True)
    # Elements of the framework that it bears on, such as motives (4.x) and capacity (5.x).
    elements = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_on = models.DateField(_("no longer since"), null=True, blank=True)

    class Meta:
        ordering = ["part", "pk"]

    def __str__(self) -> str:
        return str(self.names.get("en") or next(iter(self.names.values()), self.pk))


class Neighbour(models.Model):
    """A place across a border that is drawn in, or draws this one in."""

    class Direction(models.TextChoices):
        AFFECTED = "affected", _("is affected from here")
        AFFECTS = "affects", _("affects what happens here")
        BOTH = "both", _("both")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    situation = models.ForeignKey(Situation, models.CASCADE, related_name="neighbours")
    place = models.ForeignKey("directory.Place", models.PROTECT, related_name="+")
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction.choices, default=Direction.AFFECTED
    )
    how = models.TextField(_("how"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["situation", "place"], name="situations_neighbour_once")
        ]

    def __str__(self) -> str:
        return f"{self.situation_id} – {self.place_id}"
