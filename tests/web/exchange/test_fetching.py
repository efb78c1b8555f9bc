"""Feeds of others: only what is new, only from their own host, and one bad alert keeps no other out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from nadhir.documents import cap
from nadhir.errors import InputRefused, NotAllowed
from nadhir.sources.http import Answer, Door
from nadhir.web.core.viewer import installation
from nadhir.web.exchange import following, services
from nadhir.web.exchange.models import AlertFeed, ReceivedAlert
from nadhir.web.intake.models import Item
from tests.web.conftest import World
from tests.web.exchange.test_receiving import KEY, alert, cancel, signing

pytestmark = pytest.mark.django_db

HOME = "https://watch.calvora.invalid/cap/feed.xml"


class Web:
    """What stands at some addresses, and which were asked for."""

    def __init__(self, **pages: bytes) -> None:
        self.pages = {HOME.replace("feed.xml", name): raw for name, raw in pages.items()}
        self.asked: list[str] = []

    def __call__(self, url: str, _headers: Mapping[str, str]) -> Answer:
        self.asked.append(url.rsplit("/", 1)[-1])
        found = self.pages.get(url)
        return Answer(200, found) if found is not None else Answer(404)

    def feed(self, *entries: str) -> Web:
        inside = "".join(f"<entry>{one}</entry>" for one in entries)
        self.pages[HOME] = f"<feed xmlns='http://www.w3.org/2005/Atom'>{inside}</feed>".encode()
        return self

    @property
    def door(self) -> Door:
        return Door(transport=self, tries=1)


def link(href: str, updated: str = "1") -> str:
    return f"<link href='{href}' type='application/cap+xml'/><updated>{updated}</updated>"


def follow(world: World, **fields: Any) -> AlertFeed:
    told = {"name": "River watch", "address": HOME, **fields}
    return services.alert_feed_record(viewer=world.viewer("analyst"), **told)


def fetch(world: World, feed: AlertFeed, web: Web) -> services.Fetched:
    return services.alert_feed_fetch(viewer=world.viewer("analyst"), feed=feed, door=web.door)


def test_only_what_is_new_is_fetched(world: World) -> None:
    feed, first = follow(world), alert("one")
    web = Web(one=cap.compose(first), two=cap.compose(cancel("two", first))).feed(link("one"))
    assert fetch(world, feed, web).added == 1
    web.feed(link("one"), link("two"))
    assert fetch(world, feed, web).added == 1
    assert web.asked == ["feed.xml", "one", "feed.xml", "two"]
    assert dict(ReceivedAlert.objects.values_list("identifier", "state")) == {
        "one": "cancelled",
        "two": "noted",
    }
    web.feed(link("one", updated="2"))
    assert fetch(world, feed, web).added == 0, "looked at again, and the same"
    feed.refresh_from_db()
    assert (feed.problem, feed.fetched_at is not None) == (None, True)


def test_alerts_inside_the_feed_and_a_single_alert_are_taken(world: World) -> None:
    feed = follow(world)
    inside = cap.compose(alert("one")).partition(b"?>")[2].decode()
    assert fetch(world, feed, Web().feed(f"<content>{inside}</content>")).added == 1
    web = Web()
    web.pages[HOME] = cap.compose(alert("two"))
    assert fetch(world, feed, web).added == 1
    assert Item.objects.count() == 2


@pytest.mark.parametrize(
    "href",
    [
        "https://10.0.0.1/secret",
        "http://watch.calvora.invalid/cap/one",
        "https://watch.calvora.invalid:8443/one",
        "https://watch.calvora.invalid@evil.invalid/one",
        "file:///etc/passwd",
        "//evil.invalid/one",
        "https://[bad/one",
    ],
)
def test_no_link_leads_us_elsewhere(world: World, href: str) -> None:
    feed, web = follow(world), Web().feed(link(href))
    fetched = fetch(world, feed, web)
    assert (fetched.elsewhere, fetched.taken, web.asked) == (1, (), ["feed.xml"])


def test_one_bad_alert_keeps_no_other_out(world: World) -> None:
    feed = follow(world)
    web = Web(bad=b"<html/>", good=cap.compose(alert("good"))).feed(link("gone"), link("bad"), link("good"))
    fetched = fetch(world, feed, web)
    assert [one.alert.state for one in fetched.taken] == ["refused", "current"]
    assert [one.code for one in fetched.problems] == ["http.failed"]
    feed.refresh_from_db()
    assert feed.problem["code"] == "http.failed"


def test_a_feed_that_is_none_tells_why(world: World) -> None:
    feed = follow(world)
    for page, code in ((b"<html/>", "cap.not_a_feed"), (None, "http.failed")):
        web = Web()
        if page is not None:
            web.pages[HOME] = page
        with pytest.raises(InputRefused):
            fetch(world, feed, web)
        feed.refresh_from_db()
        assert feed.problem["code"] == code


def test_a_huge_alert_is_not_kept(world: World) -> None:
    feed = follow(world)
    web = Web(big=cap.compose(alert("one")) + b" " * cap.LARGEST).feed(link("big"))
    fetched = fetch(world, feed, web)
    assert [one.code for one in fetched.problems] == ["cap.too_large"]
    assert not ReceivedAlert.objects.exists()


def test_a_feed_with_a_certificate_takes_only_what_is_signed(world: World) -> None:
    feed, first = follow(world, certificate=KEY.certificate), alert("one")
    forged = cancel("two", first)
    web = Web(one=signing.sign(cap.compose(first), KEY), two=cap.compose(forged))
    web.feed(link("one"), link("two"))
    fetch(world, feed, web)
    assert dict(ReceivedAlert.objects.values_list("identifier", "state")) == {"one": "current", "two": "held"}


def test_the_worker_fetches_what_was_turned_on_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(world, name="off")
    feed = follow(world, name="on", active=True)
    web = Web(one=cap.compose(alert("one"))).feed(link("one"))
    monkeypatch.setattr(following, "Door", lambda *_, **__: web.door)
    assert following.feeds_fetch() == 1
    assert ReceivedAlert.objects.get().feed == feed
    web.pages.clear()
    assert following.feeds_fetch() == 0, "a feed that fails is told of on its page"
    assert following.alerts_expire() == 0


def test_who_may_follow(world: World) -> None:
    for persona in ("reviewer", "officer", "coordinator"):
        with pytest.raises(NotAllowed):
            services.alert_feed_record(viewer=world.viewer(persona), name="x", address=HOME)
    feed = follow(world)
    with pytest.raises(NotAllowed):
        fetch_as(world, "partner_analyst", feed)
    services.alert_feed_fetch(viewer=installation(feed.owner_id), feed=feed, door=Web().feed().door)


def fetch_as(world: World, persona: str, feed: AlertFeed) -> None:
    services.alert_feed_fetch(viewer=world.viewer(persona), feed=feed, door=Web().feed().door)
