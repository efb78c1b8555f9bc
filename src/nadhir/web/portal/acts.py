"""What the recorded acts are called, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def act_words() -> dict[str, str]:
    """Words for the acts upon reports, assessments, warnings and undertakings."""
    return {
        "item.receive": _("report received"),
        "item.assign": _("report assigned"),
        "item.attach": _("report attached to a situation"),
        "item.dismiss": _("report dismissed"),
        "item.reopen": _("report brought back"),
        "item.rate": _("credibility rated"),
        "finding.judge": _("finding of the screening judged"),
        "term.add": _("word added to a lexicon"),
        "term.review": _("word of a lexicon reviewed"),
        "term.withdraw": _("word of a lexicon withdrawn"),
        "word_list.propose": _("list of words brought"),
        "word_list.take": _("list of words taken"),
        "word_list.drop": _("list of words left aside"),
        "rescreening.begin": _("reading again begun"),
        "rescreening.done": _("reports read again"),
        "rescreening.failed": _("reading again broke off"),
        "assessment.draft": _("assessment begun"),
        "assessment.write": _("assessment written"),
        "finding.record": _("finding recorded"),
        "factor.write": _("assessment written"),
        "assessment.submit": _("assessment handed to review"),
        "assessment.return": _("assessment returned"),
        "assessment.sign": _("assessment signed"),
        "assessment.supersede": _("assessment superseded"),
        "assessment.dissent": _("dissent recorded"),
        "warning.draft": _("warning begun"),
        "warning.write": _("warning written"),
        "warning.option": _("option added"),
        "warning.option_write": _("option changed"),
        "warning.option_remove": _("option taken out"),
        "warning.recipient": _("recipient named"),
        "warning.recipient_remove": _("recipient taken off"),
        "warning.submit": _("warning handed to approval"),
        "warning.return": _("warning returned"),
        "warning.approve": _("warning approved"),
        "warning.issue": _("warning issued"),
        "warning.read": _("warning read"),
        "warning.acknowledge": _("warning acknowledged"),
        "warning.decide": _("decision recorded"),
        "warning.cancel": _("warning cancelled"),
        "undertaking.make": _("undertaking made"),
        "undertaking.under_way": _("undertaking begun"),
        "undertaking.done": _("undertaking done"),
        "undertaking.refused": _("undertaking refused"),
    }
