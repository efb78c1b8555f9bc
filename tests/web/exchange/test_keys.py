"""Feeds by key: what a key opens, how light it is, and that nothing is left when it is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.urls import reverse

from nadhir.documents import cap
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.core.models import Entry, Tlp
from nadhir.web.exchange import services
from nadhir.web.exchange.models import FeedKey
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Recipient
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def opened(world: World, persona: str, **fields: Any) -> tuple[FeedKey, str]:
    """A key, and the address of its feed."""
    told = {"name": "tests", "days": 30, **fields}
    key, words = services.feed_key_open(viewer=world.viewer(persona), **told)
    return key, reverse("cap_feed", args=[words])


def entries(address: str) -> list[Any]:
    response = Client().get(address)
    assert response.status_code == 200
    read = feedparser.parse(response.content)
    assert not read.bozo
    return list(read.entries)


def alert_at(entry: Any) -> cap.Alert:
    response = Client().get(entry.links[0].href)
    assert response.status_code == 200
    return cap.parse(response.content).alert


def test_a_key_opens_what_its_person_may_read(world: World) -> None:
    shown, hidden = world.warning(tlp=Tlp.GREEN, title="green one"), world.warning(title="amber one")
    _key, address = opened(world, "partner_analyst")
    (entry,) = entries(address)
    assert entry.title == "green one"
    assert str(shown.pk) in alert_at(entry).identifier
    assert str(hidden.pk) not in entry.id
    assert {entry.title for entry in entries(opened(world, "analyst")[1])} == {"green one", "amber one"}


def test_drafts_are_in_no_feed(world: World) -> None:
    world.warning(status="approved")
    assert entries(opened(world, "reviewer")[1]) == []


def test_a_key_is_like_a_link_narrow_labels_are_a_notice_at_most(world: World) -> None:
    world.warning(tlp=Tlp.AMBER_STRICT, title="strict one")
    assert entries(opened(world, "analyst")[1]) == [], "not told of by a key at all"
    (entry,) = entries(opened(world, "decision_maker")[1])  # to whom it is addressed
    alert = alert_at(entry)
    told = cap.compose(alert).decode()
    assert "strict one" not in told
    assert "driven" not in told
    assert "Nour" not in told
    assert alert.scope == "Private"
    assert alert.addresses == (world.people["decision_maker"].email,)
    assert "You have a warning" in alert.info[0].headline


def test_who_is_to_be_told_only_that_there_is_one_gets_no_more_by_key(world: World) -> None:
    warning = world.warning(tlp=Tlp.AMBER, title="amber one")
    address = opened(world, "decision_maker")[1]
    assert entries(address)[0].title != "amber one"
    warning.recipients.update(clearance=Recipient.Clearance.CONTENT)
    assert entries(address)[0].title == "amber one"


def test_a_key_for_a_group_opens_what_was_opened_to_it(world: World) -> None:
    world.warning(tlp=Tlp.GREEN, title="for the community")
    world.warning(shared=True, title="for the group")
    _key, address = opened(world, "partner_analyst", group=world.group)
    assert [entry.title for entry in entries(address)] == ["for the group"]
    world.group.members.remove(world.organisations["network"])
    assert entries(address) == [], "who left the group reads nothing of it"


def test_a_cancellation_is_in_the_feed_of_those_who_had_the_alert(world: World) -> None:
    warning = world.warning(tlp=Tlp.GREEN)
    _key, address = opened(world, "partner_analyst")
    (first,) = entries(address)
    warnings.warning_cancel(viewer=world.viewer("reviewer"), warning=warning, because="over")
    cancel, alert = entries(address)
    assert alert.id == first.id
    assert alert_at(alert).reference in alert_at(cancel).references


def test_a_key_of_somebody_who_left_opens_nothing(world: World) -> None:
    world.warning(tlp=Tlp.GREEN)
    _key, address = opened(world, "partner_analyst")
    world.people["partner_analyst"].roles_held.all().delete()
    assert entries(address) == []
    type(world.people["partner_analyst"]).objects.filter(name="Partner Analyst").update(is_active=False)
    assert Client().get(address).status_code == 404


def test_a_wrong_a_closed_and_an_old_key_say_the_same(world: World) -> None:
    warning = world.warning(tlp=Tlp.GREEN)
    closed, gone = opened(world, "analyst")
    old, ran_out = opened(world, "analyst")
    services.feed_key_revoke(viewer=world.viewer("analyst"), key=closed)
    FeedKey.objects.filter(pk=old.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    answers = set()
    for address in (gone, ran_out, reverse("cap_feed", args=["x" * 43]), reverse("cap_feed", args=["é"])):
        for full in (address, f"{address}nadhir-{warning.pk}.xml"):
            response = Client().get(full)
            answers.add((response.status_code, response.content, response["Cache-Control"]))
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_a_feed_that_did_not_change_is_not_sent_again(world: World) -> None:
    world.warning(tlp=Tlp.GREEN)
    _key, address = opened(world, "partner_analyst")
    first = Client().get(address)
    assert first["Cache-Control"] == "private, no-cache"
    for header in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = Client().get(address, headers=header)
        assert (again.status_code, again.content) == (304, b"")
    href = feedparser.parse(first.content).entries[0].links[0].href
    alert = Client().get(href)
    assert Client().get(href, headers={"if-none-match": alert["ETag"]}).status_code == 304
    world.warning(tlp=Tlp.GREEN, title="another")
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_feed_is_light(world: World, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        world.warning(tlp=Tlp.GREEN)
    _key, address = opened(world, "partner_analyst")
    with django_assert_max_num_queries(40):
        response = Client().get(address)
    assert len(response.content) < 4_000


def test_reading_by_key_changes_nothing(world: World) -> None:
    world.warning(tlp=Tlp.GREEN)
    _key, address = opened(world, "partner_analyst")
    before = list(FeedKey.objects.values()), Entry.objects.count()
    Client().get(address)
    assert (list(FeedKey.objects.values()), Entry.objects.count()) == before


def test_the_words_of_a_key_are_kept_nowhere(world: World) -> None:
    key, address = opened(world, "analyst")
    words = address.rstrip("/").rsplit("/", 1)[-1]
    assert len(words) >= 40
    row = FeedKey.objects.filter(pk=key.pk).values().get()
    assert words not in str(row)
    assert words not in str(list(Entry.objects.values()))


# -- for somebody outside ----------------------------------------------------------------------------------


def outside(world: World, **fields: Any) -> Any:
    """A warning that is addressed to somebody without an account."""
    warning = world.warning(status="draft", **fields)
    warnings.recipient_name(
        viewer=world.viewer("analyst"), warning=warning, name="Elders", email="elders@example.net",
        clearance=Recipient.Clearance.CONTENT,
    )  # fmt: skip
    warnings.warning_submit(viewer=world.viewer("analyst"), warning=warning)
    warnings.warning_approve(viewer=world.viewer("reviewer"), warning=warning)
    return warnings.warning_issue(viewer=world.viewer("reviewer"), warning=warning)


def test_a_key_for_an_address_opens_what_the_desk_addressed_to_it(world: World) -> None:
    outside(world, title="for the elders")
    world.warning(tlp=Tlp.GREEN, title="not for them")
    _key, address = opened(world, "analyst", email="Elders@example.net")
    (entry,) = entries(address)
    assert entry.title == "for the elders"
    assert alert_at(entry).addresses == ("elders@example.net",)


def test_for_an_address_too_a_narrow_label_is_a_notice(world: World) -> None:
    outside(world, tlp=Tlp.AMBER_STRICT, title="strict one")
    (entry,) = entries(opened(world, "reviewer", email="elders@example.net")[1])
    assert "strict one" not in cap.compose(alert_at(entry)).decode()


def test_whose_keys_one_may_open(world: World) -> None:
    with pytest.raises(NotPossibleNow) as refused:
        opened(world, "analyst", email="nobody@example.net")
    assert refused.value.code == "feed_key.not_addressed"
    outside(world)
    for persona in ("decision_maker", "coordinator"):
        with pytest.raises(NotAllowed):
            opened(world, persona, email="elders@example.net")
    with pytest.raises(NotPossibleNow):
        opened(world, "partner_analyst", email="elders@example.net")  # another desk
    for persona in ("reporter", "officer"):
        with pytest.raises(NotAllowed):
            opened(world, persona)
    with pytest.raises(NotAllowed):
        opened(world, "outsider", group=world.group)
    for days in (0, 367):
        with pytest.raises(NotPossibleNow):
            opened(world, "analyst", days=days)


def test_one_person_has_no_more_than_twenty(world: World) -> None:
    for _ in range(20):
        opened(world, "analyst")
    with pytest.raises(NotPossibleNow) as refused:
        opened(world, "analyst")
    assert refused.value.code == "feed_key.too_many"
    services.feed_key_revoke(viewer=world.viewer("analyst"), key=FeedKey.objects.first())  # type: ignore[arg-type]
    opened(world, "analyst")


# -- the page ----------------------------------------------------------------------------------------------


def test_the_page_shows_a_key_once_and_closes_it(world: World, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    page = client.post(reverse("feed_keys"), {"name": "our map", "days": "7", "group": str(world.group.pk)})
    key = FeedKey.objects.get()
    assert (key.name, key.group, key.user) == ("our map", world.group, world.people["coordinator"])
    address = page.content.decode().partition('<code dir="ltr">')[2].partition("</code>")[0]
    assert Client().get(address).status_code == 200
    again = client.get(reverse("feed_keys")).content.decode()
    assert "our map" in again
    assert address not in again
    client.post(reverse("feed_key_revoke", args=[key.pk]))
    assert Client().get(address).status_code == 404
    assert "closed on" in client.get(reverse("feed_keys")).content.decode()


def test_nobody_closes_the_key_of_another(world: World, client_of: ClientOf) -> None:
    key, address = opened(world, "analyst")
    for persona in ("reviewer", "second_analyst", "coordinator", "administrator"):
        assert client_of(persona).post(reverse("feed_key_revoke", args=[key.pk])).status_code == 403
    assert Client().get(address).status_code == 200


def test_the_certificate_is_for_whoever_is_signed_in(client_of: ClientOf) -> None:
    answer = client_of("reporter").get(reverse("signing_certificate"))
    assert answer.content.startswith(b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE" not in answer.content
    assert Client().get(reverse("signing_certificate")).status_code == 302
