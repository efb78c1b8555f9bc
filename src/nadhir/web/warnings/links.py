"""Signed links: how somebody without an account opens and acknowledges the one warning sent to them.

A link holds the recipient's identifier and a signature with the installation's secret; it names nobody and
cannot be guessed or moved to another warning. It is good for as long as the warning matters.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from nadhir.errors import NotAllowed
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Recipient

SALT = "nadhir.warnings.link"
GOOD_FOR = timedelta(days=365)
OPENING = "nadhir.warnings.link.opened"
OPEN_FOR = timedelta(hours=24)  # between opening the page and pressing its button


def token_of(recipient: Recipient) -> str:
    """The signed token of a recipient."""
    return signing.dumps(recipient.pk.hex, salt=SALT)


def address_of(recipient: Recipient) -> str:
    """The full address that a message carries."""
    return f"{settings.BASE_URL}{reverse('warning_by_link', args=[token_of(recipient)])}"


def opening_of(recipient: Recipient) -> str:
    """The mark that the button of an opened page carries."""
    return signing.dumps(recipient.pk.hex, salt=OPENING)


def opened(recipient: Recipient, mark: str) -> bool:
    """Whether a mark comes from the page of this recipient, opened not too long ago."""
    try:
        return bool(signing.loads(mark, salt=OPENING, max_age=OPEN_FOR) == recipient.pk.hex)
    except signing.BadSignature:
        return False


def recipient_of(token: str) -> Recipient:
    """The recipient whose link this is.

    Raises:
        NotAllowed: the link is forged, cut off, too old, or its recipient is gone, also with their account.
    """
    try:
        identifier = uuid.UUID(hex=str(signing.loads(token, salt=SALT, max_age=GOOD_FOR)))
        found = Recipient.objects.exclude(user__is_active=False)
        return found.select_related("warning").get(pk=identifier, standby=False)
    except (signing.BadSignature, ValueError, Recipient.DoesNotExist):
        raise NotAllowed("link.invalid") from None


def viewer_of(recipient: Recipient) -> Viewer:
    """Who the holder of the link is to the policy."""
    return Viewer(
        recipient_id=recipient.pk,
        name=recipient.name,
        language=recipient.language,
    )
