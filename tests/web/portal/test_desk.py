"""The inbox and the page of a report, as the people of a desk use them, and as others try to."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from nadhir.screening import Finding
from nadhir.sources import EventFacts
from nadhir.web.core import ledger
from nadhir.web.core.models import Entry, Tlp
from nadhir.web.core.passages import located
from nadhir.web.directory.services import place_invent
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import item_assign, item_dismiss, records_take
from nadhir.web.portal import passages
from nadhir.web.portal.forms import Ticked, TriageForm
from nadhir.web.situations.models import Evidence
from nadhir.web.situations.services import situation_open
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
INBOX = "/inbox/"


def page(item: Item) -> str:
    return reverse("item", args=[item.pk])


def shown(response: Any) -> str:
    return str(response.content.decode())


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def triage(client: Client, act: str, *items: Item | str, **more: str) -> HttpResponse:
    ticked = [item if isinstance(item, str) else TriageForm.ticked(item) for item in items]
    return client.post("/inbox/triage/", {"act": act, "item": ticked, **more})  # type: ignore[return-value]


# ------------------------------------------------------------------ who may look


@pytest.mark.parametrize("persona", ["analyst", "second_analyst", "reviewer"])
def test_the_desk_reads_its_reports(world: World, client_of: ClientOf, persona: str) -> None:
    item = world.item("Families left the valley in the night.")
    client = client_of(persona)
    assert "Families left the valley" in shown(client.get(INBOX))
    assert client.get(page(item)).status_code == 200


@pytest.mark.parametrize("persona", ["reporter", "officer", "decision_maker", "administrator", "coordinator"])
def test_others_have_no_inbox_and_no_report(world: World, client_of: ClientOf, persona: str) -> None:
    item = world.item("Families left the valley in the night.")
    client = client_of(persona)
    for response in (client.get(INBOX), client.get(f"{INBOX}?format=csv"), client.get(page(item))):
        assert response.status_code == 403
        assert "Families" not in shown(response)


def test_somebody_not_signed_in_is_asked_to(world: World) -> None:
    for path in (INBOX, page(world.item())):
        response = Client().get(path)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_another_desk_finds_nothing_of_what_is_not_shared(world: World, client_of: ClientOf) -> None:
    item = world.item("Families left the valley in the night.")
    for persona in ("partner_analyst", "outsider"):
        client = client_of(persona)
        assert "Families" not in shown(client.get(f"{INBOX}?status=all&q=families"))
        assert client.get(page(item)).status_code == 403
        assert client.post(page(item), {"quote": "Families"}).status_code == 403
        response = triage(client, "dismiss", item, because="x")
        assert [words for words in said(response) if "no such record" in words or "not open" in words]
    item.refresh_from_db()
    assert item.status == Item.Status.NEW


def test_a_shared_report_is_read_elsewhere_and_sorted_at_its_desk_only(
    world: World, client_of: ClientOf
) -> None:
    source = world.source(slug="bulletin", tlp=Tlp.GREEN)
    item = world.item("Families left the valley in the night.", source=source)
    client = client_of("partner_analyst")
    inbox = shown(client.get(INBOX))
    assert "Families left" in inbox
    assert TriageForm.ticked(item) not in inbox, "no tick box"
    for act, more in (("dismiss", {"because": "x"}), ("assign", {}), ("reopen", {})):
        assert "another desk" in said(triage(client, act, item, **more))[0]
    item.refresh_from_db()
    assert (item.status, item.version) == (Item.Status.NEW, 1)


def test_a_partner_attaches_a_shared_report_without_taking_it_from_its_desk(
    world: World, client_of: ClientOf
) -> None:
    item = world.item("Families left.", source=world.source(slug="bulletin", tlp=Tlp.GREEN))
    theirs = world.situation(persona="partner_analyst")
    triage(client_of("partner_analyst"), "attach", item, situation=str(theirs.pk))
    assert theirs.attachments.filter(item=item).exists()
    item.refresh_from_db()
    assert item.status == Item.Status.NEW


def test_a_protected_source_stays_with_its_desk_on_every_part_of_the_page(
    world: World, client_of: ClientOf
) -> None:
    source = world.source(slug="elders", names={"en": "Council of Elders"}, chatham_house=True, tlp=Tlp.GREEN)
    facts = EventFacts(kind="one_sided", side_a="A", side_b="Civilians", deaths_best=1, sources=("Old Imam",))
    item = world.item(
        "They spoke of a list of houses.",
        source=source,
        author="Sheikh N.",
        url="https://elders.example/1",
        event=facts,
    )
    own, partner = client_of("analyst"), client_of("partner_analyst")
    secrets = ("Council of Elders", "elders", "Sheikh N.", "Old Imam", "Analyst</span>")
    for path in (page(item), INBOX, f"{INBOX}?format=csv", "/sources/"):
        response = partner.get(path)
        content = response.getvalue() if response.streaming else response.content
        found = [secret for secret in secrets if secret in content.decode()]
        assert found == [], path
    assert "They spoke of a list" in shown(partner.get(page(item))), "what was said may be used"
    for secret in ("Council of Elders", "Sheikh N.", "Old Imam"):
        assert secret in shown(own.get(page(item)))
    probed = partner.get(f"{INBOX}?source=elders&status=all")
    assert "Select a valid choice" in shown(probed), "its name cannot be guessed either"


# ------------------------------------------------------------------ hostile words


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_words_from_outside_are_never_run(world: World, client_of: ClientOf) -> None:
    source = world.source(slug="odd", names={"en": HOSTILE})
    item = world.item(
        f"{HOSTILE} in the text.",
        source=source,
        title=f"Title {HOSTILE}",
        author=HOSTILE,
        url=f"javascript:alert(1)//{HOSTILE}",
        external_id=HOSTILE,
        language='xx"onload=',
    )
    client = client_of("analyst")
    for path in (page(item), INBOX, "/sources/", f"{INBOX}?q={HOSTILE}"):
        content = shown(client.get(path))
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert 'href="javascript' not in content


def test_a_page_carries_no_script_and_no_style_of_its_own(world: World, client_of: ClientOf) -> None:
    response = client_of("analyst").get(page(world.item()))
    assert not re.search(r"<script(?![^>]* src=)|\sstyle=|\son\w+=", shown(response))
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_what_turns_letters_round_is_told_and_kept_in_its_place(world: World, client_of: ClientOf) -> None:
    item = world.item("The word \u202eecaep\u202c was painted on a door.", title="A \u202etitle")
    content = shown(client_of("analyst").get(page(item)))
    assert "turn the letters after them round" in content
    assert re.search(r"<h1 dir=\"auto\"", content)
    assert re.search(r"<blockquote class=\"passage[^>]*dir=\"auto\"", content)


def test_a_very_long_text_is_shown_in_part_and_coded_anywhere(world: World, client_of: ClientOf) -> None:
    text = f"{'A calm day was reported from the valley. ' * 40_000}The last words tell of a threat."
    item, situation = world.item(text), world.situation()
    client = client_of("analyst")
    response = client.get(page(item))
    assert len(response.content) < 6 * passages.SHOWN
    assert "Only the beginning is shown" in shown(response)
    coded = code(client, item, situation, quote="The last words tell of a threat.")
    assert coded.status_code == 302
    assert Evidence.objects.get().quote == "The last words tell of a threat."


# ------------------------------------------------------------------ the inbox


def test_violence_against_civilians_comes_first_and_the_page_begins_with_its_sum(
    world: World, client_of: ClientOf
) -> None:
    world.item("A calm market day was reported from the east bank.")
    world.event(deaths=2)
    world.event(deaths=9)
    content = shown(client_of("analyst").get(INBOX))
    assert "<b>3 reports</b>" in content
    assert "<b>2</b> tell of violence" in content
    assert content.index("Event 2") < content.index("Event 1") < content.index("A calm market day")


def test_an_event_shows_what_was_coded_and_what_its_source_wrote(world: World, client_of: ClientOf) -> None:
    item = world.item(
        "Villagers fled at dawn",
        title="Villagers fled at dawn",
        event=EventFacts(kind="one_sided", side_a="Grey Band", side_b="Civilians", deaths_best=3),
    )
    client = client_of("analyst")
    for content in (shown(client.get(INBOX)), shown(client.get(page(item)))):
        assert "Violence against civilians: Grey Band – Civilians" in content
        assert "Villagers fled at dawn" in content


def test_languages_are_called_by_their_names(world: World, client_of: ClientOf) -> None:
    world.item("اجتمع مجلس الشيوخ في المدرسة وتحدث عن الماء والطريق.")
    assert "Arabic" in shown(client_of("analyst").get(INBOX))
    assert "العربية" in shown(client_of("analyst", "ar").get(INBOX))
    assert "arabe" in shown(client_of("analyst", "fr").get(INBOX))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"arabic", "english", "violent"}),
        ("language=ar", {"arabic"}),
        ("priority=5", {"violent"}),
        ("source=field-notes", {"arabic", "english", "violent"}),
        ("q=الاسره", {"arabic"}),
        ("q=valley+night", {"english"}),
        ("q=night+valley", {"english"}),
        ("q=event-1", {"violent"}),
        ("place=XN-01&status=all", {"violent"}),
        ("mine=on", set()),
        ("status=dismissed", {"dismissed"}),
        ("status=all", {"arabic", "english", "violent", "dismissed"}),
        ("q=quiet", {"dismissed"}),
        ("q=quiet&status=", set()),
    ],
)
def test_filters_live_in_the_address(world: World, client_of: ClientOf, query: str, found: set[str]) -> None:
    items = {
        "arabic": world.item("غادرت الأسرة القادمة من الضفة الأخرى بيتها قبل الفجر."),
        "english": world.item("Families left the valley before the night."),
        "violent": world.event(),
        "dismissed": world.item("All is quiet on the bridge."),
    }
    item_dismiss(viewer=world.viewer("analyst"), item=items["dismissed"], because="calm")
    content = shown(client_of("analyst").get(f"{INBOX}?{query}"))
    assert {name for name, item in items.items() if page(item) in content} == found


@pytest.mark.parametrize(
    "query",
    ["priority=99", "language=%00", "source=x", "place=%27", "page=-1", "status=%F0%9F%92%A3", "q=%00"],
)
def test_strange_addresses_do_no_harm(world: World, client_of: ClientOf, query: str) -> None:
    world.item()
    assert client_of("analyst").get(f"{INBOX}?{query}").status_code == 200


def test_each_filter_can_be_taken_off_again(world: World, client_of: ClientOf) -> None:
    world.item("Families left the valley before the night.")
    content = shown(client_of("analyst").get(f"{INBOX}?q=valley&language=en&place=XN-01&status=all"))
    chips = re.findall(r'<a class="pill accent" href="([^"]*)">(?:<bdi>)?([^<]*)', content)
    assert {words.strip() for _, words in chips} == {"“valley”", "English", "Nour Valley", "All"}
    without = next(address for address, words in chips if "Nour" in words)
    assert "place" not in without
    assert "language=en" in without


def test_an_empty_inbox_teaches_and_an_empty_filter_leads_out(world: World, client_of: ClientOf) -> None:
    assert "Reports arrive here" in shown(client_of("analyst").get(INBOX))
    world.item()
    assert "Nothing fits this filter" in shown(client_of("analyst").get(f"{INBOX}?q=lighthouse"))


def test_a_long_inbox_asks_the_database_a_fixed_number_of_questions(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    from nadhir.sources import Record

    texts = [f"Report {n}: all is calm." for n in range(60)]
    records = [Record(text=text, raw=text.encode(), external_id=text) for text in texts]
    records_take(viewer=world.viewer("analyst"), source=world.source(), records=records)
    client = client_of("analyst")
    with django_assert_max_num_queries(24):
        response = client.get(INBOX)
    assert "1–50 of 60" in shown(response)
    assert len(response.content) < 150_000


def test_what_may_be_seen_can_be_taken_along(world: World, client_of: ClientOf) -> None:
    world.event(deaths=4)
    world.item("=HYPERLINK(1)")
    response = client_of("analyst").get(f"{INBOX}?format=csv")
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 3
    assert "Violence against civilians" in rows[1][0]
    assert rows[2][0].startswith("'="), "a spreadsheet does not run it"
    assert len({len(row) for row in rows}) == 1


# ------------------------------------------------------------------ sorting


def test_ticked_reports_are_given_attached_and_dismissed(world: World, client_of: ClientOf) -> None:
    items = [world.item(f"Report number {n} of a calm day.") for n in range(4)]
    client, situation = client_of("analyst"), world.situation()
    assert said(triage(client, "assign", items[0], items[1])) == ["2 reports are yours."]
    triage(client, "attach", items[2], situation=str(situation.pk))
    triage(client, "dismiss", items[3], because="  calm  ")
    states = dict(Item.objects.values_list("pk", "status"))
    assert [states[item.pk] for item in items] == ["assigned", "assigned", "attached", "dismissed"]
    assert Item.objects.get(pk=items[3].pk).dismissed_because == "calm"
    custody = shown(client.get(page(items[3])))
    assert "report received" in custody
    assert "report dismissed" in custody
    assert "item.dismiss" not in custody
    assert page(items[0]) in shown(client.get(f"{INBOX}?mine=on"))
    assert page(items[0]) not in shown(client_of("second_analyst").get(f"{INBOX}?mine=on"))


def test_what_cannot_be_done_to_one_is_said_and_done_to_the_others(world: World, client_of: ClientOf) -> None:
    fine, changed, foreign = world.item("Report one."), world.item("Report two."), uuid.uuid4()
    ticked = [TriageForm.ticked(fine), TriageForm.ticked(changed), str(foreign)]
    item_assign(viewer=world.viewer("second_analyst"), item=changed, to=world.people["second_analyst"])
    words = said(triage(client_of("analyst"), "dismiss", *ticked, because="calm"))
    assert words[0] == "1 report dismissed."
    assert any("Somebody changed this in the meantime" in line for line in words)
    assert any("no such record" in line for line in words)
    changed.refresh_from_db()
    assert changed.assignee == world.people["second_analyst"]
    assert changed.status == Item.Status.ASSIGNED


def test_a_dismissal_can_be_undone_and_who_had_it_has_it_again(world: World, client_of: ClientOf) -> None:
    item = world.item()
    item_assign(viewer=world.viewer("analyst"), item=item, to=world.people["analyst"])
    client = client_of("analyst")
    triage(client, "dismiss", item, because="calm")
    content = shown(client.get(INBOX))
    assert "It can be brought back" in content
    assert "It can be brought back" not in shown(client.get(INBOX)), "offered once"
    assert said(triage(client, "reopen", str(item.pk))) == ["1 report reopened."]
    item.refresh_from_db()
    assert (item.status, item.dismissed_because) == (Item.Status.ASSIGNED, "")
    acts = Entry.objects.filter(subject_id=item.pk).values_list("act", flat=True)
    assert list(acts) == ["item.receive", "item.assign", "item.dismiss", "item.reopen"]
    assert ledger.verify()


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"act": "dismiss", "because": " "}, "Give the reason"),
        ({"act": "attach"}, "Choose the situation"),
        ({"act": "dismiss", "because": "x", "item": []}, "Tick a report first"),
        ({"act": "burn"}, "Select a valid choice"),
        ({"act": "assign", "item": ["not-an-id"]}, "Select a valid choice"),
        ({"act": "assign", "item": ["@"]}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_done(
    world: World, client_of: ClientOf, posted: dict[str, Any], words: str
) -> None:
    item = world.item()
    response = client_of("analyst").post("/inbox/triage/", {"item": [str(item.pk)], **posted})
    assert words in " ".join(said(response))
    item.refresh_from_db()
    assert (item.status, item.version) == (Item.Status.NEW, 1)


def test_after_sorting_one_is_where_one_was(world: World, client_of: ClientOf) -> None:
    item, client = world.item(), client_of("analyst")
    back = triage(client, "assign", item, query="language=en&page=2")
    assert back["Location"] == "/inbox/?language=en&page=2"
    assert triage(client, "assign", str(item.pk), **{"from": str(item.pk)})["Location"] == page(item)
    assert triage(client, "assign", str(item.pk), **{"from": "//evil.example"})["Location"] == INBOX
    split = triage(client, "assign", str(item.pk), query="a=1\r\nSet-Cookie: x=1")
    assert "\n" not in split["Location"]


def test_attached_evidence_is_not_dismissed_and_stays_attached_when_given(
    world: World, client_of: ClientOf
) -> None:
    item, client = world.item(), client_of("analyst")
    triage(client, "attach", item, situation=str(world.situation().pk))
    assert "attached to a situation" in said(triage(client, "dismiss", str(item.pk), because="x"))[-1]
    triage(client, "assign", str(item.pk))
    item.refresh_from_db()
    assert (item.status, item.assignee) == (Item.Status.ATTACHED, world.people["analyst"])


def test_a_reviewer_reads_and_does_not_sort(world: World, client_of: ClientOf) -> None:
    item, client = world.item(), client_of("reviewer")
    assert 'name="act"' not in shown(client.get(INBOX))
    assert "Your role does not include this" in said(triage(client, "assign", item))[0]


def test_triage_is_never_a_get(world: World, client_of: ClientOf) -> None:
    assert client_of("analyst").get("/inbox/triage/").status_code == 405


def test_rating_keeps_what_a_colleague_rated(world: World, client_of: ClientOf) -> None:
    item = world.item()
    address = reverse("item_rate", args=[item.pk])
    client_of("second_analyst").post(address, {"credibility": "2", "version": "1"})
    late = client_of("analyst").post(address, {"credibility": "5", "version": "1"})
    assert "Somebody changed this" in said(late)[0]
    item.refresh_from_db()
    assert item.credibility == "2"
    assert client_of("analyst").post(address, {"credibility": "9"}).status_code == 302


# ------------------------------------------------------------------ coding


def code(client: Client, item: Item, situation: Any, **posted: Any) -> Any:
    form = {
        "situation": str(getattr(situation, "pk", situation)),
        "element": "7.10",
        "polarity": "risk",
        "strength": "moderate",
        **posted,
    }
    return client.post(page(item), form)


TEXT = "They were told to leave.\nThe market was calm.\nThey were told to leave again."


def test_selected_words_are_coded_where_they_were_selected(world: World, client_of: ClientOf) -> None:
    item, client = world.item(TEXT), client_of("analyst")
    second = TEXT.rindex("They were told to leave")
    code(client, item, world.situation(), quote="They were told to leave", start=second, end=second + 23)
    evidence = Evidence.objects.get()
    assert (evidence.start, evidence.quote) == (second, "They were told to leave")
    item.refresh_from_db()
    assert item.status == Item.Status.ATTACHED


def test_what_was_coded_is_said_on_top_of_the_page(world: World, client_of: ClientOf) -> None:
    # The form is sent to its own anchor, and a browser keeps that over a redirect that names none.
    item = world.item(TEXT)
    answer = code(client_of("analyst"), item, world.situation(), quote="The market was calm.")
    assert answer.headers["Location"] == f"{page(item)}#main"


def offered(client: Client, item: Item) -> list[str]:
    tree = lxml.html.fromstring(client.get(page(item)).content)
    return [
        one.get("value") or ""
        for one in tree.xpath("//section[@id='code']//select[@name='situation']/option")
    ]


def test_a_passage_is_not_coded_to_the_newest_situation_by_accident(
    world: World, client_of: ClientOf
) -> None:
    client, near = client_of("analyst"), world.situation()
    event, post = world.event(), world.item(TEXT)
    assert offered(client, post) == [str(near.pk)]
    far = situation_open(
        viewer=world.viewer("analyst"),
        names={"en": "Elsewhere"},
        places=[place_invent(code="XN-09", names={"en": "Quay"}).pk],
    )
    assert offered(client, event)[0] == str(near.pk)
    assert offered(client, post)[0] == ""
    code(client, post, far, quote="The market was calm.")
    assert offered(client, post)[0] == str(far.pk)


def test_words_are_found_without_a_script(world: World, client_of: ClientOf) -> None:
    item = world.item(TEXT)
    code(client_of("analyst"), item, world.situation(), quote="  The market was calm. ")
    assert Evidence.objects.get().quote == "The market was calm."


def test_line_ends_of_a_browser_are_no_other_words(world: World, client_of: ClientOf) -> None:
    item = world.item(TEXT.replace("\n", "\r\n"))
    assert "\r" not in item.text
    selected = "leave.\nThe market"
    start = TEXT.index(selected)
    # A browser counts a line end as one letter, and sends it in a form as two.
    posted = {"quote": selected.replace("\n", "\r\n"), "start": start, "end": start + len(selected)}
    code(client_of("analyst"), item, world.situation(), **posted)
    evidence = Evidence.objects.get()
    assert (evidence.start, evidence.end, evidence.quote) == (start, start + len(selected), selected)


def test_letters_beyond_the_basic_plane_are_counted_as_one(world: World, client_of: ClientOf) -> None:
    text = "🔥🔥 They were told to leave 👩\u200d👧 at once."
    item, start = world.item(text), text.index("They")
    end = text.index(" 👩")
    code(client_of("analyst"), item, world.situation(), quote=text[start:end], start=start, end=end)
    assert Evidence.objects.get().quote == "They were told to leave"


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"quote": "They were asked to leave"}, "do not stand in the text"),
        ({"quote": "They were told", "element": ""}, "at least one indicator"),
        ({"quote": ""}, "This field is required"),
        ({"quote": "They were told", "element": "99.9"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_coded_is_said_beside_the_form_and_kept(
    world: World, client_of: ClientOf, posted: dict[str, str], words: str
) -> None:
    item = world.item(TEXT)
    response = code(client_of("analyst"), item, world.situation(), note="my thoughts", **posted)
    assert response.status_code == 422
    assert words in shown(response)
    assert "my thoughts" in shown(response)
    assert not Evidence.objects.exists()


def test_a_situation_that_one_may_not_see_cannot_be_coded_to(world: World, client_of: ClientOf) -> None:
    item = world.item(TEXT, source=world.source(slug="bulletin", tlp=Tlp.GREEN))
    world.situation(persona="partner_analyst")
    theirs = world.situation()
    response = code(client_of("partner_analyst"), item, theirs, quote="They were told")
    assert "Select a valid choice" in shown(response)
    assert not Evidence.objects.exists()


def test_positions_that_do_not_fit_the_words_are_not_believed(world: World, client_of: ClientOf) -> None:
    item = world.item(TEXT)
    for start, end in ((0, 5), (-3, 4), (10**9, 10**9 + 5), (5, 2)):
        posted = {"quote": "The market was calm.", "start": start, "end": end}
        code(client_of("analyst"), item, world.situation(), **posted)
    assert {evidence.quote for evidence in Evidence.objects.all()} == {"The market was calm."}


def test_only_analysts_code(world: World, client_of: ClientOf) -> None:
    item, situation = world.item(TEXT), world.situation()
    assert 'id="code"' not in shown(client_of("reviewer").get(page(item)))
    code(client_of("reviewer"), item, situation, quote="The market was calm.")
    assert not Evidence.objects.exists()


# ------------------------------------------------------------------ passages


def test_located_prefers_the_place_that_was_selected() -> None:
    text = "one two one two one"
    assert located(text, "one", 8, 11) == (8, 11)
    assert located(text, "one", 7, 9) == (8, 11)
    assert located(text, "one") == (0, 3)
    assert located(text, "three") is None
    assert located(text, " \n ") is None
    assert located("a.b", "a.b") == (0, 3)
    assert located("axb", "a.b") is None


def test_segments_together_are_the_text_letter_for_letter(world: World) -> None:
    item = world.item("Gunmen killed ten villagers in the valley, and burned houses, killed again.")
    finding = Finding.of_json(item.finding) if item.finding else None
    segments, marks = passages.marked(item.text, finding)
    assert "".join(segment.text for segment in segments) == item.text
    assert len({mark.n for mark in marks}) == len(marks)
    assert {segment.n for segment in segments if segment.n} == {mark.n for mark in marks}


def test_ticked_tells_identity_and_version() -> None:
    pk = uuid.uuid4()
    assert Ticked.of(f"{pk}@7") == Ticked(pk, 7)
    assert Ticked.of(str(pk)) == Ticked(pk, None)
    with pytest.raises(ValueError, match="badly formed"):
        Ticked.of("x@7")
