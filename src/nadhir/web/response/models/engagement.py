"""Engagements: whatever is convened."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.response.models.wording import Audience, Theme


class Engagement(Record):
    """Anything convened: a dialogue, a training, a briefing, a mission, a meeting."""

    noun: ClassVar[str] = "engagement"

    class Kind(models.TextChoices):
        BILATERAL = "bilateral", _("bilateral meeting")
        BRIEFING = "briefing", _("briefing")
        COMMITTEE = "committee", _("committee meeting")
        CONSULTATION = "consultation", _("consultation round")
        DIALOGUE = "dialogue", _("dialogue session")
        MISSION = "mission", _("mission")
        ROUNDTABLE = "roundtable", _("round table")
        SIDE_EVENT = "side_event", _("side event")
        STATEMENT = "statement", _("statement")
        TRAINING = "training", _("training")
        WORKSHOP = "workshop", _("workshop")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CALLED_OFF = "called_off", _("called off")

    class Attribution(models.TextChoices):
        """What may be told of who said what there."""

        OPEN = "open", _("open: who said what may be told")
        CHATHAM_HOUSE = "chatham_house", _("Chatham House: what was said, not who said it or who was there")
        CLOSED = "closed", _("closed: only that it took place")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.HELD)
    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    # The names as they are looked for: see `nadhir.screening.normalise.fold`.
    folded = models.TextField(editable=False, default="", blank=True)
    situation = models.ForeignKey(
        "situations.Situation", models.PROTECT, null=True, related_name="engagements"
    )
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="engagements")
    # Date as written, as resolved, and how precisely: see `nadhir.sources` for the form.
    held = models.JSONField(_("date"), null=True)
    held_on = models.DateField(null=True, db_index=True)
    held_until = models.DateField(null=True)
    convened_by = models.ManyToManyField("directory.Actor", related_name="convened")
    partners = models.ManyToManyField("directory.Actor", related_name="partnered")
    audience = models.CharField(_("with whom"), max_length=12, choices=Audience.choices, blank=True)
    themes = models.JSONField(_("themes"), default=list, blank=True)
    attribution = models.CharField(
        _("what may be told"), max_length=14, choices=Attribution.choices, default=Attribution.OPEN
    )
    # Another desk that plans something that would clash may be told to ask here.
    deconflict = models.BooleanField(_("tell other desks of a clash"), default=False)
    participants = models.PositiveIntegerField(_("participants"), null=True)
    women = models.PositiveIntegerField(_("women among them"), null=True)
    agenda = models.TextField(_("agenda"), blank=True)
    outcome = models.JSONField(_("outcome"), default=dict)
    bodies_created = models.ManyToManyField("directory.Actor", related_name="set_up_at")
    # Of a statement or keynote: who spoke, for whom, and what was asked of whom.
    spoken_by = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="spoke_at")
    on_behalf_of = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="spoken_for")
    asks = models.JSONField(_("what was asked"), default=dict)
    consultation = models.ForeignKey(
        "response.Consultation", models.PROTECT, null=True, related_name="rounds"
    )
    region = models.CharField(_("region"), max_length=120, blank=True)
    # Goals of the 2030 Agenda that it serves, by number (`sdg` catalogue).
    goals = models.JSONField(_("sustainable development goals"), default=list, blank=True)
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))

    @property
    def protected_fields(self) -> frozenset[str]:
        """What stays at the desk where only that it took place may be told."""
        if self.attribution != self.Attribution.CLOSED:
            return frozenset()
        return frozenset({"agenda", "outcome", "participants", "women", "asks"})

    @property
    def theme_names(self) -> list[str]:
        return [str(Theme(theme).label) for theme in self.themes if theme in Theme.values]


class Participation(models.Model):
    """Who took part: a person or an organisation, or a number of people who have something in common.

    A row about one person (`actor`) shows their name only where they agreed to it (`named`).
    """

    class Sex(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("another, or not said")

    class Age(models.TextChoices):
        CHILD = "child", _("under 18")
        YOUTH = "youth", _("18 to 29")
        ADULT = "adult", _("30 to 59")
        OLDER = "older", _("60 and older")
        UNKNOWN = "", _("not said")

    class Part(models.TextChoices):
        PARTICIPANT = "participant", _("participant")
        SPEAKER = "speaker", _("speaker")
        CHAIR = "chair", _("chair")
        TRAINER = "trainer", _("trainer, facilitator")
        OBSERVER = "observer", _("observer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="participations")
    actor = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="participations")
    named = models.BooleanField(_("agreed to be named"), default=False)
    many = models.PositiveIntegerField(_("how many"), default=1)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, default=Sex.OTHER)
    age = models.CharField(_("age"), max_length=6, choices=Age.choices, blank=True)
    faith = models.CharField(_("faith or tradition"), max_length=80, blank=True)
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    part = models.CharField(_("part"), max_length=12, choices=Part.choices, default=Part.PARTICIPANT)

    def __str__(self) -> str:
        return f"{self.many} {self.sex} {self.faith}".strip()


class EngagementFile(models.Model):
    """A paper or a photograph. A photograph is kept only with the consent of those whom it shows."""

    class Kind(models.TextChoices):
        PAPER = "paper", _("paper")
        ADOPTED = "adopted", _("adopted text")
        MINUTES = "minutes", _("minutes")
        PHOTOGRAPH = "photograph", _("photograph")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="files")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PAPER)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=8, blank=True)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    # The file itself; gone once it is withdrawn.
    raw = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    consent = models.TextField(_("who agreed, to what"), blank=True)
    consent_until = models.DateField(_("agreed until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title
