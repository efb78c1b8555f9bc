"""Long processes, and what explains institutions to one another: dossiers, guides, news, programmes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Dossier(Record):
    """A long process that somebody pursues, such as observer status; or a concept and its policy."""

    noun: ClassVar[str] = "dossier"

    class Kind(models.TextChoices):
        POLITICAL = "political", _("political process")
        POLICY = "policy", _("concept and policy track")

    class Track(models.TextChoices):
        """How the Office divides the development of the responsibility to protect."""

        NONE = "", _("none")
        CONCEPTUAL = "conceptual", _("conceptual")
        POLITICAL = "political", _("political")
        INSTITUTIONAL = "institutional", _("institutional")
        OPERATIONAL = "operational", _("operational")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        RESTING = "resting", _("resting")
        REACHED = "reached", _("reached")
        GIVEN_UP = "given_up", _("given up")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.POLITICAL)
    track = models.CharField(_("track"), max_length=14, choices=Track.choices, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.OPEN)
    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    aim = models.JSONField(_("aim"), default=dict)
    forum = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="dossiers_before")
    pursued_by = models.ManyToManyField("directory.Actor", related_name="dossiers")
    engagements = models.ManyToManyField("response.Engagement", related_name="dossiers")
    instruments = models.ManyToManyField("cooperation.Instrument", related_name="dossiers")
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class DossierStage(models.Model):
    """A stage of the process, reached or ahead."""

    class Status(models.TextChoices):
        AHEAD = "ahead", _("ahead")
        NOW = "now", _("now")
        PASSED = "passed", _("passed")
        SKIPPED = "skipped", _("skipped")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.JSONField(_("stage"), default=dict)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.AHEAD)
    dated = models.JSONField(_("date"), null=True)
    dated_on = models.DateField(null=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.order}"


class DossierText(models.Model):
    """A version of a text of the dossier, such as a draft resolution; and who sponsors it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=300)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    texts = models.JSONField(_("text"), default=dict)
    sponsors = models.ManyToManyField("directory.Actor", related_name="sponsored")
    symbol = models.CharField(_("symbol"), max_length=60, blank=True)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["title", "number"]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Position(models.Model):
    """Where somebody stood on a day, and how that is known. Nothing is changed: a new position stands after
    the old one."""

    class Stance(models.TextChoices):
        SPONSORS = "sponsors", _("sponsors it")
        SUPPORTS = "supports", _("supports it")
        OPEN = "open", _("open")
        RESERVED = "reserved", _("has reservations")
        OPPOSES = "opposes", _("opposes it")
        UNKNOWN = "unknown", _("not known")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="positions")
    actor = models.ForeignKey("directory.Actor", models.PROTECT, related_name="positions")
    stance = models.CharField(_("position"), max_length=10, choices=Stance.choices)
    dated = models.JSONField(_("date"), null=True)
    dated_on = models.DateField(null=True)
    engagement = models.ForeignKey("response.Engagement", models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("how this is known"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["dated_on", "at"]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.stance}"


class Guide(Record):
    """Something explained in plain words: a plan to religious actors, a practice to officials."""

    noun: ClassVar[str] = "guide"

    class Kind(models.TextChoices):
        PLAN = "plan", _("a plan, explained for religious actors")
        PRACTICE = "practice", _("a practice, explained for officials")
        KNOWLEDGE = "knowledge", _("causes, responsibilities, good practice")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("title"))
    texts = models.JSONField(_("text"), default=dict)
    audience = models.CharField(_("for whom"), max_length=12, blank=True)
    # The catalogue and element that it explains, where there is one.
    catalogue = models.CharField(_("catalogue"), max_length=60, blank=True)
    element = models.CharField(_("element"), max_length=40, blank=True)
    published = models.BooleanField(_("published"), default=False)
    reviewed_on = models.DateField(_("last read over on"), null=True)
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class GuideQuestion(models.Model):
    """A question about a guide, and the answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="questions")
    language = models.CharField(_("language"), max_length=3, default="en")
    question = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return self.question[:60]


class News(Record):
    """What a partner published, in our own words, with the way to it."""

    noun: ClassVar[str] = "news"

    actor = models.ForeignKey("directory.Actor", models.PROTECT, related_name="news")
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=3)
    summary = models.TextField(_("what it says, in our words"), blank=True)
    dated = models.JSONField(_("date"), null=True)
    dated_on = models.DateField(null=True, db_index=True)
    media = models.CharField(_("kind of medium"), max_length=60, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    # The address was tried and led nowhere.
    dead_since = models.DateField(_("link dead since"), null=True)

    class Meta:
        verbose_name_plural = "news"

    def __str__(self) -> str:
        return self.title


class Programme(Record):
    """Where an organisation works on what, since when."""

    noun: ClassVar[str] = "programme"

    names = models.JSONField(_("names"))
    slug = models.SlugField(max_length=80, null=True, unique=True)
    actor = models.ForeignKey("directory.Actor", models.PROTECT, related_name="programmes")
    region = models.CharField(_("region"), max_length=120, blank=True)
    places = models.ManyToManyField("directory.Place", related_name="programmes")
    about = models.JSONField(_("about"), default=dict)
    coverage = models.CharField(_("coverage"), max_length=300, blank=True)
    began = models.JSONField(_("since"), null=True)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(_("until"), null=True)
    plan = models.ForeignKey("cooperation.Plan", models.PROTECT, null=True, related_name="programmes")
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))
