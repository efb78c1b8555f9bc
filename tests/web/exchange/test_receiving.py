"""Alerts of others: kept as they came, followed through their life, and nothing believed too early."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.documents import cap
from nadhir.documents.cap import Alert, Area, Circle, Info, Pair, Point, signing
from nadhir.documents.cap.signing import SigningKey
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger
from nadhir.web.core.models import Tlp
from nadhir.web.exchange import services
from nadhir.web.exchange.models import AlertFeed, ReceivedAlert
from nadhir.web.exchange.services import Arrival, Taken
from nadhir.web.intake.models import Item
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]

SENT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)
NUMBERS = itertools.count(1)
KEY = SigningKey.made("Partner", datetime(2026, 1, 1, tzinfo=UTC))
OTHER = SigningKey.made("Stranger", datetime(2026, 1, 1, tzinfo=UTC))


def alert(identifier: str, *about: Alert, **fields: Any) -> Alert:
    """An alert of a partner, or a message about earlier ones, sent one after the other."""
    info = Info(
        event="Flood",
        language="en",
        headline=f"Flood at the ford ({identifier})",
        description="The river rises by the hour.",
        expires=SENT + timedelta(days=2),
        area=(Area("The ford", geocodes=(Pair("ISO 3166-2", "XN-01"),)),),
    )
    told: dict[str, Any] = {
        "sender": "watch@calvora.invalid",
        "sent": SENT + timedelta(minutes=next(NUMBERS)),
        "status": "Actual",
        "msg_type": "Update" if about else "Alert",
        "scope": "Public",
        "references": tuple(one.reference for one in about),
        "info": (info,),
    }
    return Alert(identifier, **{**told, **fields})


def cancel(identifier: str, *about: Alert, **fields: Any) -> Alert:
    return alert(identifier, *about, msg_type="Cancel", info=(), **{"note": "The water falls.", **fields})


def take(world: World, message: Alert | bytes, **fields: Any) -> Taken:
    raw = message if isinstance(message, bytes) else cap.compose(message)
    source = fields.pop("source", None) or world.source(slug="cap-watch")
    return services.received_alert_take(
        viewer=world.viewer("analyst"), source=source, arrival=Arrival(raw), **fields
    )


def states() -> dict[str, str]:
    return dict(ReceivedAlert.objects.values_list("identifier", "state"))


# -- what it becomes ---------------------------------------------------------------------------------------


def test_an_alert_is_kept_as_it_came_and_becomes_a_report(world: World) -> None:
    raw = cap.compose(alert("one"))
    taken = take(world, raw)
    row = taken.alert
    assert (taken.outcome, row.state, row.msg_type, row.status) == ("added", "current", "Alert", "Actual")
    assert bytes(row.raw) == raw
    assert (row.headline, row.identifier, row.sender) == (
        "Flood at the ford (one)", "one", "watch@calvora.invalid",
    )  # fmt: skip
    item = Item.objects.get()
    assert row.item == item
    assert bytes(item.raw) == raw
    assert item.title == "Flood at the ford (one)"
    assert "The river rises by the hour." in item.text
    assert [place.place.code for place in item.item_places.all()] == ["XN-01"]
    assert [entry.act for entry in ledger.entries_of(item.pk)] == ["item.receive"]
    assert [entry.act for entry in ledger.entries_of(row.pk)] == ["received_alert.take"]


def test_the_same_message_again_adds_nothing_in_whatever_spelling(world: World) -> None:
    raw = cap.compose(alert("one"))
    first = take(world, raw)
    for spelled in (raw, raw.replace(b"-00:00<", b"Z<"), raw.replace(b"<status>", b"\n<status>")):
        again = take(world, spelled)
        assert (again.outcome, again.alert) == ("known", first.alert)
    assert ReceivedAlert.objects.count() == Item.objects.count() == 1


def test_a_circle_says_where(world: World) -> None:
    info = Info(event="x", language="en", area=(Area("far", circles=(Circle(Point(1.5, 2.5), 10),)),))
    taken = take(world, alert("one", info=(info,)))
    assert (taken.alert.item.latitude, taken.alert.item.longitude) == (1.5, 2.5)


def test_an_alert_without_area_or_words_is_kept(world: World) -> None:
    taken = take(world, alert("one", info=(Info(event="x", language="en"),)))
    assert taken.alert.item.text == "x"
    raw = cap.compose(alert("two"))
    bare = raw[: raw.index(b"<info>")] + b"</alert>"
    taken = take(world, bare)
    assert (taken.alert.state, taken.alert.item.text) == ("current", "two")
    assert [note["code"] for note in taken.alert.notes] == ["cap.without_info"]


@pytest.mark.parametrize("status", ["Exercise", "System", "Test", "Draft"])
def test_what_is_not_real_is_no_report(world: World, status: str) -> None:
    taken = take(world, alert("one", status=status))
    assert (taken.alert.state, taken.alert.item) == ("current", None)
    assert not Item.objects.exists()


@pytest.mark.parametrize("kind", ["Ack", "Error"])
def test_answers_are_noted(world: World, kind: str) -> None:
    taken = take(world, alert("two", alert("one"), msg_type=kind, info=(), note="not understood"))
    assert (taken.alert.state, taken.alert.item) == ("noted", None)
    assert taken.alert.headline == "not understood"


# -- what becomes of it ------------------------------------------------------------------------------------

FIRST = alert("first")
SECOND = alert("second", FIRST)
THIRD = alert("third", FIRST, SECOND)  # references overlap
END = cancel("end", THIRD)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)])
def test_a_chain_ends_the_same_in_whatever_order_it_comes(world: World, order: tuple[int, ...]) -> None:
    chain = (FIRST, SECOND, THIRD, END)
    for number in order:
        take(world, chain[number])
    assert states() == {"first": "updated", "second": "updated", "third": "cancelled", "end": "noted"}
    by = dict(ReceivedAlert.objects.values_list("identifier", "changed_by__identifier"))
    assert by == {"first": "third", "second": "third", "third": "end", "end": None}


def test_an_exercise_does_not_touch_what_is_real(world: World) -> None:
    take(world, FIRST)
    take(world, cancel("drill", FIRST, status="Exercise"))
    assert states()["first"] == "current"


def test_nobody_cancels_the_alerts_of_others(world: World) -> None:
    take(world, FIRST)
    elsewhere = world.source(slug="cap-elsewhere")
    take(world, cancel("evil", FIRST, sender="evil@calvora.invalid"), source=elsewhere)
    assert states()["first"] == "current"
    take(world, cancel("relay", FIRST, sender="relay@calvora.invalid"))  # by the same source
    assert states()["first"] == "cancelled"


def test_a_borrowed_name_cancels_nothing_and_takes_nobody_s_place(world: World) -> None:
    theirs = cap.compose(FIRST)
    elsewhere = world.source(slug="cap-elsewhere")
    assert take(world, alert("first"), source=elsewhere).alert.state == "current"  # forged, and first
    assert take(world, theirs, source=elsewhere).alert.state == "held"  # a copy, before it comes itself
    kept = take(world, FIRST)
    assert (kept.outcome, kept.alert.state, kept.alert.reuses) == ("added", "current", None)
    take(world, cancel("evil", FIRST), source=elsewhere)  # under the sender's own name
    kept.alert.refresh_from_db()
    assert kept.alert.state == "current"
    take(world, cancel("end", FIRST))
    kept.alert.refresh_from_db()
    assert kept.alert.state == "cancelled"


def test_an_unsigned_copy_keeps_nothing_out(world: World) -> None:
    ours = {"certificate": KEY.certificate}
    assert take(world, cap.compose(FIRST), **ours).alert.problem["code"] == "held.not_trusted"
    taken = take(world, signing.sign(cap.compose(FIRST), KEY), **ours)
    assert (taken.outcome, taken.alert.state, taken.alert.seal) == ("added", "current", "trusted")


def test_a_known_signature_speaks_for_its_sender_in_another_feed(world: World) -> None:
    ours = {"certificate": KEY.certificate}
    take(world, signing.sign(cap.compose(FIRST), KEY), **ours)
    elsewhere = world.source(slug="cap-elsewhere")
    take(world, signing.sign(cap.compose(cancel("no", FIRST)), OTHER), source=elsewhere)
    assert states()["first"] == "current"
    take(world, signing.sign(cap.compose(cancel("end", FIRST)), KEY), source=elsewhere, **ours)
    assert states()["first"] == "cancelled"


def test_desks_do_not_touch_each_other(world: World) -> None:
    take(world, FIRST)
    theirs = world.source(persona="partner_analyst", slug="cap-watch")
    services.received_alert_take(
        viewer=world.viewer("partner_analyst"),
        source=theirs,
        arrival=Arrival(cap.compose(cancel("end", FIRST))),
    )
    assert states()["first"] == "current"


def test_an_identifier_that_is_used_again_overwrites_nothing(world: World) -> None:
    kept = take(world, FIRST).alert
    again = take(world, alert("first")).alert  # another time, other words
    assert (again.state, again.reuses, again.problem["code"]) == ("held", kept, "held.name_again")
    kept.refresh_from_db()
    assert (kept.state, kept.headline) == ("current", "Flood at the ford (first)")
    assert again.item is not None, "what it says is read all the same"
    assert again.item.revises is None
    take(world, cancel("end", SECOND))
    assert take(world, cancel("end", FIRST)).alert.state == "held"
    kept.refresh_from_db()
    assert kept.state == "current", "a message under a name that was taken changes nothing"


def test_an_alert_expires(world: World) -> None:
    info = Info(event="x", language="en", expires=SENT + timedelta(hours=1))
    late = take(world, alert("late", info=(info,))).alert
    assert late.state == "expired"
    soon = take(world, alert("soon")).alert
    ReceivedAlert.objects.filter(pk=soon.pk).update(expires=clock.now())
    assert services.received_alerts_expire(viewer=world.viewer("analyst")) == 1
    assert states()["soon"] == "expired"
    assert ledger.entries_of(soon.pk)[-1].data == {"state": "expired", "by": None}
    take(world, cancel("end", alert("soon", sent=soon.sent)))
    assert states()["soon"] == "cancelled"


# -- what is not believed ----------------------------------------------------------------------------------


def test_a_broken_signature_changes_nothing(world: World) -> None:
    take(world, FIRST)
    forged = signing.sign(cap.compose(cancel("end", FIRST)), KEY).replace(b"falls", b"fell.")
    taken = take(world, forged).alert
    assert (taken.state, taken.seal, taken.problem["code"], taken.item) == (
        "held",
        "broken",
        "held.broken",
        None,
    )
    assert states()["first"] == "current"


def test_where_we_know_a_certificate_only_its_alerts_count(world: World) -> None:
    ours, theirs = {"certificate": KEY.certificate}, cap.compose(cancel("end", FIRST))
    take(world, signing.sign(cap.compose(FIRST), KEY), **ours)
    assert ReceivedAlert.objects.get().seal == "trusted"
    for raw in (theirs, signing.sign(cap.compose(cancel("end-2", FIRST)), OTHER)):
        taken = take(world, raw, **ours).alert
        assert (taken.state, taken.problem["code"], taken.item) == ("held", "held.not_trusted", None)
    assert states()["first"] == "current"
    take(world, signing.sign(cap.compose(cancel("end-3", FIRST)), KEY), **ours)
    assert states()["first"] == "cancelled"


def test_a_stranger_s_signature_is_noted(world: World) -> None:
    taken = take(world, signing.sign(cap.compose(FIRST), OTHER)).alert
    assert (taken.state, taken.seal) == ("current", "stranger")
    assert taken.signed_by == signing.fingerprint_of(OTHER.certificate)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><alert/>", "cap.entities"),
        (b"not xml", "cap.not_xml"),
        (b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>", "cap.missing"),
        (b"<html/>", "cap.not_an_alert"),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason(world: World, raw: bytes, code: str) -> None:
    taken = take(world, raw)
    assert (taken.alert.state, taken.alert.problem["code"], taken.alert.item) == ("refused", code, None)
    assert bytes(taken.alert.raw) == raw
    assert take(world, raw).outcome == "known"


def test_strange_letters_are_kept_in_a_form_that_can_be(world: World) -> None:
    taken = take(world, cap.compose(alert("one")).replace(b"rises", "r\u202eises".encode()))
    assert taken.alert.state == "current"
    long = take(world, alert("x" * 900, sender="y" * 900)).alert
    assert (len(long.identifier), len(long.sender)) == (500, 500)


# -- answering ---------------------------------------------------------------------------------------------


def test_an_acknowledgement_names_what_it_is_about(world: World, client_of: ClientOf) -> None:
    row = take(world, FIRST).alert
    client = client_of("analyst")
    assert client.get(reverse("alert_answer", args=[row.pk])).status_code == 403
    client.post(reverse("alert_acknowledge", args=[row.pk]))
    answer = client.get(reverse("alert_answer", args=[row.pk]))
    read = cap.parse(answer.content)
    assert (read.alert.msg_type, read.alert.references, read.notes) == ("Ack", (FIRST.reference,), ())
    assert (read.alert.scope, read.alert.addresses) == ("Private", ("watch@calvora.invalid",))
    row.refresh_from_db()
    with pytest.raises(NotPossibleNow) as refused:
        services.received_alert_acknowledge(viewer=world.viewer("analyst"), alert=row)
    assert refused.value.code == "received_alert.acknowledged"


def test_what_cannot_be_named_or_answered_is_not_acknowledged(world: World) -> None:
    spaced = take(world, cap.compose(alert("one")).replace(b">one<", b">o ne<")).alert
    noted = take(world, alert("ack", alert("one"), msg_type="Ack", info=())).alert
    broken = take(world, b"<html/>").alert
    for row, code in ((spaced, "cannot_be_named"), (noted, "not_answered"), (broken, "not_answered")):
        with pytest.raises(NotPossibleNow) as refused:
            services.received_alert_acknowledge(viewer=world.viewer("analyst"), alert=row)
        assert refused.value.code == f"received_alert.{code}"


# -- who may -----------------------------------------------------------------------------------------------


def test_alerts_are_for_the_desk(world: World, client_of: ClientOf) -> None:
    row = take(world, FIRST).alert
    seen = {
        persona: client_of(persona).get(reverse("alert", args=[row.pk])).status_code
        for persona in world.people
    }
    assert {persona for persona, status in seen.items() if status == 200} == {
        "analyst", "second_analyst", "reviewer",
    }  # fmt: skip
    for persona in ("reviewer", "officer", "reporter"):
        with pytest.raises(NotAllowed):
            services.received_alert_take(
                viewer=world.viewer(persona), source=row.source, arrival=Arrival(b"<x/>")
            )
    with pytest.raises(NotAllowed):
        take(world, FIRST, source=world.source(persona="outsider", slug="far"))


# -- the pages ---------------------------------------------------------------------------------------------


def test_the_list_says_what_stands_and_why_something_does_not(world: World, client_of: ClientOf) -> None:
    empty = client_of("analyst").get(reverse("alerts")).content.decode()
    assert "No alert has come yet" in empty
    for message in (FIRST, cancel("end", FIRST), alert("other"), b"<html/>"):
        take(world, message)
    page = client_of("analyst").get(reverse("alerts")).content.decode()
    for words in (
        "<b>1 alert</b> of others is in force",
        "1 message cannot be read",
        "by a later cancellation",
    ):
        assert words in page
    assert "no alert in CAP" in page
    bad = client_of("analyst").get(reverse("alerts"), {"state": "bad"}).content.decode()
    assert "Flood at the ford" not in bad.partition("<table")[2]
    table = b"".join(client_of("analyst").get(reverse("alerts"), {"format": "csv"}).streaming_content)  # type: ignore[attr-defined]
    assert table.count(b"\n") == 5


def test_the_page_shows_the_chain_also_of_what_has_not_come(world: World, client_of: ClientOf) -> None:
    row = take(world, THIRD).alert
    page = client_of("analyst").get(reverse("alert", args=[row.pk])).content.decode()
    assert page.count("has not come; this message will count when it does") == 2
    take(world, FIRST)
    take(world, END)
    page = client_of("analyst", "ar").get(reverse("alert", args=[row.pk])).content.decode()
    assert "first" in page
    assert "الإنجليزية" in page
    odd = take(world, cap.compose(alert("odd")).replace(b">en<", b">tlh<")).alert
    assert client_of("analyst").get(reverse("alert", args=[odd.pk])).status_code == 200
    original = client_of("analyst").get(reverse("alert_original", args=[row.pk]))
    assert original.content == cap.compose(THIRD)
    assert original["Content-Disposition"].startswith("attachment")


def test_a_feed_is_kept_off_until_somebody_turns_it_on(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    told = {"name": "River watch", "address": "https://watch.calvora.invalid/feed", "certificate": ""}
    assert client.post(reverse("alert_feed_new"), told).status_code == 302
    feed = AlertFeed.objects.get()
    assert (feed.active, feed.source.slug, feed.tlp) == (False, "cap-river-watch", Tlp.AMBER)
    address = reverse("alert_feed", args=[feed.pk])
    client.post(address, {**told, "active": "on", "version": "1"})
    feed.refresh_from_db()
    assert feed.active
    stale = client.post(address, {**told, "name": "Mine", "version": "1"}).content.decode()
    assert "Mine" in stale
    assert AlertFeed.objects.get().name == "River watch"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"address": "http://watch.calvora.invalid/"}, "HTTPS"),
        ({"certificate": "mine"}, "certificate"),
    ],
)
def test_an_address_or_certificate_that_is_none_is_refused(
    client_of: ClientOf, wrong: dict[str, str], words: str
) -> None:
    told = {"name": "River watch", "address": "https://watch.calvora.invalid/feed", **wrong}
    page = client_of("analyst").post(reverse("alert_feed_new"), told)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not AlertFeed.objects.exists()
