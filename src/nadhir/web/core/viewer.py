"""Who is looking, or acting: everything the policy needs to know of a person, and nothing more."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Literal

from nadhir.errors import NotAllowed

Role = Literal[
    "administrator",
    "analyst",
    "coordinator",
    "decision_maker",
    "officer",
    "reporter",
    "reviewer",
]


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, a holder of a signed link, or the installation itself.

    Attributes:
        user_id: the person; None for the installation and for a link.
        organisation_id: whose desk the person sits at.
        roles: what the person may do there.
        groups: sharing groups that the organisation belongs to.
        partner: whether the organisation belongs to the community that TLP:GREEN addresses.
        recipient_id: set for the holder of a signed link to one warning.
        system: the installation: the worker, or a person at its command line.
    """

    user_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    roles: frozenset[Role] = frozenset()
    groups: frozenset[uuid.UUID] = frozenset()
    partner: bool = False
    name: str = ""
    language: str = "en"
    recipient_id: uuid.UUID | None = None
    system: bool = False

    @property
    def known(self) -> bool:
        """Whether this is a signed-in person or the installation."""
        return self.system or self.user_id is not None

    @property
    def desk(self) -> uuid.UUID:
        """The organisation for which the viewer makes records.

        Raises:
            NotAllowed: there is none, as for the holder of a link.
        """
        if self.organisation_id is None:
            raise NotAllowed("not_allowed.act", act="desk")
        return self.organisation_id

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


NOBODY = Viewer()


def installation(organisation_id: uuid.UUID | None = None) -> Viewer:
    """The installation acting by itself, for the desk of `organisation_id` where it makes records."""
    return Viewer(organisation_id=organisation_id, system=True, name="nadhir")
