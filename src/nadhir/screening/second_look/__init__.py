"""A second look, by choice: an encoder reads the sentences that known words do not settle."""

from nadhir.screening.second_look.encoder import BOOK, VARIABLE, Encoder, wanted
from nadhir.screening.second_look.head import Head, SecondLook, Uncertain

__all__ = ["BOOK", "VARIABLE", "Encoder", "Head", "SecondLook", "Uncertain", "wanted"]
