"""Acts of the story about periodic reports: one that was answered, and one that is being written."""

from __future__ import annotations

from typing import Any

from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.models import Body, Contribution, Report
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.directory.services import actor_record
from nadhir.web.response.services import engagement_record

TEMPLATE = "national-yearly"


def _content() -> dict[str, Any]:
    told: dict[str, Any] = texts.load("story/reporting.yaml")
    return told


@act
def report_to_summit(stage: Stage, viewer: Viewer) -> Body:
    """The summit that the committee reports to."""
    told = _content()["summit"]
    actor = actor_record(viewer=viewer, kind="body", slug=told["slug"], names=told["names"], fictional=True)
    summit = services.body_record(viewer=viewer, kind=Body.Kind.SUMMIT, actor=actor, fictional=True)
    services.body_change(viewer=viewer, body=stage.kept["committee"], reports_to=summit)
    return summit


@act
def report_first(stage: Stage, viewer: Viewer) -> Report:
    """Write the first report, hand it in, have it cleared by somebody else, and submit it."""
    report = _begun(stage, viewer, "last", -200, -90, due_on=stage.day(-75))
    _write(viewer, report, _content()["last"])
    services.report_hand_in(viewer=viewer, report=report, anyway=True)
    services.report_clear(viewer=stage.viewer("reviewer"), report=report)
    return services.report_submit(viewer=viewer, report=report)


def _begun(stage: Stage, viewer: Viewer, title: str, first: int, last: int, **fields: Any) -> Report:
    return services.report_begin(
        viewer=viewer,
        body=stage.kept["committee"],
        template=TEMPLATE,
        names=_content()["titles"][title],
        period_from=stage.day(first),
        period_until=stage.day(last),
        fictional=True,
        **fields,
    )


def _write(viewer: Viewer, report: Report, told: dict[str, dict[str, str]]) -> None:
    for section in selectors.report_sections(viewer, report):
        if section.code in told:
            services.report_section_write(viewer=viewer, section=section, texts=told[section.code])


@act
def decide_on_report(stage: Stage, viewer: Viewer, *, report: str) -> Report:
    """Record what the summit decided, and at which session."""
    told, one = _content()["answer"], stage.kept[report]
    session = engagement_record(
        viewer=viewer,
        kind="committee",
        names=told["session"],
        held_on=stage.day(-41),
        convened_by=[one.to.actor],
        tlp="green",
        fictional=True,
    )
    decided = [services.Decided(it["title"], it["who"], stage.day(it["due"])) for it in told["decisions"]]
    return services.report_answer(
        viewer=viewer,
        report=one,
        words=told["words"],
        on=stage.day(-41),
        engagement=session,
        decisions=decided,
    )


@act
def report_second(stage: Stage, viewer: Viewer) -> Report:
    """Begin the second report, and ask members for their part."""
    told = _content()
    report = _begun(stage, viewer, "now", -89, 9, due_on=stage.day(40), contributions_until=stage.day(12))
    _write(viewer, report, told["now"])
    for one in told["contributions"]:
        asked = services.contribution_ask(
            viewer=viewer, report=report, actors=[stage.actors[one["member"]]], sections=[one["section"]]
        )
        stage.kept[f"part-{one['section']}-{one['member']}"] = asked[0]
    return report


@act
def contribute(stage: Stage, viewer: Viewer) -> None:
    """Members answer by their link; some of it is taken, some left."""
    for one in _content()["contributions"]:
        part: Contribution = stage.kept[f"part-{one['section']}-{one['member']}"]
        if "text" in one:
            services.contribution_give_by_link(contribution=part, text=one["text"], language=one["language"])
        if one.get("take"):
            services.contribution_take(viewer=viewer, contribution=part)
        if "leave" in one:
            services.contribution_leave(viewer=viewer, contribution=part, reason=one["leave"])
