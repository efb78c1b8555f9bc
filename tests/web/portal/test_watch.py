"""Watch: what a person reads first, and what waits for whom."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from django.test import Client

from nadhir.sources import EventFacts
from nadhir.web.accounts.models import User
from nadhir.web.core import clock
from nadhir.web.directory.services import place_invent
from nadhir.web.intake.models import Item
from nadhir.web.response.services import undertaking_complete, undertaking_make
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Assessment, Situation
from nadhir.web.warnings import services as warnings
from tests.web.conftest import PERSONAS, World

ClientOf = Callable[..., Client]


def ago(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


def text_of(client: Client, path: str = "/") -> str:
    """The words of a page as they are read, without the navigation."""
    answer = client.get(path)
    assert answer.status_code == 200
    main = lxml.html.fromstring(answer.content).get_element_by_id("main")
    return " ".join(main.text_content().split())


def desk_of(client: Client) -> list[str]:
    """The titles on a person's desk."""
    page = lxml.html.fromstring(client.get("/").content)
    return [
        link.text_content().strip("\u2068\u2069") for link in page.xpath("//section//ul[@class='rows']//a")
    ]


def signed(world: World, trend: str, *, situation: Situation | None = None) -> Assessment:
    """An assessment with a trend, signed by the reviewer."""
    analyst = world.viewer("analyst")
    place = place_invent(code="ML-X", names={"en": "Mali"})
    situation = situation or situations.situation_open(
        viewer=analyst, names={"en": "Along the river"}, places=[place.pk]
    )
    item = world.item("They were asked to leave their houses, for the second time.")
    situations.evidence_code(
        viewer=analyst, situation=situation, item=item, start=0, end=34, elements=["7.10"]
    )
    draft = situations.assessment_draft(viewer=analyst, situation=situation)
    situations.assessment_write(viewer=analyst, assessment=draft, narrative="As said.", trend=trend)
    situations.assessment_submit(viewer=analyst, assessment=draft)
    return situations.assessment_sign(viewer=world.viewer("reviewer"), assessment=draft)


def covering_mali(world: World, trend: str) -> None:
    assessment = signed(world, trend)
    place = assessment.situation.places.get()
    place.iso3 = "MLI"
    place.save()


# -- access -------------------------------------------------------------------------------------------


def test_whoever_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    assert client.get("/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_has_a_first_page(client_of: ClientOf, persona: str) -> None:
    assert "Watch list" in text_of(client_of(persona))


@pytest.mark.parametrize("persona", ["outsider", "decision_maker", "officer", "reporter"])
def test_situations_of_others_are_not_told(world: World, client_of: ClientOf, persona: str) -> None:
    world.signed_assessment()
    assert "Nour Valley" not in text_of(client_of(persona))


def test_a_shared_situation_is_told_to_the_network(world: World, client_of: ClientOf) -> None:
    world.situation(shared=True)
    assert "Nour Valley" in text_of(client_of("coordinator"))


# -- the sentence -------------------------------------------------------------------------------------


def test_without_anything_the_page_says_what_it_rests_on(client_of: ClientOf) -> None:
    assert "No situation is under watch here yet" in text_of(client_of("analyst"))


def test_nothing_is_said_of_what_one_may_not_know(client_of: ClientOf) -> None:
    page = text_of(client_of("decision_maker"))
    assert "rests on public figures alone" in page
    assert "under watch here" not in page


def test_what_got_worse_comes_first(world: World, client_of: ClientOf) -> None:
    world.signed_assessment()
    world.event()
    world.event()
    words = text_of(client_of("analyst"))
    assert "Nour Valley: the assessment of" in words
    assert "finds the risk rising" in words
    assert "Within seven days 2 reports of violence against civilians came in." in words
    assert "of them are from" not in words, "where all are from one place, no share is told"
    world.item("Armed men came.", external_id="elsewhere", event=EventFacts(kind="one_sided", deaths_best=1))
    words = text_of(client_of("analyst"))
    assert (
        "Within seven days 3 reports of violence against civilians came in. 2 of them are from Nour Valley."
        in words
    )


def test_an_old_rise_is_no_news(world: World, client_of: ClientOf) -> None:
    with clock.at(ago(days=100)):
        world.signed_assessment()
    assert "finds the risk rising" not in text_of(client_of("analyst")).replace(
        "No assessment of the last three months finds the risk rising", ""
    )


def test_reports_of_last_month_are_not_of_this_week(world: World, client_of: ClientOf) -> None:
    with clock.at(ago(days=30)):
        world.event()
    assert "Within seven days" not in text_of(client_of("analyst"))


@pytest.mark.parametrize(("days", "told"), [(10, True), (400, False)])
def test_violence_of_long_ago_that_came_in_today_is_no_news(
    world: World, client_of: ClientOf, days: int, told: bool
) -> None:
    item = world.event()
    Item.objects.filter(pk=item.pk).update(occurred_on=ago(days=days).date())
    assert ("Within seven days" in text_of(client_of("analyst"))) is told


def test_what_is_missing_is_said(world: World, client_of: ClientOf) -> None:
    with clock.at(ago(days=70)):
        world.situation()
    with clock.at(ago(days=3)):
        world.warning()
    words = text_of(client_of("analyst"))
    assert "reviews are late" in words or "review is late" in words or "The review of" in words
    assert "has no signed assessment yet" in words
    assert "1 warning has no answer" in words


def test_a_riser_is_named_with_its_reason(client_of: ClientOf) -> None:
    assert re.search(
        r"Among the thirty countries that the figures put first, .+ rose most, from rank \d+ to \d+: .+\.",
        text_of(client_of("reporter")),
    )


# -- the desk -----------------------------------------------------------------------------------------


def test_nothing_waits_for_a_newcomer(client_of: ClientOf) -> None:
    assert "Nothing waits for you." in text_of(client_of("reporter"))


def test_violence_waits_for_analysts_until_it_is_sorted(world: World, client_of: ClientOf) -> None:
    item = world.event()
    assert "1 violent report not sorted" in desk_of(client_of("analyst"))
    assert not any("violent" in title for title in desk_of(client_of("reviewer")))
    situations.item_attach(viewer=world.viewer("analyst"), situation=world.situation(), item=item)
    assert not any("violent" in title for title in desk_of(client_of("analyst")))


def test_a_draft_waits_for_a_second_person(world: World, client_of: ClientOf) -> None:
    analyst, situation = world.viewer("analyst"), world.situation()
    item = world.item("They were asked to leave their houses, for the second time.")
    situations.evidence_code(
        viewer=analyst, situation=situation, item=item, start=0, end=34, elements=["7.10"]
    )
    draft = situations.assessment_draft(viewer=analyst, situation=situation)
    situations.assessment_write(viewer=analyst, assessment=draft, narrative="As said.")
    situations.assessment_submit(viewer=analyst, assessment=draft)
    assert any(title.startswith("Review and sign:") for title in desk_of(client_of("reviewer")))
    assert not any(title.startswith("Review and sign:") for title in desk_of(client_of("analyst")))
    situations.assessment_return(viewer=world.viewer("reviewer"), assessment=draft, because="Say more.")
    assert any(title.startswith("Sent back to you:") for title in desk_of(client_of("analyst")))
    assert not any(title.startswith("Sent back") for title in desk_of(client_of("second_analyst")))


def test_a_recipient_is_asked_to_acknowledge_then_to_decide(world: World, client_of: ClientOf) -> None:
    warning = world.warning()
    client, viewer = client_of("decision_maker"), world.viewer("decision_maker")
    assert any(title.startswith("Acknowledge warning") for title in desk_of(client))
    line = warning.recipients.get()
    warnings.warning_acknowledge(viewer=viewer, recipient=line)
    assert any(title.startswith("Decide on warning") for title in desk_of(client))
    warnings.decision_record(
        viewer=viewer, warning=warning, no_action=True, reason="No means.", decided_by="The minister"
    )
    assert not any("warning" in title for title in desk_of(client))


@pytest.mark.parametrize(
    ("status", "task"), [("submitted", "Approve warning"), ("approved", "Issue warning"), ("draft", "")]
)
def test_a_warning_on_its_way_waits_for_the_reviewer(
    world: World, client_of: ClientOf, status: str, task: str
) -> None:
    world.warning(status=status)
    found = [title for title in desk_of(client_of("reviewer")) if "warning" in title.lower()]
    assert [title.startswith(task) for title in found] == ([True] if task else [])
    assert not any(title.startswith("Approve") for title in desk_of(client_of("analyst")))


def test_silence_is_noticed_after_a_day(world: World, client_of: ClientOf) -> None:
    with clock.at(ago(days=2)):
        world.warning()
    assert any(title.startswith("Nobody has answered") for title in desk_of(client_of("analyst")))
    assert not any(title.startswith("Nobody has answered") for title in desk_of(client_of("officer")))


def test_what_was_promised_stays_until_it_is_done(world: World, client_of: ClientOf) -> None:
    analyst, person = world.viewer("analyst"), world.people["officer"]
    made = undertaking_make(
        viewer=analyst, title="Open the road", who="The district", due_on=ago(days=2).date(), person=person
    )
    later = undertaking_make(
        viewer=analyst,
        title="Plant trees",
        who="The district",
        due_on=(datetime.now(UTC) + timedelta(90)).date(),
    )
    titles = desk_of(client_of("officer"))
    assert made.title in titles
    assert later.title not in titles
    assert "2 days late" in text_of(client_of("officer"))
    undertaking_complete(viewer=world.viewer("officer"), undertaking=made, result="It is open.")
    assert made.title not in desk_of(client_of("officer"))


def test_a_situation_comes_back_for_review(world: World, client_of: ClientOf) -> None:
    with clock.at(ago(days=70)):
        assessment = world.signed_assessment()
    assert any(title.startswith("Review ") for title in desk_of(client_of("analyst")))
    signed(world, "steady", situation=assessment.situation)
    assert not any(title.startswith("Review ") for title in desk_of(client_of("analyst")))


# -- the list -----------------------------------------------------------------------------------------


def rows_of(client: Client, query: str = "") -> list[str]:
    page = lxml.html.fromstring(client.get(f"/{query}").content)
    return [
        " ".join(row.text_content().split())
        for row in page.xpath("//*[@id='list']//tbody/tr")
    ]  # fmt: skip


def test_twenty_five_at_a_time_or_all(client_of: ClientOf) -> None:
    client = client_of("reporter")
    assert len(rows_of(client)) == 25
    assert len(rows_of(client, "?all=1")) >= 160
    assert rows_of(client, "?page=2")[0] not in rows_of(client)
    assert rows_of(client, "?page=9999"), "beyond the end stands the last page"


def test_the_filter_lives_in_the_address(client_of: ClientOf) -> None:
    client = client_of("reporter")
    (row,) = rows_of(client, "?q=ميانمار")
    assert row.startswith("Myanmar")
    assert rows_of(client, "?q=Myanmar&level=5") == [row]
    assert not rows_of(client, "?q=Atlantis")


@pytest.mark.parametrize("query", ["?level=9", "?level=x", "?by=weight", "?page=-1", "?page=x", "?q=%00"])
def test_an_address_that_makes_no_sense_breaks_nothing(client_of: ClientOf, query: str) -> None:
    assert client_of("reporter").get(f"/{query}").status_code == 200


def test_figures_and_evidence_that_disagree_are_said_to(world: World, client_of: ClientOf) -> None:
    covering_mali(world, "falling")
    (row,) = rows_of(client_of("analyst"), "?q=MLI")
    assert "falling" in row
    assert "the figures are worse than our evidence" in row
    page = text_of(client_of("analyst"))
    beside = page[page.index("Evidence and forecast disagree") :]
    assert "People find the risk falling" in beside
    assert "7.10" in beside[beside.index("What people see") : beside.index("What the figures see")]
    assert "(not assessed)" in beside[beside.index("What the figures see") :]
    assert "Evidence and forecast disagree" not in text_of(client_of("outsider"))
    (row,) = rows_of(client_of("outsider"), "?q=MLI")
    assert "falling" not in row


def test_agreement_is_not_commented(world: World, client_of: ClientOf) -> None:
    covering_mali(world, "rising")
    (row,) = rows_of(client_of("analyst"), "?q=MLI&ours=on")
    assert "rising" in row
    assert "worse" not in row


def test_old_figures_are_said_to_be_old(client_of: ClientOf) -> None:
    assert "which has passed" in text_of(client_of("reporter"))


def test_the_list_can_be_taken_along(client_of: ClientOf) -> None:
    answer = client_of("analyst").get("/?format=csv&q=MLI")
    table = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert len(table) == 2
    assert table[1][:2] == ["MLI", "Mali"]
    assert 0 < float(table[1][4]) < 1


def test_a_reporter_takes_nothing_along(client_of: ClientOf) -> None:
    assert client_of("reporter").get("/?format=csv").status_code == 403


# -- promises of every page ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_the_page_is_light_and_asks_little(
    world: World, client_of: ClientOf, lang: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    covering_mali(world, "rising")
    world.warning()
    for _ in range(3):
        world.event()
    client = client_of("analyst", lang)
    client.get("/")
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        page = client.get("/").content
    assert len(gzip.compress(page)) < 60_000


def test_no_verdict_and_no_sum(world: World, client_of: ClientOf) -> None:
    world.signed_assessment()
    words = text_of(client_of("analyst"), "/?all=1").lower()
    assert "not a verdict" in words
    for banned in ("score", "perpetrator", "guilty", "genocidal"):
        assert banned not in words


def test_one_kind_of_digits_on_a_page(world: World, client_of: ClientOf) -> None:
    world.event()
    with clock.at(ago(days=3)):
        world.warning()
    User.objects.update(digits="arab")
    page = lxml.html.fromstring(client_of("analyst", "ar").get("/").content)
    # Codes and names of versions keep theirs; they are set apart.
    for apart in page.xpath("//code | //*[@class='ltr'] | //script | //input | //select"):
        apart.drop_tree()
    said = " ".join(page.text_content().split())
    said = re.sub(r"\b\d{4}-\d{2}\b|onset-\S+|(?:GED|violence|to) \d\S*", "", said)
    assert re.findall(r".{12}[0-9]+", said) == []
