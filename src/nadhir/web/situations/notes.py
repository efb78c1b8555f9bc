"""What an assessment says, with its citation marks as numbered footnotes and what is not cited said so."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nadhir.web.core import policy, words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import selectors
from nadhir.web.situations.citations import Citation, cite
from nadhir.web.situations.models import Evidence
from nadhir.web.situations.services.statements import MARK, Statement, uncited_in

NO_WORDS = SafeString("")


@dataclass(frozen=True, slots=True)
class Footnote:
    """A passage that sentences cite.

    Attributes:
        number: as it stands behind the sentences.
        citation: the passage; None where it stays with the desk, or is not known any more.
        known: whether the mark named a passage when it was frozen.
        withdrawn, erased: whether it was withdrawn, or its words removed to protect somebody.
    """

    number: int
    mark: str
    citation: Citation | None = None
    known: bool = True
    withdrawn: bool = False
    erased: bool = False


class Notes:
    """Turns texts into what is read; numbers what they cite in the order of being asked."""

    def __init__(self, viewer: Viewer, content: Mapping[str, Any], lang: str | None) -> None:
        self.viewer, self.lang = viewer, lang
        self.known: Mapping[str, Mapping[str, Any]] = content.get("citations", {})
        self.waved: Mapping[str, Mapping[str, str]] = content.get("waved", {})
        # What was signed before sentences were looked at says nothing of them.
        self.looks = "citations" in content
        self.numbers: dict[str, int] = {}
        self.flagged = 0
        among = Evidence.objects.filter(pk__in=[one["id"] for one in self.known.values()])
        if not self.known:
            among = among.none()
        self.open = set(policy.visible(among, viewer).values_list("pk", flat=True))
        self.withdrawn = set(among.filter(withdrawn_at__isnull=False).values_list("pk", flat=True))
        self.erased = set(among.filter(item__erased_at__isnull=False).values_list("pk", flat=True))

    def html(self, text: str, *, flags: bool = False) -> SafeString:
        """A text in paragraphs, each in the direction of its script.

        Args:
            flags: say behind a sentence that it is not cited, or as what it was let through.
        """
        if not text.strip():
            return NO_WORDS
        lines = [line for line in self._inline(text, flags=flags).split("\n") if line.strip()]
        return mark_safe("".join(f'<p dir="auto">{line}</p>' for line in lines))  # noqa: S308 - escaped

    def lead_and_rest(self, text: str) -> tuple[SafeString, SafeString]:
        """The first paragraph, and the others."""
        lines = [line for line in self._inline(text, flags=True).split("\n") if line.strip()]
        rest = "".join(f'<p dir="auto">{line}</p>' for line in lines[1:])
        return mark_safe(lines[0] if lines else ""), mark_safe(rest)  # noqa: S308 - escaped

    def _inline(self, text: str, *, flags: bool) -> str:
        said = self._flags(text) if flags and self.looks else {}
        made, at = [], 0
        cuts = sorted({*said, *(found.start() for found in MARK.finditer(text))})
        marks = {found.start(): found for found in MARK.finditer(text)}
        for cut in cuts:
            made.append(str(conditional_escape(text[at:cut])))
            at = max(at, cut)
            if cut in said:
                made.append(said[cut])
            if found := marks.get(cut):
                made.append(self._mark(found[1].lower()))
                at = found.end()
        made.append(str(conditional_escape(text[at:])))
        return "".join(made)

    def _flags(self, text: str) -> dict[int, str]:
        found = {}
        tags = {
            "": _("not cited"),
            "judgement": pgettext("sentence", "judgement"),
            "known": _("commonly known"),
        }
        for one in uncited_in(Statement("", text), self.known, self.waved):
            tone = "soft" if one.waved else "warn"
            self.flagged += not one.waved
            found[one.end] = (
                f' <small class="{tone} flag"><bdi>[{conditional_escape(tags[one.waved])}]</bdi></small>'
            )
        return found

    def _mark(self, mark: str) -> str:
        number = self.numbers.setdefault(mark, len(self.numbers) + 1)
        figure = conditional_escape(words.figures(str(number), self.lang))
        label = conditional_escape(_("note %(n)s") % {"n": words.figures(str(number), self.lang)})
        return f'<sup class="note"><a href="#n{number}" aria-label="{label}">{figure}</a></sup>'

    def all(self) -> tuple[Footnote, ...]:
        """What was cited so far, in the order of the numbers."""
        keys = {mark: uuid.UUID(str(self.known[mark]["id"])) for mark in self.numbers if mark in self.known}
        readable = [key for key in keys.values() if key in self.open]
        pieces = selectors.pieces(self.viewer, readable) if readable else {}
        return tuple(
            self._note(mark, number, keys.get(mark), pieces) for mark, number in self.numbers.items()
        )

    def _note(
        self, mark: str, number: int, key: uuid.UUID | None, pieces: Mapping[uuid.UUID, Evidence]
    ) -> Footnote:
        if key is None:
            return Footnote(number, mark, known=False)
        piece, quote = pieces.get(key), str(self.known[mark]["quote"])
        return Footnote(
            number,
            mark,
            cite(self.viewer, piece, quote) if piece else None,
            withdrawn=key in self.withdrawn,
            erased=key in self.erased,
        )
