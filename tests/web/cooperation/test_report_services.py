"""A report from its beginning to the answer: who may do what, what is refused, what is kept."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.cooperation import reporting, selectors, services
from nadhir.web.cooperation.models import Body, Contribution, Report, ReportSection
from nadhir.web.core import clock
from nadhir.web.core.models import Entry, Outgoing
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import engagement_record
from tests.web.conftest import World

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def make_body(world: World, *, persona: str = "officer", **fields: Any) -> Body:
    names = {"ar": "لجنة نور الوطنية", "en": "National committee of Nour", "fr": "Comité national de Nour"}
    told = {"kind": Body.Kind.NATIONAL, "names": names, "place": world.place, **fields}
    return services.body_record(viewer=world.viewer(persona), **told)


def make_report(world: World, body: Body | None = None, **fields: Any) -> Report:
    told = {"template": "national-yearly", "period_from": FIRST, "period_until": LAST, **fields}
    return services.report_begin(viewer=world.viewer("officer"), body=body or make_body(world), **told)


def make_member(world: World, body: Body, **fields: Any) -> Actor:
    viewer = world.viewer("officer")
    actor = actor_record(viewer=viewer, kind="organisation", names={"en": "Ministry of Wells"}, tlp="green")
    tenure_record(viewer=viewer, actor=actor, body=body.actor, role={"en": "member"}, **fields)
    return actor


def write_all(world: World, report: Report) -> None:
    """What people must write, in every language."""
    for one in selectors.missing(report, selectors.report_sections(world.viewer("officer"), report)):
        section = ReportSection.objects.get(report=report, code=one.code)
        texts = {code: f"Words in {code}." for code in report.languages}
        services.report_section_write(viewer=world.viewer("officer"), section=section, texts=texts)


def submitted(world: World, **fields: Any) -> Report:
    report = make_report(world, **fields)
    write_all(world, report)
    report.refresh_from_db()
    services.report_hand_in(viewer=world.viewer("officer"), report=report)
    services.report_clear(viewer=world.viewer("reviewer"), report=report)
    return services.report_submit(viewer=world.viewer("officer"), report=report)


# -- beginning ---------------------------------------------------------------------------------------------


def test_a_report_has_the_sections_of_its_template_and_goes_to_the_body_above(world: World) -> None:
    summit = make_body(world, kind=Body.Kind.SUMMIT, names={"en": "Summit"})
    report = make_report(world, make_body(world, reports_to=summit))
    codes = list(report.sections.values_list("code", flat=True))
    assert codes[0] == "summary"
    assert "annex_undertakings" in codes
    assert len(codes) == 18
    assert report.to == summit
    assert report.languages == ["ar", "en", "fr"]
    assert set(report.names) == {"ar", "en", "fr"}
    assert "2026" in report.names["en"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"period_from": LAST, "period_until": FIRST}, "report.period_reversed"),
        ({"template": "no-such"}, "report.template_unknown"),
        ({"languages": ["xx"]}, "report.without_language"),
        ({"tlp": "red"}, "report.label_too_narrow"),
        ({"due_on": LAST, "contributions_until": LAST + timedelta(days=1)}, "report.contributions_too_late"),
    ],
)
def test_what_does_not_fit_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(NotPossibleNow, match=re.escape(code)):
        make_report(world, **fields)
    assert not Report.objects.exists()


def test_a_second_report_on_the_same_days_is_begun_only_knowingly(world: World) -> None:
    body = make_body(world)
    make_report(world, body)
    again = {"period_from": date(2026, 7, 1), "period_until": date(2027, 6, 30)}
    with pytest.raises(NotPossibleNow, match=r"report\.overlaps"):
        make_report(world, body, **again)
    assert make_report(world, body, overlap=True, **again).pk


def test_a_body_does_not_report_to_itself(world: World) -> None:
    body = make_body(world)
    with pytest.raises(NotPossibleNow, match=r"report\.to_itself"):
        make_report(world, body, to=body)


def test_others_begin_no_report(world: World) -> None:
    body = make_body(world)
    for persona in ("reporter", "outsider", "coordinator"):
        with pytest.raises(NotAllowed):
            services.report_begin(
                viewer=world.viewer(persona),
                body=body,
                template="work-plan",
                period_from=FIRST,
                period_until=LAST,
            )


def test_what_lasts_is_carried_over_and_nothing_else(world: World) -> None:
    body = make_body(world)
    first = make_report(world, body, period_from=date(2025, 1, 1), period_until=date(2025, 12, 31))
    for code in ("mandate", "summary"):
        section = first.sections.get(code=code)
        services.report_section_write(
            viewer=world.viewer("officer"), section=section, texts={"en": f"Of {code}."}
        )
    second = make_report(world, body)
    assert second.previous == first
    assert second.sections.get(code="mandate").texts == {"en": "Of mandate."}
    assert second.sections.get(code="summary").texts == {}


# -- writing -----------------------------------------------------------------------------------------------


def test_whoever_was_second_loses_no_words_and_overwrites_none(world: World) -> None:
    section = make_report(world).sections.get(code="summary")
    services.report_section_write(
        viewer=world.viewer("officer"), section=section, texts={"en": "First."}, version=1
    )
    late = ReportSection.objects.get(pk=section.pk)
    with pytest.raises(Conflict):
        services.report_section_write(
            viewer=world.viewer("analyst"), section=late, texts={"en": "Second."}, version=1
        )
    assert ReportSection.objects.get(pk=section.pk).texts == {"en": "First."}


def test_what_is_known_is_put_under_the_words_once(world: World) -> None:
    section = make_report(world).sections.get(code="summary")
    services.report_section_write(viewer=world.viewer("officer"), section=section, texts={"en": "Mine."})
    services.report_section_fill(viewer=world.viewer("officer"), section=section)
    assert section.texts["en"].startswith("Mine.\n\nThis report covers")
    assert set(section.texts) == {"ar", "en", "fr"}
    with pytest.raises(NotPossibleNow, match=r"report_section\.nothing_known"):
        services.report_section_fill(viewer=world.viewer("officer"), section=section)


def test_a_report_that_was_handed_in_is_not_written_on(world: World) -> None:
    report = submitted(world)
    with pytest.raises(NotPossibleNow, match=r"report\.not_open"):
        services.report_section_write(
            viewer=world.viewer("officer"), section=report.sections.first(), texts={"en": "Late."}
        )


# -- clearance, submission, answer -------------------------------------------------------------------------


def test_what_is_missing_is_told_before_it_is_handed_in(world: World) -> None:
    report = make_report(world, languages=["ar", "en"])
    section = report.sections.get(code="summary")
    services.report_section_write(viewer=world.viewer("officer"), section=section, texts={"en": "Half."})
    missing = {one.code: one.languages for one in selectors.missing(report, report.sections.all())}
    assert missing == {"summary": ("ar",), "difficulties": ("ar", "en"), "recommendations": ("ar", "en")}
    with pytest.raises(NotPossibleNow, match=r"report\.gaps"):
        services.report_hand_in(viewer=world.viewer("officer"), report=report)
    services.report_hand_in(viewer=world.viewer("officer"), report=report, anyway=True)
    assert report.status == Report.Status.CLEARANCE
    assert len(report.sha256) == 64


def test_nobody_clears_what_they_wrote(world: World) -> None:
    report = make_report(world)
    person = world.people["officer"]
    person.roles_held.create(role="reviewer")
    services.report_hand_in(viewer=world.viewer("officer"), report=report, anyway=True)
    with pytest.raises(NotAllowed, match=r"not_allowed\.own_report"):
        services.report_clear(viewer=world.viewer("officer"), report=report)
    with pytest.raises(NotAllowed):
        services.report_clear(viewer=world.viewer("analyst"), report=report)
    assert services.report_clear(viewer=world.viewer("reviewer"), report=report).status == "cleared"


def test_a_report_goes_back_with_what_is_to_be_put_right(world: World) -> None:
    report = make_report(world)
    services.report_hand_in(viewer=world.viewer("officer"), report=report, anyway=True)
    with pytest.raises(NotPossibleNow, match=r"report\.return_without_note"):
        services.report_return(viewer=world.viewer("reviewer"), report=report, note=" ")
    services.report_return(viewer=world.viewer("reviewer"), report=report, note="Say who.")
    assert report.status == Report.Status.WRITING
    assert report.frozen is None
    assert [step.what for step in report.history.all()] == ["begin", "hand_in", "return"]


def test_what_was_cleared_is_what_is_submitted_whatever_happens_to_the_records(world: World) -> None:
    report = submitted(world)
    before = reporting.kept(report, "en")
    engagement_record(
        viewer=world.viewer("officer"), kind="dialogue", names={"en": "Late dialogue"},
        place=world.place, held_on=date(2026, 5, 1),
    )  # fmt: skip
    report.refresh_from_db()
    assert reporting.kept(report, "en") == before
    assert services.report_way._digest(report.frozen) == report.sha256
    assert report.submitted_on == clock.now().date()


def test_a_report_is_not_submitted_uncleared_or_in_the_future(world: World) -> None:
    report = make_report(world)
    with pytest.raises(NotPossibleNow, match=r"report\.not_cleared"):
        services.report_submit(viewer=world.viewer("officer"), report=report)
    services.report_hand_in(viewer=world.viewer("officer"), report=report, anyway=True)
    services.report_clear(viewer=world.viewer("reviewer"), report=report)
    tomorrow = clock.now().date() + timedelta(days=1)
    with pytest.raises(NotPossibleNow, match=r"report\.in_the_future"):
        services.report_submit(viewer=world.viewer("officer"), report=report, on=tomorrow)


def test_decisions_on_a_report_are_undertakings_of_the_session(world: World) -> None:
    report = submitted(world)
    officer, today = world.viewer("officer"), clock.now().date()
    session = engagement_record(viewer=officer, kind="committee", names={"en": "Ninth session"}, tlp="amber")
    decided = [services.Decided("Open an office", "Secretariat", today + timedelta(days=90))]
    words = {"en": "The Summit took note."}
    with pytest.raises(NotPossibleNow, match=r"report\.answer_without_source"):
        services.report_answer(viewer=officer, report=report, words=words, on=today, decisions=decided)
    with pytest.raises(NotPossibleNow, match=r"report\.answered_before_submission"):
        services.report_answer(viewer=officer, report=report, words=words, on=today - timedelta(days=1))
    services.report_answer(
        viewer=officer, report=report, words=words, on=today, engagement=session, decisions=decided
    )
    made = Undertaking.objects.get(pk=report.answer["undertakings"][0])
    assert (made.origin, made.origin_id, made.title) == ("engagement", session.pk, "Open an office")
    assert report.status == Report.Status.ANSWERED


def test_the_next_report_looks_back_on_the_answer(world: World) -> None:
    report = submitted(world, period_from=date(2025, 1, 1), period_until=date(2025, 12, 31))
    services.report_answer(
        viewer=world.viewer("officer"), report=report, words={"en": "Go on."}, on=clock.now().date()
    )
    following = make_report(world, report.body)
    scope = reporting.scope_of(world.viewer("officer"), following, "en")
    assert "Go on." in reporting.known(scope, "decisions").as_text


# -- contributions -----------------------------------------------------------------------------------------


def asked(world: World, **fields: Any) -> Contribution:
    body = make_body(world)
    report = make_report(world, body)
    member = make_member(world, body)
    told = {"actors": [member], "sections": ["training"], **fields}
    return services.contribution_ask(viewer=world.viewer("officer"), report=report, **told)[0]


def test_a_member_is_asked_once_and_reminded_until_it_answers(world: World) -> None:
    one = asked(world, due_on=clock.now().date())
    again = services.contribution_ask(
        viewer=world.viewer("officer"), report=one.report, actors=[one.actor], sections=["training"]
    )
    assert again == [one]
    assert Outgoing.objects.filter(kind="reports.contribution").count() == 1
    assert services.contributions_remind() == 1
    assert services.contributions_remind() == 0
    services.contribution_give_by_link(contribution=one, text="Two seminars.", language="en")
    Contribution.objects.filter(pk=one.pk).update(reminded="")
    assert services.contributions_remind() == 0


def test_a_member_that_left_is_not_asked(world: World) -> None:
    body = make_body(world)
    report = make_report(world, body)
    gone = make_member(world, body, valid_to="2025")
    with pytest.raises(NotPossibleNow, match=r"contribution\.member_left"):
        services.contribution_ask(
            viewer=world.viewer("officer"), report=report, actors=[gone], sections=["training"]
        )


def test_only_whoever_was_asked_gives(world: World) -> None:
    one = asked(world, asked_of=None)
    with pytest.raises(NotAllowed):
        services.contribution_give(
            viewer=world.viewer("analyst"), contribution=one, text="Ours.", language="en"
        )
    one.asked_of = world.people["coordinator"]
    one.save()
    coordinator = world.viewer("coordinator")
    services.contribution_give(viewer=coordinator, contribution=one, text="Ours.", language="en")
    assert one.status == Contribution.Status.GIVEN
    # Being asked for a part opens the question, and not the report.
    assert not selectors.reports(coordinator).exists()


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        (" ", "en", "contribution.empty"),
        ("x" * 20_001, "en", "contribution.too_long"),
        ("Oui.", "de", "contribution.other_language"),
    ],
)
def test_contributions_that_do_not_fit_are_refused(world: World, text: str, language: str, code: str) -> None:
    one = asked(world)
    with pytest.raises(NotPossibleNow, match=re.escape(code)):
        services.contribution_give_by_link(contribution=one, text=text, language=language)


def test_what_came_is_taken_into_the_text_or_left_with_a_reason(world: World) -> None:
    officer = world.viewer("officer")
    one = asked(world)
    with pytest.raises(NotPossibleNow, match=r"contribution\.nothing_came"):
        services.contribution_take(viewer=officer, contribution=one)
    services.contribution_give_by_link(contribution=one, text="Two seminars.", language="fr")
    services.contribution_take(viewer=officer, contribution=one)
    assert one.report.sections.get(code="training").texts == {"fr": "Two seminars."}
    with pytest.raises(NotPossibleNow, match=r"contribution\.closed"):
        services.contribution_give_by_link(contribution=one, text="More.", language="fr")
    other = services.contribution_ask(
        viewer=officer, report=one.report, actors=[one.actor], sections=["law"]
    )[0]
    with pytest.raises(NotPossibleNow, match=r"contribution\.without_reason"):
        services.contribution_leave(viewer=officer, contribution=other, reason="")
    services.contribution_leave(viewer=officer, contribution=other, reason="Came too late.")
    assert Contribution.objects.get(pk=other.pk).answer == "Came too late."


def test_every_act_is_in_the_ledger(world: World) -> None:
    report = submitted(world)
    acts = set(Entry.objects.filter(subject_id=report.pk).values_list("act", flat=True))
    assert acts >= {"report.begin", "report_section.write", "report.hand_in", "report.clear", "report.submit"}


def test_what_was_said_in_clearance_is_for_its_desk(world: World) -> None:
    report = make_report(world, tlp="green")
    for note in ("Take out our source.", ""):
        services.report_hand_in(viewer=world.viewer("officer"), report=report, anyway=True)
        if note:
            services.report_return(viewer=world.viewer("reviewer"), report=report, note=note)
    services.report_clear(viewer=world.viewer("reviewer"), report=report, note="Well done.")
    services.report_submit(viewer=world.viewer("officer"), report=report)
    told = {
        who: [one.what for one in selectors.report_steps(world.viewer(who), report)]
        for who in ("analyst", "coordinator")
    }
    assert {"return", "clear", "submit"} <= set(told["analyst"])
    assert told["coordinator"] == ["submit"]


def test_a_report_that_was_handed_in_is_taken_back_until_it_is_cleared(world: World) -> None:
    report, officer = make_report(world), world.viewer("officer")
    services.report_hand_in(viewer=officer, report=report, anyway=True)
    with pytest.raises(NotAllowed):
        services.report_take_back(viewer=world.viewer("reviewer"), report=report)
    services.report_take_back(viewer=officer, report=report)
    report.refresh_from_db()
    assert (report.status, report.frozen, report.sha256) == (Report.Status.WRITING, None, "")
    services.report_hand_in(viewer=officer, report=report, anyway=True)
    services.report_clear(viewer=world.viewer("reviewer"), report=report)
    with pytest.raises(NotPossibleNow, match=r"report\.not_in_clearance"):
        services.report_take_back(viewer=officer, report=report)


def test_what_was_asked_for_and_is_not_dealt_with_is_handed_in_only_knowingly(world: World) -> None:
    one = asked(world, asked_of=None)
    report, officer = one.report, world.viewer("officer")
    write_all(world, report)
    with pytest.raises(NotPossibleNow, match=r"report\.contributions_waiting"):
        services.report_hand_in(viewer=officer, report=report)
    services.contribution_leave(viewer=officer, contribution=one, reason="Came too late.")
    assert services.report_hand_in(viewer=officer, report=report).status == Report.Status.CLEARANCE


def test_a_report_goes_by_itself_to_no_body_that_its_writer_may_not_know_of(world: World) -> None:
    summit = make_body(world, kind=Body.Kind.SUMMIT, names={"en": "Summit"})
    body = make_body(world, reports_to=summit)
    Body.objects.filter(pk=summit.pk).update(
        tlp="amber_strict", owner=world.organisations["network"], created_by=None
    )
    assert make_report(world, body).to is None
