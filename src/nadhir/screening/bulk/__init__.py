"""Screening by the million: files in, the same files with findings beside each row out.

    from nadhir.screening.bulk import Options, screen_files
    report = screen_files([Path("posts.csv")], Path("posts.parquet"), Options(workers=2))

    read in batches → screen each batch, in this process, in others or on a cluster → parts → one file

Memory does not grow with the input; an interrupted run goes on where it stopped; the result does not
depend on how many processes did the work. It must not know where a file came from or who may read it.
"""

from nadhir.screening.bulk.columns import SCHEMA, findings_of
from nadhir.screening.bulk.run import Options, Progress, screen_files
from nadhir.screening.bulk.tally import Report

__all__ = ["SCHEMA", "Options", "Progress", "Report", "findings_of", "screen_files"]
