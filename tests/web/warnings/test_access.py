"""Who sees what of a warning, and who may do what with it: three lines per case."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

from nadhir.errors import Conflict, NotAllowed
from nadhir.web.core import policy
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.models import Decision, Recipient, Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "analyst", "second_analyst", "reviewer", "reporter", "officer", "administrator", "decision_maker",
    "coordinator", "partner_analyst", "outsider",
)  # fmt: skip


def who_opens(client_of: Callable[..., Client], warning: Warning) -> set[str]:
    return {one for one in EVERYBODY if client_of(one).get(f"/warnings/{warning.pk}/").status_code == 200}


def test_a_draft_stays_at_its_desk(world: World, client_of: Callable[..., Client]) -> None:
    warning = world.warning(status="approved", shared=True, recipients=("decision_maker", "coordinator"))
    assert who_opens(client_of, warning) == {"analyst", "second_analyst", "reviewer"}


def test_an_issued_warning_reaches_its_recipients(world: World, client_of: Callable[..., Client]) -> None:
    warning = world.warning(recipients=("decision_maker", "reporter"))
    assert who_opens(client_of, warning) == {
        "analyst", "second_analyst", "reviewer", "officer", "decision_maker", "reporter",
    }  # fmt: skip


def test_a_shared_warning_reaches_the_group(world: World, client_of: Callable[..., Client]) -> None:
    warning = world.warning(shared=True)
    assert {"coordinator", "partner_analyst"} <= who_opens(client_of, warning)
    assert "outsider" not in who_opens(client_of, warning)


def test_a_stranger_is_asked_to_sign_in(world: World, client: Client) -> None:
    warning = world.warning()
    for page in ("/warnings/", f"/warnings/{warning.pk}/", "/response/", "/ledger/"):
        answer = client.get(page)
        assert (answer.status_code, "login" in answer.headers["Location"]) == (302, True)


def test_a_partner_of_a_group_cannot_act_for_the_desk(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(status="submitted", shared=True)
    for act in ("submit", "approve", "issue", "cancel", "return"):
        assert post("partner_analyst", warning, act, because="x", version=1).status_code == 403
    warning.refresh_from_db()
    assert warning.status == "submitted"


def test_who_was_told_is_the_desks_to_know(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    warning = world.warning(recipients=("decision_maker", "coordinator"), shared=True)
    services.warning_acknowledge(
        viewer=world.viewer("coordinator"), recipient=warning.recipients.get(name="Coordinator")
    )
    page = f"/warnings/{warning.pk}/"
    assert "Coordinator" in shown(client_of("analyst").get(page))
    for other in ("decision_maker", "partner_analyst"):
        told = shown(client_of(other).get(page))
        assert "Coordinator" not in told
        assert "Who was told" not in told


def test_the_evidence_behind_it_stays_at_the_desk(world: World, client_of: Callable[..., Client]) -> None:
    warning = world.warning()
    page = f"/warnings/{warning.pk}/"
    assert "They were told to leave" in client_of("analyst").get(page).content.decode()
    assert "They were told to leave" not in client_of("decision_maker").get(page).content.decode()


def test_the_name_of_a_situation_stays_with_those_who_watch_it(
    world: World, client_of: Callable[..., Client]
) -> None:
    world.warning(where="the valley")
    for page in ("/warnings/", "/ledger/?format=csv"):
        answers = {one: client_of(one).get(page) for one in ("analyst", "decision_maker")}
        said = {
            one: (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()  # type: ignore[attr-defined]
            for one, answer in answers.items()
        }
        assert "Nour Valley" in said["analyst"]
        assert "Nour Valley" not in said["decision_maker"]


def test_an_address_of_somebody_who_signs_in_names_that_person(
    world: World, post: Callable[..., Any], client_of: Callable[..., Client]
) -> None:
    warning = world.warning(status="draft")
    data = {
        "name": "The network",
        "email": "Coordinator@example.org",
        "language": "ar",
        "clearance": "notice",
    }
    post("analyst", warning, "recipients/new", **data)
    named = Recipient.objects.get(name="The network")
    assert named.user == world.people["coordinator"]
    post("analyst", warning, "submit")
    warning.refresh_from_db()
    post("reviewer", warning, "approve", version=warning.version)
    post("reviewer", warning, "issue")
    assert client_of("coordinator").get(f"/warnings/{warning.pk}/").status_code == 200


def test_reading_is_marked_when_a_recipient_opens_and_for_nobody_else(
    world: World, client_of: Callable[..., Client]
) -> None:
    warning = world.warning()
    client_of("analyst").get(f"/warnings/{warning.pk}/")
    assert Recipient.objects.get().read_at is None
    client_of("decision_maker").get(f"/warnings/{warning.pk}/")
    assert Recipient.objects.get().read_at is not None
    assert Recipient.objects.get().acknowledged_at is None, "opening is not acknowledging"


def test_only_the_recipient_acknowledges(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning()
    for other in ("analyst", "reviewer", "officer"):
        assert post(other, warning, "acknowledge").status_code == 403
    assert post("decision_maker", warning, "acknowledge").status_code == 302
    first = Recipient.objects.get().acknowledged_at
    assert post("decision_maker", warning, "acknowledge").status_code == 302
    assert Recipient.objects.get().acknowledged_at == first, "twice is once"


def test_the_desk_records_what_it_was_told_and_names_the_person(
    world: World, post: Callable[..., Any]
) -> None:
    warning = world.warning()
    unnamed = post("reviewer", warning, "decide", choice="none", reason="No means.", seen=0)
    assert "Name the person" in unnamed.content.decode()
    told = {"choice": "none", "reason": "No means.", "seen": 0, "decided_by": "Minister Nour"}
    assert post("reviewer", warning, "decide", **told).status_code == 302
    assert Decision.objects.get().decided_by == "Minister Nour"


def test_somebody_with_whom_it_is_shared_does_not_decide(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(shared=True)
    assert post("coordinator", warning, "decide", choice="none", reason="x").status_code == 403
    with pytest.raises(NotAllowed):
        services.decision_record(
            viewer=world.viewer("coordinator"), warning=warning, reason="x", no_action=True
        )


def test_a_recipient_decides_in_no_other_name(world: World) -> None:
    warning = world.warning(recipients=("decision_maker", "coordinator"))
    other = warning.recipients.get(name="Coordinator")
    decision = services.decision_record(
        viewer=world.viewer("decision_maker"),
        warning=warning,
        reason="x",
        no_action=True,
        recipient=other,
        decided_by="Somebody",
    )
    assert (decision.decided_by, decision.recipient) == (
        "Decision Maker",
        warning.recipients.get(name="Decision Maker"),
    )


def test_two_who_decide_at_once_see_each_other(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(recipients=("decision_maker", "reviewer"))
    option = str(warning.options.get().pk)
    assert post("decision_maker", warning, "decide", choice=option, reason="Go.", seen=0).status_code == 302
    late = post("reviewer", warning, "decide", choice="none", reason="Wait for them.", seen=0)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Go." in page, "what the other decided is shown"
    assert "Wait for them." in page, "what was typed is kept"
    assert 'name="seen" value="1"' in page
    assert post("reviewer", warning, "decide", choice="none", reason="Wait.", seen=1).status_code == 302
    assert Decision.objects.count() == 2


def test_a_decision_pressed_twice_is_recorded_once(world: World) -> None:
    warning = world.warning()
    minister = world.viewer("decision_maker")
    services.decision_record(viewer=minister, warning=warning, reason="x", no_action=True, seen=0)
    with pytest.raises(Conflict):
        services.decision_record(viewer=minister, warning=warning, reason="x", no_action=True, seen=0)
    assert Decision.objects.count() == 1


def test_a_decision_after_the_cancellation_is_refused_also_by_a_stale_page(world: World) -> None:
    warning = world.warning()
    services.warning_cancel(
        viewer=world.viewer("reviewer"), warning=Warning.objects.get(pk=warning.pk), because="Over."
    )
    assert warning.status == "issued", "what this page holds"
    with pytest.raises(Exception, match=r"warning\.wrong_state"):
        services.decision_record(
            viewer=world.viewer("decision_maker"), warning=warning, reason="x", no_action=True
        )


@pytest.mark.parametrize(
    ("status", "persona", "acts"),
    [
        ("draft", "analyst", {"write", "submit"}),
        ("draft", "decision_maker", set()),
        ("submitted", "reviewer", {"approve", "return"}),
        ("submitted", "analyst", set()),
        ("approved", "reviewer", {"issue", "return"}),
        ("issued", "reviewer", {"cancel", "decide", "update"}),
        ("issued", "analyst", {"update"}),
        ("issued", "decision_maker", {"acknowledge", "decide"}),
        ("issued", "partner_analyst", set()),
    ],
)
def test_what_one_may_do_in_each_state(world: World, status: str, persona: str, acts: set[str]) -> None:
    warning = world.warning(status=status, shared=True)
    assert selectors.possible_acts(world.viewer(persona), warning) == acts


def test_every_offered_act_is_one_the_policy_allows(world: World) -> None:
    warning = world.warning(status="submitted")
    for persona in EVERYBODY:
        viewer = world.viewer(persona)
        if selectors.possible_acts(viewer, warning):
            assert policy.sees(viewer, warning)


def test_the_table_as_a_file_holds_what_the_page_holds(
    world: World, client_of: Callable[..., Client]
) -> None:
    warning = world.warning(title="=1+1")
    answer = client_of("analyst").get("/warnings/?format=csv")
    rows = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))  # type: ignore[attr-defined]
    assert rows[1][0] == warning.number
    assert not rows[1][1].startswith("="), "no formula for a spreadsheet to run"
    assert client_of("reporter").get("/warnings/?format=csv").status_code == 403


def test_lists_are_filtered_in_the_address(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    warning = world.warning()
    analyst = client_of("analyst")

    def listed(query: str) -> bool:
        return warning.title in shown(analyst.get(f"/warnings/?{query}"))

    assert listed("answer=unanswered")
    assert listed(f"q={warning.number}")
    assert listed("status=in_force")
    assert listed("status=nonsense"), "an address that means nothing filters nothing"
    assert not listed("answer=decided")
    assert not listed("status=cancelled")
    assert not listed("q=nowhere")
    Warning.objects.update(valid_until="2026-01-01T00:00:00Z")
    assert listed("status=expired")
    assert "past its validity" in shown(analyst.get("/warnings/"))


def test_names_and_words_are_escaped(world: World, client_of: Callable[..., Client]) -> None:
    evil = "<script>alert(1)</script>"
    for person in world.people.values():
        type(person).objects.filter(pk=person.pk).update(name=evil)
        person.name = evil
    type(world.organisations["desk"]).objects.filter(slug="desk").update(names={"en": evil})
    text: dict[str, Any] = dict.fromkeys(
        ("title", "what", "where", "at_risk", "why_now", "if_nothing", "gaps"), evil
    )
    warning = world.warning(**text)
    minister = world.viewer("decision_maker")
    services.decision_record(viewer=minister, warning=warning, reason=evil, no_action=True)
    services.warning_cancel(viewer=world.viewer("reviewer"), warning=warning, because=evil)
    for persona in ("analyst", "reviewer", "decision_maker"):
        for page in ("/warnings/", f"/warnings/{warning.pk}/", "/ledger/", f"/warnings/{warning.pk}/cancel/"):
            said = client_of(persona).get(page).content.decode()
            assert evil not in said
            assert "&amp;lt;script" not in said, "nor escaped twice"


def test_pages_ask_a_bounded_number_of_questions(
    world: World,
    client_of: Callable[..., Client],
    words: dict[str, str],
    django_assert_max_num_queries: Any,
) -> None:
    first = world.warning()
    analyst = client_of("analyst")
    copies = [
        Warning(
            **{
                field.attname: getattr(first, field.attname)
                for field in Warning._meta.concrete_fields
                if field.attname not in ("id", "number")
            },
            number=f"2026-{number}",
        )
        for number in range(100, 160)
    ]
    Warning.objects.bulk_create(copies)
    Recipient.objects.bulk_create(
        Recipient(warning=copy, name=f"Person {number}", email=f"{number}@example.org")
        for copy in copies
        for number in range(3)
    )
    analyst.get("/warnings/")
    with django_assert_max_num_queries(25):
        analyst.get("/warnings/")
    with django_assert_max_num_queries(45):
        analyst.get(f"/warnings/{first.pk}/")
