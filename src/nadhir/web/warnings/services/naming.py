"""Who must know of a warning: named persons, whoever holds a role now, and the usual recipients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.accounts import selectors as accounts
from nadhir.web.accounts.models import User
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Tenure
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import selectors
from nadhir.web.warnings.models import GroupMember, Recipient, RecipientGroup, Warning
from nadhir.web.warnings.services import clearing
from nadhir.web.warnings.services.drafting import require_draft

HOURS = 24 * 30  # at most: a month
OF_LINE = ("language", "clearance", "answer_within", "principal")


@transaction.atomic
def recipient_name(
    *,
    viewer: Viewer,
    warning: Warning,
    name: str = "",
    role: str = "",
    email: str = "",
    user: User | None = None,
    tenure: Tenure | None = None,
    held_role: str = "",
    language: str = "en",
    clearance: str = Recipient.Clearance.NOTICE,
    answer_within: int = 24,
    principal: bool = False,
    deputy: Recipient | None = None,
) -> Recipient:
    """Name somebody who must know. The same person, or the same address, again is the same recipient.

    An address with which somebody signs in names that person, so that they read the warning here as well.

    Args:
        tenure: the term of a role in the directory, for whose holder the warning is meant: name, role and
            address are taken from there where they are not given.
        held_role: the role of an account for which the person was named.
        answer_within: hours.
        principal: that a confidential note goes to this person directly.
        deputy: who is told where this person stays silent.

    Raises:
        NotPossibleNow: there is no way to reach the person, the hours make no sense, the deputy is somebody
            else's, the term has ended, or an alert names a principal.
    """
    require_draft(viewer, warning, Warning.Status.SUBMITTED)
    if tenure is not None:
        name, role, email = _of_tenure(viewer, tenure, name, role, email)
    address = (email or (user.email if user else "")).strip()
    if not address:
        raise NotPossibleNow("recipient.unreachable", name=name)
    _require_line(warning, answer_within=answer_within, principal=principal, deputy=deputy)
    if user is None:
        user = accounts.person(address)
    if known := warning.recipients.filter(email__iexact=address).first():
        return known
    recipient = Recipient.objects.create(
        warning=warning, name=name.strip() or address, role=role, email=address, user=user, language=language,
        clearance=clearance, answer_within=answer_within, principal=principal, deputy=deputy, tenure=tenure,
        actor_id=tenure.actor_id if tenure else None, held_role=held_role,
    )  # fmt: skip
    recipients_changed(viewer, warning)
    ledger.record(viewer, "warning.recipient", warning, recipient=recipient.pk)
    return recipient


def _of_tenure(viewer: Viewer, tenure: Tenure, name: str, role: str, email: str) -> tuple[str, str, str]:
    policy.require_sight(viewer, tenure, tenure.actor)
    if not selectors.holds_now(tenure, clock.now().date()):
        raise NotPossibleNow("recipient.role_ended", name=selectors.said(tenure.actor.names))
    known = "" if "email" in policy.hidden_fields(viewer, tenure.actor) else tenure.actor.email
    return (
        name.strip() or selectors.said(tenure.actor.names),
        role.strip() or selectors.role_said(tenure),
        email.strip() or known,
    )


def _require_line(
    warning: Warning, *, answer_within: int, principal: bool, deputy: Recipient | None, line: Any = None
) -> None:
    if not 1 <= answer_within <= HOURS:
        raise NotPossibleNow("recipient.hours", most=HOURS)
    if principal and warning.kind != Warning.Kind.NOTE:
        raise NotPossibleNow("recipient.principal_of_note")
    if principal and warning.recipients.filter(principal=True).exclude(pk=line).exists():
        raise NotPossibleNow("recipient.one_principal")
    if deputy is None:
        return
    if deputy.warning_id != warning.pk or deputy.pk == line:
        raise NotPossibleNow("recipient.deputy")
    # Nobody stands in for whoever stands in for them, however long the way round.
    links = dict(warning.recipients.values_list("pk", "deputy_id"))
    after, seen = links.get(deputy.pk), {deputy.pk}
    while after is not None and after not in seen:
        if after == line:
            raise NotPossibleNow("recipient.deputy_round")
        seen.add(after)
        after = links.get(after)


@transaction.atomic
def recipients_name_role(*, viewer: Viewer, warning: Warning, held_role: str, **line: Any) -> list[Recipient]:
    """Name everybody of the desk who holds a role now, each by name.

    Raises:
        NotPossibleNow: nobody holds it.
    """
    people = list(accounts.holders(viewer, held_role))
    if not people:
        raise NotPossibleNow("recipient.role_empty")
    words = selectors.account_role_said(held_role)
    fields = {**line, "role": line.get("role") or words}
    return [
        recipient_name(
            viewer=viewer, warning=warning, name=one.name, user=one, held_role=held_role,
            **{**fields, "language": one.language},
        )
        for one in people
    ]  # fmt: skip


@transaction.atomic
def recipient_write(*, viewer: Viewer, recipient: Recipient, **fields: Any) -> Recipient:
    """Change how somebody is told: `role`, `language`, `clearance`, `answer_within`, `principal` or
    `deputy`."""
    warning = recipient.warning
    require_draft(viewer, warning, Warning.Status.SUBMITTED)
    kept = {name: fields[name] for name in ("role", "deputy", *OF_LINE) if name in fields}
    _require_line(
        warning,
        answer_within=kept.get("answer_within", recipient.answer_within),
        principal=kept.get("principal", recipient.principal),
        deputy=kept.get("deputy", recipient.deputy),
        line=recipient.pk,
    )
    Recipient.objects.filter(pk=recipient.pk).update(**kept)
    recipients_changed(viewer, warning)
    ledger.record(viewer, "warning.recipient_write", warning, recipient=recipient.pk, fields=sorted(kept))
    recipient.refresh_from_db()
    return recipient


@transaction.atomic
def recipient_remove(*, viewer: Viewer, recipient: Recipient) -> None:
    """Take somebody off the list again, before anything was sent."""
    warning = recipient.warning
    require_draft(viewer, warning, Warning.Status.SUBMITTED)
    if warning.status == Warning.Status.SUBMITTED and warning.recipients.count() == 1:
        raise NotPossibleNow("warning.without_recipient")
    recipients_changed(viewer, warning)
    ledger.record(viewer, "warning.recipient_remove", warning, recipient=recipient.pk)
    recipient.delete()


def recipients_changed(viewer: Viewer, warning: Warning) -> None:
    """Who must know is part of what is approved: a change of it after submission makes a new version, so
    that what was cleared with the list before it does not count for the list after it."""
    if warning.status == Warning.Status.SUBMITTED:
        record_change(record=warning)
        clearing.make_void(viewer, warning)


# -- the usual recipients ------------------------------------------------------------------------------------


@transaction.atomic
def recipient_group_keep(*, viewer: Viewer, warning: Warning, name: str) -> RecipientGroup:
    """Keep the recipients of a warning as usual ones of its situation, under a name; the same name again is
    the same group, with these recipients in it.

    Raises:
        NotPossibleNow: no name, or nobody to keep.
    """
    policy.require(viewer, "warning.draft", warning)
    lines = list(warning.recipients.all())
    if not name.strip() or not lines:
        raise NotPossibleNow("recipient_group.empty")
    group, _made = RecipientGroup.objects.get_or_create(
        owner_id=warning.owner_id, situation_id=warning.situation_id, name=name.strip()
    )
    group.members.all().delete()
    GroupMember.objects.bulk_create(
        GroupMember(
            group=group, name=one.name, role=one.role, email=one.email, user_id=one.user_id,
            tenure_id=one.tenure_id, held_role=one.held_role,
            **{name: getattr(one, name) for name in OF_LINE},
        )
        for one in lines
    )  # fmt: skip
    ledger.record(viewer, "recipient_group.keep", warning.situation, group=group.pk, many=len(lines))
    return group


@transaction.atomic
def recipient_group_add(*, viewer: Viewer, warning: Warning, group: RecipientGroup) -> tuple[str, ...]:
    """Name the usual recipients, each as it was kept; of a role, whoever holds it now.

    Returns:
        The names of those who were kept for a role that nobody is known to hold now: they are not named.

    Raises:
        NotAllowed: the group is of another situation.
    """
    require_draft(viewer, warning, Warning.Status.SUBMITTED)
    if group.situation_id != warning.situation_id or group.owner_id != warning.owner_id:
        raise NotAllowed("not_allowed.record", act="warning.draft")
    roles: dict[str, GroupMember] = {}
    left_out = []
    for one in group.members.select_related("user", "tenure__actor", "tenure__body"):
        if one.held_role:
            roles.setdefault(one.held_role, one)
            continue
        line = {name: getattr(one, name) for name in OF_LINE}
        line["principal"] = line["principal"] and warning.kind == Warning.Kind.NOTE
        who: dict[str, Any] = {"name": one.name, "email": one.email, "user": one.user}
        tenure = selectors.holder_now(viewer, one.tenure) if one.tenure else None
        if one.tenure and tenure is None:
            left_out.append(one.name)
            continue
        if tenure is not None and tenure.pk != one.tenure_id:
            who = {}  # somebody else holds the role now
        recipient_name(viewer=viewer, warning=warning, tenure=tenure, role=one.role, **who, **line)
    for role, one in roles.items():
        line = {name: getattr(one, name) for name in ("clearance", "answer_within")}
        recipients_name_role(viewer=viewer, warning=warning, held_role=role, **line)
    return tuple(left_out)


@transaction.atomic
def recipient_group_drop(*, viewer: Viewer, group: RecipientGroup) -> Situation:
    """Keep a group no longer.

    Raises:
        NotAllowed: it is another desk's.
    """
    policy.require(viewer, "warning.draft")
    policy.require_sight(viewer, group)
    ledger.record(viewer, "recipient_group.drop", group.situation, group=group.pk)
    group.delete()
    return group.situation


def require_holders(recipients: Iterable[Recipient]) -> None:
    """Before a warning goes out: whoever was named for a role still holds it.

    Raises:
        Conflict: somebody does not, by name.
    """
    today = clock.now().date()
    for one in recipients:
        if one.tenure is not None and not selectors.holds_now(one.tenure, today):
            raise Conflict("recipient.role_ended", name=one.name)
        if one.held_role and not (one.user and accounts.holds(one.user, one.held_role)):
            raise Conflict("recipient.role_ended", name=one.name)
