"""What the tables of ViEWS have in common: months counted from January 1980, and files by window."""

from __future__ import annotations

import io
import re

import polars as pl

from nadhir.errors import PanelError
from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed, reach

# month_id = (year − 1980) · 12 + month, so January 1990 is 121.
EPOCH = 1980


def year_of(column: str) -> pl.Expr:
    """The year of a `month_id`."""
    return (EPOCH + (pl.col(column) - 1) // 12).cast(pl.Int64).alias("year")


def month_of(column: str) -> pl.Expr:
    """The month of a `month_id`, 1 to 12."""
    return ((pl.col(column) - 1) % 12 + 1).cast(pl.Int64).alias("month")


def windows(files: tuple[SourceFile, ...], keys: tuple[str, ...]) -> Parsed:
    """Parquet files `…_<year>.parquet`, one a window: `window`, `country_id`, `month_id`, `keys`, `outcome`.

    Raises:
        PanelError: `panel.file_unreadable`, `panel.columns_missing`, `panel.negative`, `panel.duplicate`.
    """
    frames = []
    for file in files:
        found = re.search(r"_(\d{4})\.parquet$", file.name)
        try:
            frame = pl.read_parquet(io.BytesIO(file.content))
        except (pl.exceptions.PolarsError, OSError):
            raise PanelError("panel.file_unreadable", file=file.name) from None
        wanted = ["country_id", "month_id", *keys, "outcome"]
        missing = [name for name in wanted if name not in frame.columns]
        if missing or not found:
            raise PanelError("panel.columns_missing", file=file.name, columns=missing or ["_YYYY"])
        frame = frame.select(
            pl.lit(int(found[1]), dtype=pl.Int64).alias("window"),
            *(pl.col(name).cast(pl.Int64) for name in wanted[:-1]),
            pl.col("outcome").cast(pl.Float64),
        )
        bad = frame.filter(
            pl.col("outcome").is_null() | ~pl.col("outcome").is_finite() | (pl.col("outcome") < 0)
        )
        if bad.height:
            month, value = bad["month_id"][0], str(bad["outcome"][0])
            raise PanelError("panel.negative", file=file.name, row=month, column="outcome", value=value)
        if frame.select(pl.struct(wanted[:-1]).is_duplicated().any()).item():
            raise PanelError("panel.duplicate", file=file.name, country="–", time=found[1])
        frames.append(frame)
    frame = pl.concat(frames).sort("window", "country_id", "month_id", *keys)
    return Parsed(frame, (), reach(frame["window"]))
