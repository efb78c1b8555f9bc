"""Templates of periodic reports: which sections a body's report to a higher one has, in three languages.

In: `templates.yaml`. Out: `Template` with its `Section`s. A file that names a section which is not there is
refused whole. Nothing here knows a report, a body or what is recorded of them.

    >>> template("national-yearly").section("mandate").lasts
    True
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from nadhir.doctrine.loader import read_checked
from nadhir.doctrine.text import Text
from nadhir.errors import DoctrineError


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a report.

    Attributes:
        guidance: what it should answer, for those who write it.
        known: whether an installation can say something of it from its records.
        words: whether people must write it, however much is known.
        lasts: whether its words are carried over into the next report.
        annex: whether it stands after the report, as tables.
    """

    code: str
    title: Text
    guidance: Text
    known: bool
    words: bool
    lasts: bool
    annex: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of report with its sections in order. `bodies`: kinds of body that it is made for; any where
    there are none."""

    id: str
    title: Text
    about: Text
    bodies: tuple[str, ...]
    sections: tuple[Section, ...]

    def section(self, code: str) -> Section:
        """One of its sections.

        Raises:
            DoctrineError: `report_section.unknown`.
        """
        for one in self.sections:
            if one.code == code:
                return one
        raise DoctrineError("report_section.unknown", section=code, template=self.id)


def templates() -> tuple[Template, ...]:
    """All templates, in the order in which they are written."""
    return tuple(_templates().values())


def template(template_id: str) -> Template:
    """One template.

    Raises:
        DoctrineError: `report_template.unknown`.
    """
    try:
        return _templates()[template_id]
    except KeyError:
        raise DoctrineError("report_template.unknown", template=template_id) from None


@functools.cache
def _templates() -> Mapping[str, Template]:
    return read_templates((resources.files(__package__) / "templates.yaml").read_bytes())


def read_templates(raw: bytes | str) -> Mapping[str, Template]:
    """Templates from the text of their file, by id.

    Raises:
        DoctrineError: `catalogue.broken`, with every problem.
    """
    from nadhir.doctrine.reports.schema import TemplatesFile

    found = read_checked(TemplatesFile, raw, name="reports")
    sections = {
        code: Section(
            code,
            Text(**one.title.model_dump()),
            Text(**one.guidance.model_dump()),
            one.known,
            one.words,
            one.lasts,
            one.annex,
        )
        for code, one in found.sections.items()
    }
    problems = [
        f"{one.id}: {code}"
        for one in found.templates
        for code in one.sections
        if code not in sections or one.sections.count(code) > 1
    ]
    if problems:
        raise DoctrineError("catalogue.broken", catalogue="reports", detail=problems[:8])
    return {
        one.id: Template(
            one.id,
            Text(**one.title.model_dump()),
            Text(**one.about.model_dump()),
            tuple(one.bodies),
            tuple(sections[code] for code in one.sections),
        )
        for one in found.templates
    }
