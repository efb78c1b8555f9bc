"""UN infant mortality, deaths per thousand live births."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "infant_mortality_un": Figure("un_imr", decimals=1),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    return country_years(files[0].table(), system="iso3", code="iso3c", wanted=_WANTED)
