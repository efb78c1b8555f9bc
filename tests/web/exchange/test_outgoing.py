"""Warnings as alerts: what is said, to whom, and what stays in the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from nadhir.documents import cap
from nadhir.documents.cap import Alert, Info, signing
from nadhir.documents.cap.signing import Seal
from nadhir.web.core.models import Tlp
from nadhir.web.directory.models import Place
from nadhir.web.exchange import composing, profile
from nadhir.web.exchange.signing import signing_key
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Warning
from tests.documents.cap.test_writing import read_by_others
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def downloaded(client: Client, warning: Warning) -> Alert:
    """The alert that a person downloads, checked as a stranger would."""
    response = client.get(reverse("warning_cap", args=[warning.pk]))
    assert response.status_code == 200, response.content
    assert response["Content-Type"].startswith("application/cap+xml")
    assert response["Content-Disposition"].startswith("attachment")
    raw = response.content
    assert signing.check(raw, [signing_key().certificate]).seal is Seal.TRUSTED
    read_by_others(raw)
    read = cap.parse(raw)
    assert read.notes == ()
    return read.alert


def part(alert: Alert, language: str) -> Info:
    return next(one for one in alert.info if one.language == language)


def test_a_warning_is_an_alert_in_three_languages(world: World, client_of: ClientOf) -> None:
    warning = world.warning(shared=True)
    alert = downloaded(client_of("analyst"), warning)
    assert (alert.status, alert.msg_type, alert.references) == ("Actual", "Alert", ())
    assert alert.sent == warning.issued_at.replace(microsecond=0)
    assert [one.language for one in alert.info] == ["en", "ar", "fr"]
    told = part(alert, "en")
    assert told.headline == "Expulsions feared"
    for words in ("driven from their homes", "people of the east bank", "market day", "Violence may follow"):
        assert words in told.description
    assert "Joint visit (the elders; lead time in days: 4)" in told.instruction
    assert (told.urgency, told.severity, told.certainty) == ("Expected", "Severe", "Possible")
    assert told.expires == warning.valid_until.replace(microsecond=0)
    assert [(pair.name, pair.value) for pair in told.area[0].geocodes] == [("ISO 3166-2", "XN-01")]
    assert told.area[0].desc == "Nour Valley"
    arabic = part(alert, "ar")
    assert "driven" not in arabic.description
    assert arabic.area[0].desc == "وادي النور"
    assert arabic.headline == f"الإنذار {warning.number}"


def test_what_a_warning_rests_on_stays_in_the_house(world: World, client_of: ClientOf) -> None:
    warning = world.warning(shared=True, gaps="who told us")
    raw = client_of("analyst").get(reverse("warning_cap", args=[warning.pk])).content.decode()
    for kept in ("who told us", "field-notes", "They were told to leave", str(warning.assessment_id)):
        assert kept not in raw
    for person in world.people.values():
        assert person.email not in raw
        assert person.name not in raw


@pytest.mark.parametrize(
    ("tlp", "shared", "scope", "restriction", "addressed"),
    [
        (Tlp.CLEAR, False, "Public", "", False),
        (Tlp.GREEN, False, "Restricted", "TLP:GREEN", False),
        (Tlp.AMBER, True, "Restricted", "TLP:AMBER", False),
        (Tlp.AMBER, False, "Private", "", True),
        (Tlp.AMBER_STRICT, True, "Private", "", True),
    ],
)
def test_for_whom_an_alert_is_follows_its_label(
    world: World, client_of: ClientOf, tlp: str, shared: bool, scope: str, restriction: str, addressed: bool
) -> None:
    warning = world.warning(tlp=tlp, shared=shared)
    alert = downloaded(client_of("decision_maker"), warning)
    assert (alert.scope, alert.restriction, alert.code) == (scope, restriction, (Tlp(tlp).label,))
    assert alert.addresses == ((world.people["decision_maker"].email,) if addressed else ())


def test_a_private_alert_has_a_name_for_each_reader_and_another_one_for_all(world: World) -> None:
    private, open_ = world.warning(), world.warning(tlp=Tlp.GREEN)
    readers = [composing.Reader("a@example.org"), composing.Reader("b@example.org")]
    assert len({composing.current(private, one).identifier for one in readers}) == 2
    assert len({composing.current(open_, one).identifier for one in readers}) == 1
    assert len({cap.compose(composing.current(open_, one)) for one in readers}) == 1


def test_an_exercise_says_that_it_is_one(world: World, client_of: ClientOf) -> None:
    warning = world.warning(tlp=Tlp.GREEN)
    Warning.objects.filter(pk=warning.pk).update(fictional=True)
    alert = downloaded(client_of("analyst"), warning)
    assert (alert.status, alert.note) == ("Exercise", "Demonstration: everything in it is invented.")


def test_a_cancelled_warning_is_a_message_about_its_alert(world: World, client_of: ClientOf) -> None:
    warning = world.warning(tlp=Tlp.GREEN)
    first = downloaded(client_of("analyst"), warning)
    warnings.warning_cancel(viewer=world.viewer("reviewer"), warning=warning, because="The vote is put off.")
    last = downloaded(client_of("analyst"), warning)
    assert (last.msg_type, last.note) == ("Cancel", "The vote is put off.")
    assert first.reference in last.references
    assert part(last, "en").urgency == "Past"
    assert "driven from their homes" not in part(last, "en").description
    states = cap.states(
        [
            cap.Known(one.identifier, one.reference, one.msg_type, one.status, "", one.references)
            for one in (first, last)
        ],
        datetime.now(UTC),
    )
    assert states[first.identifier].state is cap.State.CANCELLED


def test_an_update_names_every_version_before_it(world: World, client_of: ClientOf) -> None:
    first, second = world.warning(tlp=Tlp.GREEN), world.warning(tlp=Tlp.GREEN)
    third = world.warning(tlp=Tlp.GREEN)
    Warning.objects.filter(pk__in=[first.pk, second.pk, third.pk]).update(situation=first.situation_id)
    Warning.objects.filter(pk=first.pk).update(
        status="updated", issued_at=first.issued_at - timedelta(days=2)
    )
    Warning.objects.filter(pk=second.pk).update(
        status="updated", updates=first, issued_at=second.issued_at - timedelta(days=1)
    )
    Warning.objects.filter(pk=third.pk).update(updates=second)
    client = client_of("analyst")
    chain = [downloaded(client, one) for one in (first, second, third)]
    assert [one.msg_type for one in chain] == ["Alert", "Update", "Update"]
    assert chain[0].reference in chain[1].references
    assert {chain[0].reference, chain[1].reference} <= set(chain[2].references)


def test_a_discreet_situation_goes_by_its_outward_name(world: World, client_of: ClientOf) -> None:
    warning = world.warning(tlp=Tlp.GREEN)
    situation = warning.situation
    situation.discreet, situation.framing = True, "theme"
    situation.outward_names = {"en": "a river region"}
    situation.save()
    raw = client_of("analyst").get(reverse("warning_cap", args=[warning.pk])).content.decode()
    assert "Nour Valley" not in raw
    assert "XN-01" not in raw
    assert "a river region" in raw


def test_places_of_a_narrower_situation_are_not_told(world: World, client_of: ClientOf) -> None:
    warning = world.warning(tlp=Tlp.GREEN)
    assert warning.situation.tlp == Tlp.AMBER
    alert = downloaded(client_of("analyst"), warning)
    assert part(alert, "en").area[0].geocodes == ()
    assert part(alert, "fr").area == ()


def test_only_what_was_issued_is_an_alert_and_only_for_those_who_may_read_it(
    world: World, client_of: ClientOf
) -> None:
    draft, out = world.warning(status="draft"), world.warning()
    assert client_of("analyst").get(reverse("warning_cap", args=[draft.pk])).status_code == 409
    for persona in ("outsider", "reporter", "partner_analyst"):
        for warning in (draft, out):
            address = reverse("warning_cap", args=[warning.pk])
            assert client_of(persona).get(address).status_code == 403, persona


# -- the rules, pure ---------------------------------------------------------------------------------------

ISSUED = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "leads", "urgency"),
    [
        (2, [0], "Immediate"),
        (14, [4, 20], "Expected"),
        (14, [14], "Immediate"),
        (14, [], "Expected"),
        (15, [4], "Future"),
        (3, [5], "Immediate"),
    ],
)
def test_urgency_follows_from_the_time_left(days: int, leads: list[int], urgency: str) -> None:
    assert profile.urgency(ISSUED, ISSUED + timedelta(days=days), leads) == urgency


def test_times_are_those_of_the_place_where_it_has_one() -> None:
    def offset(*codes: str) -> timedelta:
        return profile.zone_at(codes).utcoffset(datetime(2026, 3, 1)) or timedelta(0)  # noqa: DTZ001

    assert offset("KE", "KE-30") == timedelta(hours=3)
    assert offset("XN-01") == timedelta(0)
    assert offset("CD") == timedelta(0)  # two zones: neither is taken
    assert offset("KE", "NG") == timedelta(0)


def test_countries_have_outlines_that_cap_takes() -> None:
    area = profile.area("Kenya", ["KE"], ["KEN"])
    assert area.geocodes == (cap.Pair("ISO 3166-1", "KE"),)
    (outline,) = area.polygons
    assert all(-5 <= one.latitude <= 6 and 33 <= one.longitude <= 43 for one in outline.points)
    for country in ("KEN", "FJI", "RUS", "SDN", "VAT"):
        made = profile.area("x", ["KE"], [country])
        info: Any = Info(event="x", language="en", area=(made,))
        alert = Alert("a", "b", ISSUED, "Test", "Alert", "Public", info=(info,))
        assert cap.problems(alert) == ()


def test_the_area_of_a_country_is_in_the_alert(world: World, client_of: ClientOf) -> None:
    warning = world.warning(shared=True)
    kenya = Place.objects.create(code="KE", kind="country", iso3="KEN", names={"en": "Kenya"})
    warning.situation.places.set([kenya])
    root = etree.fromstring(client_of("analyst").get(reverse("warning_cap", args=[warning.pk])).content)
    assert len(root.findall(".//{*}polygon")) == 3  # one in each language
    (sent,) = root.findall("{*}sent")
    assert str(sent.text).endswith("+03:00")
