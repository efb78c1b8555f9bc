"""A report as a document: its cover, its sections with words and records, how it was made.

While it is written it is made afresh each time. What was handed in is kept word for word (`made`), so that
what was cleared is what is submitted, and what was submitted is what is read years later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from nadhir.doctrine import reports as templates
from nadhir.doctrine.text import LANGUAGES, Language, language
from nadhir.documents import keeping
from nadhir.documents import model as m
from nadhir.web.cooperation.models import Report, ReportSection
from nadhir.web.cooperation.reporting.collecting import Known, known, scope_of
from nadhir.web.cooperation.reporting.scope import Scope
from nadhir.web.core.templatetags.nadhir import day, in_words, language_name, number
from nadhir.web.core.viewer import Viewer


def period_words(report: Report) -> str:
    """The period of a report."""
    return _("%(first)s to %(last)s") % {"first": day(report.period_from), "last": day(report.period_until)}


def whole(viewer: Viewer, report: Report, sections: list[ReportSection], lang: Language) -> m.Document:
    """The report as it stands now, in one language, for readers as far as it travels."""
    scope = scope_of(viewer, report, lang)
    template = templates.template(report.template)
    written = {one.code: one for one in sections}
    with scope.paper.audience.speaking():
        paper = scope.paper
        paper.uses(report)
        filled, annexed = 0, False
        for section in template.sections:
            one = written.get(section.code)
            if one is None:
                continue
            if section.annex and not annexed:
                annexed = True
                paper.blocks.append(m.PageBreak())
            paper.heading(section.title.in_(lang))
            filled += _section(scope, one, lang)
        _making(scope, len(sections), filled)
        body, paper.blocks = paper.blocks, []
        _cover(scope)
        paper.blocks += [m.Contents(depth=1), m.PageBreak(), *body]
        return paper.finished(
            in_words(report.names),
            subtitle=period_words(report),
            reference=template.title.in_(lang),
            version=_("version %(n)s of the record") % {"n": number(report.version)},
        )


def _section(scope: Scope, one: ReportSection, lang: str) -> int:
    """One section; 1 where something is said in it, 0 where it is empty."""
    text = str(one.texts.get(lang, "")).strip()
    found = known(scope, one.code) if one.with_records else Known(())
    if text:
        scope.paper.prose(text)
    elif any(str(words).strip() for words in one.texts.values()):
        scope.gap(_("The words of this section were not written in this language."))
    if text:
        scope.paper.blocks += found.rest
    else:
        scope.paper.blocks += found.blocks
    if not text and not found.filled:
        if not found.blocks:
            scope.gap(_("Nothing was written here."))
        return 0
    return 1


def _cover(scope: Scope) -> None:
    report, paper = scope.report, scope.paper
    named = report.to is not None and scope.may_name(report.to, report.to.actor)
    to = paper.name(report.to.actor.names) if report.to and named else None
    paper.facts(
        (_("Report of"), paper.name(scope.actor.names)),
        (_("Report to"), to) if to else None,
        (_("Period"), period_words(report)),
        (_("Due on"), day(report.due_on)) if report.due_on else None,
        (_("Languages"), ", ".join(language_name(code) for code in report.languages)),
    )


def _making(scope: Scope, sections: int, filled: int) -> None:
    scope.paper.heading(_("How this report was made"))
    scope.says(
        _("Sections: %(n)s; of these with something to say: %(filled)s.")
        % {"n": number(sections), "filled": number(filled)}
    )
    scope.says(
        _(
            "Sentences and tables that nobody signed as their own words were made from the records of the "
            "reporting office on the day of this document. They count what was recorded, which is not all "
            "that happened. Situations that are handled discreetly and confidential notes are not in it."
        )
    )


def made(viewer: Viewer, report: Report, sections: list[ReportSection]) -> dict[str, Any]:
    """The report in all its languages as plain data, to be kept word for word."""
    told = {}
    for code in report.languages:
        lang = language(code)
        with translation.override(lang):
            told[lang] = keeping.to_data(whole(viewer, report, sections, lang))
    return {"documents": told}


def dressed(report: Report, document: m.Document) -> m.Document:
    """A document with what is to be known of its state: whether it is a draft, when it was submitted, and
    the fingerprint of the words that were kept. Said in the language of the document."""
    with translation.override(document.lang):
        state: list[m.Block] = []
        if report.status in (Report.Status.WRITING, Report.Status.CLEARANCE):
            state.append(m.Notice("caution", _("Not cleared yet. Not to be quoted."), _("Draft")))
        pairs: list[tuple[m.Flow, m.Flow]] = []
        if report.submitted_on:
            pairs.append((_("Submitted on"), day(report.submitted_on)))
        if report.sha256:
            pairs.append((_("Fingerprint (SHA-256)"), m.Run(report.sha256, "code")))
        if pairs:
            state.append(m.KeyValues(tuple(pairs)))
    return replace(document, blocks=(*state, *document.blocks))


def kept(report: Report, lang: str) -> m.Document | None:
    """The document that was handed in, in this language, where there is one."""
    told = (report.frozen or {}).get("documents", {}).get(lang)
    found: m.Document | None = keeping.of_data(told) if told else None
    return found


def languages_of(report: Report) -> tuple[str, ...]:
    """The languages of a report, in the order of the house."""
    return tuple(code for code in LANGUAGES if code in report.languages)
