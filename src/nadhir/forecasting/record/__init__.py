"""The track record: what the models would have said of past years, and what came."""
