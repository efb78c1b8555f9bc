"""What can be done with expressions: record them, code them alone, make one of two codings."""

from nadhir.web.expressions.services.expressions import (
    Told,
    expression_change,
    expression_record,
    expressions_erase,
    group_key,
)
from nadhir.web.expressions.services.reconciling import reconciliation_record
from nadhir.web.expressions.services.worksheets import (
    EXPOSED,
    worksheet_begin,
    worksheet_conclude,
    worksheet_release,
    worksheet_renew,
    worksheet_submit,
    worksheet_write,
)

__all__ = [
    "EXPOSED",
    "Told",
    "expression_change",
    "expression_record",
    "expressions_erase",
    "group_key",
    "reconciliation_record",
    "worksheet_begin",
    "worksheet_conclude",
    "worksheet_release",
    "worksheet_renew",
    "worksheet_submit",
    "worksheet_write",
]
