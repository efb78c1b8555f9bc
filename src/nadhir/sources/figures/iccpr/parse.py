"""Whether a State is bound by the Covenant on Civil and Political Rights."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "iccpr": Figure("ios.iccpr1"),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    return country_years(files[0].table(), system="cow", code="ccode", wanted=_WANTED, merge="max")
