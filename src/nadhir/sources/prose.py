"""A document as one record: its title, its day of publication, and what was lost on the way to us.

Nothing is repaired. Words that ran together and links that died are noted with where they stand, so
that whoever quotes the text knows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused, RecordRefused
from nadhir.sources.dates import find_dates, parse_written
from nadhir.sources.encodings import encoding_of
from nadhir.sources.files import refuse
from nadhir.sources.limits import Limits
from nadhir.sources.records import Record, WrittenDate, excerpt_of, note

_TITLE_LENGTH = 160
_NOTED = 10  # places shown of each kind of damage

# Lines of page furniture, which head many a saved page and title none.
_FURNITURE = re.compile(
    r"""^\W*(?:
        (?:تجاوز|انتقل|تخطي|تخطى|الانتقال)\b.{0,12}(?:المحتوى|المضمون).{0,20}
      | skip\ to\b.{0,30} | (?:aller|passer)\ au\ contenu.{0,20}
      | .{0,40}(?:مرحب[اًا]+\ بكم|أهلا?ً?\ بكم).{0,60} | welcome\ to\b.{0,60} | bienvenue\b.{0,60}
      | الرئيسية | الصفحة\ الرئيسية | القائمة | بحث | home(?:\s?page)? | menu | search | accueil | rechercher
      | share | print | شارك | طباعة | مشاركة | partager | imprimer
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_BROKEN_LINK = re.compile(
    r"\b404\b\s*(?:\||[-–—:])\s*[^\n]{0,60}|\b(?:error|erreur|خطأ)\s*404\b[^\n]{0,40}|\b404\s+not\s+found\b"
    r"|\bpage\s+not\s+found\b|\bpage\s+(?:introuvable|non\s+trouvée)\b|(?:هذه\s+)?الصفحة\s+غير\s+موجودة",
    re.IGNORECASE,
)
_PUBLISHED_LABEL = re.compile(
    r"^\W*(?:نُ?شر(?:ت)?(?:\s+(?:في|بتاريخ|يوم))?|تاريخ\s+النشر|آخر\s+تحديث|بتاريخ|التاريخ"
    r"|published(?:\s+on)?|posted(?:\s+on)?|date(?:d)?|updated|publiée?(?:\s+le)?|date\s+de\s+publication|mis\s+en\s+ligne\s+le)"
    r"\s*[:：]?\s*",
    re.IGNORECASE,
)
# ة and ى end a word; a letter straight after them starts another. So does an article inside a word
# that begins with one: "المتحدةمرحبا".
_GLUED = re.compile(
    r"(?<![\u0621-\u0652])[\u0621-\u0652]{2,30}?[ةى][\u064b-\u0652]*[\u0621-\u063a\u0641-\u064a]{2,30}"
)
_ARABIC_WORD = re.compile(r"[\u0621-\u063a\u0641-\u0652]+")
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


def decode(path: Path, raw: bytes) -> tuple[str, list[Reason]]:
    """The text of a whole document.

    Raises:
        FileRefused: `encoding.unknown` or `file.binary`.
    """
    encoding = encoding_of(raw[: 1 << 20])
    if encoding is None:
        raise refuse(path, "encoding.unknown")
    text = raw.decode(encoding.name, errors="replace").removeprefix("\ufeff")
    notes: list[Reason] = []
    damaged = text.count("\ufffd") - raw.count("\ufffd".encode())
    if damaged > 0 and encoding.name == "utf-8":
        notes.append(note("document.undecodable", count=damaged))
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def document(
    path: Path,
    text: str,
    raw: bytes,
    limits: Limits,
    *,
    title: str | None = None,
    published: WrittenDate | None = None,
    notes: list[Reason] | None = None,
    **fields: Any,
) -> Record:
    """The record of a document; `fields` are further fields of `Record`.

    Raises:
        FileRefused: `document.no_text` or `document.too_long`.
    """
    remarks = list(notes or [])
    if "\0" in text:
        text = text.replace("\0", "")
        remarks.append(note("document.nul_bytes"))
    if not any(map(str.isalnum, text)):
        raise refuse(path, "document.no_text")
    if len(text) > limits.text_chars:
        raise FileRefused("document.too_long", file=path.name, length=len(text), limit=limits.text_chars)
    remarks.extend(damage_in(text))
    return Record(
        text=text,
        raw=raw,
        title=title or title_of(text),
        published=published or published_on(text),
        notes=tuple(remarks),
        **fields,
    )


def title_of(text: str) -> str | None:
    """The first line that says something, cut at a word where it is a paragraph."""
    for line in text.splitlines()[:60]:
        shown = " ".join(line.split())
        if sum(map(str.isalpha, shown)) < 3 or _FURNITURE.match(shown) or _is_date(shown):
            continue
        if len(shown) <= _TITLE_LENGTH:
            return shown
        return shown[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,،.؛;:-–") + "…"
    return None


def published_on(text: str) -> WrittenDate | None:
    """The day of publication where the head of a document gives it: on a line of its own, or in a
    dateline ("Kampala, 3 May 2021 – …"). Dates in the sentences themselves are not taken for it."""
    lines = [line.strip() for line in text[:4000].splitlines() if line.strip()][:8]
    for line in lines:
        alone = _whole_date(_PUBLISHED_LABEL.sub("", line, count=1))
        if alone:
            return alone
        for found in find_dates(line[:120]):
            dateline = found.start <= 40 and re.match(r"\s*[-–—:]", line[found.end :])
            if dateline and found.date and found.date.precision == "day" and not found.date.relative:
                return found.date
    return None


def damage_in(text: str) -> list[Reason]:
    """Remarks on dead links and words run together."""
    remarks = []
    for found in list(_BROKEN_LINK.finditer(text))[:_NOTED]:
        line = text.count("\n", 0, found.start()) + 1
        remarks.append(note("document.broken_link", excerpt=excerpt_of(found.group(), 60), line=line))
    glued = list(dict.fromkeys(_glued_words(text)))
    if glued:
        remarks.append(note("document.glued_words", words=glued[:_NOTED]))
    if _FORMS.search(text):
        remarks.append(note("document.presentation_forms"))
    return remarks


def _glued_words(text: str) -> list[str]:
    """Arabic words that can only be two. Said of few, so that what is said is so."""
    certain = [found.group() for found in _GLUED.finditer(text)]
    words = [found.group() for found in _ARABIC_WORD.finditer(text)]
    known = {word for word in words if len(word) > 2}
    for word in known:
        # A word with the article takes no ending but its own plural and dual.
        if len(word) < 8 or not word.startswith("ال"):
            continue
        for at in range(5, len(word) - 2):
            if word[:at] in known and word[at:] in known:
                certain.append(word)
                break
    return certain


def _is_date(line: str) -> bool:
    return len(line) < 60 and _whole_date(_PUBLISHED_LABEL.sub("", line, count=1)) is not None


def _whole_date(line: str) -> WrittenDate | None:
    if not 6 <= len(line) <= 60 or not any(map(str.isdigit, line)):
        return None
    try:
        read = parse_written(line)
    except RecordRefused:
        return None
    return read if read.precision == "day" and not read.relative else None
