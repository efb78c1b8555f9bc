"""Who may know of which warnings: the desk that makes them, and from the moment of issue the recipients.

The holder of a signed link sees the one warning it was made for; how much of it, `warnings.selectors` says.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Channel, Clearance, Decision, Option, Proposal, Recipient, Warning

OUT = (Warning.Status.ISSUED, Warning.Status.UPDATED, Warning.Status.CANCELLED, Warning.Status.EXPIRED)


def _in_clearance(prefix: str) -> Q:
    return Q(**{f"{prefix}status__in": (Warning.Status.SUBMITTED, Warning.Status.APPROVED)})


def of_warning(viewer: Viewer, prefix: str = "") -> Q:
    """Warnings of the desk; once they are out, those addressed to the viewer or shared with them.

    A draft stays at the desk that writes it, whatever its label: others learn of a warning when it is issued.
    """
    out = Q(**{f"{prefix}status__in": OUT})
    if viewer.recipient_id is not None:
        told = Recipient.objects.filter(pk=viewer.recipient_id, standby=False)
        return out & Q(**{f"{prefix}recipients__in": told})
    allowed = policy.NOTHING
    if viewer.user_id is not None:
        mine = Recipient.objects.filter(
            warning_id=OuterRef(f"{prefix}pk"), user_id=viewer.user_id, standby=False
        )
        allowed |= out & Q(Exists(mine))
        # Whoever is to clear it by name sees it from the moment it is handed to them.
        steps = Clearance.objects.filter(warning_id=OuterRef(f"{prefix}pk"), person_id=viewer.user_id)
        own = Q(**{f"{prefix}owner_id": viewer.organisation_id})
        allowed |= (out | _in_clearance(prefix)) & own & Q(Exists(steps))
    if viewer.has("analyst", "reviewer"):
        own = Q(**{f"{prefix}owner_id": viewer.organisation_id})
        allowed |= (out | own) & policy.marked(viewer, prefix)
    if viewer.has("coordinator", "officer"):
        # A confidential note is for its desk, for those who cleared it, and for whom it is addressed to.
        alert = Q(**{f"{prefix}kind": Warning.Kind.ALERT})
        allowed |= out & alert & policy.marked(viewer, prefix)
    return allowed


@policy.register(Warning)
def warnings(viewer: Viewer) -> Q:
    return of_warning(viewer)


@policy.register(Option)
def options(viewer: Viewer) -> Q:
    return of_warning(viewer, "warning__")


@policy.register(Recipient)
def recipients(viewer: Viewer) -> Q:
    """The desk that issues a warning sees who was told; a recipient sees only their own line, and only once
    the warning is theirs to see."""
    told = of_warning(viewer, "warning__") & Q(standby=False)
    own = told & Q(pk=viewer.recipient_id) if viewer.recipient_id else policy.NOTHING
    if viewer.user_id is not None:
        own |= told & Q(user_id=viewer.user_id)
    if viewer.has("analyst", "reviewer"):
        own |= of_warning(viewer, "warning__") & Q(warning__owner_id=viewer.organisation_id)
    return own


@policy.register(Channel)
def channels(viewer: Viewer) -> Q:
    """The ways to a person are for the desk that issues the warning."""
    if not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    return of_warning(viewer, "recipient__warning__") & Q(recipient__warning__owner_id=viewer.organisation_id)


@policy.register(Decision)
def decisions(viewer: Viewer) -> Q:
    return of_warning(viewer, "warning__")


@policy.register(Proposal)
def proposals(viewer: Viewer) -> Q:
    """What thresholds propose is for those of the desk who may know of the situation: nobody makes a
    proposal and nobody is named for it, so that the label and the readers of the situation say it all."""
    if not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    return policy.marked(viewer, "situation__") & Q(owner_id=viewer.organisation_id)
