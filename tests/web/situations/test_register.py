"""The register of a situation: what is kept of it, by whom, and what it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from nadhir.errors import Conflict, DoctrineError, NotAllowed, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.directory.services import place_invent
from nadhir.web.situations import register, services
from nadhir.web.situations.models import (
    Case,
    CostNote,
    LegalPosition,
    Neighbour,
    Party,
    Resilience,
    Situation,
    Tension,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

TODAY = datetime.now(UTC).date()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def one(world: World) -> Situation:
    return world.situation(shared=True)


@pytest.fixture
def tension(world: World, one: Situation) -> Tension:
    return services.tension_record(
        viewer=world.viewer("analyst"), situation=one, issue="Wells of the lower valley", began_on=ago(60)
    )


# ---------------------------------------------------------------- tensions and resilience


def test_a_tension_is_recorded_and_then_read(
    world: World, client_of: Callable[..., Client], one: Situation, shown: Callable[[Any], str]
) -> None:
    client = client_of("analyst")
    group = one.groups.first()
    assert group is not None
    typed = {"issue": "Grazing rights", "drivers": "drought", "groups": [str(group.pk)], "tlp": "amber"}
    response = client.post(reverse("tension_new", args=[one.pk]), typed)
    tension = Tension.objects.get()
    page = reverse("tension", args=[tension.pk])
    assert response["Location"] == page
    assert [*tension.groups.all()] == [group]
    for on, level in ((ago(20), 2), (ago(3), 4)):
        client.post(page, {"on": on.isoformat(), "intensity": level, "dialogue": "talks", "note": "seen"})
    words = shown(client.get(page))
    assert "clashes" in words
    assert "up from: voiced" in words
    listed = shown(client.get(reverse("situation_register", args=[one.pk])))
    assert "Grazing rights" in listed
    assert "Grazing rights" in shown(client.get(reverse("situation", args=[one.pk])))


def test_the_worst_tension_comes_first_and_a_settled_one_last(world: World, one: Situation) -> None:
    analyst = world.viewer("analyst")
    for issue, level in (("mild", 1), ("worst", 5), ("settled", 5), ("unread", 0)):
        made = services.tension_record(viewer=analyst, situation=one, issue=issue)
        if level:
            services.tension_read(viewer=analyst, tension=made, on=ago(2), intensity=level)
        if issue == "settled":
            services.tension_change(viewer=analyst, tension=made, issue=issue, ended_on=ago(1))
    assert [row.record.issue for row in register.tensions(analyst, one)] == [
        "worst", "mild", "unread", "settled",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (ago(-1), "register.day_to_come"),
        (ago(61), "reading.before_beginning"),
        (ago(11), "reading.older_than_last"),
    ],
)
def test_a_reading_fits_into_time(world: World, tension: Tension, on: date, code: str) -> None:
    analyst = world.viewer("analyst")
    services.tension_read(viewer=analyst, tension=tension, on=ago(10), intensity=3)
    with pytest.raises(NotPossibleNow) as refused:
        services.tension_read(viewer=analyst, tension=tension, on=on, intensity=3)
    assert refused.value.code == code
    assert tension.readings.count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The last reading is of"), ("fr", "Le dernier relevé date du"), ("ar", "آخر قراءة مسجلة بتاريخ")],
)
def test_an_older_reading_is_refused_in_the_persons_language(
    world: World, client_of: Callable[..., Client], tension: Tension, language: str, words: str
) -> None:
    services.tension_read(viewer=world.viewer("analyst"), tension=tension, on=ago(10), intensity=3)
    typed = {"on": ago(12).isoformat(), "intensity": 2, "dialogue": "none", "note": "came late"}
    response = client_of("analyst", language).post(reverse("tension", args=[tension.pk]), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "came late" in page


def test_days_of_a_tension_agree_with_each_other_and_its_readings(world: World, tension: Tension) -> None:
    analyst = world.viewer("analyst")
    services.tension_read(viewer=analyst, tension=tension, on=ago(10), intensity=3)
    for days, code in (
        ({"began_on": ago(5), "ended_on": ago(9)}, "register.ends_before_begins"),
        ({"began_on": ago(5)}, "register.begins_after_reading"),
        ({"ended_on": ago(20)}, "register.ends_before_reading"),
        ({"ended_on": ago(-2)}, "register.day_to_come"),
    ):
        with pytest.raises(NotPossibleNow) as refused:
            services.tension_change(viewer=analyst, tension=tension, issue="x", **days)
        assert refused.value.code == code
    services.tension_change(viewer=analyst, tension=tension, issue="x", ended_on=ago(5))
    with pytest.raises(NotPossibleNow, match="after_end"):
        services.tension_read(viewer=analyst, tension=tension, on=ago(1), intensity=1)


def test_two_people_changing_a_tension_see_both_and_lose_nothing(
    world: World, client_of: Callable[..., Client], tension: Tension
) -> None:
    page = reverse("tension_edit", args=[tension.pk])
    typed = {"issue": "Mine", "drivers": "my reasons", "tlp": "amber", "seen": "1"}
    assert client_of("second_analyst").post(page, typed | {"issue": "Theirs"}).status_code == 302
    response = client_of("analyst").post(page, typed)
    words = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in words
    assert "my reasons" in words
    tension.refresh_from_db()
    assert tension.issue == "Theirs"
    assert 'name="seen" value="2"' in words
    assert client_of("analyst").post(page, typed | {"seen": "2"}).status_code == 302
    tension.refresh_from_db()
    assert tension.issue == "Mine"


def test_a_level_holds_until_the_next_reading() -> None:
    readings = [(date(2026, 1, 1), 2), (date(2026, 1, 6), 4)]
    assert register.steps(readings, date(2026, 1, 11), 11) == [2.0] * 5 + [4.0] * 6
    assert register.steps(readings[:1], date(2026, 1, 1), 3) == [2.0, 2.0, 2.0]


def test_what_protects_names_elements_of_the_framework(
    world: World, client_of: Callable[..., Client], one: Situation, shown: Callable[[Any], str]
) -> None:
    client = client_of("analyst")
    typed = {"what": "Council of elders", "kind": "leaders", "elements": ["6.1"], "tlp": "amber"}
    client.post(reverse("resilience_new", args=[one.pk]), typed)
    found = Resilience.objects.get()
    assert found.elements == ["6.1"]
    page = reverse("resilience", args=[found.pk])
    client.post(page, {"on": TODAY.isoformat(), "strength": 4})
    assert "sound" in shown(client.get(page))
    with pytest.raises(DoctrineError, match=r"element\.unknown"):
        services.resilience_record(viewer=world.viewer("analyst"), situation=one, what="x", elements=["6.99"])


# ---------------------------------------------------------------- actors and neighbours


def test_names_lose_controls_that_turn_them_round(world: World, one: Situation) -> None:
    party = services.party_record(
        viewer=world.viewer("analyst"),
        situation=one,
        names={"ar": "\u202eلجنة\u2066 Nahr\u200b\u202c", "en": "  Committee \u2067of  \ufeffNahr\x07 "},
    )
    assert party.names == {"ar": "لجنة Nahr", "en": "Committee of Nahr"}
    with pytest.raises(NotPossibleNow, match="without_name"):
        services.party_record(viewer=world.viewer("analyst"), situation=one, names={"en": "\u202e \u200b"})


def test_an_actor_changed_by_two_is_shown_to_both(
    world: World, client_of: Callable[..., Client], one: Situation
) -> None:
    client = client_of("analyst")
    client.post(
        reverse("party_new", args=[one.pk]),
        {"name_en": "River guard", "part": "may_harm", "elements": ["5.1"], "interests": "the ford"},
    )
    party = Party.objects.get()
    assert (party.part, party.elements) == ("may_harm", ["5.1"])
    page = reverse("party_edit", args=[party.pk])
    seen = client.get(page).context["form"]["seen"].value()
    typed = {"name_en": "River guard", "part": "stands_by", "interests": "mine", "seen": seen}
    assert client.post(page, typed | {"interests": "theirs"}).status_code == 302
    response = client.post(page, typed)
    assert response.status_code == 409
    assert "theirs" in response.content.decode()
    assert "mine" in response.content.decode()
    party.refresh_from_db()
    assert party.interests == "theirs"


def test_a_neighbour_is_another_place_and_stands_there_once(
    world: World, client_of: Callable[..., Client], one: Situation
) -> None:
    far = place_invent(code="XN-77", names={"en": "Far shore"}, latitude=1.0, longitude=1.0)
    page = reverse("neighbour_new", args=[one.pk])
    client = client_of("analyst")
    typed = {"place": str(far.pk), "direction": "both", "how": "kin on both sides"}
    assert client.post(page, typed).status_code == 302
    again = client.post(page, typed)
    assert again.status_code == 422
    assert "recorded as a neighbour already" in again.content.decode()
    with pytest.raises(NotPossibleNow, match="own_place"):
        services.neighbour_record(viewer=world.viewer("analyst"), situation=one, place=world.place.pk)
    neighbour = Neighbour.objects.get()
    client.post(reverse("neighbour_edit", args=[neighbour.pk]), {"direction": "affects", "how": "x"})
    neighbour.refresh_from_db()
    assert neighbour.direction == "affects"
    with pytest.raises(Conflict):
        services.neighbour_change(
            viewer=world.viewer("analyst"), neighbour=neighbour, direction="both", seen="other"
        )
    client.post(reverse("neighbour_remove", args=[neighbour.pk]))
    assert not Neighbour.objects.exists()


# ---------------------------------------------------------------- law


def test_where_a_state_stands_article_by_article(
    world: World, client_of: Callable[..., Client], one: Situation, shown: Callable[[Any], str]
) -> None:
    client = client_of("analyst")
    country = register.countries(one)[0]
    page = reverse("legal_position", args=[one.pk, country.code, "genocide-1948"])
    typed = {
        "state": "party", "since": "1990-03-01", "source": "register of treaties", "checked_on": "2026-01-05",
        "seen": "0", "genocide-1948.V:domesticated": "partly", "genocide-1948.V:provision": "Penal Code 90",
    }  # fmt: skip
    assert client.get(page).status_code == 200
    assert client.post(page, typed).status_code == 302
    position = LegalPosition.objects.get()
    assert (position.state, position.owner) == ("party", world.organisations["desk"])
    assert position.articles.get(article="genocide-1948.V").domesticated == "partly"
    words = shown(client.get(reverse("situation_law", args=[one.pk])))
    assert "Genocide Convention" in words
    assert "register of treaties" in words
    stale = client.post(page, typed | {"seen": "0", "state": "signed"})
    assert stale.status_code == 409
    assert "Saved meanwhile by somebody else" in stale.content.decode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": ""}, "legal_position.unchecked"),
        ({"checked_on": None}, "legal_position.unchecked"),
        ({"state": "not_party", "since": ago(9)}, "legal_position.day_without_act"),
        ({"since": ago(-1)}, "register.day_to_come"),
        ({"since": ago(1), "checked_on": ago(5)}, "register.ends_before_begins"),
        ({"state": "perhaps"}, "register.unknown_choice"),
        ({"instrument": "no-such-treaty"}, "element.unknown"),
        ({"instrument": "genocide-1948.V"}, "element.unknown"),
        ({"articles": {"crc-1989.6": {"domesticated": "yes"}}}, "element.unknown"),
        ({"articles": {"genocide-1948.V": {"domesticated": "perhaps"}}}, "register.unknown_choice"),
    ],
)
def test_a_legal_position_that_cannot_be(world: World, change: dict[str, Any], code: str) -> None:
    fields: dict[str, Any] = {
        "instrument": "genocide-1948", "state": "party", "source": "x", "checked_on": ago(2),
    }  # fmt: skip
    with pytest.raises((NotPossibleNow, DoctrineError)) as refused:
        services.legal_position_record(viewer=world.viewer("analyst"), place=world.place, **(fields | change))
    assert refused.value.code == code
    assert not LegalPosition.objects.exists()


def test_whom_a_case_concerns_stays_with_the_desk(
    world: World, client_of: Callable[..., Client], one: Situation
) -> None:
    client_of("analyst").post(
        reverse("case_new", args=[one.pk]),
        {
            "title": "The market fire", "level": "national", "stage": "trial", "persons": "Somebody Named",
            "tlp": "amber",
        },
    )  # fmt: skip
    case = Case.objects.get()
    law, edit = reverse("situation_law", args=[one.pk]), reverse("case_edit", args=[case.pk])
    assert "Somebody Named" in client_of("analyst").get(law).content.decode()
    partner = client_of("partner_analyst")
    assert "The market fire" in partner.get(law).content.decode()
    for page in (law, edit):
        assert "Somebody Named" not in partner.get(page).content.decode()
    typed = {"title": "The market fire", "level": "national", "stage": "decided", "tlp": "amber", "seen": "1"}
    assert partner.post(edit, typed | {"persons": "overwritten"}).status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.persons) == ("decided", "Somebody Named")
    with pytest.raises(NotPossibleNow, match="ends_before_begins"):
        services.case_record(
            viewer=world.viewer("analyst"), situation=one, title="x", opened_on=ago(1), decided_on=ago(3)
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"low": "9", "high": "3"}, "is above the upper end"),
        ({"low": "5", "high": "5"}, "Give a range, not a single figure"),
        ({"low": "-5"}, "greater than or equal to 0"),
        ({"low": "nan"}, "Enter a number."),
        ({"method": " "}, "This field is required."),
        ({"sources": "\u202e"}, "Name the sources."),
    ],
)
def test_a_cost_is_a_range_with_its_method_and_sources(
    client_of: Callable[..., Client], one: Situation, change: dict[str, str], words: str
) -> None:
    page = reverse("cost_note_new", args=[one.pk])
    typed = {
        "kind": "displaced", "what": "Flight from the valley", "low": "4000", "high": "9000",
        "unit": "people", "method": "as in the last flight", "sources": "census", "tlp": "amber",
    }  # fmt: skip
    response = client_of("analyst").post(page, typed | change)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Flight from the valley" in response.content.decode()
    assert not CostNote.objects.exists()
    assert client_of("analyst").post(page, typed).status_code == 302
    law = client_of("analyst", "en").get(reverse("situation_law", args=[one.pk])).content.decode()
    assert "between 4,000 and 9,000" in law


# ---------------------------------------------------------------- who


EVERYBODY = (
    "analyst", "second_analyst", "reviewer", "reporter", "officer", "administrator", "decision_maker",
    "coordinator", "partner_analyst", "outsider",
)  # fmt: skip
DESK = {"analyst", "second_analyst", "reviewer"}


@pytest.mark.parametrize(
    ("name", "open_to"),
    [
        ("situation_register", DESK | {"coordinator", "partner_analyst"}),
        ("situation_law", DESK | {"coordinator", "partner_analyst"}),
        *((f"{noun}_new", {"analyst", "second_analyst", "partner_analyst"}) for noun in (
            "party", "neighbour", "tension", "resilience", "case", "cost_note",
        )),
    ],
)  # fmt: skip
def test_who_opens_which_page(
    client_of: Callable[..., Client], one: Situation, name: str, open_to: set[str]
) -> None:
    page = reverse(name, args=[one.pk])
    assert {who for who in EVERYBODY if client_of(who).get(page).status_code == 200} == open_to


def test_whom_a_situation_is_opened_to_sees_its_register_unless_a_label_is_narrower(
    world: World, one: Situation
) -> None:
    analyst = world.viewer("analyst")
    open_ = services.tension_record(viewer=analyst, situation=one, issue="open")
    strict = services.tension_record(viewer=analyst, situation=one, issue="kept", tlp="amber_strict")
    seen = {
        who: {row.record.issue for row in register.tensions(world.viewer(who), one)}
        for who in ("reviewer", "partner_analyst", "coordinator", "outsider")
    }
    assert seen == {
        "reviewer": {"open", "kept"}, "partner_analyst": {"open"}, "coordinator": {"open"}, "outsider": set(),
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        services.tension_read(viewer=world.viewer("partner_analyst"), tension=strict, on=TODAY, intensity=1)
    services.tension_read(viewer=world.viewer("partner_analyst"), tension=open_, on=TODAY, intensity=1)
    green = world.situation(tlp="green")
    amber = services.tension_record(viewer=analyst, situation=green, issue="amber", tlp="amber")
    assert not policy.sees(world.viewer("partner_analyst"), amber)


def test_actors_are_a_judgement_that_coordinators_work_without(
    world: World, client_of: Callable[..., Client], one: Situation
) -> None:
    services.party_record(viewer=world.viewer("analyst"), situation=one, names={"en": "River guard"})
    page = reverse("situation_register", args=[one.pk])
    assert "River guard" in client_of("partner_analyst").get(page).content.decode()
    assert "River guard" not in client_of("coordinator").get(page).content.decode()


def test_the_tables_are_taken_along(
    world: World, client_of: Callable[..., Client], one: Situation, tension: Tension
) -> None:
    services.tension_read(viewer=world.viewer("analyst"), tension=tension, on=ago(1), intensity=3)
    for name, words in (
        ("situation_register", "Wells of the lower valley"),
        ("situation_law", "Rome Statute"),
    ):
        response: Any = client_of("analyst").get(reverse(name, args=[one.pk]), {"format": "csv"})
        assert words in b"".join(response.streaming_content).decode()
