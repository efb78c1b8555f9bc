"""Templates of periodic reports: whole, in three languages, and refused where they name what is not there."""

from __future__ import annotations

import pytest

from nadhir.doctrine import reports
from nadhir.doctrine.reports import read_templates
from nadhir.errors import DoctrineError

TEXT = "{ar: ا, en: a, fr: à}"


def test_every_section_says_what_it_should_answer_in_three_languages() -> None:
    for template in reports.templates():
        for section in template.sections:
            for lang in ("ar", "en", "fr"):
                assert section.title.in_(lang)
                assert section.guidance.in_(lang)


def test_annexes_stand_at_the_end_and_the_summary_first() -> None:
    for template in reports.templates():
        annexes = [section.annex for section in template.sections]
        assert template.sections[0].code == "summary"
        assert annexes == sorted(annexes)


def test_people_must_say_what_was_hard_and_what_they_recommend() -> None:
    template = reports.template("national-yearly")
    assert {one.code for one in template.sections if one.words} == {"difficulties", "recommendations"}
    assert template.section("mandate").lasts


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(DoctrineError, match="report_template"):
        reports.template("none")
    with pytest.raises(DoctrineError, match="report_section"):
        reports.template("work-plan").section("maturity")


@pytest.mark.parametrize("codes", ["[other]", "[one, one]", "[]"])
def test_a_file_that_does_not_hold_together_is_refused_whole(codes: str) -> None:
    raw = f"""
sections: {{one: {{title: {TEXT}, guidance: {TEXT}}}}}
templates: [{{id: t, bodies: [], title: {TEXT}, about: {TEXT}, sections: {codes}}}]
"""
    with pytest.raises(DoctrineError, match="catalogue"):
        read_templates(raw)
