"""Opening and closing keys to the feeds of our alerts."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import SharingGroup
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.exchange.models import FeedKey
from nadhir.web.warnings.models import Recipient

BOOK = "nadhir.web.exchange"
LONGEST = 366  # days
MOST = 20  # keys of one person that are good at a time


@transaction.atomic
def feed_key_open(
    *, viewer: Viewer, name: str, days: int, group: SharingGroup | None = None, email: str = ""
) -> tuple[FeedKey, str]:
    """Open a key to a feed.

    Args:
        days: how long it is good, up to `LONGEST`.
        group: only what is opened to this group, of which the person's organisation is a member.
        email: for somebody outside, to whom warnings of this desk are addressed; else for oneself.

    Returns:
        The key, and its words, which are told now and never again.

    Raises:
        NotPossibleNow: `feed_key.too_long`, `feed_key.too_many`, `feed_key.not_addressed`.
    """
    policy.require(viewer, "feed.open")
    if viewer.user_id is None or viewer.organisation_id is None:
        raise NotAllowed("not_allowed.act", act="feed.open")
    if not 1 <= days <= LONGEST:
        raise NotPossibleNow("feed_key.too_long", book=BOOK, days=LONGEST)
    if group is not None:
        policy.require_sight(viewer, group)
    if email:
        _require_addressed(viewer, email)
    good = FeedKey.objects.filter(opened_by=viewer.user_id, revoked_at=None, expires_at__gt=clock.now())
    if good.count() >= MOST:
        raise NotPossibleNow("feed_key.too_many", book=BOOK, most=MOST)
    words = secrets.token_urlsafe(32)
    key = FeedKey.objects.create(
        owner_id=viewer.organisation_id,
        opened_by_id=viewer.user_id,
        name=name.strip()[:120],
        user_id=None if email else viewer.user_id,
        email=email.strip().lower(),
        group=group,
        sha256=sha256_of(words),
        opened_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days),
    )
    ledger.record_many(
        viewer,
        [ledger.Act("feed_key.open", FeedKey.noun, key.pk, {"days": days, "outside": bool(email)})],
    )
    return key, words


def _require_addressed(viewer: Viewer, email: str) -> None:
    """A key for somebody outside is for whom a warning of this desk names, and given by its desk only."""
    if not viewer.has("analyst", "reviewer"):
        raise NotAllowed("not_allowed.act", act="feed.open")
    named = policy.visible(
        Recipient.objects.filter(
            email__iexact=email.strip(), user=None, warning__owner=viewer.organisation_id
        ),
        viewer,
    )
    if not named.exists():
        raise NotPossibleNow("feed_key.not_addressed", book=BOOK, email=email)


@transaction.atomic
def feed_key_revoke(*, viewer: Viewer, key: FeedKey) -> FeedKey:
    """Close a key for good. Closing it twice is as good as once."""
    policy.require_sight(viewer, key)
    closed = FeedKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now())
    if closed:
        ledger.record_many(viewer, [ledger.Act("feed_key.revoke", FeedKey.noun, key.pk, {})])
    key.refresh_from_db()
    return key


def sha256_of(words: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
