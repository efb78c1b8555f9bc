"""Writing places, actors, and the people of dialogue networks; each side in its own module."""

from nadhir.web.directory.services.actors import (
    actor_record,
    place_invent,
    place_sync,
    tenure_record,
)
from nadhir.web.directory.services.members import (
    Agreed,
    Opened,
    member_change,
    member_consent,
    member_contact_read,
    member_record,
    member_rename,
    member_withdraw,
    members_mark_asked,
)

__all__ = [
    "Agreed",
    "Opened",
    "actor_record",
    "member_change",
    "member_consent",
    "member_contact_read",
    "member_record",
    "member_rename",
    "member_withdraw",
    "members_mark_asked",
    "place_invent",
    "place_sync",
    "tenure_record",
]
