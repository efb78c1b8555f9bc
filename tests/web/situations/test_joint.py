"""Joint assessments: written apart, compared, settled, drafted from what is agreed, signed by all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.accounts.services import user_invite
from nadhir.web.core import policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.portal.waiting import waiting_assessments
from nadhir.web.situations import joint as pages
from nadhir.web.situations import selectors, services, timeline
from nadhir.web.situations.models import (
    Assessment,
    Dissent,
    Finding,
    JointAssessment,
    Scenario,
    Situation,
)
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@dataclass
class Teams:
    """A joint assessment of the desk and the network, and who acts in it."""

    world: World
    situation: Situation
    joint: JointAssessment
    here: Viewer
    there: Viewer

    def begin(self, viewer: Viewer) -> Assessment:
        return services.joint_assessment_begin(viewer=viewer, joint=self.joint)

    def write(self, viewer: Viewer, **values: str) -> Assessment:
        """Write and hand in; `values` by element with `_` for the dot: v9_1="absent"."""
        draft = self.begin(viewer)
        services.assessment_write(
            viewer=viewer, assessment=draft, narrative=f"as {viewer.name} sees it", trend="rising"
        )
        for name, value in values.items():
            services.finding_record(
                viewer=viewer,
                assessment=draft,
                element=name[1:].replace("_", "."),
                value=value,
                reasoning=f"{viewer.name} says {value}",
            )
        draft.refresh_from_db()
        return services.assessment_submit(viewer=viewer, assessment=draft)

    def fresh(self) -> JointAssessment:
        return JointAssessment.objects.get(pk=self.joint.pk)

    def settle(self, element: str, **fields: str) -> None:
        said = {"text": "We talked.", **fields}
        services.joint_assessment_settle(viewer=self.here, joint=self.fresh(), element=element, **said)

    def reviewer(self, organisation: str) -> Viewer:
        if organisation == "desk":
            return self.world.viewer("reviewer")
        user = user_invite(
            email="partner_reviewer@example.org",
            name="Partner Reviewer",
            organisation=self.world.organisations["network"],
            roles=["reviewer"],
        )
        self.world.people["partner_reviewer"] = user
        return viewer_of(user)


@pytest.fixture
def teams(world: World) -> Teams:
    situation = world.situation(shared=True)
    made = services.joint_assessment_convene(
        viewer=world.viewer("analyst"),
        situation=situation,
        question="Is the risk rising before the vote?",
        teams=[
            services.Team("Desk", world.organisations["desk"]),
            services.Team("Network", world.organisations["network"]),
        ],
    )
    return Teams(world, situation, made, world.viewer("analyst"), world.viewer("partner_analyst"))


def test_a_team_does_not_see_what_the_other_writes(teams: Teams) -> None:
    theirs = teams.begin(teams.there)
    services.finding_record(viewer=teams.there, assessment=theirs, element="9.1", value="absent")
    services.dissent_record(viewer=teams.there, assessment=theirs, text="Not all of us think so.")
    Scenario.objects.create(assessment=theirs, title="Expulsions", likelihood="likely")
    for persona in ("analyst", "second_analyst", "reviewer"):
        viewer = teams.world.viewer(persona)
        assert not policy.sees(viewer, theirs)
        for model in (Finding, Dissent, Scenario):
            assert not policy.visible(model._default_manager.all(), viewer).exists()
        assert not selectors.assessments(viewer, teams.situation).exists()
        assert not selectors.in_the_making(viewer).exists()
        told = timeline.entries(viewer, teams.situation)
        assert not told.filter(subject_id=theirs.pk).exists()
    assert policy.sees(teams.there, theirs)


def test_handing_in_first_opens_nothing(teams: Teams) -> None:
    mine = teams.write(teams.here, v9_1="absent")
    assert teams.fresh().state == JointAssessment.State.OPEN
    assert not policy.sees(teams.there, mine)


def test_the_last_to_hand_in_opens_all(teams: Teams) -> None:
    mine = teams.write(teams.here, v9_1="absent")
    theirs = teams.write(teams.there, v9_1="absent")
    assert teams.fresh().state == JointAssessment.State.COMPARING
    assert policy.sees(teams.there, mine)
    assert policy.sees(teams.here, theirs)


def test_no_page_tells_the_other_team_anything(teams: Teams, client_of: ClientOf) -> None:
    theirs = teams.begin(teams.there)
    services.assessment_write(viewer=teams.there, assessment=theirs, narrative="zqsecret")
    client = client_of("reviewer")
    for url in (
        reverse("situation", args=[teams.situation.pk]),
        reverse("situation_assessments", args=[teams.situation.pk]),
        reverse("situation_timeline", args=[teams.situation.pk]),
        reverse("joint", args=[teams.joint.pk]),
        reverse("ledger"),
        f"/api/v1/situations/{teams.situation.pk}/assessments",
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert b"zqsecret" not in answer.content
        assert str(theirs.pk) not in answer.content.decode(), url
    assert client.get(reverse("assessment", args=[theirs.pk])).status_code in (403, 404)


def test_ending_early_never_opens_a_view(teams: Teams) -> None:
    theirs = teams.begin(teams.there)
    services.joint_assessment_end(viewer=teams.here, joint=teams.fresh(), because="The vote was put off.")
    assert not policy.sees(teams.here, theirs)
    with pytest.raises(NotAllowed):
        services.joint_assessment_end(viewer=teams.there, joint=teams.fresh(), because="x")


def test_a_view_handed_in_is_neither_sent_back_nor_signed_by_itself(teams: Teams) -> None:
    mine = teams.write(teams.here, v9_1="absent")
    reviewer = teams.world.viewer("reviewer")
    with pytest.raises(NotPossibleNow):
        services.assessment_return(viewer=reviewer, assessment=mine, because="again")
    with pytest.raises(NotPossibleNow):
        services.assessment_sign(viewer=reviewer, assessment=mine)
    assert waiting_assessments(reviewer) == ([], 0)


@pytest.mark.parametrize("slug", ["elsewhere"])
def test_a_team_that_cannot_see_the_situation_is_not_called(world: World, slug: str) -> None:
    with pytest.raises(NotPossibleNow, match="cannot_see"):
        services.joint_assessment_convene(
            viewer=world.viewer("analyst"),
            situation=world.situation(shared=True),
            question="Why?",
            teams=[
                services.Team("Desk", world.organisations["desk"]),
                services.Team("Other", world.organisations[slug]),
            ],
        )


def test_two_teams_of_one_desk_are_told_apart_by_their_people(world: World) -> None:
    desk, situation = world.organisations["desk"], world.situation()
    analyst, second = world.people["analyst"], world.people["second_analyst"]
    ask: dict[str, Any] = {"viewer": world.viewer("analyst"), "situation": situation, "question": "Why?"}
    with pytest.raises(NotPossibleNow, match="without_members"):
        services.joint_assessment_convene(
            teams=[services.Team("A", desk), services.Team("B", desk, [second])], **ask
        )
    made = services.joint_assessment_convene(
        teams=[services.Team("A", desk, [analyst]), services.Team("B", desk, [second])], **ask
    )
    first = services.joint_assessment_begin(viewer=world.viewer("analyst"), joint=made)
    other = services.joint_assessment_begin(viewer=world.viewer("second_analyst"), joint=made)
    assert not policy.sees(world.viewer("second_analyst"), first)
    assert not policy.sees(world.viewer("analyst"), other)
    # Nobody else at the desk reads either.
    assert not policy.sees(world.viewer("reviewer"), first)


def compare(teams: Teams, **values: tuple[str, str]) -> Any:
    teams.write(teams.here, **{name: pair[0] for name, pair in values.items()})
    teams.write(teams.there, **{name: pair[1] for name, pair in values.items()})
    return pages.comparison_of(teams.here, teams.fresh())


def test_agreement_is_counted_over_what_both_looked_at(teams: Teams) -> None:
    compared = compare(
        teams,
        v9_1=("absent", "absent"),
        v9_2=("absent", "no_information"),
        v9_3=("absent", "not_assessed"),
    )
    assert compared.percent.cases == 2
    assert compared.percent.value == pytest.approx(0.5)
    assert [one.element.id for one in compared.differences] == ["9.2"]
    assert [one.element.id for one in compared.alone] == ["9.3"]
    # Too few for a figure beyond chance: it says so, and gives none.
    assert compared.kappa.value is None
    assert compared.alpha.value is None  # a gap: alpha is asked besides


def test_the_same_views_give_the_same_interval(teams: Teams) -> None:
    numbers = range(1, 7)
    values = {f"v9_{n}": ("absent", "absent" if n % 3 else "no_information") for n in numbers}
    values |= {f"v10_{n}": ("no_information", "no_information" if n % 2 else "absent") for n in range(1, 6)}
    first = compare(teams, **values)
    again: Any = pages.comparison_of(teams.here, teams.fresh())
    assert first.kappa
    assert again.kappa
    assert first.kappa.value is not None
    assert first.kappa.low < first.kappa.value < first.kappa.high
    assert (first.kappa.low, first.kappa.high) == (again.kappa.low, again.kappa.high)


def test_nothing_is_drafted_before_all_is_talked_through(teams: Teams) -> None:
    compare(teams, v9_1=("absent", "no_information"))
    with pytest.raises(NotPossibleNow, match="unsettled"):
        pages.draft_from(teams.here, teams.fresh())
    with pytest.raises(NotPossibleNow, match="nothing_said"):
        teams.settle("9.1", text=" ")
    teams.settle("9.1")
    assert pages.draft_from(teams.here, teams.fresh()).team_id is None


def test_the_draft_holds_what_is_agreed_and_prints_what_is_not(teams: Teams) -> None:
    compare(
        teams,
        v9_1=("absent", "absent"),
        v9_2=("absent", "no_information"),
        v9_3=("absent", "no_information"),
        v9_4=("absent", "not_assessed"),
    )
    teams.settle("9.2", value="no_information", text="Nobody had been there.")
    teams.settle("9.3", text="One team trusts the report.")
    draft = pages.draft_from(teams.here, teams.fresh())
    values = dict(draft.findings.values_list("element", "value"))
    assert values == {
        "9.1": "absent", "9.2": "no_information", "9.3": "not_assessed", "9.4": "not_assessed"
    }  # fmt: skip
    assert draft.findings.get(element="9.2").reasoning == "Nobody had been there."
    (dissent,) = draft.dissents.all()
    assert "Desk:" in dissent.text
    assert "Network:" in dissent.text
    assert draft.trend == "rising"


def test_two_who_settle_at_once_see_each_other(teams: Teams) -> None:
    compare(teams, v9_1=("absent", "no_information"))
    teams.settle("9.1")
    with pytest.raises(Conflict):
        services.joint_assessment_settle(
            viewer=teams.there, joint=teams.fresh(), element="9.1", text="Other words."
        )
    seen = teams.fresh().settlements.get().at.isoformat()
    services.joint_assessment_settle(
        viewer=teams.there, joint=teams.fresh(), element="9.1", text="Other words.", seen=seen
    )
    assert teams.fresh().settlements.get().text == "Other words."


def test_a_conflict_shows_both_and_keeps_the_words(teams: Teams, client_of: ClientOf) -> None:
    compare(teams, v9_1=("absent", "no_information"))
    teams.settle("9.1", text="First words.")
    answer = client_of("partner_analyst").post(
        reverse("joint_settle", args=[teams.joint.pk]), {"element": "9.1", "text": "Second words."}
    )
    assert answer.status_code == 409
    assert b"First words." in answer.content
    assert b"Second words." in answer.content


def test_present_needs_evidence_of_a_team(teams: Teams) -> None:
    compare(teams, v9_1=("absent", "no_information"))
    with pytest.raises(NotPossibleNow, match="without_evidence"):
        teams.settle("9.1", value="present")


def drafted(teams: Teams) -> Assessment:
    compare(teams, v9_1=("absent", "absent"))
    draft = pages.draft_from(teams.here, teams.fresh())
    return services.assessment_submit(viewer=teams.here, assessment=draft)


def test_a_reviewer_of_each_organisation_signs(teams: Teams) -> None:
    draft = drafted(teams)
    services.joint_assessment_sign(viewer=teams.reviewer("desk"), assessment=draft)
    draft.refresh_from_db()
    assert draft.status == Assessment.Status.REVIEW
    with pytest.raises(NotPossibleNow, match="signed_already"):
        services.joint_assessment_sign(viewer=teams.reviewer("desk"), assessment=draft)
    services.joint_assessment_sign(viewer=teams.reviewer("network"), assessment=draft)
    draft.refresh_from_db()
    assert draft.status == Assessment.Status.SIGNED
    assert teams.fresh().state == JointAssessment.State.CLOSED
    views = teams.fresh().assessments.exclude(pk=draft.pk)
    assert {view.status for view in views} == {Assessment.Status.COMPARED}


def test_each_who_signs_jointly_says_why_they_go_on_with_accusing_wording(
    teams: Teams, client_of: ClientOf
) -> None:
    compare(teams, v9_1=("absent", "absent"))
    draft = pages.draft_from(teams.here, teams.fresh())
    services.assessment_write(
        viewer=teams.here, assessment=draft, narrative="The army is guilty of genocide."
    )
    services.assessment_submit(viewer=teams.here, assessment=draft, because="A court said so.")
    desk, network = teams.reviewer("desk"), teams.reviewer("network")
    with pytest.raises(NotPossibleNow, match="unanswered"):
        services.joint_assessment_sign(viewer=desk, assessment=draft)
    assert not draft.signatures.exists()
    client = client_of("reviewer")
    draft.refresh_from_db()
    assert b'name="because"' in client.get(reverse("assessment", args=[draft.pk])).content
    client.post(
        reverse("assessment_sign_jointly", args=[draft.pk]),
        {"version": draft.version, "because": "We quote a judgment."},
    )
    with pytest.raises(NotPossibleNow, match="unanswered"):
        services.joint_assessment_sign(viewer=network, assessment=draft)
    services.joint_assessment_sign(viewer=network, assessment=draft, because="So do we.")
    draft.refresh_from_db()
    assert draft.status == Assessment.Status.SIGNED
    assert [one["because"] for one in draft.acknowledged] == [
        "A court said so.", "We quote a judgment.", "So do we.",
    ]  # fmt: skip


def test_a_joint_assessment_waits_on_the_desks_of_those_who_have_not_signed(teams: Teams) -> None:
    draft = drafted(teams)
    desk, network = teams.reviewer("desk"), teams.reviewer("network")
    assert waiting_assessments(desk) == ([draft], 0)
    services.joint_assessment_sign(viewer=desk, assessment=draft)
    assert waiting_assessments(desk) == ([], 0)
    assert waiting_assessments(network) == ([draft], 0)


def test_no_one_signs_what_they_wrote(teams: Teams) -> None:
    draft = drafted(teams)
    for viewer in (teams.here, teams.there):
        with pytest.raises(NotAllowed):
            services.joint_assessment_sign(viewer=viewer, assessment=draft)
    with pytest.raises(NotPossibleNow, match="sign_together"):
        services.assessment_sign(viewer=teams.reviewer("desk"), assessment=draft)


def test_sending_back_takes_signatures_away(teams: Teams) -> None:
    draft = drafted(teams)
    reviewer = teams.reviewer("desk")
    services.joint_assessment_sign(viewer=reviewer, assessment=draft)
    draft.refresh_from_db()
    services.assessment_return(viewer=reviewer, assessment=draft, because="Say more.")
    assert not draft.signatures.exists()


def test_the_whole_way_through_the_pages(teams: Teams, client_of: ClientOf) -> None:
    teams.world.people["partner_reviewer"] = teams.world.people["partner_analyst"]
    here, there = client_of("analyst"), client_of("partner_analyst")
    page = reverse("joint", args=[teams.joint.pk])
    for client in (here, there):
        assert client.post(reverse("joint_begin", args=[teams.joint.pk])).status_code == 302
    for viewer, value in ((teams.here, "absent"), (teams.there, "no_information")):
        teams.write(viewer, v9_1=value)
    shown = here.get(page).content.decode()
    assert "Partner Analyst says no_information" in shown
    assert "Analyst says absent" in there.get(page).content.decode()
    settle = {"element": "9.1", "text": "We go on differing."}
    assert here.post(reverse("joint_settle", args=[teams.joint.pk]), settle).status_code == 302
    assert here.post(reverse("joint_draft", args=[teams.joint.pk])).status_code == 302
    result = teams.fresh().assessments.get(team=None)
    assert b"We go on differing." in here.get(reverse("assessment", args=[result.pk])).content
    assert here.get(page).status_code == 200


def test_convening_by_the_form(world: World, client_of: ClientOf) -> None:
    situation = world.situation(shared=True)
    client, url = client_of("analyst"), reverse("joint_new", args=[situation.pk])
    assert client.get(url).status_code == 200
    teams = {
        "team0-name": "Desk", "team0-organisation": str(world.organisations["desk"].pk),
        "team1-name": "Network", "team1-organisation": str(world.organisations["network"].pk),
    }  # fmt: skip
    assert client.post(url, teams).status_code == 422  # no question
    assert client.post(url, {"question": "Why?", "team0-name": "Alone"}).status_code == 422
    assert client.post(url, {"question": "Why?", **teams}).status_code == 302
    assert JointAssessment.objects.get().organisations.count() == 2


@pytest.mark.parametrize(
    ("persona", "status"),
    [("coordinator", 403), ("decision_maker", 403), ("outsider", 403), ("reporter", 403)],
)
def test_others_do_not_read_it(teams: Teams, client_of: ClientOf, persona: str, status: int) -> None:
    answer = client_of(persona).get(reverse("joint", args=[teams.joint.pk]))
    assert answer.status_code in (status, 404)


def test_red_stays_with_those_who_are_named(world: World) -> None:
    with pytest.raises(NotPossibleNow, match="cannot_see"):
        services.joint_assessment_convene(
            viewer=world.viewer("analyst"),
            situation=world.situation(tlp=Tlp.RED),
            question="Why?",
            teams=[
                services.Team("A", world.organisations["desk"]),
                services.Team("B", world.organisations["network"]),
            ],
        )
