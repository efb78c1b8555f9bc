"""The people of dialogue networks, and who looked up how to reach them.

What could lead somebody to a person is sealed: name, contact, profile, trust notes, safety plan. The table
alone shows a pseudonym, a network and some dates. Faith, language, place and audience can be looked for all
the same: each is kept besides as a keyed hash.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nadhir.screening.normalise import fold
from nadhir.web.core import clock
from nadhir.web.core.models import Record, new_id
from nadhir.web.core.sealed import SealedTextField, fingerprint
from nadhir.web.directory import pseudonyms
from nadhir.web.directory.models.actors import Actor

SAFETY = ("risks", "rules", "check_in", "emergency")


class Role(models.TextChoices):
    """What somebody is to their community."""

    CLERGY = "clergy", _("religious leader")
    LAY = "lay", _("lay person of a faith community")
    ELDER = "elder", _("traditional leader or elder")
    WOMEN = "women", _("women’s leader")
    YOUTH = "youth", _("youth leader")
    TEACHER = "teacher", _("teacher or scholar")
    HEALTH = "health", _("health worker")
    MEDIA = "media", _("journalist or artist")
    CIVIL = "civil", _("civil society")
    OTHER = "other", _("other")


class Faith(models.TextChoices):
    """Faiths and traditions, no finer than a dialogue needs."""

    BAHAI = "bahai", _("Bahá’í")
    BUDDHIST = "buddhist", _("Buddhist")
    CATHOLIC = "catholic", _("Catholic")
    DRUZE = "druze", _("Druze")
    HINDU = "hindu", _("Hindu")
    INDIGENOUS = "indigenous", _("indigenous or traditional")
    JEWISH = "jewish", _("Jewish")
    MANDAEAN = "mandaean", _("Mandaean")
    ORTHODOX = "orthodox", _("Orthodox Christian")
    PROTESTANT = "protestant", _("Protestant")
    SHIA = "shia", _("Shia Muslim")
    SIKH = "sikh", _("Sikh")
    SUNNI = "sunni", _("Sunni Muslim")
    YAZIDI = "yazidi", _("Yazidi")
    HUMANIST = "humanist", _("humanist or without religion")
    OTHER = "other", _("another one")


class Topic(models.TextChoices):
    """What somebody can speak about and be believed."""

    RUMOURS = "rumours", _("rumours")
    HATRED = "hatred", _("hate speech and incitement")
    ELECTIONS = "elections", _("elections")
    HOLY = "holy", _("holy sites and holy days")
    LAND = "land", _("land and water")
    RETURN = "return", _("displacement and return")
    WOMEN = "women", _("safety of women")
    YOUTH = "youth", _("young people and armed groups")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person can do in a dialogue. Groups are as people write them; places are codes.

    Attributes:
        hears_faiths, hears_groups: who listens to this person.
        against_faiths, against_groups: with whom there is a conflict of interest.
    """

    role: str = Role.OTHER
    faiths: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    hears_faiths: tuple[str, ...] = ()
    hears_groups: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    against_faiths: tuple[str, ...] = ()
    against_groups: tuple[str, ...] = ()

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str) -> Profile:
        told: dict[str, Any] = json.loads(text) if text else {}
        known = {one.name for one in fields(cls)}
        kept: dict[str, Any] = {
            key: tuple(v) if isinstance(v, list) else v for key, v in told.items() if key in known
        }
        return cls(**kept)

    def traits(self, countries: dict[str, str]) -> set[str]:
        """What this person is found by. `countries`: the country of each place."""
        found = {f"language:{one}" for one in self.languages}
        found |= {f"topic:{one}" for one in self.topics}
        found |= {f"place:{one}" for one in self.places}
        found |= {f"country:{countries.get(one, one)}" for one in self.places}
        found |= {f"hears:faith:{one}" for one in self.hears_faiths}
        found |= {f"hears:group:{fold(one)}" for one in self.hears_groups}
        found |= {f"against:faith:{one}" for one in self.against_faiths}
        return found | {f"against:group:{fold(one)}" for one in self.against_groups}


def consent_holds() -> Q:
    """The members whose consent holds today."""
    return Q(withdrawn_at=None, consent_until__gte=clock.now().date())


class Member(Record):
    """A person of a network, forum or council, under a pseudonym, for as long as they agree to it."""

    noun: ClassVar[str] = "member"

    network = models.ForeignKey(Actor, models.PROTECT, related_name="dialogue_members")
    pseudonym = models.CharField(max_length=40)
    name = SealedTextField(_("name"))
    profile = SealedTextField()
    contact = SealedTextField(_("how to reach them"))
    trust = SealedTextField(_("trust notes"))
    safety = SealedTextField(_("safety plan"))
    coordinator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    urgent = models.BooleanField(_("can be reached within a day"), default=False)
    away_from = models.DateField(_("away from"), null=True)
    away_until = models.DateField(_("away until"), null=True)
    consented_on = models.DateField(null=True)
    consent_until = models.DateField(_("consent until"), null=True, db_index=True)
    consent_how = SealedTextField()
    may_ask = models.BooleanField(_("may be asked to speak"), default=False)
    may_partners = models.BooleanField(_("may be named to partners"), default=False)
    may_public = models.BooleanField(_("may be named in public"), default=False)
    may_photos = models.BooleanField(_("may be shown in photographs"), default=False)
    withdrawn_at = models.DateTimeField(null=True)
    last_asked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "pseudonym"], name="directory_pseudonym_once")
        ]
        indexes = [models.Index(fields=["network", "consent_until"], name="directory_consent")]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def called(self) -> dict[str, str]:
        """The pseudonym by language."""
        return pseudonyms.in_languages(self.pseudonym)

    @property
    def told(self) -> Profile:
        """The profile, opened."""
        return Profile.of_text(self.profile.open())

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(one for one in ("ask", "partners", "public", "photos") if getattr(self, f"may_{one}"))


class MemberTrait(models.Model):
    """One thing that a member is found by, as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="traits")
    value = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["value", "member"], name="directory_trait_once")]

    def __str__(self) -> str:
        return self.value

    @staticmethod
    def of(trait: str) -> str:
        return fingerprint(f"trait:{trait}")


class ContactView(models.Model):
    """That somebody opened the contact, trust notes and safety plan of a member, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="contact_views")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = SealedTextField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.at}"

    @property
    def why(self) -> str:
        """The reason, opened: for the coordinators of the member."""
        return str(self.reason.open_or("?"))
