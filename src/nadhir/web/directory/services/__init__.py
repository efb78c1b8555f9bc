"""Writing places, actors, and the people of dialogue networks; each side in its own module."""

from nadhir.web.directory.services.actors import (
    actor_change,
    actor_name_add,
    actor_name_change,
    actor_name_remove,
    actor_record,
    actors_take,
)
from nadhir.web.directory.services.assets import (
    asset_address_read,
    asset_change,
    asset_check,
    asset_consent,
    asset_record,
    asset_withdraw,
    assets_forget,
)
from nadhir.web.directory.services.consented import Shown
from nadhir.web.directory.services.experts import (
    expert_change,
    expert_consent,
    expert_contact_read,
    expert_record,
    expert_withdraw,
    experts_forget,
)
from nadhir.web.directory.services.finding import actors_index
from nadhir.web.directory.services.lapsing import experts_remind
from nadhir.web.directory.services.likeness import duplicates_propose, known_alike
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
from nadhir.web.directory.services.merging import actor_merge, duplicate_ask, duplicate_keep_apart
from nadhir.web.directory.services.partners import (
    partner_change,
    partner_consent,
    partner_contact_read,
    partner_record,
    partner_withdraw,
    partners_forget,
    partners_take,
)
from nadhir.web.directory.services.places import place_invent, place_sync
from nadhir.web.directory.services.references import actor_references, follow
from nadhir.web.directory.services.tenures import holder as tenure_holder
from nadhir.web.directory.services.tenures import (
    tenure_change,
    tenure_end,
    tenure_record,
    tenure_remove,
)
from nadhir.web.directory.services.unmerging import Undone, merge_undo

__all__ = [
    "Agreed",
    "Opened",
    "Shown",
    "Undone",
    "actor_change",
    "actor_merge",
    "actor_name_add",
    "actor_name_change",
    "actor_name_remove",
    "actor_record",
    "actor_references",
    "actors_index",
    "actors_take",
    "asset_address_read",
    "asset_change",
    "asset_check",
    "asset_consent",
    "asset_record",
    "asset_withdraw",
    "assets_forget",
    "duplicate_ask",
    "duplicate_keep_apart",
    "duplicates_propose",
    "expert_change",
    "expert_consent",
    "expert_contact_read",
    "expert_record",
    "expert_withdraw",
    "experts_forget",
    "experts_remind",
    "follow",
    "known_alike",
    "member_change",
    "member_consent",
    "member_contact_read",
    "member_record",
    "member_rename",
    "member_withdraw",
    "members_mark_asked",
    "merge_undo",
    "partner_change",
    "partner_consent",
    "partner_contact_read",
    "partner_record",
    "partner_withdraw",
    "partners_forget",
    "partners_take",
    "place_invent",
    "place_sync",
    "tenure_change",
    "tenure_end",
    "tenure_holder",
    "tenure_record",
    "tenure_remove",
]
