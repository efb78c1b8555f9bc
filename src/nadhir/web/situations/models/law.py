"""The legal position of a place, cases before courts and bodies, and what inaction would cost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nadhir.web.core.models import Record, new_id
from nadhir.web.situations.models.situation import Situation


class LegalPosition(Record):
    """Where a State stands towards one instrument, such as the Genocide Convention."""

    noun: ClassVar[str] = "legal_position"

    class State(models.TextChoices):
        PARTY = "party", _("party")
        SIGNED = "signed", _("signed, not ratified")
        NOT_PARTY = "not_party", _("not a party")
        WITHDRAWN = "withdrawn", _("withdrew")
        UNKNOWN = "unknown", _("not known")

    place = models.ForeignKey("directory.Place", models.PROTECT, related_name="legal_positions")
    # An element of the catalogue `legal-instruments`.
    instrument = models.CharField(_("instrument"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UNKNOWN)
    since = models.DateField(_("since"), null=True, blank=True)
    reservations = models.TextField(_("reservations"), blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "place", "instrument"], name="situations_legal_position_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.instrument}: {self.state}"


class ArticlePosition(models.Model):
    """Whether one article of an instrument has become the law of the land."""

    class Domesticated(models.TextChoices):
        YES = "yes", _("in national law")
        PARTLY = "partly", _("partly")
        NO = "no", _("not in national law")
        UNKNOWN = "unknown", _("not known")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    position = models.ForeignKey(LegalPosition, models.CASCADE, related_name="articles")
    article = models.CharField(_("article"), max_length=20)
    domesticated = models.CharField(
        _("in national law"), max_length=8, choices=Domesticated.choices, default=Domesticated.UNKNOWN
    )
    provision = models.CharField(_("national provision"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position", "article"], name="situations_article_once")
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.domesticated}"


class Case(Record):
    """Accountability for past acts, before a court or another body. Names are for the desk only."""

    noun: ClassVar[str] = "case"
    protected_fields: ClassVar[frozenset[str]] = frozenset({"persons"})

    class Level(models.TextChoices):
        NATIONAL = "national", pgettext_lazy("level of a case", "national")
        REGIONAL = "regional", _("regional")
        INTERNATIONAL = "international", _("international")
        TRUTH = "truth", _("truth and reconciliation")

    class Stage(models.TextChoices):
        REPORTED = "reported", _("reported")
        INVESTIGATED = "investigated", _("under investigation")
        TRIAL = "trial", _("at trial")
        DECIDED = "decided", _("decided")
        APPEAL = "appeal", _("under appeal")
        CLOSED = "closed", _("closed")

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="cases")
    title = models.CharField(_("case"), max_length=300)
    body = models.CharField(_("before"), max_length=300, blank=True)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, default=Level.NATIONAL)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.REPORTED)
    persons = models.TextField(_("persons concerned"), blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    about = models.TextField(_("what it is about"), blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)

    def __str__(self) -> str:
        return self.title


class CostNote(Record):
    """What it would cost to do nothing: a range with its method and sources, never a single figure."""

    noun: ClassVar[str] = "cost_note"

    class Kind(models.TextChoices):
        LIVES = "lives", _("lives")
        DISPLACED = "displaced", _("people displaced")
        HUMANITARIAN = "humanitarian", _("humanitarian response")
        ECONOMY = "economy", _("economy")
        OTHER = "other", _("other")

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="cost_notes")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.OTHER)
    what = models.CharField(_("what"), max_length=300)
    low = models.FloatField(_("low"))
    high = models.FloatField(_("high"))
    unit = models.CharField(_("unit"), max_length=60)
    period = models.CharField(_("period"), max_length=60, blank=True)
    method = models.TextField(_("how it was reckoned"))
    sources = models.TextField(_("sources"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("high")), name="situations_cost_range"
            )
        ]

    def __str__(self) -> str:
        return self.what
