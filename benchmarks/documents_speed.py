"""How long documents take: a hundred pages, ten thousand notes, a table of two thousand rows; and a signed
assessment of a hundred pages from records of a workspace, read through the policy.

Prints a table; `--json PATH` writes the figures too. The words are invented. The workspace with its records
is made in a temporary folder; `--only words` leaves it out.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
from rich.console import Console
from rich.table import Table as Shown

from nadhir.doctrine.text import Language
from nadhir.documents import charts, pdf, text, word
from nadhir.documents import model as m

WORDS = {
    "en": "A farm near the river Lami was burnt at 04:15, and forty families left the valley (Kasra Watch). ",
    "ar": "أُحرقت مزرعة قرب نهر لامي عند الساعة 04:15، وغادرت أربعون أسرة الوادي (Kasra Watch). ",
}
PAGES = 100
RECORDS = 500  # reports of the workspace, four passages each


def document(lang: Language, blocks: list[m.Block]) -> m.Document:
    return m.Document("Zamani", lang, date(2031, 5, 20), tuple(blocks), marking="TLP:AMBER")


def report(lang: Language, sections: int) -> m.Document:
    """A report as they are: headings, paragraphs with notes, tables, charts."""
    blocks: list[m.Block] = [m.Contents(), m.PageBreak()]
    words = WORDS[lang]
    chart = charts.line_chart([4, 6, 5, 9, 12], title="x", write=str, rtl=lang == "ar")
    for section in range(sections):
        blocks.append(m.Heading(f"{section + 1}. {words[:30]}", 1 + section % 2))
        for part in range(4):
            note = m.Cite(m.Note(f"{section}.{part}", words))
            blocks.append(m.Paragraph((words * 3, note, m.Run(words, "strong"), words * 2)))
        rows = tuple((words, words, str(row)) for row in range(4))
        blocks.append(m.Table((words[:20], words[:20], "n"), rows, ("words", "words", "number")))
        if section % 4 == 0:
            blocks.append(m.Figure(chart, words, words, width=0.7))
    return document(lang, blocks)


def notes(lang: Language, count: int) -> m.Document:
    runs: list[m.Inline] = []
    for number in range(count):
        runs += ["x ", m.Cite(m.Note(str(number), WORDS[lang]))]
    paragraphs = [m.Paragraph(tuple(runs[at : at + 40])) for at in range(0, len(runs), 40)]
    return document(lang, list(paragraphs))


def table(lang: Language, rows: int) -> m.Document:
    body = tuple((str(n), WORDS[lang], WORDS[lang][:30], str(n * 7)) for n in range(rows))
    return document(lang, [m.Table(("a", "b", "c", "d"), body, ("number", "words", "words", "number"))])


CASES: dict[str, Callable[[Language], m.Document]] = {
    "report of a hundred pages": lambda lang: report(lang, 100),
    "2,000 notes": lambda lang: notes(lang, 2_000),
    "10,000 notes": lambda lang: notes(lang, 10_000),
    "table of 2,000 rows": lambda lang: table(lang, 2_000),
    "paragraph of 50,000 letters": lambda lang: document(lang, [m.Paragraph((WORDS[lang] * 1_000)[:50_000])]),
}


def measure(case: str, lang: Language) -> dict[str, object]:
    return {"case": case, "lang": lang, **timed(CASES[case](lang))}


def timed(made: m.Document) -> dict[str, object]:
    """Seconds and sizes of one document in each form."""
    took = {}
    start, busy = time.perf_counter(), time.process_time()
    paper = pdf.to_pdf(made)
    took["pdf_seconds"] = time.perf_counter() - start
    took["pdf_processor"] = time.process_time() - busy  # of all threads; a busy machine does not lengthen it
    start = time.perf_counter()
    file = word.to_word(made)
    took["word_seconds"] = time.perf_counter() - start
    start = time.perf_counter()
    text.to_markdown(made)
    took["markdown_seconds"] = time.perf_counter() - start
    pages = len(pypdf.PdfReader(io.BytesIO(paper)).pages)
    rounded = {name: round(seconds, 3) for name, seconds in took.items()}
    return {"pages": pages, **rounded, "pdf_kb": len(paper) // 1000, "word_kb": len(file) // 1000}


def from_records() -> list[dict[str, object]]:
    """The same for an assessment of a workspace, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="nadhir-bench-") as home:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, __file__, "--inside"],
            env={**os.environ, "NADHIR_HOME": home, "DJANGO_SETTINGS_MODULE": "nadhir.web.settings"},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def inside() -> list[dict[str, object]]:
    """Make the workspace with its assessment, and the assessment's document."""
    import django

    django.setup()
    from nadhir.web.accounts.selectors import viewer_of
    from nadhir.web.accounts.services import user_invite
    from nadhir.web.setup import desk_prepare, workspace_prepare
    from nadhir.web.situations import selectors
    from nadhir.web.situations.documents import Audience, of_assessment

    workspace_prepare()
    desk = desk_prepare()
    people = [
        viewer_of(user_invite(email=f"{role}@example.org", name=role, organisation=desk, roles=[role]))
        for role in ("analyst", "reviewer")
    ]
    signed = _signed(*people)
    pdf.to_pdf(document("en", [m.Paragraph("x")]))
    found = []
    for lang in ("ar", "en"):
        start, busy = time.perf_counter(), time.process_time()
        made = of_assessment(Audience(people[0], lang), selectors.assessment(people[0], signed.pk))
        read = {"pdf_seconds": time.perf_counter() - start, "pdf_processor": time.process_time() - busy}
        took = timed(made)
        both = {name: round(float(str(took[name])) + more, 3) for name, more in read.items()}
        found.append({"case": "assessment from records", "lang": lang, **took, **both})
    return found


def _signed(analyst: Any, reviewer: Any) -> Any:
    """An assessment of all indicators with 2,000 passages, signed."""
    from nadhir import doctrine
    from nadhir.sources import Record
    from nadhir.web.intake.services import records_take, source_record
    from nadhir.web.situations import services
    from nadhir.web.situations.models import FRAMEWORK, Finding

    situation = services.situation_open(viewer=analyst, names={"en": "Zamani"}, places=[], groups=[])
    source = source_record(viewer=analyst, slug="radio")
    indicators = [one.id for one in doctrine.load(FRAMEWORK).of_kind("indicator")]
    for number in range(RECORDS):
        said = f"{number}: {WORDS['ar' if number % 2 else 'en'] * 3}"
        record = Record(text=said, title=said[:40], raw=said.encode(), external_id=str(number))
        item = records_take(viewer=analyst, source=source, records=[record])[0]
        elements = [indicators[(number * 4 + step) % len(indicators)] for step in range(4)]
        services.evidence_code(
            viewer=analyst, situation=situation, item=item, start=0, end=90, elements=elements
        )
    draft = services.assessment_draft(viewer=analyst, situation=situation)
    Finding.objects.filter(assessment=draft).update(reasoning=(WORDS["en"] * 6 + "\n" + WORDS["ar"] * 6))
    services.assessment_write(viewer=analyst, assessment=draft, narrative=WORDS["en"] * 40, trend="rising")
    services.assessment_submit(viewer=analyst, assessment=draft)
    return services.assessment_sign(viewer=reviewer, assessment=draft)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures here")
    parser.add_argument("--only", choices=("words", "records"), help="one half of it")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside()))
        return
    pdf.to_pdf(document("en", [m.Paragraph("x")]))  # fonts are read once in a process
    found = (
        [] if given.only == "records" else [measure(case, lang) for case in CASES for lang in ("ar", "en")]
    )
    found += [] if given.only == "words" else from_records()
    shown = Shown(
        "document",
        "language",
        "pages",
        "PDF s",
        "PDF processor s",
        "Word s",
        "Markdown s",
        "PDF kB",
        "Word kB",
    )
    for row in found:
        shown.add_row(*(str(value) for value in row.values()))
    Console().print(shown)
    if given.json:
        given.json.write_text(json.dumps({"pages_wanted": PAGES, "documents": found}, indent=2), "utf-8")


if __name__ == "__main__":
    main()
