"""Actors, their names, and the roles they hold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.directory.models.places import Place


class Actor(Record):
    """A person, organisation, network or body. An authority record: two people who share a spelling are
    two actors, one body that changed its name is one."""

    noun: ClassVar[str] = "actor"
    protected_fields: ClassVar[frozenset[str]] = frozenset({"email"})

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")
        NETWORK = "network", _("network")
        BODY = "body", _("body")
        STATE = "state", _("State")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    note = models.JSONField(_("note"), default=dict)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="actors")
    email = models.EmailField(_("address"), blank=True)
    url = models.URLField(_("web address"), max_length=300, blank=True)
    # As far as they are known: a year, a month or a day.
    began = models.CharField(_("since"), max_length=10, blank=True)
    ended = models.CharField(_("until"), max_length=10, blank=True)
    succeeded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="preceded_by")
    # It turned out to be another: see `Merge`. Such a record is shown nowhere, and leads to what it became.
    # Hardly any was, so only those are indexed: SQLite takes an index of nothing but nulls for a short way.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    # What it was called before, `{text, language, until}`, the latest first: kept beside the name so that a
    # list can say it of every party. Taken from `spellings`.
    former = models.JSONField(default=list, editable=False)
    # The name in each language as a list sorts it.
    sort_ar = models.CharField(max_length=120, editable=False, default="", db_index=True)
    sort_en = models.CharField(max_length=120, editable=False, default="", db_index=True)
    sort_fr = models.CharField(max_length=120, editable=False, default="", db_index=True)
    sources = models.JSONField(_("sources"), default=list)

    class Meta:
        indexes = [
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="directory_merged_into",
            )
        ]

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class ActorName(models.Model):
    """Another name or spelling of an actor, with the years in which it was used where they are known."""

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        FORMER = "former", _("former name")
        SHORT = "short", _("abbreviation")
        SPELLING = "spelling", _("other spelling")
        TRANSLATION = "translation", _("rendering in a document")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="spellings")
    text = models.CharField(max_length=300)
    language = models.CharField(max_length=3)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.NAME)
    sources = models.JSONField(default=list)
    folded = models.CharField(max_length=300, db_index=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "text"], name="directory_name_once")]

    def __str__(self) -> str:
        return self.text


class NameKey(models.Model):
    """By what an actor is found: a word of a name, how it sounds across scripts, how two words of one name
    sound together. The first letter says which: see `directory.keys`."""

    id = models.BigAutoField(primary_key=True)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="keys", db_index=False)
    key = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["key", "actor"], name="directory_key"),
            models.Index(fields=["actor", "key"], name="directory_key_of"),
        ]

    def __str__(self) -> str:
        return self.key


class Tenure(models.Model):
    """A role that an actor held in another, with dates as far as they are known."""

    class Kind(models.TextChoices):
        CHAIR = "chair", _("chair")
        CO_CHAIR = "co_chair", _("co-chair")
        VICE_CHAIR = "vice_chair", _("vice-chair")
        HEAD = "head", _("head")
        MEMBER = "member", _("member")
        PARTY = "party", _("party")
        OBSERVER = "observer", _("observer")
        FOCAL_POINT = "focal_point", _("focal point")
        SECRETARY = "secretary", _("secretary")
        STAFF = "staff", _("works there")
        OTHER = "other", _("another role")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="tenures")
    body = models.ForeignKey(Actor, models.CASCADE, related_name="members")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    role = models.JSONField(_("role"), default=dict)
    # Which term in the same office.
    term = models.PositiveSmallIntegerField(_("term"), null=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    # When a document shows the actor in the role, where neither beginning nor end is known.
    seen = models.CharField(_("seen"), max_length=10, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    sources = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.actor} – {self.body}"
