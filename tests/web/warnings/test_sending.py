"""Who is told what by which way: content by clearance, cancellation, bounces, reminders, deputies, wishes."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import NadhirError, NotPossibleNow
from nadhir.sources.outward import Undelivered
from nadhir.web.core import clock, ledger, outbox
from nadhir.web.core.carrying import Lines, Refused
from nadhir.web.core.models import Outgoing
from nadhir.web.warnings import sending_bounces, sending_mail, sending_message, sending_times, services
from nadhir.web.warnings.models import Channel, Delivery, Recipient, Warning, Wish
from nadhir.web.warnings.sending_times import Wishes
from nadhir.web.warnings.services import channels, reminding
from nadhir.web.warnings.services.sending import (
    deliveries_mark_fetched,
    deliveries_put,
    delivery_put_other_way,
    delivery_retry,
)
from tests.web.conftest import World
from tests.web.warnings.sending import Outside, add, later, out, states

WORDS = ("Expulsions", "driven from their homes", "Nour Valley", "east bank", "market day", "Violence may")


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    return Outside(monkeypatch)


def put(warning: Warning, message: str = "issue") -> int:
    return deliveries_put(warning=warning, recipients=warning.recipients.all(), message=message)


def fresh(warning: Warning, status: str = "") -> Warning:
    if status:
        Warning.objects.filter(pk=warning.pk).update(status=status)
    return Warning.objects.get(pk=warning.pk)


# -- how much goes which way ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("clearance", ["notice", "content"])
@pytest.mark.parametrize("tlp", ["clear", "amber", "amber_strict", "red"])
def test_no_way_carries_more_than_the_clearance(
    world: World, outside: Outside, settings: Any, monkeypatch: pytest.MonkeyPatch, clearance: str, tlp: str
) -> None:
    settings.NADHIR_GATEWAYS = {"sms": "twilio://sid:token@+15550100/{to}"}
    sent: list[str] = []
    monkeypatch.setattr(sending_message, "_send", lambda address, text: sent.append(text))
    warning = out(world, tlp=tlp)
    one = add(warning, "Elder", hook=True, clearance=clearance)
    Channel.objects.create(recipient=one, kind="message", address="sms:+249912345678")
    for message, status in (("issue", ""), ("cancel", "cancelled")):
        deliveries_put(warning=fresh(warning, status), recipients=[one], message=message)
        assert outbox.deliver(later(minutes=1)) == 3
    assert (len(mail.outbox), len(sent), len(outside.posts)) == (2, 2, 2)
    for text in (*(str(one.message()) + str(one.body) for one in mail.outbox), *sent):
        assert "/warnings/link/" in text
        assert not [words for words in WORDS if words in text]
    for post in outside.posts:
        told = json.loads(post["body"])
        open_ = clearance == "content" and tlp in ("clear", "amber")
        assert ("content" in told) is open_
        assert all((words in post["body"].decode()) is open_ for words in WORDS)


@pytest.mark.django_db
def test_a_post_is_signed_and_known_again(world: World, outside: Outside) -> None:
    warning = out(world, 1, hooks=True)
    put(warning)
    outbox.deliver(later())
    post = outside.posts[0]
    moment, signed = (part.split("=", 1)[1] for part in post["headers"]["Nadhir-Signature"].split(","))
    expected = hmac.new(b"s", f"{moment}.".encode() + post["body"], hashlib.sha256).hexdigest()
    assert signed == expected
    assert abs(int(moment) - datetime.now(UTC).timestamp()) < 60
    told = json.loads(post["body"])
    assert told["delivery"].replace("-", "") == post["headers"]["Idempotency-Key"]
    assert told["warning"]["number"] == warning.number
    assert told["warning"]["issued_at"][-6:] == "+00:00"


@pytest.mark.django_db
def test_a_demonstration_sends_nothing(world: World, outside: Outside, settings: Any, tmp_path: Path) -> None:
    from nadhir.web.workspace import Workspace

    settings.WORKSPACE = Workspace(tmp_path)
    warning = out(world, 1, hooks=True)
    Warning.objects.update(fictional=True)
    put(fresh(warning))
    assert outbox.deliver(later()) == 2
    assert not outside.posts
    assert not mail.outbox
    assert states(warning) == {"sent": 2}


# -- mails stand together ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_mails_about_one_warning_stand_together(world: World, outside: Outside) -> None:
    warning = out(world, 1)
    put(warning)
    outbox.deliver(later())
    update = out(world, 0)
    Warning.objects.filter(pk=update.pk).update(updates=warning)
    fresh(warning, "updated")
    add(update, "Person 0")
    put(fresh(update))
    outbox.deliver(later())
    put(fresh(update, "cancelled"), "cancel")
    outbox.deliver(later())
    first, second, third = mail.outbox
    root = first.extra_headers["Message-ID"]
    assert "In-Reply-To" not in first.extra_headers
    for reply in (second, third):
        assert (reply.extra_headers["In-Reply-To"], reply.extra_headers["References"]) == (root, root)
        assert reply.extra_headers["Message-ID"] != root
    assert "updated" in second.subject
    assert first.extra_headers["Auto-Submitted"] == "auto-generated"
    assert first.extra_headers["List-Id"]
    assert Delivery.objects.get(recipient__warning=update, message="update").edition == 2


# -- taking back ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_cancellation_reaches_everybody_who_got_it_and_nobody_else(world: World, outside: Outside) -> None:
    """One got it; one's mailbox bounced at once; one's mail waits for a later try; one stands by; one learnt
    of it elsewhere and took note."""
    warning = out(world)
    add(warning, "got")
    gone, waits, standby, noted = (add(warning, name) for name in ("gone", "waits", "standby", "noted"))
    Recipient.objects.filter(pk=standby.pk).update(standby=True)
    put(warning)
    assert not standby.deliveries.exists()
    Outgoing.objects.filter(key__contains=str(waits.channels.get().pk)).update(due_at=later(hours=3))
    Outgoing.objects.filter(key__contains=str(noted.channels.get().pk)).update(due_at=later(hours=3))
    Outgoing.objects.filter(key__contains=str(gone.channels.get().pk)).update(state="failed")
    Delivery.objects.filter(recipient=gone).update(state="failed")
    outbox.deliver(later())
    assert [one.to for one in mail.outbox] == [["got@example.org"]]
    Recipient.objects.filter(pk=noted.pk).update(acknowledged_at=clock.now())
    put(fresh(warning, "cancelled"), "cancel")
    outbox.deliver(later(hours=9))
    assert sorted(one.to[0] for one in mail.outbox[1:]) == ["got@example.org", "noted@example.org"]
    assert Delivery.objects.get(recipient=waits, message="issue").state == "withdrawn"
    assert not Delivery.objects.filter(recipient__in=[gone, waits, standby], message="cancel").exists()


@pytest.mark.django_db
def test_a_cancellation_waits_for_what_is_just_leaving(world: World, outside: Outside) -> None:
    warning = out(world, 1)
    put(warning)
    owner = outbox.leases.new_id()
    leaving = outbox._claimed(later(), 5, owner)
    put(fresh(warning, "cancelled"), "cancel")
    assert outbox.deliver(later()) == 0
    outbox._settle([outbox.Outcome(one, "sent") for one in leaving], owner)
    assert outbox.deliver(later(minutes=1)) == 1
    assert "cancelled" in mail.outbox[0].subject


@pytest.mark.django_db
def test_what_was_claimed_before_the_cancellation_and_not_sent_is_not_sent(
    world: World, outside: Outside
) -> None:
    warning = out(world, 1)
    put(warning)
    owner = outbox.leases.new_id()
    leaving = outbox._claimed(later(), 5, owner)
    put(fresh(warning, "cancelled"), "cancel")
    assert outbox._send(leaving, later(), owner, None, 1) == 0
    assert outbox.deliver(later(minutes=1)) == 0
    assert not mail.outbox
    assert states(warning) == {"withdrawn": 2}


@pytest.mark.django_db
def test_a_stopped_way_is_gone_round_by_the_others(world: World, outside: Outside) -> None:
    warning = out(world, 1)
    put(warning)
    outbox.deliver(later())
    one = warning.recipients.get()
    channels.channels_stop(channels=[one.channels.get()], because="delivery.came_back")
    other = channels.channel_add(
        viewer=world.viewer("analyst"), recipient=one, kind="mail", address="second@example.org"
    )
    assert delivery_put_other_way(viewer=world.viewer("analyst"), channel=other) == 1
    put(fresh(warning, "cancelled"), "cancel")
    outbox.deliver(later(minutes=1))
    assert [one.to[0] for one in mail.outbox] == ["person0@example.org", "second@example.org"]
    assert "cancelled" in mail.outbox[1].subject
    assert Delivery.objects.filter(channel=other, message="issue", state="withdrawn").exists()


# -- what goes wrong -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_is_stopped_and_the_desk_is_told(
    world: World, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = out(world, 2)

    class Nobody(Exception):
        recipients = {"person0@example.org": (550, b"5.1.1 unknown")}

    def refuse(backend: Any, messages: Any) -> int:
        if messages[0].to == ["person0@example.org"]:
            raise Nobody
        mail.outbox += messages
        return 1

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    put(warning)
    assert outbox.deliver(later()) == 1
    lost = Delivery.objects.get(recipient__name="Person 0")
    assert (lost.state, lost.problem) == ("bounced", "delivery.no_mailbox")
    assert "5.1.1 unknown" in lost.detail
    assert lost.channel.stopped_because == "delivery.no_mailbox"
    assert outbox.deliver(later(minutes=5)) == 1, "one word to the desk"
    assert {one.to[0] for one in mail.outbox[1:]} == {"analyst@example.org", "reviewer@example.org"}
    assert "did not reach everybody" in mail.outbox[1].subject


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("why", "final"), [("redirect", True), ("inward", True), ("timeout", False), ("failing", False)]
)
def test_a_webhook_that_misbehaves(world: World, outside: Outside, why: Any, final: bool) -> None:
    warning = out(world, 1, hooks=True)
    outside.says["hook"] = Undelivered(why)
    put(warning)
    assert outbox.deliver(later()) == 1, "the mail"
    one = Delivery.objects.get(channel__kind="webhook")
    assert (one.state, one.problem) == ("failed" if final else "waiting", f"delivery.webhook_{why}")
    outside.says.clear()
    if final:
        delivery_retry(viewer=world.viewer("analyst"), delivery=one)
    assert outbox.deliver(later(hours=1)) >= 1
    assert len(outside.posts) == 1
    one.refresh_from_db()
    assert (one.state, one.problem) == ("sent", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "address", "code"),
    [
        ("webhook", "http://partner.example/", "channel.webhook_address"),
        ("webhook", "https://127.0.0.1/", "channel.webhook_inward"),
        ("webhook", "https://169.254.169.254/latest", "channel.webhook_inward"),
        ("webhook", "javascript:alert(1)", "channel.webhook_address"),
        ("mail", "no mailbox", "channel.no_mailbox"),
        ("mail", "a@example.org\nBcc: b@example.org", "channel.no_mailbox"),
        ("message", "exec:rm", "channel.no_gateway"),
        ("message", "sms:+1 55/../x", "channel.no_number"),
        ("page", "", "channel.no_account"),
    ],
)
def test_a_way_that_leads_nowhere_is_not_added(
    world: World, settings: Any, kind: str, address: str, code: str
) -> None:
    settings.NADHIR_GATEWAYS = {"sms": "twilio://sid:token@+15550100/{to}"}
    one = add(out(world), "Elder")
    with pytest.raises(NotPossibleNow) as refused:
        channels.channel_add(viewer=world.viewer("analyst"), recipient=one, kind=kind, address=address)
    assert refused.value.code == code


@pytest.mark.django_db
def test_a_way_that_carries_the_text_of_an_approved_warning_takes_a_second_person(world: World) -> None:
    one = add(out(world), "Elder")
    told = {"recipient": one, "kind": "webhook", "address": "https://partner.example/hook"}
    with pytest.raises(NotPossibleNow, match=r"channel\.second_person"):
        channels.channel_add(viewer=world.viewer("analyst"), **told)
    assert channels.channel_add(viewer=world.viewer("reviewer"), **told).kind == "webhook"


@pytest.mark.parametrize(
    "gateway", ["exec://ls", "file:///tmp/x", "syslog://", "dbus://", "json://10.0.0.1/"]
)
def test_only_services_for_people_are_gateways(gateway: str) -> None:
    with pytest.raises(Exception, match="NADHIR_GATEWAYS"):
        sending_message.address_at(gateway, "1")


def test_a_number_stays_a_number() -> None:
    assert (
        sending_message.address_at("twilio://s:t@1/{to}", "+1/../2?x=y")
        == "twilio://s:t@1/%2B1%2F..%2F2%3Fx%3Dy"
    )


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")
def test_apprise_knows_what_is_let_in() -> None:
    """Each service is one of Apprise, so that a name that it drops is noticed here."""
    import apprise

    known = {
        scheme
        for service in apprise.Apprise().details()["schemas"]
        for scheme in [*(service["protocols"] or []), *(service["secure_protocols"] or [])]
    }
    assert known >= sending_message.SERVICES


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")
def test_a_gateway_that_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    import apprise

    monkeypatch.setattr(apprise.Apprise, "notify", lambda *_, **__: False)
    with pytest.raises(Refused) as refused:
        sending_message._send("twilio://AC" + "a" * 32 + ":" + "b" * 32 + "@15551234567/15557654321", "Hello")
    assert (refused.value.code, refused.value.final) == ("delivery.gateway_failed", False)
    with pytest.raises(Refused) as unknown:
        sending_message._send("twilio://", "Hello")
    assert unknown.value.code == "delivery.gateway_address"


# -- mails that come back ------------------------------------------------------------------------------------


def report(key: str, *, action: str = "failed", status: str = "5.1.1", headers_only: bool = False) -> bytes:
    """What a mail server writes when it could not deliver."""
    returned = f"Message-ID: <{key}@nadhir.example>\r\nSubject: You have a warning\r\n\r\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: mailer-daemon@example.org\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.org\r\n\r\n"
        f"Final-Recipient: rfc822; x@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{returned}\r\n--b--\r\n"
    ).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("headers_only", [False, True])
def test_a_mail_that_came_back_stops_the_mailbox(
    world: World, outside: Outside, tmp_path: Path, headers_only: bool
) -> None:
    warning = out(world, 2)
    put(warning)
    outbox.deliver(later())
    one = Delivery.objects.get(recipient__name="Person 1")
    (tmp_path / "back.eml").write_bytes(report(one.pk.hex, headers_only=headers_only))
    (tmp_path / "again.eml").write_bytes(report(one.pk.hex))
    (tmp_path / "late.eml").write_bytes(report(one.pk.hex, action="delayed", status="4.4.1"))
    (tmp_path / "stranger.eml").write_bytes(report("0" * 32))
    (tmp_path / "hello.eml").write_bytes(b"Subject: hello\r\n\r\nHello.")
    (tmp_path / "junk").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty").write_bytes(b"")
    done = sending_bounces.read(tmp_path)
    assert (done.reports, done.bounced) == (3, 1)
    one.refresh_from_db()
    assert (one.state, one.problem, one.channel.stopped_because) == (
        "bounced", "delivery.came_back", "delivery.came_back",
    )  # fmt: skip
    assert "550 no such user" in one.detail
    assert Outgoing.objects.filter(kind="warning.desk").count() == 1
    assert states(warning) == {"sent": 1, "bounced": 1}


@pytest.mark.django_db
def test_an_mbox_is_read(world: World, outside: Outside, tmp_path: Path) -> None:
    warning = out(world, 1)
    put(warning)
    outbox.deliver(later())
    key = Delivery.objects.get().pk.hex
    box = tmp_path / "inbox.mbox"
    box.write_bytes(b"From x Mon Jan  1 00:00:00 2026\n" + report(key).replace(b"\r\n", b"\n") + b"\n")
    assert sending_bounces.read(box).bounced == 1


@given(st.binary(max_size=400))
def test_junk_is_no_report(junk: bytes) -> None:
    from email import message_from_bytes

    assert sending_bounces.report_of(message_from_bytes(junk)) is None


def test_a_report_about_another_mail_is_left_alone() -> None:
    hello = EmailMessage()
    hello["Message-ID"] = "<abc@elsewhere>"
    hello.set_content("hello")
    assert sending_bounces.report_of(hello) is None


# -- silence -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_is_silent_is_reminded_and_then_the_deputy_is_told(world: World, outside: Outside) -> None:
    begin, second = datetime.now(UTC) - timedelta(hours=30), timedelta(seconds=1)
    with clock.at(begin):
        warning = out(world)
        deputy = add(warning, "Deputy", standby=True)
        add(warning, "Chief", deputy=deputy)
        quick = add(warning, "Quick", deputy=deputy)
        put(warning)
        assert outbox.deliver(begin + second) == 2
        Recipient.objects.filter(pk=quick.pk).update(acknowledged_at=begin)
        assert reminding.recipients_remind() == 0
    with clock.at(begin + timedelta(hours=12, minutes=1)):
        assert (reminding.recipients_remind(), reminding.recipients_remind()) == (1, 0)
    mail.outbox.clear()
    with clock.at(begin + timedelta(hours=24, minutes=1)):
        assert (reminding.recipients_remind(), reminding.recipients_remind()) == (1, 0)
        assert outbox.deliver(clock.now() + second) == 3
        told = {one.subject: one for one in mail.outbox}
        assert "Chief, for whom you stand in" in next(
            one.body for one in told.values() if "deputy@" in one.to[0]
        )
        assert "Deputy has been told" in next(one.body for words, one in told.items() if "deputy" in words)
        deputy.refresh_from_db()
        assert not deputy.standby
        acts = [entry.act for entry in ledger.entries_of(warning.pk)]
        assert acts.count("warning.remind") == acts.count("warning.escalate") == 1
        put(fresh(warning, "cancelled"), "cancel")
        mail.outbox.clear()
        outbox.deliver(clock.now() + second)
    assert {one.to[0] for one in mail.outbox} == {
        "chief@example.org", "deputy@example.org", "quick@example.org",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_deputy_on_standby_sees_nothing(
    world: World, client_of: Callable[..., Client], outside: Outside, client: Client
) -> None:
    from nadhir.web.warnings import links

    warning = out(world)
    deputy = add(warning, "Deputy", user=world.people["reporter"], standby=True)
    page = f"/warnings/{warning.pk}/"
    assert client_of("reporter").get(page).status_code == 403
    assert client.get(f"/warnings/link/{links.token_of(deputy)}/").status_code == 403
    Recipient.objects.filter(pk=deputy.pk).update(standby=False)
    assert client_of("reporter").get(page).status_code == 200
    assert client.get(f"/warnings/link/{links.token_of(deputy)}/").status_code == 200


# -- wishes --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_not_urgent_comes_in_one_mail(world: World, outside: Outside) -> None:
    channels.wish_keep(viewer=world.viewer("decision_maker"), digest=True)
    for number in range(3):
        warning = out(world, kind="note" if number else "alert")
        person = world.people["decision_maker"]
        one = Recipient.objects.create(warning=warning, name="Minister", email=person.email, user=person)
        deliveries_put(warning=warning, recipients=[one], message="issue")
    assert outbox.deliver(later()) == 1, "the alert at once"
    collected = Outgoing.objects.get(kind="warning.digest")
    assert outbox.deliver(collected.due_at) == 1
    digest = mail.outbox[-1]
    assert digest.body.count("/warnings/link/") == 2
    assert not [words for words in WORDS if words in digest.body + digest.subject]
    assert Delivery.objects.filter(channel__kind="mail", state="sent").count() == 3


@pytest.mark.django_db
def test_a_cancelled_note_is_taken_out_of_the_collection(world: World, outside: Outside) -> None:
    channels.wish_keep(viewer=world.viewer("decision_maker"), digest=True)
    person, made = world.people["decision_maker"], []
    for _ in range(2):
        warning = out(world, kind="note")
        one = Recipient.objects.create(warning=warning, name="Minister", email=person.email, user=person)
        deliveries_put(warning=warning, recipients=[one], message="issue")
        made.append(warning)
    put(fresh(made[0], "cancelled"), "cancel")
    outbox.deliver(Outgoing.objects.get(kind="warning.digest").due_at)
    assert [one.body.count("/warnings/link/") for one in mail.outbox] == [1]
    assert made[1].number in mail.outbox[0].body


@given(
    now=st.datetimes(timezones=st.just(UTC)),
    quiet=st.tuples(st.integers(0, 23), st.integers(0, 23)),
    zone=st.sampled_from(["UTC", "Africa/Khartoum", "Asia/Kathmandu", "America/New_York"]),
)
def test_quiet_hours_end_and_a_collection_leaves_within_two_days(
    now: datetime, quiet: tuple[int, int], zone: str
) -> None:
    wishes = Wishes(digest=True, quiet=quiet, zone=ZoneInfo(zone))
    then = sending_times.after_quiet(now, wishes)
    assert now <= then <= now + timedelta(hours=25)
    assert sending_times.after_quiet(then, wishes) == then, "the end of quiet hours lies outside them"
    due = sending_times.next_digest(now, wishes)
    assert now + timedelta(minutes=2) <= due <= now + timedelta(hours=49)


@pytest.mark.parametrize(
    ("message", "alert", "principal", "urgent"),
    [
        ("issue", True, False, True),
        ("issue", False, False, False),
        ("issue", False, True, True),
        ("cancel", False, False, True),
        ("escalation", False, False, True),
        ("reminder", True, False, False),
        ("expire", True, False, False),
    ],
)
def test_what_is_urgent(message: str, alert: bool, principal: bool, urgent: bool) -> None:
    assert sending_times.urgent(message, alert=alert, principal=principal) is urgent


# -- pages ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_desk_sees_who_got_it_and_sends_again(
    world: World, client_of: Callable[..., Client], outside: Outside, shown: Callable[[Any], str]
) -> None:
    warning = out(world, 2, hooks=True)
    add(warning, "Nobody Reaches", email="")
    outside.says[str(warning.recipients.get(name="Person 0").pk)] = Undelivered("redirect", "302")
    put(warning)
    outbox.deliver(later())
    page = f"/warnings/{warning.pk}/deliveries/"
    told = shown(client_of("analyst").get(page))
    assert "2 of 3 people were reached" in told
    assert "1 was not by any way" in told
    assert "redirects are not followed" in told
    assert "no way to this person" in told
    only = shown(client_of("analyst").get(f"{page}?show=trouble"))
    assert "Person 0" in only
    assert "Person 1" not in only
    table = b"".join(client_of("analyst").get(f"{page}?format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert table.count("https://partner.example/hook") == 2
    for other in ("decision_maker", "outsider", "officer", "partner_analyst"):
        assert client_of(other).get(page).status_code == 403
    lost = Delivery.objects.get(problem="delivery.webhook_redirect")
    outside.says.clear()
    again = f"/warnings/deliveries/{lost.pk}/again/"
    assert client_of("officer").post(again).status_code == 403
    assert client_of("analyst").post(again).status_code == 302
    assert outbox.deliver(later()) == 1
    assert client_of("analyst").post(again).status_code == 409, "it has left"


@pytest.mark.django_db
def test_another_way_is_added_and_used_at_once(
    world: World, client_of: Callable[..., Client], outside: Outside, shown: Callable[[Any], str]
) -> None:
    warning = out(world)
    one = add(warning, "Elder", email="")
    page = f"/warnings/{warning.pk}/recipients/{one.pk}/ways/"
    analyst = client_of("analyst")
    assert "No way yet" in shown(analyst.get(page))
    refused = analyst.post(page, {"kind": "webhook", "address": "https://10.0.0.1/"})
    assert (refused.status_code, "private network" in refused.content.decode()) == (409, True)
    added = {"kind": "webhook", "address": "https://partner.example/h"}
    assert analyst.post(page, added).status_code == 409, "a second person adds it"
    assert client_of("reviewer").post(page, added).status_code == 302
    way = Channel.objects.get()
    assert way.secret.open() in analyst.get(page).content.decode()
    assert way.secret.token not in analyst.get(page).content.decode()
    assert outbox.deliver(later()) == 1
    assert analyst.post(f"/warnings/ways/{way.pk}/remove/").status_code == 409, "it was used"
    assert client_of("decision_maker").get(page).status_code == 403


@pytest.mark.django_db
def test_a_deputy_is_put_on_standby_before_the_issue(world: World, client_of: Callable[..., Client]) -> None:
    warning = world.warning(status="draft", recipients=("decision_maker", "reporter"))
    chief, deputy = warning.recipients.order_by("pk")
    Recipient.objects.filter(pk=chief.pk).update(deputy=deputy)
    page = f"/warnings/{warning.pk}/recipients/{deputy.pk}/"
    assert "Deputy" in client_of("analyst").get(f"{page}ways/").content.decode()
    client_of("analyst").post(f"{page}standby/", {"standby": "yes"})
    deputy.refresh_from_db()
    assert deputy.standby
    services.warning_submit(viewer=world.viewer("analyst"), warning=fresh(warning))
    services.warning_approve(viewer=world.viewer("reviewer"), warning=fresh(warning))
    services.warning_issue(viewer=world.viewer("reviewer"), warning=fresh(warning))
    assert set(Delivery.objects.values_list("recipient", flat=True)) == {chief.pk}
    assert client_of("analyst").post(f"{page}standby/", {"standby": "no"}).status_code == 409


@pytest.mark.django_db
def test_wishes_are_kept(world: World, client_of: Callable[..., Client]) -> None:
    person = client_of("reporter")
    assert person.get("/warnings/wishes/").status_code == 200
    assert person.post("/warnings/wishes/", {"quiet_from": "22"}).status_code == 422
    person.post("/warnings/wishes/", {"digest": "on", "quiet_from": "22", "quiet_until": "6"})
    wish = Wish.objects.get()
    assert (wish.digest, wish.quiet_from, wish.quiet_until) == (True, 22, 6)


@pytest.mark.django_db
def test_what_stands_in_a_feed_is_delivered_when_it_is_fetched(world: World, outside: Outside) -> None:
    warning = out(world)
    one = add(warning, "Elder", email="")
    channels.channel_add(viewer=world.viewer("analyst"), recipient=one, kind="cap")
    put(warning)
    assert states(warning) == {"waiting": 1}
    assert outbox.deliver(later()) == 0
    assert (deliveries_mark_fetched(recipient=one), deliveries_mark_fetched(recipient=one)) == (1, 0)
    one.refresh_from_db()
    assert one.delivered_at


def test_a_server_that_closes_the_line_is_no_fault_of_the_mailbox() -> None:
    class Closing(Exception):
        recipients = {"a@example.org": (421, b"closing")}

    class Full(Exception):
        recipients = {"a@example.org": (452, b"full")}

    class SMTPDataError(Exception):
        smtp_code, smtp_error = 554, b"no"

    assert sending_mail._refused(Closing()) is None
    assert sending_mail._refused(ConnectionError()) is None
    full, spam = sending_mail._refused(Full()), sending_mail._refused(SMTPDataError())
    assert full is not None
    assert spam is not None
    assert (full.final, spam.final, spam.bounced) == (False, True, False)


@pytest.mark.django_db
def test_who_stands_at_no_desk_adds_no_way(world: World) -> None:
    one = add(out(world), "Elder")
    with pytest.raises(NadhirError):
        channels.channel_add(
            viewer=world.viewer("officer"), recipient=one, kind="mail", address="a@example.org"
        )
    assert Lines().silent == set()
