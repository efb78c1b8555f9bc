"""Opening situations, attaching reports, coding passages, and the two-person assessment.

Nothing here adds findings up: the Framework is qualitative, and the platform never computes a score of it.
"""

from nadhir.web.situations.frozen import fingerprint_of
from nadhir.web.situations.models import FRAMEWORK
from nadhir.web.situations.services.anchors import anchor_judge, anchors_find
from nadhir.web.situations.services.assessments import (
    assessment_as_signed,
    assessment_draft,
    assessment_return,
    assessment_sign,
    assessment_submit,
    assessment_write,
    dissent_record,
)
from nadhir.web.situations.services.calendars import (
    calendar_file_drop,
    calendar_file_propose,
    calendar_file_take,
)
from nadhir.web.situations.services.citing import assessment_claim_cite, assessment_claim_wave
from nadhir.web.situations.services.evidence import evidence_code, evidence_withdraw, item_attach
from nadhir.web.situations.services.findings import (
    Written,
    assessment_factor_write,
    finding_record,
    plain,
    token_of,
    token_of_finding,
)
from nadhir.web.situations.services.joint import (
    Agreed,
    Team,
    joint_assessment_begin,
    joint_assessment_convene,
    joint_assessment_draft,
    joint_assessment_end,
    joint_assessment_settle,
    joint_assessment_sign,
)
from nadhir.web.situations.services.keeping import seen_of
from nadhir.web.situations.services.law import (
    INSTRUMENTS,
    case_change,
    case_record,
    cost_note_change,
    cost_note_record,
    legal_position_record,
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
from nadhir.web.situations.services.parties import (
    neighbour_change,
    neighbour_record,
    neighbour_remove,
    party_change,
    party_record,
)
from nadhir.web.situations.services.parts import (
    PARTS,
    GapRow,
    GroupRow,
    ScenarioRow,
    TriggerRow,
    assessment_part_write,
    part_token,
)
from nadhir.web.situations.services.redactions import redaction_lift, redaction_record, situation_redact
from nadhir.web.situations.services.releases import release_make
from nadhir.web.situations.services.rescreening import (
    rescreening_begin,
    rescreening_release,
    rescreening_run,
    rescreenings_open,
)
from nadhir.web.situations.services.reviews import review_due_on, review_remind, reviews_recover
from nadhir.web.situations.services.schemes import scheme_bring, scheme_map, scheme_retire
from nadhir.web.situations.services.situations import (
    situation_change,
    situation_close,
    situation_open,
    situation_reopen,
)
from nadhir.web.situations.services.statements import mark_of
from nadhir.web.situations.services.tensions import (
    resilience_change,
    resilience_read,
    resilience_record,
    tension_change,
    tension_read,
    tension_record,
)
from nadhir.web.situations.services.wiping import evidence_wipe

__all__ = [
    "FRAMEWORK",
    "INSTRUMENTS",
    "PARTS",
    "Agreed",
    "GapRow",
    "GroupRow",
    "ScenarioRow",
    "Team",
    "TriggerRow",
    "Written",
    "anchor_judge",
    "anchors_find",
    "assessment_as_signed",
    "assessment_claim_cite",
    "assessment_claim_wave",
    "assessment_draft",
    "assessment_factor_write",
    "assessment_part_write",
    "assessment_return",
    "assessment_sign",
    "assessment_submit",
    "assessment_write",
    "calendar_file_drop",
    "calendar_file_propose",
    "calendar_file_take",
    "case_change",
    "case_record",
    "cost_note_change",
    "cost_note_record",
    "dissent_record",
    "evidence_code",
    "evidence_wipe",
    "evidence_withdraw",
    "finding_record",
    "fingerprint_of",
    "item_attach",
    "joint_assessment_begin",
    "joint_assessment_convene",
    "joint_assessment_draft",
    "joint_assessment_end",
    "joint_assessment_settle",
    "joint_assessment_sign",
    "legal_position_record",
    "mark_of",
    "neighbour_change",
    "neighbour_record",
    "neighbour_remove",
    "occasion_cancel",
    "occasion_change",
    "occasion_record",
    "part_token",
    "party_change",
    "party_record",
    "plain",
    "redaction_lift",
    "redaction_record",
    "release_make",
    "rescreening_begin",
    "rescreening_release",
    "rescreening_run",
    "rescreenings_open",
    "resilience_change",
    "resilience_read",
    "resilience_record",
    "review_due_on",
    "review_remind",
    "reviews_recover",
    "scheme_bring",
    "scheme_map",
    "scheme_retire",
    "seen_of",
    "situation_change",
    "situation_close",
    "situation_open",
    "situation_redact",
    "situation_reopen",
    "tension_change",
    "tension_read",
    "tension_record",
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
