"""What waits on a person's desk, by role: to sign, to sort, to answer, to do, to review.

Each task leads to the page where it is done. Counts of the same tasks stand in the navigation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.web.accounts.selectors import names_of
from nadhir.web.cooperation import selectors as cooperation
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import day, days_between, in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Batch, Item
from nadhir.web.portal.watching import Covering
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Assessment
from nadhir.web.situations.selectors import Ahead
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning

# An undertaking appears on the desk two weeks before it is due.
SOON = timedelta(days=14)
# A violent report that nobody has looked at for this long is late; so is a warning without an answer.
LATE = timedelta(hours=4)
SILENT = timedelta(days=1)
ENDING = timedelta(hours=48)  # before a warning runs out, the desk decides what is to follow
# More than this of one kind is a list of its own, and the desk only leads there.
EACH = 4


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, in words, as the component `rows` shows it.

    Attributes:
        tone: "warn" late, "accent" asks for a decision, "" otherwise.
        sooner: orders the desk; the lowest first.
    """

    title: str
    url: str
    note: str = ""
    pill: str = ""
    tone: str = ""
    sooner: int = 5


def desk(viewer: Viewer, watched: Sequence[Covering], now: datetime) -> list[Task]:
    """What waits for `viewer`, the most pressing first."""
    tasks = [
        *_reports(viewer, now),
        *_warnings(viewer, now),
        *_proposals(viewer),
        *_assessments(viewer, now),
        *_undertakings(viewer, now),
        *_reviews(viewer, watched, now),
        *_occasions(viewer, now),
        *_agreements(viewer),
    ]
    return sorted(tasks, key=lambda task: task.sooner)


def named(name: object) -> str:
    """A name inside a sentence, kept from turning it round."""
    return f"\u2068{name}\u2069"


def _reports(viewer: Viewer, now: datetime) -> Iterable[Task]:
    if not policy.may(viewer, "item.triage"):
        return
    waiting = intake.items(viewer).filter(status__in=intake.OPEN, leads_cluster=True).order_by()
    violent = Q(priority=Item.Priority.VIOLENCE)
    mine = Q(assignee_id=viewer.user_id)
    found = waiting.aggregate(
        violent=Count("pk", filter=violent),
        oldest=Min("received_at", filter=violent),
        mine=Count("pk", filter=mine),
    )
    if found["violent"]:
        late = now - found["oldest"] > LATE
        yield Task(
            ngettext("%(n)s violent report not sorted", "%(n)s violent reports not sorted", found["violent"])
            % {"n": number(found["violent"])},
            f"{reverse('inbox')}?priority={int(Item.Priority.VIOLENCE)}",
            _("The oldest came %(ago)s ago") % {"ago": days_between(now, found["oldest"])},
            _("late") if late else _("new"),
            "warn" if late else "",
            sooner=1,
        )
    if found["mine"]:
        title = ngettext("%(n)s report given to you", "%(n)s reports given to you", found["mine"])
        yield Task(title % {"n": number(found["mine"])}, f"{reverse('inbox')}?mine=on", sooner=6)


def _warnings(viewer: Viewer, now: datetime) -> Iterable[Task]:
    for kind, warning in waiting_warnings(viewer, now):
        words = {"number": named(warning.number)}
        since = warning.issued_at or warning.created_at
        task = {
            "acknowledge": (_("Acknowledge warning %(number)s"), _("unanswered"), "warn", 0),
            "decide": (_("Decide on warning %(number)s"), _("decision?"), "accent", 1),
            "approve": (_("Approve warning %(number)s"), _("to approve"), "accent", 1),
            "issue": (_("Issue warning %(number)s"), _("approved"), "accent", 1),
            "ends": (_("Warning %(number)s soon runs out"), days_between(warning.valid_until, now), "", 3),
            "silent": (_("Nobody has answered warning %(number)s"), days_between(now, since), "warn", 2),
        }[kind]
        title, pill, tone, sooner = task
        yield Task(
            title % words, reverse("warning", args=[warning.pk]), warning.title, pill, tone, sooner=sooner
        )


def _proposals(viewer: Viewer) -> Iterable[Task]:
    """Thresholds that were crossed and that nobody has looked at."""
    if not policy.may(viewer, "proposal.judge"):
        return
    if waiting := warnings.open_proposals(viewer).count():
        title = ngettext("%(n)s crossed threshold to look at", "%(n)s crossed thresholds to look at", waiting)
        yield Task(title % {"n": number(waiting)}, reverse("proposals"), "", _("warn?"), "accent", sooner=2)


def waiting_warnings(viewer: Viewer, now: datetime) -> list[tuple[str, Warning]]:
    """Warnings that wait for the viewer, and what for: `acknowledge`, `decide`, `approve` (it is their
    turn to clear it), `issue`, `silent` where the desk should ask again, or `ends` where it soon runs out."""
    live = Q(status__in=[Warning.Status.SUBMITTED, Warning.Status.APPROVED]) | Q(
        status=Warning.Status.ISSUED, valid_until__gt=now
    )
    found: list[Any] = list(warnings.with_answers(warnings.warnings(viewer).filter(live))[:200])
    own = warnings.own_lines(viewer, found)
    turns = warnings.turns(viewer, found)
    tasks = []
    for warning in found:
        at_desk = warnings.at_desk(viewer, warning)
        line = own.get(warning.pk)
        if warning.status == Warning.Status.SUBMITTED:
            if turns.get(warning.pk):
                tasks.append(("approve", warning))
        elif warning.status == Warning.Status.APPROVED:
            if at_desk and policy.may(viewer, "warning.issue"):
                tasks.append(("issue", warning))
        elif line is not None and line.acknowledged_at is None:
            tasks.append(("acknowledge", warning))
        elif line is not None and not warning.decided and policy.may(viewer, "warning.decide"):
            tasks.append(("decide", warning))
        elif at_desk and not warning.acknowledged and now - warning.issued_at > SILENT:
            tasks.append(("silent", warning))
        elif at_desk and warning.valid_until - now < ENDING and policy.may(viewer, "warning.draft"):
            tasks.append(("ends", warning))
    return tasks


def _assessments(viewer: Viewer, now: datetime) -> Iterable[Task]:
    found, more = waiting_assessments(viewer)
    if more:
        title = ngettext("%(n)s more assessment waits", "%(n)s more assessments wait", more)
        url = f"{reverse('situations')}?waiting=on"
        note = _("The situations in which an assessment is being made")
        yield Task(title % {"n": number(more)}, url, note, sooner=3)
    for assessment in found:
        name = named(in_words(assessment.situation.names))
        url = reverse("assessment", args=[assessment.pk])
        if assessment.status == Assessment.Status.REVIEW:
            waits = days_between(now, assessment.submitted_at)
            note = _("Version %(number)s, waiting for a second person") % {
                "number": number(assessment.number)
            }
            yield Task(_("Review and sign: %(name)s") % {"name": name}, url, note, waits, "accent", sooner=2)
        else:
            title = _("Sent back to you: %(name)s") % {"name": name}
            yield Task(title, url, assessment.returned_because[:120], _("to revise"), "accent", sooner=3)


def waiting_assessments(viewer: Viewer) -> tuple[list[Assessment], int]:
    """Drafts that the viewer may sign, being another than their author, and own ones that were sent back: the
    first of them, and how many more there are.

    The view of one team of a joint assessment waits for the other teams, not for a signature; a joint one
    waits for those organisations that take part and have not signed yet.
    """
    making = situations.in_the_making(viewer)
    asked = Q(pk__in=[])
    if policy.may(viewer, "assessment.review"):
        mine = Q(joint=None) | Q(joint__organisations=viewer.organisation_id)
        signed = policy.visible(
            Assessment.objects.filter(signatures__organisation=viewer.organisation_id), viewer
        )
        sign = Q(status=Assessment.Status.REVIEW, team=None) & mine & ~Q(created_by_id=viewer.user_id)
        asked |= sign & ~Q(pk__in=signed.values("pk"))
    if policy.may(viewer, "assessment.draft"):
        own = Q(status=Assessment.Status.DRAFT, created_by_id=viewer.user_id)
        asked |= own & ~Q(returned_because="")
    waiting = making.filter(asked).distinct()
    first = list(waiting[:EACH])
    return first, waiting.count() - EACH if len(first) == EACH else 0


def due_undertakings(viewer: Viewer, now: datetime) -> Any:
    """Undertakings that are due within two weeks or overdue: those of the viewer, and for the roles that
    follow them up all that they may see."""
    soon = response.undertakings(viewer).filter(ended_at=None, due_on__lte=(now + SOON).date())
    if viewer.has("analyst", "coordinator", "officer"):
        return soon.order_by("due_on", "pk")
    return soon.filter(person_id=viewer.user_id).order_by("due_on", "pk")


def _undertakings(viewer: Viewer, now: datetime) -> Iterable[Task]:
    due: list[Undertaking] = response.as_read(viewer, due_undertakings(viewer, now)[:EACH])
    for one in due:
        if one.due_on is None:
            continue
        days = (one.due_on - now.date()).days
        if days < 0:
            pill = ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": number(-days)}
        elif days == 0:
            pill = _("due today")
        else:
            pill = ngettext("in %(n)s day", "in %(n)s days", days) % {"n": number(days)}
        note = _("%(who)s · by %(day)s") % {"who": named(one.who), "day": day(one.due_on)}
        url = reverse("undertaking", args=[one.pk])
        yield Task(one.title, url, note, pill, "warn" if days < 0 else "", sooner=3 if days < 0 else 5)


def _reviews(viewer: Viewer, watched: Sequence[Covering], now: datetime) -> Iterable[Task]:
    if not policy.may(viewer, "assessment.draft"):
        return
    # One's own come first, so that they are never among those that the desk leaves out.
    due = sorted(due_reviews(watched, now), key=lambda one: one.situation.responsible_id != viewer.user_id)[
        :EACH
    ]
    names = names_of(one.situation.responsible_id for one in due)
    for one in due:
        days = one.overdue(now.date())
        title = _("Review %(name)s") % {"name": named(in_words(one.situation.names))}
        if one.assessment is None:
            note = _("Under watch since %(day)s, not assessed yet") % {"day": day(one.looked_at)}
        else:
            note = _("Last assessed on %(day)s") % {"day": day(one.looked_at)}
        pill = ngettext("%(n)s day late", "%(n)s days late", days) % {"n": number(days)}
        url = reverse("situation", args=[one.situation.pk])
        mine = one.situation.responsible_id == viewer.user_id
        if mine:
            note = _("%(note)s. You are responsible.") % {"note": note}
        elif one.situation.responsible_id:
            who = named(names.get(one.situation.responsible_id, ""))
            note = _("%(note)s. Responsible: %(who)s") % {"note": note, "who": who}
        tone = "warn" if days > 30 or (mine and days) else ""
        yield Task(title, url, note, pill if days else _("due today"), tone, sooner=3 if mine else 4)


def _occasions(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """Dates whose lead time has begun: those of the viewer's desk, and of the places that it watches."""
    for time in occasions_to_prepare(viewer, now)[:EACH]:
        name = named(in_words(time.occasion.names))
        title = _("Prepare for %(name)s") % {"name": name}
        note = f"{time.occasion.get_kind_display()} · {day(time.on)}"
        if time.under_way:
            pill, tone = _("now"), "warn"
        else:
            pill = ngettext("in %(n)s day", "in %(n)s days", time.days) % {"n": number(time.days)}
            tone = "accent" if time.days <= SOON.days else ""
        url = reverse("occasion", args=[time.occasion.pk])
        yield Task(title, url, note, pill, tone, sooner=4 if time.days <= SOON.days else 6)


def occasions_to_prepare(viewer: Viewer, now: datetime) -> list[Ahead]:
    """Dates within their lead time, for those who keep the calendar."""
    if not policy.may(viewer, "occasion.record"):
        return []
    return [time for time in situations.all_ahead(viewer, now.date(), 0) if time.in_lead]


def due_reviews(watched: Iterable[Covering], now: datetime) -> list[Covering]:
    """Situations whose review is due."""
    return [one for one in watched if one.due_on <= now.date()]


def _agreements(viewer: Viewer) -> Iterable[Task]:
    """Agreements that soon run out, for those who keep them."""
    if not policy.may(viewer, "instrument.keep"):
        return
    found = list(cooperation.instruments(viewer, state="runs_out").order_by("ends_on", "pk")[:EACH])
    for pk, one in cooperation.standings(viewer, found).items():
        agreed = next(row for row in found if row.pk == pk)
        left = one.days or 0
        pill = ngettext("in %(n)s day", "in %(n)s days", left) % {"n": number(left)} if left else _("today")
        title = _("Runs out: %(name)s") % {"name": named(in_words(agreed.names))}
        note = _("Last day %(day)s. Renew it, or let it end.") % {"day": day(one.until)}
        tone = "warn" if left <= SOON.days else ""
        yield Task(title, reverse("instrument", args=[pk]), note, pill, tone, sooner=4)


def troubled_batches(viewer: Viewer, now: datetime) -> int:
    """Files whose columns wait to be confirmed, and those that failed within a week."""
    waiting = Q(state=Batch.State.WAITING)
    failed = Q(state=Batch.State.FAILED, created_at__gte=now - timedelta(days=7))
    return intake.batches(viewer).filter(waiting | failed).order_by().count()
