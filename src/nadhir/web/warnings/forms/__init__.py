"""What people type about a warning. Nothing is saved here."""

from nadhir.web.warnings.forms.answering import NO_ACTION, DecisionForm, ReasonForm
from nadhir.web.warnings.forms.clearing import ChainForm, ClearForm, CommentForm
from nadhir.web.warnings.forms.listing import WarningFilter
from nadhir.web.warnings.forms.recipients import GroupForm, LineForm, RecipientForm
from nadhir.web.warnings.forms.writing import LANGUAGES, NewWarningForm, OptionForm, WarningForm, end_of

__all__ = [
    "LANGUAGES",
    "NO_ACTION",
    "ChainForm",
    "ClearForm",
    "CommentForm",
    "DecisionForm",
    "GroupForm",
    "LineForm",
    "NewWarningForm",
    "OptionForm",
    "ReasonForm",
    "RecipientForm",
    "WarningFilter",
    "WarningForm",
    "end_of",
]
