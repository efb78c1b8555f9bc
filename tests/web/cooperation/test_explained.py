"""Guides with questions and answers, news of partners, programmes by region."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.sources import WrittenDate
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Guide
from nadhir.web.core import clock
from nadhir.web.directory.services import actor_record
from tests.web.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(world: World) -> Guide:
    return services.guide_write(
        viewer=world.viewer("officer"),
        kind="plan",
        names={"en": "The strategy in plain words"},
        texts={"en": "Thirteen commitments.", "ar": "ثلاثة عشر التزامًا."},
        catalogue="un-hate-speech-2019",
    )


def test_a_draft_is_for_its_desk(world: World, guide: Guide, client_of: Callable[[str], Client]) -> None:
    address = f"/cooperation/guides/{guide.pk}/"
    outside = client_of("partner_analyst")
    assert outside.get(address).status_code == 403
    services.guide_publish(viewer=world.viewer("officer"), guide=guide)
    assert "Thirteen commitments" in outside.get(address).content.decode()
    assert "ثلاثة عشر" in outside.get(f"{address}?language=ar").content.decode()


def test_a_guide_is_written_published_asked_about_and_changed_on_its_pages(officer: Client) -> None:
    told = {
        "kind": "plan",
        "names_en": "In short",
        "texts_en": "Thirteen.",
        "explains": "un-hate-speech-2019",
    }
    page = officer.post("/cooperation/guides/new/", told).headers["Location"]
    assert officer.post(f"{page}publish/").status_code == 302
    assert officer.post(f"{page}ask/", {"words": "Is satire meant?"}).status_code == 302
    guide = Guide.objects.get()
    asked = guide.questions.get()
    assert officer.post(f"/cooperation/asked/{asked.pk}/", {"words": "Hardly ever."}).status_code == 302
    again = {**told, "texts_en": "Thirteen commitments.", "element": "3", "version": guide.version}
    assert officer.post(f"{page}edit/", again).status_code == 302
    shown = officer.get(page).content.decode()
    assert "Thirteen commitments." in shown
    assert "Hardly ever." in shown
    late = officer.post(f"{page}edit/", {**again, "texts_en": "My words"})
    assert (late.status_code, "My words" in late.content.decode()) == (409, True)


def test_news_and_programmes_are_recorded_on_their_pages(world: World, officer: Client) -> None:
    actor_record(viewer=world.viewer("officer"), kind="organisation", names={"en": "Centre"}, tlp="green")
    told = {"actor": "Centre", "title": "Renewed", "language": "en", "medium": "web", "tlp": "green"}
    assert officer.post("/cooperation/news/new/", told).status_code == 302
    assert officer.post("/cooperation/news/new/", {**told, "actor": "Nobody"}).status_code == 422
    assert "Renewed" in officer.get("/cooperation/news/").content.decode()
    programme = {"names_en": "Schools", "actor": "Centre", "began": "2025", "tlp": "green"}
    assert officer.post("/cooperation/programmes/new/", programme).status_code == 302
    assert "Schools" in officer.get("/cooperation/programmes/").content.decode()


def test_an_answer_is_there_for_every_reader_an_open_question_is_not(
    world: World, guide: Guide, client_of: Callable[[str], Client]
) -> None:
    officer = world.viewer("officer")
    services.guide_publish(viewer=officer, guide=guide)
    asked = services.guide_question_ask(
        viewer=world.viewer("analyst"), guide=guide, question="Is satire meant?", language="en"
    )
    address = f"/cooperation/guides/{guide.pk}/"
    assert "Is satire meant?" not in client_of("partner_analyst").get(address).content.decode()
    with pytest.raises(NotAllowed):
        services.guide_question_answer(viewer=world.viewer("partner_analyst"), asked=asked, answer="No.")
    services.guide_question_answer(viewer=officer, asked=asked, answer="Hardly ever.")
    assert "Hardly ever." in client_of("partner_analyst").get(address).content.decode()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"texts": {"en": ""}}, "guide.empty"),
        ({"catalogue": "no-such-plan"}, "guide.no_catalogue"),
        ({"catalogue": "un-hate-speech-2019", "element": "99"}, "guide.no_catalogue"),
    ],
)
def test_what_makes_no_guide_is_refused(world: World, given: dict[str, object], code: str) -> None:
    told = {"kind": "plan", "names": {"en": "A"}, "texts": {"en": "B"}, **given}
    with pytest.raises(NotPossibleNow, match=code.replace(".", r"\.")):
        services.guide_write(viewer=world.viewer("officer"), **told)  # type: ignore[arg-type]


def test_news_is_told_in_our_words_and_its_link_can_die(world: World, officer: Client) -> None:
    viewer = world.viewer("officer")
    actor = actor_record(viewer=viewer, kind="organisation", names={"en": "Centre"}, tlp="green")
    told = {"viewer": viewer, "actor": actor, "title": "Renewed", "language": "en"}
    one = services.news_record(**told, url="https://example.net/1", summary="They signed again.")
    assert services.news_record(**told, url="https://example.net/1") == one
    tomorrow = clock.now().date() + timedelta(days=2)
    with pytest.raises(NotPossibleNow, match=r"news\.not_yet"):
        services.news_record(**told, when=WrittenDate("soon", tomorrow, tomorrow, "day"))
    assert 'href="https://example.net/1"' in officer.get("/cooperation/news/").content.decode()
    services.news_mark_dead(viewer=viewer, news=one)
    page = officer.get("/cooperation/news/").content.decode()
    assert 'href="https://example.net/1"' not in page
    assert "link dead since" in page


def test_a_programme_ends_after_it_began(world: World, officer: Client) -> None:
    viewer = world.viewer("officer")
    actor = actor_record(viewer=viewer, kind="organisation", names={"en": "Centre"}, tlp="green")
    began = WrittenDate("2025", date(2025, 1, 1), date(2025, 12, 31), "year")
    told = {"viewer": viewer, "actor": actor, "names": {"en": "Schools"}, "began": began}
    with pytest.raises(NotPossibleNow, match=r"programme\.ends_first"):
        services.programme_record(**told, ended_on=date(2024, 1, 1))
    services.programme_record(**told, region="Lakes")
    assert "Lakes" in officer.get("/cooperation/programmes/").content.decode()
    table = officer.get("/cooperation/programmes/?format=csv").getvalue().decode("utf-8-sig")
    assert "Lakes,Schools,Centre,2025-01-01" in table
