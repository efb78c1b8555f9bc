"""What is done because of a confidential note is known to those who may know the note."""

from __future__ import annotations

import pytest

from nadhir.web.core import policy
from nadhir.web.core.models import Tlp
from nadhir.web.response import services
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Warning
from tests.web.conftest import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "told"), [("alert", True), ("note", False)])
def test_an_undertaking_tells_no_officer_of_a_note(world: World, kind: str, told: bool) -> None:
    warning = world.warning(tlp=Tlp.AMBER_STRICT)
    decider = world.viewer("decision_maker")
    decision = warnings.decision_record(
        viewer=decider, warning=warning, reason="In time.", option=warning.options.get()
    )
    made = services.undertaking_make(
        viewer=world.viewer("analyst"), title="Joint visit", who="the elders", decision=decision
    )
    trusted = services.undertaking_make(
        viewer=world.viewer("analyst"),
        title="Drive them",
        who="the motor pool",
        decision=decision,
        person=world.people["officer"],
    )
    Warning.objects.filter(pk=warning.pk).update(kind=kind)
    assert policy.sees(world.viewer("officer"), made) == told
    assert policy.sees(world.viewer("officer"), trusted)
    for persona in ("analyst", "reviewer", "decision_maker"):
        assert policy.sees(world.viewer(persona), made)
