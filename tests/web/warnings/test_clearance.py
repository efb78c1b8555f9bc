"""The way of a warning through its chain: in order, each step by another person, void when it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.core.models import Tlp
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.models import Clearance, Comment, Warning
from nadhir.web.warnings.services import StepGiven

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db


def named(words: str) -> dict[str, str]:
    return dict.fromkeys(("ar", "en", "fr"), words)


@pytest.fixture
def chain(world: World) -> tuple[StepGiven, ...]:
    """An alert goes through a reviewer, then through the decision-maker by name."""
    steps = (
        StepGiven(named("desk officer"), role="reviewer"),
        StepGiven(named("adviser"), person=world.people["decision_maker"].pk),
    )
    services.chain_set(viewer=world.viewer("administrator"), kind="alert", steps=steps)
    return steps


def note(world: World, **fields: Any) -> Warning:
    given = {"kind": "note", "mandate": "genocide", "tlp": Tlp.AMBER_STRICT, "status": "draft"}
    return world.warning(**{**given, **fields})


def states(warning: Warning) -> list[str]:
    return [one.state for one in selectors.current_round(warning)]


def approve(world: World, persona: str, warning: Warning, **given: Any) -> Warning:
    fresh = Warning.objects.get(pk=warning.pk)
    return services.warning_approve(viewer=world.viewer(persona), warning=fresh, **given)


@pytest.mark.usefixtures("chain")
def test_steps_are_cleared_in_their_order_by_different_persons(
    world: World, client_of: Callable[..., Client], post: Callable[..., Any]
) -> None:
    warning = world.warning(status="submitted", recipients=("coordinator",))
    page = f"/warnings/{warning.pk}/"
    adviser = client_of("decision_maker")
    assert adviser.get(page).status_code == 200, "who is to clear it by name may read it"
    assert client_of("second_analyst").get(page).status_code == 200
    with pytest.raises(NotAllowed, match="not_yours"):
        approve(world, "decision_maker", warning)
    read = client_of("reviewer").get(page).content.decode()
    assert "Clear this step" in read
    assert post("reviewer", warning, "approve", version=warning.version, note="Sound.").status_code == 302
    warning.refresh_from_db()
    assert (warning.status, states(warning)) == ("submitted", ["cleared", "waiting"])
    assert "Sound." in client_of("analyst").get(page).content.decode()
    with pytest.raises(NotAllowed, match="again"):
        approve(world, "reviewer", warning)
    assert ">Approve<" in adviser.get(page).content.decode()
    assert post("decision_maker", warning, "approve", version=warning.version).status_code == 302
    warning.refresh_from_db()
    assert (warning.status, warning.approved_by) == ("approved", world.people["decision_maker"])
    services.warning_issue(viewer=world.viewer("reviewer"), warning=warning)


@pytest.mark.usefixtures("chain")
def test_of_two_who_clear_a_step_at_once_one_is_told_who_was_faster(
    world: World, post: Callable[..., Any]
) -> None:
    warning = world.warning(status="submitted")
    first, second = (Warning.objects.get(pk=warning.pk) for _ in range(2))
    services.warning_approve(viewer=world.viewer("reviewer"), warning=first)
    with pytest.raises(Conflict, match=r"clearance\.cleared_meanwhile"):
        services.warning_approve(viewer=world.viewer("decision_maker"), warning=second)
    late = post("decision_maker", warning, "approve", version=second.version)
    assert late.status_code == 409
    assert "Reviewer" in late.content.decode(), "who was faster"
    assert Clearance.objects.filter(state="cleared").count() == 1
    back = Warning.objects.get(pk=warning.pk)
    services.warning_return(viewer=world.viewer("decision_maker"), warning=back, because="Too long.")
    with pytest.raises(Conflict, match=r"clearance\.returned_meanwhile"):
        services.warning_approve(viewer=world.viewer("reviewer"), warning=second)


@pytest.mark.usefixtures("chain")
def test_a_change_makes_void_what_was_cleared(world: World) -> None:
    warning = world.warning(status="submitted")
    approve(world, "reviewer", warning)
    fresh = Warning.objects.get(pk=warning.pk)
    services.recipient_name(
        viewer=world.viewer("analyst"), warning=fresh, name="One more", email="more@example.org"
    )
    assert states(warning) == ["waiting", "waiting"], "those who cleared it are asked again"
    assert Clearance.objects.filter(state="void", by=world.people["reviewer"]).count() == 1
    approve(world, "reviewer", warning)
    approve(world, "decision_maker", warning)
    warning.refresh_from_db()
    assert warning.status == "approved"
    services.warning_return(viewer=world.viewer("reviewer"), warning=warning, because="One thing.")
    services.warning_submit(viewer=world.viewer("analyst"), warning=warning)
    assert states(warning) == ["waiting", "waiting"], "sent back, it begins anew"


@pytest.mark.usefixtures("chain")
def test_who_clears_by_name_may_return_and_others_of_the_role_may_not(world: World) -> None:
    warning = world.warning(status="submitted")
    approve(world, "reviewer", warning)
    fresh = Warning.objects.get(pk=warning.pk)
    services.warning_return(viewer=world.viewer("decision_maker"), warning=fresh, because="Not mine alone.")
    assert fresh.status == "draft"
    assert states(fresh)[-1] == "returned"
    with pytest.raises(NotAllowed):
        services.warning_return(viewer=world.viewer("coordinator"), warning=fresh, because="x")


def test_a_chain_under_way_stays_as_it_began(world: World) -> None:
    warning = world.warning(status="submitted")
    services.chain_set(
        viewer=world.viewer("reviewer"),
        kind="alert",
        steps=[StepGiven(named("adviser"), person=world.people["decision_maker"].pk)],
    )
    approve(world, "reviewer", warning)
    warning.refresh_from_db()
    assert warning.status == "approved"


def test_advisers_have_mandates_of_their_own(world: World) -> None:
    administrator = world.viewer("administrator")
    steps = [StepGiven(named("adviser"), "protection", role="reviewer")]
    for mandate, because in (
        ("genocide", "other_mandate"),
        ("joint", "both_mandates"),
        ("", "mandate_of_note"),
    ):
        with pytest.raises(NotPossibleNow, match=because):
            services.chain_set(viewer=administrator, kind="note", mandate=mandate, steps=steps)
    services.chain_set(viewer=administrator, kind="note", mandate="protection", steps=steps)
    both = [StepGiven(named("one"), "genocide", role="reviewer"), *steps]
    services.chain_set(viewer=administrator, kind="note", mandate="joint", steps=both)
    for wrong, because in (
        ([], "steps"),
        ([StepGiven({"en": "only"}, role="reviewer")], "without_name"),
        ([StepGiven(named("x"), role="reporter")], "without_clearer"),
        ([StepGiven(named("x"), person=world.people["outsider"].pk)], "without_clearer"),
        ([StepGiven(named("x"), person=world.people["reviewer"].pk)] * 2, "same_person"),
    ):
        with pytest.raises(NotPossibleNow, match=because):
            services.chain_set(viewer=administrator, kind="alert", steps=wrong)
    with pytest.raises(NotAllowed):
        services.chain_set(viewer=world.viewer("analyst"), kind="alert", steps=steps)


def test_a_confidential_note_goes_to_its_principal_and_to_few(
    world: World, client_of: Callable[..., Client]
) -> None:
    analyst = world.viewer("analyst")
    warning = note(world, recipients=("coordinator",))
    for fields, because in (
        ({"kind": "note", "tlp": Tlp.RED}, "without_mandate"),
        ({"kind": "note", "mandate": "joint", "tlp": Tlp.AMBER}, "too_wide"),
        ({"mandate": "joint"}, "mandate_of_alert"),
    ):
        with pytest.raises(NotPossibleNow, match=because):
            services.warning_draft(viewer=analyst, assessment=warning.assessment, **fields)
    with pytest.raises(NotPossibleNow, match="without_principal"):
        services.warning_submit(viewer=analyst, warning=warning)
    principal = services.recipient_name(
        viewer=analyst, warning=warning, name="The principal", email="sg@example.org", principal=True
    )
    with pytest.raises(NotPossibleNow, match="one_principal"):
        services.recipient_name(
            viewer=analyst, warning=warning, name="Another", email="x@example.org", principal=True
        )
    services.warning_submit(viewer=analyst, warning=warning)
    approve(world, "reviewer", warning)
    services.warning_issue(viewer=world.viewer("reviewer"), warning=Warning.objects.get(pk=warning.pk))
    page = f"/warnings/{warning.pk}/"
    assert client_of("coordinator").get(page).status_code == 200
    assert client_of("officer").get(page).status_code == 403, "not for everybody at the organisation"
    assert principal.principal


def test_the_page_of_a_chain(world: World, client_of: Callable[..., Client]) -> None:
    boss = client_of("administrator")
    assert "then a second person" in boss.get("/warnings/chains/").content.decode()
    assert client_of("analyst").get("/warnings/chains/").status_code == 403
    assert boss.get("/warnings/chains/nowhere/").status_code == 404
    given = {
        "version": 0,
        **{f"names_{code}-1": "first" for code in ("ar", "en", "fr")},
        "who-1": "role:reviewer",
        "mandate-1": "genocide",
        **{f"names_{code}-2": "second" for code in ("ar", "en", "fr")},
        "who-2": str(world.people["decision_maker"].pk),
        "mandate-2": "",
    }
    address = "/warnings/chains/note-genocide/"
    lacking = boss.post(address, {**given, "names_fr-2": ""})
    assert "all three languages" in lacking.content.decode()
    assert "first" in lacking.content.decode(), "nothing typed is lost"
    assert boss.post(address, given).status_code == 302
    assert "Decision Maker" in boss.get("/warnings/chains/").content.decode()
    late = boss.post(address, given)
    assert late.status_code == 409, "somebody else has set it since"


def test_comments_are_said_answered_and_settled_at_the_desk(
    world: World, client_of: Callable[..., Client], post: Callable[..., Any]
) -> None:
    warning = world.warning(status="draft", shared=True)
    page = f"/warnings/{warning.pk}/"
    post("reviewer", warning, "comments", field="why_now", text="Which market day?")
    first = Comment.objects.get()
    post("analyst", warning, "comments", parent=str(first.pk), text="The one on Friday.")
    answer = Comment.objects.exclude(pk=first.pk).get()
    assert (answer.parent, answer.field) == (first, "why_now")
    post("second_analyst", warning, "comments", parent=str(answer.pk), text="Both.")
    assert Comment.objects.filter(parent=first).count() == 2, "threads are one level deep"
    read = client_of("analyst").get(page).content.decode()
    assert all(words in read for words in ("Which market day?", "The one on Friday.", "1 open"))
    assert "Which market day?" in client_of("analyst").get(f"{page}edit/").content.decode()
    assert client_of("partner_analyst").get(page).status_code == 403
    resolve = f"/warnings/comments/{first.pk}/resolve/"
    assert client_of("second_analyst").post(resolve).status_code == 403
    assert client_of("analyst").post(resolve).status_code == 302
    with pytest.raises(NotPossibleNow):
        services.comment_make(viewer=world.viewer("analyst"), warning=warning, text=" ")
    services.warning_submit(viewer=world.viewer("analyst"), warning=Warning.objects.get(pk=warning.pk))
    approve(world, "reviewer", warning)
    services.warning_issue(viewer=world.viewer("reviewer"), warning=Warning.objects.get(pk=warning.pk))
    for persona in ("decision_maker", "partner_analyst"):
        assert "Which market day?" not in client_of(persona).get(page).content.decode()
    assert post("analyst", warning, "comments", text="Late.").status_code == 409, (
        "what is out is not discussed"
    )


def test_one_option_or_more_than_five_need_a_reason(world: World) -> None:
    analyst = world.viewer("analyst")
    warning = world.warning(status="draft", options_because="")
    with pytest.raises(NotPossibleNow, match="options_without_reason"):
        services.warning_submit(viewer=analyst, warning=warning)
    services.option_add(viewer=analyst, warning=warning, text="Second", by_whom="x", lead_days=9)
    services.warning_submit(viewer=analyst, warning=warning)


def test_options_stand_in_the_order_in_which_one_must_begin(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    day = clock.now().date().replace(year=clock.now().year + 1, month=3, day=20)
    warning = world.warning(status="draft", trigger="Vote in the valley", trigger_on=day)
    services.option_add(
        viewer=world.viewer("analyst"), warning=warning, text="Observers", by_whom="x", lead_days=15
    )
    said = selectors.wording(warning)
    assert [one.text for one in said.plan] == ["Observers", "Joint visit"]
    page = shown(client_of("analyst").get(f"/warnings/{warning.pk}/"))
    assert page.index("Observers") < page.index("Joint visit")
    assert f"Begin by 5 March {day.year}" in page
    assert "Vote in the valley" in page
