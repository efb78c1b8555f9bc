"""Opening situations, attaching reports, coding passages, and the two-person assessment.

Nothing here adds findings up: the Framework is qualitative, and the platform never computes a score of it.
"""

from nadhir.web.situations.models import FRAMEWORK
from nadhir.web.situations.services.assessments import (
    assessment_as_signed,
    assessment_draft,
    assessment_return,
    assessment_sign,
    assessment_submit,
    assessment_write,
    dissent_record,
    fingerprint_of,
)
from nadhir.web.situations.services.evidence import evidence_code, evidence_withdraw, item_attach
from nadhir.web.situations.services.calendars import (
    calendar_file_drop,
    calendar_file_propose,
    calendar_file_take,
)
from nadhir.web.situations.services.erasing import item_erase
from nadhir.web.situations.services.findings import (
    Written,
    assessment_factor_write,
    finding_record,
    plain,
    token_of,
    token_of_finding,
)
from nadhir.web.situations.services.lexicons import (
    term_add,
    term_review,
    term_withdraw,
    word_list_drop,
    word_list_propose,
    word_list_take,
    words_in,
)
from nadhir.web.situations.services.occasions import (
    occasion_cancel,
    occasion_change,
    occasion_record,
)
from nadhir.web.situations.services.rescreening import (
    rescreening_begin,
    rescreening_release,
    rescreening_run,
    rescreenings_open,
)
from nadhir.web.situations.services.situations import (
    situation_change,
    situation_close,
    situation_open,
    situation_reopen,
)

__all__ = [
    "FRAMEWORK",
    "Written",
    "assessment_as_signed",
    "assessment_draft",
    "assessment_factor_write",
    "assessment_return",
    "assessment_sign",
    "assessment_submit",
    "assessment_write",
    "dissent_record",
    "evidence_code",
    "evidence_withdraw",
    "finding_record",
    "fingerprint_of",
    "item_attach",
    "occasion_cancel",
    "occasion_change",
    "occasion_record",
    "plain",
    "rescreening_begin",
    "rescreening_release",
    "rescreening_run",
    "rescreenings_open",
    "situation_change",
    "situation_close",
    "situation_open",
    "situation_reopen",
    "term_add",
    "term_review",
    "term_withdraw",
    "token_of",
    "token_of_finding",
    "word_list_drop",
    "word_list_propose",
    "word_list_take",
    "words_in",
]
    "calendar_file_drop",
    "calendar_file_propose",
    "calendar_file_take",
    "case_change",
    "case_record",
    "cost_note_change",
    "cost_note_record",
