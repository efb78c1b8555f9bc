"""Expressions, the worksheets on them, and what was made of two worksheets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nadhir.web.core.models import Record, new_id

RABAT, DANGEROUS = "rabat-2012", "dangerous-speech"
TESTS = (DANGEROUS, RABAT)


class Speaker(models.TextChoices):
    """What kind of speaker; who it was is protected."""

    OFFICIAL = "official", _("holder of public office")
    RELIGIOUS = "religious", _("religious leader")
    MILITARY = "military", _("military or armed group")
    PARTY = "party", _("party or candidate")
    MEDIA = "media", _("media")
    INFLUENCER = "influencer", _("person with many followers")
    COMMUNITY = "community", _("community or traditional leader")
    ORDINARY = "ordinary", _("ordinary person")
    UNKNOWN = "unknown", pgettext_lazy("speaker", "unknown")


class Medium(models.TextChoices):
    """How the words travelled."""

    SPEECH = "speech", _("speech or rally")
    SERMON = "sermon", _("sermon or worship")
    RADIO = "radio", _("radio")
    TELEVISION = "television", _("television")
    PRESS = "press", _("press or news site")
    LEAFLET = "leaflet", _("leaflet, poster or graffiti")
    OPEN_PAGE = "open_page", _("open page of a social network")
    CLOSED_GROUP = "closed_group", _("closed group or messages")
    SONG = "song", _("song, chant or image")
    OTHER = "other", pgettext_lazy("medium", "other or unknown")


class Expression(Record):
    """One speech act inside an item: who speaks to whom against whom, by what medium, and who reacts.

    `start` and `end` count code points in the item's original text; `quote` keeps the passage itself.
    Who spoke is for the owner's desk only.
    """

    noun: ClassVar[str] = "expression"
    protected_fields: ClassVar[frozenset[str]] = frozenset({"speaker_name", "standing", "speaker"})

    class Address(models.TextChoices):
        ABOUT = "about", _("to an audience, about the group")
        TO = "to", _("straight to the group, no audience to be moved")
        UNCLEAR = "unclear", _("unclear")

    class Frequency(models.TextChoices):
        ONCE = "once", _("once")
        REPEATED = "repeated", _("repeated")
        CAMPAIGN = "campaign", _("a campaign, by several")
        UNKNOWN = "unknown", pgettext_lazy("frequency", "unknown")

    item = models.ForeignKey("intake.Item", models.PROTECT, related_name="expressions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    gist = models.CharField(_("what is said, in our own words"), max_length=300)
    spoken_on = models.DateField(_("when"), null=True)
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=8, default="und")
    speaker_type = models.CharField(
        _("speaker"), max_length=12, choices=Speaker.choices, default=Speaker.UNKNOWN
    )
    speaker_name = models.CharField(_("name of the speaker"), max_length=200, blank=True)
    # Who it was, where the directory knows them. Never counted: trends are by kind of speaker.
    speaker = models.ForeignKey(
        "directory.Actor", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("speaker")
    )
    standing = models.CharField(_("standing with this audience"), max_length=500, blank=True)
    audience = models.CharField(_("who listens"), max_length=500, blank=True)
    address = models.CharField(_("spoken"), max_length=8, choices=Address.choices, default=Address.UNCLEAR)
    medium = models.CharField(_("medium"), max_length=14, choices=Medium.choices, default=Medium.OTHER)
    reach_low = models.PositiveIntegerField(_("reach, at least"), null=True)
    reach_high = models.PositiveIntegerField(_("reach, at most"), null=True)
    frequency = models.CharField(
        _("how often"), max_length=10, choices=Frequency.choices, default=Frequency.UNKNOWN
    )
    reactions = models.TextField(_("who reacted, and how"), blank=True)
    silence = models.TextField(_("why they did, or did not"), blank=True)
    terms = models.JSONField(default=list)
    hallmarks = models.JSONField(default=list)

    class Meta:
        ordering = ["-spoken_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "item", "start", "end"], name="expressions_once")
        ]

    def __str__(self) -> str:
        return self.gist

    @property
    def erased(self) -> bool:
        """Whether the words were taken out to protect somebody."""
        return self.item.erased_at is not None

    @property
    def triangle(self) -> bool:
        """Whether a speaker seeks to move an audience against a group, as far as is known."""
        return self.address == self.Address.ABOUT


class Target(models.Model):
    """A group that an expression speaks against, and by what it is attacked."""

    class Attribute(models.TextChoices):
        NATIONAL = "national", _("national")
        ETHNIC = "ethnic", _("ethnic")
        RACIAL = "racial", _("racial")
        RELIGIOUS = "religious", _("religious")
        LANGUAGE = "language", pgettext_lazy("attribute", "by language")
        DESCENT = "descent", _("by descent")
        GENDER = "gender", _("by gender")
        MIGRATION = "migration", _("migrants or refugees")
        OTHER = "other", pgettext_lazy("attribute", "other")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    expression = models.ForeignKey(Expression, models.CASCADE, related_name="targets")
    name = models.CharField(_("group"), max_length=200)
    key = models.CharField(max_length=200, db_index=True)  # a group that screening knows, or the folded name
    attribute = models.CharField(
        _("attacked as"), max_length=10, choices=Attribute.choices, default=Attribute.OTHER
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Worksheet(Record):
    """One coder's reading of one expression by one test: a finding with its reason for each element.

    `findings` maps an element of the catalogue to `value`, `reasoning` and `evidence`. Nobody but the coder
    knows of a worksheet before both are in.
    """

    noun: ClassVar[str] = "worksheet"

    class State(models.TextChoices):
        DRAFT = "draft", _("being coded")
        SUBMITTED = "submitted", _("handed in")
        RELEASED = "released", _("given up")

    expression = models.ForeignKey(Expression, models.PROTECT, related_name="worksheets")
    test = models.CharField(max_length=40)
    edition = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    findings: models.JSONField[Any, Any] = models.JSONField(default=dict)
    # The two ways to fail: a critic or a minority punished, incitement ignored.
    exposed = models.JSONField(default=list)
    exposed_note = models.TextField(blank=True)
    ignored_note = models.TextField(blank=True)
    tier = models.CharField(max_length=8, blank=True)
    judgement = models.TextField(_("judgement"), blank=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["test", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expression", "test", "created_by"],
                condition=~models.Q(state="released"),
                name="expressions_one_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.expression_id} {self.test} {self.state}"


class Reconciliation(Record):
    """What was made of two worksheets: final findings with reasons, by a person who coded neither."""

    noun: ClassVar[str] = "reconciliation"

    class Way(models.TextChoices):
        THIRD = "third", _("a third person weighed both")
        TOGETHER = "together", _("the two coders talked it over, a third person kept what they agreed")

    expression = models.ForeignKey(Expression, models.PROTECT, related_name="reconciliations")
    test = models.CharField(max_length=40)
    edition = models.CharField(max_length=20)
    way = models.CharField(_("how"), max_length=10, choices=Way.choices, default=Way.THIRD)
    findings: models.JSONField[Any, Any] = models.JSONField(default=dict)
    exposed = models.JSONField(default=list)
    exposed_note = models.TextField(blank=True)
    tier = models.CharField(max_length=8, blank=True)
    judgement = models.TextField(_("judgement"), blank=True)
    same = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["expression", "test"], name="expressions_reconciled_once")
        ]

    def __str__(self) -> str:
        return f"{self.expression_id} {self.test}"
