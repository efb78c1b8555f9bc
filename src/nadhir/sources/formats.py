"""What a file is: by what stands in it, then by its name; where the two disagree, that is said."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused
from nadhir.sources import archives
from nadhir.sources.encodings import UTF_8, Encoding, encoding_of
from nadhir.sources.files import GZIP_MAGIC, head_of, refuse, size_of
from nadhir.sources.limits import Limits
from nadhir.sources.records import note

Format = Literal["csv", "xlsx", "jsonl", "parquet", "txt", "html", "pdf", "feed"]
FORMATS: tuple[Format, ...] = get_args(Format)
TABLES: frozenset[Format] = frozenset({"csv", "xlsx", "jsonl", "parquet"})

_SUFFIXES: dict[str, Format] = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".parquet": "parquet", ".pq": "parquet",
    ".txt": "txt", ".text": "txt", ".md": "txt",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf",
    ".rss": "feed", ".atom": "feed", ".xml": "feed", ".rdf": "feed",
}  # fmt: skip

# Known by their first bytes, so that the refusal can name them.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"),
    (b"RIFF", "RIFF"), (b"ID3", "MP3"), (b"OggS", "Ogg"), (b"\x1aE\xdf\xa3", "Matroska"),
    (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7-Zip"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"),
    (b"(\xb5/\xfd", "Zstandard"),
    (b"SQLite format 3", "SQLite"), (b"\x7fELF", "ELF"), (b"MZ", "EXE"), (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
    (b"ARROW1", "Arrow"), (b"Obj\x01", "Avro"), (b"ORC", "ORC"),
)  # fmt: skip

_BEFORE_ROOT = re.compile(
    r"\A\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_FEED_ROOTS = frozenset({"rss", "feed", "rdf"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a file turned out to be; `head` is its beginning, unpacked."""

    format: Format
    compressed: bool
    size: int
    head: bytes
    encoding: Encoding = UTF_8
    notes: tuple[Reason, ...] = ()


def recognise(path: Path, limits: Limits) -> Found:
    """Find out what `path` is, reading no more than its beginning.

    Raises:
        FileRefused: it is not there, not readable, empty, locked, or nothing we read (`file.*`,
            `format.*`, `gzip.*`, `zip.*`, `encoding.unknown`).
    """
    size = size_of(path)
    head = head_of(path, limits)
    compressed = head.startswith(GZIP_MAGIC)
    if compressed:
        head = head_of(path, limits, compressed=True)
    named = named_format(path)
    format_ = _by_magic(path, head, limits, compressed)
    encoding = UTF_8
    if format_ is None:
        format_, encoding = _by_text(path, head, named)
    if compressed and format_ not in {"csv", "jsonl"}:
        raise refuse(path, "format.not_in_gzip", format=format_)
    notes: list[Reason] = []
    if named is not None and named != format_:
        notes.append(note("format.mismatch", file=path.name, suffix=_suffix(path), format=format_))
    if encoding.guessed:
        notes.append(note("encoding.guessed", file=path.name, encoding=encoding.name))
    return Found(format_, compressed, size, head, encoding, tuple(notes))


def named_format(path: Path) -> Format | None:
    """The format that the name of a file claims, if any."""
    return _SUFFIXES.get(_suffix(path))


def _suffix(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


def _by_magic(path: Path, head: bytes, limits: Limits, compressed: bool) -> Format | None:
    if not head:
        raise refuse(path, "file.empty")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PARE"):
        raise refuse(path, "file.password_protected")
    if head.startswith(GZIP_MAGIC) and compressed:
        raise refuse(path, "format.not_in_gzip", format="gzip")
    if head.startswith(archives.ZIP_MAGIC):
        if compressed:
            raise refuse(path, "format.not_in_gzip", format="zip")
        kind = archives.kind_of_zip(path, limits)
        if kind == "xlsx":
            return "xlsx"
        raise refuse(path, "format.not_supported", format=kind)
    if head.startswith(archives.OLE_MAGIC):
        raise refuse(path, "format.old_office") if compressed else archives.refuse_ole(path)
    if head[4:8] == b"ftyp":
        raise refuse(path, "format.not_supported", format="MP4")
    for magic, kind in _OTHERS:
        if head.startswith(magic) and (
            not magic.isascii() or not magic.isalpha() or encoding_of(head) is None
        ):
            raise refuse(path, "format.not_supported", format=kind)
    return None


def _by_text(path: Path, head: bytes, named: Format | None) -> tuple[Format, Encoding]:
    encoding = encoding_of(head)
    if encoding is None:
        raise _no_text(path, head)
    text = head.decode(encoding.name, errors="replace").lstrip("\ufeff")
    if not text.strip():
        raise refuse(path, "file.empty")
    markup = _markup(path, text, named)
    if markup:
        return markup, encoding
    if named == "txt":
        return "txt", encoding
    if _json_lines(path, text, named):
        return "jsonl", encoding
    if named == "csv" or _delimited(text):
        return "csv", encoding
    return "txt", encoding


def _markup(path: Path, text: str, named: Format | None) -> Format | None:
    """`html` or `feed`, by the first element."""
    if not text.lstrip().startswith("<"):
        return (
            "html" if named == "html" and re.search(r"<(?:html|body|p|div)\b", text, re.IGNORECASE) else None
        )
    before = _BEFORE_ROOT.match(text)
    root = _ROOT.match(text, before.end() if before else 0)
    name = root[2].lower() if root else ""
    if name in _FEED_ROOTS:
        return "feed"
    if name == "html" or named == "html" or re.match(r"\s*<!doctype\s+html", text, re.IGNORECASE):
        return "html"
    if text.lstrip().startswith(("<?xml", "<!")) or named == "feed":
        declared = (
            before is not None and "<!doctype" in before.group().lower()
        ) or "<!entity" in text.lower()
        raise refuse(path, "xml.entities") if declared else refuse(path, "xml.not_a_feed", root=name or "?")
    return None


def _no_text(path: Path, head: bytes) -> FileRefused:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head[:65536])
    return refuse(path, "file.binary" if controls else "encoding.unknown")


def _json_lines(path: Path, text: str, named: Format | None) -> bool:
    """Whether this is one JSON object a line; the first lines of such a file may be broken ones."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    objects = [_json_object(line) for line in lines]
    if named != "jsonl":
        return objects[0]
    opening = lines[0].strip()
    if opening.startswith("[") and not opening.endswith("]"):  # one array over many lines
        raise refuse(path, "json.not_lines")
    if any(objects) or (len(lines) == 1 and lines[0].lstrip().startswith('{"')):
        return True
    if opening[0] in "[{":
        raise refuse(path, "json.not_lines")
    return False


def _json_object(line: str) -> bool:
    if not line.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _delimited(text: str) -> bool:
    """Whether several lines in a row hold the same number of the same separator."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if len(lines) < 3:
        return False
    for sign in ",;\t|":
        counts = {line.count(sign) for line in lines[:-1]}
        if len(counts) == 1 and counts != {0}:
            return True
    return False
