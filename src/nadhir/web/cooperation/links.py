"""Signed links: how somebody who learns without an account takes the tests of their cohort.

A link holds the identifier of the enrolment and a signature; it names nobody. It is good as long as the
cohort is not called off, and for half a year at most.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from nadhir.errors import NotAllowed
from nadhir.web.cooperation.models import Cohort, Enrolment

SALT = "nadhir.cooperation.learner.1"
GOOD_FOR = timedelta(days=183)


def token_of(enrolment: Enrolment) -> str:
    return signing.dumps(enrolment.pk.hex, salt=SALT)


def address_of(enrolment: Enrolment) -> str:
    """The full address, for the trainer to hand over."""
    return f"{settings.BASE_URL}{reverse('learner_by_link', args=[token_of(enrolment)])}"


def enrolment_of(token: str) -> Enrolment:
    """The enrolment whose link this is, of somebody without an account.

    Raises:
        NotAllowed: `link.invalid`: forged, cut off, too old, left, or called off; all alike.
    """
    try:
        identifier = uuid.UUID(hex=str(signing.loads(token, salt=SALT, max_age=GOOD_FOR)))
        found = Enrolment.objects.select_related("cohort", "cohort__owner").get(pk=identifier, user=None)
    except (signing.BadSignature, ValueError, Enrolment.DoesNotExist):
        raise NotAllowed("link.invalid") from None
    gone = found.status == Enrolment.Status.LEFT
    if found.cohort is None or found.cohort.status == Cohort.Status.CALLED_OFF or gone:
        raise NotAllowed("link.invalid")
    return found
