"""How far a body is: read criterion by criterion, several times, never added up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Body, Maturity
from nadhir.web.cooperation.selectors.maturity import changes, checklist, over_time, readings
from nadhir.web.core import clock
from tests.web.conftest import World

ClientOf = Callable[..., Client]


def committee(world: World) -> Body:
    return services.body_record(viewer=world.viewer("officer"), kind="national", names={"en": "Committee"})


def read(world: World, body: Body, on: date, *, close: bool = True, **levels: str) -> Maturity:
    """A reading; levels by criterion with an underscore for the point."""
    viewer = world.viewer("officer")
    made = services.maturity_begin(viewer=viewer, body=body, read_on=on)
    told = {
        name[1:].replace("_", "."): {"level": level, "shown_by": "the act"} for name, level in levels.items()
    }
    services.maturity_read(viewer=viewer, maturity=made, levels=told)
    return services.maturity_close(viewer=viewer, maturity=made) if close else made


def test_what_changed_is_told_criterion_by_criterion(world: World) -> None:
    body, viewer = committee(world), world.viewer("officer")
    read(world, body, date(2025, 1, 1), c1_1="begun", c1_2="in_place", c2_1="begun")
    read(world, body, date(2025, 9, 1), c1_1="in_place", c1_2="begun", c7_1="not_begun")
    told = changes(over_time(checklist(), readings(viewer, body)))
    assert {how: [row.criterion.id for row in rows] for how, rows in told.items()} == {
        "up": ["1.1"], "down": ["1.2"], "gone": ["2.1"], "new": ["7.1"],
    }  # fmt: skip


def test_what_cannot_be_read_is_refused(world: World) -> None:
    body, viewer = committee(world), world.viewer("officer")
    with pytest.raises(NotPossibleNow, match=r"maturity\.not_yet"):
        services.maturity_begin(viewer=viewer, body=body, read_on=clock.now().date() + timedelta(days=1))
    made = services.maturity_begin(viewer=viewer, body=body, read_on=date(2025, 1, 1))
    assert services.maturity_begin(viewer=viewer, body=body, read_on=date(2025, 2, 1)) == made

    def say(criterion: str, level: str, shown_by: str = "the act") -> Any:
        levels = {criterion: {"level": level, "shown_by": shown_by}}
        return services.maturity_read(viewer=viewer, maturity=made, levels=levels)

    for criterion, level in (("9.9", "begun"), ("1.1", "splendid"), ("1", "begun")):
        with pytest.raises(NotPossibleNow, match=r"maturity\.unknown"):
            say(criterion, level)
    with pytest.raises(NotPossibleNow, match=r"maturity\.not_shown"):
        say("1.1", "begun", " ")
    with pytest.raises(NotPossibleNow, match=r"maturity\.nothing_read"):
        services.maturity_close(viewer=viewer, maturity=made)
    say("1.1", "begun")
    say("1.2", "begun")
    say("1.1", "")  # taken out again, the other stays
    assert set(made.levels) == {"1.2"}
    services.maturity_close(viewer=viewer, maturity=made)
    with pytest.raises(NotPossibleNow, match=r"maturity\.closed"):
        say("1.1", "begun")
    with pytest.raises(NotPossibleNow, match=r"maturity\.before_the_last"):
        services.maturity_begin(viewer=viewer, body=body, read_on=date(2025, 1, 1))


def test_a_reading_in_the_making_is_its_desks(world: World) -> None:
    body = committee(world)
    made = read(world, body, date(2025, 1, 1), close=False, c1_1="begun")
    assert not readings(world.viewer("coordinator"), body)
    services.maturity_close(viewer=world.viewer("officer"), maturity=made)
    assert readings(world.viewer("coordinator"), body)
    with pytest.raises(NotAllowed):
        services.maturity_begin(viewer=world.viewer("coordinator"), body=body, read_on=date(2025, 2, 1))


def test_its_pages(world: World, client_of: ClientOf) -> None:
    body, client = committee(world), client_of("officer")
    at = f"/cooperation/bodies/{body.pk}/maturity/"
    assert "Nobody has read the checklist yet" in client.get(at).content.decode()
    assert client.post(f"{at}new/", {"read_on": "2999-01-01"}).status_code == 422
    assert client.post(f"{at}new/", {"read_on": "2025-01-01"}).status_code == 302
    made = Maturity.objects.get()
    edit = f"/cooperation/maturity/{made.pk}/edit/"
    answer = client.post(edit, {"level-1.1": "begun", "note": "Kept note"})
    assert answer.status_code == 422
    assert "Kept note" in answer.content.decode()
    assert client.post(edit, {"level-1.1": "begun", "shown-1.1": "Decree 12"}).status_code == 302
    assert client.post(f"/cooperation/maturity/{made.pk}/close/").status_code == 302
    read(world, body, date(2025, 9, 1), c1_1="in_place")
    page = client.get(at).content.decode()
    assert "1 criterion further than before" in page
    assert "the act" in page
    assert "<svg" in page
    answer = client.get(f"{at}document/?format=docx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert "In place" in client.get(f"/cooperation/bodies/{body.pk}/").content.decode()
    assert client_of("outsider").get(at).status_code == 403
