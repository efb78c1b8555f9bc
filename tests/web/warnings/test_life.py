"""A warning's whole life through the pages: drafted, approved, issued, acknowledged, decided, acted upon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client

from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import ledger
from nadhir.web.response.models import Undertaking
from nadhir.web.warnings import services
from nadhir.web.warnings.models import Decision, Option, Recipient, Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db


def test_from_a_signed_assessment_to_a_result(
    world: World,
    client_of: Callable[..., Client],
    words: dict[str, str],
    deliver: Callable[[], int],
    press: Callable[..., Any],
) -> None:
    analyst, reviewer, minister = (client_of(one) for one in ("analyst", "reviewer", "decision_maker"))
    assessment = world.signed_assessment()
    new = f"/warnings/new/?assessment={assessment.pk}"
    assert "Nour Valley" in analyst.get(new).content.decode(), "what the assessment says is not typed again"
    made = analyst.post(new, {**words, "tlp": "amber"})
    warning = Warning.objects.get()
    page = f"/warnings/{warning.pk}/"
    assert made.headers["Location"] == page
    assert "/submit/" not in analyst.get(page).content.decode(), "nothing to approve without a recipient"

    option = {"text": "Joint visit", "by_whom": "the elders", "lead_days": 4}
    analyst.post(f"{page}options/new/", option)
    colleague = {"person": str(world.people["decision_maker"].pk), "language": "fr", "clearance": "notice"}
    analyst.post(f"{page}recipients/new/", colleague)
    elder = {"name": "Elder Nour", "email": "elder@example.org", "language": "ar", "clearance": "content"}
    analyst.post(f"{page}recipients/new/", elder)
    assert "/submit/" in analyst.get(page).content.decode()
    analyst.post(f"{page}submit/")
    warning.refresh_from_db()
    reviewer.post(f"{page}approve/", {"version": warning.version})
    reviewer.post(f"{page}issue/")
    assert deliver() == 2

    letter = next(str(one.body) for one in mail.outbox if "elder@example.org" in one.to)
    found = re.search(r"/warnings/link/\S+", letter)
    assert found
    by_link = Client()
    assert "Families may be driven" in by_link.get(found.group()).content.decode()
    assert press(by_link, found.group()).status_code == 302
    minister.post(f"{page}acknowledge/")
    assert Recipient.objects.filter(acknowledged_at=None).count() == 0

    decision = {"choice": str(Option.objects.get().pk), "reason": "The elders are trusted.", "seen": 0}
    minister.post(f"{page}decide/", decision)
    promise = {"title": "Joint visit", "who": "the elders", "due_on": ""}
    coming = f"/response/new/?decision={Decision.objects.get().pk}"
    assert "the elders" in minister.get(coming).content.decode()
    minister.post(coming, promise)
    undertaking = Undertaking.objects.get()
    minister.post(f"/response/{undertaking.pk}/begin/", {"words": ""})
    minister.post(f"/response/{undertaking.pk}/complete/", {"words": "Both banks trade again."})
    undertaking.refresh_from_db()
    assert undertaking.status == "done"
    assert "Both banks trade again." in minister.get(f"/response/{undertaking.pk}/").content.decode()

    told = [entry.act for entry in ledger.entries_of(warning.pk)]
    assert [act for act in told if act not in {"warning.option", "warning.recipient"}] == [
        "warning.draft", "warning.submit", "warning.approve", "warning.issue", "warning.acknowledge",
        "warning.acknowledge", "warning.decide",
    ]  # fmt: skip
    assert ledger.verify().count


def test_a_warning_needs_a_signed_assessment(
    world: World, client_of: Callable[..., Client], words: dict[str, str]
) -> None:
    from nadhir.web.situations import services as situations

    draft = situations.assessment_draft(viewer=world.viewer("analyst"), situation=world.situation())
    analyst = client_of("analyst")
    address = f"/warnings/new/?assessment={draft.pk}"
    assert "not signed" in analyst.get(address).content.decode()
    analyst.post(address, {**words, "tlp": "amber"})
    assert not Warning.objects.exists()
    assert analyst.get("/warnings/new/?assessment=1' OR 1").status_code == 200, "taught, not failed"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("valid_until", "2020-01-01", "has not passed"),
        ("valid_until", "soon", "Enter a valid date"),
        ("title", "x" * 201, "at most 200"),
        ("tlp", "purple", "Select a valid choice"),
        ("kind", "rumour", "Select a valid choice"),
    ],
)
def test_bad_input_is_said_beside_the_form_and_nothing_typed_is_lost(
    world: World, client_of: Callable[..., Client], words: dict[str, str], field: str, value: str, said: str
) -> None:
    address = f"/warnings/new/?assessment={world.signed_assessment().pk}"
    answer = client_of("analyst").post(address, {**words, "tlp": "amber", field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert words["why_now"] in page
    assert not Warning.objects.exists()


def test_a_wider_label_than_that_of_the_assessment_must_be_meant(
    world: World, client_of: Callable[..., Client], words: dict[str, str]
) -> None:
    analyst = client_of("analyst")
    address = f"/warnings/new/?assessment={world.signed_assessment().pk}"
    asked = analyst.post(address, {**words, "tlp": "green"})
    assert "tick the box" in asked.content.decode()
    assert not Warning.objects.exists()
    analyst.post(address, {**words, "tlp": "green", "wider": "on"})
    warning = Warning.objects.get()
    assert warning.tlp == "green"
    first = ledger.entries_of(warning.pk)[0]
    assert first.data["wider_than"] == "amber"


def test_a_red_warning_names_who_can_approve_it(
    world: World, client_of: Callable[..., Client], words: dict[str, str]
) -> None:
    analyst = client_of("analyst")
    address = f"/warnings/new/?assessment={world.signed_assessment().pk}"
    asked = analyst.post(address, {**words, "tlp": "red"})
    assert "a second person can approve" in asked.content.decode()
    analyst.post(address, {**words, "tlp": "red", "readers": [str(world.people["reviewer"].pk)]})
    page = f"/warnings/{Warning.objects.get().pk}/"
    assert client_of("reviewer").get(page).status_code == 200
    assert client_of("second_analyst").get(page).status_code == 403


def test_whoever_wrote_a_part_of_it_does_not_approve_it(
    world: World, client_of: Callable[..., Client], post: Callable[..., Any], words: dict[str, str]
) -> None:
    warning = world.warning(status="draft")
    changed = {**words, "title": "Expulsions are feared", "version": warning.version}
    assert post("reviewer", warning, "edit", **changed).status_code == 302
    post("analyst", warning, "submit")
    warning.refresh_from_db()
    page = client_of("reviewer").get(f"/warnings/{warning.pk}/").content.decode()
    assert "somebody else approves it" in page
    assert "/approve/" not in page
    refused = post("reviewer", warning, "approve", version=warning.version)
    assert refused.status_code == 403
    warning.refresh_from_db()
    assert warning.status == "submitted"


def test_an_approval_counts_only_for_what_was_read(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(status="submitted")
    read = warning.version
    late = {"name": "One more", "email": "more@example.org", "language": "en", "clearance": "notice"}
    post("analyst", warning, "recipients/new", **late)
    assert post("reviewer", warning, "approve", version=read).status_code == 409
    assert post("reviewer", warning, "approve").status_code == 409, (
        "a form without the version counts for none"
    )
    warning.refresh_from_db()
    assert warning.status == "submitted"
    assert post("reviewer", warning, "approve", version=warning.version).status_code == 302


def test_issuing_twice_tells_everybody_once(
    world: World, post: Callable[..., Any], deliver: Callable[[], int]
) -> None:
    warning = world.warning(status="approved")
    assert post("reviewer", warning, "issue").status_code == 302
    assert post("reviewer", warning, "issue").status_code == 409
    assert deliver() == 1
    assert len(mail.outbox) == 1


def test_two_reviewers_who_issue_at_the_same_moment(world: World, deliver: Callable[[], int]) -> None:
    warning = world.warning(status="approved")
    first, second = (Warning.objects.get(pk=warning.pk) for _ in range(2))
    services.warning_issue(viewer=world.viewer("reviewer"), warning=first)
    with pytest.raises(Conflict):
        services.warning_issue(viewer=world.viewer("reviewer"), warning=second)
    assert deliver() == 1


def test_nothing_is_added_to_a_draft_that_was_just_handed_on(world: World) -> None:
    draft = world.warning(status="draft")
    services.warning_submit(viewer=world.viewer("analyst"), warning=Warning.objects.get(pk=draft.pk))
    with pytest.raises(NotPossibleNow):
        services.option_add(
            viewer=world.viewer("analyst"), warning=draft, text="One more", by_whom="x", lead_days=1
        )
    assert draft.options.count() == 1


def test_a_warning_past_its_validity_goes_back_to_its_author(
    world: World, client_of: Callable[..., Client], post: Callable[..., Any], words: dict[str, str]
) -> None:
    warning = world.warning(status="approved")
    Warning.objects.filter(pk=warning.pk).update(valid_until="2026-01-01T00:00:00Z")
    assert post("reviewer", warning, "issue").status_code == 409
    assert post("reviewer", warning, "return", because="Set a new day.").status_code == 302
    warning.refresh_from_db()
    assert (warning.status, warning.approved_by_id) == ("draft", None)
    assert "Set a new day." in client_of("analyst").get(f"/warnings/{warning.pk}/").content.decode()
    assert post("analyst", warning, "edit", **words, version=warning.version).status_code == 302
    warning.refresh_from_db()
    assert warning.valid_until.hour == 23, "valid on its last day"


def test_two_people_editing_do_not_overwrite_each_other(
    world: World, post: Callable[..., Any], words: dict[str, str]
) -> None:
    warning = world.warning(status="draft")
    seen = warning.version
    assert post("analyst", warning, "edit", **{**words, "title": "First"}, version=seen).status_code == 302
    late = post("second_analyst", warning, "edit", **{**words, "title": "Second"}, version=seen)
    assert late.status_code == 409
    assert "Second" in late.content.decode(), "what was typed is kept"
    warning.refresh_from_db()
    assert warning.title == "First"


def test_a_draft_can_be_mended(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(status="draft")
    option, recipient = warning.options.get(), warning.recipients.get()
    changed = {"text": "Visit both banks", "by_whom": "the elders", "lead_days": 0}
    post("analyst", warning, f"options/{option.pk}", **changed)
    option.refresh_from_db()
    assert option.text == "Visit both banks"
    assert post("analyst", warning, f"options/{option.pk}/remove").status_code == 302
    assert post("analyst", warning, f"recipients/{recipient.pk}/remove").status_code == 302
    assert not warning.options.exists()
    assert not warning.recipients.exists()
    assert post("analyst", warning, "submit").status_code == 409


def test_parts_of_another_warning_cannot_be_reached_through_this_one(
    world: World, post: Callable[..., Any], words: dict[str, str], client_of: Callable[..., Client]
) -> None:
    first = world.warning(status="issued")
    client_of("analyst").post(f"/warnings/new/?assessment={first.assessment_id}", {**words, "tlp": "amber"})
    second = Warning.objects.exclude(pk=first.pk).get()
    assert second.number > first.number
    assert post("analyst", second, f"options/{first.options.get().pk}/remove").status_code == 403
    assert post("analyst", second, f"recipients/{first.recipients.get().pk}/remove").status_code == 403
    assert first.options.exists()


def test_what_is_out_is_read_from_the_frozen_copy(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    warning = world.warning()
    Warning.objects.filter(pk=warning.pk).update(what="Nothing is feared.", title="All is calm")
    Option.objects.filter(warning=warning).update(by_whom="nobody")
    page = shown(client_of("decision_maker").get(f"/warnings/{warning.pk}/"))
    assert "Families may be driven from their homes." in page
    assert "All is calm" not in page
    assert "the elders" in page
    assert "altered" not in page


def test_a_frozen_copy_that_was_altered_is_said(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    warning = world.warning()
    assert warning.frozen
    Warning.objects.filter(pk=warning.pk).update(frozen={**warning.frozen, "what": "Attack them first."})
    assert "The text was altered" in shown(client_of("decision_maker").get(f"/warnings/{warning.pk}/"))


def test_an_issued_warning_can_no_longer_be_written(
    world: World, client_of: Callable[..., Client], post: Callable[..., Any], words: dict[str, str]
) -> None:
    warning = world.warning()
    assert post("analyst", warning, "edit", **words, version=warning.version).status_code == 409
    assert post("analyst", warning, f"options/{warning.options.get().pk}/remove").status_code == 409
    assert client_of("analyst").get(f"/warnings/{warning.pk}/recipients/new/").status_code == 409


def test_a_cancelled_warning_says_why_and_tells_everybody(
    world: World,
    client_of: Callable[..., Client],
    post: Callable[..., Any],
    deliver: Callable[[], int],
    shown: Callable[[Any], str],
) -> None:
    warning = world.warning()
    deliver()
    unsaid = post("reviewer", warning, "cancel", because="")
    assert unsaid.status_code == 422
    post("reviewer", warning, "cancel", because="The families went home safely.")
    assert deliver() == 1
    page = shown(client_of("decision_maker").get(f"/warnings/{warning.pk}/"))
    assert "The families went home safely." in page
    assert "cancelled" in mail.outbox[-1].subject
    assert post("decision_maker", warning, "acknowledge").status_code == 302
    assert post("decision_maker", warning, "decide", choice="none", reason="Over.").status_code == 409
