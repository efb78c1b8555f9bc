"""Markers, and how far each label and role reaches: see the package."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from tests.web.conftest import World

MARKER = re.compile(rb"zq\d{3,5}x")
# A word that every report and title holds, so that a search finds them all.
COMMON = "harvest"

DESK = frozenset({"analyst", "second_analyst", "reviewer"})
PARTNERS = frozenset({"partner_analyst", "coordinator"})
OFFICER = frozenset({"officer"})
DECIDER = frozenset({"decision_maker"})
EVERYBODY = DESK | PARTNERS | OFFICER | DECIDER | {"reporter", "administrator", "outsider"}
# Analysts and reviewers work on reports; coordinators besides on situations; officers on what follows.
ON_REPORTS = DESK | {"partner_analyst", "outsider"}
ON_SITUATIONS = ON_REPORTS | {"coordinator"}
ON_RESPONSE = ON_SITUATIONS | OFFICER
OF_DESK = EVERYBODY - PARTNERS - {"outsider"}
OF_NETWORK = PARTNERS

# How far a record of the desk travels by its label alone. RED: whoever made it, and the one person named.
REACH: dict[str, frozenset[str]] = {
    "clear": EVERYBODY,
    "green": OF_DESK | OF_NETWORK,
    "shared": OF_DESK | OF_NETWORK,  # TLP:AMBER, opened to the sharing group
    "amber": OF_DESK,
    "strict": OF_DESK,  # TLP:AMBER+STRICT, opened to the sharing group all the same: in vain
    "red": frozenset({"analyst", "reviewer"}),
    "red_own": frozenset({"second_analyst"}),
    "network": OF_NETWORK,  # TLP:AMBER of the other organisation
}
LABELS: dict[str, str] = {
    "clear": Tlp.CLEAR,
    "green": Tlp.GREEN,
    "shared": Tlp.AMBER,
    "amber": Tlp.AMBER,
    "strict": Tlp.AMBER_STRICT,
    "red": Tlp.RED,
    "red_own": Tlp.RED,
    "network": Tlp.AMBER,
}
MAKER = {"network": "partner_analyst", "red_own": "second_analyst"}


@dataclass
class Marks:
    """Hands out markers and remembers who may read them, and what each stands for.

    `before` and `after` stand around each marker, but where it has to be `plain`: in an address or a name of
    a file.
    """

    before: str = ""
    after: str = ""
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    what: dict[str, str] = field(default_factory=dict)
    # Markers that every reader must meet somewhere, not only some of them.
    leading: set[str] = field(default_factory=set)

    def __call__(
        self, what: str, readers: Iterable[str], *, leading: bool = False, plain: bool = False
    ) -> str:
        marker = f"zq{len(self.readers):03d}x"
        self.readers[marker] = frozenset(readers)
        self.what[marker] = what
        if leading:
            self.leading.add(marker)
        return marker if plain else f"{self.before}{marker}{self.after}"

    def marker(self, what: str) -> str:
        """The marker that stands for this."""
        return next(marker for marker, known in self.what.items() if known == what)

    def forbidden(self, persona: str, content: bytes) -> list[str]:
        """What of the content the persona may not read, in words."""
        found = {marker.decode() for marker in MARKER.findall(content)}
        return sorted(
            self.what.get(marker, f"unknown marker {marker}")
            for marker in found
            if persona not in self.readers.get(marker, ())
        )


@dataclass
class Marked:
    """The world, its markers, and the identifiers of its records by kind."""

    world: World
    marks: Marks
    ids: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, Any] = field(default_factory=dict)
    within: dict[UUID, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    positions: dict[str, frozenset[str]] = field(default_factory=dict)


def viewer_for(there: Marked, name: str) -> Viewer:
    return there.world.viewer(MAKER.get(name, "analyst"))


def names(marker: str) -> dict[str, str]:
    """The same name in three languages."""
    return dict.fromkeys(("ar", "en", "fr"), f"{COMMON} {marker}")
