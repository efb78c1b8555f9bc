"""Early Warning Project: its own rolling forecasts, by outcome year."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "mk_onset": Figure("mk_onset"),
    "maxrisk2": Figure("maxrisk2"),
    "minrank2": Figure("minrank2"),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    return country_years(files[0].table(), system="cow", code="ccode", wanted=_WANTED)
