"""The outside world comes in: sources, batches, items, custody, clusters of near-copies, triage.

In flow records of `nadhir.sources`; out go items with a language, places, a screening finding and a
priority with its reasons. It must not know situations: they reach for items, not the other way round."""
