"""Two assessments side by side: versions with all their parts, and two catalogues through the crosswalk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.web.situations import beside, reading, services
from nadhir.web.situations.models import Assessment, Gap, GroupView, Scenario, Situation
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
NEWER, OLDER = "un-foa-2014", "un-af-2009"


def draft(world: World, situation: Situation, framework: str = NEWER, **said: str) -> Assessment:
    """A draft that says `absent` of each element, with a reason: `e1_1="why"`."""
    viewer = world.viewer("analyst")
    made = services.assessment_draft(viewer=viewer, situation=situation, framework=framework)
    for name, why in said.items():
        services.finding_record(
            viewer=viewer,
            assessment=made,
            element=name[1:].replace("_", "."),
            value="absent",
            reasoning=why,
        )
    return made


def test_parts_that_changed_are_listed_and_the_others_not(world: World) -> None:
    situation, viewer = world.situation(), world.viewer("analyst")
    group = situation.groups.get()
    first, second = draft(world, situation), draft(world, situation)
    for one, likelihood in ((first, "likely"), (second, "unlikely")):
        Scenario.objects.create(assessment=one, title="Expulsions", likelihood=likelihood, text="They go.")
        Gap.objects.create(assessment=one, what="Who pays?", how="Ask the bank.")
    GroupView.objects.create(assessment=second, group=group, trend="rising", text="New threats.")
    changes = beside.part_changes(beside.parts(viewer, second), beside.parts(viewer, first))
    assert [(one.kind, one.name) for one in changes] == [
        ("Scenario", "Expulsions"),
        ("Group at risk", "people of the east bank"),
    ]
    assert changes[1].there is None


def test_the_page_shows_the_parts(world: World, client_of: ClientOf) -> None:
    situation = world.situation()
    first, second = draft(world, situation), draft(world, situation)
    Scenario.objects.create(assessment=second, title="Expulsions", likelihood="likely", text="They go.")
    url = reverse("assessment", args=[second.pk])
    page = client_of("analyst").get(f"{url}?with={first.number}").content.decode()
    assert "Expulsions" in page
    assert "not in it" in page


def test_two_catalogues_are_mapped_by_the_newer(world: World) -> None:
    situation, viewer = world.situation(), world.viewer("analyst")
    newer = reading.read(viewer, draft(world, situation, e9_1="newer words"))
    old = draft(world, situation, OLDER, e1="older words")
    older = reading.read(viewer, old)
    crossed = beside.crosswise(newer, older)
    assert crossed is not None
    assert crossed.newer is newer
    assert crossed.older is older
    # Whichever comes first, the newer one leads.
    again = beside.crosswise(older, newer)
    assert again is not None
    assert again.newer is newer
    told = {said.reasoning for row in crossed.rows for said in row.older}
    alone = {said.reasoning for said in crossed.older_alone}
    assert "older words" in told | alone
    shown = {row.newer.reasoning for row in crossed.rows} | {one.reasoning for one in crossed.newer_alone}
    assert "newer words" in shown


def test_catalogues_that_nobody_mapped_are_not_compared(world: World) -> None:
    situation, viewer = world.situation(), world.viewer("analyst")
    one = reading.read(viewer, draft(world, situation))
    foreign = draft(world, situation)
    Assessment.objects.filter(pk=foreign.pk).update(framework="rabat-2012")
    foreign.refresh_from_db()
    other = reading.read(viewer, foreign)
    assert beside.crosswise(one, other) is None


def test_the_page_says_mapped_and_counts_nothing(world: World, client_of: ClientOf) -> None:
    situation = world.situation()
    old = draft(world, situation, OLDER, e1="older words")
    new = draft(world, situation, e9_1="newer words")
    page = client_of("analyst").get(f"{reverse('assessment', args=[new.pk])}?with={old.number}")
    assert page.status_code == 200
    content = page.content.decode()
    assert "Mapped, not the same" in content
    assert "seen differently" not in content
