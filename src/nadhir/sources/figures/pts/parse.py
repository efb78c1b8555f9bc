"""Political Terror Scale, 1 (secure rule of law) to 5 (terror against the whole population).

The mean of what is coded of the reports of Amnesty International, Human Rights Watch and the United States
Department of State.
"""

from __future__ import annotations

import polars as pl

from nadhir.sources.figures.files import Foreign, SourceFile
from nadhir.sources.figures.shape import Parsed, countries, merged, reach

_SCORES = ("PTS_A", "PTS_H", "PTS_S")


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year; territories and blocs without a State's number are left out.

    Raises:
        PanelError: what `Foreign.number` raises.
    """
    table = files[0].table()
    table.need(["Year", "COW_Code_N", "WordBank_Code_A", *_SCORES])
    years = table.year("Year")
    iso3 = _states(table, years)
    scores = pl.DataFrame([table.number(name) for name in _SCORES])
    frame = (
        pl.DataFrame([iso3, years])
        .with_columns(scores.mean_horizontal().round(3).alias("pts"))
        .drop_nulls("iso3")
    )
    names = table.text("Country").filter(iso3.is_null()) if table.has("Country") else pl.Series([""])
    # Two rows for one State in a year: the years in which Yugoslavia became another.
    return Parsed(
        merged(table, frame, ("iso3", "year"), "mean"),
        tuple(sorted(set(names.to_list()) - {""})),
        reach(years),
    )


def _states(table: Foreign, years: pl.Series) -> pl.Series:
    """By the number of Correlates of War, else by the World Bank's letters."""
    by_number, _ = countries("cow", table.number("COW_Code_N").cast(pl.Int64), years)
    by_letters, _ = countries("iso3", table.text("WordBank_Code_A"), years)
    return by_number.zip_with(by_number.is_not_null(), by_letters)
