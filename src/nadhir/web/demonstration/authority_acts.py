"""The acts of the story in which the directory is kept: names, terms, records made one and taken apart."""

from __future__ import annotations

from typing import Any

from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.directory import selectors, services
from nadhir.web.directory.models import Merge


@act
def keep_directory(stage: Stage, viewer: Viewer) -> None:
    """Record people and bodies under the names that were found of them; some stand there twice."""
    told = texts.load("story/authority.yaml")
    for one in told["actors"]:
        stage.actors[one["slug"]] = services.actor_record(
            viewer=viewer,
            kind=one["kind"],
            names=one["names"],
            slug=one["slug"],
            spellings=one.get("spellings", ()),
            note=one.get("note", {}),
            began=one.get("began", ""),
            place=stage.places[one["place"]],
            fictional=True,
        )
    for name in told["names"]:
        actor = selectors.actor(viewer, stage.actors[name.pop("actor")].pk)
        services.actor_name_add(viewer=viewer, actor=actor, **name)
    for term in told["terms"]:
        actor, body = stage.actors[term.pop("actor")], stage.actors[term.pop("body")]
        services.tenure_record(viewer=viewer, actor=actor, body=body, **term)
    for end in told["ended"]:
        actor = selectors.actor(viewer, stage.actors[end["actor"]].pk)
        after = stage.actors[end["succeeded_by"]]
        services.actor_change(viewer=viewer, actor=actor, ended=end["ended"], succeeded_by=after)


@act
def make_one(stage: Stage, viewer: Viewer, *, kept: str, gone: str, note: str, **names: Any) -> Merge:
    """Make one record of two."""
    both = [selectors.actor(viewer, stage.actors[slug].pk) for slug in (kept, gone)]
    return services.actor_merge(
        viewer=viewer, kept=both[0], gone=both[1], note=note, names=names.get("names")
    )


@act
def take_apart(stage: Stage, viewer: Viewer, *, merge: str, note: str) -> None:
    """Make two of one again."""
    services.merge_undo(viewer=viewer, merge=stage.kept[merge], note=note)
