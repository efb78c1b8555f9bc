"""How good screening is, how often it cries wolf, and how fast it is: figures that anyone can take again.

    from nadhir.screening.measure import measure_folder
    figures = measure_folder(Path("speech"))

Labelled posts come in; shares and rates go out, never a text. Which label counts as hateful in which set
stands in `screening/labelled.yaml`, with the source.
"""

from nadhir.screening.measure.second import measure_second_look
from nadhir.screening.measure.skill import measure_folder, measure_set, summarised
from nadhir.screening.measure.speed import measure_speed

__all__ = ["measure_folder", "measure_second_look", "measure_set", "measure_speed", "summarised"]
