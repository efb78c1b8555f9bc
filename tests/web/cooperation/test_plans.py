"""Plans: recorded of a text or with commitments of their own, adopted, carried out, measured, closed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nadhir.doctrine.outline import read_outline
from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.sources.dates import parse_written
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Measure, Plan, PlanAction
from nadhir.web.cooperation.selectors import plans
from nadhir.web.core import clock
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import undertaking_begin, undertaking_complete
from tests.web.conftest import World

ClientOf = Callable[..., Client]
OUTLINE = "1. Warn early\n1.1 Name focal points\n1.2 Report every month\n2. Answer early"
PATH = "/cooperation/plans/"


def national(world: World, persona: str = "officer", **fields: Any) -> Plan:
    return services.plan_record(
        viewer=world.viewer(persona),
        **{
            "kind": "national",
            "names": {"en": "Plan of the valley"},
            "elements": read_outline(OUTLINE),
            "period_from": date(2026, 1, 1),
            "period_until": date(2026, 12, 31),
            **fields,
        },
    )


def of_text(world: World, catalogue: str = "fez-2017", **fields: Any) -> Plan:
    plan = services.plan_record(
        viewer=world.viewer("officer"),
        kind="catalogue",
        names={"en": "The religious leaders’ plan"},
        catalogue=catalogue,
        **fields,
    )
    return services.plan_begin(viewer=world.viewer("officer"), plan=plan)


def action(world: World, plan: Plan, element: str = "1.1", **fields: Any) -> PlanAction:
    return services.plan_action_add(
        viewer=world.viewer("officer"),
        plan=plan,
        element=element,
        **{"title": "Write to the districts", "who": "the secretariat", **fields},
    )


def main_of(answer: Any) -> str:
    page = lxml.html.fromstring(answer.content).get_element_by_id("main")
    return " ".join(page.text_content().replace("\u2068", "").replace("\u2069", "").split())


def words_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return main_of(answer)


def refused(code: str, do: Callable[[], Any]) -> None:
    with pytest.raises(NotPossibleNow) as caught:
        do()
    assert caught.value.code == code


# -- the list and the page ----------------------------------------------------------------------------------


def test_an_empty_list_teaches(world: World, client_of: ClientOf) -> None:
    words = words_of(client_of("officer"), PATH)
    assert "No plan is being carried out." in words
    assert "No plan is tracked yet" in words
    assert "New plan" in words
    assert "New plan" not in words_of(client_of("analyst"), PATH)


def test_a_plan_is_said_in_a_sentence_without_a_score(world: World, client_of: ClientOf) -> None:
    plan = of_text(world)
    action(world, plan, "FEZ-1.2", title="Study where it comes from")
    done = action(world, plan, "FEZ-2")
    services.plan_action_move(viewer=world.viewer("officer"), action=done, to="done")
    words = words_of(client_of("officer"), PATH)
    assert "1 plan is being carried out." in words
    sentence = "Of 9 commitments: 1 with something done, 1 only planned, and 7 with nothing yet."
    assert sentence.replace(", and ", " and ") in words.replace(", and ", " and ")
    page = words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    assert "something done" in page
    assert "%" not in page


def test_what_is_dropped_is_nothing(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    one = action(world, plan)
    refused(
        "plan.drop_unsaid",
        lambda: services.plan_action_move(viewer=world.viewer("officer"), action=one, to="dropped"),
    )
    services.plan_action_move(viewer=world.viewer("officer"), action=one, to="dropped", note="no money")
    assert "3 with nothing yet" in words_of(client_of("officer"), f"{PATH}{plan.pk}/")


def test_the_table_of_a_plan(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    action(world, plan, "1.2")
    answer = client_of("officer").get(f"{PATH}{plan.pk}/?format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [row[:3] for row in rows[1:]] == [
        ["1.1", "Name focal points", "nothing yet"],
        ["1.2", "Report every month", "only planned"],
        ["2", "Answer early", "nothing yet"],
    ]
    listed = client_of("officer").get(f"{PATH}?format=csv")
    assert "Plan of the valley" in b"".join(listed.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_a_plan_is_for_those_whom_its_label_lets_read_it(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    assert client_of("outsider").get(f"{PATH}{plan.pk}/").status_code == 403
    assert client_of("reporter").get(f"{PATH}{plan.pk}/").status_code == 200
    assert "Plan of the valley" not in words_of(client_of("outsider"), PATH)


def test_filters_are_in_the_address(world: World, client_of: ClientOf) -> None:
    national(world)
    of_text(world)
    assert "The religious" not in words_of(client_of("officer"), f"{PATH}?kind=national")
    assert "Plan of the valley" not in words_of(client_of("officer"), f"{PATH}?status=under_way")
    assert "Nothing fits" in words_of(client_of("officer"), f"{PATH}?q=nothing+like+it")


# -- recording ----------------------------------------------------------------------------------------------


def test_commitments_are_shown_before_they_are_kept(world: World, client_of: ClientOf) -> None:
    client = client_of("officer")
    given = {"kind": "national", "names_en": "Plan of the valley", "tlp": "amber", "outline": OUTLINE}
    shown = client.post(f"{PATH}new/", given)
    assert shown.status_code == 200
    assert "4 lines were read." in main_of(shown)
    assert not Plan.objects.exists()
    draft = lxml.html.fromstring(shown.content).xpath('//input[@name="draft"]/@value')[0]
    kept = client.post(f"{PATH}new/", {**given, "draft": draft, "record": "1"})
    plan = Plan.objects.get()
    assert kept.headers["Location"] == f"{PATH}{plan.pk}/"
    assert [one["kind"] for one in plan.elements] == ["objective", "commitment", "commitment", "commitment"]


def test_commitments_come_in_a_file_in_three_languages(world: World, client_of: ClientOf) -> None:
    head = "code,parent,text_ar,text_en,text_fr"
    raw = f"{head}\nA1,,الإنذار,Warn,Alerter\nA1.1,A1,التسمية,Name,Nommer\n".encode()
    given = {"kind": "national", "names_fr": "Plan", "tlp": "amber"}
    shown = client_of("officer").post(f"{PATH}new/", {**given, "file": SimpleUploadedFile("plan.csv", raw)})
    assert "2 lines were read." in main_of(shown)
    draft = lxml.html.fromstring(shown.content).xpath('//input[@name="draft"]/@value')[0]
    client_of("officer").post(f"{PATH}new/", {**given, "draft": draft, "record": "1"})
    elements = Plan.objects.get().elements
    assert elements[1]["text"] == {"ar": "التسمية", "en": "Name", "fr": "Nommer"}
    assert [one["id"] for one in elements] == ["A1", "A1.1"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"names_en": ""}, "Give it a name"),
        ({"outline": ""}, "Write its commitments"),
        ({"outline": "1. One\n1. Two"}, "Line 2: the number 1"),
        ({"catalogue": "fez-2017"}, "not both"),
        ({"period_from": "2027", "period_until": "2026"}, "The end lies before the beginning."),
        ({"period_from": "31/31/2026"}, "date"),
        ({"women_goal": "101"}, "100"),
        ({"actor": "Nobody at all"}, "Nobody in the directory is called"),
        ({"place": "Nowhere at all"}, "No place is called"),
        ({"draft": '[{"id": "1"}]', "record": "1", "outline": ""}, "What was shown before was lost."),
    ],
)
def test_what_is_wrong_is_said_and_the_words_are_kept(
    world: World, client_of: ClientOf, given: dict[str, str], said: str
) -> None:
    sent = {"kind": "national", "names_en": "Plan of the valley", "tlp": "amber", "outline": OUTLINE, **given}
    answer = client_of("officer").post(f"{PATH}new/", sent)
    assert answer.status_code == 422
    assert said in main_of(answer)
    assert sent["names_en"] in answer.content.decode()
    assert not Plan.objects.exists()


def test_periods_are_written_as_people_write_them(world: World, client_of: ClientOf) -> None:
    given = {"kind": "catalogue", "names_en": "Strategy", "tlp": "amber", "catalogue": "un-hate-speech-2019"}
    client_of("officer").post(f"{PATH}new/", {**given, "period_from": "May 2026", "period_until": "2027"})
    plan = Plan.objects.get()
    assert (plan.period_from, plan.period_until) == (date(2026, 5, 1), date(2027, 12, 31))


def test_of_a_strategic_plan_the_frame_alone_may_be_known(world: World, client_of: ClientOf) -> None:
    plan = services.plan_record(
        viewer=world.viewer("officer"), kind="strategic", names={"en": "Strategic plan 2024–2027"}
    )
    words = words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    assert "Its commitments are not kept here" in words
    assert "Its commitments are not known here." in words


def test_services_refuse_what_makes_no_sense(world: World) -> None:
    refused("plan.without_name", lambda: national(world, names={"en": " "}))
    refused("plan.without_elements", lambda: national(world, elements=()))
    refused("plan.ends_before_start", lambda: national(world, period_until=date(2025, 1, 1)))
    refused("plan.percent", lambda: national(world, women_goal=101))
    refused("plan.catalogue_unknown", lambda: of_text(world, "none"))
    with pytest.raises(NotAllowed):
        national(world, "analyst")


# -- drafting, adopting, carrying out, closing --------------------------------------------------------------


def test_a_plan_is_adopted_and_its_wording_frozen(world: World, client_of: ClientOf) -> None:
    officer, plan = world.viewer("officer"), national(world)
    refused("plan.not_adopted", lambda: services.plan_begin(viewer=officer, plan=plan))
    ahead = parse_written("2030-01-01", reference=clock.now().date())
    refused("plan.adopted_ahead", lambda: services.plan_adopt(viewer=officer, plan=plan, adopted=ahead))
    answer = client_of("officer").post(
        f"{PATH}{plan.pk}/adopt/",
        {"adopted": "March 2026", "adopted_by": "the Council", "version": plan.version},
    )
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.adopted_on) == ("adopted", date(2026, 3, 1))
    assert "March 2026 · the Council" in words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    refused("plan.not_draft", lambda: services.plan_adopt(viewer=officer, plan=plan))
    later = read_outline(f"{OUTLINE}\n3. Learn from it")
    refused("plan.change_unsaid", lambda: services.plan_write(viewer=officer, plan=plan, elements=later))
    services.plan_write(viewer=officer, plan=plan, elements=later, note="The Council asked for it.")
    first, second = reversed(plans.versions(officer, plan))
    assert [one["id"] for one in first.elements] == ["1", "1.1", "1.2", "2"]
    assert [one["id"] for one in second.elements][-1] == "3"
    page = client_of("officer").get(f"{PATH}{plan.pk}/versions/")
    marked = "".join(lxml.html.fromstring(page.content).xpath("//ins//text()"))
    assert "Learn from it" in marked
    assert "The Council asked for it." in main_of(page)


def test_a_draft_is_written_over(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    given = {"outline": f"{OUTLINE}\n3. Learn from it", "version": plan.version}
    assert client_of("officer").post(f"{PATH}{plan.pk}/write/", given).status_code == 302
    plan.refresh_from_db()
    assert len(plan.elements) == 5
    assert plans.versions(world.viewer("officer"), plan) == []


def test_what_something_hangs_on_is_not_taken_out(world: World) -> None:
    officer, plan = world.viewer("officer"), national(world)
    action(world, plan, "1.2")
    less = read_outline("1. Warn early\n1.1 Name focal points")
    refused("plan.element_in_use", lambda: services.plan_write(viewer=officer, plan=plan, elements=less))
    refused(
        "plan.unchanged",
        lambda: services.plan_write(viewer=officer, plan=plan, elements=read_outline(OUTLINE)),
    )


def test_words_in_other_languages_stay_where_nothing_was_changed(world: World) -> None:
    plan = national(world)
    told = {"ar": "تسمية جهات الاتصال", "en": "Name focal points", "fr": "Nommer des référents"}
    plan.elements[1]["text"] = told
    plan.save()
    services.plan_write(
        viewer=world.viewer("officer"), plan=plan, elements=read_outline(f"{OUTLINE}\n3. Learn")
    )
    plan.refresh_from_db()
    assert plan.elements[1]["text"] == told


def test_the_commitments_of_a_text_are_not_changed_here(world: World) -> None:
    plan = of_text(world)
    refused(
        "plan.elements_of_another",
        lambda: services.plan_write(
            viewer=world.viewer("officer"), plan=plan, elements=read_outline(OUTLINE)
        ),
    )


def test_somebody_else_was_first(world: World, client_of: ClientOf) -> None:
    officer, plan = world.viewer("officer"), national(world)
    services.plan_change(viewer=officer, plan=Plan.objects.get(), region="the north")
    with pytest.raises(Conflict):
        services.plan_change(viewer=officer, plan=plan, version=1, region="the south")
    given = {"names_en": "My words", "region": "the south", "version": 1}
    answer = client_of("officer").post(f"{PATH}{plan.pk}/edit/", given)
    assert answer.status_code == 409
    assert "My words" in answer.content.decode()


def test_a_plan_is_closed_with_what_came_of_it_and_taken_up_again(world: World, client_of: ClientOf) -> None:
    officer, plan = world.viewer("officer"), of_text(world)
    one = action(world, plan, "FEZ-2")
    refused("plan.closing_unsaid", lambda: services.plan_close(viewer=officer, plan=plan, closing=" "))
    client_of("officer").post(
        f"{PATH}{plan.pk}/close/", {"closing": "Half of it was done.", "version": plan.version}
    )
    plan.refresh_from_db()
    assert "Half of it was done." in words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    refused("plan.closed", lambda: services.plan_change(viewer=officer, plan=plan, region="x"))
    one.refresh_from_db()
    refused("plan.closed", lambda: services.plan_action_move(viewer=officer, action=one, to="done"))
    client_of("officer").post(f"{PATH}{plan.pk}/reopen/", {"version": plan.version})
    plan.refresh_from_db()
    assert plan.status == "under_way"
    refused("plan.not_closed", lambda: services.plan_reopen(viewer=officer, plan=plan))


def test_what_others_may_read_they_do_not_change(world: World, client_of: ClientOf) -> None:
    plan = national(world, tlp="green")
    coordinator = world.viewer("coordinator")
    assert client_of("coordinator").get(f"{PATH}{plan.pk}/").status_code == 200
    with pytest.raises(NotAllowed):
        services.plan_adopt(viewer=coordinator, plan=plan)
    with pytest.raises(NotAllowed):
        services.plan_action_add(viewer=coordinator, plan=plan, element="2", title="x")
    assert client_of("coordinator").get(f"{PATH}{plan.pk}/edit/").status_code == 403


# -- actions, money, measures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": " "}, "plan.action_unsaid"),
        ({"element": "9"}, "plan.element_unknown"),
        ({"budget": Decimal(-1), "currency": "EUR"}, "money.negative"),
        ({"spent": Decimal(-1), "currency": "EUR"}, "money.negative"),
        ({"budget": Decimal(10) ** 12, "currency": "EUR"}, "money.too_large"),
        ({"budget": Decimal(5)}, "money.without_currency"),
        ({"budget": Decimal(5), "currency": "ABC"}, "money.currency_unknown"),
        ({"budget": Decimal(5), "currency": "XXX"}, "money.currency_unknown"),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "plan.ends_before_start"),
    ],
)
def test_actions_that_make_no_sense_are_refused(world: World, given: dict[str, Any], code: str) -> None:
    plan = national(world)
    refused(code, lambda: action(world, plan, **given))


def test_the_form_of_an_action_says_what_is_wrong(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    path = f"{PATH}{plan.pk}/actions/new/?element=1.2"
    page = lxml.html.fromstring(client_of("officer").get(path).content)
    assert page.xpath('//select[@name="element"]/option[@selected]/@value') == ["1.2"]
    given = {"element": "1.2", "title": "Print cards", "budget": "-5", "starts_on": "2027", "ends_on": "2026"}
    words = main_of(client_of("officer").post(path, given))
    assert "The end lies before the beginning." in words
    assert "greater than or equal to 0" in words
    kept = {
        "element": "1.2",
        "title": "Print cards",
        "budget": "5",
        "currency": "KES",
        "ends_on": "June 2026",
    }
    assert client_of("officer").post(path, kept).status_code == 302
    one = PlanAction.objects.get()
    assert (one.budget, one.currency, one.ends_on) == (Decimal(5), "KES", date(2026, 6, 30))
    changed = {**kept, "title": "Print more cards", "version": one.version}
    assert client_of("officer").post(f"/cooperation/actions/{one.pk}/", changed).status_code == 302
    assert client_of("officer").post(f"/cooperation/actions/{one.pk}/", changed).status_code == 409


def test_currencies_are_never_added_to_each_other(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    action(world, plan, budget=Decimal(1000), spent=Decimal("250.50"), currency="eur")
    action(world, plan, "2", budget=Decimal(500), currency="EUR")
    action(world, plan, "2", budget=Decimal(90000), currency="KES")
    words = words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    assert "EUR 1,500" in words
    assert "EUR 250.5" in words
    assert "KES 90,000" in words
    assert "91,500" not in words
    assert "Currencies are not added to each other." in words


def test_an_action_becomes_an_undertaking_and_tells_how_it_goes(world: World, client_of: ClientOf) -> None:
    officer, plan = world.viewer("officer"), national(world)
    one = action(world, plan, ends_on=date(2026, 12, 1))
    path = f"/cooperation/actions/{one.pk}/undertake/"
    answer = client_of("officer").post(path, {"due_on": "2026-11-30"})
    made = Undertaking.objects.get()
    assert answer.headers["Location"] == f"/response/{made.pk}/"
    assert (made.origin, made.origin_id, made.origin_part) == ("plan", plan.pk, "1.1")
    assert (made.tlp, made.owner_id, made.who) == (plan.tlp, plan.owner_id, "the secretariat")
    assert "action of a plan: Plan of the valley · Name focal points" in words_of(
        client_of("officer"), f"/response/{made.pk}/"
    )
    assert client_of("officer").post(path, {"due_on": ""}).status_code == 302
    assert Undertaking.objects.count() == 1
    one.refresh_from_db()
    refused(
        "plan.action_is_undertaking", lambda: services.plan_action_move(viewer=officer, action=one, to="done")
    )
    undertaking_begin(viewer=officer, undertaking=made)
    assert "1 begun" in words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    undertaking_complete(viewer=officer, undertaking=made, result="All wrote back.")
    assert "1 with something done" in words_of(client_of("officer"), f"{PATH}{plan.pk}/")


def test_an_undertaking_made_of_a_commitment_stands_on_its_page(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    given = {"title": "Call a meeting", "who": "the chair", "priority": "ordinary", "due_on": "2026-12-01"}
    sent = client_of("officer").post(f"/response/new/?plan={plan.pk}&part=1.2", given)
    assert sent.status_code == 302, main_of(sent)
    assert "Call a meeting" in words_of(client_of("officer"), f"{PATH}{plan.pk}/commitments/1.2/")


def test_measures_are_read_over_time(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    path = f"{PATH}{plan.pk}/measures/new/"
    given = {"element": "1.1", "words": "Districts with a focal point", "unit": "districts", "baseline": "2"}
    assert client_of("officer").post(path, {**given, "target": "12"}).status_code == 302
    measure = Measure.objects.get()
    read = f"/cooperation/measures/{measure.pk}/readings/new/"
    for day, value in (("2026-03-01", "4"), ("2026-06-01", "9.5")):
        sent = {"read_on": day, "value": value, "source": "list of the secretariat"}
        assert client_of("officer").post(read, sent).status_code == 302
    page = client_of("officer").get(f"{PATH}{plan.pk}/commitments/1.1/")
    assert lxml.html.fromstring(page.content).xpath('//*[contains(@class,"spark")]')
    words = main_of(page)
    assert "9.5 on 1 June 2026" in words
    assert "at the start 2" in words
    assert "aimed at 12" in words
    refused(
        "measure.was_read", lambda: services.measure_drop(viewer=world.viewer("officer"), measure=measure)
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"read_on": date(2025, 12, 31)}, "reading.before_the_plan"),
        ({"read_on": date(2200, 1, 1)}, "reading.ahead"),
        ({"value": Decimal(101)}, "plan.percent"),
        ({"value": Decimal(-1)}, "plan.percent"),
        ({"women": Decimal(101)}, "plan.percent"),
    ],
)
def test_readings_that_cannot_be_are_refused(world: World, given: dict[str, Any], code: str) -> None:
    officer = world.viewer("officer")
    measure = services.measure_add(
        viewer=officer, plan=national(world), element="2", words="Share of answers", unit="%"
    )
    sent: dict[str, Any] = {"read_on": date(2026, 2, 1), "value": Decimal(40), **given}
    refused(code, lambda: services.reading_add(viewer=officer, measure=measure, **sent))


def test_measures_that_cannot_be_are_refused(world: World) -> None:
    officer, plan = world.viewer("officer"), national(world)
    refused("measure.unsaid", lambda: services.measure_add(viewer=officer, plan=plan, element="2", words=" "))
    wrong: dict[str, Any] = {"plan": plan, "element": "2", "words": "Share", "unit": "%"}
    refused("plan.percent", lambda: services.measure_add(viewer=officer, target=Decimal(120), **wrong))
    made = services.measure_add(viewer=officer, **wrong)
    services.measure_drop(viewer=officer, measure=made)
    assert not Measure.objects.exists()


# -- regions and years --------------------------------------------------------------------------------------


def test_a_region_takes_a_plan_up_and_the_plan_for_all_sees_it(world: World, client_of: ClientOf) -> None:
    plan = of_text(world)
    path = f"{PATH}new/?over={plan.pk}"
    nowhere = client_of("officer").post(path, {"names_en": "In the lakes", "tlp": "amber"})
    assert "Say for which region or place." in main_of(nowhere)
    given = {"names_en": "In the lakes", "region": "Great Lakes", "tlp": "amber"}
    assert client_of("officer").post(path, given).status_code == 302
    lying = Plan.objects.get(overlay_of=plan)
    assert lying.catalogue == "fez-2017"
    action(world, lying, "FEZ-3", title="Train preachers of the lakes")
    whole = words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    assert "Great Lakes" in whole
    assert "1 only planned" in whole
    element = words_of(client_of("officer"), f"{PATH}{plan.pk}/commitments/FEZ-3/")
    assert "Train preachers of the lakes" in element
    action(world, plan, "FEZ-4", title="For all")
    assert "For all" not in words_of(client_of("officer"), f"{PATH}{lying.pk}/commitments/FEZ-4/")
    refused(
        "plan.overlay_of_overlay",
        lambda: services.plan_record(
            viewer=world.viewer("officer"), kind="catalogue", names={"en": "x"}, overlay_of=lying, region="y"
        ),
    )


def test_a_region_of_a_plan_with_commitments_of_its_own(world: World, client_of: ClientOf) -> None:
    plan = national(world)
    lying = services.plan_record(
        viewer=world.viewer("officer"), kind="national", names={"en": "East"}, overlay_of=plan, region="East"
    )
    assert "Name focal points" in words_of(client_of("officer"), f"{PATH}{lying.pk}/")
    assert services.plan_begin(viewer=world.viewer("officer"), plan=lying).status == "under_way"


def test_the_year_stands_by_quarters_and_is_carried_over_once(world: World, client_of: ClientOf) -> None:
    officer = world.viewer("officer")
    plan = national(world, kind="work", names={"en": "Work plan 2026"})
    done = action(world, plan, title="Done in spring", ends_on=date(2026, 4, 2))
    services.plan_action_move(viewer=officer, action=done, to="done")
    left = action(world, plan, "2", title="Left over", starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 1))
    action(world, plan, "2", title="Some day")
    page = lxml.html.fromstring(client_of("officer").get(f"{PATH}{plan.pk}/").content)
    quarters = [" ".join(one.text_content().split()) for one in page.find_class("quarters")[0]]
    assert "Done in spring" in quarters[1]
    assert "Left over" in quarters[3]
    assert "Nothing is planned." in quarters[0]
    given = {"name": "Work plan 2027", "period_from": "2027", "period_until": "2027"}
    path = f"{PATH}{plan.pk}/carry-over/"
    back = client_of("officer").post(path, {**given, "period_from": "2025"})
    assert back.status_code == 409
    assert client_of("officer").post(path, given).status_code == 302
    client_of("officer").post(path, given)
    following = Plan.objects.get(follows=plan)
    titles = sorted(PlanAction.objects.filter(plan=following).values_list("title", flat=True))
    assert titles == ["Left over", "Some day"]
    carried = PlanAction.objects.get(plan=following, title="Left over")
    assert (carried.carried_from, carried.starts_on) == (left, None)
    assert (following.period_from, following.kind) == (date(2027, 1, 1), "work")
    assert "Work plan 2027" in words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    assert "carried over" in words_of(client_of("officer"), f"{PATH}{following.pk}/")


def test_actions_outside_of_the_year_are_not_lost(world: World, client_of: ClientOf) -> None:
    plan = national(world, kind="work")
    action(world, plan, title="Too late", starts_on=date(2027, 2, 1), ends_on=date(2027, 3, 1))
    words = words_of(client_of("officer"), f"{PATH}{plan.pk}/")
    assert words.index("Outside of this year") < words.index("Too late")


def test_plans_of_several_years_have_no_quarters(world: World, client_of: ClientOf) -> None:
    plan = national(world, period_until=date(2026, 1, 1) + timedelta(days=1200))
    assert "Quarter" not in words_of(client_of("officer"), f"{PATH}{plan.pk}/")
