"""A request for assistance, from who asked to what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import AssistanceOffer, AssistanceRequest
from nadhir.web.cooperation.selectors import assistance as selectors
from nadhir.web.core import clock
from nadhir.web.core.models import Entry
from nadhir.web.directory import services as directory
from nadhir.web.directory.models import Actor, Expert
from nadhir.web.directory.services import Shown
from nadhir.web.response import services as response
from nadhir.web.response.models import Undertaking
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def days(many: int) -> date:
    return clock.now().date() + timedelta(days=many)


def actor(world: World, name: str, **more: Any) -> Actor:
    return directory.actor_record(viewer=world.viewer("officer"), kind="body", names={"en": name}, **more)


def asked(world: World, **more: Any) -> AssistanceRequest:
    told: dict[str, Any] = {
        "title": "Train our committee",
        "need": "Nine members have never received a report.",
        "requester": more.pop("requester", None) or actor(world, "Valley committee"),
        "asked_on": days(-40),
        "asked_how": "letter of its chair",
        "fields": ["committees", "speech"],
        "tlp": "green",
        **more,
    }
    return services.assistance_request_record(viewer=world.viewer("officer"), **told)


def offered(
    world: World, request: AssistanceRequest, name: str = "Law school", **more: Any
) -> AssistanceOffer:
    return services.assistance_offer_make(
        viewer=world.viewer("coordinator"),
        request=request,
        actor=actor(world, name),
        words="Two days, in spring",
        **more,
    )


def expert(world: World, **more: Any) -> Expert:
    told: dict[str, Any] = {
        "names": {"en": "Amal Deroua"}, "fields": ["committees"], "languages": {"en": "native"}, **more
    }  # fmt: skip
    agreed = Shown("partners", days(300), "by letter")
    return directory.expert_record(viewer=world.viewer("officer"), agreed=agreed, **told)


def test_a_request_is_walked_to_its_result(world: World, client_of: ClientOf) -> None:
    requester = actor(world, "Valley committee")
    someone = expert(world)
    officer, coordinator = client_of("officer"), client_of("coordinator")
    sent = {
        "requester": "Valley committee", "asked_how": "letter no. 4", "asked_on": "yesterday", "tlp": "green",
        "title": "Train our committee", "need": "Nine members.", "fields_asked": ["committees"],
        "language": "en", "wanted_by": "in 2030",
    }  # fmt: skip
    made = officer.post(reverse("assistance_new"), {**sent, "wanted_by": "2030"})
    assert made.status_code == 302
    page = made["Location"]
    request = AssistanceRequest.objects.get()
    assert (request.requester, request.asked_on, request.wanted_by) == (
        requester,
        days(-1),
        date(2030, 12, 31),
    )
    told = coordinator.get(page).content.decode()
    assert "Amal Deroua" in told
    assert "knows about national committees" in told
    actor(world, "Law school")
    offer = {"actor": "Law school", "words": "Two days", "language": "en", "expert": str(someone.pk)}
    assert coordinator.post(page + "offer/", offer).status_code == 302
    actor(world, "Somebody else")
    assert coordinator.post(page + "offer/", {**offer, "actor": "Somebody else"}).status_code == 302
    first, second = AssistanceOffer.objects.order_by("at")
    request.refresh_from_db()
    agree = {"offers": [str(first.pk)], "agreement": "Two days in May", "version": request.version}
    assert coordinator.get(page + "agree/").status_code == 403, "the desk agrees for those who asked"
    assert officer.post(page + "agree/", agree).status_code == 302
    second.refresh_from_db()
    assert second.status == "declined"
    assert officer.post(page + "deliver/", {"version": 4}).status_code == 409, "nothing is done yet"
    promised = officer.post(
        reverse("undertaking_new") + f"?request={request.pk}",
        {"title": "Two days of training", "who": "Law school", "due_on": days(5).isoformat()},
    )
    assert promised.status_code == 302
    undertaking = Undertaking.objects.get(origin="request", origin_id=request.pk)
    assert (
        "Train our committee" in officer.get(reverse("undertaking", args=[undertaking.pk])).content.decode()
    )
    request.refresh_from_db()
    with pytest.raises(NotPossibleNow, match=r"assistance\.goes_on"):
        services.assistance_request_deliver(viewer=world.viewer("officer"), request=request)
    response.undertaking_complete(
        viewer=world.viewer("officer"), undertaking=undertaking, result="Eight came"
    )
    assert officer.post(page + "deliver/", {"version": request.version}).status_code == 302
    request.refresh_from_db()
    closing = {"words": "The committee meets weekly", "version": request.version}
    assert officer.post(page + "close/", closing).status_code == 302
    told = officer.get(page).content.decode()
    for words in ("The committee meets weekly", "Two days in May", "1 of 1 done", "It took 1 day."):
        assert words in told, words
    acts = set(Entry.objects.filter(subject_id=request.pk).values_list("act", flat=True))
    assert acts >= {f"assistance.{one}" for one in ("ask", "offer", "agree", "deliver", "close")}


def test_nothing_is_offered_that_nobody_asked_for(world: World) -> None:
    for more, code in (
        ({"asked_how": " "}, "assistance.unasked"),
        ({"asked_on": days(1)}, "assistance.asked_to_come"),
        ({"wanted_by": days(-50)}, "assistance.wanted_before"),
        ({"need": ""}, "assistance.without_need"),
        ({"fields": ["alchemy"]}, "assistance.unknown_field"),
        ({"requester": actor(world, "Gone committee", ended="2019")}, "assistance.ceased"),
    ):
        with pytest.raises(NotPossibleNow, match=code):
            asked(world, **more)
    with pytest.raises(NotAllowed):
        services.assistance_request_record(
            viewer=world.viewer("reporter"),
            title="x",
            need="x",
            requester=actor(world, "y"),
            asked_on=days(0),
            asked_how="x",
        )
    assert not AssistanceRequest.objects.exists()


def test_each_step_needs_the_one_before(world: World) -> None:
    request, officer = asked(world), world.viewer("officer")

    def refused(code: str, do: Callable[..., Any], **more: Any) -> None:
        with pytest.raises(NotPossibleNow, match=code):
            do(viewer=officer, request=request, **more)

    refused("not_now", services.assistance_request_agree, offers=[], agreement="x")
    refused("not_now", services.assistance_request_deliver)
    refused("not_now", services.assistance_request_close, result="x")
    refused("own_offer", services.assistance_offer_make, actor=request.requester, words="we do it")
    refused("offer_without_words", services.assistance_offer_make, actor=actor(world, "a"), words=" ")
    offer = offered(world, request)
    request.refresh_from_db()
    other = offered(world, asked(world, requester=request.requester), "Another school")
    refused("no_offer", services.assistance_request_agree, offers=[other], agreement="x")
    refused("without_agreement", services.assistance_request_agree, offers=[offer], agreement=" ")
    refused(
        "agreed_before", services.assistance_request_agree, offers=[offer], agreement="x", agreed_on=days(-90)
    )
    services.assistance_request_agree(viewer=officer, request=request, offers=[offer], agreement="two days")
    refused("nothing_done", services.assistance_request_deliver)
    refused("not_now", services.assistance_offer_make, actor=actor(world, "late"), words="too late")
    with pytest.raises(Conflict):
        services.assistance_request_decline(viewer=officer, request=request, because="x", version=1)
    refused("without_reason", services.assistance_request_withdraw, because=" ")
    services.assistance_request_withdraw(viewer=officer, request=request, because="They found help elsewhere")
    refused("not_now", services.assistance_request_decline, because="x")
    assert [one.name for one in selectors.steps(request, None)] == ["asked", "agreed", "withdrawn"]


def test_an_expert_whose_consent_ran_out_is_not_offered(world: World, client_of: ClientOf) -> None:
    request, someone = asked(world), expert(world)
    page = reverse("assistance_request", args=[request.pk])
    offered(world, request, expert=someone)
    assert "Amal Deroua" in client_of("officer").get(page).content.decode()
    Expert.objects.filter(pk=someone.pk).update(consent_until=days(-1))
    assert "Amal Deroua" not in client_of("officer").get(page).content.decode()
    sent = {"actor": "Law school", "words": "x", "language": "en", "expert": str(someone.pk)}
    assert client_of("coordinator").post(page + "offer/", sent).status_code == 422
    someone.refresh_from_db()
    with pytest.raises(NotAllowed):
        offered(world, request, "third", expert=someone)


def test_the_list_says_what_is_late_and_who_waits(world: World, client_of: ClientOf) -> None:
    committee = actor(world, "Valley committee")
    asked(world, requester=committee)
    late = asked(world, title="Help with a law", requester=committee, asked_on=days(-20), wanted_by=days(-2))
    fresh = asked(world, title="Advice on data", requester=committee, asked_on=days(-3), fields=["data"])
    offered(world, late)
    page = client_of("analyst").get(reverse("assistance")).content.decode()
    for words in ("<b>3 requests</b> are going on.", "2 wait for an offer.", "2 are late."):
        assert words in page, words
    assert page.index("Help with a law") < page.index("Advice on data")
    for query, found in (
        ("status=overdue", {"Train our committee", "Help with a law"}),
        ("status=offered", {"Help with a law"}),
        ("field=data", {"Advice on data"}),
        (f"requester={committee.pk}&status=asked", {"Train our committee", "Advice on data"}),
    ):
        got = client_of("analyst").get(f"{reverse('assistance')}?{query}").content.decode()
        names = {"Train our committee", "Help with a law", "Advice on data"}
        assert {name for name in names if name in got} == found, query
    services.assistance_request_decline(viewer=world.viewer("officer"), request=fresh, because="Nobody can")
    csv = client_of("analyst").get(reverse("assistance"), {"format": "csv"})
    text = b"".join(csv.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Nobody can" in text
    assert client_of("reporter").get(reverse("assistance"), {"format": "csv"}).status_code == 403


def test_who_may_not_know_of_it_learns_nothing(world: World, client_of: ClientOf) -> None:
    request = asked(world, tlp="amber")
    page = reverse("assistance_request", args=[request.pk])
    assert client_of("analyst").get(page).status_code == 200
    for persona in ("coordinator", "outsider"):
        assert client_of(persona).get(page).status_code == 403
        assert "Train our committee" not in client_of(persona).get(reverse("assistance")).content.decode()


def test_the_page_of_an_actor_says_what_it_asked_and_offered(world: World, client_of: ClientOf) -> None:
    request = asked(world)
    offer = offered(world, request)
    for one, words in ((request.requester, "asked for"), (offer.actor, "offered help")):
        page = client_of("analyst").get(reverse("actor", args=[one.pk])).content.decode()
        assert "Train our committee" in page
        assert words in page
        assert (
            "Train our committee"
            not in client_of("outsider").get(reverse("actor", args=[one.pk])).content.decode()
        )


def test_what_is_recorded_is_put_right(world: World, client_of: ClientOf) -> None:
    request = asked(world)
    page = reverse("assistance_edit", args=[request.pk])
    sent = {
        "requester": "Valley committee", "asked_how": "by telephone", "asked_on": days(-41).isoformat(),
        "title": "Train our whole committee", "need": "Nine members.", "language": "en", "version": 1,
    }  # fmt: skip
    assert client_of("coordinator").get(page).status_code == 403
    wrong = client_of("officer").post(page, {**sent, "asked_on": "2020"})
    assert wrong.status_code == 422
    assert "Write one day" in wrong.content.decode()
    assert client_of("officer").post(page, sent).status_code == 302
    request.refresh_from_db()
    assert (request.title, request.fields) == ("Train our whole committee", [])
    assert client_of("officer").post(page, sent).status_code == 409
