"""Signed links: how a member contributes to a report without an account.

A link holds the identifier of what was asked and a signature; it names nobody. It is good as long as the
contribution can be given.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from nadhir.errors import NotAllowed
from nadhir.web.cooperation.models import Contribution, Report

SALT = "nadhir.cooperation.contribution"
GOOD_FOR = timedelta(days=180)
OPEN = (Contribution.Status.ASKED, Contribution.Status.GIVEN)


def token_of(contribution: Contribution) -> str:
    return signing.dumps(contribution.pk.hex, salt=SALT)


def address_of(contribution: Contribution) -> str:
    """The full address, to be handed over or mailed."""
    return f"{settings.BASE_URL}{reverse('contribution_by_link', args=[token_of(contribution)])}"


def contribution_of(token: str) -> Contribution:
    """The contribution whose link this is, as long as it can be given.

    Raises:
        NotAllowed: `link.invalid`: forged, cut off, too old, or closed; all alike.
    """
    try:
        identifier = uuid.UUID(hex=str(signing.loads(token, salt=SALT, max_age=GOOD_FOR)))
        related = ("report__body__actor", "actor")
        found = Contribution.objects.select_related(*related).get(pk=identifier)
    except (signing.BadSignature, ValueError, Contribution.DoesNotExist):
        raise NotAllowed("link.invalid") from None
    # Whoever signs in answers there: a link would let somebody else speak for them.
    if found.asked_of_id is not None or not answerable(found):
        raise NotAllowed("link.invalid")
    return found


def answerable(contribution: Contribution) -> bool:
    """Whether it can still be given."""
    return contribution.status in OPEN and contribution.report.status == Report.Status.WRITING
