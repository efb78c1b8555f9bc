"""What the acts of the story have in common: who is there, what was made, and where to find it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.people import Cast
from nadhir.web.directory.models import Actor, Place
from nadhir.web.directory.services import place_invent
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item, Source
from nadhir.web.intake.services import source_record


@dataclass
class Stage:
    """Where the story is played.

    Attributes:
        today: the day from which days are counted.
        folder: a temporary folder for the files that are taken in.
        kept: what steps made, under the names that they gave it.
    """

    today: date
    cast: Cast
    folder: Path
    kept: dict[str, Any] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def set_scene(self) -> None:
        """Invent the places, and record where reports will come from."""
        for told in texts.load("story/places.yaml"):
            fields = {**told, "parent": self.places[told["parent"]] if "parent" in told else None}
            self.places[told["code"]] = place_invent(**fields)
        for slug, told in texts.load("story/sources.yaml").items():
            self.sources[slug] = source_record(viewer=self.viewer("field"), slug=slug, fictional=True, **told)

    def viewer(self, persona: str) -> Viewer:
        """A persona, to the policy."""
        if persona not in self.viewers:
            self.viewers[persona] = viewer_of(self.person(persona))
        return self.viewers[persona]

    def person(self, persona: str) -> User:
        return self.cast.users[persona]

    @property
    def system(self) -> Viewer:
        return installation(self.cast.desk.pk)

    @property
    def groups(self) -> list[uuid.UUID]:
        """The sharing groups that the desk opens its work to."""
        return [self.cast.group.pk]

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def item(self, report: str) -> Item:
        """A report by its number at its source, or by the name of its file (`file:…`); its newest version."""
        found = intake.items(self.system).filter(fictional=True)
        if report.startswith("file:"):
            return found.get(batch__file_name=report.removeprefix("file:"))
        return found.filter(external_id=report).latest("pk")
