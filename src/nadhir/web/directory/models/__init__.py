"""Places, actors, and the people of dialogue networks."""

from nadhir.web.directory.models.actors import Actor, ActorName, NameKey, Tenure
from nadhir.web.directory.models.authority import Duplicate, Merge
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
from nadhir.web.directory.models.partners import (
    AddressView,
    Asset,
    Consent,
    Consented,
    Expert,
    Field,
    Partner,
    consent_in_force,
)
from nadhir.web.directory.models.places import Place

__all__ = [
    "SAFETY",
    "Actor",
    "ActorName",
    "AddressView",
    "Asset",
    "Consent",
    "Consented",
    "ContactView",
    "Duplicate",
    "Expert",
    "Faith",
    "Field",
    "Member",
    "MemberTrait",
    "Merge",
    "NameKey",
    "Partner",
    "Place",
    "Profile",
    "Role",
    "Tenure",
    "Topic",
    "consent_holds",
    "consent_in_force",
]
