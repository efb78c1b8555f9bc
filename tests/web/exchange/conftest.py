"""What the tests of exchange share."""

from __future__ import annotations

from typing import Any

import pytest

from nadhir.web.situations.models import Assessment
from tests.web.conftest import World


@pytest.fixture(autouse=True)
def _one_assessment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several warnings of one world rest on one assessment: the reports behind it come once."""
    plain = World.signed_assessment

    def signed(world: World, **fields: Any) -> Assessment:
        if "assessment" not in world.made:
            world.made["assessment"] = plain(world, **fields)
        made: Assessment = world.made["assessment"]
        return made

    monkeypatch.setattr(World, "signed_assessment", signed)
