"""What is known of what was done: dialogue, training, plans, and the meetings of the period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nadhir import doctrine
from nadhir.documents import model as m
from nadhir.errors import DoctrineError
from nadhir.web.cooperation.models import Cohort, Enrolment, Meeting, Plan, PlanAction, Reading, TestResult
from nadhir.web.cooperation.reporting.scope import Scope, listed, share, when
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import day, in_words, number, percent, written_date
from nadhir.web.core.viewer import NOBODY
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Participation

DIALOGUE = frozenset(
    {
        Engagement.Kind.BILATERAL, Engagement.Kind.CONSULTATION, Engagement.Kind.DIALOGUE,
        Engagement.Kind.MISSION, Engagement.Kind.ROUNDTABLE, Engagement.Kind.SIDE_EVENT,
        Engagement.Kind.WORKSHOP, Engagement.Kind.STATEMENT, Engagement.Kind.BRIEFING,
    }
)  # fmt: skip
CLOSED = Engagement.Attribution.CLOSED


# -- engagements -------------------------------------------------------------------------------------------


def dialogue(scope: Scope) -> None:
    """Who met, where and why, by kind, place, sex, age and faith; what came of it."""
    found = [one for one in scope.engagements if one.kind in DIALOGUE]
    if not found:
        scope.gap(_("No dialogue or other engagement that may be told of was held in the period."))
        return
    kinds = Counter(str(one.get_kind_display()) for one in found)
    scope.says(
        _("Engagements held in the period: %(n)s.") % {"n": number(len(found))}, " ",
        _("By kind:"), " ", listed(kinds.most_common()), ".",
    )  # fmt: skip
    scope.bars(_("Engagements by kind"), kinds.most_common())
    at = Counter(in_words(one.place.names) if one.place else _("place not recorded") for one in found)
    scope.says(_("By place:"), " ", m.Isolate(listed(at.most_common())), ".")
    themes = Counter(theme for one in found if one.attribution != CLOSED for theme in one.theme_names)
    if themes:
        scope.says(_("By theme:"), " ", listed(themes.most_common()), ".")
    _people(scope, found)
    _outcomes(scope, found)


def _people(scope: Scope, found: list[Engagement]) -> None:
    """How many took part, and what share were women, young people, and of which faith."""
    open_ones = [one for one in found if one.attribution != CLOSED]
    rows = policy.visible(
        Participation.objects.filter(engagement__in=[one.pk for one in open_ones]), scope.viewer
    )
    taken = list(rows.only("many", "sex", "age", "faith", "engagement_id", "part"))
    counted = response.attendance_of(taken)
    by_row = {row.engagement_id for row in taken}
    rest = [one for one in open_ones if one.pk not in by_row and one.participants]
    total = counted.total + sum(one.participants or 0 for one in rest)
    if not total:
        scope.gap(_("How many people took part is not recorded."))
        return
    women = sum(row.many for row in taken if row.sex == Participation.Sex.FEMALE)
    told = sum(row.many for row in taken if row.sex != Participation.Sex.OTHER)
    women += sum(one.women or 0 for one in rest if one.women is not None)
    told += sum(one.participants or 0 for one in rest if one.women is not None)
    young = sum(row.many for row in taken if row.age in (Participation.Age.YOUTH, Participation.Age.CHILD))
    aged = sum(row.many for row in taken if row.age)
    scope.says(_("People who took part: %(n)s.") % {"n": number(total)})
    if told:
        scope.says(
            _("Women among those whose sex is known: %(women)s of %(n)s (%(share)s).")
            % {"women": number(women), "n": number(told), "share": share(women, told)}
        )
    else:
        scope.gap(_("The share of women is not known."))
    if aged:
        scope.says(
            _("People under 30 among those whose age is known: %(young)s of %(n)s (%(share)s).")
            % {"young": number(young), "n": number(aged), "share": share(young, aged)}
        )
    faiths = [(name, many) for name, many in counted.faiths if name]
    if faiths:
        scope.says(_("By faith or tradition, as far as it was said:"), " ", m.Isolate(listed(faiths)), ".")
    if taken:
        _breakdown(scope, counted)


def _breakdown(scope: Scope, counted: response.Attendance) -> None:
    def rows(kind: str, parts: Iterable[tuple[str, int]]) -> list[tuple[m.Flow, ...]]:
        return [
            (kind, m.Isolate(name) if name else _("not said"), number(many), percent(many / counted.total))
            for name, many in parts
        ]

    scope.table(
        (_("Counted by"), _("Which"), _("People"), _("Share")),
        [
            *rows(_("sex"), counted.sexes),
            *rows(_("age"), counted.ages),
            *rows(_("faith"), counted.faiths),
        ],
        kinds=("words", "words", "number", "number"),
        shares=(2, 5, 2, 2),
    )


def _outcomes(scope: Scope, found: list[Engagement]) -> None:
    told: list[m.Flow] = []
    for one in found:
        hidden = response.withheld(NOBODY, one)
        if "outcome" in hidden or not (said := in_words(one.outcome)):
            continue
        name = scope.paper.said(in_words(one.names), one.situation_id)
        told.append((m.Isolate(name), ": ", m.Isolate(scope.paper.said(said, one.situation_id))))
    if told:
        scope.says(_("What came of them:"))
        scope.paper.points(told[:40])
    without = len(found) - len(told)
    if without:
        scope.gap(_("Engagements without a recorded outcome: %(n)s.") % {"n": number(without)})


def annex_meetings(scope: Scope) -> None:
    """The sessions of the body, then everything else that was held."""
    found = policy.visible(Meeting.objects.filter(body=scope.body), scope.viewer)
    there = [one.pk for one in scope.engagements]
    held = {one.engagement_id: one for one in found.filter(engagement__in=there)}
    rows = sorted(scope.engagements, key=lambda one: (one.pk not in held, one.held_on or scope.last))
    if not rows:
        scope.gap(_("No meeting that may be told of was held in the period."))
        return
    if not held:
        scope.gap(_("No session of the body itself is recorded for the period."))
    else:
        scope.says(
            _("Sessions of the body in the period: %(n)s; other meetings and engagements: %(others)s.")
            % {"n": number(len(held)), "others": number(len(rows) - len(held))}
        )
    scope.table(
        (_("When"), _("What"), _("Kind"), _("Where"), _("People")),
        [
            (
                written_date(one.held) if one.held else when(one.held_on, one.held_until),
                m.Isolate(scope.paper.said(in_words(one.names), one.situation_id)),
                str(one.get_kind_display()),
                scope.paper.name(one.place.names) if one.place else "–",
                number(one.participants) if one.participants and one.attribution != CLOSED else "–",
            )
            for one in rows
        ],
        kinds=("words", "words", "words", "words", "number"),
        shares=(3, 6, 3, 3, 2),
    )
    if scope.planned:
        scope.says(_("Planned after the period:"))
        scope.paper.points(
            [
                (when(one.held_on), " · ", m.Isolate(scope.paper.said(in_words(one.names), one.situation_id)))
                for one in scope.planned
            ]
        )


# -- training ----------------------------------------------------------------------------------------------


def training(scope: Scope) -> None:
    """Who was trained, and what tests before and after say. Nobody is named."""
    sessions = [one for one in scope.engagements if one.kind == Engagement.Kind.TRAINING]
    cohorts = _cohorts(scope)
    if not sessions and not cohorts:
        scope.gap(_("No training that may be told of was held in the period."))
        return
    scope.says(
        _("Training sessions in the period: %(n)s; cohorts: %(cohorts)s.")
        % {"n": number(len(sessions)), "cohorts": number(len(cohorts))}
    )
    if sessions:
        _people(scope, sessions)
        _outcomes(scope, sessions)
    if cohorts:
        _learnt(scope, cohorts)


def _cohorts(scope: Scope) -> list[Cohort]:
    mine = Q(body=scope.body) | Q(host=scope.actor) | Q(place__in=scope.place_ids)
    at = Q(starts_on__lte=scope.last) & (Q(ends_on=None) | Q(ends_on__gte=scope.first))
    found = policy.visible(Cohort.objects.filter(mine, at), scope.viewer).distinct()
    told = found.exclude(status=Cohort.Status.CALLED_OFF).order_by("starts_on", "pk")
    return scope.paper.allowed(told[:100])


def _learnt(scope: Scope, cohorts: list[Cohort]) -> None:
    enrolled = policy.visible(Enrolment.objects.filter(cohort__in=[one.pk for one in cohorts]), scope.viewer)
    counted = {
        row["cohort"]: row
        for row in enrolled.order_by()
        .values("cohort")
        .annotate(
            many=Count("pk"),
            women=Count("pk", filter=Q(sex=Enrolment.Sex.FEMALE)),
            done=Count("pk", filter=Q(status=Enrolment.Status.COMPLETED)),
        )
    }
    rows: list[tuple[m.Flow, ...]] = []
    for one in cohorts:
        row = counted.get(one.pk, {"many": 0, "women": 0, "done": 0})
        rows.append(
            (
                scope.paper.name(one.names),
                when(one.starts_on, one.ends_on),
                number(row["many"]),
                number(row["women"]),
                number(row["done"]),
            )
        )
    scope.table(
        (_("Training"), _("When"), _("Enrolled"), _("Women"), pgettext("people", "Completed")),
        rows,
        kinds=("words", "words", "number", "number", "number"),
        shares=(6, 4, 2, 2, 2),
    )
    _tests(scope, cohorts)


def _tests(scope: Scope, cohorts: list[Cohort]) -> None:
    taken = policy.visible(
        TestResult.objects.filter(enrolment__cohort__in=[one.pk for one in cohorts]), scope.viewer
    )
    shares: dict[str, list[float]] = {"before": [], "after": []}
    for kind, right, questions in taken.values_list("kind", "right", "questions"):
        if questions and kind in shares:
            shares[kind].append(right / questions)
    if not shares["before"] or not shares["after"]:
        scope.gap(_("What was learnt was not measured by a test before and a test after."))
        return
    before, after = (sum(one) / len(one) for one in (shares["before"], shares["after"]))
    scope.says(
        _(
            "Right answers in tests before the training: %(before)s (%(n)s tests); after it: "
            "%(after)s (%(m)s tests)."
        )
        % {
            "before": percent(before),
            "n": number(len(shares["before"])),
            "after": percent(after),
            "m": number(len(shares["after"])),
        }
    )


# -- plans -------------------------------------------------------------------------------------------------


def plans(scope: Scope) -> None:
    """Each plan of the body with its actions by state, and what its measures read."""
    mine = Q(actor=scope.actor) | Q(place__in=scope.place_ids)
    at = (Q(period_from=None) | Q(period_from__lte=scope.last)) & (
        Q(period_until=None) | Q(period_until__gte=scope.first)
    )
    found = policy.visible(Plan.objects.filter(mine, at), scope.viewer).distinct()
    kept = scope.paper.allowed(found.order_by("kind", "period_from", "pk")[:40])
    if not kept:
        scope.gap(_("No plan of action that may be told of is recorded."))
        return
    scope.says(
        _("Plans in force in the period: %(n)s.") % {"n": number(len(kept))}, " ",
        m.Isolate("; ".join(in_words(one.names) for one in kept)), ".",
    )  # fmt: skip
    for one in kept:
        _plan(scope, one)


def _plan(scope: Scope, plan: Plan) -> None:
    scope.paper.heading(in_words(plan.names), 2)
    scope.says(_("State of the plan: %(words)s.") % {"words": str(plan.get_status_display())})
    actions = list(policy.visible(PlanAction.objects.filter(plan=plan), scope.viewer).select_related("lead"))
    if not actions:
        scope.gap(_("No actions are recorded for it."))
    else:
        _actions(scope, plan, actions)
    read = policy.visible(Reading.objects.filter(read_on__lte=scope.last), scope.viewer).order_by("read_on")
    measures = plan.measures.prefetch_related(Prefetch("readings", queryset=read, to_attr="until_then"))
    rows = [
        (
            m.Isolate(one.words),
            number(float(one.baseline)) if one.baseline is not None else "–",
            number(float(one.until_then[-1].value)) if one.until_then else _("not read"),
            number(float(one.target)) if one.target is not None else "–",
            m.Isolate(one.unit),
        )
        for one in measures
    ]
    scope.table(
        (_("Indicator"), _("At the start"), _("Last reading"), _("Aimed at"), _("Unit")),
        rows,
        kinds=("words", "number", "number", "number", "words"),
        shares=(6, 2, 2, 2, 2),
    )


def _actions(scope: Scope, plan: Plan, actions: list[PlanAction]) -> None:
    states = Counter(str(one.get_status_display()) for one in actions)
    late = sum(
        1
        for one in actions
        if one.ends_on and one.ends_on < scope.as_of and one.status not in ("done", "dropped")
    )
    scope.says(
        _("Actions: %(n)s.") % {"n": number(len(actions))}, " ", listed(states.most_common()), ". ",
        _("Late on %(day)s: %(n)s.") % {"day": day(scope.as_of), "n": number(late)},
    )  # fmt: skip
    scope.bars(_("Actions by state"), states.most_common())
    names = _elements(plan, scope.paper.audience.lang)
    scope.table(
        (_("Commitment"), _("Action"), _("Who"), _("By"), _("Status")),
        [
            (
                names.get(one.element, one.element),
                m.Isolate(one.title, one.language),
                _lead(scope, one),
                day(one.ends_on) if one.ends_on else "–",
                str(one.get_status_display()),
            )
            for one in actions
        ],
        shares=(4, 6, 3, 2, 2),
    )


def _lead(scope: Scope, one: PlanAction) -> m.Flow:
    """Who carries an action out, as the readers may have it."""
    if one.lead is None:
        return scope.paper.own(one.who) if one.who else "–"
    return scope.paper.name(one.lead.names) if scope.may_name(one.lead) else _("(name withheld)")


def _elements(plan: Plan, lang: str) -> dict[str, str]:
    """What the commitments of a plan are called in short."""
    if plan.catalogue:
        try:
            found = doctrine.load(plan.catalogue).elements
        except DoctrineError:
            return {}
        return {one.id: f"{one.id} {one.label.in_(lang)}" if one.label else one.id for one in found}
    named = ((one.get("id", ""), one.get("label") or one.get("text") or {}) for one in plan.elements)
    return {code: in_words(words) if isinstance(words, dict) else str(words) for code, words in named}
