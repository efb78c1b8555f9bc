"""The one way in: a path becomes a `Reading`, which gives records and rejections one at a time."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused, RecordRefused
from nadhir.sources.connectors import Connector, Context, recognised
from nadhir.sources.connectors import connector as connector_called
from nadhir.sources.files import check_size, opened, refuse
from nadhir.sources.formats import TABLES, Format, Found, recognise
from nadhir.sources.limits import Limits
from nadhir.sources.mapping import Mapping, guess_mapping
from nadhir.sources.records import Record, Rejection, excerpt_of, note
from nadhir.sources.rows import RowReader
from nadhir.sources.tables import Row, Table, words_of

Entry = Record | Rejection


@dataclass(slots=True)
class Reading:
    """A file that was opened far enough to say what it is.

    Iterating gives `Record` and `Rejection` in the order of the file, in constant memory; each
    iteration reads the file anew. What makes the rest of a file unreadable (a cut gzip, say) comes as
    a last `Rejection` where records came before it, and as `FileRefused` where none did.

    Attributes:
        path: the file.
        format: `csv` (any separator), `xlsx`, `jsonl`, `parquet`, `txt`, `html`, `pdf` or `feed`.
        connector: id of the known source it was read as, or None.
        mapping: what the columns were taken for; None for documents, feeds and known sources.
        columns: of a table; empty for the rest.
        expected: about how many records, for a progress bar; None where nobody can tell.
        notes: about the file as a whole; complete when the iteration has ended.
    """

    path: Path
    format: Format
    connector: str | None
    mapping: Mapping | None
    columns: tuple[str, ...]
    expected: int | None
    _entries: abc.Callable[[list[Reason]], Iterator[Entry]]
    _notes: list[Reason] = field(default_factory=list)
    _notes_while_reading: list[Reason] = field(default_factory=list)

    @property
    def notes(self) -> tuple[Reason, ...]:
        return (*self._notes, *self._notes_while_reading)

    def __iter__(self) -> Iterator[Entry]:
        remarks = self._notes_while_reading = []
        last: int | None = None
        count = 0
        try:
            for entry in self._entries(remarks):
                count += 1
                last = entry.row
                yield entry
        except FileRefused as refused:
            if not count:
                raise
            params = {name: value for name, value in refused.params.items() if name != "file"}
            yield Rejection(self.path.name, (last or count) + 1, refused.code, {**params, "kept": count})


def read(
    path: Path,
    *,
    source: str | None = None,
    mapping: Mapping | abc.Mapping[str, str] | None = None,
    text_column: str | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Open a file for reading.

    Args:
        path: the file.
        source: id of a connector; without it, one is recognised by its columns.
        mapping: roles of columns. A whole `Mapping` is taken as it is; a dictionary
            `{"text": "النص", "published": "التاريخ"}` overrules the guess for those roles.
        text_column: short for `mapping={"text": …}`.
        limits: how much is taken.

    Raises:
        FileRefused: nothing of the file can be read; `code` and `params` say why.
        InputRefused: `connector.unknown`.
    """
    limits = limits or Limits()
    known = connector_called(source) if source else None
    found = recognise(path, limits)
    notes = list(found.notes)
    if found.format not in TABLES:
        if known:
            raise refuse(path, "connector.not_a_table", connector=known.id, format=found.format)
        return _documents(path, found, limits, notes)
    check_size(path, found.size, limits.file_bytes)
    table = _table(path, found, limits)
    chosen = {**(mapping if mapping is not None and not isinstance(mapping, Mapping) else {})}
    if text_column:
        chosen["text"] = text_column
    if known is None and not chosen and mapping is None:
        known = recognised(table.columns)
        if known:
            notes.append(note("connector.recognised", file=path.name, title=known.title.as_dict()))
    if known:
        return _known(path, found, table, known, notes)
    roles = (
        mapping
        if isinstance(mapping, Mapping)
        else guess_mapping(table.columns, [r.cells for r in table.sample()])
    )
    return _mapped(path, found, table, _checked(path, table, roles, chosen), limits, notes)


def _table(path: Path, found: Found, limits: Limits) -> Table:
    # Each reader is loaded when a file asks for it; the libraries behind them are heavy.
    if found.format == "xlsx":
        from nadhir.sources.workbooks import open_workbook

        return open_workbook(path, limits)
    if found.format == "parquet":
        from nadhir.sources.columnar import open_parquet

        return open_parquet(path, limits)
    if found.format == "jsonl":
        from nadhir.sources.json_lines import open_json_lines

        return open_json_lines(path, found, limits)
    from nadhir.sources.delimited import open_delimited

    return open_delimited(path, found, limits)


def _checked(path: Path, table: Table, roles: Mapping, chosen: dict[str, str]) -> Mapping:
    """The mapping with what a person chose, sure to have a text column that exists."""
    try:
        roles = roles.with_roles(chosen)
    except FileRefused as refused:
        raise refuse(path, refused.code, **refused.params) from None
    absent = [use.column for use in roles.uses if use.role and use.column not in table.columns]
    if absent:
        raise refuse(path, "table.column_missing", column=absent[0], columns=list(table.columns))
    if roles.column("text") is None:
        columns = [excerpt_of(name, 40) for name in table.columns[:60]]
        raise refuse(path, "table.no_text_column", columns=columns)
    return roles


def _mapped(
    path: Path, found: Found, table: Table, roles: Mapping, limits: Limits, notes: list[Reason]
) -> Reading:
    reader = RowReader(roles, limits, in_order=table.sorted_columns)
    text_column = roles.column("text") or ""

    def entries(remarks: list[Reason]) -> Iterator[Entry]:
        seen = 0
        for row in table.rows():
            seen += 1
            if isinstance(row, Rejection):
                yield row
                continue
            try:
                yield reader.record(row)
            except RecordRefused as refused:
                shown = words_of(row.cells.get(text_column)) or " ".join(map(words_of, row.cells.values()))
                yield Rejection(path.name, row.number, refused.code, refused.params, excerpt_of(shown))
        if not seen:
            remarks.append(note("table.no_rows", file=path.name))

    return Reading(
        path, found.format, None, roles, table.columns, table.expected, entries, notes + table.notes
    )


def _known(path: Path, found: Found, table: Table, known: Connector, notes: list[Reason]) -> Reading:
    missing = known.missing(table.columns)
    if missing:
        raise refuse(path, "connector.columns_missing", connector=known.id, columns=missing)
    unread = known.unread(table.columns)
    if unread:
        notes.append(note("connector.unread_columns", file=path.name, columns=unread))
    parse = known.parse()
    context = Context(path.name)
    as_text = found.format != "csv"

    def entries(remarks: list[Reason]) -> Iterator[Entry]:
        seen = 0
        for row in table.rows():
            seen += 1
            if isinstance(row, Rejection):
                yield row
                continue
            if as_text:
                row = Row(
                    row.number,
                    {name: words_of(row.cells.get(name)) for name in sorted(table.columns)},
                    row.notes,
                )
            try:
                yield parse(row, context)
            except RecordRefused as refused:
                shown = " ".join(words_of(cell) for cell in row.cells.values() if cell)
                yield Rejection(path.name, row.number, refused.code, refused.params, excerpt_of(shown))
        if not known.minimum <= seen <= known.maximum:
            usual = {"minimum": known.minimum, "maximum": known.maximum}
            remarks.append(note("connector.unusual_count", file=path.name, found=seen, **usual))

    return Reading(
        path, found.format, known.id, None, table.columns, table.expected, entries, notes + table.notes
    )


def _documents(path: Path, found: Found, limits: Limits, notes: list[Reason]) -> Reading:
    heavy = found.format in {"html", "feed"}
    check_size(path, found.size, limits.markup_bytes if heavy else limits.document_bytes)

    def entries(remarks: list[Reason]) -> Iterator[Entry]:
        with opened(path, limits) as source:
            raw = source.read(limits.document_bytes + 1)
        if found.format == "feed":
            from nadhir.sources.feeds import read_feed

            yield from read_feed(path, raw, limits, remarks)
            return
        yield _document(path, found.format, raw, limits)

    expected = None if found.format == "feed" else 1
    return Reading(path, found.format, None, None, (), expected, entries, notes)


def _document(path: Path, format_: Format, raw: bytes, limits: Limits) -> Record:
    if format_ == "pdf":
        from nadhir.sources.pdf import read_pdf

        return read_pdf(path, raw, limits)
    if format_ == "html":
        from nadhir.sources.html import read_html

        return read_html(path, raw, limits)
    from nadhir.sources.prose import decode, document

    text, notes = decode(path, raw)
    return document(path, text, raw, limits, notes=notes)
