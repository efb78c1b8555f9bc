"""Consultations and briefings: rounds, inputs, drafts, one adopted text; one page and what is taken on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.response import services
from nadhir.web.response.models import Briefing, Consultation, Engagement, Undertaking
from nadhir.web.situations.models import Evidence

if TYPE_CHECKING:
    from tests.web.conftest import World


@pytest.fixture
def process(world: World) -> Consultation:
    return services.consultation_begin(viewer=world.viewer("officer"), names={"en": "Charter of the valley"})


def _meeting(world: World, **fields: str) -> Engagement:
    return services.engagement_record(
        viewer=world.viewer("officer"), kind="consultation", names={"en": "Round in the east"}, **fields
    )


def test_rounds_inputs_and_drafts_lead_to_one_text(world: World, process: Consultation) -> None:
    officer = world.viewer("officer")
    held = services.consultation_round(
        viewer=officer, consultation=process, engagement=_meeting(world), region="East"
    )
    put_in = services.consultation_put_in(
        viewer=officer, consultation=process, round=held, text="Name the shrines.", language="en"
    )
    services.consultation_answer(viewer=officer, put_in=put_in, answer="Article 3")
    with pytest.raises(NotPossibleNow, match=r"consultation\.without_draft"):
        services.consultation_adopt(viewer=officer, consultation=process, on=clock.now().date())
    for text in ("First.", "Second."):
        services.consultation_draft(viewer=officer, consultation=process, texts={"en": text, "ar": ""})
    adopted = services.consultation_adopt(viewer=officer, consultation=process, on=clock.now().date())
    assert (adopted.number, adopted.texts) == (2, {"en": "Second."})
    with pytest.raises(NotPossibleNow, match=r"consultation\.over"):
        services.consultation_draft(viewer=officer, consultation=process, texts={"en": "Third."})


def test_a_round_belongs_to_one_process(world: World, process: Consultation) -> None:
    officer = world.viewer("officer")
    other = services.consultation_begin(viewer=officer, names={"en": "Another"})
    held = services.consultation_round(
        viewer=officer, consultation=process, engagement=_meeting(world), region="East"
    )
    with pytest.raises(NotPossibleNow, match=r"consultation\.other_round"):
        services.consultation_round(viewer=officer, consultation=other, engagement=held, region="East")
    with pytest.raises(NotPossibleNow, match=r"consultation\.other_round"):
        services.consultation_put_in(viewer=officer, consultation=other, round=held, text="x", language="en")


def test_no_text_is_adopted_on_a_day_to_come(world: World, process: Consultation) -> None:
    officer = world.viewer("officer")
    services.consultation_draft(viewer=officer, consultation=process, texts={"en": "First."})
    tomorrow = clock.now().date() + timedelta(days=1)
    with pytest.raises(NotPossibleNow, match=r"consultation\.day_ahead"):
        services.consultation_adopt(viewer=officer, consultation=process, on=tomorrow)


@pytest.fixture
def briefing(world: World) -> Briefing:
    assessment = world.signed_assessment()
    return services.briefing_begin(
        viewer=world.viewer("analyst"),
        audience="The council",
        titles={"en": "The valley before the market day"},
        situation=assessment.situation,
    )


def test_a_briefing_is_one_page(world: World, briefing: Briefing) -> None:
    analyst = world.viewer("analyst")
    with pytest.raises(NotPossibleNow, match=r"briefing\.too_long"):
        services.briefing_write(viewer=analyst, briefing=briefing, texts={"ar": "ن" * 3_201})
    services.briefing_write(viewer=analyst, briefing=briefing, texts={"ar": "ن" * 3_200}, version=1)
    with pytest.raises(Conflict):
        services.briefing_write(viewer=analyst, briefing=briefing, texts={"en": "x"}, version=1)


def test_a_briefing_rests_on_evidence_of_its_own_situation(world: World, briefing: Briefing) -> None:
    analyst = world.viewer("analyst")
    own = list(Evidence.objects.filter(situation=briefing.situation))
    services.briefing_rest_on(viewer=analyst, briefing=briefing, evidence=own)
    assert list(briefing.evidence.all()) == own
    other = services.briefing_begin(viewer=analyst, audience="The council", titles={"en": "Another matter"})
    with pytest.raises(NotPossibleNow, match=r"briefing\.foreign_evidence"):
        services.briefing_rest_on(viewer=analyst, briefing=other, evidence=own)


def test_what_is_taken_on_becomes_an_undertaking_of_the_meeting(world: World, briefing: Briefing) -> None:
    analyst = world.viewer("analyst")
    meeting = _meeting(world, tlp="green")
    with pytest.raises(NotPossibleNow, match=r"briefing\.not_ready"):
        services.briefing_give(viewer=analyst, briefing=briefing, engagement=meeting)
    question = services.briefing_ask(
        viewer=analyst, briefing=briefing, question={"en": "Who can speak to the herders?"}
    )
    services.briefing_answer(viewer=analyst, question=question, answer={"en": "The women's council."})
    services.briefing_write(viewer=analyst, briefing=briefing, ready=True)
    services.briefing_give(viewer=analyst, briefing=briefing, engagement=meeting)
    services.briefing_action_point(viewer=analyst, briefing=briefing, title="Visit", who="The elders")
    made = Undertaking.objects.get()
    assert (made.origin, made.origin_id) == ("engagement", meeting.pk)
    with pytest.raises(NotPossibleNow, match=r"briefing\.given"):
        services.briefing_write(viewer=analyst, briefing=briefing, texts={"en": "Too late."})


def test_a_briefing_in_the_making_is_its_desks(world: World, briefing: Briefing) -> None:
    with pytest.raises(NotAllowed):
        services.briefing_write(viewer=world.viewer("partner_analyst"), briefing=briefing, texts={})
