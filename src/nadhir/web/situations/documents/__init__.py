"""Documents about situations: records in, a `nadhir.documents.model.Document` out, one module for each kind.

A builder takes an `Audience`: who makes the document, in which language, and how far it is to travel. It
shows what that person may see, less what may not travel so far, and says how much was left out. It writes
nothing down; what leaves the desk is recorded by `services.release_make`.
"""

from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.documents.kinds import OF_SITUATION, Kind, of_assessment, of_item

__all__ = ["OF_SITUATION", "Audience", "Kind", "Paper", "of_assessment", "of_item"]
