"""A dialogue network with people, a request to it, a dispute and insights.

What leads to a person, and what they answered, is for the coordinators of the network; contact, trust notes
and safety plan come out at no address at all, since opening them is something that is sent.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from nadhir import doctrine
from nadhir.web.directory import services as directory
from nadhir.web.directory.models import Actor, Member, Profile
from nadhir.web.directory.selectors import Wanted
from nadhir.web.directory.services import Agreed
from nadhir.web.response import services as response
from tests.web.marked.marks import DESK, OF_DESK, OF_NETWORK, Marked, names

KEEPERS = frozenset({"coordinator"})
NOWHERE = "behind a deliberate act"


def add_dialogue(there: Marked) -> None:
    network = directory.actor_record(
        viewer=there.world.viewer("coordinator"),
        kind="network",
        names=names(there.marks("network: name", OF_DESK | OF_NETWORK)),
        tlp="green",
    )
    there.ids["network"].append(network.pk)
    there.made["network strict"] = network
    people = [_person(there, network, number) for number in range(2)]
    _asked(there, network, people)
    _disputed(there, network)
    _told(there, network, people[0])


def _person(there: Marked, network: Actor, number: int) -> Member:
    mark = there.marks

    def inside(what: str) -> str:
        return mark(f"person {number}: {what}, {NOWHERE}", frozenset())

    member = directory.member_record(
        viewer=there.world.viewer("coordinator"),
        network=network,
        name=mark(f"person {number}: real name", KEEPERS, leading=True),
        profile=Profile(
            languages=("ar",),
            hears_faiths=("sunni",),
            hears_groups=(mark(f"person {number}: heard by", KEEPERS),),
        ),
        agreed=Agreed(("ask", "partners"), _day(60), inside("consent")),
        contact=inside("contact"),
        trust=inside("trust note"),
        safety={"risks": inside("risks"), "emergency": inside("emergency words")},
    )
    directory.member_contact_read(
        viewer=there.world.viewer("coordinator"),
        member=member,
        reason=f"to ask {mark(f'person {number}: why the contact was opened', KEEPERS)}",
    )
    there.ids["member"].append(member.pk)
    there.made["member strict"] = member
    return member


def _asked(there: Marked, network: Actor, people: list[Member]) -> None:
    """Two requests of the desk: one goes on, one was done by somebody; somebody else said no."""
    mark, coordinator = there.marks, there.world.viewer("coordinator")
    for state in ("going on", "done"):
        asked = response.activation_ask(
            viewer=there.world.viewer("analyst"),
            network=network,
            purpose=mark(f"request {state}: purpose", DESK | KEEPERS, leading=True),
            until=_day(9),
            wanted=Wanted(group=mark(f"request {state}: audience", DESK | KEEPERS)),
        )
        there.ids["activation"].append(asked.pk)
        there.made["activation strict"] = asked
        answers = {one.id: ("no", "") for one in doctrine.load("conflict-sensitivity").elements}
        measure = mark(f"request {state}: measure against harm", KEEPERS)
        response.activation_check(
            viewer=coordinator, activation=asked, answers={**answers, "1": ("yes", measure)}
        )
        invited = response.activation_invite(
            viewer=coordinator,
            activation=asked,
            members=people,
            message=mark(f"request {state}: message, {NOWHERE}", frozenset()),
        )
        there.ids["invitation"] += [one.pk for one in invited]
        for one, answer in zip(invited, ("yes", "no"), strict=True):
            response.invitation_answer(
                viewer=coordinator,
                invitation=one,
                answer=answer,
                how=mark(f"request {state}: how they said {answer}", KEEPERS),
            )
        if state == "done":
            seen = frozenset({"analyst", "coordinator", "partner_analyst"})
            undertaking = response.activation_begin(
                viewer=coordinator, activation=asked, title=mark("request done: undertaking", seen)
            )
            there.ids["undertaking"].append(undertaking.pk)
            asked.refresh_from_db()
            response.activation_end(
                viewer=coordinator,
                activation=asked,
                what_happened=mark("request done: what happened", DESK | KEEPERS | seen),
            )


def _disputed(there: Marked, network: Actor) -> None:
    mark, coordinator = there.marks, there.world.viewer("coordinator")
    dispute = response.dispute_open(
        viewer=coordinator,
        forum=network,
        issue=mark("dispute: issue", OF_NETWORK, leading=True),
        parties=[mark(f"dispute: party {one}", KEEPERS) for one in "AB"],
        note=mark("dispute: note", KEEPERS),
    )
    there.ids["dispute"].append(dispute.pk)
    there.made["dispute strict"] = dispute
    response.dispute_consent(
        viewer=coordinator, dispute=dispute, letters=["A", "B"], how=mark("dispute: consent", KEEPERS)
    )
    response.dispute_end(
        viewer=coordinator, dispute=dispute, outcome="agreed", terms=mark("dispute: secret terms", KEEPERS)
    )


def _told(there: Marked, network: Actor, person: Member) -> None:
    """Insights under each rule. What was said is a report of the desk, but where it is not to be used."""
    mark, coordinator = there.marks, there.world.viewer("coordinator")
    asked = response.activation_ask(
        viewer=there.world.viewer("analyst"),
        network=network,
        purpose="harvest",
        until=_day(9),
        wanted=Wanted(faith="sunni"),
    )
    there.ids["activation"].append(asked.pk)
    readers = DESK | KEEPERS
    for rule in ("by_name", "by_role", "chatham", "not_used"):
        insight = response.insight_give(
            viewer=coordinator,
            network=network,
            activation=asked,
            words=f"harvest {mark(f'insight {rule}: words', readers)}",
            rule=rule,
            member=person if rule == "by_name" else None,
            role=mark("insight by_role: role", readers) if rule == "by_role" else "",
        )
        there.ids["insight"].append(insight.pk)
        there.made["insight strict"] = insight
        if rule == "chatham":
            response.insight_answer(
                viewer=there.world.viewer("analyst"),
                insight=insight,
                feedback=mark("insight: what became of it", readers),
            )
    # Who agreed to be named to partners is named to the desk, where the rule says so.
    marker = mark.marker("person 0: real name")
    mark.readers[marker] = readers
    mark.leading.discard(marker)


def _day(days: int) -> date:
    return (datetime.now(UTC) + timedelta(days=days)).date()
