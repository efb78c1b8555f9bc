"""How much of a foreign file is taken before it is refused. Sizes in bytes, times in seconds."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024
_GIB = 1024 * _MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader allows. The defaults suit a small machine with 2 GiB of memory.

    Attributes:
        file_bytes: size of a table on disk; tables are streamed.
        document_bytes: size of a text or PDF, which is read whole.
        markup_bytes: size of an HTML page or feed; its tree takes about ten times that in memory.
        expanded_bytes: what a gzip file may grow to.
        workbook_bytes: what all parts of a workbook together may grow to.
        shared_bytes: what the text table of a workbook, read whole, may grow to.
        ratio: growth beyond which a compressed file is called a bomb, once it passed `ratio_from` bytes.
        archive_entries: parts in a workbook.
        row_group_bytes: one row group of a Parquet file, uncompressed.
        line_bytes: one line of a table; a record in quotes may span several.
        record_lines: lines that one record in quotes may span.
        text_chars: characters in one cell, or in the text of one document.
        columns: columns of a table.
        seconds_per_document: time for the text of one PDF.
        memory_bytes: memory of the process that reads a PDF.
        pages: pages of a PDF.
    """

    file_bytes: int = 4 * _GIB
    document_bytes: int = 100_000_000
    markup_bytes: int = 16 * _MIB
    expanded_bytes: int = 32 * _GIB
    workbook_bytes: int = 2 * _GIB
    shared_bytes: int = 128 * _MIB
    ratio: int = 200
    ratio_from: int = 32 * _MIB
    archive_entries: int = 5_000
    row_group_bytes: int = _GIB
    line_bytes: int = 4 * _MIB
    record_lines: int = 2_000
    text_chars: int = 2_000_000
    columns: int = 1_000
    seconds_per_document: int = 60
    memory_bytes: int = _GIB
    pages: int = 5_000


def megabytes(size: int) -> str:
    """A size for people, in decimal megabytes: `1073.7`, `0.4`, `12`."""
    return f"{size / 1_000_000:.1f}".removesuffix(".0")
