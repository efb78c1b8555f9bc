"""Parts of a draft beside its findings: groups, triggers, scenarios, gaps, and what mitigation says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from nadhir import doctrine
from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotAllowed, NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.situations import services
from nadhir.web.situations.models import Assessment, Evidence, Occasion, Resilience, Scenario
from nadhir.web.situations.reading import read
from nadhir.web.situations.services import GapRow, GroupRow, ScenarioRow, TriggerRow, part_token
from nadhir.web.situations.services.parts import part_rows
from tests.web.situations.test_writing import page_of, sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

SCENARIO = ScenarioRow("Attack on the market", "likely", "Stalls are burnt.", "Strangers count the stalls.")


@pytest.fixture
def draft(world: World) -> Assessment:
    one = world.situation(shared=True)
    return services.assessment_draft(viewer=world.viewer("analyst"), situation=one)


def write(world: World, draft: Assessment, part: str, *rows: Any, **more: Any) -> bool:
    return services.assessment_part_write(
        viewer=world.viewer("analyst"), assessment=draft, part=part, rows=rows, **more
    )


def occasion(world: World, draft: Assessment, *, days: int = 20, tlp: str = "amber") -> Occasion:
    one = Occasion.objects.create(
        owner_id=draft.owner_id, created_by=world.people["second_analyst"], tlp=tlp,
        names={"en": "Provincial vote"}, kind="election", triggers=["8.8"],
        starts_on=clock.now().date() + timedelta(days=days),
    )  # fmt: skip
    one.situations.add(draft.situation)
    return one


def test_each_part_is_written_and_read_back_as_it_was(world: World, draft: Assessment) -> None:
    group = draft.situation.groups.get()
    held = occasion(world, draft)
    told: dict[str, Any] = {
        "groups": GroupRow(group.pk, "rising", "Told to leave."),
        "triggers": TriggerRow("8.8", held.starts_on, "Lists were changed.", held.pk),
        "scenarios": replace(SCENARIO, until=held.starts_on),
        "gaps": GapRow("Who pays the patrols?", "Ask the traders.", "5.7"),
    }
    for part, row in told.items():
        assert write(world, draft, part, row)
        assert part_rows(world.viewer("analyst"), draft, part) == [row]
        assert not write(world, draft, part, row)


def test_a_group_is_described_on_its_page(
    client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    client, page = client_of("analyst"), page_of(draft, "groups")
    data = sent(client.get(page)) | {"row-0-trend": "rising", "row-0-text": "Driven from the market."}
    assert client.post(page, data | {"onward": "1"})["Location"].endswith("?factor=triggers")
    assert draft.group_views.get().text == "Driven from the market."
    assert "Driven from the market." in shown(client.get(reverse("assessment", args=[draft.pk])))


def test_occasions_of_the_calendar_are_offered_and_taken_by_a_tick(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    near = occasion(world, draft)
    occasion(world, draft, days=900)
    client, page = client_of("analyst"), page_of(draft, "triggers")
    response = client.get(page)
    offered = [form["occasion"].value() for form in response.context["forms"] if form.offered]
    assert offered == [str(near.pk)]
    data = sent(response)
    assert client.post(page, data).status_code == 302
    assert not draft.triggers.exists()
    client.post(page, data | {"row-0-keep": "on", "row-1-text": "A verdict is due."})
    kept = list(draft.triggers.values_list("occasion", "element", "text"))
    assert sorted(kept, key=str) == sorted([(near.pk, "8.8", ""), (None, "", "A verdict is due.")], key=str)
    assert not any(form.offered for form in client.get(page).context["forms"])


def test_an_occasion_is_not_told_to_whoever_may_not_know_it(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    secret = occasion(world, draft, tlp="red")
    services.assessment_part_write(
        viewer=world.viewer("second_analyst"), assessment=draft, part="triggers",
        rows=[TriggerRow("8.8", None, "Something is planned.", secret.pk)],
    )  # fmt: skip
    words = shown(client_of("analyst").get(reverse("assessment", args=[draft.pk])))
    assert "Something is planned." in words
    assert "Provincial vote" not in words
    assert "Provincial vote" not in shown(client_of("analyst").get(page_of(draft, "triggers")))
    # What the author does not see stays when the author writes.
    write(world, draft, "triggers", TriggerRow("8.1", None, "Troops arrive."))
    assert set(draft.triggers.values_list("text", flat=True)) == {"Something is planned.", "Troops arrive."}
    with pytest.raises(NotPossibleNow, match=r"trigger\.unknown_occasion"):
        write(world, draft, "triggers", TriggerRow("8.8", None, "", secret.pk))


def test_scenarios_have_a_word_of_likelihood_and_an_order(
    client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    client, page = client_of("analyst"), page_of(draft, "scenarios")
    data = sent(client.get(page)) | {
        "row-0-title": "It stays calm",
        "row-0-likelihood": "unlikely",
        "row-0-place": "2",
        "row-1-title": "Families are driven out",
        "row-1-likelihood": "likely",
        "row-1-signs": "Doors are marked.",
        "row-1-place": "1",
    }
    assert client.post(page, data | {"row-0-likelihood": ""}).status_code == 422
    assert client.post(page, data | {"row-0-likelihood": "certain as death"}).status_code == 422
    assert not Scenario.objects.exists()
    client.post(page, data)
    titles = list(draft.scenarios.values_list("title", flat=True))
    assert titles == ["Families are driven out", "It stays calm"]
    words = shown(client.get(reverse("assessment", args=[draft.pk])))
    assert "From 55 to 80 per cent." in words
    assert "Doors are marked." in words


def test_a_word_of_likelihood_that_is_not_on_the_list_is_refused_and_read_without_fault(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    with pytest.raises(NotPossibleNow, match=r"scenario\.unknown_likelihood"):
        write(world, draft, "scenarios", replace(SCENARIO, likelihood="inevitable"))
    Scenario.objects.create(assessment=draft, title="From elsewhere", likelihood="inevitable")
    words = shown(client_of("analyst").get(reverse("assessment", args=[draft.pk])))
    assert "This word of likelihood is not on the list." in words


def test_indicators_without_information_are_offered_as_gaps(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    viewer = world.viewer("analyst")
    services.finding_record(viewer=viewer, assessment=draft, element="7.13", value="no_information")
    services.assessment_write(viewer=viewer, assessment=draft, gaps="Old words on gaps.")
    client, page = client_of("analyst"), page_of(draft, "gaps")
    data = sent(client.get(page))
    assert data["row-0-element"] == "7.13"
    client.post(page, data | {"row-0-keep": "on", "row-0-how": "Ask the school."})
    gap = draft.open_questions.get()
    assert (gap.element, gap.how) == ("7.13", "Ask the school.")
    assert gap.what == doctrine.load(draft.framework).element("7.13").text.en
    draft.refresh_from_db()
    assert draft.gaps == "Old words on gaps."
    assert not any(form.offered for form in client.get(page).context["forms"])


@pytest.mark.parametrize("part", ["groups", "triggers", "scenarios", "gaps"])
def test_two_people_on_one_part_both_see_both_texts(
    part: str, world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    client, page = client_of("analyst"), page_of(draft, part)
    field = {"groups": "text", "triggers": "text", "scenarios": "title", "gaps": "what"}[part]
    data = sent(client.get(page)) | {f"row-0-{field}": "Mine, typed long ago."}
    if part == "scenarios":
        data["row-0-likelihood"] = "likely"
    theirs: Any = {
        "groups": GroupRow(draft.situation.groups.get().pk, "", "Theirs, saved first."),
        "triggers": TriggerRow("8.1", None, "Theirs, saved first."),
        "scenarios": replace(SCENARIO, title="Theirs, saved first."),
        "gaps": GapRow("Theirs, saved first."),
    }[part]
    services.assessment_part_write(
        viewer=world.viewer("second_analyst"), assessment=draft, part=part, rows=[theirs]
    )
    response = client.post(page, data)
    words = response.content.decode()
    assert response.status_code == 409
    assert "Theirs, saved first." in words
    assert "Mine, typed long ago." in words
    assert part_rows(world.viewer("analyst"), draft, part) == [theirs]
    again = sent(response) | {f"row-0-{field}": data[f"row-0-{field}"]}
    assert client.post(page, again).status_code == 302
    kept = part_rows(world.viewer("analyst"), draft, part)
    assert [getattr(row, field) for row in kept] == ["Mine, typed long ago."]


def test_a_part_that_changed_meanwhile_is_not_overwritten(world: World, draft: Assessment) -> None:
    seen = part_token([])
    write(world, draft, "gaps", GapRow("First."))
    with pytest.raises(Conflict, match=r"part\.conflict"):
        write(world, draft, "gaps", GapRow("Second."), seen=seen)
    assert not write(world, draft, "gaps", seen=seen), "who touched nothing takes nothing away"
    assert draft.open_questions.get().what == "First."


def test_parts_are_for_those_who_draft_and_end_with_the_draft(world: World, draft: Assessment) -> None:
    with pytest.raises(NotAllowed):
        services.assessment_part_write(
            viewer=world.viewer("reviewer"), assessment=draft, part="scenarios", rows=[SCENARIO]
        )
    signed = world.signed_assessment()
    with pytest.raises(NotPossibleNow, match=r"assessment\.wrong_state"):
        write(world, signed, "scenarios", SCENARIO)
    with pytest.raises(NotPossibleNow, match=r"evidence\.foreign_group"):
        write(world, draft, "groups", GroupRow(signed.situation.groups.get().pk, "rising"))
    with pytest.raises(NotPossibleNow, match=r"finding\.unknown_word"):
        write(world, draft, "gaps", GapRow("What?", element="99.9"))
    with pytest.raises(NotPossibleNow, match=r"part\.too_many"):
        write(world, draft, "gaps", *[GapRow(f"Question {n}") for n in range(61)])


def test_forty_thousand_characters_are_taken_and_read(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    long = ("Families left the east bank. " * 1400)[:39_990].strip()
    services.assessment_write(viewer=world.viewer("analyst"), assessment=draft, narrative=long)
    response = client_of("analyst").get(reverse("assessment", args=[draft.pk]))
    assert shown(response).count("Families left the east bank") >= 1300
    page = client_of("analyst").post(
        page_of(draft, "scenarios"),
        {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "1", "row-0-origin": "blank", "seen": part_token([]),
         "row-0-title": "x", "row-0-likelihood": "likely", "row-0-text": "y" * 40_000},
    )  # fmt: skip
    assert page.status_code == 422
    assert "y" * 40_000 in page.content.decode()


# ---------------------------------------------------------------- mitigation and what would lower


def mitigated(world: World) -> Assessment:
    one, viewer = world.situation(shared=True), world.viewer("analyst")
    item = world.item("Imams and market women stopped the crowd at the bridge.")
    services.evidence_code(
        viewer=viewer, situation=one, item=item, start=0, end=24, elements=["6.2"], polarity="mitigation"
    )
    Resilience.objects.create(
        situation=one, owner_id=one.owner_id, created_by_id=viewer.user_id, tlp="amber",
        what="Council of elders", elements=["6.8"],
    )  # fmt: skip
    return services.assessment_draft(viewer=viewer, situation=one)


def test_mitigation_is_shown_beside_factor_six_and_decides_nothing(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    draft = mitigated(world)
    draft.findings.all().delete()
    client = client_of("analyst")
    response = client.get(page_of(draft, "6"))
    words = shown(response)
    assert "1 passage of mitigation speaks against this." in words
    assert "Council of elders" in words
    client.post(page_of(draft, "6"), sent(response))
    assert not draft.findings.exists()
    assert "passage of mitigation" not in shown(client.get(page_of(draft, "7")))


def test_a_person_accepts_or_overrules_the_reading(world: World, client_of: Callable[..., Client]) -> None:
    draft = mitigated(world)
    draft.findings.all().delete()
    client = client_of("analyst")
    data = sent(client.get(page_of(draft, "6"))) | {"6.2-derived": "accepted", "6.8-derived": "overruled"}
    assert client.post(page_of(draft, "6"), data).status_code == 302
    accepted, overruled = draft.findings.get(element="6.2"), draft.findings.get(element="6.8")
    assert (accepted.value, accepted.derived) == ("mitigation", "accepted")
    assert list(accepted.evidence.all()) == [Evidence.objects.get()]
    assert (overruled.value, overruled.derived) == ("not_assessed", "overruled")
    # Accepted once, the finding is the person's own: it can be changed without being put back.
    data = sent(client.get(page_of(draft, "6"))) | {"6.2-value": "no_information"}
    client.post(page_of(draft, "6"), data)
    accepted.refresh_from_db()
    assert accepted.value == "no_information"


def test_what_would_lower_a_factor_is_kept_and_read(
    client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    client = client_of("analyst")
    data = sent(client.get(page_of(draft, "9"))) | {"9-lowering": "A joint water committee."}
    assert client.post(page_of(draft, "9"), data).status_code == 302
    assert "A joint water committee." in shown(client.get(reverse("assessment", args=[draft.pk])))
    assert sent(client.get(page_of(draft, "9")))["9-lowering"] == "A joint water committee."


# ---------------------------------------------------------------- frameworks


def test_an_assessment_is_begun_on_any_framework_and_the_usual_one_keeps_its_place(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    usual = world.signed_assessment()
    client = client_of("analyst")
    begin = reverse("assessment_new", args=[usual.situation_id])
    response = client.post(begin, {"framework": "un-af-2009"})
    older = Assessment.objects.get(framework="un-af-2009")
    assert response["Location"] == reverse("assessment_edit", args=[older.pk])
    assert older.supersedes is None
    for part in ("1", "groups", "triggers", "scenarios", "gaps", "overall", "check"):
        assert client.get(page_of(older, part)).status_code == 200
    viewer = world.viewer("analyst")
    services.assessment_write(viewer=viewer, assessment=older, narrative="We assess that risk grows.")
    services.finding_record(viewer=viewer, assessment=older, element="1.1", value="absent")
    services.assessment_submit(viewer=viewer, assessment=older)
    services.assessment_sign(viewer=world.viewer("reviewer"), assessment=older)
    usual.refresh_from_db()
    assert usual.status == "signed"
    assert client.get(reverse("situation", args=[usual.situation_id])).context["row"].latest == usual


@pytest.mark.parametrize("catalogue", ["icd-203", "rabat-2012", "no-such-thing"])
def test_what_is_no_framework_carries_no_assessment(world: World, catalogue: str) -> None:
    one = world.situation()
    with pytest.raises(NadhirError):
        services.assessment_draft(viewer=world.viewer("analyst"), situation=one, framework=catalogue)
    assert not Assessment.objects.exists()


def test_findings_on_elements_that_the_catalogue_lacks_are_read_apart(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    draft.findings.create(element="99.9", value="absent", reasoning="We assess that nothing points to it.")
    one = read(world.viewer("analyst"), draft)
    assert [said.element.id for said in one.strays] == ["99.9"]
    words = shown(client_of("analyst").get(reverse("assessment", args=[draft.pk])))
    assert "On elements that the catalogue no longer has" in words
    assert client_of("analyst").get(page_of(draft, "check")).status_code == 200


def test_nothing_is_summed(world: World, draft: Assessment) -> None:
    """What an assessment says holds no figure beyond its own number and the places of passages."""
    write(world, draft, "scenarios", SCENARIO)
    services.finding_record(
        viewer=world.viewer("analyst"), assessment=draft, element="7.1", value="absent", confidence="high"
    )

    def figures(said: Any, name: str = "") -> list[str]:
        if isinstance(said, dict):
            return [one for key, value in said.items() for one in figures(value, key)]
        if isinstance(said, list):
            return [one for value in said for one in figures(value, name)]
        return [name] if isinstance(said, int | float) and not isinstance(said, bool) else []

    assert set(figures(services.assessment_as_signed(draft))) <= {"number", "start", "end"}
    one = read(world.viewer("analyst"), draft)
    assert not {name for name in dir(one) if "score" in name or "total" in name or "sum" in name}


@pytest.mark.parametrize(("lang", "words"), [("en", "cannot be removed"), ("ar", "حذف"), ("fr", "supprimé")])
def test_a_group_that_an_assessment_tells_of_is_not_removed_and_it_is_said(
    world: World, lang: str, words: str
) -> None:
    viewer = world.viewer("analyst")
    situation = services.situation_open(
        viewer=viewer,
        names={"en": "Hills"},
        places=[world.place.pk],
        groups=[{"names": {"en": "Herders"}, "attribute": "other"}],
        since=datetime.now(UTC).date(),
    )
    draft = services.assessment_draft(viewer=viewer, situation=situation)
    draft.group_views.create(group=situation.groups.get(), trend="rising", text="Driven out.")
    with pytest.raises(NotPossibleNow) as refused:
        services.situation_change(viewer=viewer, situation=situation, groups=[])
    assert words in explain(refused.value, lang)
    assert "Herders" in explain(refused.value, lang)
    assert situation.groups.exists()
