"""Exchange of trainers: who goes where, with a consent that lasts, and what both sides say of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Exchange
from nadhir.web.core import clock
from nadhir.web.directory import services as directory
from nadhir.web.directory.models import Actor, Expert
from nadhir.web.directory.services import Shown
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def days(many: int) -> date:
    return clock.now().date() + timedelta(days=many)


def actor(world: World, name: str, **more: Any) -> Actor:
    return directory.actor_record(
        viewer=world.viewer("officer"), kind="organisation", names={"en": name}, **more
    )


def trainer(world: World, *, until: int = 200, scope: str = "partners") -> Expert:
    return directory.expert_record(
        viewer=world.viewer("officer"),
        agreed=Shown(scope, days(until), "by letter"),
        names={"en": "Amal Deroua"},
        fields=["speech"],
        trainer=True,
    )


def exchange(world: World, **more: Any) -> Exchange:
    told: dict[str, Any] = {
        "host": more.pop("host", None) or actor(world, "Election commission"),
        "expert": more.pop("expert", None) or trainer(world),
        "topics": ["speech"],
        "starts_on": days(10),
        "ends_on": days(14),
        "tlp": "green",
        **more,
    }
    return services.exchange_record(viewer=world.viewer("officer"), **told)


def test_an_exchange_is_walked_to_its_evaluation(world: World, client_of: ClientOf) -> None:
    someone, officer = trainer(world), client_of("officer")
    for name in ("Election commission", "Radio"):
        actor(world, name)
    instrument = services.instrument_record(
        viewer=world.viewer("officer"), kind="memorandum", names={"en": "Memorandum on training"}
    )
    sent = {
        "expert": str(someone.pk), "host": "Election commission", "sent_by": "Radio", "topics": ["speech"],
        "instrument": "Memorandum on training", "starts_on": days(3).isoformat(), "purpose": "Newsroom",
        "ends_on": days(5).isoformat(), "language": "en", "tlp": "green",
    }  # fmt: skip
    backwards = officer.post(reverse("exchange_new"), {**sent, "ends_on": days(1).isoformat()})
    assert backwards.status_code == 409
    assert "ends before it begins" in backwards.content.decode()
    assert "Newsroom" in backwards.content.decode(), "words are kept"
    made = officer.post(reverse("exchange_new"), sent)
    page = made["Location"]
    found = Exchange.objects.get()
    assert (found.instrument, found.sent_by.names) == (instrument, {"en": "Radio"})
    for to in ("agreed", "under-way"):
        assert officer.post(f"{page}{to}/", {"version": found.version}).status_code == 302
        found.refresh_from_db()
    assert officer.post(f"{page}ended/", {"version": found.version, "words": " "}).status_code == 422
    assert (
        officer.post(f"{page}ended/", {"version": found.version, "words": "Seven trained"}).status_code == 302
    )
    said = {"host": "We check in twos now", "guest": "Real cases"}
    found.refresh_from_db()
    assert officer.post(f"{page}evaluation/", {**said, "version": found.version}).status_code == 302
    told = client_of("coordinator").get(page).content.decode()
    for words in ("Seven trained", "We check in twos now", "Real cases", "Amal Deroua", "3 days."):
        assert words in told, words
    assert officer.get(f"{page}change/").status_code == 200
    assert officer.post(f"{page}change/", {**sent, "version": found.version}).status_code == 409, "it is over"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ends_on": date(2020, 1, 1)}, "exchange.backwards"),
        ({"until": 12}, "exchange.consent_ends"),
        ({"itself": True}, "exchange.to_itself"),
        ({"ceased": True}, "exchange.host_ceased"),
        ({"topics": ["alchemy"]}, "exchange.unknown_topic"),
    ],
)
def test_what_is_refused(world: World, more: dict[str, Any], code: str) -> None:
    told = dict(more)
    if "until" in told:
        told["expert"] = trainer(world, until=told.pop("until"))
    if told.pop("itself", False):
        told["host"] = told["sent_by"] = actor(world, "Radio")
    if told.pop("ceased", False):
        told["host"] = actor(world, "Gone", ended="2019")
    with pytest.raises(NotPossibleNow, match=code):
        exchange(world, **told)
    assert not Exchange.objects.exists()


def test_consent_is_asked_again_when_it_is_agreed(world: World) -> None:
    found, officer = exchange(world), world.viewer("officer")
    Expert.objects.filter(pk=found.expert_id).update(consent_until=days(11))
    found = Exchange.objects.get()
    with pytest.raises(NotPossibleNow, match=r"exchange\.consent_ends"):
        services.exchange_move(viewer=officer, exchange=found, to="agreed")
    Expert.objects.filter(pk=found.expert_id).update(consent_until=days(90))
    found = Exchange.objects.get()
    services.exchange_move(viewer=officer, exchange=found, to="agreed")
    for to, words, code in (
        ("ended", "x", "no_way"),
        ("called_off", " ", "without_reason"),
        ("proposed", "", "no_way"),
    ):
        with pytest.raises(NotPossibleNow, match=code):
            services.exchange_move(viewer=officer, exchange=found, to=to, words=words)
    with pytest.raises(NotPossibleNow, match="not_begun"):
        services.exchange_evaluate(viewer=officer, exchange=found, host="good")
    services.exchange_move(viewer=officer, exchange=found, to="called_off", words="The road is closed")
    with pytest.raises(Conflict):
        services.exchange_move(viewer=officer, exchange=exchange(world), to="agreed", version=9)


def test_it_is_not_agreed_without_days(world: World) -> None:
    found = exchange(world, starts_on=None, ends_on=None)
    with pytest.raises(NotPossibleNow, match="without_days"):
        services.exchange_move(viewer=world.viewer("officer"), exchange=found, to="agreed")


def test_who_may_not_see_the_person_sees_no_name(world: World, client_of: ClientOf) -> None:
    found = exchange(world, expert=trainer(world, scope="desk"))
    page = reverse("exchange", args=[found.pk])
    assert "Amal Deroua" in client_of("analyst").get(page).content.decode()
    for address in (page, reverse("exchanges")):
        told = client_of("coordinator").get(address).content.decode()
        assert "Deroua" not in told
        assert "Election commission" in told
    assert client_of("outsider").get(page).status_code == 403
    with pytest.raises(NotAllowed):
        services.exchange_change(viewer=world.viewer("coordinator"), exchange=found, purpose="x")


def test_the_list_is_filtered_saved_and_says_what_is_missing(world: World, client_of: ClientOf) -> None:
    found = exchange(world, starts_on=days(-9), ends_on=days(3))
    officer = world.viewer("officer")
    for to in ("agreed", "under_way"):
        services.exchange_move(viewer=officer, exchange=found, to=to)
    services.exchange_move(viewer=officer, exchange=found, to="ended", words="Seven trained")
    analyst = client_of("analyst")
    page = analyst.get(reverse("exchanges")).content.decode()
    assert "Of 1 nobody said how it was." in page
    assert "Amal Deroua" not in analyst.get(reverse("exchanges"), {"topic": "law"}).content.decode()
    assert "Amal Deroua" in analyst.get(reverse("exchanges"), {"status": "ended"}).content.decode()
    csv = analyst.get(reverse("exchanges"), {"format": "csv"})
    assert "Seven trained" in b"".join(csv.streaming_content).decode()  # type: ignore[attr-defined]
    host = analyst.get(reverse("actor", args=[found.host_id])).content.decode()
    assert reverse("exchange", args=[found.pk]) in host
