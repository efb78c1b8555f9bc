"""Learning: modules, cohorts and their sessions, tests, certificates; exchange of trainers; assistance."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id
from nadhir.web.core.sealed import SealedTextField


class Module(Record):
    """A version of a module that an organisation wrote itself, in the form of `nadhir.doctrine.learning`.

    The modules that come with Nadhir are data of the pure core; `ref` names both: `slug@version`.
    """

    noun: ClassVar[str] = "module"

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    slug = models.SlugField(max_length=60)
    edition = models.CharField(max_length=20)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # Who wrote it last: it is published by somebody else.
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug", "edition"], name="cooperation_module_once")
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"{self.slug}@{self.edition}"


class LearningPath(Record):
    """Modules in the order in which somebody should take them."""

    noun: ClassVar[str] = "learning_path"

    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    about = models.JSONField(_("about"), default=dict)
    audience = models.CharField(_("audience"), max_length=20, blank=True)
    modules = models.JSONField(_("modules"), default=list)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class Cohort(Record):
    """A group that learns together: modules, trainers, sessions, those who enrolled."""

    noun: ClassVar[str] = "cohort"

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open for enrolment")
        UNDER_WAY = "under_way", _("under way")
        ENDED = "ended", _("ended")
        CALLED_OFF = "called_off", _("called off")

    slug = models.SlugField(max_length=80, null=True, unique=True)
    names = models.JSONField(_("names"))
    # The names as they are looked for: see `nadhir.screening.normalise.fold`.
    folded = models.TextField(editable=False, default="", blank=True)
    modules = models.JSONField(_("modules"), default=list)
    path = models.ForeignKey(LearningPath, models.PROTECT, null=True, related_name="cohorts")
    language = models.CharField(_("language"), max_length=3, default="en")
    edition = models.CharField(_("edition"), max_length=20, blank=True)
    host = models.ForeignKey("directory.Actor", models.PROTECT, null=True, related_name="cohorts")
    # The body whose people are trained: what training changed is read from how it acted afterwards.
    body = models.ForeignKey("cooperation.Body", models.PROTECT, null=True, related_name="cohorts")
    instrument = models.ForeignKey(
        "cooperation.Instrument", models.PROTECT, null=True, related_name="cohorts"
    )
    trainers = models.ManyToManyField("directory.Actor", related_name="cohorts_trained")
    sessions = models.ManyToManyField("response.Engagement", related_name="cohorts")
    place = models.ForeignKey("directory.Place", models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(_("from"), null=True)
    ends_on = models.DateField(_("until"), null=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True)
    # Who completes it: how many sessions one was at, and whether the test after each module was passed.
    needed_sessions = models.PositiveSmallIntegerField(_("sessions one must have been at"), default=0)
    needs_test = models.BooleanField(_("the test after each module must be passed"), default=True)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)

    class Meta:
        indexes = [models.Index(fields=["status", "starts_on"], name="cooperation_cohort_by_day")]

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class Enrolment(models.Model):
    """Somebody who learns: in a cohort, or by themselves. The name is sealed: lists of trained people lead to
    people."""

    class Status(models.TextChoices):
        ENROLLED = "enrolled", _("enrolled")
        COMPLETED = "completed", _("completed")
        LEFT = "left", _("left")

    class Sex(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("another, or not said")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cohort = models.ForeignKey(Cohort, models.CASCADE, null=True, related_name="enrolments")
    # Of somebody who learns alone: the module, and the organisation whose sign-in it is.
    module = models.CharField(max_length=90, blank=True)
    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="enrolments")
    name = SealedTextField(_("name"))
    # The name as spelt in other scripts, as the list of participants had it.
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, default=Sex.OTHER)
    young = models.BooleanField(_("under 30"), null=True)
    language = models.CharField(_("language"), max_length=3, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ENROLLED)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # What somebody who learns alone has read: positions of sections.
    progress = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"],
                condition=models.Q(cohort__isnull=False, user__isnull=False),
                name="cooperation_enrolled_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id or self.module} {self.status}"


class SessionPresence(models.Model):
    """Whether somebody enrolled was at a session."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="presences")
    engagement = models.ForeignKey("response.Engagement", models.CASCADE, related_name="+")
    present = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "engagement"], name="cooperation_presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.present}"


class TestResult(models.Model):
    """A test that somebody took: before, after, or at the end of a module. Never changed."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")

    __test__ = False  # not a test of ours

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="results")
    module = models.CharField(max_length=90)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=3)
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField()
    questions = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.module} {self.kind} {self.right}/{self.questions}"


class Evaluation(models.Model):
    """What somebody thought of the training, without their name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="evaluations")
    ratings = models.JSONField(default=dict)
    words = models.TextField(_("in your own words"), blank=True)
    language = models.CharField(max_length=3, blank=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.on}"


class Certificate(models.Model):
    """That somebody completed something, signed by this installation. Whoever has the link can check it, sees
    no more than the paper says, and whether it still holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=20, unique=True)
    # As printed: what, for whom (sealed), by whom, when, how many hours.
    printed = SealedTextField()
    signature = models.CharField(max_length=200)
    issued_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(_("why it was revoked"), max_length=300, blank=True)

    class Meta:
        constraints = [
            # After one was revoked, another can be issued.
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(revoked_at__isnull=True),
                name="cooperation_certified_once",
            )
        ]

    def __str__(self) -> str:
        return self.number
