"""Who may see what, and who may do what. Every outlet asks here, and only here.

Seeing is decided in two steps. `visible` narrows a queryset to the records a viewer may know of: first by
role (which nouns are part of the person's work), then by the record's handling label, owner, sharing
groups and named readers. `hidden_fields` then names what must be left out of a record that may be seen:
a protected source, a precise place.

Doing is a table from act to roles (`ACTS`), besides the rule that one can only act on what one may see. To
read is not to change: what a wide label lets other organisations read stays in the hands of its desk, and of
those it works with (`OF_THE_DESK`, `OF_THE_WORK`).

An app registers one rule for each of its models; a model without a rule is visible to nobody.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.core.models import NamedReader, Record, Share, Tlp
from nadhir.web.core.viewer import Role, Viewer

Rule = Callable[[Viewer], Q]
M = TypeVar("M", bound=Model)

rules: dict[type[Model], Rule] = {}

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING

# Which acts need which role. An act that is not listed is nobody's.
ACTS: dict[str, frozenset[Role]] = {
    "item.receive": frozenset({"analyst", "officer", "administrator"}),
    "item.read": frozenset({"analyst", "reviewer"}),
    "item.triage": frozenset({"analyst"}),
    "item.rate": frozenset({"analyst"}),
    "incident.record": frozenset({"analyst"}),
    "finding.judge": frozenset({"analyst", "reviewer"}),
    "screening.measure": frozenset({"analyst", "reviewer"}),
    "screening.renew": frozenset({"analyst", "reviewer"}),
    "situation.open": frozenset({"analyst"}),
    "situation.change": frozenset({"analyst"}),
    "register.keep": frozenset({"analyst"}),
    "occasion.record": frozenset({"analyst", "coordinator"}),
    "scheme.record": frozenset({"analyst", "officer"}),
    "item.erase": frozenset({"reviewer"}),
    "told.answer": frozenset({"analyst", "reviewer"}),
    "expression.record": frozenset({"analyst", "reviewer"}),
    "expression.change": frozenset({"analyst", "reviewer"}),
    "worksheet.code": frozenset({"analyst", "reviewer"}),
    "worksheet.reconcile": frozenset({"reviewer"}),
    "joint.convene": frozenset({"analyst", "reviewer"}),
    "joint.settle": frozenset({"analyst", "reviewer"}),
    "joint.sign": frozenset({"reviewer"}),
    "text.redact": frozenset({"analyst", "reviewer"}),
    "document.release": frozenset({"analyst", "reviewer"}),
    "evidence.code": frozenset({"analyst"}),
    "assessment.draft": frozenset({"analyst"}),
    "assessment.review": frozenset({"reviewer"}),
    "assessment.dissent": frozenset({"analyst", "reviewer"}),
    "warning.draft": frozenset({"analyst", "reviewer"}),
    "warning.approve": frozenset({"reviewer"}),
    "warning.issue": frozenset({"reviewer"}),
    "warning.decide": frozenset({"decision_maker", "reviewer", "coordinator"}),
    "warning.comment": frozenset({"analyst", "reviewer"}),
    "warning.clear": frozenset({"reviewer", "decision_maker"}),
    "chain.set": frozenset({"reviewer", "administrator"}),
    "proposal.judge": frozenset({"analyst", "reviewer"}),
    "library.use": frozenset({"analyst", "reviewer", "coordinator", "decision_maker", "officer"}),
    "network.keep": frozenset({"coordinator"}),
    "contact.read": frozenset({"coordinator"}),
    "network.ask": frozenset({"analyst", "reviewer", "coordinator"}),
    "dispute.record": frozenset({"coordinator"}),
    "insight.give": frozenset({"coordinator"}),
    "briefing.write": frozenset({"analyst", "reviewer", "coordinator", "officer"}),
    "briefing.change": frozenset({"analyst", "reviewer", "coordinator", "officer"}),
    "review.write": frozenset({"analyst", "reviewer"}),
    "review.close": frozenset({"analyst", "reviewer"}),
    "alert.receive": frozenset({"analyst"}),
    "feed.open": frozenset({"analyst", "reviewer", "coordinator", "decision_maker"}),
    "undertaking.make": frozenset({"analyst", "reviewer", "coordinator", "decision_maker", "officer"}),
    "undertaking.report": frozenset({"coordinator", "officer", "analyst", "decision_maker"}),
    "undertaking.keep": frozenset({"analyst", "reviewer", "coordinator", "officer", "decision_maker"}),
    "actor.record": frozenset({"officer", "coordinator", "administrator"}),
    "actor.change": frozenset({"officer", "coordinator"}),
    "actor.merge": frozenset({"officer", "coordinator"}),
    "partner.keep": frozenset({"officer", "coordinator"}),
    "address.read": frozenset({"officer", "coordinator"}),
    "asset.keep": frozenset({"coordinator"}),
    "instrument.record": frozenset({"officer", "administrator"}),
    "instrument.keep": frozenset({"officer"}),
    "adherence.record": frozenset({"officer", "analyst"}),
    "body.record": frozenset({"officer", "coordinator", "administrator"}),
    "body.keep": frozenset({"officer", "coordinator"}),
    "report.write": frozenset({"officer", "coordinator", "analyst"}),
    "report.clear": frozenset({"reviewer", "decision_maker"}),
    "contribution.give": frozenset({"officer", "coordinator", "analyst", "reviewer", "reporter"}),
    "plan.record": frozenset({"officer", "coordinator", "administrator"}),
    "plan.keep": frozenset({"officer", "coordinator"}),
    "serving.judge": frozenset({"officer", "coordinator", "analyst"}),
    "module.write": frozenset({"officer", "coordinator"}),
    "module.publish": frozenset({"officer", "reviewer"}),
    "cohort.keep": frozenset({"officer", "coordinator"}),
    "certificate.issue": frozenset({"officer", "coordinator"}),
    "exchange.keep": frozenset({"officer", "coordinator"}),
    "assistance.ask": frozenset({"officer", "coordinator", "analyst"}),
    "assistance.answer": frozenset({"officer", "coordinator", "analyst"}),
    "dossier.record": frozenset({"officer", "administrator"}),
    "dossier.keep": frozenset({"officer"}),
    "guide.write": frozenset({"officer", "coordinator", "analyst"}),
    "guide.ask": frozenset({"analyst", "reviewer", "coordinator", "decision_maker", "officer", "reporter"}),
    "news.record": frozenset({"officer", "coordinator", "analyst", "administrator"}),
    "programme.record": frozenset({"officer", "administrator"}),
    "claim.record": frozenset({"officer", "analyst", "administrator"}),
    "claim.judge": frozenset({"officer", "analyst"}),
    "engagement.record": frozenset({"analyst", "officer", "coordinator", "administrator"}),
    "engagement.change": frozenset({"analyst", "officer", "coordinator"}),
    "consultation.keep": frozenset({"officer", "coordinator"}),
    "table.export": frozenset({"analyst", "reviewer", "coordinator", "decision_maker", "officer"}),
}

# Acts upon a record that only people of the organisation that owns it do.
OF_THE_DESK = frozenset(
    {
        "item.receive", "item.erase", "finding.judge", "assessment.review", "warning.draft",
        "warning.approve", "warning.issue", "warning.comment", "warning.clear", "text.redact",
        "document.release", "worksheet.reconcile",
        "scheme.record", "review.write", "review.close", "briefing.change", "consultation.keep",
        "network.keep", "contact.read", "dispute.record", "insight.give", "alert.receive",
        "actor.change", "actor.merge", "partner.keep", "asset.keep", "module.write", "module.publish",
        "cohort.keep", "certificate.issue", "report.clear", "claim.judge",
    }
)  # fmt: skip
# Acts upon a record for those who work on it: see `works_on`.
OF_THE_WORK = frozenset(
    {
        "situation.change",
        "engagement.change",
        "register.keep",
        "occasion.record",
        "evidence.code",
        "expression.change",
        "worksheet.code",
        "assessment.draft",
        "assessment.dissent",
        "joint.convene",
        "undertaking.report",
        "undertaking.keep",
        "library.use",
        "instrument.keep",
        "adherence.record",
        "body.keep",
        "report.write",
        "plan.keep",
        "exchange.keep",
        "assistance.ask",
        "dossier.keep",
        "guide.write",
    }
)

DESK: frozenset[Role] = frozenset({"analyst", "reviewer"})


def register(model: type[M]) -> Callable[[Rule], Rule]:
    """Make the decorated function the rule of `model`."""

    def keep(rule: Rule) -> Rule:
        rules[model] = rule
        return rule

    return keep


def visible(queryset: QuerySet[M], viewer: Viewer) -> QuerySet[M]:
    """The part of `queryset` that `viewer` may know of.

    Raises:
        LookupError: the model has no rule; a defect of the program, not of the viewer.
    """
    rule = rules.get(queryset.model)
    if rule is None:
        raise LookupError(f"{queryset.model.__name__} has no rule in the policy")
    if viewer.system:
        return queryset
    return queryset.filter(rule(viewer))


def sees(viewer: Viewer, record: Model) -> bool:
    """Whether `viewer` may know of this one record."""
    manager: Any = type(record)._default_manager
    return visible(manager.filter(pk=record.pk), viewer).exists()


@functools.lru_cache(maxsize=1024)
def marked(viewer: Viewer, prefix: str = "") -> Q:
    """The rule of the handling labels, for a record or for one that a relation `prefix` leads to.

    It asks nothing but what stands in `viewer`, and every page asks for it again and again: it is kept.

    - CLEAR: everybody signed in.
    - GREEN: every organisation of the community.
    - AMBER: the owner, and the organisations of the sharing groups it is opened to.
    - AMBER+STRICT: the owner organisation.
    - RED: the persons named.
    Whoever made a record, and whoever is named for it, sees it whatever its label.
    """
    if not viewer.known:
        return NOTHING
    identity = f"{prefix}pk"
    # What the row itself tells is asked before what other tables tell: a long list opens twice as fast.
    allowed = Q(**{f"{prefix}tlp": Tlp.CLEAR})
    if viewer.organisation_id is not None:
        allowed |= Q(
            **{
                f"{prefix}owner_id": viewer.organisation_id,
                f"{prefix}tlp__in": [Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT],
            }
        )
    if viewer.partner:
        allowed |= Q(**{f"{prefix}tlp": Tlp.GREEN})
    if viewer.user_id is not None:
        named = NamedReader.objects.filter(record_id=OuterRef(identity), user_id=viewer.user_id)
        allowed |= Q(**{f"{prefix}created_by_id": viewer.user_id}) | Q(Exists(named))
    if viewer.groups:
        shared = Share.objects.filter(record_id=OuterRef(identity), group_id__in=viewer.groups)
        allowed |= Q(**{f"{prefix}tlp__in": [Tlp.GREEN, Tlp.AMBER]}) & Q(Exists(shared))
    return allowed


def hidden_fields(viewer: Viewer, record: Record) -> frozenset[str]:
    """Names of fields of a visible record that must not be shown to `viewer`.

    A record may offer `protected_fields`, a set of names; they are for the desk of the owner only.
    """
    protected: frozenset[str] = getattr(record, "protected_fields", frozenset())
    if not protected or viewer.system:
        return frozenset()
    own = viewer.organisation_id is not None and viewer.organisation_id == record.owner_id
    if own and not viewer.roles.isdisjoint(DESK | {"coordinator"}):
        return frozenset()
    if viewer.user_id is not None and record.created_by_id == viewer.user_id:
        return frozenset()
    return protected


def may(viewer: Viewer, act: str, record: Record | None = None) -> bool:
    """Whether the roles of `viewer` include `act`; given a visible record, whether they may do it to that."""
    if viewer.system:
        return True
    if viewer.roles.isdisjoint(ACTS.get(act, frozenset())):
        return False
    if record is not None and act in OF_THE_DESK:
        return viewer.organisation_id == record.owner_id
    if record is not None and act in OF_THE_WORK:
        return works_on(viewer, record)
    return True


def works_on(viewer: Viewer, record: Record) -> bool:
    """Whether `viewer` works on a visible record: at its desk, in an organisation of a group that it is
    opened to, or as the person who made it or is to act on it. Being able to read it is not enough."""
    if viewer.system or viewer.organisation_id == record.owner_id:
        return True
    if viewer.user_id is not None and viewer.user_id in (record.created_by_id, record.entrusted_to):
        return True
    shared = Share.objects.filter(record_id=record.pk, group_id__in=viewer.groups)
    return record.tlp in (Tlp.GREEN, Tlp.AMBER) and shared.exists()


def require_sight(viewer: Viewer, *records: Model) -> None:
    """Go on only where `viewer` may see all `records`.

    Raises:
        NotAllowed: otherwise.
    """
    for record in records:
        if not viewer.system and not sees(viewer, record):
            raise NotAllowed("not_allowed.record")


def require(viewer: Viewer, act: str, *records: Record) -> None:
    """Let a service go on only where `viewer` may do `act` and may see all `records`.

    The first of the records is the one acted upon; the others are only read.

    Raises:
        NotAllowed: otherwise, with the act.
    """
    if not may(viewer, act):
        raise NotAllowed("not_allowed.act", act=act)
    require_sight(viewer, *records)
    if records and not may(viewer, act, records[0]):
        raise NotAllowed("not_allowed.other_desk", act=act)
