"""A module to take along: as a handbook on paper, and as one file that opens without a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.doctrine import learning
from nadhir.doctrine.learning import markdown
from nadhir.documents import model as m
from nadhir.web.cooperation.models import Module
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.documents.kinds import Kind


@dataclass(frozen=True, slots=True)
class Subject:
    """A module in one of its editions; `row` where it was written here."""

    module: learning.Module
    setting: str
    row: Module | None = None


def build(audience: Audience, subject: Subject) -> m.Document:
    """The handbook: objectives, sections, exercises, case, questions, and the answers at the end."""
    module = subject.module
    with audience.speaking():
        paper = Paper(audience)
        if subject.row is not None:
            paper.uses(subject.row)
            paper.fictional = subject.row.fictional
        paper.paragraph(m.Run(in_words(module.summary), "strong"))
        paper.facts(
            (_("For whom"), in_words(module.audience)),
            (_("Edition"), f"{module.edition} · {setting_words()[subject.setting]}"),
            (_("Minutes"), str(module.minutes[subject.setting])),  # type: ignore[index]
        )
        paper.blocks.append(m.Contents(_("Contents"), 1))
        paper.heading(_("What you can do afterwards"))
        paper.points([in_words(one.text) for one in module.objectives])
        for section in module.sections_in(subject.setting):
            paper.heading(in_words(section.title))
            paper.blocks += written(in_words(section.body))
            for exercise in module.exercises_after(section.id, subject.setting):
                _exercise(paper, exercise)
        if module.case is not None:
            _case(paper, module.case)
        _questions(paper, module)
        if module.sources:
            paper.heading(_("Sources"))
            paper.points([paper.own(one.citation, lang="en") for one in module.sources])
        return paper.finished(
            in_words(module.title), subtitle=_("Handbook"), reference=module.ref, of_risk=False
        )


def setting_words() -> dict[str, str]:
    """The editions, in words."""
    return {"headquarters": _("for headquarters"), "field": _("for the field")}


def written(text: str) -> list[m.Block]:
    """The blocks of a text of a module, for paper."""
    return [_block(one) for one in markdown.blocks(text)]


def _block(block: markdown.Block) -> m.Block:
    if isinstance(block, markdown.Heading):
        return m.Heading(_plain(block.line), 3)
    if isinstance(block, markdown.Quote):
        return m.Quote(_flow(block.line))
    if isinstance(block, markdown.Points):
        return m.ListBlock(tuple(_flow(one) for one in block.items), ordered=block.ordered)
    if isinstance(block, markdown.Steps):
        return m.ListBlock(tuple(_flow(one) for one in block.items), ordered=True)
    if isinstance(block, markdown.Grid):
        rows = tuple(tuple(_flow(cell) for cell in row) for row in block.rows)
        return m.Table(tuple(_flow(cell) for cell in block.head), rows)
    return m.Paragraph(_flow(block.line))


def _flow(line: markdown.Line) -> m.Flow:
    return tuple(m.Run(run.words, run.style) for run in line) or ""


def _plain(line: markdown.Line) -> str:
    return "".join(run.words for run in line)


def _exercise(paper: Paper, exercise: learning.Exercise) -> None:
    paper.heading(f"{_('Exercise')} · {in_words(exercise.title)}", 2)
    paper.blocks += written(in_words(exercise.task))
    if exercise.options:
        paper.points([f"☐ {in_words(one.text)}" for one in exercise.options])
        told = [
            (in_words(one.text), in_words(one.feedback) if one.feedback else "–") for one in exercise.options
        ]
        paper.table((_("Answer"), _("What speaks for and against it")), told)
    if exercise.feedback is not None:
        paper.paragraph(m.Run(_("A good answer"), "strong"))
        paper.blocks += written(in_words(exercise.feedback))


def _case(paper: Paper, case: learning.Case) -> None:
    paper.heading(f"{_('Case')} · {in_words(case.title)}")
    paper.blocks += written(in_words(case.body))
    for one in case.questions:
        paper.paragraph(m.Run(_plain(markdown.runs(in_words(one.ask))), "strong"))
    paper.heading(_("What good answers have in them"), 2)
    for one in case.questions:
        paper.paragraph(m.Run(in_words(one.ask), "emphasis"))
        paper.blocks += written(in_words(one.answer))


def _questions(paper: Paper, module: learning.Module) -> None:
    paper.heading(_("Questions"))
    for number, question in enumerate(module.questions, 1):
        paper.paragraph(m.Run(f"{number}. {_plain(markdown.runs(in_words(question.ask)))}", "strong"))
        paper.points([f"☐ {_plain(markdown.runs(in_words(one.text)))}" for one in shown(question)])
        if question.pairs:
            rights = learning.shuffled(question.pairs, question.id)
            pairs = zip(question.pairs, rights, strict=True)
            paper.table(("", ""), [(in_words(left.left), in_words(right.right)) for left, right in pairs])
    paper.blocks.append(m.PageBreak())
    paper.heading(_("Answers"))
    rows = [
        (str(number), "; ".join(right_words(one)), in_words(one.explanation))
        for number, one in enumerate(module.questions, 1)
    ]
    paper.table((_("Question"), _("Right"), _("Why")), rows, shares=(0.6, 2.4, 3))


def shown(question: learning.Question) -> list[learning.Option]:
    """Its options in an order that gives nothing away."""
    if question.kind == "true_false":
        return list(question.options)
    return learning.shuffled(question.options, question.id)


def right_words(question: learning.Question) -> list[str]:
    """What is right, in words."""
    if question.kind == "match":
        return [f"{in_words(one.left)} – {in_words(one.right)}" for one in question.pairs]
    told = {one.id: _plain(markdown.runs(in_words(one.text))) for one in question.options}
    right = question.right
    return [told[name] for name in right if name in told]


def offline(module: learning.Module, setting: str, lang: str) -> dict[str, Any]:
    """What the file shows that opens without a line."""
    return {
        "module": module,
        "setting": setting_words()[setting],
        "minutes": module.minutes[setting],  # type: ignore[index]
        "lang": lang,
        "direction": "rtl" if lang == "ar" else "ltr",
        "parts": [
            {"section": one, "exercises": module.exercises_after(one.id, setting)}
            for one in module.sections_in(setting)
        ],
        "questions": [
            {
                "question": one,
                "options": shown(one),
                "choices": learning.shuffled(one.pairs, one.id),
                "right": " ".join(one.right if isinstance(one.right, list) else []),
                "places": range(1, len(one.options) + 1),
                "answer": right_words(one),
            }
            for one in module.questions
        ],
    }


KIND = Kind(
    "handbook",
    gettext_lazy("Handbook"),
    gettext_lazy("A module to read on paper, with its exercises, its case, and the answers at the end."),
    build,
)
