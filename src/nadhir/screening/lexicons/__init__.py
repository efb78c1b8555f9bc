"""The lexicons as data; read by `nadhir.screening.lexicon`."""
