"""Warnings, decisions and undertakings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nadhir.web.response import services as response
from nadhir.web.response.models import Undertaking
from nadhir.web.warnings import links
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Recipient, Warning
from tests.web.marked.marks import (
    COMMON,
    DECIDER,
    DESK,
    LABELS,
    OFFICER,
    ON_RESPONSE,
    REACH,
    Marked,
)

# name, label, state, readers of its text. A draft stays with the analysts and reviewers of its desk; once it
# is out, its label says who else of those who work on warnings may read it, besides its recipients.
ON_WARNINGS = ON_RESPONSE
OPEN_BY_LINK = ("green", "green cancelled", "shared", "amber", "amber updated")
TOLD = ("what", "where", "at_risk", "why_now", "if_nothing", "gaps", "trigger", "options_because")
WARNINGS: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("green draft", "green", "draft", DESK),
    ("green", "green", "issued", REACH["green"] & ON_WARNINGS | DECIDER),
    ("green cancelled", "green", "cancelled", REACH["green"] & ON_WARNINGS | DECIDER),
    ("shared", "shared", "issued", REACH["shared"] & ON_WARNINGS | DECIDER),
    ("amber", "amber", "issued", REACH["amber"] & ON_WARNINGS | DECIDER),
    ("amber returned", "amber", "returned", DESK),
    ("amber submitted", "amber", "submitted", DESK),
    ("amber approved", "amber", "approved", DESK),
    ("strict", "strict", "issued", REACH["strict"] & ON_WARNINGS | DECIDER),
    ("red", "red", "issued", frozenset({"analyst", "reviewer", "decision_maker"})),
    ("red draft", "red", "draft", frozenset({"analyst"})),
    ("amber updated", "amber", "updated", REACH["amber"] & ON_WARNINGS | DECIDER),
    ("note", "strict", "issued", DESK | DECIDER),
    ("to coordinator", "strict", "issued", DESK | OFFICER | DECIDER | {"coordinator"}),
)


def add_warnings(there: Marked) -> None:
    _chain(there)
    for name, label, state, readers in WARNINGS:
        warning = _draft(there, name, label, readers)
        if state != "draft":
            _bring_to(there, name, warning, state, readers)
        warning.refresh_from_db()
        there.made[f"warning {name}"] = warning
        there.ids["warning"].append(warning.pk)
    _usual(there)


def _chain(there: Marked) -> None:
    """Through whose hands notes go: its name is for those who set it, and stands on a note."""
    step = there.marks("chain: name of a step", DESK | {"administrator"})
    warnings.chain_set(
        viewer=there.world.viewer("administrator"),
        kind="note",
        mandate="genocide",
        steps=[warnings.StepGiven(dict.fromkeys(("ar", "en", "fr"), step), "genocide", role="reviewer")],
    )


def _usual(there: Marked) -> None:
    """The recipients of one warning, kept as the usual ones."""
    group = warnings.recipient_group_keep(
        viewer=there.world.viewer("analyst"),
        warning=there.made["warning amber submitted"],
        name=there.marks("recipient group: name", DESK),
    )
    there.ids["recipient_group"].append(group.pk)


def _comments(there: Marked, name: str, warning: Warning) -> None:
    """What the desk says of a draft, and an answer to it."""
    first = warnings.comment_make(
        viewer=there.world.viewer("analyst"),
        warning=warning,
        text=there.marks(f"warning {name}: comment", DESK),
        field="what",
    )
    answer = warnings.comment_make(
        viewer=there.world.viewer("reviewer"),
        warning=warning,
        text=there.marks(f"warning {name}: answer to a comment", DESK),
        parent=first,
    )
    there.ids["comment"] += [first.pk, answer.pk]


def _draft(there: Marked, name: str, label: str, readers: frozenset[str]) -> Warning:
    mark, people = there.marks, there.world.people
    analyst = there.world.viewer("analyst")

    def told(what: str, *, leading: bool = False) -> str:
        return mark(f"warning {name}: {what}", readers | _by_link(name), leading=leading)

    warning = warnings.warning_draft(
        viewer=analyst,
        assessment=there.made["assessment green"],
        tlp=LABELS[label],
        share_with=[there.world.group.pk] if label in ("shared", "strict") else (),
        readers=[people["reviewer"].pk] if name == "red" else (),
        title=f"{COMMON} {told('title', leading=True)}",
        confidence="moderate",
        valid_until=datetime.now(UTC) + timedelta(days=14),
        **({"kind": "note", "mandate": "genocide"} if name == "note" else {}),
        **{field: told(field) for field in TOLD},
    )
    fields = ("text", "by_whom", "legal_basis", "cost", "risk")
    option = warnings.option_add(
        viewer=analyst, warning=warning, lead_days=4, **{field: told(f"option: {field}") for field in fields}
    )
    there.ids["option"].append(option.pk)
    there.within[option.pk] = warning.pk
    to = ["decision_maker", "officer", *(["coordinator"] if name == "to coordinator" else [])]
    for persona in to if name != "red" else ["decision_maker"]:
        if name == "note" and persona == "officer":  # of the same organisation, and not addressed
            continue
        recipient = warnings.recipient_name(
            viewer=analyst,
            warning=warning,
            name=people[persona].name,
            user=people[persona],
            principal=name == "note",
        )
        there.ids["recipient"].append(recipient.pk)
        there.within[recipient.pk] = warning.pk
    _outside(there, name, warning)
    return warning


def _by_link(name: str) -> set[str]:
    """The holder of a link reads the text where the desk cleared it and the label lets it travel so far."""
    return {f"link to {name}"} if name in OPEN_BY_LINK else set()


def _outside(there: Marked, name: str, warning: Warning) -> None:
    """A recipient without an account, cleared for the text. Only the desk knows who was told."""
    desk = {"red": frozenset({"analyst", "reviewer"}), "red draft": frozenset({"analyst"})}.get(name, DESK)
    self = {f"link to {name}"}
    address = there.marks(f"warning {name}: address of a recipient", desk | self, plain=True)
    recipient = warnings.recipient_name(
        viewer=there.world.viewer("analyst"),
        warning=warning,
        name=there.marks(f"warning {name}: name of a recipient", desk | self),
        role=there.marks(f"warning {name}: role of a recipient", desk | self),
        email=f"{address}@example.net",
        clearance=Recipient.Clearance.CONTENT,
    )
    there.ids["recipient"].append(recipient.pk)
    there.within[recipient.pk] = warning.pk
    there.tokens[name] = links.token_of(recipient)


def _bring_to(there: Marked, name: str, warning: Warning, state: str, readers: frozenset[str]) -> None:
    analyst, reviewer = there.world.viewer("analyst"), there.world.viewer("reviewer")
    if state == "returned":
        _comments(there, name, warning)
    warnings.warning_submit(viewer=analyst, warning=warning)
    if state == "returned":
        because = there.marks(f"warning {name}: why it was returned", DESK)
        warnings.warning_return(viewer=reviewer, warning=warning, because=because)
    if state in ("returned", "submitted"):
        return
    red = frozenset({"analyst", "reviewer"})
    note = there.marks(f"warning {name}: note of who cleared it", red if name == "red" else DESK)
    warnings.warning_approve(viewer=reviewer, warning=warning, note=note)
    if state == "approved":
        return
    warnings.warning_issue(viewer=reviewer, warning=warning)
    decision = warnings.decision_record(
        viewer=there.world.viewer("decision_maker"),
        warning=warning,
        reason=there.marks(f"warning {name}: reason of the decision", readers),
        option=warning.options.get(),
    )
    there.made[f"decision {name}"] = decision
    there.ids["decision"].append(decision.pk)
    if state == "updated":
        _update(there, name, warning, readers)
    if state == "cancelled":
        because = there.marks(f"warning {name}: why it was cancelled", readers | _by_link(name))
        warnings.warning_cancel(viewer=reviewer, warning=warning, because=because)


def _update(there: Marked, name: str, old: Warning, readers: frozenset[str]) -> None:
    analyst, reviewer = there.world.viewer("analyst"), there.world.viewer("reviewer")
    new = warnings.warning_update(viewer=analyst, warning=old)
    said = there.marks(f"warning {name}: why now, in the update", readers)
    warnings.warning_write(viewer=analyst, warning=new, why_now=said)
    warnings.warning_submit(viewer=analyst, warning=new)
    warnings.warning_approve(viewer=reviewer, warning=new)
    warnings.warning_issue(viewer=reviewer, warning=new)
    there.ids["warning"].append(new.pk)


# name, warning, label, person who is to act, readers: those who work on response by the label,
# decision-makers who may know of the warning, and the person who is to act.
UNDERTAKINGS: tuple[tuple[str, str, str, str, frozenset[str]], ...] = (
    ("green", "green", "green", "officer", REACH["green"] & ON_RESPONSE | DECIDER),
    ("shared", "shared", "shared", "reporter", REACH["shared"] & ON_RESPONSE | DECIDER | {"reporter"}),
    ("amber", "amber", "amber", "officer", REACH["amber"] & ON_RESPONSE | DECIDER),
    ("strict", "strict", "strict", "officer", REACH["strict"] & ON_RESPONSE | DECIDER),
    ("red", "red", "red", "reporter", frozenset({"analyst", "decision_maker", "reporter"})),
)


def add_undertakings(there: Marked) -> None:
    for name, warning, label, person, readers in UNDERTAKINGS:
        mark, analyst = there.marks, there.world.viewer("analyst")
        undertaking = response.undertaking_make(
            viewer=analyst,
            title=f"{COMMON} {mark(f'undertaking {name}: title', readers, leading=True)}",
            who=mark(f"undertaking {name}: who", readers),
            due_on=datetime.now(UTC).date() - timedelta(days=3),
            decision=there.made[f"decision {warning}"],
            person=there.world.people[person],
            asked=response.Asked(by=mark(f"undertaking {name}: who asked", readers)),
            planned=response.Planned(kind="dialogue", audience="women", theme="land"),
            tlp=LABELS[label],
        )
        response.undertaking_begin(
            viewer=analyst, undertaking=undertaking, note=mark(f"undertaking {name}: note", readers)
        )
        _follow(there, name, undertaking, readers)
        _end(there, name, undertaking, readers)
        there.made[f"undertaking {name}"] = undertaking
        there.ids["undertaking"].append(undertaking.pk)


def _follow(there: Marked, name: str, undertaking: Undertaking, readers: frozenset[str]) -> None:
    """A part done, another day, and a document that shows it."""
    mark, analyst = there.marks, there.world.viewer("analyst")
    told = {"viewer": analyst, "undertaking": undertaking}
    response.undertaking_progress(words=mark(f"undertaking {name}: part done", readers), **told)
    response.undertaking_set_deadline(
        due_on=datetime.now(UTC).date() - timedelta(days=2),
        because=mark(f"undertaking {name}: why another day", readers),
        **told,
    )
    proof = response.undertaking_prove(
        words=mark(f"undertaking {name}: what shows it", readers),
        url=f"https://example.org/{mark(f'undertaking {name}: address', readers, plain=True)}",
        item=there.made["item green"],
        file_name=f"{mark(f'undertaking {name}: name of a document', readers, plain=True)}.txt",
        raw=mark(f"undertaking {name}: document", readers, plain=True).encode(),
        **told,
    )
    there.ids["proof"].append(proof.pk)


def _end(there: Marked, name: str, undertaking: Undertaking, readers: frozenset[str]) -> None:
    analyst = there.world.viewer("analyst")
    if name == "amber":  # goes on
        return
    words = there.marks(f"undertaking {name}: what came of it", readers)
    if name == "strict":
        response.undertaking_refuse(viewer=analyst, undertaking=undertaking, because=words)
    else:
        changed = there.marks(f"undertaking {name}: for whom", readers)
        response.undertaking_complete(
            viewer=analyst, undertaking=undertaking, result=words, changed_for=changed
        )


def add_library_uses(there: Marked) -> None:
    """A use of the library for each undertaking: its label, for whoever may use the library."""
    for name, _warning, label, _person, _readers in UNDERTAKINGS:
        reach = frozenset({"analyst"}) if label == "red" else REACH[label] & (ON_RESPONSE | DECIDER)
        use = response.library_use_record(
            viewer=there.world.viewer("analyst"),
            option="rumour-desk",
            card="calming-rumours",
            undertaking=there.made[f"undertaking {name}"],
            who=there.marks(f"library use {name}: who", reach, leading=True),
            used_on=datetime.now(UTC).date() - timedelta(days=3),
            language="en",
            result="partly",
            happened=there.marks(f"library use {name}: what happened", reach),
        )
        there.made[f"library_use {name}"] = use
        there.ids["library_use"].append(use.pk)
