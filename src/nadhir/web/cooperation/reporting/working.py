"""What is known of decisions, promises, difficulties and needs, and what the last report asked for."""

from __future__ import annotations

from collections import Counter

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nadhir.documents import model as m
from nadhir.web.cooperation.models import AgendaItem, AssistanceRequest, Instrument, ReportSection
from nadhir.web.cooperation.reporting.scope import MOST, Scope, listed
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import day, in_words, number, written_date
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking

GOING_ON = frozenset(response.GOING_ON)
UNDONE = frozenset({Undertaking.Status.REFUSED, Undertaking.Status.LAPSED, Undertaking.Status.CANCELLED})


def _late(scope: Scope, one: Undertaking) -> bool:
    return one.status in GOING_ON and one.due_on is not None and one.due_on < scope.as_of


def _state(scope: Scope, one: Undertaking) -> str:
    said = str(one.get_status_display())
    return _("%(state)s, late") % {"state": said} if _late(scope, one) else said


def _rows(scope: Scope, found: list[Undertaking]) -> list[tuple[m.Flow, ...]]:
    return [
        (
            scope.words_of(one, one.title),
            scope.words_of(one, one.who),
            day(one.due_on) if one.due_on else "–",
            _state(scope, one),
        )
        for one in found
    ]


def _table(scope: Scope, found: list[Undertaking]) -> None:
    scope.table((_("What"), _("Who"), _("By"), _("Status")), _rows(scope, found), shares=(7, 4, 3, 3))


# -- decisions ---------------------------------------------------------------------------------------------


def decisions(scope: Scope) -> None:
    """What the body decided, what the higher body decided on the last report, and how far it is."""
    found = policy.visible(
        AgendaItem.objects.filter(meeting__body=scope.body, meeting__engagement__held_on__range=scope.days),
        scope.viewer,
    )
    told = [AgendaItem.Result.DECIDED, AgendaItem.Result.RECOMMENDED]
    points = list(
        found.filter(result__in=told)
        .exclude(meeting__engagement__attribution="closed")
        .exclude(meeting__engagement__situation__discreet=True)
        .select_related("meeting__engagement")
        .order_by("meeting__engagement__held_on", "number")[:MOST]
    )
    points = [one for one in points if scope.paper.audience.may_have(one.meeting.engagement)]
    if points:
        scope.says(
            _("Decisions and recommendations of the body in the period: %(n)s.") % {"n": number(len(points))}
        )
        scope.table(
            (_("Session"), _("Point"), _("Decision")),
            [
                (
                    day(one.meeting.engagement.held_on),
                    _of_point(scope, one, one.title),
                    _of_point(scope, one, one.words) if one.words else str(one.get_result_display()),
                )
                for one in points
            ],
            shares=(3, 5, 7),
        )
    else:
        scope.gap(_("No decision of the body is recorded for the period."))
    taken = [one for one in scope.undertakings if one.origin == Undertaking.Origin.ENGAGEMENT]
    if taken:
        states = Counter(_state(scope, one) for one in taken)
        scope.says(_("What was taken on at meetings:"), " ", listed(states.most_common()), ".")
        _table(scope, taken)
    _answered(scope)


def _of_point(scope: Scope, one: AgendaItem, text: str) -> m.Isolate:
    """Words of a point as the readers of the report may have them."""
    return m.Isolate(scope.paper.said(text, one.meeting.engagement.situation_id), one.language)


def _answered(scope: Scope) -> None:
    """What became of the last report."""
    before = scope.report.previous
    if before is None or not scope.paper.audience.may_have(before):
        scope.gap(_("There is no earlier report here to look back upon."))
        return
    if not before.answer:
        scope.gap(_("No decision on the last report is recorded."))
        return
    scope.says(
        _("On the last report the higher body decided on %(day)s:") % {"day": day(before.answered_on)}, " ",
        m.Isolate(in_words(before.answer.get("words", {}))),
    )  # fmt: skip
    made = response.undertakings(scope.viewer).filter(pk__in=before.answer.get("undertakings", []))
    kept = scope.paper.allowed(made)
    if kept:
        done = sum(one.status == Undertaking.Status.DONE for one in kept)
        scope.says(
            _("Of its decisions to be carried out, done: %(done)s of %(n)s.")
            % {"done": number(done), "n": number(len(kept))}
        )
        _table(scope, kept)


# -- promises ----------------------------------------------------------------------------------------------


def cooperation(scope: Scope) -> None:
    """Agreements in force, and which promises were kept or lapsed."""
    mine = Q(parties=scope.actor) | Q(of_body=scope.actor) | Q(place__in=scope.place_ids)
    since = Q(dated_on=None) | Q(dated_on__lte=scope.last)
    until = Q(ends_on=None) | Q(ends_on__gte=scope.first)
    found = policy.visible(Instrument.objects.filter(mine, since, until), scope.viewer).distinct()
    agreed = found.filter(status=Instrument.Status.AGREED).prefetch_related("parties")
    kept = scope.paper.allowed(agreed.order_by(F("dated_on").asc(nulls_last=True), "pk")[:MOST])
    if not kept:
        scope.gap(_("No agreement that may be told of is recorded."))
    else:
        scope.says(_("Agreements and texts in force in the period: %(n)s.") % {"n": number(len(kept))})
        scope.table(
            (_("Agreement"), _("Kind"), _("Date"), _("Until")),
            [
                (
                    (scope.paper.name(one.names), *scope.notes(one.sources)),
                    str(one.get_kind_display()),
                    written_date(one.dated) if one.dated else "–",
                    day(one.ends_on) if one.ends_on else _("no end recorded"),
                )
                for one in kept
            ],
            shares=(7, 4, 3, 3),
        )
    ids = {one.pk for one in kept}
    promised = [
        one
        for one in scope.undertakings
        if one.origin == Undertaking.Origin.INSTRUMENT
        and (one.origin_id in ids or one.actor_id == scope.actor.pk)
    ]
    if not promised:
        scope.gap(_("No promise made in an agreement is recorded."))
        return
    scope.says(
        _("Promises made in agreements: %(n)s; kept: %(done)s; late: %(late)s; lapsed or refused: %(gone)s.")
        % {
            "n": number(len(promised)),
            "done": number(sum(one.status == Undertaking.Status.DONE for one in promised)),
            "late": number(sum(_late(scope, one) for one in promised)),
            "gone": number(sum(one.status in UNDONE for one in promised)),
        }
    )
    _table(scope, promised)


# -- difficulties, needs, recommendations ------------------------------------------------------------------


def difficulties(scope: Scope) -> None:
    """What is late, lapsed or was refused, with the reasons that were given."""
    late = [one for one in scope.undertakings if _late(scope, one)]
    gone = [one for one in scope.undertakings if one.status in UNDONE]
    scope.says(
        _("Undertakings that are late on %(day)s: %(late)s; refused, lapsed or called off: %(gone)s.")
        % {"day": day(scope.as_of), "late": number(len(late)), "gone": number(len(gone))}
    )
    _table(scope, late)
    points: list[m.Flow] = [
        (scope.words_of(one, one.title), " – ", scope.words_of(one, one.ended_because))
        for one in gone
        if one.ended_because
    ]
    if points:
        scope.says(_("Reasons that were given:"))
        scope.paper.points(points[:30])
    if len(points) < len(gone):
        scope.gap(_("Without a reason: %(n)s.") % {"n": number(len(gone) - len(points))})


def needs(scope: Scope) -> None:
    """What technical assistance was asked for, offered, agreed and delivered."""
    found = policy.visible(
        AssistanceRequest.objects.filter(Q(body=scope.body) | Q(requester=scope.actor)), scope.viewer
    )
    asked = found.filter(asked_on__lte=scope.last).filter(Q(closed_on=None) | Q(closed_on__gte=scope.first))
    kept = scope.paper.allowed(asked.order_by("asked_on", "pk")[:MOST])
    if not kept:
        scope.gap(_("No request for technical assistance is recorded."))
        return
    states = Counter(str(one.get_status_display()) for one in kept)
    scope.says(_("Requests for technical assistance:"), " ", listed(states.most_common()), ".")
    scope.table(
        (_("What is asked for"), _("Asked on"), _("Wanted by"), _("Status"), _("Result")),
        [
            (
                m.Isolate(one.title, one.language),
                day(one.asked_on),
                day(one.wanted_by) if one.wanted_by else "–",
                str(one.get_status_display()),
                m.Isolate(one.result, one.language) if one.result else "–",
            )
            for one in kept
        ],
        shares=(6, 3, 3, 3, 4),
    )


def recommendations(scope: Scope) -> None:
    """What the last report recommended, to look back upon; and what the body itself recommended since."""
    before = scope.report.previous
    said = None
    if before is not None and scope.paper.audience.may_have(before):
        earlier = policy.visible(
            ReportSection.objects.filter(report=before, code="recommendations"), scope.viewer
        )
        said = earlier.first()
    if said is not None and (words := in_words(said.texts)):
        scope.says(_("The last report recommended:"))
        scope.paper.points([m.Isolate(line.strip(" -•")) for line in words.splitlines() if line.strip()][:30])
    found = (
        policy.visible(
            AgendaItem.objects.filter(
                meeting__body=scope.body,
                meeting__engagement__held_on__range=scope.days,
                result=AgendaItem.Result.RECOMMENDED,
            ),
            scope.viewer,
        )
        .exclude(meeting__engagement__attribution="closed")
        .exclude(meeting__engagement__situation__discreet=True)
        .select_related("meeting__engagement")
    )
    told = [one for one in found[:30] if scope.paper.audience.may_have(one.meeting.engagement)]
    points = [_of_point(scope, one, one.words or one.title) for one in told]
    if points:
        scope.says(_("Recommendations made at sessions of the body in the period:"))
        scope.paper.points(points)
    elif said is None:
        scope.gap(_("No earlier recommendation is recorded."))


def annex_undertakings(scope: Scope) -> None:
    """Everything that was taken on, by when it is due."""
    if not scope.undertakings:
        scope.gap(_("No undertaking that may be told of is recorded."))
        return
    states = Counter(_state(scope, one) for one in scope.undertakings)
    scope.says(
        _("Undertakings in the period: %(n)s.") % {"n": number(len(scope.undertakings))}, " ",
        listed(states.most_common()), ".",
    )  # fmt: skip
    scope.bars(_("Undertakings by state"), states.most_common())
    ordered = sorted(
        scope.undertakings, key=lambda one: (one.due_on is None, one.due_on or scope.last, one.title)
    )
    scope.table(
        (_("What"), _("Who"), _("Where it comes from"), pgettext("a deadline", "By"), _("Status")),
        [
            (what, who, str(one.get_origin_display()), by, state)
            for one, (what, who, by, state) in zip(ordered, _rows(scope, ordered), strict=True)
        ],
        shares=(6, 4, 4, 3, 3),
    )
    done = [one for one in ordered if one.result]
    if done:
        scope.says(_("Results:"))
        scope.paper.points(
            [(scope.words_of(one, one.title), " – ", scope.words_of(one, one.result)) for one in done[:40]]
        )
