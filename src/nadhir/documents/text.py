"""A document as Markdown, or as plain text for mails: UTF-8 without a byte order mark, lines ended by LF.

In Markdown every character of a stranger that has a meaning there is escaped, so that it reads as it was
written and no link or image is made of it. Plain text escapes nothing. Isolates stay, since programs that
show plain text honour them; notes are numbered and stand at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nadhir.doctrine.dates import date_in_words
from nadhir.documents import words as w
from nadhir.documents.model import (
    Block,
    Contents,
    Document,
    Figure,
    Flow,
    Heading,
    KeyValues,
    ListBlock,
    Notice,
    PageBreak,
    Paragraph,
    Quote,
    Signatures,
    Table,
    Words,
)
from nadhir.documents.scribe import Items, Scribe, rows
from nadhir.errors import DocumentError

_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
# What opens a list, a heading or a rule only where a line begins.
_AT_START = re.compile(r"^(\s*)(\d+)?([-+=.)])", re.MULTILINE)
_AROUND = {"strong": "**", "emphasis": "*", "code": "", "plain": "", "number": ""}


def to_markdown(document: Document) -> str:
    """The document as CommonMark with tables and footnotes.

    Raises:
        DocumentError: as for PDF; a figure's drawing is not looked at.
    """
    return _Writer(Scribe(document), marked=True).written()


def to_plain(document: Document) -> str:
    """The document as plain text.

    Raises:
        DocumentError: as `to_markdown`.
    """
    return _Writer(Scribe(document), marked=False).written()


class _Writer:
    def __init__(self, scribe: Scribe, *, marked: bool) -> None:
        self.scribe = scribe
        self.marked = marked

    def written(self) -> str:
        document, scribe = self.scribe.document, self.scribe
        parts = [
            self._flow(document.marking),
            self._head(self._line(document.title), 1),
            self._flow(document.subtitle),
            self._flow(date_in_words(document.date.isoformat(), document.lang)),
            self._flow(document.meta.reference),
        ]
        parts += [self._block(block) for block in document.blocks]
        if scribe.notes:
            if not self.marked:
                parts.append(self._head(scribe.say("notes"), 2))
            parts.append(
                "\n".join(f"{self._mark(one.number)} {self._said(one.items)}" for one in scribe.notes)
            )
        remarks = scribe.remarks()
        if remarks:
            parts += ["---" if self.marked else "—", "\n".join([scribe.say("remarks"), *remarks])]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _block(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            return self._flow(block.flow)
        if isinstance(block, Heading):
            said, level = self.scribe.heading(block)
            return self._head(self._escaped(" ".join(said.split())), level + 1)
        if isinstance(block, ListBlock):
            starts = (f"{n}." if block.ordered else "-" for n in range(1, len(block.items) + 1))
            return "\n".join(
                f"{start} {self._flow(item)}" for start, item in zip(starts, block.items, strict=True)
            )
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Figure):
            return self._figure(block)
        if isinstance(block, KeyValues):
            return "\n".join(f"- {self._flow(name)}: {self._flow(value)}" for name, value in block.pairs)
        return self._aside(block)

    def _aside(self, block: Quote | Notice | Contents | PageBreak | Signatures) -> str:
        if isinstance(block, Quote):
            said = self._flow(block.flow)
            return _quoted(f"{said}\n\n— {self._flow(block.source)}" if block.source else said)
        if isinstance(block, Notice):
            title = self._flow(block.title or self.scribe.say(f"notice.{block.kind}"))
            return _quoted(f"{self._around(title, 'strong')}\n\n{self._flow(block.flow)}")
        if isinstance(block, Signatures):
            comma = w.comma(self.scribe.lang)
            lines = ((one.name, one.role, one.when) for one in block.entries)
            return "\n".join(f"- {comma.join(self._line(part) for part in line if part)}" for line in lines)
        if isinstance(block, PageBreak):
            return "---" if self.marked else ""
        return ""  # a mail has no pages to list

    def _table(self, block: Table) -> str:
        given = rows(block)
        caption = self._flow(block.caption)
        header = [self._cell(cell) for cell in block.header]
        body = [[self._cell(cell) for cell in row] for row in given]
        if self.marked:
            kinds = block.kinds or ("words",) * len(header)
            rule = ["---:" if kind == "number" else "---" for kind in kinds]
            lines = [f"| {' | '.join(row)} |" for row in (header, rule, *body)]
        else:
            lines = ["\t".join(row) for row in (header, *body)]
        return "\n".join([caption, "", *lines] if caption else lines)

    def _figure(self, block: Figure) -> str:
        alternative = self._line(block.alternative)
        if not alternative:
            raise DocumentError("document.figure_silent")
        caption = self._flow(block.caption)
        return f"[{alternative}]" if caption == alternative or not caption else f"{caption}\n[{alternative}]"

    def _flow(self, flow: Flow) -> str:
        said = self._said(self.scribe.flow(flow))
        return _AT_START.sub(r"\1\2\\\3", said) if self.marked else said

    def _line(self, words: Words) -> str:
        return " ".join(self._said(self.scribe.flow(words)).split())

    def _cell(self, flow: Flow) -> str:
        return " ".join(self._said(self.scribe.flow(flow)).split())

    def _said(self, items: Items) -> str:
        written = []
        for item in items:
            if item.kind == "note":
                written.append(self._mark(item.note, here=True))
            elif item.kind == "mark":
                written.append(item.words)
            else:
                said = self._around(self._escaped(item.words), item.style)
                if item.url and self.marked:
                    said = f"[{said}](<{item.url}>)"
                elif item.url and item.url != item.words.strip():
                    said = f"{said} <{item.url}>"
                written.append(said)
        return "".join(written).strip()

    def _around(self, said: str, style: str) -> str:
        """Emphasis, which must not begin or end with a space in Markdown."""
        sign = _AROUND[style] if self.marked else ""
        core = said.strip()
        if not sign or not core:
            return said
        before, _, after = said.partition(core)
        return f"{before}{sign}{core}{sign}{after}"

    def _escaped(self, words: str) -> str:
        return _MEANS_SOMETHING.sub(r"\\\1", words) if self.marked else words

    def _head(self, said: str, level: int) -> str:
        return f"{'#' * level} {said}" if self.marked else said

    def _mark(self, number: int, *, here: bool = False) -> str:
        if self.marked:
            return f"[^{number}]" if here else f"[^{number}]:"
        return f"[{self.scribe.digits(number)}]"


def _quoted(said: str) -> str:
    lines: Iterable[str] = said.split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)
