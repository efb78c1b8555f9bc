"""Pages of periodic reports: by role, with what is typed wrong, with what somebody else wrote meanwhile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pypdf
import pytest
from django.core import mail
from django.test import Client

from nadhir.web.accounts.models import RoleHeld
from nadhir.web.cooperation import report_links, report_reminding, services
from nadhir.web.cooperation.models import Contribution, Report
from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Outgoing
from tests.web.conftest import World
from tests.web.cooperation.test_report_services import asked, make_body, make_report, submitted, write_all

Clients = Callable[[str], Client]


def test_the_list_says_what_is_due_and_teaches_when_empty(world: World, client_of: Clients) -> None:
    empty = client_of("officer").get("/cooperation/reports/").content.decode()
    assert "No report yet" in empty
    make_report(world, due_on="2026-01-15")
    page = client_of("officer").get("/cooperation/reports/").content.decode()
    assert "overdue" in page
    assert "National committee of Nour" in page
    assert (
        "National committee of Nour"
        in client_of("officer").get("/cooperation/reports/?q=نور").content.decode()
    )
    assert (
        "Nothing fits" in client_of("officer").get("/cooperation/reports/?status=answered").content.decode()
    )
    table = client_of("officer").get("/cooperation/reports/?format=csv")
    assert b"National committee of Nour" in b"".join(
        table.streaming_content if table.streaming else [table.content]
    )


def test_a_report_is_read_by_its_desk_until_it_is_submitted(world: World, client_of: Clients) -> None:
    report = make_report(world, tlp="clear")
    address = f"/cooperation/reports/{report.pk}/"
    assert client_of("reviewer").get(address).status_code == 200
    for persona in ("coordinator", "outsider"):
        assert client_of(persona).get(address).status_code == 403
    services.report_hand_in(viewer=world.viewer("officer"), report=report, anyway=True)
    services.report_clear(viewer=world.viewer("reviewer"), report=report)
    services.report_submit(viewer=world.viewer("officer"), report=report)
    assert client_of("outsider").get(address).status_code == 200


def test_a_report_is_begun_with_few_fields(world: World, client_of: Clients) -> None:
    body = make_body(world)
    page = client_of("officer").get(f"/cooperation/reports/new/?body={body.pk}")
    assert b"National committee of Nour" in page.content
    sent = {
        "body": "National committee of Nour",
        "template": "national-yearly",
        "period": "last_year",
        "languages": ["ar", "en"],
        "tlp": "amber",
    }
    answer = client_of("officer").post("/cooperation/reports/new/", sent)
    assert answer.status_code == 302, answer.content.decode()[:4000]
    report = Report.objects.get()
    assert report.period_from.year == clock.now().year - 1
    assert report.languages == ["ar", "en"]
    again = client_of("officer").post("/cooperation/reports/new/", sent)
    assert again.status_code == 409
    assert b"on the same days" in again.content
    assert (
        client_of("officer").post("/cooperation/reports/new/", {**sent, "overlap": "on"}).status_code == 302
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"period": "other", "period_from": "2026-05-01", "period_until": "2026-04-01"},
            "ends before it begins",
        ),
        ({"period": "other", "period_from": "2026-05-01", "period_until": ""}, "Name the day"),
        ({"body": "Nobody at all"}, "Nobody in the directory"),
        ({"template": "no-such"}, "Select a valid choice"),
        ({"languages": []}, "required"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(
    world: World, client_of: Clients, changed: dict[str, object], said: str
) -> None:
    make_body(world)
    sent: dict[str, object] = {
        "body": "National committee of Nour", "template": "national-yearly", "period": "this_year",
        "languages": ["en"], "tlp": "amber", "names_en": "A title of ours",
    }  # fmt: skip
    page = client_of("officer").post("/cooperation/reports/new/", {**sent, **changed})
    assert page.status_code in (409, 422)
    assert said in page.content.decode()
    assert "A title of ours" in page.content.decode()


def test_the_desk_of_a_report_says_what_is_known_and_what_is_missing(
    world: World, client_of: Clients
) -> None:
    report = make_report(world)
    page = client_of("officer").get(f"/cooperation/reports/{report.pk}/").content.decode()
    assert "Still missing" in page
    assert "This report covers" in page


def test_words_of_two_people_meet_and_none_is_lost(world: World, client_of: Clients) -> None:
    report = make_report(world)
    address = f"/cooperation/reports/{report.pk}/sections/summary/"
    assert client_of("officer").get(address).status_code == 200
    first = {"texts_en": "First words.", "version": "1", "with_records": "on"}
    assert client_of("officer").post(address, first).status_code == 302
    page = client_of("analyst").post(address, {**first, "texts_en": "Second words."})
    words = page.content.decode()
    assert page.status_code == 409
    assert "First words." in words
    assert "Second words." in words
    assert 'name="version" value="2"' in words
    merged = {**first, "texts_en": "Both words.", "version": "2"}
    assert client_of("analyst").post(address, merged).status_code == 302
    assert report.sections.get(code="summary").texts == {"en": "Both words."}


def test_what_is_known_is_put_into_the_text(world: World, client_of: Clients) -> None:
    report = make_report(world)
    address = f"/cooperation/reports/{report.pk}/sections/summary/fill/"
    assert client_of("officer").get(address).status_code == 405
    assert client_of("officer").post(address).status_code == 302
    assert set(report.sections.get(code="summary").texts) == {"ar", "en", "fr"}
    assert client_of("outsider").post(address).status_code == 403


def test_it_is_handed_in_cleared_submitted_and_answered_by_pages(world: World, client_of: Clients) -> None:
    report = make_report(world)
    here = f"/cooperation/reports/{report.pk}"
    page = client_of("officer").get(f"{here}/hand-in/").content.decode()
    assert "Recommendations" in page
    refused = client_of("officer").post(f"{here}/hand-in/")
    assert refused.status_code == 409
    assert client_of("officer").post(f"{here}/hand-in/", {"anyway": "on"}).status_code == 302
    assert client_of("officer").get(f"{here}/clear/").status_code == 403
    assert client_of("reviewer").post(f"{here}/return/", {"note": ""}).status_code == 409
    assert client_of("reviewer").post(f"{here}/return/", {"note": "Say who."}).status_code == 302
    assert "Say who." in client_of("officer").get(f"{here}/").content.decode()
    assert client_of("officer").post(f"{here}/hand-in/", {"anyway": "on"}).status_code == 302
    assert client_of("reviewer").post(f"{here}/clear/", {}).status_code == 302
    today = clock.now().date().isoformat()
    assert client_of("officer").post(f"{here}/submit/", {"on": today}).status_code == 302
    wrong = {"on": today, "words_en": "It took note.", "title_1": "Open an office"}
    page = client_of("officer").post(f"{here}/answer/", wrong)
    assert page.status_code == 422
    assert "Say who is to do it." in page.content.decode()
    assert (
        client_of("officer").post(f"{here}/answer/", {"on": today, "words_en": "It took note."}).status_code
        == 302
    )
    assert "It took note." in client_of("officer").get(f"{here}/").content.decode()


def test_the_file_is_made_in_each_language(world: World, client_of: Clients) -> None:
    report = make_report(world)
    write_all(world, report)
    here = f"/cooperation/reports/{report.pk}/document/"
    for lang in ("ar", "en", "fr"):
        answer = client_of("officer").get(here, {"language": lang, "format": "pdf"})
        assert answer["Content-Type"] == "application/pdf"
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        assert len(pages) > 3
    answer = client_of("officer").get(here, {"language": "en", "format": "docx"})
    words = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "Words in en." in words
    assert "Words in fr." not in words
    assert "Not cleared yet" in words
    assert client_of("reporter").get(here).status_code == 403


def test_the_file_of_a_submitted_report_bears_its_fingerprint(world: World, client_of: Clients) -> None:
    report = submitted(world)
    answer = client_of("officer").get(f"/cooperation/reports/{report.pk}/document/?language=en&format=md")
    words = answer.content.decode()
    assert report.sha256 in words
    assert "Not cleared yet" not in words


# -- contributions -----------------------------------------------------------------------------------------


def test_members_are_asked_by_name_and_answer_by_link(
    world: World, client_of: Clients, client: Client
) -> None:
    one = asked(world)
    here = f"/cooperation/reports/{one.report_id}"
    assert "/cooperation/contribute/" in client_of("officer").get(f"{here}/").content.decode()
    link = f"/cooperation/contribute/{report_links.token_of(one)}/"
    page = client.get(link)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert b"Training" in page.content
    assert b"Summary" not in page.content
    assert client.post(link, {"text": " ", "language": "en"}).status_code == 422
    assert client.post(link, {"text": "Two seminars.", "language": "fr"}).status_code == 302
    assert "Two seminars." in client.get(link).content.decode()
    taken = client_of("officer").post(f"/cooperation/contributions/{one.pk}/take/")
    assert taken.status_code == 302
    assert one.report.sections.get(code="training").texts == {"fr": "Two seminars."}
    assert client.get(link).status_code == 403
    assert client.get("/cooperation/contribute/forged/").status_code == 403


def test_somebody_who_signs_in_answers_there_and_reads_what_became_of_it(
    world: World, client_of: Clients, client: Client
) -> None:
    one = asked(world, asked_of=world.people["coordinator"])
    here = f"/cooperation/contributions/{one.pk}/"
    assert (
        "You are asked for your part"
        in client_of("coordinator").get("/cooperation/reports/").content.decode()
    )
    # A link would let somebody else speak for them.
    assert client.get(f"/cooperation/contribute/{report_links.token_of(one)}/").status_code == 403
    assert client_of("analyst").post(here, {"text": "x", "language": "en"}).status_code == 403
    assert client_of("outsider").get(here).status_code == 403
    assert client_of("coordinator").post(here, {"text": "Ours.", "language": "en"}).status_code == 302
    left = client_of("officer").post(
        f"/cooperation/contributions/{one.pk}/leave/", {"reason": "Said elsewhere."}
    )
    assert left.status_code == 302
    assert "Said elsewhere." in client_of("coordinator").get(here).content.decode()


def test_the_form_asks_members_and_names_who_left(world: World, client_of: Clients) -> None:
    one = asked(world)
    here = f"/cooperation/reports/{one.report_id}/ask/"
    page = client_of("officer").get(here).content.decode()
    assert "Ministry of Wells" in page
    sent = {
        "members": [str(one.actor_id)],
        "sections": ["law", "plans"],
        "their_address": "nobody@example.org",
    }
    assert "Nobody who shares a group with you" in client_of("officer").post(here, sent).content.decode()
    assert client_of("officer").post(here, {**sent, "their_address": ""}).status_code == 302
    assert Contribution.objects.count() == 3
    old = {**sent, "their_address": "", "due_on": "2020-01-01"}
    assert client_of("officer").post(here, old).status_code == 409


def test_mails_tell_nothing_but_that_something_is_asked_for(world: World) -> None:
    one = asked(world, asked_of=world.people["coordinator"])
    report_reminding.ask(Outgoing.objects.get(kind="reports.contribution"))
    (sent,) = mail.outbox
    assert sent.to == [world.people["coordinator"].email]
    assert f"/cooperation/contributions/{one.pk}/" in sent.body
    assert "Nour" not in sent.body + sent.subject
    services.contribution_give(
        viewer=world.viewer("coordinator"), contribution=one, text="Ours.", language="en"
    )
    report_reminding.ask(Outgoing.objects.get(kind="reports.contribution"))
    assert len(mail.outbox) == 1


def test_a_report_that_is_due_reminds_whoever_began_it(world: World) -> None:
    make_report(world, due_on=clock.now().date())
    assert services.contributions_remind() == 1
    outbox.deliver(clock.now().replace(hour=23))
    assert mail.outbox
    assert mail.outbox[0].to == [world.people["officer"].email]


def test_where_nobody_at_the_desk_can_clear_it_that_is_said_and_it_is_taken_back(
    world: World, client_of: Clients
) -> None:
    report = make_report(world)
    here = f"/cooperation/reports/{report.pk}"
    none = "Nobody at your desk can clear it"
    assert none not in client_of("officer").get(f"{here}/hand-in/").content.decode()
    RoleHeld.objects.filter(role__in=("reviewer", "decision_maker")).delete()
    assert none in client_of("officer").get(f"{here}/hand-in/").content.decode()
    client_of("officer").post(f"{here}/hand-in/", {"anyway": "on"})
    page = client_of("officer").get(f"{here}/").content.decode()
    assert "Nobody at its desk can clear it" in page
    assert f"{here}/take-back/" in page
    assert client_of("officer").post(f"{here}/take-back/").status_code == 302
    report.refresh_from_db()
    assert report.status == Report.Status.WRITING


def test_hand_in_tells_of_contributions_that_are_not_dealt_with(world: World, client_of: Clients) -> None:
    one = asked(world, asked_of=None)
    page = client_of("officer").get(f"/cooperation/reports/{one.report_id}/hand-in/").content.decode()
    assert "neither taken nor left out" in page


def test_who_has_an_account_elsewhere_is_not_told(world: World, client_of: Clients) -> None:
    report = make_report(world)
    here = f"/cooperation/reports/{report.pk}/ask/"
    said = []
    for address in ("nobody@example.org", world.people["outsider"].email):
        page = client_of("officer").post(here, {"sections": ["summary"], "their_address": address})
        said.append(page.content.decode().count("Nobody who shares a group with you"))
    assert said[0] == said[1] > 0
    page = client_of("officer").post(
        here, {"sections": ["summary"], "their_address": world.people["coordinator"].email}
    )
    assert "Nobody who shares a group with you" not in page.content.decode()
