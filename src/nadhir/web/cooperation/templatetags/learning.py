"""The words of modules as HTML: their small Markdown, escaped, with the roles a table keeps on a phone."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nadhir.doctrine.learning import markdown
from nadhir.doctrine.text import Text
from nadhir.web.core.templatetags.nadhir import in_words

register = template.Library()


@register.filter
def lesson(words: Any) -> SafeString:
    """Blocks of a text, or of a `Text` in the reader's language."""
    text = in_words(words) if isinstance(words, Text) else str(words)
    return html(text)


@register.filter
def lesson_line(words: Any) -> SafeString:
    """The marks within one line."""
    return _line(markdown.runs(in_words(words) if isinstance(words, Text) else str(words)))


def html(text: str) -> SafeString:
    """A text as HTML; whatever it holds besides its marks is shown as it stands."""
    return format_html_join("\n", "{}", ((_block(one),) for one in markdown.blocks(text)))


def _block(block: markdown.Block) -> SafeString:
    if isinstance(block, markdown.Heading):
        return format_html("<h3>{}</h3>", _line(block.line))
    if isinstance(block, markdown.Quote):
        return format_html("<blockquote><p>{}</p></blockquote>", _line(block.line))
    if isinstance(block, markdown.Points):
        items = format_html_join("", "<li>{}</li>", ((_line(one),) for one in block.items))
        return format_html("<ol>{}</ol>", items) if block.ordered else format_html("<ul>{}</ul>", items)
    if isinstance(block, markdown.Steps):
        items = format_html_join("", "<li>{}</li>", ((_line(one),) for one in block.items))
        return format_html('<ol class="flow">{}</ol>', items)
    if isinstance(block, markdown.Grid):
        return _grid(block)
    return format_html("<p>{}</p>", _line(block.line))


def _grid(grid: markdown.Grid) -> SafeString:
    names = [plain(cell) for cell in grid.head]
    head = format_html_join(
        "", '<th role="columnheader" scope="col">{}</th>', ((_line(cell),) for cell in grid.head)
    )
    rows = format_html_join("", '<tr role="row">{}</tr>', ((_row(row, names),) for row in grid.rows))
    return format_html(
        '<div class="t-wrap"><table role="table" class="t lesson-table"><thead role="rowgroup">'
        '<tr role="row">{}</tr></thead><tbody role="rowgroup">{}</tbody></table></div>',
        head,
        rows,
    )


def _row(row: tuple[markdown.Line, ...], names: list[str]) -> SafeString:
    first = format_html('<th role="rowheader" scope="row">{}</th>', _line(row[0]))
    cells = zip(names[1:], row[1:], strict=True)
    rest = format_html_join(
        "", '<td role="cell" data-label="{}">{}</td>', ((name, _line(cell)) for name, cell in cells)
    )
    return format_html("{}{}", first, rest)


def _line(line: markdown.Line) -> SafeString:
    return format_html_join("", "{}", ((_run(run),) for run in line))


def _run(run: markdown.Run) -> SafeString | str:
    if run.style == "strong":
        return format_html("<b>{}</b>", run.words)
    if run.style == "emphasis":
        return format_html("<em>{}</em>", run.words)
    return run.words


def plain(line: markdown.Line) -> str:
    """The words of a line."""
    return "".join(run.words for run in line)
