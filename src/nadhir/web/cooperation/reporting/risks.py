"""What is known of risks and of what was done about them: assessments, warnings, hate speech, law."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, datetime
from statistics import median

from django.db.models import Q, QuerySet
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from nadhir import doctrine, forecasting
from nadhir.doctrine import places
from nadhir.documents import model as m
from nadhir.documents.charts import line_chart
from nadhir.errors import DoctrineError, NadhirError
from nadhir.web.cooperation.models import Adherence
from nadhir.web.cooperation.reporting.scope import MOST, Scope, listed, share
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import (
    day,
    in_words,
    known_date,
    month,
    number,
    percent,
    written_date,
)
from nadhir.web.expressions import selectors as expressions
from nadhir.web.expressions.models import Medium
from nadhir.web.response import selectors as response
from nadhir.web.response.selectors import Thread
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.documents.frame import numbered
from nadhir.web.situations.documents.parts import trend_sentence
from nadhir.web.situations.models import Assessment, Case, Finding, LegalPosition, Situation
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning

STATES = (
    Finding.Value.PRESENT, Finding.Value.MITIGATION, Finding.Value.ABSENT, Finding.Value.NO_INFORMATION,
)  # fmt: skip


# -- situations --------------------------------------------------------------------------------------------


def situation(scope: Scope) -> None:
    """What signed assessments say, factor by factor; nothing is added up."""
    if not scope.situations:
        scope.gap(_("No situation in its place that may be told of was under watch in the period."))
    else:
        names = [in_words(one.names) for one in scope.situations]
        scope.says(
            _("Situations under watch in its place: %(n)s.") % {"n": number(len(names))}, " ",
            m.Isolate("; ".join(names)), ".",
        )  # fmt: skip
    for one in scope.situations:
        _assessed(scope, one)
    _outlook(scope)


def _assessed(scope: Scope, one: Situation) -> None:
    scope.paper.heading(scope.paper.said(in_words(one.names), one.pk), 2)
    signed = situations.assessments(scope.viewer, one).filter(
        status__in=situations.OUT, signed_at__date__lte=scope.last
    )
    assessment = signed.first()
    if assessment is None or not scope.paper.audience.may_have(assessment):
        scope.gap(_("There is no signed assessment that may be told of."))
        return
    scope.paper.uses(assessment)
    signed_on = assessment.signed_at.date() if assessment.signed_at else None
    scope.says(
        _("The assessment in force was signed on %(day)s.") % {"day": day(signed_on)}, " ",
        trend_sentence(assessment.trend), " ",
        _("Confidence: %(words)s.") % {"words": str(Assessment.Confidence(assessment.confidence).label)}
        if assessment.confidence else "",
    )  # fmt: skip
    if signed_on and signed_on < scope.first:
        scope.gap(_("It was not renewed within the period."))
    _factors(scope, assessment)


def _factors(scope: Scope, assessment: Assessment) -> None:
    lang = scope.paper.audience.lang
    rows = situations.matrix(assessment.framework, situations.findings_of(assessment))
    seen = [row for row in rows if row.assessed]
    with_risk = [row for row in seen if any(state == Finding.Value.PRESENT for _e, state in row.indicators)]
    scope.says(
        _("Risk factors with indicators that were found present: %(n)s of %(all)s; not looked at: %(none)s.")
        % {"n": number(len(with_risk)), "all": number(len(rows)), "none": number(len(rows) - len(seen))}
    )
    labels = [str(Finding.Value(state).label) for state in STATES]
    scope.table(
        (_("Risk factor"), *labels, _("Not assessed")),
        [
            (
                numbered(row.factor, lang),
                *(number(sum(found == state for _e, found in row.indicators)) for state in STATES),
                number(len(row.indicators) - row.assessed),
            )
            for row in rows
        ],
        kinds=("words", *["number" for _state in STATES], "number"),  # type: ignore[arg-type]
        shares=(7, 2, 2, 2, 2, 2),
        caption=_("Indicators by factor. A count of what is known, not a measure of risk."),
    )


def _outlook(scope: Scope) -> None:
    """What the figures say of the country, beside what people say."""
    found = _entry(scope.place_code)
    if found is None:
        scope.gap(_("There is no statistical outlook for its place."))
        return
    risk, as_of, rank, many = found
    scope.says(
        _(
            "Beside this, the statistical outlook of %(day)s puts the country at rank %(rank)s of "
            "%(all)s: the chance of a new mass killing within two years is estimated at %(risk)s. "
            "Figures and people may differ."
        )
        % {"day": known_date(as_of), "rank": number(rank), "all": number(many), "risk": percent(risk)}
    )


def _entry(code: str) -> tuple[float, str, int, int] | None:
    try:
        iso3 = places.country(code.split("-")[0]).iso3
        listed_ = forecasting.watch_list()
    except NadhirError:
        return None
    for one in listed_.entries:
        if one.iso3 == iso3:
            return one.risk, listed_.as_of, one.rank, len(listed_.entries)
    return None


# -- warnings ----------------------------------------------------------------------------------------------


def warned(scope: Scope) -> None:
    """Which warnings came in and went out, and how long it took until something followed."""
    found = scope.warnings
    if not found:
        scope.gap(_("No early warning that may be told of was issued in the period."))
        return
    received = _received(scope)
    issued = sum(one.owner_id == scope.report.owner_id for one in found)
    scope.says(
        _(
            "Early warnings about its situations in the period: %(n)s. Issued here: %(out)s; "
            "received: %(came)s."
        )
        % {"n": number(len(found)), "out": number(issued), "came": number(len(received))}
    )
    threads = response.threads(scope.viewer, _queryset(scope, found))
    by_pk = {one.warning.pk: one for one in threads}
    _took(scope, threads)
    scope.table(
        (_("Number"), _("What"), _("Issued"), _("Acknowledged"), _("Decided"), _("Begun"), _("Result")),
        [_row(scope, by_pk[one.pk]) for one in found if one.pk in by_pk],
        shares=(3, 6, 3, 3, 3, 3, 3),
    )
    for one in found:
        _followed(scope, one)


def _queryset(scope: Scope, found: list[Warning]) -> QuerySet[Warning]:
    return warnings.warnings(scope.viewer).filter(pk__in=[one.pk for one in found])


def _received(scope: Scope) -> set[object]:
    """Those that the body, or somebody who works on its report, was told."""
    told = Q(recipients__actor=scope.actor) | Q(recipients__user__organisation_id=scope.report.owner_id)
    return set(_queryset(scope, scope.warnings).filter(told).order_by().values_list("pk", flat=True))


def _title(scope: Scope, one: Warning) -> m.Isolate:
    said = warnings.wording(one)
    return m.Isolate(scope.paper.said(said.title, one.situation_id), said.language)


def _row(scope: Scope, thread: Thread) -> tuple[m.Flow, ...]:
    steps = [thread.at(name) for name in ("warned", "acknowledged", "decided", "acted", "result")]
    return (thread.warning.number, _title(scope, thread.warning), *(_reached(at) for at in steps))


def _reached(at: datetime | None) -> str:
    return day(at) if at else "–"


def _took(scope: Scope, threads: list[Thread]) -> None:
    """How long it took, as medians, each with how many it rests on."""
    spans = (
        ("warned", "acknowledged", _("until somebody acknowledged")),
        ("warned", "decided", _("until a decision")),
        ("decided", "acted", _("from the decision until the work began")),
        ("warned", "result", _("until a result")),
    )
    said = []
    for first, last, words in spans:
        hours = [found for one in threads if (found := one.hours_between(first, last)) is not None]
        if hours:
            said.append(
                _("%(what)s %(days)s days (of %(n)s)")
                % {"what": words, "days": number(round(median(hours) / 24, 1)), "n": number(len(hours))}
            )
    if said:
        scope.says(_("Half of the warnings took at most this long:"), " ", "; ".join(said), ".")
    silent = sum(one.at("acknowledged") is None for one in threads)
    idle = sum(one.at("decided") is None for one in threads)
    scope.says(
        _("Never acknowledged: %(silent)s. Without a decision: %(idle)s.")
        % {"silent": number(silent), "idle": number(idle)}
    )


def _followed(scope: Scope, one: Warning) -> None:
    """What was decided on one warning and what was done because of it."""
    decided = list(warnings.decisions(scope.viewer, one)[:20])
    work = [done for done in scope.undertakings if done.warning_id == one.pk]
    scope.paper.heading(f"{one.number}", 2)
    scope.says(_title(scope, one), ".")
    if not decided and not work:
        scope.gap(_("Nothing that may be told of followed it."))
        return
    points: list[m.Flow] = []
    for decision in decided:
        said = _("no action") if decision.no_action else _("to act")
        why = scope.paper.said(decision.reason, one.situation_id)
        points.append((day(decision.decided_at), " · ", _("decision:"), " ", said, ". ", m.Isolate(why)))
    for done in work:
        state = str(done.get_status_display())
        points.append((scope.words_of(done, done.title), " – ", scope.words_of(done, done.who), " · ", state))
    scope.paper.points(points)


# -- hate speech -------------------------------------------------------------------------------------------


def hate_speech(scope: Scope) -> None:
    """How it went: counts and kinds. Nothing is quoted and nobody named."""
    found = expressions.expressions_found(scope.viewer, place=scope.place_code) if scope.place_code else None
    spoken = Q(spoken_on__range=scope.days) | Q(spoken_on=None, created_at__date__range=scope.days)
    rows = list(found.filter(spoken)[: MOST * 10]) if found is not None else []
    kept = [one for one in rows if scope.paper.audience.may_have(one)]
    scope.paper.keep_back(len(rows) - len(kept))
    if not kept:
        scope.gap(_("No expression of hatred that may be counted is recorded for the period."))
        return
    scope.paper.uses(*kept)
    months = _months(scope)
    trend = expressions.counted(kept, until=scope.last, months=months)
    half = months // 2
    scope.says(
        _(
            "Expressions recorded in the period: %(n)s. In its first half: %(first)s; in its second: "
            "%(second)s."
        )
        % {
            "n": number(trend.total),
            "first": number(sum(trend.counts[:half])),
            "second": number(sum(trend.counts[half:])),
        }
    )
    scope.gap(_("A count of what was recorded. It grows when more is looked at, too."))
    _speech_chart(scope, list(trend.months), trend.counts)
    media = {key: str(label) for key, label in Medium.choices}
    kinds = [(media.get(part.key, part.key), part.total) for part in trend.parts["medium"]]
    scope.says(_("By medium:"), " ", listed(kinds), ".")
    attributes = Counter(
        str(target.get_attribute_display()) for one in kept for target in {*one.targets.all()}
    )
    scope.says(_("By what marks out those whom it is aimed at:"), " ", listed(attributes.most_common()), ".")
    scope.table(
        (_("Month"), _("Expressions")),
        [(month(start), number(many)) for start, many in zip(trend.months, trend.counts, strict=True)],
        kinds=("words", "number"),
    )


def _months(scope: Scope) -> int:
    first, last = scope.first, scope.last
    return min((last.year - first.year) * 12 + last.month - first.month + 1, 36)


def _speech_chart(scope: Scope, starts: list[date], counts: tuple[int, ...]) -> None:
    if len(counts) < 3:
        return
    title = _("Expressions by month")
    svg = line_chart(
        [float(many) for many in counts],
        title=title,
        ticks=[(at, month(starts[at])) for at in sorted({0, len(starts) - 1})],
        write=lambda value: number(round(value, 1)) if value % 1 else number(int(value)),
        rtl=get_language_bidi(),
        width=460,
    )
    said = ", ".join(f"{month(at)}: {number(many)}" for at, many in zip(starts, counts, strict=True))
    scope.paper.blocks.append(m.Figure(svg, title, f"{title}: {said}", width=0.8))


# -- law ---------------------------------------------------------------------------------------------------


def law(scope: Scope) -> None:
    """Where the State stands towards instruments, and how far cases are. Nobody is named."""
    _adherences(scope)
    _positions(scope)
    _cases(scope)


def _adherences(scope: Scope) -> None:
    place = scope.body.place
    country = (place.parent_id or place.pk) if place else None
    steps = policy.visible(Adherence.objects.filter(state__place=country, struck_at=None), scope.viewer)
    known = steps.select_related("instrument").order_by("dated_on", "pk") if country else []
    found = [one for one in known if scope.may_name(one.instrument)]
    if not found:
        return
    new = sum(1 for one in found if one.dated_on and scope.first <= one.dated_on <= scope.last)
    scope.says(
        _("Steps of the State towards instruments: %(n)s; in the period: %(new)s.")
        % {"n": number(len(found)), "new": number(new)}
    )
    scope.table(
        (_("Instrument"), _("Step"), _("Date"), _("Law, article")),
        [
            (
                scope.paper.name(one.instrument.names),
                str(one.get_step_display()),
                written_date(one.dated) if one.dated else "–",
                scope.paper.own(one.reference) if one.reference else "–",
            )
            for one in found
        ],
        shares=(5, 3, 3, 4),
    )


def _positions(scope: Scope) -> None:
    """What is recorded of treaties in the register of law."""
    found = policy.visible(LegalPosition.objects.filter(place__in=_countries(scope)), scope.viewer)
    rows = scope.paper.allowed(found.order_by("instrument", "pk")[:MOST])
    if not rows:
        scope.gap(_("Where the State stands towards treaties is not recorded."))
        return
    stands = Counter(str(one.get_state_display()) for one in rows)
    scope.says(_("Treaties looked at:"), " ", listed(stands.most_common()), ".")
    scope.table(
        (_("Treaty"), _("Status"), _("Since"), _("Checked on")),
        [
            (
                _treaty(one.instrument, scope.paper.audience.lang),
                str(one.get_state_display()),
                day(one.since) if one.since else "–",
                day(one.checked_on) if one.checked_on else "–",
            )
            for one in rows
        ],
        shares=(6, 3, 3, 3),
    )


def _countries(scope: Scope) -> set[uuid.UUID]:
    """The places of the body, and the country around them."""
    above = scope.body.place.parent_id if scope.body.place else None
    return {*scope.place_ids, above} if above else set(scope.place_ids)


def _treaty(code: str, lang: str) -> str:
    try:
        element = doctrine.load("legal-instruments").element(code)
    except DoctrineError:
        return code
    return str((element.label or element.text).in_(lang))


def _cases(scope: Scope) -> None:
    found = policy.visible(Case.objects.filter(situation__in=scope.situation_ids), scope.viewer)
    cases = scope.paper.allowed(found.filter(created_at__date__lte=scope.last).order_by("pk")[:MOST])
    if not cases:
        scope.gap(_("No accountability case that may be told of is recorded."))
        return
    opened = sum(1 for one in cases if one.opened_on and scope.first <= one.opened_on <= scope.last)
    decided = sum(1 for one in cases if one.decided_on and scope.first <= one.decided_on <= scope.last)
    scope.says(
        _("Accountability cases: %(n)s; opened in the period: %(opened)s; decided: %(decided)s (%(share)s).")
        % {
            "n": number(len(cases)),
            "opened": number(opened),
            "decided": number(decided),
            "share": share(decided, len(cases)),
        }
    )
    counted = Counter((str(one.get_level_display()), str(one.get_stage_display())) for one in cases)
    scope.table(
        (_("Before"), _("Stage"), pgettext("before a court", "Cases")),
        [(level, stage, number(many)) for (level, stage), many in counted.most_common()],
        kinds=("words", "words", "number"),
    )
