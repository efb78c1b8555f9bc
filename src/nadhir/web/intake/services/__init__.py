"""What can be done in intake: taking files in, and what a person does with an item."""

from nadhir.web.intake.services.batches import (
    NewSource,
    Taken,
    batch_confirm,
    batch_propose,
    batch_receive,
    batch_release,
    batch_requeue,
    batch_run,
    records_take,
    source_record,
)
from nadhir.web.intake.services.erasing import item_erase
from nadhir.web.intake.services.incidents import incident_record
from nadhir.web.intake.services.items import (
    item_assign,
    item_dismiss,
    item_mark_attached,
    item_rate,
    item_reopen,
)
from nadhir.web.intake.services.judgements import Correction, finding_judge
from nadhir.web.intake.services.renewing import Renewal, items_renew
from nadhir.web.intake.services.telling import public_report_answer, public_report_take, public_report_wipe
from nadhir.web.intake.storable import clean
from nadhir.web.intake.taking import name_kept

__all__ = [
    "Correction",
    "NewSource",
    "Renewal",
    "Taken",
    "batch_confirm",
    "batch_propose",
    "batch_receive",
    "batch_release",
    "batch_requeue",
    "batch_run",
    "clean",
    "finding_judge",
    "incident_record",
    "item_assign",
    "item_dismiss",
    "item_erase",
    "item_mark_attached",
    "item_rate",
    "item_reopen",
    "items_renew",
    "name_kept",
    "public_report_answer",
    "public_report_take",
    "public_report_wipe",
    "records_take",
    "source_record",
]
