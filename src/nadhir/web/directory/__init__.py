"""Actors and places: who and where. People, organisations, networks and bodies with their names in several
languages and spellings; countries, subdivisions and the invented places of a demonstration.

It must not know what happens to them."""
