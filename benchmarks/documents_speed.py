"""How long documents take: a hundred pages, ten thousand notes, a table of two thousand rows.

Prints a table; `--json PATH` writes the figures too. The words are invented.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

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
    made = CASES[case](lang)
    took = {}
    start = time.perf_counter()
    paper = pdf.to_pdf(made)
    took["pdf_seconds"] = time.perf_counter() - start
    start = time.perf_counter()
    file = word.to_word(made)
    took["word_seconds"] = time.perf_counter() - start
    start = time.perf_counter()
    text.to_markdown(made)
    took["markdown_seconds"] = time.perf_counter() - start
    pages = len(pypdf.PdfReader(io.BytesIO(paper)).pages)
    rounded = {name: round(seconds, 3) for name, seconds in took.items()}
    return {"case": case, "lang": lang, "pages": pages, **rounded, "pdf_kb": len(paper) // 1000,
            "word_kb": len(file) // 1000}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures here")
    given = parser.parse_args()
    pdf.to_pdf(document("en", [m.Paragraph("x")]))  # fonts are read once in a process
    found = [measure(case, lang) for case in CASES for lang in ("ar", "en")]
    shown = Shown("document", "language", "pages", "PDF s", "Word s", "Markdown s", "PDF kB", "Word kB")
    for row in found:
        shown.add_row(*(str(value) for value in row.values()))
    Console().print(shown)
    if given.json:
        given.json.write_text(json.dumps({"pages_wanted": PAGES, "documents": found}, indent=2), "utf-8")


if __name__ == "__main__":
    main()
