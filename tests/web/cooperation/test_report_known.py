"""What is known for the sections of a report: of the period and the place, and what may leave the house."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from nadhir.documents import model as m
from nadhir.web.cooperation import reporting, services
from nadhir.web.cooperation.documents.meetings import build_agenda, build_minutes
from nadhir.web.cooperation.models import PlanAction, Report
from nadhir.web.cooperation.reporting.shown import shown_blocks
from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import day
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.response.services import engagement_record, participation_add, undertaking_make
from nadhir.web.situations.documents.frame import Audience, Paper, of_risk
from nadhir.web.situations.services import situation_change
from tests.web.conftest import World
from tests.web.cooperation.test_adherence import step
from tests.web.cooperation.test_cooperation import memorandum
from tests.web.cooperation.test_meetings import meets, point
from tests.web.cooperation.test_plans import national
from tests.web.cooperation.test_report_services import make_body, make_report


@pytest.fixture
def report(world: World) -> Report:
    """A report on the days around today."""
    today = clock.now().date()
    return make_report(world, period_from=today - timedelta(days=60), period_until=today + timedelta(days=5))


def told(world: World, report: Report, code: str, *, persona: str = "analyst", lang: str = "en") -> str:
    """All words that are known for a section."""
    scope = reporting.scope_of(world.viewer(persona), report, lang)  # type: ignore[arg-type]
    return words_of(reporting.known(scope, code).blocks)


def words_of(blocks: Any) -> str:
    said = []
    for one in shown_blocks(blocks):
        said += [
            one.get("text", ""),
            *one.get("items", ()),
            *(cell[0] for row in one.get("rows", ()) for cell in row),
        ]
    return " | ".join(said)


def test_every_collector_has_a_section_and_every_section_a_collector() -> None:
    from nadhir.doctrine import reports

    known = {one.code for template in reports.templates() for one in template.sections if one.known}
    assert known == reporting.known_codes()


def test_where_nothing_is_recorded_every_section_says_so(world: World) -> None:
    report = make_report(world, make_body(world, place=None))
    scope = reporting.scope_of(world.viewer("analyst"), report, "en")
    for code in reporting.known_codes():
        assert reporting.known(scope, code).blocks, code
    assert "not recorded" in told(world, report, "mandate")


def test_engagements_are_told_by_kind_place_sex_and_what_came_of_them(world: World, report: Report) -> None:
    coordinator = world.viewer("officer")
    made = engagement_record(
        viewer=coordinator,
        kind="dialogue",
        names={"en": "Talk at the well"},
        place=world.place,
        held_on=clock.now().date(),
        outcome={"en": "Days for watering."},
        tlp="green",
    )
    for many, sex in ((6, "female"), (4, "male")):
        participation_add(viewer=coordinator, engagement=made, many=many, sex=sex, age="youth")
    words = told(world, report, "dialogue")
    assert "Engagements held in the period: 1." in words
    assert "6 of 10 (60" in words
    assert "Days for watering." in words


def test_of_a_closed_meeting_only_that_it_took_place_is_told(world: World, report: Report) -> None:
    engagement_record(
        viewer=world.viewer("officer"),
        kind="dialogue",
        names={"en": "Closed talk"},
        place=world.place,
        held_on=clock.now().date(),
        outcome={"en": "A secret promise."},
        participants=12,
        attribution="closed",
        tlp="green",
    )
    words = told(world, report, "dialogue", persona="officer") + told(
        world, report, "annex_meetings", persona="officer"
    )
    assert "Engagements held in the period: 1." in words
    assert "secret" not in words
    assert "12" not in words


def test_what_is_narrower_than_the_report_stays_and_is_counted(world: World, report: Report) -> None:
    engagement_record(
        viewer=world.viewer("officer"),
        kind="dialogue",
        names={"en": "Strict talk"},
        place=world.place,
        held_on=clock.now().date(),
        tlp="amber_strict",
    )
    scope = reporting.scope_of(world.viewer("officer"), report, "en")
    found = reporting.known(scope, "dialogue")
    assert "Strict talk" not in words_of(found.blocks)
    assert found.withheld == 1


def test_a_discreet_situation_is_not_told_of(world: World, report: Report) -> None:
    situation = world.situation()
    undertaking_make(
        viewer=world.viewer("analyst"), title="Quiet visit", who="elders", situation=situation, tlp="amber"
    )
    assert "Nour Valley" in told(world, report, "situation")
    assert "Quiet visit" in told(world, report, "annex_undertakings")
    situation_change(
        viewer=world.viewer("analyst"), situation=situation, discreet=True, outward_names={"en": "a region"}
    )
    assert "Nour Valley" not in told(world, report, "situation")
    assert "Quiet visit" not in told(world, report, "annex_undertakings")


def test_a_warning_is_told_with_what_followed_and_a_note_is_not(world: World, report: Report) -> None:
    warning = world.warning()
    words = told(world, report, "warnings")
    assert warning.number in words
    assert "Without a decision: 1." in words
    assert warning.number not in told(world, report, "warnings", persona="outsider")


def test_assessments_are_told_factor_by_factor_without_a_sum(world: World, report: Report) -> None:
    world.signed_assessment()
    found = reporting.known(reporting.scope_of(world.viewer("analyst"), report, "en"), "situation")
    (table,) = [one for one in found.blocks if isinstance(one, m.Table)]
    assert len(table.rows) == 14
    assert "not a measure of risk" in reporting.plain(table.caption)


def test_what_is_late_is_late_by_today_and_not_by_the_end_of_the_period(world: World, report: Report) -> None:
    situation, today = world.situation(), clock.now().date()
    for title, due in (("Late one", today - timedelta(days=3)), ("Coming one", today + timedelta(days=2))):
        undertaking_make(
            viewer=world.viewer("analyst"),
            title=title,
            who="us",
            situation=situation,
            due_on=due,
            tlp="amber",
        )
    words = told(world, report, "difficulties")
    assert f"late on {day(today)}: 1" in words
    assert "Coming one" not in words


def test_words_of_a_section_stand_before_its_tables_and_instead_of_its_sentences(
    world: World, report: Report
) -> None:
    section = report.sections.get(code="summary")
    services.report_section_write(
        viewer=world.viewer("officer"), section=section, texts={"en": "In our own words."}
    )
    viewer = world.viewer("officer")
    sections = list(report.sections.all())
    english = words_of(reporting.whole(viewer, report, sections, "en").blocks)
    french = words_of(reporting.whole(viewer, report, sections, "fr").blocks)
    assert "In our own words." in english
    assert "This report covers" not in english
    assert "In our own words." not in french


def test_each_language_speaks_for_itself(world: World, report: Report) -> None:
    assert "يغطي هذا التقرير" in told(world, report, "summary", lang="ar")
    assert "Ce rapport couvre" in told(world, report, "summary", lang="fr")


def test_undertakings_of_other_times_are_left_out(world: World) -> None:
    situation = world.situation()
    made = undertaking_make(
        viewer=world.viewer("analyst"), title="Of today", who="us", situation=situation, tlp="amber"
    )
    assert made.status == Undertaking.Status.OPEN
    past = make_report(world, period_from=date(2020, 1, 1), period_until=date(2020, 12, 31))
    assert "Of today" not in told(world, past, "annex_undertakings")


def test_what_a_session_on_a_discreet_situation_decided_is_nowhere(world: World) -> None:
    situation = world.situation(tlp="green")
    report = make_report(world, period_from=date(2025, 1, 1), period_until=date(2025, 12, 31), tlp="green")
    for discreet, title in ((None, "Open wells"), (situation, "Quiet crossing")):
        session = meets(world, report.body, names={"en": f"On {title}"}, tlp="green")
        Engagement.objects.filter(pk=session.engagement_id).update(situation=discreet)
        for result in ("decided", "recommended"):
            point(world, session, title, result=result, words=f"{title}, {result}.")
    sections = ("decisions", "recommendations", "annex_meetings")
    before = [told(world, report, code) for code in sections]
    assert all("Open wells" in words and "Quiet crossing" in words for words in before)
    situation_change(
        viewer=world.viewer("analyst"), situation=situation, discreet=True, outward_names={"en": "a region"}
    )
    words = "".join(told(world, report, code) for code in sections)
    assert "Open wells" in words
    assert "Quiet crossing" not in words
    assert "Sessions of the body in the period: 1" in words


def test_a_report_holds_what_the_body_itself_met_for_and_took_on(world: World, report: Report) -> None:
    officer, today = world.viewer("officer"), clock.now().date()
    elders = actor_record(viewer=officer, kind="organisation", names={"en": "Council of elders"}, tlp="green")

    def held(name: str, promise: str, **fields: Any) -> None:
        made = engagement_record(
            viewer=officer, kind="briefing", names={"en": name}, place=world.place, held_on=today,
            tlp="green", **fields,
        )  # fmt: skip
        undertaking_make(
            viewer=officer, title=promise, who="us", origin="engagement", origin_id=made.pk, tlp="green"
        )

    held("Briefing of the elders", "Two hundred lamps", convened_by=[elders])
    held("Own briefing", "Own wells", convened_by=[report.body.actor])
    held("Own closed briefing", "Own secret", convened_by=[report.body.actor], attribution="closed")
    sections = ("summary", "dialogue", "decisions", "difficulties", "annex_undertakings", "annex_meetings")
    words = "".join(told(world, report, code, persona="officer") for code in sections)
    assert "Own wells" in words
    assert "Own secret" not in words
    assert "lamps" not in words
    assert "Briefing of the elders" not in words


def test_a_report_prints_no_name_that_is_narrower_than_itself(world: World) -> None:
    officer = world.viewer("officer")
    above, below = (make_body(world, names={"en": f"Hidden {where}"}) for where in ("above", "below"))
    lead = actor_record(viewer=officer, kind="organisation", names={"en": "Hidden lead"}, tlp="amber_strict")
    Actor.objects.filter(pk__in=[above.actor_id, below.actor_id]).update(tlp="amber_strict")
    body = make_body(world, reports_to=above)
    services.body_change(viewer=officer, body=below, reports_to=body)
    state = actor_record(viewer=officer, kind="state", names={"en": "Calvora"}, tlp="clear")
    Actor.objects.filter(pk=state.pk).update(place=world.place.parent or world.place)
    step(world, memorandum(world, names={"en": "Hidden convention"}, tlp="amber_strict"), state, dated=None)
    plan = national(world, actor=body.actor, tlp="green")
    PlanAction.objects.create(plan=plan, title="Dig", lead=lead)
    report = Report.objects.get(pk=make_report(world, body, tlp="green").pk)
    document = reporting.whole(officer, report, list(report.sections.all()), "en")
    assert "Dig" in repr(document)
    said = repr(document)
    assert "Hidden" not in said, said[said.index("Hidden") - 300 :][:340]


def test_the_sums_of_a_report_fit_its_sections(world: World, report: Report) -> None:
    officer, today = world.viewer("officer"), clock.now().date()
    for kind in ("committee", "briefing"):
        engagement_record(
            viewer=officer, kind=kind, names={"en": kind}, place=world.place, held_on=today, tlp="green"
        )
    undertaking_make(
        viewer=world.viewer("analyst"), title="Wells", who="us", actor=report.body.actor,
        situation=world.situation(), due_on=today - timedelta(days=3), tlp="amber",
    )  # fmt: skip
    summary = told(world, report, "summary")
    assert (
        "Meetings and engagements held: 2, of them dialogue and other engagements: 1, trainings: 0" in summary
    )
    assert f"late on {day(today)}: 1" in summary
    assert "Engagements held in the period: 1." in told(world, report, "dialogue")
    assert "open, late (1)" in told(world, report, "annex_undertakings")


def test_only_documents_about_risk_end_with_the_line_on_risk(world: World) -> None:
    audience = Audience(world.viewer("officer"), "fr")
    meeting = meets(world, make_body(world))
    assert not of_risk(build_agenda(audience, meeting))
    assert not of_risk(build_minutes(audience, meeting))
    with audience.speaking():
        about_risk = Paper(audience).finished("À propos d’un risque")
    assert of_risk(about_risk)
