"""Plans: a catalogue of commitments that somebody carries out, and what serves which commitment."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Plan(Record):
    """A plan that is tracked: a catalogue that comes with Nadhir (`catalogue`), or elements of its own."""

    noun: ClassVar[str] = "plan"

    class Kind(models.TextChoices):
        CATALOGUE = "catalogue", _("plan of the United Nations or of others")
        NATIONAL = "national", _("national plan of action")
        STRATEGIC = "strategic", _("strategic plan")
        WORK = "work", _("annual work plan")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("adopted")
        UNDER_WAY = "under_way", _("being carried out")
        CLOSED = "closed", _("closed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    catalogue = models.CharField(_("catalogue"), max_length=60, blank=True)
    # Where there is no catalogue: `{id, parent, kind, label, text}` in order, label and text by language.
    elements = models.JSONField(default=list)
    actor = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="plans")
    instrument = models.ForeignKey("cooperation.Instrument", models.PROTECT, null=True, related_name="plans")
    # A regional overlay: the same commitments for a part of the world.
    overlay_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="overlays")
    region = models.CharField(_("region"), max_length=120, blank=True)
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    period_from = models.DateField(_("from"), null=True)
    period_until = models.DateField(_("until"), null=True)
    adopted = models.JSONField(_("adopted"), null=True)
    adopted_on = models.DateField(null=True)
    adopted_by = models.CharField(_("by whom, and how"), max_length=300, blank=True)
    # The plan of the year before, whose unfinished actions were carried over.
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    closing = models.TextField(_("what came of it"), blank=True)
    # The share of women among those whom the plan involves that was set as a goal, in percent.
    women_goal = models.PositiveSmallIntegerField(_("share of women aimed at, in percent"), null=True)
    sources = models.JSONField(_("sources"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class PlanVersion(models.Model):
    """The elements as they stood when a version was closed: what was drafted, what was adopted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    elements = models.JSONField(default=list)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="cooperation_plan_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class PlanAction(models.Model):
    """Something that is done for a commitment: by whom, when, for how much. Its following-up is an
    undertaking."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped, with the reason")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions")
    element = models.CharField(_("commitment"), max_length=40)
    title = models.CharField(_("action"), max_length=300)
    language = models.CharField(_("language"), max_length=3, default="en")
    lead = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="plan_actions")
    who = models.CharField(_("who"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True)
    ends_on = models.DateField(_("until"), null=True)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True)
    spent = models.DecimalField(_("spent"), max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    note = models.TextField(_("note"), blank=True)
    undertaking = models.ForeignKey(
        "response.Undertaking", models.PROTECT, null=True, related_name="plan_actions"
    )
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["element", "pk"]

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """What tells whether a commitment is being met, with where it began and where it should be."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    element = models.CharField(_("commitment"), max_length=40)
    words = models.CharField(_("indicator"), max_length=300)
    language = models.CharField(_("language"), max_length=3, default="en")
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("at the start"), max_digits=14, decimal_places=2, null=True)
    target = models.DecimalField(_("aimed at"), max_digits=14, decimal_places=2, null=True)
    source = models.CharField(_("where it is read"), max_length=300, blank=True)

    class Meta:
        ordering = ["element", "pk"]

    def __str__(self) -> str:
        return self.words


class Reading(models.Model):
    """A measure as it was read on a day. A later reading stands after it; nothing is changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="readings")
    read_on = models.DateField(_("read on"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    women = models.DecimalField(_("share of women, in percent"), max_digits=5, decimal_places=2, null=True)
    source = models.CharField(_("shown by"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["read_on", "pk"]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.read_on} {self.value}"


class Serving(models.Model):
    """Whether a record serves a commitment of a catalogue or of a plan, as somebody judged. One record each.

    A row without an element says that somebody looked and that the record serves none of them. `key` names
    what was judged, so that nothing is judged twice: `<catalogue or plan>:<element>:<record>`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    catalogue = models.CharField(max_length=60, blank=True)
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, related_name="servings")
    element = models.CharField(max_length=40, blank=True)
    serves = models.BooleanField(default=True)
    key = models.CharField(max_length=160, unique=True)
    engagement = models.ForeignKey("response.Engagement", models.CASCADE, null=True, related_name="servings")
    undertaking = models.ForeignKey(
        "response.Undertaking", models.CASCADE, null=True, related_name="servings"
    )
    instrument = models.ForeignKey(
        "cooperation.Instrument", models.CASCADE, null=True, related_name="servings"
    )
    cohort = models.ForeignKey("cooperation.Cohort", models.CASCADE, null=True, related_name="servings")
    note = models.CharField(_("how"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["catalogue", "element"], name="cooperation_serves")]
        constraints = [
            models.CheckConstraint(
                name="cooperation_serves_one_thing",
                condition=(Q(catalogue="") & Q(plan__isnull=False))
                | (~Q(catalogue="") & Q(plan__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue or self.plan_id} {self.element}"
