"""Who can help: experts and trainers, civil society, and the houses and halls of faith communities.

What leads to a person or a place of refuge is sealed, and nothing of it is shown without consent that holds.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nadhir.web.core import clock
from nadhir.web.core.models import Record, new_id
from nadhir.web.core.sealed import SealedTextField
from nadhir.web.directory.models.actors import Actor
from nadhir.web.directory.models.places import Place


class Consent(models.TextChoices):
    """To whom somebody agreed to be shown."""

    DESK = "desk", _("the organisation that keeps the record")
    PARTNERS = "partners", _("partner organisations too")
    PUBLIC = "public", _("everybody signed in")


def consent_in_force(prefix: str = "") -> Q:
    """Records whose consent holds today."""
    return Q(**{f"{prefix}withdrawn_at": None, f"{prefix}consent_until__gte": clock.now().date()})


class Consented(Record):
    """A record that is shown only as far and as long as those concerned agreed."""

    consent = models.CharField(
        _("may be shown to"), max_length=10, choices=Consent.choices, default=Consent.DESK
    )
    consented_on = models.DateField(_("agreed on"), null=True)
    consent_until = models.DateField(_("agreed until"), null=True, db_index=True)
    consent_how = models.CharField(_("how they agreed"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Field(models.TextChoices):
    """What experts and trainers know, and what assistance is asked for."""

    FRAMEWORK = "framework", _("analysis with the Framework")
    WARNING = "warning", _("early warning and early response")
    SPEECH = "speech", _("hate speech and incitement")
    LAW = "law", _("international law, accountability")
    LAWMAKING = "lawmaking", _("drafting of laws")
    COMMITTEES = "committees", _("national committees")
    DIALOGUE = "dialogue", _("interreligious dialogue")
    MEDIATION = "mediation", _("mediation")
    FACILITATION = "facilitation", _("facilitation, training of trainers")
    MEDIA = "media", _("media, online platforms")
    GENDER = "gender", _("gender")
    YOUTH = "youth", _("youth")
    EDUCATION = "education", _("education, memory")
    DATA = "data", _("data and statistics")
    SUPPORT = "support", _("support of victims and the displaced")


class Expert(Consented):
    """A person who can advise or train."""

    noun: ClassVar[str] = "expert"

    actor = models.OneToOneField(Actor, models.PROTECT, related_name="expert")
    # The name came into the directory with this record, and goes with it.
    named_here = models.BooleanField(default=False)
    trainer = models.BooleanField(_("trains others"), default=False)
    fields = models.JSONField(_("fields"), default=list)
    # By code, with how well: `{"ar": "native", "en": "working", "fr": "some"}`.
    languages = models.JSONField(_("languages"), default=dict)
    regions = models.JSONField(_("regions known"), default=list)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    available_from = models.DateField(_("available from"), null=True)
    available_until = models.DateField(_("available until"), null=True)
    online = models.BooleanField(_("can work from afar"), default=True)
    travels = models.BooleanField(_("can travel"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True)
    about = models.JSONField(_("about"), default=dict)
    contact = SealedTextField(_("how to reach them"))

    def __str__(self) -> str:
        return str(self.actor)


class Partner(Consented):
    """An organisation of civil society: what it does where, what it offers, whom to turn to."""

    noun: ClassVar[str] = "partner"

    class Kind(models.TextChoices):
        NGO = "ngo", _("non-governmental organisation")
        GRASSROOTS = "grassroots", _("grassroots organisation")
        FAITH = "faith", _("faith-based organisation")
        UNIVERSITY = "university", _("university, academic institute")
        WOMEN = "women", _("women’s organisation")
        YOUTH = "youth", _("youth organisation")
        MEDIA = "media", _("media")
        SURVIVORS = "survivors", _("organisation of survivors")
        OTHER = "other", _("another")

    actor = models.OneToOneField(Actor, models.PROTECT, related_name="partner")
    named_here = models.BooleanField(default=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    places = models.ManyToManyField(Place, related_name="partners")
    works_on = models.JSONField(_("works on"), default=list)
    offers = models.JSONField(_("what it offers"), default=dict)
    languages = models.JSONField(_("languages"), default=list)
    reports = models.BooleanField(_("sends reports to us"), default=False)
    contact = SealedTextField(_("contact"))

    def __str__(self) -> str:
        return str(self.actor)


class Asset(Consented):
    """Something that a faith community has and can open to people in need: a hall, a school, a kitchen."""

    noun: ClassVar[str] = "asset"

    class Kind(models.TextChoices):
        WORSHIP = "worship", _("place of worship")
        HALL = "hall", _("hall, community house")
        SCHOOL = "school", _("school")
        CLINIC = "clinic", _("clinic, hospital")
        SHELTER = "shelter", _("shelter, guest house")
        KITCHEN = "kitchen", _("kitchen, store of food")
        RADIO = "radio", _("radio, channel")
        TRANSPORT = "transport", _("vehicles")
        PEOPLE = "people", _("volunteers")
        OTHER = "other", _("another")

    class Service(models.TextChoices):
        """What can be had there."""

        REFUGE = "refuge", _("refuge")
        FOOD = "food", _("food and water")
        HEALTH = "health", _("medical help")
        TRAUMA = "trauma", _("pastoral and trauma care")
        LEGAL = "legal", _("legal advice")
        DISPLACED = "displaced", _("help for displaced people")
        TRAFFICKED = "trafficked", _("help for victims of trafficking")
        CHILDREN = "children", _("protection of children")
        MEETING = "meeting", _("room to meet on neutral ground")
        VOICE = "voice", _("a voice that is heard")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    names = models.JSONField(_("names"))
    holder = models.ForeignKey(Actor, models.PROTECT, null=True, related_name="assets")
    faith = models.CharField(_("faith or tradition"), max_length=12, blank=True)
    # The country or subdivision; where exactly is sealed.
    place = models.ForeignKey(Place, models.PROTECT, related_name="assets")
    where = SealedTextField(_("where exactly"))
    contact = SealedTextField(_("contact"))
    services = models.JSONField(_("what can be had there"), default=list)
    capacity = models.PositiveIntegerField(_("for how many people"), null=True)
    checked_on = models.DateField(_("last checked on"), null=True)
    note = models.TextField(_("note"), blank=True)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class AddressView(models.Model):
    """That somebody opened what is sealed of an expert, a partner or an asset, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    expert = models.ForeignKey(Expert, models.CASCADE, null=True, related_name="address_views")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="address_views")
    asset = models.ForeignKey(Asset, models.CASCADE, null=True, related_name="address_views")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = SealedTextField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at}"

    @property
    def why(self) -> str:
        """The reason, opened: for the desk that keeps the record."""
        return str(self.reason.open_or("?"))
