"""Asking a network: harm is checked, people say yes themselves, and nobody outside learns who did not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from nadhir import doctrine
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, policy
from nadhir.web.core.models import Entry
from nadhir.web.directory import services as directory
from nadhir.web.directory.models import Actor, Member, Profile
from nadhir.web.directory.selectors import Wanted
from nadhir.web.directory.services import Agreed
from nadhir.web.intake.models import Item, ItemPlace
from nadhir.web.response import links, selectors, services
from nadhir.web.response.models import Activation, Dispute, Insight, Invitation
from nadhir.web.response.services.dialogue import activations_lapse
from tests.web import outlets
from tests.web.conftest import World

pytestmark = pytest.mark.django_db

ALL_NO = {one.id: ("no", "") for one in doctrine.load("conflict-sensitivity").elements}
PROFILE = Profile(languages=("ar",), places=("XN-01",), hears_faiths=("sunni",))


@pytest.fixture
def network(world: World) -> Actor:
    return directory.actor_record(
        viewer=world.viewer("coordinator"),
        kind="network",
        names=dict.fromkeys(("ar", "en", "fr"), "Women of Nour"),
        place=world.place,
        tlp="green",
    )


@pytest.fixture
def people(world: World, network: Actor) -> list[Member]:
    until = clock.now().date() + timedelta(days=60)
    return [
        directory.member_record(
            viewer=world.viewer("coordinator"),
            network=network,
            name=name,
            profile=PROFILE,
            agreed=Agreed(("ask", *scopes), until, "said so"),
        )
        for name, scopes in (("Halima Redstone", ("partners",)), ("Yusef Greenhill", ()), ("Mara Low", ()))
    ]


def ask(world: World, network: Actor, **fields: Any) -> Activation:
    given = {
        "purpose": "Answer the rumour about the well before Friday",
        "until": clock.now().date() + timedelta(days=5),
        "wanted": Wanted(faith="sunni", place="XN-01"),
        **fields,
    }
    return services.activation_ask(viewer=world.viewer("analyst"), network=network, **given)


def invited(world: World, network: Actor, people: list[Member]) -> tuple[Activation, list[Invitation]]:
    coordinator, found = world.viewer("coordinator"), ask(world, network)
    services.activation_check(viewer=coordinator, activation=found, answers=ALL_NO)
    sent = services.activation_invite(
        viewer=coordinator, activation=found, members=people, message="Would you speak on Thursday?"
    )
    return found, sorted(sent, key=lambda one: str(one.pk))


# -- the check of harm -------------------------------------------------------------------------------------


def test_every_question_is_answered(world: World, network: Actor) -> None:
    with pytest.raises(NotPossibleNow, match=r"check\.unanswered"):
        services.activation_check(
            viewer=world.viewer("coordinator"), activation=ask(world, network), answers={"1": ("no", "")}
        )


@pytest.mark.parametrize(("measure", "reached"), [("", "stopped"), ("A cousin drives her home", "checked")])
def test_possible_harm_needs_a_measure_or_it_stops(
    world: World, network: Actor, measure: str, reached: str
) -> None:
    found = ask(world, network)
    services.activation_check(
        viewer=world.viewer("coordinator"), activation=found, answers={**ALL_NO, "1": ("yes", measure)}
    )
    assert found.status == reached
    assert found.outward == ("not_forward" if reached == "stopped" else "with_network")
    assert selectors.check_of(world.viewer("analyst"), found) == {}
    assert selectors.check_of(world.viewer("coordinator"), found)["1"]["measure"] == measure
    if reached == "stopped":
        with pytest.raises(NotPossibleNow):
            services.activation_check(viewer=world.viewer("coordinator"), activation=found, answers=ALL_NO)


def test_nobody_is_asked_before_the_check_or_without_consent(
    world: World, network: Actor, people: list[Member]
) -> None:
    coordinator, found = world.viewer("coordinator"), ask(world, network)
    fields: dict[str, Any] = {"viewer": coordinator, "activation": found, "message": "Would you?"}
    with pytest.raises(NotPossibleNow, match=r"activation\.wrong_state"):
        services.activation_invite(members=people, **fields)
    services.activation_check(viewer=coordinator, activation=found, answers=ALL_NO)
    Member.objects.filter(pk=people[0].pk).update(consent_until=clock.now().date() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        services.activation_invite(members=people[:1], **fields)
    people[1].may_ask = False
    with pytest.raises(NotPossibleNow, match=r"activation\.no_consent"):
        services.activation_invite(members=people[1:2], **fields)


# -- their own yes -----------------------------------------------------------------------------------------


def test_somebody_says_yes_by_link_and_takes_it_back(
    world: World, network: Actor, people: list[Member]
) -> None:
    found, asked = invited(world, network, people)
    client = Client(headers={"accept-language": "ar"})
    address = reverse("invitation_by_link", args=[links.token_of(asked[0])])
    page = client.get(address)
    told = page.content.decode()
    assert "Would you speak on Thursday?" in told
    assert not [
        word for word in ("Halima", "Women of Nour", "rumour", people[0].called["ar"]) if word in told
    ]
    assert "no-store" in page.headers["Cache-Control"]
    asked[0].refresh_from_db()
    assert asked[0].told == {}, "opening is no answer: scanners open every link"
    client.post(address, {"answer": "yes"})
    asked[0].refresh_from_db()
    assert asked[0].says_yes
    after = client.get(address).content.decode()
    assert "Thursday" not in after, "whoever opens it later does not read what was asked"
    client.post(address, {"answer": "taken_back"})
    asked[0].refresh_from_db()
    assert asked[0].told["answer"] == "taken_back"
    with pytest.raises(NotPossibleNow, match=r"activation\.no_yes"):
        services.activation_begin(viewer=world.viewer("coordinator"), activation=found, title="Visit")


def test_nobody_answers_whose_consent_ran_out(world: World, network: Actor, people: list[Member]) -> None:
    _found, asked = invited(world, network, people)
    address = reverse("invitation_by_link", args=[links.token_of(asked[0])])
    for gone in ({"consent_until": clock.now().date() - timedelta(days=1)}, {"may_ask": False}):
        kept = {name: getattr(people[0], name) for name in gone}
        Member.objects.filter(pk=asked[0].member_id).update(**gone)
        assert Client().post(address, {"answer": "yes"}).status_code == 403
        Member.objects.filter(pk=asked[0].member_id).update(**kept)
    assert Client().post(address, {"answer": "yes"}).status_code == 302


def test_links_that_are_forged_old_or_closed_look_alike(
    world: World, network: Actor, people: list[Member]
) -> None:
    found, asked = invited(world, network, people)
    closed = reverse("invitation_by_link", args=[links.token_of(asked[0])])
    other = signing.dumps(asked[0].pk.hex, salt="nadhir.warnings.link")
    services.activation_decline(viewer=world.viewer("coordinator"), activation=found)
    client, seen = Client(), set()
    for address in (closed, *(reverse("invitation_by_link", args=[one]) for one in ("0-forged", other))):
        for answer in (client.get(address), client.post(address, {"answer": "yes"})):
            told = outlets.same(answer.content).replace(address.encode(), b"")
            seen.add((answer.status_code, told))
    assert {status for status, _ in seen} == {403}
    assert len(seen) == 1
    assert not any(one.told for one in Invitation.objects.all())


def test_a_coordinator_records_an_answer_with_how_and_when(
    world: World, network: Actor, people: list[Member], client_of: Callable[[str], Client]
) -> None:
    found, asked = invited(world, network, people)
    client, address = client_of("coordinator"), reverse("invitation_answer", args=[asked[1].pk])
    assert client.post(address, {"answer": "yes"}).status_code == 422
    assert client.post(address, {"answer": "yes", "how": "by telephone, Tuesday"}).status_code == 302
    page = client.get(reverse("activation", args=[found.pk])).content.decode()
    assert "by telephone, Tuesday" in page
    assert client_of("analyst").get(address).status_code == 403


def test_a_yes_becomes_an_undertaking_of_the_network(
    world: World, network: Actor, people: list[Member], client_of: Callable[[str], Client]
) -> None:
    found, asked = invited(world, network, people)
    services.invitation_answer_by_link(invitation=asked[0], answer="yes")
    services.invitation_answer_by_link(invitation=asked[1], answer="no")
    client = client_of("coordinator")
    sent = {"title": "A visit to the well", "due_on": ""}
    assert client.post(reverse("activation_begin", args=[found.pk]), sent).status_code == 302
    found.refresh_from_db()
    undertaking = found.undertaking
    assert undertaking is not None
    assert (found.outward, undertaking.who) == ("under_way", "Women of Nour")
    analyst = client_of("analyst")
    assert analyst.get(reverse("undertaking", args=[undertaking.pk])).status_code == 200
    end = {"what_happened": "The well was visited; the rumour fell silent."}
    assert client.post(reverse("activation_end", args=[found.pk]), end).status_code == 302
    found.refresh_from_db()
    undertaking.refresh_from_db()
    assert (found.status, undertaking.status) == ("done", "done")
    assert "fell silent" in analyst.get(reverse("activation", args=[found.pk])).content.decode()


def test_the_last_yes_taken_back_calls_it_off(world: World, network: Actor, people: list[Member]) -> None:
    found, asked = invited(world, network, people)
    for one in asked[:2]:
        services.invitation_answer_by_link(invitation=one, answer="yes")
    coordinator = world.viewer("coordinator")
    undertaking = services.activation_begin(viewer=coordinator, activation=found, title="Visit")
    one, other = (Invitation.objects.get(pk=each.pk) for each in asked[:2])
    services.invitation_answer_by_link(invitation=one, answer="taken_back")
    found.refresh_from_db()
    assert found.status == "begun"
    services.invitation_answer_by_link(invitation=other, answer="taken_back")
    found.refresh_from_db()
    undertaking.refresh_from_db()
    assert (found.status, undertaking.status) == ("aborted", "refused")
    told = " ".join(undertaking.steps.values_list("note", flat=True))
    assert not [word for word in ("Halima", "Yusef", people[0].pseudonym) if word in told]


def test_no_answer_is_no(world: World, network: Actor, people: list[Member]) -> None:
    found, asked = invited(world, network, people)
    Activation.objects.filter(pk=found.pk).update(until=clock.now().date() - timedelta(days=1))
    late = Invitation.objects.get(pk=asked[0].pk)
    with pytest.raises(NotPossibleNow, match=r"invitation\.closed"):
        services.invitation_answer_by_link(invitation=late, answer="yes")
    assert (activations_lapse(), activations_lapse()) == (1, 0)
    found.refresh_from_db()
    assert found.outward == "not_forward"


# -- who learns of it --------------------------------------------------------------------------------------


def test_whoever_asked_cannot_tell_who_said_no_or_why_nothing_came_of_it(
    world: World, network: Actor, people: list[Member], client_of: Callable[[str], Client]
) -> None:
    """Stopped by the check, declined by all, declined by one, never looked at: one and the same page."""
    coordinator = world.viewer("coordinator")
    stopped, unread = ask(world, network), ask(world, network)
    services.activation_check(viewer=coordinator, activation=stopped, answers={**ALL_NO, "2": ("yes", "")})
    refused, asked = invited(world, network, people)
    for one in asked:
        services.invitation_answer_by_link(invitation=one, answer="no")
    services.activation_decline(viewer=coordinator, activation=refused)
    services.activation_decline(viewer=coordinator, activation=unread)
    analyst = client_of("analyst")
    pages = set()
    for one in (stopped, unread, refused):
        told = outlets.same(analyst.get(reverse("activation", args=[one.pk])).content)
        pages.add(told.replace(str(one.pk).encode(), b""))
    assert len(pages) == 1
    listed = (
        analyst.get(reverse("activations")).content
        + analyst.get(f"{reverse('activations')}?format=csv").getvalue()
    )
    for member in people:
        assert member.called["en"].encode() not in listed + pages.pop() if pages else listed
    for persona in ("analyst", "second_analyst", "reviewer", "partner_analyst", "officer", "outsider"):
        assert not policy.visible(Invitation.objects.all(), world.viewer(persona)).exists()


def test_neither_tables_nor_ledger_tell_what_was_answered(
    world: World, network: Actor, people: list[Member]
) -> None:
    _, asked = invited(world, network, people)
    services.invitation_answer_by_link(invitation=asked[0], answer="yes")
    services.invitation_answer_by_link(invitation=asked[1], answer="no")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM response_invitation WHERE answer <> ''")
        kept = [row[0] for row in cursor.fetchall()]
    assert len({len(one) for one in kept}) == 1, "a yes is as long as a no"
    assert not [one for one in kept if "yes" in one or 'no"' in one]
    acts = Entry.objects.filter(act__startswith="activation.")
    told = json.dumps(list(acts.values_list("act", "data")), default=str)
    assert not [str(one.pk) for one in (*people, *asked) if str(one.pk) in told]
    assert not acts.filter(subject_id__in=[one.pk for one in (*people, *asked)]).exists()


def test_a_request_is_for_two_desks_only(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    found = ask(world, network)
    statuses = {
        persona: client_of(persona).get(reverse("activation", args=[found.pk])).status_code
        for persona in ("analyst", "coordinator", "partner_analyst", "outsider", "officer")
    }
    assert statuses == dict.fromkeys(statuses, 403) | {"analyst": 200, "coordinator": 200}
    for name in ("activation_check", "activation_invite", "activation_begin", "activation_end"):
        assert client_of("analyst").get(reverse(name, args=[found.pk])).status_code == 403


def test_a_request_is_made_and_taken_through_on_pages(
    world: World, network: Actor, people: list[Member], client_of: Callable[[str], Client]
) -> None:
    analyst, client = client_of("analyst"), client_of("coordinator")
    address = f"{reverse('activation_new')}?network={network.pk}&faith=sunni"
    until = str(clock.now().date() + timedelta(days=5))
    assert analyst.post(address, {"purpose": "Speak", "until": until}).status_code == 409, "to whom?"
    assert analyst.post(address, {"purpose": "Speak", "until": until, "faith": "sunni"}).status_code == 302
    found = Activation.objects.get()
    check = reverse("activation_check", args=[found.pk])
    assert client.post(check, {"answer_1": "no"}).status_code == 422
    assert client.post(check, {f"answer_{one}": "no" for one in ALL_NO}).status_code == 302
    invite = reverse("activation_invite", args=[found.pk])
    assert people[0].called["en"] in client.get(invite).content.decode()
    sent = {"people": [str(people[0].pk)], "message": "Would you?"}
    assert client.post(invite, sent).status_code == 302
    page = client.get(reverse("activation", args=[found.pk])).content.decode()
    assert "/response/answer/" in page
    assert people[1].called["en"] not in page
    assert client.post(reverse("activation_decline", args=[found.pk])).status_code == 302


# -- disputes ----------------------------------------------------------------------------------------------


def dispute_of(world: World, forum: Actor, **fields: Any) -> Dispute:
    return services.dispute_open(
        viewer=world.viewer("coordinator"),
        forum=forum,
        issue="Whose turn it is at the sluice",
        parties=["Family Ardo", "Family Benn"],
        note="Both came by night",
        **fields,
    )


def test_nobody_is_talked_with_before_they_agreed(world: World, network: Actor) -> None:
    found, viewer = dispute_of(world, network), world.viewer("coordinator")
    for kind in ("separate", "joint", "agreement"):
        with pytest.raises(NotPossibleNow, match=r"dispute\.without_consent"):
            services.dispute_step(viewer=viewer, dispute=found, kind=kind)
    services.dispute_consent(viewer=viewer, dispute=found, letters=["A"], how="in person")
    with pytest.raises(NotPossibleNow):
        services.dispute_end(viewer=viewer, dispute=found, outcome="agreed")
    services.dispute_consent(viewer=viewer, dispute=found, letters=["B"], how="in person")
    services.dispute_step(viewer=viewer, dispute=found, kind="joint", note="Long silence")
    services.dispute_end(viewer=viewer, dispute=found, outcome="agreed", terms="Odd days for Ardo")
    with pytest.raises(NotPossibleNow, match=r"dispute\.ended"):
        services.dispute_step(viewer=viewer, dispute=found, kind="joint")
    services.dispute_step(viewer=viewer, dispute=found, kind="follow_up")


@pytest.mark.parametrize("secret", [True, False])
def test_names_notes_and_secret_terms_stay_with_the_forum(
    world: World, network: Actor, client_of: Callable[[str], Client], secret: bool
) -> None:
    found, viewer = dispute_of(world, network, tlp="green"), world.viewer("coordinator")
    services.dispute_consent(viewer=viewer, dispute=found, letters=["A", "B"], how="in person")
    services.dispute_end(
        viewer=viewer, dispute=found, outcome="agreed", terms="Odd days", terms_secret=secret
    )
    address = reverse("dispute", args=[found.pk])
    inside = client_of("coordinator").get(address).content.decode()
    assert not [word for word in ("Family Ardo", "by night", "Odd days") if word not in inside]
    outside = client_of("analyst").get(address).content.decode()
    assert "sluice" in outside
    assert not [word for word in ("Ardo", "Benn", "by night", "in person") if word in outside]
    assert ("Odd days" in outside) is not secret
    assert client_of("outsider").get(address).status_code == 403
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM response_disputeparty")
        assert "Ardo" not in repr(cursor.fetchall())


def test_a_dispute_is_kept_on_pages(world: World, network: Actor, client_of: Callable[[str], Client]) -> None:
    client = client_of("coordinator")
    sent = {"forum": str(network.pk), "issue": "The sluice", "parties": "Ardo\nBenn", "tlp": "amber_strict"}
    assert client.post(reverse("dispute_new"), {**sent, "parties": "Ardo"}).status_code == 409
    assert client.post(reverse("dispute_new"), sent).status_code == 302
    found = Dispute.objects.get()
    for name, told in (
        ("dispute_consent", {"letters": ["A", "B"], "how": "in person"}),
        ("dispute_step", {"kind": "separate", "note": "calm"}),
        ("dispute_end", {"outcome": "referred"}),
    ):
        assert client.post(reverse(name, args=[found.pk]), told).status_code == 302, name
    assert [one.kind for one in found.steps.all()] == ["intake", "consent", "separate"]
    assert client_of("analyst").get(reverse("dispute", args=[found.pk])).status_code == 403


# -- insights ----------------------------------------------------------------------------------------------


def give(world: World, network: Actor, rule: str, **fields: Any) -> Insight:
    return services.insight_give(
        viewer=world.viewer("coordinator"),
        network=network,
        words="People at the well say the convoy was theirs.",
        rule=rule,
        activation=fields.pop("activation", None) or ask(world, network),
        place=world.place,
        **fields,
    )


def test_under_chatham_house_nothing_of_the_report_leads_back(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    found = give(world, network, "chatham")
    item = Item.objects.get()
    assert item.owner_id == world.organisations["desk"].pk
    assert (item.author, item.created_by_id, item.source.chatham_house) == ("", None, True)
    assert not ItemPlace.objects.filter(item=item).exists()
    analyst = client_of("analyst")
    for address in (
        reverse("item", args=[item.pk]),
        reverse("insight", args=[found.pk]),
        reverse("insights"),
        reverse("inbox"),
    ):
        page = analyst.get(address)
        assert page.status_code == 200
        assert b"Women of Nour" not in page.content, address
        assert world.people["coordinator"].name.encode() not in page.content, address
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM response_insight")
        told = repr(cursor.fetchall()).replace("-", "")
        cursor.execute("SELECT data FROM core_entry WHERE act = 'insight.give'")
        told += repr(cursor.fetchall()).replace("-", "")
    assert item.pk.hex not in told, "the table does not tell which report came of which network"


@pytest.mark.parametrize(
    ("rule", "fields", "author"),
    [("by_role", {"role": "a teacher"}, "a teacher"), ("by_name", {}, "Halima Redstone")],
)
def test_what_may_be_attributed_is(
    world: World, network: Actor, people: list[Member], rule: str, fields: dict[str, Any], author: str
) -> None:
    given = {**fields, "member": people[0]} if rule == "by_name" else fields
    give(world, network, rule, **given)
    item = Item.objects.get()
    assert (item.author, item.source.names["en"]) == (author, "Women of Nour")


@pytest.mark.parametrize(
    ("who", "tlp"),
    [(0, "clear"), (1, "amber"), (1, "clear")],
    ids=["partners-only", "nobody", "nobody-clear"],
)
def test_nobody_is_named_beyond_their_consent(
    world: World, network: Actor, people: list[Member], who: int, tlp: str
) -> None:
    with pytest.raises(NotPossibleNow, match=r"insight\.not_to_be_named"):
        give(world, network, "by_name", member=people[who], tlp=tlp)
    assert not Item.objects.exists()


def test_what_is_not_to_be_used_becomes_no_report(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    found = give(world, network, "not_used")
    assert not Item.objects.exists()
    page = client_of("analyst").get(reverse("insight", args=[found.pk])).content.decode()
    assert "the convoy was theirs" in page
    assert "Women of Nour" not in page
    assert client_of("partner_analyst").get(reverse("insight", args=[found.pk])).status_code == 403


def test_the_network_is_owed_an_answer(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    found = give(world, network, "chatham")
    address, coordinator = reverse("insight", args=[found.pk]), client_of("coordinator")
    assert "owes an answer" in coordinator.get(address).content.decode()
    Insight.objects.update(given_on=clock.now().date() - timedelta(days=31))
    found.refresh_from_db()
    assert found.overdue
    assert client_of("analyst").post(address, {"feedback": "It went into the note"}).status_code == 302
    assert "It went into the note" in coordinator.get(address).content.decode()
    found.refresh_from_db()
    assert not found.overdue


def test_an_insight_is_given_on_a_page(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    client, asked = client_of("coordinator"), ask(world, network)
    sent = {"network": str(network.pk), "words": "Calm returned", "rule": "chatham", "tlp": "amber"}
    begun = client.get(reverse("insight_new"), {"activation": str(asked.pk)}).context["form"]
    assert begun["network"].value() == asked.network_id
    assert client.get(reverse("insight_new"), {"activation": "nothing"}).status_code == 200
    assert client.post(reverse("insight_new"), sent).status_code == 409, "to whom?"
    assert client.post(reverse("insight_new"), {**sent, "activation": str(asked.pk)}).status_code == 302
    assert client_of("analyst").post(reverse("insight_new"), sent).status_code == 403
