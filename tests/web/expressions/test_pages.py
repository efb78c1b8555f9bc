"""The pages: who sees what, what is said, and what stays out of files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.web.core.models import Tlp
from nadhir.web.expressions import coding, services
from nadhir.web.expressions.models import DANGEROUS, RABAT, Expression, Reconciliation, Worksheet
from nadhir.web.expressions.services import Told
from nadhir.web.situations.services import item_attach
from tests.web.conftest import World
from tests.web.expressions.conftest import END, START, TEXT, final

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Code = Callable[..., Worksheet]


def text_of(response: Any) -> str:
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()


@pytest.mark.parametrize("persona", ["coordinator", "decision_maker", "reporter", "officer", "outsider"])
def test_expressions_are_the_desks(
    world: World, client_of: ClientOf, speech: Expression, persona: str
) -> None:
    client = client_of(persona)
    assert client.get(reverse("expression", args=[speech.pk])).status_code in (403, 404)
    response = client.get(reverse("expressions"))
    assert response.status_code == 403 or speech.gist not in response.content.decode()


def test_an_empty_list_teaches(world: World, client_of: ClientOf) -> None:
    assert "select the words that somebody said" in text_of(client_of("analyst").get(reverse("expressions")))


def test_a_passage_selected_on_the_report_is_recorded(world: World, client_of: ClientOf) -> None:
    item = world.item(TEXT)
    client = client_of("analyst")
    assert (
        reverse("expression_new", args=[item.pk])
        in client.get(reverse("item", args=[item.pk])).content.decode()
    )
    address = reverse("expression_new", args=[item.pk])
    begun = client.post(address, {"begin": "1", "quote": TEXT[START:END], "start": START, "end": END})
    assert begun.status_code == 200
    assert TEXT[START:END] in text_of(begun)
    sent = {
        "quote": TEXT[START:END], "start": START, "end": END, "gist": "told to go", "speaker_type": "party",
        "address": "about", "language": "en", "medium": "speech", "frequency": "once",
        "target_0": "river people", "attribute_0": "ethnic", "terms": "poison = people to be driven out",
    }  # fmt: skip
    wrong = client.post(address, {**sent, "quote": "words that nobody said"})
    assert wrong.status_code == 422
    assert "do not stand in the text" in text_of(wrong)
    made = client.post(address, sent)
    one = Expression.objects.get()
    assert made.url == reverse("expression", args=[one.pk])
    assert one.terms == [{"words": "poison", "concept": "", "meaning": "people to be driven out"}]
    again = client.post(address, sent)
    assert again.status_code == 422


def test_who_spoke_is_for_the_own_desk(world: World, client_of: ClientOf, told: Callable[..., Told]) -> None:
    item = world.item(TEXT, source=world.source(slug="open", tlp=Tlp.GREEN))
    one = services.expression_record(
        viewer=world.viewer("analyst"), item=item, start=START, end=END, told=told()
    )
    address = reverse("expression", args=[one.pk])
    assert "Ardo the Younger" in text_of(client_of("reviewer").get(address))
    seen = text_of(client_of("partner_analyst").get(address))
    assert "party or candidate" in seen
    assert "Ardo" not in seen
    assert "youth wing" not in seen


def test_a_change_keeps_the_words_of_both(world: World, client_of: ClientOf, speech: Expression) -> None:
    client = client_of("analyst")
    address = reverse("expression_edit", args=[speech.pk])
    sent = {
        "gist": "my words", "speaker_type": "party", "address": "about", "language": "en",
        "medium": "speech", "frequency": "once", "target_0": "river people", "attribute_0": "ethnic",
        "version": speech.version,
    }  # fmt: skip
    assert client.post(address, {**sent, "gist": "their words"}).status_code == 302
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert "their words" in text_of(refused)
    assert 'value="my words"' in refused.content.decode()


def test_a_worksheet_is_written_one_element_after_another(
    world: World, client_of: ClientOf, speech: Expression
) -> None:
    client = client_of("analyst")
    begun = client.post(reverse("worksheet_begin", args=[speech.pk]), {"test": RABAT})
    sheet = Worksheet.objects.get()
    assert begun.url == reverse("worksheet", args=[sheet.pk])
    address = begun.url
    for place, element in enumerate(coding.elements(RABAT), start=1):
        page = client.get(address)
        assert f"Step {place} of 7" in text_of(page)
        version = Worksheet.objects.get().version
        kept = client.post(
            f"{address}?element={element.id}",
            {"value": "met", "reasoning": "seen", "evidence": "", "version": version},
        )
        assert kept.status_code == 302
    last = f"{address}?element=conclusion"
    data: dict[str, Any] = {"judgement": "grave", "version": Worksheet.objects.get().version, "submit": "1"}
    unchecked = client.post(last, data)
    assert unchecked.status_code == 422
    assert "easily wronged" in text_of(unchecked)
    assert Worksheet.objects.get().judgement == "grave", "what was written is kept"
    data |= {
        "exposed": ["journalist"],
        "exposed_note": "they quote",
        "version": Worksheet.objects.get().version,
    }
    assert client.post(last, data).status_code == 302
    assert Worksheet.objects.get().state == "submitted"


def test_a_worksheet_in_two_windows(world: World, client_of: ClientOf, speech: Expression) -> None:
    viewer = world.viewer("analyst")
    sheet = services.worksheet_begin(viewer=viewer, expression=speech, test=RABAT)
    address = f"{reverse('worksheet', args=[sheet.pk])}?element=1"
    sent = {"value": "met", "reasoning": "first window", "version": sheet.version}
    client = client_of("analyst")
    assert client.post(address, sent).status_code == 302
    refused = client.post(address, {**sent, "reasoning": "second window"})
    assert refused.status_code == 409
    assert "second window" in refused.content.decode()
    assert Worksheet.objects.get().findings["1"]["reasoning"] == "first window"


def test_nobody_opens_the_worksheet_of_another_too_early(
    world: World, client_of: ClientOf, speech: Expression, coded: Code
) -> None:
    sheet = coded("analyst")
    address = reverse("worksheet", args=[sheet.pk])
    for persona in ("second_analyst", "reviewer"):
        assert client_of(persona).get(address).status_code in (403, 404)
        page = client_of(persona).get(reverse("expression", args=[speech.pk])).content.decode()
        assert "because analyst" not in page
        assert "judged by analyst" not in page
    coded("second_analyst")
    assert "because analyst" in text_of(client_of("reviewer").get(address))


def test_a_worksheet_that_is_in_is_not_given_up(
    world: World, client_of: ClientOf, speech: Expression, coded: Code
) -> None:
    sheet = coded("analyst")
    for persona in ("analyst", "reviewer"):
        client = client_of(persona)
        response = client.post(reverse("worksheet_release", args=[sheet.pk]), follow=True)
        assert "is handed in" in response.content.decode(), persona
    renewed = client_of("analyst").post(reverse("worksheet_renew", args=[sheet.pk]), follow=True)
    assert "nothing to take over" in renewed.content.decode()
    assert Worksheet.objects.get().state == "submitted"


def test_two_are_reconciled_side_by_side(
    world: World, client_of: ClientOf, speech: Expression, coded: Code
) -> None:
    coded("analyst")
    address = reverse("reconciliation", args=[speech.pk, RABAT])
    assert client_of("reviewer").get(address).status_code == 302, "one is not enough"
    coded("second_analyst", e3="partly")
    client = client_of("reviewer")
    page = text_of(client.get(address))
    assert "5 of 6" in page
    assert "because second_analyst" in page
    assert "they differ" in page
    data = {"judgement": "held", "exposed": ["critic"], "way": "third", "tier": "tier.1"}
    for element, found in final(e3="partly").items():
        data |= {f"{element}-value": found["value"], f"{element}-reasoning": "weighed"}
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "do not allow that tier" in text_of(refused)
    assert client.post(address, {**data, "tier": "tier.3"}).status_code == 302
    assert client_of("analyst").post(address, data).status_code == 403
    shown = text_of(client.get(reverse("expression", args=[speech.pk])))
    assert "the threshold of the test is not reached" in shown
    assert "a critic of those in power" in shown
    assert "5 of 6" in shown
    assert "no legal determination" in shown


def test_files_hold_findings_and_no_name_and_no_tier(
    world: World, client_of: ClientOf, speech: Expression, coded: Code
) -> None:
    coded("analyst")
    coded("second_analyst")
    services.reconciliation_record(
        viewer=world.viewer("reviewer"), expression=speech, test=RABAT, findings=final(), judgement="held",
        exposed=["none"], tier="tier.1",
    )  # fmt: skip
    assert Reconciliation.objects.get().tier == "tier.1"
    response = client_of("analyst").get(reverse("expressions") + "?format=csv")
    told = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Met" in told
    assert "No legal determination" in told
    for word in ("Ardo", "youth wing", "riminal", "tier", "Tier", "sanction"):
        assert word not in told, word


def test_trends_count_kinds_and_never_names(
    world: World, client_of: ClientOf, speech: Expression, coded: Code
) -> None:
    coded("analyst", DANGEROUS)
    coded("second_analyst", DANGEROUS)
    client = client_of("reviewer")
    page = client.get(reverse("expression_trends"))
    told = text_of(page)
    assert "river people" in told
    assert "party or candidate" in told
    assert "1 expression coded by two" in told
    assert "Ardo" not in page.content.decode()
    none = text_of(client.get(reverse("expression_trends") + "?medium=radio"))
    assert "Nothing to count yet" in none
    file = client.get(reverse("expression_trends") + "?format=csv")
    assert b"Ardo" not in b"".join(file.streaming_content)  # type: ignore[attr-defined]


def test_a_situation_tells_of_its_expressions(world: World, client_of: ClientOf, speech: Expression) -> None:
    situation = world.situation()
    item_attach(viewer=world.viewer("analyst"), situation=situation, item=speech.item)
    page = text_of(client_of("analyst").get(reverse("situation", args=[situation.pk])))
    assert speech.gist in page
    told = text_of(client_of("analyst").get(reverse("situation_timeline", args=[situation.pk])))
    assert "expression recorded" in told


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_pages_open_in_other_languages(
    world: World, client_of: ClientOf, speech: Expression, coded: Code, language: str
) -> None:
    coded("analyst")
    coded("second_analyst")
    client = client_of("reviewer", language)
    for address in (
        reverse("expressions"),
        reverse("expression", args=[speech.pk]),
        reverse("expression_trends"),
        reverse("reconciliation", args=[speech.pk, RABAT]),
        reverse("expression_new", args=[speech.item_id]),
    ):
        assert client.get(address).status_code == 200, address
