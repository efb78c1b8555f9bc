"""Blocks of a document as a page shows them: plain data for a template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import mark_safe

from nadhir.documents import model as m
from nadhir.web.cooperation.reporting.collecting import is_gap, plain


def shown_blocks(blocks: Iterable[m.Block]) -> list[dict[str, Any]]:
    """Each block with its kind and its words; kinds that only paper knows are left out."""
    return [told for one in blocks if (told := _shown(one)) is not None]


def _shown(one: m.Block) -> dict[str, Any] | None:
    if isinstance(one, m.Paragraph):
        return {"kind": "gap" if is_gap(one) else "says", "text": plain(one.flow)}
    if isinstance(one, m.Heading):
        return {"kind": "heading", "text": plain(one.words)}
    if isinstance(one, m.ListBlock):
        return {"kind": "list", "items": [plain(item) for item in one.items]}
    if isinstance(one, m.Table):
        numbers = [kind == "number" for kind in one.kinds] or [False] * len(one.header)
        header = [plain(cell) for cell in one.header]
        rows = [
            [(plain(cell), head, number) for cell, head, number in zip(row, header, numbers, strict=False)]
            for row in one.rows
        ]
        head = list(zip(header, numbers, strict=False))
        return {"kind": "table", "header": head, "rows": rows, "caption": plain(one.caption)}
    if isinstance(one, m.Figure):
        svg = one.svg if isinstance(one.svg, str) else one.svg.decode()
        # Drawn by our own charts, which escape every word.
        return {"kind": "figure", "svg": mark_safe(svg)}  # noqa: S308
    return None
