"""Recording which texts of the United Nations are tracked, and what documents say serves them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Instrument, Plan
from nadhir.web.cooperation.services import Judged
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.directory.models import Actor


def record(
    viewer: Viewer,
    sources: Mapping[str, Any],
    actors: Mapping[str, Actor],
    instruments: Mapping[str, Instrument],
) -> None:
    """Record the plans of the facts: actors and instruments are there already."""
    for fact in texts.load("facts/plans.yaml"):
        catalogue = fact.get("catalogue", "")
        period: dict[str, Any] = {
            name: date.fromisoformat(fact[name]) for name in ("period_from", "period_until") if name in fact
        }
        plan = services.plan_record(
            viewer=viewer,
            kind=fact["kind"],
            names=fact["names"],
            slug=fact["slug"],
            catalogue=catalogue,
            tlp="clear",
            actor=actors.get(fact.get("actor", "")),
            instrument=instruments[fact["instrument"]],
            women_goal=fact.get("women_goal"),
            sources=[dict(sources[name]) for name in fact["sources"]],
            **period,
        )
        if catalogue and plan.status == Plan.Status.DRAFT:
            services.plan_begin(viewer=viewer, plan=plan)
        if fact.get("adopted") and plan.status == Plan.Status.DRAFT:
            services.plan_adopt(viewer=viewer, plan=plan)
        for told in fact.get("serves", ()):
            services.serving_judge(
                viewer=viewer,
                record=instruments[told["instrument"]],
                judged=[Judged(catalogue, told["element"], note=told["note"])],
            )
