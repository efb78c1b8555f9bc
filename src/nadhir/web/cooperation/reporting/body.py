"""What is known of the body itself: its mandate, how it was founded, who belongs to it, how far it is."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nadhir import doctrine
from nadhir.documents import model as m
from nadhir.errors import DoctrineError
from nadhir.web.cooperation.models import Body, FoundingStep, Maturity, Report
from nadhir.web.cooperation.reporting.scope import Scope, listed
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import day, in_words, known_date, number, written_date
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Tenure

LEADS = ("chair", "co_chair", "vice_chair", "secretary", "focal_point", "member", "party", "observer")


def mandate(scope: Scope) -> None:
    """By which act it was founded, what it is to do, who belongs to it."""
    body, name = scope.body, scope.paper.name(scope.actor.names)
    kind = str(body.get_kind_display())
    scope.says(_("What it is:"), " ", name, " – ", kind, *scope.notes(body.sources), ".")
    if body.founded:
        scope.says(_("Founded:"), " ", written_date(body.founded), ".")
    else:
        scope.gap(_("When it was founded is not recorded."))
    if text := in_words(body.mandate):
        scope.says(_("Its mandate:"), " ", scope.paper.own(text))
    else:
        scope.gap(_("Its mandate is not recorded."))
    if text := in_words(body.mechanism):
        scope.says(_("How it is warned and how it coordinates:"), " ", scope.paper.own(text))
    if body.reports_to is not None and scope.may_name(body.reports_to, body.reports_to.actor):
        scope.says(_("It reports to:"), " ", scope.paper.name(body.reports_to.actor.names), ".")
    _steps(scope)
    _changes(scope)


def _steps(scope: Scope) -> None:
    found = policy.visible(FoundingStep.objects.filter(body=scope.body), scope.viewer)
    steps = list(found.exclude(status=FoundingStep.Status.DROPPED))
    if not steps:
        scope.gap(_("No founding steps are recorded."))
        return
    done = sum(one.status == FoundingStep.Status.DONE for one in steps)
    scope.says(_("Founding steps: %(n)s; done: %(done)s.") % {"n": number(len(steps)), "done": number(done)})
    scope.table(
        (_("Step"), _("Kind"), _("Act"), _("Date"), _("Status")),
        [
            (
                scope.paper.own(in_words(one.title)),
                str(one.get_kind_display()),
                scope.paper.own(one.act) if one.act else "–",
                written_date(one.dated) if one.dated else "–",
                str(one.get_status_display()),
            )
            for one in steps
        ],
        shares=(5, 2, 4, 2, 2),
    )


def _members(scope: Scope) -> list[Tenure]:
    """Who holds a role in it in the period, leaders first."""
    first, last = scope.first.isoformat(), scope.last.isoformat()
    held = [
        one
        for one in directory.people_of(scope.viewer, scope.actor)
        if (not one.valid_to or one.valid_to >= first[: len(one.valid_to)])
        and (not one.valid_from or one.valid_from <= last[: len(one.valid_from)])
    ]
    return sorted(held, key=lambda one: LEADS.index(one.kind) if one.kind in LEADS else len(LEADS))


def _changes(scope: Scope) -> None:
    members = _members(scope)
    if not members:
        scope.gap(_("Its members are not recorded."))
        return
    kinds = Counter(str(one.get_kind_display()) for one in members)
    scope.says(_("Members and offices in the period:"), " ", listed(kinds.most_common()), ".")
    came = sum(_within(scope, one.valid_from) for one in members)
    left = sum(_within(scope, one.valid_to) for one in members)
    scope.says(
        _("In the period, offices taken up: %(came)s; ended: %(left)s.")
        % {"came": number(came), "left": number(left)}
    )


def _within(scope: Scope, known: str) -> bool:
    return bool(known) and scope.first.isoformat()[: len(known)] <= known <= scope.last.isoformat()


def annex_members(scope: Scope) -> None:
    """Everybody who held an office in the period."""
    rows: list[tuple[m.Flow, ...]] = []
    for one in _members(scope):
        named = scope.paper.audience.may_have(one.actor)
        if named:
            scope.paper.uses(one.actor)
        else:
            scope.paper.keep_back()
        rows.append(
            (
                scope.paper.name(one.actor.names) if named else _("(name withheld)"),
                in_words(one.role) or str(one.get_kind_display()),
                known_date(one.valid_from) if one.valid_from else "–",
                known_date(one.valid_to) if one.valid_to else "–",
            )
        )
    if not rows:
        scope.gap(_("Its members are not recorded."))
    scope.table(
        (_("Member"), _("Role"), pgettext("since a day", "From"), _("Until")), rows, shares=(5, 4, 2, 2)
    )


def committees(scope: Scope) -> None:
    """The bodies that report to this one, how far each is, and what came in from them."""
    found = policy.visible(Body.objects.filter(reports_to=scope.body), scope.viewer)
    known = found.select_related("actor", "place").order_by("pk")[:100]
    bodies = [one for one in known if scope.may_name(one, one.actor)]
    if not bodies:
        scope.gap(_("No body that reports to this one is recorded."))
        return
    states = Counter(str(one.get_status_display()) for one in bodies)
    scope.says(_("Bodies that report to it:"), " ", listed(states.most_common()), ".")
    sent = policy.visible(Report.objects.filter(body__in=[one.pk for one in bodies]), scope.viewer)
    came = {one.body_id: one.submitted_on for one in sent.filter(submitted_on__range=scope.days)}
    scope.says(_("Reports that came in during the period: %(n)s.") % {"n": number(len(came))})
    scope.table(
        (_("Body"), _("Status"), _("Founded"), _("Report received")),
        [
            (
                scope.paper.name(one.actor.names),
                str(one.get_status_display()),
                written_date(one.founded) if one.founded else "–",
                day(came[one.pk]) if came.get(one.pk) else "–",
            )
            for one in bodies
        ],
        shares=(6, 3, 3, 3),
    )


# -- maturity ----------------------------------------------------------------------------------------------


def maturity(scope: Scope) -> None:
    """The checklist as it was last read in the period, beside the reading before. Levels are not added up."""
    found = policy.visible(Maturity.objects.filter(body=scope.body), scope.viewer)
    read = list(found.filter(read_on__lte=scope.last).order_by("read_on", "pk"))
    if not read:
        scope.gap(_("The maturity checklist was not filled in."))
        return
    now, before = read[-1], read[-2] if len(read) > 1 else None
    try:
        catalogue = doctrine.load(now.catalogue)
    except DoctrineError:
        scope.gap(_("The maturity checklist was not filled in."))
        return
    scope.says(_("The checklist of the mechanism was last read on %(day)s.") % {"day": day(now.read_on)})
    if now.read_on < scope.first:
        scope.gap(_("It was not read within the period."))
    lang = scope.paper.audience.lang
    levels = {
        one.id: str((one.label or one.text).in_(lang)) for one in catalogue.roots() if one.kind == "value"
    }
    criteria = [one for one in catalogue.elements if one.kind == "criterion"]
    counted = Counter(now.levels[one.id].get("level", "") for one in criteria if one.id in now.levels)
    scope.says(
        _("Criteria by level:"), " ", listed((levels[code], counted[code]) for code in levels), ". ",
        _("Not looked at: %(n)s.") % {"n": number(len(criteria) - sum(counted.values()))},
    )  # fmt: skip
    if before is not None:
        _moved(scope, now, before, [one.id for one in criteria], list(levels))
    rows = []
    for one in criteria:
        told = now.levels.get(one.id, {})
        was = before.levels.get(one.id, {}).get("level", "") if before else ""
        rows.append(
            (
                f"{one.id} {one.text.in_(lang)}",
                levels.get(told.get("level", ""), _("not looked at")),
                levels.get(was, "–"),
                scope.paper.own(str(told.get("shown_by", ""))[:200]) if told.get("shown_by") else "–",
            )
        )
    scope.table(
        (_("Criterion"), _("Level"), pgettext("an earlier time", "Before"), _("Shown by")),
        rows,
        shares=(7, 2, 2, 4),
    )


def _moved(scope: Scope, now: Maturity, before: Maturity, criteria: list[str], order: list[str]) -> None:
    def at(one: Maturity, code: str) -> int | None:
        level = one.levels.get(code, {}).get("level", "")
        return order.index(level) if level in order else None

    pairs = [(at(before, code), at(now, code)) for code in criteria]
    both = [(old, new) for old, new in pairs if old is not None and new is not None]
    scope.says(
        _("Since the reading of %(day)s, criteria that are further: %(up)s; that fell back: %(down)s.")
        % {
            "day": day(before.read_on),
            "up": number(sum(new > old for old, new in both)),
            "down": number(sum(new < old for old, new in both)),
        }
    )
