"""Writing what institutions agreed, founded, planned and learnt; each side in its module."""

from nadhir.web.cooperation.services.adherence import adherence_record, adherence_strike
from nadhir.web.cooperation.services.agenda import (
    agenda_item_change,
    agenda_item_move,
    agenda_item_record,
    agenda_item_undertake,
    agenda_item_withdraw,
)
from nadhir.web.cooperation.services.bodies import (
    body_change,
    body_record,
    dated_fields,
    founding_step_change,
    founding_step_move,
    founding_step_record,
    founding_step_undertake,
)
from nadhir.web.cooperation.services.instruments import (
    dates_of,
    instrument_change,
    instrument_convene,
    instrument_end,
    instrument_record,
    instrument_renew,
    instrument_sign,
)
from nadhir.web.cooperation.services.maturity import (
    maturity_begin,
    maturity_close,
    maturity_read,
)
from nadhir.web.cooperation.services.meeting_texts import (
    ENACTED,
    meeting_text_adopt,
    meeting_text_enact,
    meeting_text_table,
    meeting_text_withdraw,
)
from nadhir.web.cooperation.services.meetings import (
    attendance_record,
    meeting_change,
    meeting_close,
    meeting_communicate,
    meeting_issue,
    meeting_record,
    meeting_reopen,
)
from nadhir.web.cooperation.services.obligations import obligation_change, obligation_make
from nadhir.web.cooperation.services.texts import text_add

__all__ = [
    "ENACTED",
    "adherence_record",
    "adherence_strike",
    "agenda_item_change",
    "agenda_item_move",
    "agenda_item_record",
    "agenda_item_undertake",
    "agenda_item_withdraw",
    "attendance_record",
    "body_change",
    "body_record",
    "dated_fields",
    "dates_of",
    "founding_step_change",
    "founding_step_move",
    "founding_step_record",
    "founding_step_undertake",
    "instrument_change",
    "instrument_convene",
    "instrument_end",
    "instrument_record",
    "instrument_renew",
    "instrument_sign",
    "maturity_begin",
    "maturity_close",
    "maturity_read",
    "meeting_change",
    "meeting_close",
    "meeting_communicate",
    "meeting_issue",
    "meeting_record",
    "meeting_reopen",
    "meeting_text_adopt",
    "meeting_text_enact",
    "meeting_text_table",
    "meeting_text_withdraw",
    "obligation_change",
    "obligation_make",
    "text_add",
]
