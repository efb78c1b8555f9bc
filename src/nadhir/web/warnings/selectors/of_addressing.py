"""Who holds a role now, and whom the warnings of a situation usually go to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from nadhir.doctrine.text import language
from nadhir.errors import NotAllowed
from nadhir.web.accounts.models import RoleHeld
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Tenure
from nadhir.web.warnings.models import Recipient, RecipientGroup, Warning

MOST = 400  # terms to choose from


def holds_now(tenure: Tenure, today: date) -> bool:
    """Whether a term has begun and has not ended, as far as its dates are known: years, months or days."""
    begun = not tenure.valid_from or tenure.valid_from <= today.isoformat()[: len(tenure.valid_from)]
    lasts = not tenure.valid_to or tenure.valid_to >= today.isoformat()[: len(tenure.valid_to)]
    return begun and lasts


def holder_now(viewer: Viewer, tenure: Tenure) -> Tenure | None:
    """The term itself while it lasts, else that of whoever holds the same role in the same body now."""
    today = clock.now().date()
    if holds_now(tenure, today):
        return tenure
    same = policy.visible(Tenure.objects.filter(body=tenure.body_id), viewer).select_related("actor", "body")
    lasting = (one for one in same.order_by("-valid_from", "pk") if holds_now(one, today))
    return next((one for one in lasting if one.role == tenure.role), None)


def terms(viewer: Viewer, today: date) -> list[Tenure]:
    """The terms of roles that last now, by body."""
    found = policy.visible(Tenure.objects.select_related("actor", "body"), viewer)
    lasting = [one for one in found.order_by("pk")[: MOST * 5] if holds_now(one, today)]
    return sorted(lasting, key=lambda one: (said(one.body.names), role_said(one), said(one.actor.names)))[
        :MOST
    ]


def term(viewer: Viewer, pk: Any) -> Tenure:
    """One term of a role.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Tenure.objects.select_related("actor", "body"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="actor.read")
    return found


def said(names: Mapping[str, str]) -> str:
    """A name in the language of whoever writes."""
    lang = language(get_language())
    return str(names.get(lang) or names.get("en") or next(iter(names.values()), ""))


def role_said(tenure: Tenure) -> str:
    """A role with the body that it is held in."""
    role = said(tenure.role) if isinstance(tenure.role, Mapping) else str(tenure.role)
    return f"{role} – {said(tenure.body.names)}" if role else said(tenure.body.names)


def account_role_said(role: str) -> str:
    """The name of a role that accounts hold."""
    return str(dict(RoleHeld.Role.choices).get(role, role))


def recipient_groups(viewer: Viewer, warning: Warning) -> QuerySet[RecipientGroup]:
    """The usual recipients of the situation of a warning."""
    found = RecipientGroup.objects.filter(situation=warning.situation_id, owner=warning.owner_id)
    return policy.visible(found, viewer).prefetch_related("members")


def recipient_group(viewer: Viewer, pk: Any) -> RecipientGroup:
    """One group of usual recipients.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(RecipientGroup.objects.select_related("situation"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="warning.draft")
    return found


def ended_roles(lines: Iterable[Recipient], today: date) -> set[Any]:
    """Recipients named for a term that does not last any more; `tenure` is fetched along."""
    return {one.pk for one in lines if one.tenure is not None and not holds_now(one.tenure, today)}
