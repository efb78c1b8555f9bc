"""Following the feeds of others: what they are, and fetching what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.utils.text import slugify

from nadhir.doctrine.phrases import Reason
from nadhir.documents import cap
from nadhir.documents.cap import feeds as cap_feeds
from nadhir.documents.cap import signing
from nadhir.errors import InputRefused
from nadhir.sources.http import Door
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.exchange.models import AlertFeed, ReceivedAlert
from nadhir.web.exchange.services.receiving import Arrival, Taken, received_alert_take
from nadhir.web.intake.services import source_record

MOST = 100  # alerts fetched in one go; the others come the next time
FIELDS = ("name", "address", "active", "certificate")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one look at a feed brought.

    Attributes:
        taken: the messages, new or known.
        elsewhere: links that lead to another host, which are not followed.
        left: links for the next time.
        problems: what went wrong with single alerts.
    """

    taken: tuple[Taken, ...] = ()
    elsewhere: int = 0
    left: int = 0
    problems: tuple[Reason, ...] = ()

    @property
    def added(self) -> int:
        return sum(one.outcome == "added" for one in self.taken)


@transaction.atomic
def alert_feed_record(
    *, viewer: Viewer, name: str, address: str, certificate: str = "", active: bool = False, **fields: Any
) -> AlertFeed:
    """Record a feed of somebody else, and the source under which its alerts stand.

    Args:
        active: whether it is fetched from now on; by default nothing is.
        certificate: of its sender, in PEM.
        fields: of the source: `tlp`, `reliability`, `fictional`.

    Raises:
        InputRefused: the address is none that is fetched from (`http.insecure`), or what is given as a
            certificate is none (`cap.no_certificate`).
    """
    policy.require(viewer, "alert.receive")
    _check(address, certificate)
    label = {"tlp": fields["tlp"]} if "tlp" in fields else {}
    source = source_record(
        viewer=viewer,
        slug=f"cap-{slugify(name, allow_unicode=True)}",
        names=dict.fromkeys(("ar", "en", "fr"), name),
        connector="cap",
        **fields,
    )
    feed = AlertFeed.objects.create(
        owner_id=source.owner_id,
        created_by_id=viewer.user_id,
        fictional=source.fictional,
        name=name,
        address=address,
        source=source,
        active=active,
        certificate=certificate.strip(),
        **label,
    )
    ledger.record(viewer, "alert_feed.record", feed, active=active, signed=bool(certificate))
    return feed


@transaction.atomic
def alert_feed_change(*, viewer: Viewer, feed: AlertFeed, version: int, **fields: Any) -> AlertFeed:
    """Change a feed: any of `FIELDS`.

    Raises:
        Conflict: somebody changed it since.
        InputRefused: as `alert_feed_record`.
    """
    policy.require(viewer, "alert.receive", feed)
    changed = {name: fields[name] for name in FIELDS if name in fields}
    _check(changed.get("address", feed.address), changed.get("certificate", ""))
    record_change(record=feed, version=version, **changed)
    ledger.record(viewer, "alert_feed.change", feed, fields=sorted(changed), active=feed.active)
    return feed


def _check(address: str, certificate: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise InputRefused("http.insecure", address=address.partition("?")[0][:100])
    if certificate.strip():
        signing.fingerprint_of(certificate.strip())


def alert_feed_fetch(*, viewer: Viewer, feed: AlertFeed, door: Door) -> Fetched:
    """Look at a feed and take in what is new. Only links to the feed's own host are followed.

    Each message is taken by itself: one that fails keeps no other out.

    Raises:
        InputRefused: the feed cannot be fetched or read. The feed keeps why.
    """
    policy.require(viewer, "alert.receive", feed)
    try:
        found = cap_feeds.read_feed(door.get(feed.address))
    except InputRefused as refused:
        why = Reason(refused.code, refused.params, refused.phrase_book)
        alert_feed_tell(viewer=viewer, feed=feed, problem=why)
        raise
    taken: list[Taken] = []
    problems: list[Reason] = []
    elsewhere = left = fetched = 0
    known = _known(feed)
    for one in found:
        href = link_of(feed.address, one.href) or ""
        if one.raw is None:
            if not href:
                elsewhere += 1
                continue
            if (href[:1000], one.updated[:60]) in known:
                continue
            if fetched >= MOST:
                left += 1
                continue
            fetched += 1
        try:
            raw = door.get(href) if one.raw is None else one.raw
            arrival = Arrival(_whole(raw), href, one.updated)
            taken.append(received_alert_take(viewer=viewer, source=feed.source, arrival=arrival, feed=feed))
        except InputRefused as refused:
            problems.append(Reason(refused.code, refused.params, refused.phrase_book))
    alert_feed_tell(viewer=viewer, feed=feed, problem=problems[0] if problems else None)
    return Fetched(tuple(taken), elsewhere, left, tuple(problems))


def _whole(raw: bytes) -> bytes:
    """The message, of a size that is kept at all.

    Raises:
        InputRefused: `cap.too_large`.
    """
    if len(raw) > cap.LARGEST:
        raise InputRefused("cap.too_large", book="nadhir.documents.cap", size=len(raw), limit=cap.LARGEST)
    return raw


def _known(feed: AlertFeed) -> set[tuple[str, str]]:
    """What was fetched of this feed before."""
    rows = ReceivedAlert.objects.filter(feed=feed).exclude(href="")
    return set(rows.order_by("-received_at").values_list("href", "entry_updated")[:5000])


def link_of(address: str, href: str) -> str | None:
    """Where a link of a feed leads, if it leads by HTTPS to the very host that the feed is at; else None: a
    feed must not send us to machines that only we can reach."""
    try:
        full = urljoin(address, href)
        link, home = urlsplit(full), urlsplit(address)
    except ValueError:  # no address at all
        return None
    inside = link.scheme == "https" and link.netloc.lower() == home.netloc.lower()
    return full if href and inside else None


@transaction.atomic
def alert_feed_tell(*, viewer: Viewer, feed: AlertFeed, problem: Reason | None) -> None:
    """Keep when a feed was looked at, and what was wrong with it, if anything."""
    policy.require_sight(viewer, feed)
    AlertFeed.objects.filter(pk=feed.pk).update(
        fetched_at=clock.now(), problem=problem.as_json() if problem else None
    )
