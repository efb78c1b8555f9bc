"""A world in which every word that somebody may want to keep is a marker, and who may read it.

Each field of each record holds a word that occurs nowhere else (`zq017x`). A page, file, answer or mail that
contains the word shows the field. Who may read which is written down here in plain tables, from the prose of
the handling labels and roles, without asking the policy: the tests compare the two.
"""

from __future__ import annotations

from tests.web.conftest import make_world
from tests.web.marked.agreements import add_agreements
from tests.web.marked.alerts import add_alerts
from tests.web.marked.apart import add_apart
from tests.web.marked.assistance import add_assistance
from tests.web.marked.authority import add_authority
from tests.web.marked.bodies import add_bodies
from tests.web.marked.calendar import add_calendar
from tests.web.marked.cohorts import add_cohorts
from tests.web.marked.convened import add_convened
from tests.web.marked.dialogue import add_dialogue
from tests.web.marked.directory import add_directory
from tests.web.marked.expressions import add_expressions
from tests.web.marked.hidden import add_hidden
from tests.web.marked.marks import COMMON, LABELS, MARKER, OF_DESK, OF_NETWORK, Marked, Marks
from tests.web.marked.modules import add_modules
from tests.web.marked.periodic import add_periodic
from tests.web.marked.plans import add_plans
from tests.web.marked.processes import add_processes
from tests.web.marked.reports import add_batch, add_item, add_judgements, add_people, add_protected_item
from tests.web.marked.response import WARNINGS, add_library_uses, add_undertakings, add_warnings
from tests.web.marked.sending import add_sending
from tests.web.marked.situations import (
    add_assessments,
    add_evidence,
    add_register,
    add_releases,
    add_situation,
    add_words,
)
from tests.web.marked.told import add_told

__all__ = ["COMMON", "MARKER", "WARNINGS", "Marked", "add_hidden", "build"]


def build(before: str = "", after: str = "") -> Marked:
    """Make the world, with something before and after each marker where tests ask for it."""
    there = Marked(make_world(), Marks(before, after))
    group = there.marks("name of the sharing group", OF_DESK | OF_NETWORK)
    there.world.group.names = {"en": group}
    there.world.group.save()
    add_people(there)
    for name in LABELS:
        add_item(there, name)
    add_protected_item(there)
    add_batch(there)
    for name in LABELS:
        add_situation(there, name)
    add_judgements(there)
    add_words(there)
    add_calendar(there)
    add_register(there)
    add_evidence(there)
    add_assessments(there)
    add_releases(there)
    add_warnings(there)
    add_sending(there)
    add_undertakings(there)
    add_library_uses(there)
    add_directory(there)
    add_authority(there)
    add_agreements(there)
    add_assistance(there)
    add_processes(there)
    add_dialogue(there)
    add_convened(there)
    add_plans(there)
    add_bodies(there)
    add_cohorts(there)
    add_modules(there)
    add_expressions(there)
    add_apart(there)
    add_alerts(there)
    add_told(there)
    add_periodic(there)
    return there
