"""What is known of each indicator, from when, and where to look next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nadhir import doctrine
from nadhir.web.core.models import Tlp
from nadhir.web.intake.models import Item
from nadhir.web.situations import coverage, selectors
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Evidence
from tests.web.conftest import World

TEXT = "They were told to leave their homes before the market day."


def code(world: World, situation: Any, element: str, **fields: Any) -> Evidence:
    item = fields.pop("item", None) or world.item(f"{element} {TEXT}", source=source(world))
    return situations.evidence_code(
        viewer=world.viewer("analyst"),
        situation=situation,
        item=item,
        start=0,
        end=20,
        elements=[element],
        **fields,
    )[0]


def source(world: World) -> Any:
    if "source" not in world.made:
        world.made["source"] = world.source(slug="coverage")
    return world.made["source"]


def of(found: coverage.Coverage, element: str) -> coverage.Indicator:
    return next(one for one in found.indicators if one.element.id == element)


def test_every_indicator_is_in_one_state(world: World) -> None:
    situation = world.situation()
    code(world, situation, "7.10")
    code(world, situation, "6.2", polarity="mitigation")
    found = coverage.coverage(world.viewer("analyst"), situation)
    assert len(found.indicators) == 143
    assert sum(found.counts.values()) == 143
    assert (of(found, "7.10").state, of(found, "6.2").state) == ("present", "mitigation")
    assert found.counts["not_assessed"] == 141


def test_a_signed_finding_is_asked_before_the_evidence_alone(world: World) -> None:
    situation = world.situation()
    code(world, situation, "7.10")
    analyst = world.viewer("analyst")
    draft = situations.assessment_draft(viewer=analyst, situation=situation)
    for element, value in (("7.1", "no_information"), ("9.1", "absent")):
        situations.finding_record(viewer=analyst, assessment=draft, element=element, value=value)
    situations.assessment_write(viewer=analyst, assessment=draft, narrative="It grows.", trend="rising")
    situations.assessment_submit(viewer=analyst, assessment=draft)
    situations.assessment_sign(viewer=world.viewer("reviewer"), assessment=draft)
    code(world, situation, "9.1")
    found = coverage.coverage(analyst, situation)
    assert (of(found, "7.1").value, of(found, "9.1").value) == ("no_information", "absent")
    assert of(found, "9.1").later == 1
    assert of(found, "7.1").need == coverage.UNTOLD


def test_what_is_older_than_the_cycle_of_review_is_out_of_date(world: World) -> None:
    situation = world.situation()
    old, fresh = code(world, situation, "7.10"), code(world, situation, "7.1")
    today = datetime.now(UTC).date()
    Item.objects.filter(pk=old.item_id).update(occurred_on=today - timedelta(days=situation.review_days + 1))
    Item.objects.filter(pk=fresh.item_id).update(
        occurred_on=today - timedelta(days=situation.review_days - 1)
    )
    found = coverage.coverage(world.viewer("analyst"), situation)
    assert (of(found, "7.10").state, of(found, "7.10").value) == ("out_of_date", "present")
    assert of(found, "7.1").state == "present"


def test_a_signature_renews_what_it_weighed(world: World) -> None:
    assessment = world.signed_assessment()
    Item.objects.update(occurred_on=datetime.now(UTC).date() - timedelta(days=400))
    found = coverage.coverage(world.viewer("analyst"), assessment.situation)
    assert of(found, "7.10").state == "present"


def test_gaps_beside_what_was_found_are_looked_at_first(world: World) -> None:
    situation = world.situation()
    code(world, situation, "9.3")
    wanted = coverage.coverage(world.viewer("analyst"), situation).next_to_collect()
    assert {one.factor.id for one in wanted[:3]} == {"9"}
    assert all(one.need == coverage.UNSEEN for one in wanted)
    assert "9.3" not in {one.element.id for one in wanted}


def test_evidence_on_the_older_catalogue_counts_only_through_the_crosswalk_and_is_marked(
    world: World,
) -> None:
    situation, viewer = world.situation(), world.viewer("analyst")
    older = doctrine.load("un-af-2009")
    question = next(
        one
        for one in older.elements
        if any("." in two.id for two in doctrine.counterparts(older.id, one.id, "un-foa-2014"))
    )
    code(world, situation, question.id, framework="un-af-2009")
    assert coverage.coverage(viewer, situation).counts["not_assessed"] == 143
    assert coverage.crossed_pieces(viewer, situation) == 1
    crossed = coverage.coverage(viewer, situation, crossed=True)
    counted = [one for one in crossed.indicators if one.through]
    assert counted
    assert all(one.risk == 0 and one.value == "present" for one in counted)
    own = coverage.coverage(viewer, situation, framework="un-af-2009")
    assert own.indicators


def test_withdrawn_evidence_covers_nothing(world: World) -> None:
    situation = world.situation()
    piece = code(world, situation, "7.10")
    situations.evidence_withdraw(viewer=world.viewer("analyst"), evidence=piece, because="a mistake")
    assert coverage.coverage(world.viewer("analyst"), situation).counts["not_assessed"] == 143


def test_partners_read_passages_of_reports_they_may_see_and_are_told_how_many_they_may_not(
    world: World,
) -> None:
    situation, partner = world.situation(shared=True), world.viewer("partner_analyst")
    open_to_all = world.item(TEXT, source=world.source(slug="green", tlp=Tlp.GREEN))
    seen = code(world, situation, "7.10", item=open_to_all)
    code(world, situation, "7.1")
    red = world.item("Red. " + TEXT, source=world.source(slug="red", tlp=Tlp.RED))
    code(world, situation, "7.2", item=red)
    assert [one.pk for one in selectors.evidence(partner, situation)] == [seen.pk]
    assert coverage.held(partner, situation) == 1
    assert coverage.held(world.viewer("analyst"), situation) == 0


def test_the_page_says_what_is_known_and_asks_little(
    world: World, client_of: Any, shown: Any, django_assert_max_num_queries: Any
) -> None:
    situation = world.situation()
    for element in ("7.10", "7.1", "1.1", "14.1"):
        code(world, situation, element)
    client = client_of("analyst")
    address = f"/situations/{situation.pk}/coverage/"
    client.get(address)
    with django_assert_max_num_queries(40):
        text = shown(client.get(address))
    assert "nothing is added up" in text
    assert "What to collect next" in text
    assert "Sharing a situation does not share its evidence" in text
    assert "rests on a single passage" in text


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("state=present", "7.10", "9.4"),
        ("state=gaps&factor=9", "9.4", "7.10"),
        ("factor=7", "7.10", "9.4"),
        ("framework=un-af-2009", "2009", "7.10"),
        ("framework=nonsense&factor=%00", "7.10", "2009"),
        ("crossed=on", "7.10", "2009"),
    ],
)
def test_filters_live_in_the_address(world: World, client_of: Any, query: str, has: str, lacks: str) -> None:
    situation = world.situation()
    code(world, situation, "7.10")
    response = client_of("analyst").get(f"/situations/{situation.pk}/coverage/?{query}&format=")
    page = response.content.decode()
    listed = page[page.index('id="list"') : page.index("</section>", page.index('id="list"'))]
    assert has in listed or has in page[: page.index('id="list"')]
    assert lacks not in listed


def test_the_list_can_be_taken_along(world: World, client_of: Any) -> None:
    situation = world.situation()
    code(world, situation, "7.10")
    response = client_of("analyst").get(f"/situations/{situation.pk}/coverage/?state=present&format=csv")
    lines = response.getvalue().decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2
    assert "7.10" in lines[1]


@pytest.mark.parametrize("persona", ["reporter", "coordinator", "decision_maker", "outsider"])
def test_coverage_is_for_those_who_read_reports(world: World, client_of: Any, persona: str) -> None:
    situation = world.situation(shared=True)
    assert client_of(persona).get(f"/situations/{situation.pk}/coverage/").status_code == 403
