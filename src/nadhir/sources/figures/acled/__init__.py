"""ACLED events, summed by country and month."""
