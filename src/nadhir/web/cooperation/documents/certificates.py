"""A certificate on paper: what it says, its number, and the way to check it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.doctrine.text import Language
from nadhir.documents import model as m
from nadhir.documents import pdf
from nadhir.web.core.templatetags.nadhir import day, in_words, number


def facts(printed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the paper says besides the name, in the language that is active: the same on every outlet."""
    first, last = printed.get("from"), printed.get("until")
    told = [
        (_("Has completed"), in_words(printed["what"])),
        (_("Modules"), " · ".join(_module(one) for one in printed.get("modules", ()))),
        (_("Issued by"), in_words(printed["by"])),
        (_("Host"), in_words(printed["host"]) if printed.get("host") else ""),
        (_("Held"), _span(first, last)),
        (_("Extent"), _hours(printed.get("hours") or 0)),
        (_("Issued on"), day(date.fromisoformat(printed["issued"]))),
    ]
    return [(label, words) for label, words in told if words]


def _module(one: Mapping[str, Any]) -> str:
    edition = str(one["ref"]).partition("@")[2]
    return f"{in_words(one['title'])} ({edition})" if edition else str(in_words(one["title"]))


def _span(first: str | None, last: str | None) -> str:
    days = [day(date.fromisoformat(one)) for one in dict.fromkeys((first, last)) if one]
    return " – ".join(days)


def _hours(hours: int) -> str:
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": number(hours)} if hours else ""


def build(printed: Mapping[str, Any], address: str, lang: Language) -> m.Document:
    """The paper in one of the three languages.

    Args:
        address: the page on which it is checked.
    """
    with translation.override(lang):
        blocks: list[m.Block] = []
        if printed.get("fictional"):
            blocks.append(
                m.Notice(
                    "caution", _("Part of the demonstration. Nobody of this name exists."), _("Invented")
                )
            )
        blocks += [
            m.Heading(m_words(printed["name"]), 1),
            m.KeyValues(tuple((label, m.Isolate(words)) for label, words in facts(printed))),
            m.Heading(_("How to check it"), 2),
            m.Paragraph(
                _("Open this address. It shows what the paper must say, and whether it still holds:")
            ),
            m.Paragraph(m.Link(address, address)),
            m.KeyValues(((_("Number"), m.Run(printed["number"], "code")),)),
            m.Figure(qr_of(address), "", _("The address as a square code"), 0.22),
        ]
        return m.Document(
            title=_("Certificate of completion"),
            lang=lang,
            date=date.fromisoformat(printed["issued"]),
            blocks=tuple(blocks),
            subtitle=str(in_words(printed["by"])),
            meta=m.Meta(author=str(in_words(printed["by"])), reference=printed["number"]),
        )


def m_words(name: str) -> str:
    """A name stands as it was written; nothing in it is a heading number or a mark."""
    return " ".join(name.split())


def to_pdf(printed: Mapping[str, Any], address: str, lang: Language) -> bytes:
    return pdf.to_pdf(build(printed, address, lang))


def qr_of(address: str) -> str:
    """An address as a square code, in SVG, with nothing but shapes."""
    import qrcode

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    rows = code.get_matrix()
    side = len(rows)
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    drawn = io.StringIO()
    drawn.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
    )
    drawn.write(f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{squares}" fill="#000"/></svg>')
    return drawn.getvalue()
