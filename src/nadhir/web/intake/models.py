"""Sources, batches and items."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import Record, new_id


class Reliability(models.TextChoices):
    """Admiralty: how far a source could be relied upon before."""

    A = "A", _("A · completely reliable")
    B = "B", _("B · usually reliable")
    C = "C", _("C · fairly reliable")
    D = "D", _("D · not usually reliable")
    E = "E", _("E · unreliable")
    F = "F", _("F · cannot be judged")


class Credibility(models.TextChoices):
    """Admiralty: how likely the information itself is."""

    ONE = "1", _("1 · confirmed")
    TWO = "2", _("2 · probably true")
    THREE = "3", _("3 · possibly true")
    FOUR = "4", _("4 · doubtful")
    FIVE = "5", _("5 · improbable")
    SIX = "6", _("6 · cannot be judged")


EVENT_KINDS = {
    "one_sided": _("Violence against civilians"),
    "state_based": _("Fighting in which a State takes part"),
    "non_state": _("Fighting between armed groups"),
}


class Source(Record):
    """Where items come from. Under the Chatham House rule its name is for its own desk only."""

    noun: ClassVar[str] = "source"

    slug = models.SlugField(max_length=80)
    names = models.JSONField(_("names"))
    connector = models.CharField(max_length=40, blank=True)
    reliability = models.CharField(
        _("reliability"), max_length=1, choices=Reliability.choices, default=Reliability.F
    )
    chatham_house = models.BooleanField(_("Chatham House rule"), default=False)
    licence = models.CharField(_("licence"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "slug"], name="intake_source_slug")]

    def __str__(self) -> str:
        return str(self.names.get("en", self.slug))

    @property
    def protected_fields(self) -> frozenset[str]:
        return frozenset({"names", "slug", "connector", "licence"}) if self.chatham_house else frozenset()


class Batch(Record):
    """One file taken in: what it was, how its columns were read, and what became of its records."""

    noun: ClassVar[str] = "batch"

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the mapping to be confirmed")
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("being taken in")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    source = models.ForeignKey(Source, models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    format = models.CharField(max_length=20, blank=True)
    connector = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    expected = models.PositiveIntegerField(null=True)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    problem = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def seen(self) -> int:
        """How many records were looked at so far."""
        return self.added + self.known + self.rejected


class Item(Record):
    """One report, post, article, file or insight, as it came.

    `raw` and `text` never change. What the house thinks of it (rating, finding, judgement, priority, status)
    may.
    `key` names the record at its source; `fingerprint` the record with its content: the same fingerprint
    is the same item, the same key with another fingerprint is a revision of it.
    """

    noun: ClassVar[str] = "item"

    class Status(models.TextChoices):
        NEW = "new", _("new")
        ASSIGNED = "assigned", _("assigned")
        ATTACHED = "attached", _("attached to a situation")
        DISMISSED = "dismissed", _("dismissed")

    class Priority(models.IntegerChoices):
        """What is read first. Words, not a score: each level has its reasons beside it."""

        VIOLENCE = 5, _("violence against civilians")
        URGENT = 4, _("urgent incitement")
        HIGH = 3, _("deaths or incitement reported")
        REVIEW = 2, _("to be reviewed")
        ORDINARY = 1, _("ordinary")

    source = models.ForeignKey(Source, models.PROTECT, related_name="items")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items", null=True)
    row = models.PositiveIntegerField(null=True)
    external_id = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=64, db_index=True)
    fingerprint = models.CharField(max_length=64)
    revises = models.ForeignKey("self", models.PROTECT, null=True, related_name="revisions")

    raw = models.BinaryField()
    raw_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, db_index=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    text = models.TextField(_("text"))
    folded = models.TextField()
    url = models.CharField(max_length=1000, blank=True)
    author = models.CharField(max_length=200, blank=True)
    notes = models.JSONField(default=list)

    published = models.JSONField(null=True)
    occurred = models.JSONField(null=True)
    occurred_on = models.DateField(null=True, db_index=True)
    received_at = models.DateTimeField()

    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    place_precision = models.PositiveSmallIntegerField(null=True)
    event = models.JSONField(null=True)

    language = models.CharField(max_length=8, default="und")
    coverage = models.CharField(max_length=12, default="not_covered")
    concern = models.CharField(max_length=8, default="none")
    finding = models.JSONField(null=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.ORDINARY)
    weight = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    # What a person said of the finding. Where somebody did, `concern` and `language` are theirs; `finding`
    # stays the machine's.
    judgement = models.ForeignKey("intake.Judgement", models.PROTECT, null=True, related_name="+")
    screened_at = models.DateTimeField(null=True)
    cluster = models.UUIDField(db_index=True)
    leads_cluster = models.BooleanField(default=True)

    credibility = models.CharField(
        _("credibility"), max_length=1, choices=Credibility.choices, default=Credibility.SIX
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NEW)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="inbox")
    dismissed_because = models.CharField(_("reason"), max_length=300, blank=True)
    # Taken out to protect somebody: the row and what cites it stay, the words are gone.
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "fingerprint"], name="intake_item_once"),
        ]
        indexes = [
            # The inbox of one status: first things first.
            models.Index(
                fields=["status", "-priority", "-weight", "-received_at", "-id"], name="intake_inbox"
            ),
            # The inbox of all that waits, or of all there is: walked in order until a page is full.
            models.Index(
                fields=["-priority", "-weight", "-received_at", "-id", "leads_cluster", "status"],
                name="intake_first_things",
            ),
            # What waits, in figures, and the languages of it: answered without looking at the rows.
            models.Index(
                fields=[
                    "status", "leads_cluster", "priority", "received_at", "tlp", "owner", "created_by",
                    "language", "id",
                ],
                name="intake_counts",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def headline(self) -> str:
        """What the item is called in lists: what its event was, its title, or its first words."""
        if self.erased_at is not None:
            return str(_("Removed for protection"))
        return self._event_words or self.title or self.first_words or str(_("without words"))

    @property
    def _event_words(self) -> str:
        """Kind and sides of a coded event; empty where its source codes neither, and its words say more."""
        event = self.event or {}
        kind = event.get("kind") or ""
        sides = " – ".join(filter(None, (event.get("side_a"), event.get("side_b"))))
        if not kind and not sides:
            return ""
        named = str(EVENT_KINDS.get(kind, _("event")))
        return str(_("%(what)s: %(who)s") % {"what": named, "who": sides}) if sides else named

    @property
    def first_words(self) -> str:
        """The beginning of the text on one line. A list that leaves the text out annotates `beginning`."""
        beginning: str = self.__dict__.get("beginning") or self.text[:300]
        return " ".join(beginning.split())[:140]

    @property
    def underline(self) -> str:
        """What stands under the headline of a coded event: the words of the source."""
        return (self.title or self.first_words) if self._event_words else ""

    @property
    def protected_fields(self) -> frozenset[str]:
        return frozenset({"author", "url", "source", "raw"}) if self.source.chatham_house else frozenset()


class Judgement(models.Model):
    """What a person said of a finding. Never changed: another judgement by the same person takes its place.

    The latest one holds for its item, whoever gave it. `judged` is a copy of the finding it was about, so
    that the screener of that day can be measured by it whatever later ones find; `version` is that screener.
    """

    noun: ClassVar[str] = "judgement"

    class Verdict(models.TextChoices):
        AGREED = "agreed", _("agreed")
        CORRECTED = "corrected", _("corrected")
        DISMISSED = "dismissed", _("dismissed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="judgements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    current = models.BooleanField(default=True)

    verdict = models.CharField(_("judgement"), max_length=10, choices=Verdict.choices)
    concern = models.CharField(max_length=8)
    hateful = models.BooleanField()
    violence = models.CharField(max_length=8)
    targets = models.JSONField(default=list)
    hallmarks = models.JSONField(default=list)
    mode = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    note = models.CharField(_("note"), max_length=300, blank=True)

    judged = models.JSONField()
    version = models.CharField(max_length=80)
    judged_concern = models.CharField(max_length=8)
    judged_language = models.CharField(max_length=8)
    coverage = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "by"], condition=models.Q(current=True), name="intake_judgement_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verdict}"


class Incident(models.Model):
    """What people of the desk found out about the event of a report, beside what the report says. Where both
    say something, this holds; the report stays as it came."""

    noun: ClassVar[str] = "incident"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.OneToOneField(Item, models.CASCADE, related_name="incident")
    version = models.PositiveIntegerField(default=1)
    injured_low = models.PositiveIntegerField(_("injured, at least"), null=True, blank=True)
    injured = models.PositiveIntegerField(_("injured, best estimate"), null=True, blank=True)
    injured_high = models.PositiveIntegerField(_("injured, at most"), null=True, blank=True)
    displaced_low = models.PositiveIntegerField(_("displaced, at least"), null=True, blank=True)
    displaced = models.PositiveIntegerField(_("displaced, best estimate"), null=True, blank=True)
    displaced_high = models.PositiveIntegerField(_("displaced, at most"), null=True, blank=True)
    damage = models.TextField(_("property and sites"), blank=True)
    weapons = models.CharField(_("weapons"), max_length=300, blank=True)
    cause = models.TextField(_("cause as claimed"), blank=True)
    response = models.TextField(_("answer of authorities or elders"), blank=True)
    comment = models.TextField(_("comment of the monitor"), blank=True)
    follow_up = models.TextField(_("follow-up needed"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.item_id)


class PublicReport(models.Model):
    """What somebody told who has no account, and whom nobody knows: only their code leads back to it.

    Nothing of the sender is kept: no name, no address, no device. The code is kept as a keyed hash.
    """

    class Danger(models.TextChoices):
        NOW = "now", _("yes, now")
        SOON = "soon", _("perhaps soon")
        NO = "no", _("no, or not known")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.OneToOneField(Item, models.CASCADE, related_name="told")
    code = models.CharField(max_length=64, unique=True)
    danger = models.CharField(_("is somebody in danger?"), max_length=4, choices=Danger.choices)
    where = models.CharField(_("where, as told"), max_length=200, blank=True)
    picture = models.BinaryField(null=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.item_id)


class PastFinding(models.Model):
    """A finding that a later screener replaced: which screener said what, from when until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="past_findings")
    version = models.CharField(max_length=80)
    concern = models.CharField(max_length=8)
    language = models.CharField(max_length=8)
    coverage = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.version}"


class ItemPlace(models.Model):
    """A place that an item names, or where its event happened."""

    class Role(models.TextChoices):
        EVENT = "event", _("happened there")
        MENTIONED = "mentioned", _("mentioned")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="item_places")
    place = models.ForeignKey("directory.Place", models.PROTECT, related_name="item_places")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MENTIONED)
    mentions = models.PositiveIntegerField(default=1)
    certainty = models.FloatField(default=1.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "place", "role"], name="intake_item_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.place_id}"


class ClusterBand(models.Model):
    """One band of an item's MinHash signature; items that share a band are compared for near-copies."""

    id = models.BigAutoField(primary_key=True)
    band = models.BigIntegerField(db_index=True)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.band} {self.item_id}"
