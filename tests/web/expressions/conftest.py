"""What the tests of expressions share: a report with a speech act in it, and coders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from nadhir.web.expressions import coding, services
from nadhir.web.expressions.models import DANGEROUS, RABAT, Expression, Worksheet
from nadhir.web.expressions.services import Told
from tests.web.conftest import World

TEXT = "At the rally he said: the river people are poison and must leave before the vote. People clapped."
START, END = TEXT.index("the river"), TEXT.index(" People")


@pytest.fixture(autouse=True)
def _nothing_kept() -> Any:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def told() -> Callable[..., Told]:
    def make(**fields: Any) -> Told:
        known: dict[str, Any] = {
            "gist": "River people called a danger and told to go",
            "speaker_type": "party",
            "speaker_name": "Ardo the Younger",
            "standing": "leads the youth wing",
            "audience": "some hundred supporters",
            "address": "about",
            "medium": "speech",
            "targets": [("river people", "ethnic")],
            "hallmarks": ["dehumanisation"],
            "terms": [{"words": "poison", "meaning": "people to be driven out"}],
        }
        return Told(**{**known, **fields})

    return make


@pytest.fixture
def speech(world: World, told: Callable[..., Told]) -> Expression:
    """One recorded expression of the desk."""
    return services.expression_record(
        viewer=world.viewer("analyst"), item=world.item(TEXT), start=START, end=END, told=told()
    )


@pytest.fixture
def coded(world: World, speech: Expression) -> Callable[..., Worksheet]:
    """A worksheet by a persona, with one value for all elements but for those named."""

    def code(
        persona: str, test: str = RABAT, value: str = "", submit: bool = True, **others: str
    ) -> Worksheet:
        viewer = world.viewer(persona)
        sheet = services.worksheet_begin(viewer=viewer, expression=speech, test=test)
        value = value or ("met" if test == RABAT else "raises")
        for element in coding.elements(test):
            services.worksheet_write(
                viewer=viewer,
                worksheet=sheet,
                element=element.id,
                value=others.get(f"e{element.id}", value),
                reasoning=f"because {persona}",
            )
        services.worksheet_conclude(
            viewer=viewer, worksheet=sheet, judgement=f"judged by {persona}", exposed=["none"]
        )
        return services.worksheet_submit(viewer=viewer, worksheet=sheet) if submit else sheet

    return code


def final(test: str = RABAT, value: str = "met", **others: str) -> dict[str, dict[str, str]]:
    """Final findings for all elements."""
    return {
        element.id: {"value": others.get(f"e{element.id}", value), "reasoning": "weighed"}
        for element in coding.elements(test)
    }


__all__ = ["DANGEROUS", "RABAT"]
