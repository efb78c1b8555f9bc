"""V-Dem by country and year."""
