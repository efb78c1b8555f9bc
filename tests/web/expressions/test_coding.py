"""Two coders, each alone, and what is made of their worksheets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core.models import Entry
from nadhir.web.expressions import coding, selectors, services
from nadhir.web.expressions.models import DANGEROUS, RABAT, Expression, Reconciliation, Worksheet
from tests.web.conftest import World
from tests.web.expressions.conftest import final

pytestmark = pytest.mark.django_db
Code = Callable[..., Worksheet]


def test_nobody_reads_a_worksheet_before_both_are_in(world: World, speech: Expression, coded: Code) -> None:
    first = coded("analyst")
    for persona in ("second_analyst", "reviewer"):
        assert not selectors.worksheets(world.viewer(persona)).exists()
    assert selectors.worksheets(world.viewer("analyst")).get() == first
    second = coded("second_analyst", submit=False)
    assert set(selectors.worksheets(world.viewer("second_analyst"))) == {second}
    assert set(selectors.worksheets(world.viewer("analyst"))) == {first}
    services.worksheet_submit(viewer=world.viewer("second_analyst"), worksheet=second)
    for persona in ("analyst", "second_analyst", "reviewer"):
        assert set(selectors.worksheets(world.viewer(persona))) == {first, second}, persona


def test_whoever_still_codes_the_expression_reads_no_others(
    world: World, speech: Expression, coded: Code
) -> None:
    coded("analyst")
    coded("second_analyst")
    own = coded("reviewer", DANGEROUS, submit=False)
    assert set(selectors.worksheets(world.viewer("reviewer"))) == {own}


def test_a_coder_has_one_worksheet_and_a_third_is_not_let_in(
    world: World, speech: Expression, coded: Code
) -> None:
    first = coded("analyst", submit=False)
    again = services.worksheet_begin(viewer=world.viewer("analyst"), expression=speech, test=RABAT)
    assert again == first
    coded("second_analyst", submit=False)
    with pytest.raises(NotPossibleNow) as refused:
        coded("reviewer", submit=False)
    assert refused.value.code == "worksheet.two_already"


def test_a_place_that_is_given_up_is_free_for_another(world: World, speech: Expression, coded: Code) -> None:
    sheet = coded("analyst", submit=False)
    coded("second_analyst", submit=False)
    reviewer = world.viewer("reviewer")
    services.worksheet_release(viewer=reviewer, expression=speech, worksheet=sheet)
    assert coded("reviewer").state == Worksheet.State.SUBMITTED
    # Coming back is not barred by what was given up.
    with pytest.raises(NotPossibleNow, match="two_already"):
        coded("analyst")


def test_what_is_handed_in_stays(world: World, speech: Expression, coded: Code) -> None:
    sheet = coded("analyst")
    viewer = world.viewer("analyst")
    with pytest.raises(NotPossibleNow, match="handed_in"):
        services.worksheet_write(viewer=viewer, worksheet=sheet, element="1", value="met", reasoning="x")
    with pytest.raises(NotPossibleNow, match="handed_in"):
        services.worksheet_release(viewer=viewer, expression=speech, worksheet=sheet)


def test_two_windows_do_not_overwrite_each_other(world: World, speech: Expression, coded: Code) -> None:
    sheet = coded("analyst", submit=False)
    seen = sheet.version
    viewer = world.viewer("analyst")
    fields = {"viewer": viewer, "element": "1", "value": "partly", "version": seen}
    services.worksheet_write(worksheet=sheet, reasoning="one", **fields)
    with pytest.raises(Conflict):
        services.worksheet_write(worksheet=sheet, reasoning="two", **fields)


def test_a_worksheet_needs_all_elements_reasons_and_a_look_at_who_speaks(
    world: World, speech: Expression
) -> None:
    viewer = world.viewer("analyst")
    sheet = services.worksheet_begin(viewer=viewer, expression=speech, test=RABAT)
    with pytest.raises(NotPossibleNow, match="no_reason"):
        services.worksheet_write(viewer=viewer, worksheet=sheet, element="1", value="met", reasoning=" ")
    with pytest.raises(NotPossibleNow, match="unknown_element"):
        services.worksheet_write(viewer=viewer, worksheet=sheet, element="7", value="met", reasoning="x")
    with pytest.raises(NotPossibleNow, match="incomplete"):
        services.worksheet_submit(viewer=viewer, worksheet=sheet)
    for element in coding.elements(RABAT):
        services.worksheet_write(
            viewer=viewer, worksheet=sheet, element=element.id, value="met", reasoning="x"
        )
    services.worksheet_conclude(viewer=viewer, worksheet=sheet, judgement="grave")
    with pytest.raises(NotPossibleNow, match="exposed_unchecked"):
        services.worksheet_submit(viewer=viewer, worksheet=sheet)
    services.worksheet_conclude(viewer=viewer, worksheet=sheet, judgement="grave", exposed=["critic"])
    with pytest.raises(NotPossibleNow, match="exposed_unanswered"):
        services.worksheet_submit(viewer=viewer, worksheet=sheet)


@pytest.mark.parametrize(
    ("others", "outcome", "tiers"),
    [
        ({}, "reached", ["tier.1"]),
        ({"e3": "partly"}, "not_reached", ["tier.2", "tier.3"]),
        ({"e3": "not_met", "e6": "insufficient_information"}, "not_reached", ["tier.2", "tier.3"]),
        ({"e6": "insufficient_information"}, "open", []),
    ],
)
def test_the_six_are_a_conjunction(others: dict[str, str], outcome: str, tiers: list[str]) -> None:
    findings = final(**others)
    assert coding.outcome(findings) == outcome
    assert [one.id for one in coding.tiers(findings)] == tiers
    assert coding.outcome({}) == "incomplete"


def test_the_first_tier_is_open_only_if_all_six_are_met(
    world: World, speech: Expression, coded: Code
) -> None:
    sheet = coded("analyst", submit=False, e3="partly")
    with pytest.raises(NotPossibleNow, match="tier_not_open"):
        services.worksheet_conclude(
            viewer=world.viewer("analyst"), worksheet=sheet, judgement="x", tier="tier.1"
        )


def test_a_worksheet_of_an_older_edition_is_taken_over(world: World, speech: Expression, coded: Code) -> None:
    sheet = coded("analyst", submit=False)
    findings = {**sheet.findings, "gone": {"value": "met", "reasoning": "x", "evidence": ""}}
    Worksheet.objects.filter(pk=sheet.pk).update(edition="2010", findings=findings)
    sheet.refresh_from_db()
    viewer = world.viewer("analyst")
    with pytest.raises(NotPossibleNow, match="older_edition"):
        services.worksheet_submit(viewer=viewer, worksheet=sheet)
    taken = services.worksheet_renew(viewer=viewer, worksheet=sheet)
    assert set(taken.findings) == {"1", "2", "3", "4", "5", "6"}
    services.worksheet_submit(viewer=viewer, worksheet=taken)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.findings) == (Worksheet.State.RELEASED, findings), "nothing is lost"
    with pytest.raises(NotPossibleNow, match="present_edition"):
        services.worksheet_renew(viewer=viewer, worksheet=taken)


def test_worksheets_handed_in_on_an_older_edition_are_taken_over_and_then_reconciled(
    world: World, speech: Expression, coded: Code, client_of: Callable[..., Client]
) -> None:
    sheets = {persona: coded(persona) for persona in ("analyst", "second_analyst")}
    Worksheet.objects.update(edition="2010")
    fields = {"expression": speech, "test": RABAT, "judgement": "held", "exposed": ["none"]}
    reviewer = world.viewer("reviewer")
    with pytest.raises(NotPossibleNow, match="other_edition") as refused:
        services.reconciliation_record(viewer=reviewer, findings=final(), **fields)
    assert all(len(explain(refused.value, lang)) > 40 for lang in ("ar", "en", "fr"))
    page = client_of("reviewer").get(reverse("expression", args=[speech.pk])).content.decode()
    assert "rests on an older edition" in page
    assert reverse("reconciliation", args=[speech.pk, RABAT]) not in page
    for persona, sheet in sheets.items():
        client, address = client_of(persona), reverse("worksheet_renew", args=[sheet.pk])
        assert address in client.get(reverse("worksheet", args=[sheet.pk])).content.decode()
        made = client.post(address)
        taken = Worksheet.objects.exclude(state="released").get(created_by=world.people[persona])
        assert made["Location"] == reverse("worksheet", args=[taken.pk])
        assert (taken.state, taken.findings) == (Worksheet.State.DRAFT, sheet.findings)
        services.worksheet_submit(viewer=world.viewer(persona), worksheet=taken)
    assert services.reconciliation_record(viewer=reviewer, findings=final(), **fields)
    last = Worksheet.objects.exclude(state="released").first()
    Worksheet.objects.update(edition="2010")
    with pytest.raises(NotPossibleNow, match=r"reconciliation\.done"):
        services.worksheet_renew(viewer=world.viewer("analyst"), worksheet=_of(last, world))


def _of(sheet: Worksheet | None, world: World) -> Worksheet:
    assert sheet is not None
    sheet.created_by_id = world.people["analyst"].pk
    sheet.edition = "2010"
    return sheet


def test_a_third_person_reconciles_and_no_coder(world: World, speech: Expression, coded: Code) -> None:
    fields = {"expression": speech, "test": RABAT, "judgement": "held", "exposed": ["none"]}
    with pytest.raises(NotPossibleNow, match="not_yet"):
        services.reconciliation_record(viewer=world.viewer("reviewer"), findings=final(), **fields)
    coded("analyst")
    coded("second_analyst", e3="partly", e6="not_met")
    with pytest.raises(NotAllowed):
        services.reconciliation_record(viewer=world.viewer("analyst"), findings=final(), **fields)
    with pytest.raises(NotPossibleNow, match="tier_not_open"):
        services.reconciliation_record(
            viewer=world.viewer("reviewer"), findings=final(e3="partly"), tier="tier.1", **fields
        )
    made = services.reconciliation_record(
        viewer=world.viewer("reviewer"), findings=final(e3="partly"), tier="tier.3", **fields
    )
    assert (made.same, made.of) == (4, 6)
    with pytest.raises(NotPossibleNow, match="done"):
        services.reconciliation_record(viewer=world.viewer("reviewer"), findings=final(), **fields)
    assert Reconciliation.objects.count() == 1


def test_a_reviewer_who_coded_does_not_reconcile(world: World, speech: Expression, coded: Code) -> None:
    coded("analyst")
    coded("reviewer")
    with pytest.raises(NotPossibleNow, match="own_worksheet"):
        services.reconciliation_record(
            viewer=world.viewer("reviewer"), expression=speech, test=RABAT, findings=final(), judgement="x"
        )


def test_the_ledger_tells_of_every_act_and_of_no_finding(
    world: World, speech: Expression, coded: Code
) -> None:
    coded("analyst", value="partly")
    acts = list(Entry.objects.filter(noun__in=["expression", "worksheet"]).order_by("number"))
    assert acts[0].act == "expression.record"
    assert acts[-1].act == "worksheet.submit"
    assert "partly" not in str([one.data for one in acts])


def test_agreement_is_measured_over_all_pairs(world: World, speech: Expression, coded: Code) -> None:
    coded("analyst")
    coded("second_analyst", e3="partly")
    few = selectors.agreement_of(world.viewer("reviewer"), RABAT)
    assert few.pairs == 1
    assert few.kappa.value is None
    assert few.kappa.why is not None
