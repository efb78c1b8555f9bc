"""Regions of the world; a State of none of them lies in Africa south of the Sahara or in Latin America."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "region_east_asia": Figure("reg.eap"),
    "region_south_asia": Figure("reg.sca"),
    "region_middle_east": Figure("reg.mna"),
    "region_europe": Figure("reg.eur"),
    "region_north_america": Figure("reg.na"),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    return country_years(files[0].table(), system="cow", code="ccode", wanted=_WANTED, merge="max")
