"""Undertakings by state, by day and by who does what; and what a plan clashes with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nadhir.sources.calendar.events import read_calendar
from nadhir.web.directory.services import actor_record
from nadhir.web.response import services
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import Planned
from tests.web.response.test_following import promised
from tests.web.response.test_undertakings import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from nadhir.web.situations.models import Situation
    from tests.web.conftest import World

pytestmark = pytest.mark.django_db

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=10)
WOMEN = Planned(kind="dialogue", audience="women")


def test_the_board_offers_each_state_its_ways(world: World, client_of: Callable[..., Client]) -> None:
    one = promised(world, due_on=TODAY - timedelta(days=1))
    page = client_of("analyst").get("/response/board/").content.decode()
    for way in ("accept", "begin", "complete", "refuse", "lapse", "call-off"):
        assert f'href="/response/{one.pk}/{way}/"' in page
    assert "1 undertaking is overdue." in page
    reviewer = client_of("reviewer").get("/response/board/").content.decode()
    assert f"/response/{one.pk}/complete/" not in reviewer, "follows it up and does not report on it"
    assert f"/response/{one.pk}/lapse/" in reviewer
    assert "Joint visit" not in shown(client_of("outsider").get("/response/board/"))


@pytest.mark.parametrize(
    ("month", "lang", "said"),
    [
        ("2030-02", "en", "February 2030"),
        ("2030-02", "ar", "شباط/فبراير 2030"),
        ("2030-13", "en", None),
        ("nonsense", "en", None),
        ("0001-01", "en", None),
    ],
)
def test_a_month_in_the_readers_words(
    world: World, client_of: Callable[..., Client], month: str, lang: str, said: str | None
) -> None:
    promised(world, due_on=date(2030, 2, 28))
    answer = client_of("analyst", lang).get(f"/response/calendar/?month={month}")
    assert answer.status_code == 200
    assert (said is None) or said in shown(answer)
    assert ("Joint visit" in shown(answer)) is (said is not None)


def test_the_calendar_as_a_file_has_what_the_reader_may_see(
    world: World, client_of: Callable[..., Client]
) -> None:
    one = promised(world, due_on=SOON)
    lapsed = promised(world, title="Letter", due_on=SOON)
    services.undertaking_move(
        viewer=world.viewer("analyst"), undertaking=lapsed, to="lapsed", words="Too late."
    )
    raw = b"".join(client_of("analyst").get("/response/calendar/?format=ics").streaming_content)  # type: ignore[attr-defined]
    found = read_calendar(raw, name="own.ics", today=TODAY)
    assert {event.uid for event in found.events} == {f"{one.pk}@nadhir", f"{lapsed.pk}@nadhir"}
    assert b"STATUS:CANCELLED" in raw
    assert b"CLASS:CONFIDENTIAL" in raw
    other = b"".join(client_of("outsider").get("/response/calendar/?format=ics").streaming_content)  # type: ignore[attr-defined]
    assert b"VEVENT" not in other
    assert client_of("reporter").get("/response/calendar/?format=ics").status_code == 403


def plan(world: World, title: str, who: str, planned: Planned, **fields: Any) -> Undertaking:
    return promised(world, title=title, who=who, planned=planned, **{"due_on": SOON, **fields})


def matrix(world: World) -> str:
    return f"/response/situations/{world.made['situation'].pk}/who-does-what/"


def test_the_matrix_names_a_clash_before_it_happens(world: World, client_of: Callable[..., Client]) -> None:
    plan(world, "Evening of women", "the council", WOMEN)
    again = plan(world, "Round of women", "the mission", Planned(kind="roundtable", audience="women"))
    guard = actor_record(viewer=world.viewer("officer"), kind="body", names={"en": "The guard"})
    plan(world, "Quiet talks", "the envoy", Planned(kind="mediation", towards=guard, quiet=True))
    plan(world, "Speech", "the office", Planned(kind="statement", towards=guard))
    client = client_of("analyst")
    said = shown(client.get(matrix(world)))
    assert "2 pairs of plans should be talked about" in said
    assert "Two bodies plan the same" in said
    assert "Quiet work with a party" in said
    assert "2 pairs of plans" in shown(client.get(f"/situations/{world.made['situation'].pk}/"))
    assert "Two bodies plan the same" in shown(client.get(f"/response/{again.pk}/"))
    services.undertaking_move(
        viewer=world.viewer("analyst"), undertaking=again, to="cancelled", words="Joined."
    )
    assert "Two bodies plan the same" not in shown(client.get(matrix(world)))


@pytest.mark.parametrize("by", ["kind", "audience", "theme", "place", "month", "nonsense"])
def test_the_matrix_is_laid_out_in_several_ways(
    world: World, client_of: Callable[..., Client], by: str
) -> None:
    plan(world, "Evening of women", "the council", Planned(kind="dialogue", audience="women", theme="land"))
    promised(world, title="Said nothing of", who="the council")
    client = client_of("analyst")
    page = client.get(f"{matrix(world)}?by={by}")
    assert page.status_code == 200
    assert shown(page).count("the council") == 1
    table = b"".join(client.get(f"{matrix(world)}?by={by}&format=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"Evening of women" in table


def form(**more: str) -> dict[str, str]:
    told = {"title": "Day of women", "who": "the mission", "due_on": str(SOON)}
    return {**told, "kind": "dialogue", "audience": "women", **more}


def test_whoever_plans_is_told_and_may_go_ahead(world: World, client_of: Callable[..., Client]) -> None:
    plan(world, "Evening of women", "the council", WOMEN)
    client, address = client_of("analyst"), f"/response/new/?situation={world.made['situation'].pk}"
    stopped = client.post(address, form())
    assert stopped.status_code == 422
    assert "Evening of women" in shown(stopped)
    assert Undertaking.objects.count() == 1
    digest = stopped.context["digest"]
    assert client.post(address, form(seen="another")).status_code == 422
    assert client.post(address, form(seen=digest)).status_code == 302
    assert Undertaking.objects.count() == 2


def test_while_it_is_typed_a_clash_is_told(world: World, client_of: Callable[..., Client]) -> None:
    plan(world, "Evening of women", "the council", WOMEN)
    address = f"/response/clashes/?situation={world.made['situation'].pk}"
    client = client_of("analyst")
    assert b"Evening of women" in client.post(address, form(title="", who="")).content
    assert b"Evening of women" not in client.post(address, form(audience="youth")).content
    assert client_of("reporter").post(address, form()).status_code == 403
    assert client_of("outsider").post(address, form()).status_code == 403


def shared(world: World) -> Situation:
    world.made["situation"] = situation = world.situation(shared=True)
    return situation


@pytest.mark.parametrize("deconflict", [True, False])
def test_of_what_one_may_not_see_only_the_desk_is_named(
    world: World, client_of: Callable[..., Client], deconflict: bool
) -> None:
    situation = shared(world)
    hidden = Planned(kind="dialogue", audience="women", deconflict=deconflict)
    plan(world, "Secret evening", "the council", hidden, tlp="amber_strict")
    partner = client_of("partner_analyst")
    told = partner.post(f"/response/new/?situation={situation.pk}", form()).content.decode()
    desk = world.organisations["desk"].names["en"]
    assert (f"Ask <bdi>{desk}</bdi>" in told) is deconflict
    assert "Secret evening" not in told
    assert (Undertaking.objects.count() == 2) is not deconflict
    page = shown(partner.get(f"/response/situations/{situation.pk}/who-does-what/"))
    assert "Secret evening" not in page
    alone = client_of("outsider").post("/response/clashes/", form())
    assert not alone.content.strip(), "of no situation nothing is told"


def test_ten_thousand_take_few_questions(
    world: World, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    one = plan(world, "Evening of women", "the council", WOMEN)
    copies = (
        Undertaking(
            owner_id=one.owner_id,
            created_by_id=one.created_by_id,
            title=f"Visit {number}",
            who=f"body {number % 7}",
            situation_id=one.situation_id,
            due_on=SOON,
            kind="dialogue",
            audience="women",
        )
        for number in range(60)
    )
    Undertaking.objects.bulk_create(copies)
    client = client_of("analyst")
    for address, most in (("/response/board/", 45), ("/response/calendar/", 30), (matrix(world), 40)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)
