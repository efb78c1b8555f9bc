"""Reading warnings, as far as the viewer may."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Decision, Option, Recipient, Warning

# What may be read through a link alone. Narrower than that, one signs in.
BY_LINK = (Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)


def warnings(viewer: Viewer) -> QuerySet[Warning]:
    """All warnings that the viewer may know of, the newest first."""
    return policy.visible(Warning.objects.select_related("situation", "owner"), viewer).order_by("-number")


def warning(viewer: Viewer, pk: Any) -> Warning:
    """One warning.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of; the two look alike.
    """
    found = warnings(viewer).select_related("assessment").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="warning.read")
    return found


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


def options(viewer: Viewer, warning: Warning) -> QuerySet[Option]:
    return policy.visible(Option.objects.filter(warning=warning), viewer)


def recipients(viewer: Viewer, warning: Warning) -> QuerySet[Recipient]:
    """Who was told. A recipient sees only their own line."""
    return policy.visible(Recipient.objects.filter(warning=warning), viewer).order_by("pk")


def own_line(viewer: Viewer, warning: Warning) -> Recipient | None:
    """The line of the viewer among the recipients, if there is one."""
    if viewer.recipient_id is not None:
        return warning.recipients.filter(pk=viewer.recipient_id).first()
    if viewer.user_id is None:
        return None
    return warning.recipients.filter(user_id=viewer.user_id).first()


def decisions(viewer: Viewer, warning: Warning) -> QuerySet[Decision]:
    found = policy.visible(Decision.objects.filter(warning=warning), viewer)
    return found.select_related("option", "recipient")


def with_answers(found: QuerySet[Warning]) -> QuerySet[Warning]:
    """Warnings with the number of people told and of those who acknowledged."""
    return found.annotate(
        told=Count("recipients", distinct=True),
        acknowledged=Count("recipients", filter=Q(recipients__acknowledged_at__isnull=False), distinct=True),
        decided=Count("decisions", distinct=True),
    )
