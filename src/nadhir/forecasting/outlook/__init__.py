"""The outlook: what the models say of each country, how sure, and why."""
