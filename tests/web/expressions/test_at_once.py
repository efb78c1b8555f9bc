"""Coders who act at the same moment: two are let in, and both worksheets are handed in whole."""

from __future__ import annotations

from nadhir.errors import NotPossibleNow
from nadhir.web.expressions import coding, services
from nadhir.web.expressions.models import RABAT, Expression, Worksheet
from nadhir.web.expressions.services import Told
from tests.web.conftest import World, make_world
from tests.web.core.test_concurrency import AtOnce, alone, at_once
from tests.web.expressions.conftest import END, START, TEXT

__all__ = ["at_once"]


def _recorded() -> tuple[World, Expression]:
    world = make_world()
    told = Told(gist="told to go", targets=[("river people", "ethnic")])
    item = world.item(TEXT)
    return world, services.expression_record(
        viewer=world.viewer("analyst"), item=item, start=START, end=END, told=told
    )


def test_of_three_who_begin_at_once_two_are_let_in_and_both_hand_in(at_once: AtOnce) -> None:
    world, speech = alone(at_once, _recorded)
    personas = ("analyst", "second_analyst", "reviewer", "analyst")

    def begin(persona: str) -> Worksheet:
        return services.worksheet_begin(viewer=world.viewer(persona), expression=speech, test=RABAT)

    begun = at_once([lambda persona=persona: begin(persona) for persona in personas])  # type: ignore[misc]
    refused = [one for one in begun if isinstance(one, NotPossibleNow)]
    sheets = {one.pk: one for one in begun if isinstance(one, Worksheet)}
    assert len(sheets) == 2, begun
    assert {one.code for one in refused} == {"worksheet.two_already"}

    def hand_in(pk: object) -> Worksheet:
        sheet = Worksheet.objects.get(pk=pk)
        viewer = next(
            world.viewer(name) for name, person in world.people.items() if person.pk == sheet.created_by_id
        )
        for element in coding.elements(RABAT):
            services.worksheet_write(
                viewer=viewer, worksheet=sheet, element=element.id, value="met", reasoning="x"
            )
        services.worksheet_conclude(viewer=viewer, worksheet=sheet, judgement="x", exposed=["none"])
        return services.worksheet_submit(viewer=viewer, worksheet=sheet)

    done = at_once([lambda pk=pk: hand_in(pk) for pk in sheets])  # type: ignore[misc]
    assert [one.state for one in done] == ["submitted", "submitted"], done
