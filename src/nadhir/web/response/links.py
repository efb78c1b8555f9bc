"""Signed links: how somebody of a network answers whether they will do it, without an account.

A link holds the identifier of the invitation and a signature; it names nobody. It is good until the day by
which the network was asked, and for as long as a yes can be taken back.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from nadhir.errors import NotAllowed
from nadhir.web.core import clock
from nadhir.web.response.models import Activation, Invitation

SALT = "nadhir.response.answer"
GOOD_FOR = timedelta(days=120)


def token_of(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk.hex, salt=SALT)


def address_of(invitation: Invitation) -> str:
    """The full address, for the coordinator to hand over in the way that the person's safety plan says."""
    return f"{settings.BASE_URL}{reverse('invitation_by_link', args=[token_of(invitation)])}"


def invitation_of(token: str) -> Invitation:
    """The invitation whose link this is, as long as it can be answered.

    Raises:
        NotAllowed: `link.invalid`: forged, cut off, too old, or nothing to be answered any more; all alike.
    """
    try:
        identifier = uuid.UUID(hex=str(signing.loads(token, salt=SALT, max_age=GOOD_FOR)))
        found = Invitation.objects.select_related("activation", "member").get(pk=identifier)
    except (signing.BadSignature, ValueError, Invitation.DoesNotExist):
        raise NotAllowed("link.invalid") from None
    if not answerable(found) or found.member.withdrawn_at is not None:
        raise NotAllowed("link.invalid")
    return found


def answerable(invitation: Invitation) -> bool:
    """Whether an answer still counts: while people are asked, until the day, and only of those who consent to
    be asked; a yes can be taken back as long as it is under way."""
    activation = invitation.activation
    if activation.status == Activation.Status.BEGUN:
        return invitation.told.get("answer") in ("yes", "taken_back")
    asked, today = activation.status == Activation.Status.INVITING, clock.now().date()
    member = invitation.member
    consents = member.may_ask and member.consent_until is not None and member.consent_until >= today
    return asked and consents and activation.until >= today
