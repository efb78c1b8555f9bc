"""The acts that the story is made of, each a service of the platform called as the person who does it.

An act takes the stage, the viewer and what its step says, and gives back what it made.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from nadhir.web.core import clock, outbox
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.stage import Stage
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.intake import services as intake
from nadhir.web.response import services as response
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Assessment, Situation
from nadhir.web.situations.selectors import evidence
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Decision, Recipient, Warning

Act = Callable[..., Any]
ACTS: dict[str, Act] = {}


def act(function: Act) -> Act:
    """Make the decorated function an act under its own name."""
    ACTS[function.__name__] = function
    return function


# ---------------------------------------------------------------- directory and intake


@act
def record_actors(stage: Stage, viewer: Viewer) -> None:
    """Record the invented institutions and persons."""
    told = texts.load("story/actors.yaml")
    for one in told:
        stage.actors[one["slug"]] = actor_record(
            viewer=viewer,
            kind=one["kind"],
            names=one["names"],
            slug=one["slug"],
            place=stage.places["XN-01"],
            fictional=True,
        )
    for one in told:
        if "body" in one:
            person, body = stage.actors[one["slug"]], stage.actors[one["body"]]
            tenure_record(viewer=viewer, actor=person, body=body, role=one["role"])


@act
def receive(stage: Stage, viewer: Viewer, *, file: str, source: str) -> intake.Taken:
    """Take in a file of reports, with its dates filled in."""
    path = stage.folder / file
    path.write_text(texts.filled(f"story/reports/{file}", stage.today), "utf-8")
    return intake.batch_receive(viewer=viewer, path=path, source=stage.sources[source])


@act
def rate(stage: Stage, viewer: Viewer, *, ratings: dict[str, str]) -> None:
    """Rate the information of reports."""
    for report, credibility in ratings.items():
        intake.item_rate(viewer=viewer, item=stage.item(report), credibility=credibility)


@act
def dismiss(stage: Stage, viewer: Viewer, *, report: str, because: str) -> None:
    """Put a report aside."""
    intake.item_dismiss(viewer=viewer, item=stage.item(report), because=because)


@act
def assign(stage: Stage, viewer: Viewer, *, report: str, to: str) -> None:
    """Give a report to a colleague."""
    intake.item_assign(viewer=viewer, item=stage.item(report), to=stage.person(to))


# ---------------------------------------------------------------- situation and evidence


@act
def open_situation(
    stage: Stage,
    viewer: Viewer,
    *,
    names: dict[str, str],
    places: list[str],
    groups: list[dict[str, Any]],
    about: str,
    review_days: int,
) -> Situation:
    """Put a place under watch; its groups can be named by their `id` afterwards."""
    situation = situations.situation_open(
        viewer=viewer,
        names=names,
        places=[stage.places[code].pk for code in places],
        about=about,
        groups=groups,
        review_days=review_days,
        share_with=stage.groups,
        fictional=True,
    )
    made = list(situation.groups.all())
    for told in groups:
        stage.kept[told["id"]] = next(group for group in made if group.names == told["names"])
    return situation


@act
def attach(stage: Stage, viewer: Viewer, *, situation: str, reports: list[str]) -> None:
    """Attach reports that are kept without a passage of theirs being coded."""
    for report in reports:
        situations.item_attach(viewer=viewer, situation=stage.kept[situation], item=stage.item(report))


@act
def code(stage: Stage, viewer: Viewer, *, situation: str, passages: list[dict[str, Any]]) -> None:
    """Tie passages, given word for word, to indicators.

    Raises:
        ValueError: a quotation is not in its report, or more than once.
    """
    for passage in passages:
        item, quote = stage.item(passage["report"]), passage["quote"]
        if item.text.count(quote) != 1:
            raise ValueError(f"{passage['report']} does not say once: {quote}")
        start = item.text.index(quote)
        situations.evidence_code(
            viewer=viewer,
            situation=stage.kept[situation],
            item=item,
            start=start,
            end=start + len(quote),
            elements=passage["elements"],
            polarity=passage.get("polarity", "risk"),
            strength=passage.get("strength", "moderate"),
            concerns=stage.kept[passage["concerns"]] if "concerns" in passage else None,
            note=passage.get("note", ""),
        )


# ---------------------------------------------------------------- assessment


@act
def draft_assessment(stage: Stage, viewer: Viewer, *, situation: str) -> Assessment:
    """Begin an assessment."""
    return situations.assessment_draft(viewer=viewer, situation=stage.kept[situation])


@act
def find(stage: Stage, viewer: Viewer, *, assessment: str, findings: list[dict[str, Any]]) -> None:
    """Record findings; one on a factor cites the evidence on all its indicators."""
    draft: Assessment = stage.kept[assessment]
    for told in findings:
        element = told["element"]
        cited = None
        if "." not in element:
            standing = evidence(viewer, draft.situation).filter(withdrawn_at=None)
            cited = list(standing.filter(element__startswith=f"{element}."))
        situations.finding_record(viewer=viewer, assessment=draft, evidence=cited, **told)


@act
def write_assessment(stage: Stage, viewer: Viewer, *, assessment: str, **words: Any) -> None:
    """Write narrative, gaps, trend and confidence."""
    situations.assessment_write(viewer=viewer, assessment=_fresh(stage, assessment), **words)


@act
def submit_assessment(stage: Stage, viewer: Viewer, *, assessment: str) -> None:
    """Hand a draft to review."""
    situations.assessment_submit(viewer=viewer, assessment=_fresh(stage, assessment))


@act
def return_assessment(stage: Stage, viewer: Viewer, *, assessment: str, because: str) -> None:
    """Send a draft back."""
    situations.assessment_return(viewer=viewer, assessment=_fresh(stage, assessment), because=because)


@act
def dissent(stage: Stage, viewer: Viewer, *, assessment: str, text: str) -> None:
    """Keep another view."""
    situations.dissent_record(viewer=viewer, assessment=_fresh(stage, assessment), text=text)


@act
def sign_assessment(stage: Stage, viewer: Viewer, *, assessment: str) -> None:
    """Sign as the second person."""
    situations.assessment_sign(viewer=viewer, assessment=_fresh(stage, assessment))


# ---------------------------------------------------------------- warning


@act
def draft_warning(
    stage: Stage,
    viewer: Viewer,
    *,
    assessment: str,
    valid_days: int,
    options: list[dict[str, Any]],
    recipients: list[dict[str, Any]],
    trigger_in: int | None = None,
    **words: Any,
) -> Warning:
    """Write a warning with its options and recipients."""
    warning = warnings.warning_draft(
        viewer=viewer,
        assessment=_fresh(stage, assessment),
        share_with=() if words.get("tlp") else stage.groups,
        valid_until=clock.now() + timedelta(days=valid_days),
        trigger_on=clock.now().date() + timedelta(days=trigger_in) if trigger_in is not None else None,
        **words,
    )
    for option in options:
        warnings.option_add(viewer=viewer, warning=warning, **option)
    for told in recipients:
        line: dict[str, Any] = dict(told)
        if "person" in line:
            user = stage.person(line.pop("person"))
            line |= {"user": user, "name": user.name, "language": user.language}
        warnings.recipient_name(viewer=viewer, warning=warning, **line)
    return warning


@act
def submit_warning(stage: Stage, viewer: Viewer, *, warning: str) -> None:
    """Ask for approval."""
    warnings.warning_submit(viewer=viewer, warning=_fresh(stage, warning))


@act
def approve_warning(stage: Stage, viewer: Viewer, *, warning: str, note: str = "") -> None:
    """Approve as the second person."""
    warnings.warning_approve(viewer=viewer, warning=_fresh(stage, warning), note=note)


@act
def issue_warning(stage: Stage, viewer: Viewer, *, warning: str) -> None:
    """Issue it; the messages wait in the outbox."""
    warnings.warning_issue(viewer=viewer, warning=_fresh(stage, warning))


@act
def deliver(stage: Stage, viewer: Viewer) -> None:  # noqa: ARG001 - the worker does it, for nobody
    """Send what waits in the outbox, as the worker would have."""
    outbox.deliver(clock.now())


@act
def read_warning(stage: Stage, viewer: Viewer, *, warning: str) -> None:
    """Open a warning as one of its recipients."""
    warnings.recipient_mark_read(viewer=viewer, recipient=_line(stage, warning, viewer=viewer))


@act
def acknowledge(stage: Stage, viewer: Viewer, *, warning: str, by_link: str = "") -> None:
    """Take note of a warning, signed in or by the link in the mail."""
    line = _line(stage, warning, viewer=viewer, email=by_link)
    holder = Viewer(recipient_id=line.pk, name=line.name) if by_link else viewer
    warnings.warning_acknowledge(viewer=holder, recipient=line)


@act
def decide(
    stage: Stage,
    viewer: Viewer,
    *,
    warning: str,
    reason: str,
    option: int = 0,
    no_action: bool = False,
    recipient: str = "",
) -> Decision:
    """Decide on an option by its number, or on no action; or record what a recipient told the desk."""
    issued: Warning = _fresh(stage, warning)
    return warnings.decision_record(
        viewer=viewer,
        warning=issued,
        reason=reason,
        option=issued.options.get(order=option) if option else None,
        no_action=no_action,
        recipient=issued.recipients.get(email=recipient) if recipient else None,
    )


# ---------------------------------------------------------------- response


@act
def undertake(
    stage: Stage,
    viewer: Viewer,
    *,
    decision: str,
    title: str,
    whose: str,
    person: str,
    due: int,
    actor: str = "",
) -> Undertaking:
    """Promise something that a decision asks for."""
    return response.undertaking_make(
        viewer=viewer,
        title=title,
        who=whose,
        due_on=stage.day(due),
        decision=stage.kept[decision],
        actor=stage.actors[actor] if actor else None,
        person=stage.person(person),
    )


@act
def begin(stage: Stage, viewer: Viewer, *, undertaking: str, note: str) -> None:
    """Begin what was promised."""
    response.undertaking_begin(viewer=viewer, undertaking=stage.kept[undertaking], note=note)


@act
def complete(stage: Stage, viewer: Viewer, *, undertaking: str, result: str) -> None:
    """Say what came of it."""
    response.undertaking_complete(viewer=viewer, undertaking=stage.kept[undertaking], result=result)


@act
def refuse(stage: Stage, viewer: Viewer, *, undertaking: str, because: str) -> None:
    """Say that it will not be done."""
    response.undertaking_refuse(viewer=viewer, undertaking=stage.kept[undertaking], because=because)


@act
def engage(
    stage: Stage,
    viewer: Viewer,
    *,
    situation: str,
    held: list[int],
    convened_by: list[str],
    **fields: Any,
) -> Engagement:
    """Record something convened."""
    first, last = stage.day(held[0]), stage.day(held[1])
    return response.engagement_record(
        viewer=viewer,
        situation=stage.kept[situation],
        place=stage.places["XN-01"],
        convened_by=[stage.actors[slug] for slug in convened_by],
        held={
            "as_written": texts.days(first, last, viewer.language),
            "start": first.isoformat(),
            "end": last.isoformat(),
            "precision": "day" if first == last else "range",
        },
        held_on=first,
        tlp="green",
        fictional=True,
        **fields,
    )


def _fresh(stage: Stage, name: str) -> Any:
    """A record made earlier, as it is by now."""
    stage.kept[name].refresh_from_db()
    return stage.kept[name]


def _line(stage: Stage, warning: str, *, viewer: Viewer, email: str = "") -> Recipient:
    """The line of a recipient of a warning."""
    lines = stage.kept[warning].recipients
    line: Recipient = lines.get(email=email) if email else lines.get(user_id=viewer.user_id)
    return line
