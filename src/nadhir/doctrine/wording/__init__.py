"""A check of wording before release, and wording that does not accuse.

    >>> from nadhir.doctrine.wording import check
    >>> [remark.kind for remark in check("The army committed genocide.", "en")]
    ['crime_established']

The rules are data (`rules.yaml`), the patterns for the editor too (`templates.yaml`).
"""

from nadhir.doctrine.wording.checking import KINDS, Kind, Remark, check, templates

__all__ = ["KINDS", "Kind", "Remark", "check", "templates"]
