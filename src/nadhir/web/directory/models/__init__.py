"""Places, actors, and the people of dialogue networks."""

from nadhir.web.directory.models.actors import Actor, ActorName, Tenure
from nadhir.web.directory.models.dialogue import (
    SAFETY,
    ContactView,
    Faith,
    Member,
    MemberTrait,
    Profile,
    Role,
    Topic,
    consent_holds,
)
from nadhir.web.directory.models.places import Place

__all__ = [
    "SAFETY",
    "Actor",
    "ActorName",
    "ContactView",
    "Faith",
    "Member",
    "MemberTrait",
    "Place",
    "Profile",
    "Role",
    "Tenure",
    "Topic",
    "consent_holds",
]
