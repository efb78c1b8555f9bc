"""What can be done, what is known of it, what we saw ourselves; what fits a situation or a warning."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from nadhir.errors import Conflict, DoctrineError, NotAllowed, NotPossibleNow
from nadhir.web.core.models import Entry
from nadhir.web.directory.services import actor_record
from nadhir.web.response import selectors, services
from nadhir.web.response.models import LibraryUse
from nadhir.web.situations import services as situations

if TYPE_CHECKING:
    from tests.web.conftest import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[..., Client]
TODAY = datetime.now(UTC).date()
ISOLATES = dict.fromkeys([0x2068, 0x2069])


def words(response: Any) -> str:
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")] if "<main" in page else page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def rows(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def used(world: World, persona: str = "analyst", **fields: Any) -> LibraryUse:
    given: dict[str, Any] = {
        "option": "rumour-desk",
        "who": "the elders",
        "used_on": TODAY,
        "language": "en",
        **fields,
    }
    if not {"situation", "warning", "undertaking"} & set(given):
        given["situation"] = world.situation()
    return services.library_use_record(viewer=world.viewer(persona), **given)


def test_options_are_narrowed_in_the_address(world: World, client_of: ClientOf) -> None:
    client, address = client_of("analyst"), reverse("library")
    everything = rows(client.get(address, {"format": "csv"}))
    assert len(everything) >= 40
    quick = rows(client.get(address, {"format": "csv", "left": "2", "factor": "8", "actor": "religious"}))
    assert 0 < len(quick) < len(everything)
    assert {int(row["From (days)"]) <= 2 for row in quick} == {True}
    assert all("8" in row["Factors"].split() for row in quick)
    page = client.get(address, {"q": "rumour", "phase": "prevention", "lead": "3"})
    assert "A circle that checks rumours" in words(page)
    assert "nothing on record" in words(page)
    assert "No option fits" in words(client.get(address, {"q": "zzzz"}))


def test_words_are_found_in_any_language_folded(world: World, client_of: ClientOf) -> None:
    assert "A circle that checks rumours" in words(
        client_of("analyst").get(reverse("library"), {"q": "الشائعة"})
    )


@pytest.mark.parametrize(("persona", "status"), [("reporter", 403), ("officer", 200)])
def test_the_table_is_for_those_who_export(client_of: ClientOf, persona: str, status: int) -> None:
    assert client_of(persona).get(reverse("library"), {"format": "csv"}).status_code == status


def test_an_option_says_what_is_known_beside_what_we_saw(world: World, client_of: ClientOf) -> None:
    used(world, option="good-offices", result="partly", happened="Both came, one signed.")
    shown = words(client_of("analyst").get(reverse("library_option", args=["good-offices"])))
    assert "57" in shown
    assert "moderate evidence" in shown
    assert "14 of 18 findings" in shown.translate(ISOLATES)
    assert "Both came, one signed." in shown
    assert "worked in part (1)" in shown
    assert "Holocaust Memorial Museum" in shown


def test_where_nothing_is_known_the_page_says_so(client_of: ClientOf) -> None:
    shown = words(client_of("analyst").get(reverse("library_option", args=["early-joint-statement"])))
    assert "Nothing on record is known" in shown
    assert "begins our own knowledge" in shown


@pytest.mark.parametrize("name", ["library_option", "library_card", "library_card_document"])
def test_what_is_not_in_the_library_is_not_found(client_of: ClientOf, name: str) -> None:
    assert client_of("analyst").get(reverse(name, args=["none"])).status_code == 404


@pytest.mark.parametrize(
    ("lang", "direction", "heading"),
    [("ar", "rtl", "الخطوات"), ("en", "ltr", "Steps"), ("fr", "ltr", "Étapes")],
)
def test_a_card_is_read_in_a_language_of_choice(
    client_of: ClientOf, lang: str, direction: str, heading: str
) -> None:
    page = client_of("analyst", "en").get(reverse("library_card", args=["calming-rumours"]), {"lang": lang})
    text = page.content.decode()
    assert f'class="tool-card" lang="{lang}" dir="{direction}"' in text
    card = text[text.index("tool-card") : text.index("</article>")]
    assert heading in card
    assert "Tool cards for leaders" in text, "the page around it stays in the reader's language"


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("md", b"")])
def test_a_card_is_taken_along(client_of: ClientOf, form: str, start: bytes) -> None:
    address = reverse("library_card_document", args=["counter-messages"])
    file = client_of("analyst").get(address, {"lang": "fr", "format": form})
    assert file.status_code == 200
    assert file.content.startswith(start)
    assert "card-counter-messages-fr" in file["Content-Disposition"]
    if form == "pdf":
        assert len(pypdf.PdfReader(io.BytesIO(file.content)).pages) == 1
    if form == "md":
        assert "Contre-messages" in file.content.decode()


def test_a_use_is_written_with_its_ledger_entry(world: World) -> None:
    use = used(world, card="calming-rumours", result="worked", happened="Nobody set out.")
    entry = Entry.objects.get(subject_id=use.pk)
    assert (entry.act, entry.data["result"]) == ("library.use", "worked")
    assert "Nobody set out" not in str(entry.data), "the ledger holds no words"


def test_a_use_takes_label_and_ties_from_what_it_belongs_to(world: World) -> None:
    warning = world.warning(shared=True)
    use = used(world, "coordinator", warning=warning)
    assert (use.situation_id, use.tlp) == (warning.situation_id, warning.tlp)
    assert use.owner_id == world.organisations["network"].pk
    assert selectors.library_uses(world.viewer("analyst")).filter(pk=use.pk).exists(), "shared as the warning"
    assert not selectors.library_uses(world.viewer("outsider")).exists()
    assert not selectors.library_uses(world.viewer("reporter")).exists()


def test_a_decision_maker_uses_it_by_the_warning(world: World) -> None:
    use = used(world, "decision_maker", warning=world.warning())
    assert selectors.library_use(world.viewer("decision_maker"), use.pk) == use


@pytest.mark.parametrize("persona", ["reporter", "administrator", "outsider", "partner_analyst"])
def test_others_record_nothing(world: World, persona: str) -> None:
    situation = world.situation()
    with pytest.raises(NotAllowed):
        used(world, persona, situation=situation)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"who": " "}, "library.nobody"),
        ({"used_on": TODAY + timedelta(days=2)}, "library.ahead"),
        ({"result": "harmed"}, "library.result_without_words"),
        ({"option": ""}, "library.use_of_nothing"),
        ({"situation": None}, "library.use_of_nothing"),
    ],
)
def test_a_use_without_what_makes_it_one_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(NotPossibleNow, match=code):
        used(world, **fields)


def test_an_option_that_is_not_there_is_not_used(world: World) -> None:
    with pytest.raises(DoctrineError, match=r"option\.unknown"):
        used(world, option="magic")


def test_a_use_is_recorded_and_told_on_the_pages(world: World, client_of: ClientOf) -> None:
    client, situation = client_of("analyst"), world.situation()
    form = {
        "what": "card:holy-days", "situation": str(situation.pk), "who": "council", "language": "ar",
        "used_on": TODAY.isoformat(), "result": "unknown", "happened": "",
    }  # fmt: skip
    address = reverse("library_use_new") + "?card=holy-days"
    assert client.post(address, form | {"who": ""}).status_code == 422
    made = client.post(address, form)
    use = LibraryUse.objects.get()
    assert made["Location"] == reverse("library_use", args=[use.pk])
    assert "not known yet" in words(client.get(made["Location"]))
    edit = reverse("library_use_edit", args=[use.pk])
    told = form | {"result": "did_not", "version": "1"}
    assert client.post(edit, told).status_code == 409, "a result needs a word"
    assert client.post(edit, told | {"happened": "The route was changed at night."}).status_code == 302
    card = words(client.get(reverse("library_card", args=["holy-days"])))
    assert "did not work (1)" in card
    assert "The route was changed" in card


def test_who_comes_second_keeps_their_words(world: World, client_of: ClientOf) -> None:
    use = used(world)
    services.library_use_tell(
        viewer=world.viewer("reviewer"), use=use, version=1, result="worked", happened="First words."
    )
    with pytest.raises(Conflict):
        services.library_use_tell(viewer=world.viewer("analyst"), use=use, version=1, who="others")
    form = {
        "who": "the elders", "language": "en", "used_on": TODAY.isoformat(), "result": "harmed",
        "happened": "Second words.", "version": "1",
    }  # fmt: skip
    page = client_of("analyst").post(reverse("library_use_edit", args=[use.pk]), form)
    assert page.status_code == 409
    assert "First words." in words(page)
    assert "Second words." in page.content.decode()
    use.refresh_from_db()
    assert use.happened == "First words."


def test_what_others_recorded_is_theirs_to_tell(world: World, client_of: ClientOf) -> None:
    use = used(world, warning=world.warning(shared=True))
    assert client_of("coordinator").get(reverse("library_use", args=[use.pk])).status_code == 200
    assert client_of("coordinator").get(reverse("library_use_edit", args=[use.pk])).status_code == 403
    with pytest.raises(NotAllowed):
        services.library_use_tell(viewer=world.viewer("coordinator"), use=use, version=1, who="others")


def test_a_discreet_situation_goes_by_its_outward_name(world: World, client_of: ClientOf) -> None:
    situation = world.situation(shared=True)
    situations.situation_change(
        viewer=world.viewer("analyst"), situation=situation, discreet=True, outward_names={"en": "a valley"}
    )
    used(
        world, situation=situation, who="elders of Nour Valley", result="worked", happened="Nour Valley held."
    )
    shown = words(client_of("coordinator").get(reverse("library_uses")))
    assert "a valley held." in shown
    assert "Nour Valley" not in shown
    assert "Nour Valley held." in words(client_of("analyst").get(reverse("library_uses")))


def test_uses_are_listed_narrowed_and_taken_along(world: World, client_of: ClientOf) -> None:
    situation = world.situation()
    used(world, situation=situation, result="worked", happened="Calm.")
    used(world, situation=situation, option="joint-visit")
    client, address = client_of("reviewer"), reverse("library_uses")
    shown = words(client.get(address, {"what": "option:rumour-desk"}))
    assert "worked (1)" in shown
    assert "Calm." in shown
    table = rows(client.get(address, {"format": "csv", "result": "worked"}))
    assert [row["What was used"] for row in table] == ["A circle that checks rumours"]
    assert client_of("reporter").get(address).status_code == 403
    assert "Nothing is recorded yet" in words(client_of("outsider").get(address))


def test_a_use_outlives_the_option(world: World, client_of: ClientOf) -> None:
    use = used(world)
    LibraryUse.objects.update(option="of-an-older-library")
    assert "of-an-older-library" in words(client_of("analyst").get(reverse("library_use", args=[use.pk])))


def test_what_fits_follows_the_assessment_and_the_time(world: World) -> None:
    warning = world.warning(status="draft", valid_until=datetime.now(UTC) + timedelta(days=6))
    fit = selectors.suggested(world.viewer("analyst"), warning.situation, warning=warning)
    assert fit.picture.present == {"7"}
    assert (fit.picture.phase, fit.picture.days_left) == ("prevention", 6)
    assert {one.in_time for one in fit.suggestions} == {True, False}
    assert all("7" in one.option.factors for one in fit.suggestions)


def test_without_an_assessment_nothing_is_suggested(world: World, client_of: ClientOf) -> None:
    situation = world.situation()
    assert selectors.suggested(world.viewer("analyst"), situation).suggestions == ()
    page = client_of("analyst").get(reverse("library_suggested"), {"situation": situation.pk})
    assert "no assessment to go by" in words(page)


def test_the_next_occasion_is_the_day_it_must_work_by(world: World) -> None:
    assessment = world.signed_assessment()
    situations.occasion_record(
        viewer=world.viewer("analyst"),
        kind="election",
        names={"en": "vote"},
        starts_on=TODAY + timedelta(days=9),
        situations=[assessment.situation],
        places=[],
    )
    fit = selectors.suggested(world.viewer("analyst"), assessment.situation)
    assert (fit.picture.days_left, fit.because) == (9, {"en": "vote"})


def test_a_network_there_makes_religious_leaders_available(world: World) -> None:
    assessment = world.signed_assessment()
    actor_record(
        viewer=world.viewer("officer"), kind="network", names={"en": "Dialogue of the banks"},
        slug="banks", place=world.place, tlp="green",
    )  # fmt: skip
    fit = selectors.suggested(world.viewer("analyst"), assessment.situation)
    assert fit.picture.available == {"religious"}
    assert fit.networks[0]["en"] == "Dialogue of the banks"
    chosen = selectors.suggested(world.viewer("analyst"), assessment.situation, available=["media"])
    assert chosen.picture.available == {"media"}


def test_what_one_may_not_know_is_not_suggested_for(world: World, client_of: ClientOf) -> None:
    situation = world.signed_assessment().situation
    client, address = client_of("outsider"), reverse("library_suggested")
    hidden = client.get(address, {"situation": situation.pk})
    missing = client.get(address, {"situation": uuid.uuid4()})
    assert hidden.status_code == missing.status_code == 403
    assert client.get(address).status_code == client.get(address, {"situation": "x"}).status_code == 404


def test_an_option_is_taken_over_into_a_draft(world: World, client_of: ClientOf) -> None:
    warning = world.warning(status="draft")
    client = client_of("analyst")
    page = client.get(reverse("warning", args=[warning.pk])).content.decode()
    take = reverse("option_new", args=[warning.pk]) + "?library="
    assert take in page, "the card stands on the page of a draft"
    form = client.get(take + "rumour-desk").context["form"]
    assert form.initial["lead_days"] == 3
    assert "A circle that checks rumours" in form.initial["text"]
    assert client.get(take + "none").context["form"].initial == {}
    part = client.get(reverse("library_suggested"), {"warning": warning.pk, "part": "card"}).content.decode()
    assert take in part
    assert "<html" not in part


def test_an_issued_warning_has_nothing_to_take_over(world: World, client_of: ClientOf) -> None:
    warning = world.warning()
    page = client_of("analyst").get(reverse("library_suggested"), {"warning": warning.pk})
    assert page.status_code == 200
    assert "?library=" not in page.content.decode()


def test_the_situation_shows_what_can_be_done(world: World, client_of: ClientOf) -> None:
    situation = world.signed_assessment().situation
    page = words(client_of("analyst").get(reverse("situation", args=[situation.pk])))
    assert "What can be done, from the library" in page
