"""Writing places, actors, and the people of dialogue networks; each side in its own module."""

from nadhir.web.directory.services.actors import (
    actor_change,
    actor_record,
    name_add,
    name_change,
    name_remove,
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
from nadhir.web.directory.services.places import place_invent, place_sync
from nadhir.web.directory.services.tenures import (
    tenure_change,
    tenure_end,
    tenure_record,
    tenure_remove,
)

__all__ = [
    "Agreed",
    "Opened",
    "actor_change",
    "actor_record",
    "member_change",
    "member_consent",
    "member_contact_read",
    "member_record",
    "member_rename",
    "member_withdraw",
    "members_mark_asked",
    "name_add",
    "name_change",
    "name_remove",
    "place_invent",
    "place_sync",
    "tenure_change",
    "tenure_end",
    "tenure_record",
    "tenure_remove",
]
