"""Places and actors."""

from nadhir.web.directory.models.actors import Actor, ActorName, Tenure
from nadhir.web.directory.models.places import Place

__all__ = [
    "Actor",
    "ActorName",
    "Place",
    "Tenure",
]
