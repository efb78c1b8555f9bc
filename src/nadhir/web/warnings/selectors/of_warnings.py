"""Reading warnings, as far as the viewer may."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nadhir.errors import NotAllowed
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation
from nadhir.web.warnings.models import Decision, Option, Recipient, Warning
from nadhir.web.warnings.rules import OUT

# What may be read through a link alone. Narrower than that, one signs in.
BY_LINK = (Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)
# When somebody may still decide: also after it ran out, for the record.
DECIDED = (Warning.Status.ISSUED, Warning.Status.EXPIRED)
# Acts by which a person writes a part of a warning, and so cannot be its second person.
WRITING = frozenset(
    {
        "warning.draft", "warning.write", "warning.option", "warning.option_write", "warning.option_remove",
        "warning.cite",
    }
)  # fmt: skip


# Said of a warning since some were issued without it.
ADDED = ("kind", "mandate", "trigger", "options_because")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be done, as the warning says it."""

    order: int
    text: str
    by_whom: str
    lead_days: int
    legal_basis: str
    cost: str
    risk: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a warning says: once it is out, word for word as it was issued.

    `intact` is whether the kept text still has the fingerprint of the moment of issue; None before that.
    """

    language: str
    title: str
    what: str
    where: str
    at_risk: str
    why_now: str
    if_nothing: str
    confidence: str
    gaps: str
    valid_until: datetime
    options: tuple[Choice, ...]
    intact: bool | None = None
    kind: str = Warning.Kind.ALERT
    mandate: str = ""
    trigger: str = ""
    trigger_on: date | None = None
    options_because: str = ""

    @property
    def before(self) -> date:
        """The day before which what is done must work."""
        return self.trigger_on or self.valid_until.astimezone(UTC).date()

    def begin_by(self, option: Choice) -> date:
        """The last day on which one can begin, so that it works in time."""
        return self.before - timedelta(days=option.lead_days)

    @property
    def plan(self) -> list[Choice]:
        """The options in the order in which one must begin."""
        return sorted(self.options, key=lambda one: (self.begin_by(one), one.order))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The options in that order, each with the day to begin by and whether it has passed."""
        today = clock.now().date()
        begins = [(one, self.begin_by(one)) for one in self.plan]
        return [{"option": one, "begin_by": day, "late": day < today <= self.before} for one, day in begins]

    @property
    def mandate_words(self) -> str:
        return str(Warning.Mandate(self.mandate).label) if self.mandate else ""

    @property
    def confidence_words(self) -> str:
        return str(Warning.Confidence(self.confidence).label)

    @property
    def expired(self) -> bool:
        return self.valid_until <= clock.now()


@dataclass(frozen=True, slots=True)
class Milestones:
    """When a warning reached its steps, and how it was answered."""

    signal: datetime | None = None
    told: int = 0
    acknowledged: int = 0
    first_acknowledged: datetime | None = None
    decided: int = 0
    first_decided: datetime | None = None
    to_act: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Warnings in a sentence: how many are in force or wait, and the first few that somebody must answer."""

    in_force: int
    submitted: int
    approved: int
    to_acknowledge: tuple[Warning, ...]
    silent: tuple[Warning, ...]


def warnings(viewer: Viewer) -> QuerySet[Warning]:
    """All warnings that the viewer may know of, the newest first."""
    found = policy.visible(Warning.objects.select_related("situation", "owner"), viewer)
    return found.order_by("-created_at", "-pk")


def situations_of(viewer: Viewer) -> QuerySet[Situation]:
    """The situations with a warning, among those whose situation and warning the viewer may know of. That a
    draft was begun on a situation is not for everybody who may read the situation."""
    told = warnings(viewer).order_by().values("situation")
    return situations.situations(viewer).filter(pk__in=told).order_by("-since", "pk")


def warning(viewer: Viewer, pk: Any) -> Warning:
    """One warning.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of; the two look alike.
    """
    related = ("assessment", "created_by", "approved_by", "issued_by", "updates")
    found = warnings(viewer).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="warning.read")
    return found


def at_desk(viewer: Viewer, warning: Warning) -> bool:
    """Whether the viewer sits at the desk that makes this warning."""
    if viewer.system:
        return True
    return viewer.organisation_id == warning.owner_id and viewer.has("analyst", "reviewer")


def writers(warning: Warning) -> frozenset[uuid.UUID]:
    """Who wrote any part of the warning's text."""
    wrote = {entry.actor_id for entry in ledger.entries_of(warning.pk) if entry.act in WRITING}
    return frozenset(actor for actor in {*wrote, warning.created_by_id} if actor is not None)


def content_open(viewer: Viewer, warning: Warning, recipient: Recipient | None) -> bool:
    """Whether the text may be shown: always to somebody signed in, by link as far as label and
    clearance of the recipient allow."""
    if viewer.recipient_id is None:
        return True
    return (
        recipient is not None
        and recipient.clearance == Recipient.Clearance.CONTENT
        and warning.tlp in BY_LINK
    )


def wording(warning: Warning) -> Wording:
    """What the warning says. The warning itself was read through the policy."""
    names = (
        "language", "title", "what", "where", "at_risk", "why_now", "if_nothing", "confidence", "gaps",
    )  # fmt: skip
    said: Mapping[str, Any] | None = warning.frozen if warning.status in OUT else None
    if said is not None:
        return Wording(
            **{name: said[name] for name in names},
            **{name: said[name] for name in ADDED if name in said},
            trigger_on=date.fromisoformat(said["trigger_on"]) if said.get("trigger_on") else None,
            valid_until=datetime.fromisoformat(said["valid_until"]),
            options=tuple(Choice(**option) for option in said["options"]),
            intact=fingerprint(said) == warning.frozen_hash,
        )
    fields = tuple(Choice.__dataclass_fields__)
    return Wording(
        **{name: getattr(warning, name) for name in (*names, *ADDED)},
        trigger_on=warning.trigger_on,
        valid_until=warning.valid_until,
        options=tuple(
            Choice(**{name: getattr(option, name) for name in fields}) for option in warning.options.all()
        ),
    )


def fingerprint(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of an issued text, in hexadecimal."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def options(viewer: Viewer, warning: Warning) -> QuerySet[Option]:
    return policy.visible(Option.objects.filter(warning=warning), viewer)


def option(viewer: Viewer, warning: Warning, pk: Any) -> Option:
    """One option of a warning.

    Raises:
        NotAllowed: it has none like this that the viewer may know of.
    """
    found = options(viewer, warning).select_related("warning").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="warning.read")
    return found


def recipients(viewer: Viewer, warning: Warning) -> QuerySet[Recipient]:
    """Who was told. A recipient sees only their own line."""
    found = policy.visible(Recipient.objects.filter(warning=warning), viewer)
    return found.select_related("user").order_by("pk")


def recipient(viewer: Viewer, warning: Warning, pk: Any) -> Recipient:
    """One recipient of a warning.

    Raises:
        NotAllowed: it has none like this that the viewer may know of.
    """
    found = recipients(viewer, warning).select_related("warning").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="warning.read")
    return found


def own_line(viewer: Viewer, warning: Warning) -> Recipient | None:
    """The line of the viewer among the recipients, if there is one. Who is on standby has none yet."""
    lines = warning.recipients.filter(standby=False)
    if viewer.recipient_id is not None:
        return lines.filter(pk=viewer.recipient_id).first()
    if viewer.user_id is None:
        return None
    return lines.filter(user_id=viewer.user_id).first()


def own_lines(viewer: Viewer, found: Iterable[Warning]) -> dict[uuid.UUID, Recipient]:
    """The viewer's lines among the recipients of several warnings, by warning."""
    if viewer.user_id is None:
        return {}
    lines = Recipient.objects.filter(
        user_id=viewer.user_id, standby=False, warning__in=[one.pk for one in found]
    )
    return {line.warning_id: line for line in lines}


def decisions(viewer: Viewer, warning: Warning) -> QuerySet[Decision]:
    found = policy.visible(Decision.objects.filter(warning=warning), viewer)
    return found.select_related("option", "recipient")


def decision(viewer: Viewer, pk: Any) -> Decision:
    """One decision, with its warning.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("option", "recipient", "warning__situation", "warning__owner")
    found = policy.visible(Decision.objects.select_related(*related), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="warning.read")
    return found


def with_answers(found: QuerySet[Warning]) -> QuerySet[Warning]:
    """Warnings with the number of people `told`, standby aside, of those who `acknowledged`, and of decisions
    (`decided`).

    Counted row by row, so that a page of a long list costs no more than a page.
    """

    def count(rows: QuerySet[Any]) -> Coalesce:
        counted = rows.filter(warning=OuterRef("pk")).order_by().values("warning").annotate(n=Count("pk"))
        return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)

    return found.annotate(
        told=count(Recipient.objects.filter(standby=False)),
        acknowledged=count(Recipient.objects.filter(acknowledged_at__isnull=False)),
        decided=count(Decision.objects.all()),
    )


def narrowed(
    found: QuerySet[Any], *, words: str = "", status: str = "", situation: Any = None, answer: str = ""
) -> QuerySet[Any]:
    """The warnings that a filter leaves, of warnings `with_answers`.

    Args:
        words: in the number or the title.
        status: one of `Warning.Status`, "in_force" or "expired".
        situation: identifier of a situation that the viewer may know of.
        answer: "unanswered" (issued, nobody has acknowledged), "undecided" (issued) or "decided".
    """
    issued = Warning.Status.ISSUED
    if words := words.strip():
        found = found.filter(Q(number__icontains=words) | Q(title__icontains=words))
    if status == "in_force":
        found = found.filter(status=issued, valid_until__gt=clock.now())
    elif status == "expired":
        past = Q(status=issued, valid_until__lte=clock.now())
        found = found.filter(past | Q(status=Warning.Status.EXPIRED))
    elif status:
        found = found.filter(status=status)
    if situation:
        found = found.filter(situation_id=situation)
    if answer == "unanswered":
        found = found.filter(status=issued, acknowledged=0)
    elif answer == "undecided":
        found = found.filter(status=issued, decided=0)
    elif answer == "decided":
        found = found.filter(decided__gt=0)
    return found


def standing(viewer: Viewer) -> Standing:
    """How the warnings that the viewer may know of stand."""
    visible = warnings(viewer)
    in_force = Q(status=Warning.Status.ISSUED, valid_until__gt=clock.now())
    counted = visible.order_by().aggregate(
        in_force=Count("pk", filter=in_force),
        submitted=Count("pk", filter=Q(status=Warning.Status.SUBMITTED)),
        approved=Count("pk", filter=Q(status=Warning.Status.APPROVED)),
    )
    own = policy.NOTHING
    if viewer.user_id is not None:
        waiting = Recipient.objects.filter(user_id=viewer.user_id, acknowledged_at=None, standby=False)
        own = Q(pk__in=waiting.values("warning"))
    silent = narrowed(with_answers(visible), status="in_force", answer="unanswered")
    desk = viewer.has("analyst", "reviewer")
    return Standing(
        **counted,
        to_acknowledge=tuple(visible.filter(in_force, own)[:5]),
        silent=tuple(silent[:5]) if desk else (),
    )


def milestones(found: Iterable[Warning]) -> dict[uuid.UUID, Milestones]:
    """When each of these warnings reached its steps: three queries, however many they are.

    The dates are facts of the warning itself: whoever may read it may know them, also where the reports
    behind it stay with the desk. The caller has read the warnings through the policy.
    """
    keys = [one.pk for one in found]
    known: dict[uuid.UUID, dict[str, Any]] = {key: {} for key in keys}
    received = "assessment__findings__evidence__item__received_at"
    signals = Warning.objects.filter(pk__in=keys).values("pk").annotate(signal=Min(received))
    told = Recipient.objects.filter(warning__in=keys, standby=False).values(key=F("warning")).order_by()
    answered = told.annotate(
        told=Count("pk"), acknowledged=Count("acknowledged_at"), first_acknowledged=Min("acknowledged_at")
    )
    made = Decision.objects.filter(warning__in=keys).values(key=F("warning")).order_by()
    decided = made.annotate(
        decided=Count("pk"), first_decided=Min("decided_at"), to_act=Count("pk", filter=Q(no_action=False))
    )
    for key, signal in signals.order_by().values_list("pk", "signal"):
        known[key]["signal"] = signal
    rows: list[dict[str, Any]] = [dict(row) for row in (*answered, *decided)]
    for row in rows:
        known[row.pop("key")].update(row)
    return {key: Milestones(**values) for key, values in known.items()}
