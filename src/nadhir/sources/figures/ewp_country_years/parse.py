"""Early Warning Project: the coding of mass killing by country and year."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "mass_killing_onset": Figure("mk_onset"),
    "mass_killing_ongoing": Figure("mk_ongoing"),
    "mass_killing_episodes": Figure("mk_ongoing_count", optional=True),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    return country_years(files[0].table(), system="cow", code="ccode", wanted=_WANTED, merge="max")
