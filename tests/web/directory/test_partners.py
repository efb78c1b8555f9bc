"""Civil society and what communities can open: who sees what, lists taken with a preview, refuge by place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.core.models import Entry
from nadhir.web.directory import selectors, services
from nadhir.web.directory.models import Actor, Asset, Partner, Place
from nadhir.web.directory.selectors import Sought
from nadhir.web.directory.services import Shown
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]

DOOR = "the green door behind the mill"
PHONE = "ask for Hanne at 0100 555 321"


def days(many: int) -> date:
    return clock.now().date() + timedelta(days=many)


def agreed(scope: str = "partners", until: int = 200) -> Shown:
    return Shown(scope, days(until), "by letter of its board")


def partner(world: World, *, scope: str = "partners", **more: Any) -> Partner:
    told: dict[str, Any] = {
        "names": {"en": "River Women"},
        "kind": "women",
        "places": [world.place],
        "works_on": ["speech"],
        "contact": PHONE,
        **more,
    }
    return services.partner_record(viewer=world.viewer("officer"), agreed=agreed(scope), **told)


def asset(world: World, *, scope: str = "partners", **more: Any) -> Asset:
    told: dict[str, Any] = {
        "kind": "hall",
        "names": {"en": "Hall of the lower town"},
        "place": world.place,
        "services": ["refuge", "food"],
        "capacity": 120,
        "where": DOOR,
        "contact": PHONE,
        "checked_on": days(-10),
        **more,
    }
    return services.asset_record(viewer=world.viewer("coordinator"), agreed=agreed(scope), **told)


# -- civil society ----------------------------------------------------------------------------------------


def test_organisations_are_found_by_place_field_and_kind(world: World, client_of: ClientOf) -> None:
    country = Place.objects.create(code="XN", kind="country", names={"en": "Calvora"})
    Place.objects.filter(pk=world.place.pk).update(parent=country)
    partner(world, languages=["ar"], offers={"en": "Rooms and moderators"})
    partner(world, names={"en": "Country Wide"}, places=[country], kind="ngo", works_on=["law"])
    analyst = client_of("analyst")
    page = analyst.get(reverse("partners"), {"place": "XN-01"}).content.decode()
    assert "River Women" in page
    assert "works there" in page
    assert "Country Wide" in page
    assert "works in the same country" in page
    for asked, found in (
        ({"kind": "women"}, "River Women"),
        ({"field": "law"}, "Country Wide"),
        ({"language": "ar"}, "River Women"),
        ({"q": "country"}, "Country Wide"),
    ):
        page = analyst.get(reverse("partners"), asked).content.decode()
        assert [name for name in ("River Women", "Country Wide") if name in page] == [found], asked


@pytest.mark.parametrize(("scope", "sees"), [("desk", False), ("partners", True)])
def test_an_organisation_is_shown_as_far_as_it_agreed(
    world: World, client_of: ClientOf, scope: str, sees: bool
) -> None:
    found = partner(world, scope=scope)
    page = reverse("partner", args=[found.pk])
    assert client_of("coordinator").get(page).status_code == (200 if sees else 403)
    assert client_of("outsider").get(page).status_code == 403
    assert PHONE not in client_of("officer").get(page).content.decode()
    opened = client_of("officer").post(
        reverse("partner_address", args=[found.pk]), {"reason": "to invite them to the workshop"}
    )
    assert PHONE in opened.content.decode()


def test_an_organisation_that_withdraws_is_gone(world: World, client_of: ClientOf) -> None:
    found = partner(world)
    assert client_of("coordinator").post(reverse("partner_withdraw", args=[found.pk])).status_code == 403
    assert client_of("officer").post(reverse("partner_withdraw", args=[found.pk])).status_code == 302
    assert "River Women" not in client_of("officer").get(reverse("partners")).content.decode()
    found.refresh_from_db()
    assert (bool(found.contact), found.places.count(), found.works_on) == (False, 0, [])
    assert Entry.objects.filter(act="partner.withdraw").exists()


def test_the_form_of_an_organisation(world: World, client_of: ClientOf) -> None:
    officer = client_of("officer")
    sent = {
        "names_en": "Bridge Youth", "kind": "youth", "places": "Nour Valley", "works_on": ["youth", "media"],
        "offers": "Two rooms", "scope": "partners", "until": days(90).isoformat(), "contact": PHONE,
        "consent_how": "at a meeting",
    }  # fmt: skip
    assert officer.post(reverse("partner_new"), {**sent, "places": ""}).status_code == 422
    assert officer.post(reverse("partner_new"), sent).status_code == 302
    made = Partner.objects.get()
    change = {"kind": "ngo", "places": "XN-01", "works_on": ["law"], "offers": "", "version": made.version}
    assert officer.post(reverse("partner_edit", args=[made.pk]), change).status_code == 302
    made.refresh_from_db()
    assert (made.kind, made.works_on, made.contact.open()) == ("ngo", ["law"], PHONE)


# -- a list -------------------------------------------------------------------------------------------------

HEAD = "الاسم;Type;lieux;works on;languages;contact;agreed until;how they agreed;may be shown to"
ROWS = (
    (
        '"نساء ""الجسر""";منظمة نسائية;Nour Valley;hate speech and incitement;ar,fr;+0100 555 1;'
        "31 December 2026;by letter;partner organisations too"
    ),
    "Known Already;NGO of sorts;XN-01;youth;en;;2026-12-31;by letter;",
    "River Women;ngo;XN-01;youth;en;;2026-12-31;by letter;",
    "Nobody Asked;ngo;XN-01;youth;en;;;;",
    ";ngo;XN-01;;;;2026-12-31;by letter;",
)
LIST = "\n".join((HEAD, *ROWS))


def _sent(client: Client, text: str, **more: str) -> Any:
    raw = text.replace("2026", str(days(300).year)).encode()
    return client.post(reverse("partner_import"), {"file": SimpleUploadedFile("list.csv", raw), **more})


def test_a_list_is_shown_before_it_is_taken_and_nothing_is_guessed(world: World, client_of: ClientOf) -> None:
    before = partner(world, names={"en": "Known There"})
    services.actor_record(viewer=world.viewer("officer"), kind="organisation", names={"en": "River Women"})
    officer = client_of("officer")
    shown = _sent(officer, LIST)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert Partner.objects.count() == 1, "a preview records nothing"
    assert "+0100" not in page, "what is sealed is not written into the page"
    for told in (
        "نساء",
        "“NGO of sorts” is not known here.",
        "It does not say how they agreed.",
        "It has no name.",
    ):
        assert told in page, told
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    river = Actor.objects.get(names__en="River Women")
    taken = officer.post(reverse("partner_import"), {"kept": kept[1], "take": "1", "row-4": str(river.pk)})
    assert taken.status_code == 302
    made = {str(one.actor): one for one in Partner.objects.exclude(pk=before.pk)}
    assert len(made) == 2
    assert made["River Women"].actor_id == river.pk
    women = Partner.objects.exclude(pk__in=[before.pk, made["River Women"].pk]).get()
    assert (women.kind, women.consent, women.works_on) == ("women", "partners", ["speech"])
    assert (women.contact.open(), women.languages) == ("+0100 555 1", ["ar", "fr"])
    assert women.actor.names == {"ar": 'نساء "الجسر"'}


def test_without_an_answer_a_known_name_is_left_out(world: World, client_of: ClientOf) -> None:
    services.actor_record(viewer=world.viewer("officer"), kind="organisation", names={"en": "River Women"})
    text = "name,kind,places,agreed until,how they agreed\nRiver Women,ngo,XN-01,2026-12-31,by letter\n"
    officer = client_of("officer")
    kept = re.search(r'name="kept" value="([^"]+)"', _sent(officer, text).content.decode())
    assert kept
    officer.post(reverse("partner_import"), {"kept": kept[1], "take": "1"})
    assert not Partner.objects.exists()
    officer.post(reverse("partner_import"), {"kept": kept[1], "take": "1", "row-2": "new"})
    assert Partner.objects.count() == 1
    assert Actor.objects.filter(names__en="River Women").count() == 2


@pytest.mark.parametrize(
    "raw", [b"", b"a,b\n1,2\n", b"\xff\xff\xff", b'name\n"open', b"name\n" + b"x\n" * 600]
)
def test_a_list_that_cannot_be_read_says_so(world: World, client_of: ClientOf, raw: bytes) -> None:
    sent = client_of("officer").post(reverse("partner_import"), {"file": SimpleUploadedFile("l.csv", raw)})
    assert sent.status_code in (409, 422)
    assert 'role="alert"' in sent.content.decode()
    assert client_of("analyst").get(reverse("partner_import")).status_code == 403


def test_the_kept_list_of_somebody_else_is_not_taken(world: World, client_of: ClientOf) -> None:
    text = "name,kind,places,agreed until,how they agreed\nRiver Women,ngo,XN-01,2026-12-31,by letter\n"
    kept = re.search(r'name="kept" value="([^"]+)"', _sent(client_of("officer"), text).content.decode())
    assert kept
    client_of("coordinator").post(reverse("partner_import"), {"kept": kept[1], "take": "1"})
    assert not Partner.objects.exists()


# -- refuge -------------------------------------------------------------------------------------------------


def test_who_can_give_refuge_there(world: World, client_of: ClientOf) -> None:
    country = Place.objects.create(code="XN", kind="country", names={"en": "Calvora"})
    Place.objects.filter(pk=world.place.pk).update(parent=country)
    asset(world)
    kitchen = {"en": "Kitchen of the coast"}
    asset(world, names=kitchen, services=["food"], place=country, checked_on=days(-400))
    coordinator = client_of("coordinator")
    page = coordinator.get(reverse("assets"), {"place": "Nour Valley", "service": "refuge", "people": "100"})
    told = page.content.decode()
    assert "Hall of the lower town" in told
    assert "offers refuge" in told
    assert "Kitchen" not in told
    food = coordinator.get(reverse("assets"), {"place": "XN-01", "service": "food"}).content.decode()
    assert food.index("Hall of the lower town") < food.index("Kitchen of the coast"), "what lies there first"
    assert food.count("pill warn") == 1, "an old check is marked"
    assert not selectors.assets(world.viewer("coordinator"), Sought(place="XN-01", people=200)).exists()


def test_where_people_can_hide_is_for_those_who_protect_them(world: World, client_of: ClientOf) -> None:
    found = asset(world)
    page = reverse("asset", args=[found.pk])
    for persona, status in (
        ("coordinator", 200), ("partner_analyst", 200), ("analyst", 200), ("reviewer", 200),
        ("officer", 403), ("reporter", 403), ("decision_maker", 403), ("outsider", 403),
    ):  # fmt: skip
        answer = client_of(persona).get(page)
        assert answer.status_code == status, persona
        assert DOOR not in answer.content.decode()
        listed = client_of(persona).get(reverse("assets"))
        allowed = persona in ("coordinator", "partner_analyst", "analyst", "reviewer", "outsider")
        assert listed.status_code == (200 if allowed else 403), persona
        assert ("Hall of the lower town" in listed.content.decode()) is (status == 200), persona
    address = reverse("asset_address", args=[found.pk])
    opened = client_of("coordinator").post(address, {"reason": "forty people come tonight"}).content.decode()
    assert DOOR in opened
    assert PHONE in opened
    assert client_of("analyst").post(address, {"reason": "forty people come tonight"}).status_code == 403
    # No file of refuges: the request for one gets the page.
    assert "text/html" in client_of("coordinator").get(reverse("assets"), {"format": "csv"})["Content-Type"]


def test_what_is_refused_of_an_asset(world: World) -> None:
    for more, code in (
        ({"scope": "public"}, "asset.not_for_all"),
        ({"services": []}, "asset.without_service"),
        ({"checked_on": days(2)}, "asset.checked_to_come"),
        ({"names": {"en": " "}}, "consented.without_name"),
    ):
        with pytest.raises(NotPossibleNow, match=code):
            asset(world, **more)
    assert not Asset.objects.exists()


def test_an_asset_is_checked_changed_lapsed_and_withdrawn(world: World, client_of: ClientOf) -> None:
    found = asset(world, checked_on=None)
    coordinator = client_of("coordinator")
    assert coordinator.post(reverse("asset_check", args=[found.pk])).status_code == 302
    found.refresh_from_db()
    assert found.checked_on == days(0)
    sent = {
        "names_en": "Hall, lower town", "kind": "hall", "place": "XN-01", "services": ["refuge"],
        "capacity": "80", "version": found.version,
    }  # fmt: skip
    assert coordinator.post(reverse("asset_edit", args=[found.pk]), sent).status_code == 302
    found.refresh_from_db()
    assert (found.capacity, found.where.open()) == (80, DOOR)
    Asset.objects.filter(pk=found.pk).update(consent_until=days(-1))
    page = coordinator.get(reverse("assets")).content.decode()
    assert "ask again" in page
    assert DOOR not in page
    assert "Hall, lower town" not in client_of("analyst").get(reverse("assets")).content.decode()
    assert coordinator.post(reverse("asset_withdraw", args=[found.pk])).status_code == 302
    found.refresh_from_db()
    assert (bool(found.where), bool(found.contact), found.services) == (False, False, [])
    assert "Hall" not in coordinator.get(reverse("assets")).content.decode()


def test_the_form_of_an_asset(world: World, client_of: ClientOf) -> None:
    sent = {
        "names_en": "School of the bridge", "kind": "school", "place": "Nour Valley",
        "services": ["children"],
        "where": DOOR, "scope": "partners", "until": days(90).isoformat(), "consent_how": "the head said yes",
    }  # fmt: skip
    made = client_of("coordinator").post(reverse("asset_new"), sent)
    assert made.status_code == 302
    assert Asset.objects.get().where.open() == DOOR
    assert client_of("analyst").post(reverse("asset_new"), sent).status_code == 403


def test_that_another_desk_keeps_somebody_is_told_to_those_who_may_know(
    world: World, client_of: ClientOf
) -> None:
    body = services.actor_record(
        viewer=world.viewer("officer"), kind="organisation", names={"en": "Known There"}
    )
    partner(world, actor=body, scope="desk")
    text = "name,kind,places,agreed until,how they agreed\nKnown There,ngo,XN-01,2026-12-31,by letter\n"
    told = {
        one: "It stands here already" in _sent(client_of(one), text).content.decode()
        for one in ("officer", "coordinator")
    }
    assert told == {"officer": True, "coordinator": False}
    refused = {}
    for one in ("officer", "coordinator"):
        with pytest.raises(NotPossibleNow) as met:
            services.partner_record(viewer=world.viewer(one), agreed=agreed("desk"), kind="ngo", actor=body)
        refused[one] = met.value.code
    assert refused == {"officer": "consented.known_already", "coordinator": "consented.not_from_here"}
