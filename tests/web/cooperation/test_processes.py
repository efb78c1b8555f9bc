"""Long processes: stages, texts with sponsors, positions over time, next steps."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.sources import WrittenDate
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.models import Dossier, DossierStage, Position
from nadhir.web.directory.services import actor_record
from nadhir.web.response.models import Undertaking
from tests.web.conftest import World

pytestmark = pytest.mark.django_db

MAY = WrittenDate("May 2026", date(2026, 5, 1), date(2026, 5, 31), "month")


@pytest.fixture
def dossier(world: World) -> Dossier:
    return services.dossier_record(
        viewer=world.viewer("officer"),
        names={"en": "Observer status", "ar": "صفة المراقب"},
        aim={"en": "To be invited."},
        tlp="green",
    )


def test_it_answers_where_it_stands_and_what_comes_next(
    world: World, dossier: Dossier, officer: Client
) -> None:
    viewer = world.viewer("officer")
    for title, status in (("Asked for", "passed"), ("A text is written", "now"), ("The vote", "ahead")):
        services.dossier_stage_add(viewer=viewer, dossier=dossier, title={"en": title}, status=status)
    page = officer.get(f"/cooperation/dossiers/{dossier.pk}/").content.decode()
    assert page.index("A text is written") < page.index("The vote")
    listed = officer.get("/cooperation/dossiers/").content.decode()
    assert "A text is written" in listed


def test_a_dossier_is_kept_on_its_pages(world: World, officer: Client) -> None:
    actor_record(viewer=world.viewer("officer"), kind="state", names={"en": "Tellin"}, tlp="green")
    told = {"names_en": "A seat", "kind": "political", "pursued_by": "Tellin", "tlp": "green"}
    page = officer.post("/cooperation/dossiers/new/", told).headers["Location"]
    for what, fields in (
        ("stage", {"title_en": "Asked", "status": "now", "when": "May 2026"}),
        ("text", {"title": "Draft", "texts_en": "Decides.", "sponsors": "Tellin"}),
        ("position", {"actor": "Tellin", "stance": "sponsors", "note": "letter"}),
        ("step", {"title": "Write", "who": "Desk"}),
    ):
        assert officer.post(f"{page}{what}/", fields).status_code == 302, what
    changed = {"names_en": "The seat", "status": "open", "version": "1", "pursued_by": "Tellin"}
    assert officer.post(f"{page}edit/", changed).status_code == 302
    shown = officer.get(page).content.decode()
    for words in ("The seat", "Asked", "Decides.", "letter", "Write"):
        assert words in shown


def test_one_stage_is_now(world: World, dossier: Dossier) -> None:
    viewer = world.viewer("officer")
    first = services.dossier_stage_add(viewer=viewer, dossier=dossier, title={"en": "One"}, status="now")
    second = services.dossier_stage_add(viewer=viewer, dossier=dossier, title={"en": "Two"})
    services.dossier_stage_reach(viewer=viewer, stage=second, status="now", when=MAY)
    first.refresh_from_db()
    assert first.status == DossierStage.Status.PASSED
    assert (second.dated_on, second.dated["as_written"]) == (date(2026, 5, 1), "May 2026")


def test_a_position_stands_after_the_one_before_and_says_how_it_is_known(
    world: World, dossier: Dossier, officer: Client
) -> None:
    viewer = world.viewer("officer")
    state = actor_record(viewer=viewer, kind="state", names={"en": "Tellin"}, tlp="green")
    with pytest.raises(NotPossibleNow, match=r"position\.unfounded"):
        services.position_record(viewer=viewer, dossier=dossier, actor=state, stance="opposes")
    for stance, when, how in (("reserved", MAY, "said at lunch"), ("supports", None, "letter of June")):
        services.position_record(
            viewer=viewer, dossier=dossier, actor=state, stance=stance, when=when, note=how
        )
    (standing,) = selectors.positions_now(viewer, dossier)
    assert standing.now.stance == Position.Stance.RESERVED, "an undated one is not known to be later"
    services.position_record(
        viewer=viewer,
        dossier=dossier,
        actor=state,
        stance="supports",
        when=WrittenDate("2026-07-02", date(2026, 7, 2), date(2026, 7, 2), "day"),
        note="letter",
    )
    (standing,) = selectors.positions_now(viewer, dossier)
    assert standing.now.stance == Position.Stance.SUPPORTS
    assert len(standing.before) == 2
    assert "said at lunch" not in officer.get("/cooperation/dossiers/").content.decode()


def test_versions_of_a_text_are_compared_and_the_same_one_is_refused(
    world: World, dossier: Dossier, officer: Client
) -> None:
    viewer = world.viewer("officer")
    told = {"viewer": viewer, "dossier": dossier, "title": "Draft resolution"}
    services.dossier_text_add(**told, texts={"en": "Decides to invite the centre."})
    with pytest.raises(NotPossibleNow, match=r"dossier\.same_text"):
        services.dossier_text_add(**told, texts={"en": "Decides to invite the centre."})
    second = services.dossier_text_add(**told, texts={"en": "Decides to welcome the centre."})
    assert second.number == 2
    page = officer.get(f"/cooperation/dossiers/{dossier.pk}/").content.decode()
    assert "<del>invite</del>" in page
    assert "<ins>welcome</ins>" in page


def test_a_next_step_is_an_undertaking_that_leads_back(
    world: World, dossier: Dossier, officer: Client
) -> None:
    viewer = world.viewer("officer")
    made = services.dossier_next_step(viewer=viewer, dossier=dossier, title="Write to Tellin", who="Desk")
    assert made.origin == Undertaking.Origin.PROCESS
    assert f"/cooperation/dossiers/{dossier.pk}/" in officer.get(f"/response/{made.pk}/").content.decode()
    services.dossier_change(viewer=viewer, dossier=dossier, status=Dossier.Status.REACHED)
    with pytest.raises(NotPossibleNow, match=r"dossier\.over"):
        services.dossier_next_step(viewer=viewer, dossier=dossier, title="More", who="Desk")


def test_nobody_overwrites_in_silence_and_others_only_read(world: World, dossier: Dossier) -> None:
    viewer = world.viewer("officer")
    services.dossier_change(viewer=viewer, dossier=dossier, version=1, status="resting")
    with pytest.raises(Conflict):
        services.dossier_change(viewer=viewer, dossier=dossier, version=1, status="open")
    with pytest.raises(NotAllowed):
        services.dossier_change(viewer=world.viewer("analyst"), dossier=dossier, status="open")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"names": {"en": "  "}}, "dossier.without_name"),
        ({"names": {"en": "A"}, "track": "political"}, "dossier.no_track"),
    ],
)
def test_what_makes_no_dossier_is_refused(world: World, given: dict[str, object], code: str) -> None:
    with pytest.raises(NotPossibleNow, match=code.replace(".", r"\.")):
        services.dossier_record(viewer=world.viewer("officer"), **given)  # type: ignore[arg-type]


def test_the_words_stay_in_the_form_where_a_date_is_not_understood(dossier: Dossier, officer: Client) -> None:
    answer = officer.post(
        f"/cooperation/dossiers/{dossier.pk}/stage/",
        {"title_en": "The vote", "status": "ahead", "when": "the day after never"},
    )
    assert answer.status_code == 422
    assert "The vote" in answer.content.decode()
    assert not dossier.stages.exists()
