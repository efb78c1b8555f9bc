"""Early Warning Project: the country-years its model was fitted on, columns under their own names."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_TARGETS = ("mk_onset_1or2", "mk_onset")
_NO_FIGURES = ("ewp_name", "year", "country", "", "Unnamed: 0", "column_1")


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year in the source's order of columns, `ccode` kept.

    Raises:
        PanelError: what `country_years` raises.
    """
    table = files[0].table()
    table.need(["ccode", "year", *_TARGETS])
    wanted = {name: Figure(name, signed=True) for name in table.columns if name not in _NO_FIGURES}
    for target in _TARGETS:
        wanted[target] = Figure(target)
    return country_years(table, system="cow", code="ccode", wanted=wanted)
