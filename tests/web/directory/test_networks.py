"""The people of dialogue networks: sealed, under pseudonyms, as long as they consent; and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, policy, sealed
from nadhir.web.core.models import Entry
from nadhir.web.core.services import records_reseal
from nadhir.web.directory import selectors, services
from nadhir.web.directory.models import Actor, Member, MemberTrait, Profile
from nadhir.web.directory.selectors import Wanted
from nadhir.web.directory.services import Agreed
from nadhir.web.directory.services.members import VIEWS_A_DAY, members_forget
from tests.web import outlets
from tests.web.conftest import World

pytestmark = pytest.mark.django_db

SECRETS = {
    "name": "Halima Redstone",
    "contact": "+999 555 0101",
    "trust": "Owes the mayor a favour",
    "safety": {"risks": "Her brother is held", "rules": "never by day", "emergency": "the bread is burnt"},
}
WORDS = ("Halima", "555 0101", "mayor", "brother", "never by day", "bread", "told me on the phone")
PROFILE = Profile(
    role="women",
    faiths=("sunni",),
    languages=("ar", "fr"),
    places=("XN-01",),
    hears_faiths=("sunni",),
    hears_groups=("People of the Terraces",),
    topics=("rumours",),
    against_faiths=("druze",),
)


@pytest.fixture
def network(world: World) -> Actor:
    return services.actor_record(
        viewer=world.viewer("coordinator"),
        kind="network",
        names=dict.fromkeys(("ar", "en", "fr"), "Women of Nour"),
        place=world.place,
        tlp="green",
    )


def agreed(*scopes: str, days: int = 90) -> Agreed:
    until = clock.now().date() + timedelta(days=days)
    return Agreed(scopes or ("ask",), until, "told me on the phone, 3 May")


def record(world: World, network: Actor, **fields: Any) -> Member:
    given = {"profile": PROFILE, "agreed": agreed(), **SECRETS, **fields}
    return services.member_record(viewer=world.viewer("coordinator"), network=network, **given)


# -- what an attacker finds in the tables ------------------------------------------------------------------


def test_the_tables_show_nothing_that_leads_to_a_person(world: World, network: Actor) -> None:
    member = record(world, network)
    services.member_contact_read(
        viewer=world.viewer("coordinator"), member=member, reason="The bread is burnt, she said"
    )
    with connection.cursor() as cursor:
        told = ""
        for table in ("directory_member", "directory_membertrait", "directory_contactview", "core_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            told += repr(cursor.fetchall())
    dumped = serialize("json", Member.objects.all())
    for word in (*WORDS, "sunni", "rumours", "Terraces", "women", "XN-01"):
        assert word not in told, word
        assert word not in dumped, word
    assert "Halima" not in f"{member} {member.name} {member.name!r}"
    assert member.name.open() == "Halima Redstone"


def test_a_sealed_field_cannot_be_searched_or_swapped(world: World, network: Actor) -> None:
    one, other = record(world, network), record(world, network, contact="+999 555 0202")
    with pytest.raises(Exception, match=r"[Ll]ookup"):
        Member.objects.filter(contact__contains="555").exists()
    with pytest.raises(TypeError), transaction.atomic():
        Member.objects.filter(pk=one.pk).update(contact="plain words")
    # The contact of one, written over that of the other, is not read as theirs.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_member SET contact = %s WHERE id = %s",
            [one.contact.token, other.pk.hex if connection.vendor == "sqlite" else other.pk],
        )
    other.refresh_from_db()
    with pytest.raises(NotPossibleNow):
        other.contact.open()


def test_a_damaged_name_hides_no_page(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    member = record(world, network)
    Member.objects.filter(pk=member.pk).update(name=sealed.Sealed("s1.deadbeef.AAAA", "elsewhere"))
    page = client_of("coordinator").get(reverse("member", args=[member.pk]))
    assert page.status_code == 200
    assert b"cannot be read" in page.content


def test_keys_are_changed_and_everything_is_found_again(
    world: World, network: Actor, settings: Any, tmp_path: Any
) -> None:
    from nadhir.web.workspace import Workspace

    settings.WORKSPACE = Workspace(tmp_path)
    member = record(world, network)
    before = member.contact.token
    sealed.key_change()
    assert records_reseal() >= 5
    sealed.keys_forget()
    member.refresh_from_db()
    assert member.contact.token != before
    assert member.contact.open() == SECRETS["contact"]
    found = selectors.candidates(world.viewer("coordinator"), Wanted(faith="sunni"))
    assert [one.member for one in found] == [member]


# -- consent -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Agreed((), clock.now().date(), "said so"), "consent.without_purpose"),
        (Agreed(("all",), clock.now().date(), "said so"), "consent.without_purpose"),
        (Agreed(("ask",), clock.now().date(), " "), "consent.without_how"),
        (Agreed(("ask",), clock.now().date() + timedelta(days=400), "said so"), "consent.too_long"),
        (Agreed(("ask",), clock.now().date() - timedelta(days=1), "said so"), "consent.too_long"),
    ],
)
def test_nobody_is_recorded_without_consent(world: World, network: Actor, given: Agreed, code: str) -> None:
    with pytest.raises(NotPossibleNow, match=code):
        record(world, network, agreed=given)
    assert not Member.objects.exists()


def test_whose_consent_ran_out_is_nowhere(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    member = record(world, network)
    Member.objects.update(consent_until=clock.now().date() - timedelta(days=1))
    coordinator, client = world.viewer("coordinator"), client_of("coordinator")
    assert not policy.visible(Member.objects.all(), coordinator).exists()
    assert selectors.candidates(coordinator, Wanted(faith="sunni")) == []
    assert selectors.networks_that_reach(coordinator, Wanted(faith="sunni")) == []
    assert client.get(reverse("member", args=[member.pk])).status_code == 403
    with pytest.raises(NotAllowed):
        services.member_contact_read(viewer=coordinator, member=member, reason="I really need it")
    # They can be asked again, and are there again.
    assert [one.pk for one in selectors.lapsed(coordinator, network)] == [member.pk]
    services.member_consent(viewer=coordinator, member=member, agreed=agreed("ask", "public"))
    assert client.get(reverse("member", args=[member.pk])).status_code == 200


def test_who_takes_consent_back_is_wiped(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    member = record(world, network)
    coordinator = world.viewer("coordinator")
    services.member_contact_read(viewer=coordinator, member=member, reason="the bread is burnt")
    assert client_of("coordinator").post(reverse("member_withdraw", args=[member.pk])).status_code == 302
    member.refresh_from_db()
    kept = (member.name, member.profile, member.contact, member.trust, member.safety, member.consent_how)
    assert not any(kept)
    assert not member.contact_views.exists()
    assert not MemberTrait.objects.filter(member=member).exists()
    assert selectors.lapsed(coordinator, network) == []
    with pytest.raises(NotPossibleNow, match=r"consent\.withdrawn"):
        services.member_consent(viewer=coordinator, member=member, agreed=agreed())


def test_long_after_it_ran_out_what_was_known_is_forgotten(world: World, network: Actor) -> None:
    lately, long_ago = record(world, network), record(world, network)
    today = clock.now().date()
    Member.objects.filter(pk=lately.pk).update(consent_until=today - timedelta(days=80))
    Member.objects.filter(pk=long_ago.pk).update(consent_until=today - timedelta(days=91))
    assert (members_forget(), members_forget()) == (1, 0)
    long_ago.refresh_from_db()
    lately.refresh_from_db()
    assert (bool(long_ago.name), bool(lately.name)) == (False, True)


# -- whose it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["analyst", "reviewer", "partner_analyst", "officer", "outsider"])
def test_nobody_but_the_coordinators_meets_a_person(
    world: World, network: Actor, client_of: Callable[[str], Client], persona: str
) -> None:
    member = record(world, network)
    viewer, client = world.viewer(persona), client_of(persona)
    assert not policy.visible(Member.objects.all(), viewer).exists()
    assert selectors.lapsed(viewer, network) == []
    for name in ("member", "member_change", "member_consent", "member_withdraw"):
        assert client.get(reverse(name, args=[member.pk])).status_code == 403
    assert client.get(reverse("network", args=[network.pk])).status_code == 403
    assert client.post(reverse("member_contact", args=[member.pk]), {"reason": "x" * 20}).status_code == 403
    assert client.post(reverse("member_rename", args=[member.pk])).status_code == 403
    assert not Entry.objects.filter(act="contact.read").exists()


def test_a_coordinator_of_another_organisation_is_an_outsider(world: World, network: Actor) -> None:
    from nadhir.web.accounts.selectors import viewer_of
    from nadhir.web.accounts.services import user_invite

    other = user_invite(
        email="other@example.org",
        name="Other",
        organisation=world.organisations["desk"],
        roles=("coordinator",),
    )
    member, viewer = record(world, network), viewer_of(other)
    assert not selectors.members(viewer).exists()
    for act in (
        lambda: services.member_contact_read(viewer=viewer, member=member, reason="I really need it"),
        lambda: services.member_withdraw(viewer=viewer, member=member),
        lambda: services.member_consent(viewer=viewer, member=member, agreed=agreed()),
        lambda: services.member_record(
            viewer=viewer, network=network, name="x", profile=PROFILE, agreed=agreed()
        ),
    ):
        with pytest.raises(NotAllowed):
            act()


# -- contact -----------------------------------------------------------------------------------------------


def test_contact_is_opened_with_a_reason_and_every_opening_is_kept(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    member, client = record(world, network), client_of("coordinator")
    page = client.get(reverse("member", args=[member.pk])).content.decode()
    form = client.get(reverse("member_change", args=[member.pk])).content.decode()
    assert "Halima Redstone" in page
    assert not [word for word in WORDS[1:] if word in page]
    assert not [word for word in WORDS if word in form]
    address = reverse("member_contact", args=[member.pk])
    assert client.get(address).status_code == 405
    refused = client.post(address, {"reason": "why"})
    assert refused.status_code == 409
    assert "555" not in refused.content.decode()
    opened = client.post(address, {"reason": "A rumour must be answered tonight"})
    told = opened.content.decode()
    assert [word for word in WORDS[1:6] if word not in told] == []
    assert "no-store" in opened.headers["Cache-Control"]
    entry = Entry.objects.get(act="contact.read")
    assert (entry.subject_id, entry.data) == (member.pk, {})
    assert (
        "A rumour must be answered tonight"
        in client.get(reverse("member", args=[member.pk])).content.decode()
    )


def test_one_account_cannot_harvest_contacts(world: World, network: Actor) -> None:
    viewer = world.viewer("coordinator")
    people = [record(world, network) for _ in range(VIEWS_A_DAY + 1)]
    for one in people[:-1]:
        services.member_contact_read(viewer=viewer, member=one, reason="checking the numbers")
    services.member_contact_read(viewer=viewer, member=people[0], reason="once more the same one")
    with pytest.raises(NotPossibleNow, match=r"contact\.too_many"):
        services.member_contact_read(viewer=viewer, member=people[-1], reason="checking the numbers")


def test_what_is_left_empty_under_seal_stays(world: World, network: Actor) -> None:
    member, viewer = record(world, network), world.viewer("coordinator")
    services.member_change(
        viewer=viewer,
        member=member,
        profile=Profile(role="elder"),
        contact="+999 555 0303",
        safety={"check_in": "every Friday"},
    )
    opened = services.member_contact_read(viewer=viewer, member=member, reason="to see that it is there")
    assert (opened.contact, opened.trust) == ("+999 555 0303", SECRETS["trust"])
    assert (opened.safety["check_in"], opened.safety["rules"]) == ("every Friday", "never by day")
    assert selectors.candidates(viewer, Wanted(faith="sunni")) == [], "no longer heard by them"


# -- who can speak to whom there ---------------------------------------------------------------------------


def test_people_are_ranked_by_reasons_that_are_said(world: World, network: Actor) -> None:
    best = record(world, network, urgent=True)
    elsewhere = record(world, network, profile=Profile(languages=("fr",), hears_faiths=("sunni",)))
    biased = record(
        world, network, profile=Profile(languages=("ar",), hears_faiths=("sunni",), against_faiths=("sunni",))
    )
    record(world, network, profile=Profile(languages=("ar",), hears_faiths=("shia",)))
    record(world, network, agreed=agreed("public"))  # may be named, and not be asked
    today = clock.now().date()
    away = record(world, network, away_from=today, away_until=today + timedelta(days=9))
    wanted = Wanted("sunni", "", "ar", "XN-01", "rumours", today + timedelta(days=5))
    found = selectors.candidates(world.viewer("coordinator"), wanted)
    assert [one.member for one in found] == [best, away, elsewhere, biased]
    assert found[0].reasons == ("hears", "speaks", "there", "knows", "free", "rested", "consent")
    assert found[1].against == ("away",)
    assert found[2].against == ("not_speaks", "not_knows")
    assert found[3].against[0] == "against"
    services.members_mark_asked(viewer=world.viewer("coordinator"), members=[best])
    again = selectors.candidates(world.viewer("coordinator"), wanted)
    assert again[0].against == ("asked_lately",)
    by_group = selectors.candidates(world.viewer("coordinator"), Wanted(group="people of the  TERRACES"))
    assert {one.member for one in by_group} <= {best, away}
    soon = selectors.candidates(world.viewer("coordinator"), Wanted(faith="sunni", by=today))
    assert soon[0].reasons[1] == "urgent"


def test_others_learn_of_networks_and_never_of_people(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    people = [record(world, network) for _ in range(4)]
    small = services.actor_record(
        viewer=world.viewer("coordinator"), kind="body", names={"en": "Small council"}, tlp="green"
    )
    record(world, small)
    address = f"{reverse('who_can_speak')}?faith=sunni&language=ar"
    asking = client_of("analyst")
    analyst = outlets.same(asking.get(address).content).decode()
    assert "some people fit" in analyst
    assert "ask its coordinator" in analyst
    names = [one.called["en"] for one in (*people, *Member.objects.filter(network=small))]
    assert not [name for name in names if name in analyst]
    keeper = client_of("coordinator").get(address).content.decode()
    assert [name for name in names if name not in keeper] == []
    assert "Halima" not in keeper, "a list shows pseudonyms, to coordinators too"
    # Whether one of four was asked yesterday changes nothing that others see.
    services.members_mark_asked(viewer=world.viewer("coordinator"), members=people[:2])
    assert outlets.same(asking.get(address).content).decode() == analyst


def test_a_person_is_recorded_on_a_page(
    world: World, network: Actor, client_of: Callable[[str], Client]
) -> None:
    client = client_of("coordinator")
    address = reverse("member_new", args=[network.pk])
    sent = {
        "name": "Halima Redstone",
        "role": "women",
        "languages": ["ar"],
        "hears_faiths": ["sunni"],
        "scopes": ["ask"],
        "until": str(clock.now().date() + timedelta(days=30)),
        "how": "told me",
    }
    assert client.post(address, {**sent, "scopes": []}).status_code == 409
    assert client.post(address, sent).status_code == 302
    member = Member.objects.get()
    page = client.get(reverse("network", args=[network.pk])).content.decode()
    assert member.called["en"] in page
    assert "Halima" not in page
    before = member.pseudonym
    client.post(reverse("member_rename", args=[member.pk]))
    member.refresh_from_db()
    assert member.pseudonym != before


def test_a_network_is_recorded_on_a_page(world: World, client_of: Callable[[str], Client]) -> None:
    client = client_of("coordinator")
    assert client.post(reverse("network_new"), {"kind": "body", "tlp": "green"}).status_code == 422
    sent = {"kind": "body", "tlp": "green", "name_fr": "Conseil"}
    assert client.post(reverse("network_new"), sent).status_code == 302
    assert Actor.objects.get(kind="body").names == dict.fromkeys(("ar", "en", "fr"), "Conseil")
    assert "Conseil" in client.get(reverse("networks")).content.decode()
    assert client_of("analyst").post(reverse("network_new"), sent).status_code == 403
