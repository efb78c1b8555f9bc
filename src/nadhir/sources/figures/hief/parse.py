"""Historical Index of Ethnic Fractionalization: countries by name."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "fractionalisation": Figure(("EFindex", "EFIndex")),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    return country_years(
        files[0].table(),
        system="name",
        code="Country",
        year="Year",
        wanted=_WANTED,
        merge="mean",
        repeats=True,
    )
