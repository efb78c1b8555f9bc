"""Writing periodic reports: beginning one, its sections, and the way from handing in to the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine import reports as templates
from nadhir.doctrine.text import LANGUAGES, language
from nadhir.errors import Conflict, DoctrineError, NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.cooperation import reporting, selectors
from nadhir.web.cooperation.models import Body, Report, ReportSection, ReportStep
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.core.words import figures, in_all

LONGEST = 40_000  # letters of one section in one language
WRITING, CLEARANCE = Report.Status.WRITING, Report.Status.CLEARANCE
CLEARED, SUBMITTED, ANSWERED = Report.Status.CLEARED, Report.Status.SUBMITTED, Report.Status.ANSWERED
# Under which labels a report may travel: the two narrower ones never leave the desk.
TRAVELS = (Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)


# -- beginning ---------------------------------------------------------------------------------------------


@transaction.atomic
def report_begin(
    *,
    viewer: Viewer,
    body: Body,
    template: str,
    period_from: date,
    period_until: date,
    languages: Sequence[str] = LANGUAGES,
    to: Body | None = None,
    names: Mapping[str, str] | None = None,
    due_on: date | None = None,
    contributions_until: date | None = None,
    tlp: str = "amber",
    previous: Report | None = None,
    overlap: bool = False,
    fictional: bool = False,
) -> Report:
    """Begin a report with all the sections of its template. What lasts is carried over from the last one.

    Args:
        to: the body it goes to; by default the one that `body` reports to.
        names: its title; by default the template's, with the body and the period.
        previous: the report before it; by default the last of the same kind.
        overlap: go on although there is one on the same days already.

    Raises:
        NotPossibleNow: the template is not known; the period ends before it begins; it goes to the body
            itself; no language is named; its label never leaves a desk; contributions come after it is due;
            or there is one on the same days.
    """
    policy.require(viewer, "report.write", body)
    others = [one for one in (to, previous) if one is not None]
    policy.require_sight(viewer, *others)
    try:
        made_of = templates.template(template)
    except DoctrineError:
        raise NotPossibleNow("report.template_unknown", template=template) from None
    kept = tuple(code for code in LANGUAGES if code in languages)
    if to is None and body.reports_to is not None:
        above = policy.sees(viewer, body.reports_to) and policy.sees(viewer, body.reports_to.actor)
        to = body.reports_to if above else None
    _coherent(body, to, period_from, period_until, kept, due_on, contributions_until, tlp)
    same = selectors.overlapping(viewer, body, template, period_from, period_until)
    if not overlap and same.exists():
        raise NotPossibleNow("report.overlaps", many=same.count())
    previous = previous or selectors.previous_of(viewer, body, template, period_from)
    report = Report.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=tlp,
        fictional=fictional or body.fictional,
        body=body,
        to=to,
        previous=previous,
        names=_named(names) or in_all(lambda: _title(made_of, body, period_from, period_until)),
        template=template,
        period_from=period_from,
        period_until=period_until,
        due_on=due_on,
        contributions_until=contributions_until,
        languages=list(kept),
    )
    before = {one.code: one.texts for one in previous.sections.all()} if previous else {}
    ReportSection.objects.bulk_create(
        ReportSection(
            report=report,
            code=one.code,
            order=order,
            texts={
                code: text for code, text in before.get(one.code, {}).items() if code in kept and one.lasts
            },
        )
        for order, one in enumerate(made_of.sections)
    )
    _step(viewer, report, "begin")
    ledger.record(viewer, "report.begin", report, template=template, body=body.pk)
    return report


def _coherent(
    body: Body, to: Body | None, first: date, last: date, languages: Sequence[str], due_on: date | None,
    contributions_until: date | None, tlp: str,
) -> None:  # fmt: skip
    if last < first:
        raise NotPossibleNow("report.period_reversed")
    if to is not None and to.pk == body.pk:
        raise NotPossibleNow("report.to_itself")
    if not languages:
        raise NotPossibleNow("report.without_language")
    if tlp not in TRAVELS:
        raise NotPossibleNow("report.label_too_narrow")
    if due_on and contributions_until and contributions_until > due_on:
        raise NotPossibleNow("report.contributions_too_late")


def _title(template: templates.Template, body: Body, first: date, last: date) -> str:
    lang = get_language()
    years = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    name = in_words(body.actor.names)
    return _("%(template)s – %(body)s, %(years)s") % {
        "template": template.title.in_(lang),
        "body": name,
        "years": figures(years, lang),
    }


def _named(names: Mapping[str, str] | None) -> dict[str, str]:
    return {code: text.strip() for code, text in (names or {}).items() if text.strip()}


@transaction.atomic
def report_change(
    *,
    viewer: Viewer,
    report: Report,
    version: int | None = None,
    names: Mapping[str, str] | None = None,
    languages: Sequence[str] | None = None,
    to: Body | None = None,
    due_on: date | None = None,
    contributions_until: date | None = None,
) -> Report:
    """Change the frame of a report that is being written. The words of a language that is dropped are kept.

    Raises:
        Conflict: somebody changed it since.
        NotPossibleNow: it is not being written any more; or as `report_begin`.
    """
    policy.require(viewer, "report.write", report)
    _writable(report)
    if to is not None:
        policy.require_sight(viewer, to)
    kept = tuple(
        code for code in LANGUAGES if code in (languages if languages is not None else report.languages)
    )
    to = to or report.to
    _coherent(
        report.body,
        to,
        report.period_from,
        report.period_until,
        kept,
        due_on,
        contributions_until,
        report.tlp,
    )
    record_change(
        record=report,
        version=version,
        names=_named(names) or report.names,
        languages=list(kept),
        to=to,
        due_on=due_on,
        contributions_until=contributions_until,
        reminded="" if due_on != report.due_on else report.reminded,
    )
    ledger.record(viewer, "report.change", report)
    return report


# -- sections ----------------------------------------------------------------------------------------------


@transaction.atomic
def report_section_write(
    *,
    viewer: Viewer,
    section: ReportSection,
    texts: Mapping[str, str],
    version: int | None = None,
    with_records: bool | None = None,
) -> ReportSection:
    """Write the words of a section, by language. Words of languages that are not given stay.

    Raises:
        Conflict: somebody wrote since `version`; nothing is written.
        NotPossibleNow: the report is not being written any more; a text is too long.
    """
    report = _open_to(viewer, section)
    said = {**section.texts, **{code: text.strip() for code, text in texts.items() if code in LANGUAGES}}
    if any(len(text) > LONGEST for text in said.values()):
        raise NotPossibleNow("report_section.too_long", most=LONGEST)
    told = section.with_records if with_records is None else with_records
    _section_change(
        section, version, texts={code: text for code, text in said.items() if text}, with_records=told
    )
    ledger.record(viewer, "report_section.write", report, section=section.code)
    return section


@transaction.atomic
def report_section_fill(
    *, viewer: Viewer, section: ReportSection, version: int | None = None
) -> ReportSection:
    """Put the sentences that are known of a section under its words, in every language of the report, so that
    a person goes on from them.

    Raises:
        NotPossibleNow: nothing is known of it; the report is not being written any more.
    """
    report = _open_to(viewer, section)
    said = dict(section.texts)
    added = False
    for code in report.languages:
        found = reporting.known(reporting.scope_of(viewer, report, language(code)), section.code).as_text
        if found and found not in said.get(code, ""):
            said[code] = f"{said.get(code, '').strip()}\n\n{found}".strip()
            added = True
    if not added:
        raise NotPossibleNow("report_section.nothing_known")
    _section_change(section, version, texts=said)
    ledger.record(viewer, "report_section.fill", report, section=section.code)
    return section


@transaction.atomic
def report_section_assign(*, viewer: Viewer, section: ReportSection, person: User | None) -> ReportSection:
    """Say who writes a section, or that nobody is named for it any more."""
    report = _open_to(viewer, section)
    if person is not None:
        policy.require_sight(viewer, person)
    ReportSection.objects.filter(pk=section.pk).update(assigned_to=person)
    section.assigned_to = person
    ledger.record(viewer, "report_section.assign", report, section=section.code)
    return section


def _open_to(viewer: Viewer, section: ReportSection) -> Report:
    report = section.report
    policy.require(viewer, "report.write", report)
    _writable(report)
    return report


def _writable(report: Report) -> None:
    if report.status != WRITING:
        raise NotPossibleNow("report.not_open")


def _section_change(section: ReportSection, version: int | None, **fields: Any) -> None:
    seen = section.version if version is None else version
    here = ReportSection.objects.filter(pk=section.pk, version=seen)
    if not here.update(version=F("version") + 1, **fields):
        raise Conflict("conflict.changed")
    for name, value in fields.items():
        setattr(section, name, value)
    section.version = seen + 1


def _step(viewer: Viewer, report: Report, what: str, note: str = "") -> None:
    ReportStep.objects.create(report=report, what=what, note=note, by_id=viewer.user_id, at=clock.now())
