"""The acts of the story in which a desk writes a module of its own, and people learn alone."""

from __future__ import annotations

import json

from nadhir.doctrine import learning
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Module
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage


@act
def write_module(stage: Stage, viewer: Viewer, *, module: str) -> Module:  # noqa: ARG001
    """Write a module of one's own."""
    told = texts.load(f"story/{module}.yaml")
    text = json.dumps(told, ensure_ascii=False, default=str)
    return services.module_write(viewer=viewer, text=text, fictional=True)


@act
def publish_module(stage: Stage, viewer: Viewer, *, module: str) -> None:
    """Publish what somebody else wrote."""
    services.module_publish(viewer=viewer, module=stage.kept[module])


@act
def read_alone(
    stage: Stage,  # noqa: ARG001
    viewer: Viewer,
    *,
    slug: str,
    sections: int,
    setting: str = "",
) -> None:
    """Read the first sections of a module."""
    module = next(one for one in learning.modules() if one.slug == slug)
    services.enrolment_begin(viewer=viewer, module=module, setting=setting)
    for section in module.sections_in(setting)[:sections]:
        services.enrolment_read(viewer=viewer, module=module, section=section.id)
