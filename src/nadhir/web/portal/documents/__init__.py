"""Documents that join rooms: trend brief, weekly highlights, the outlook of a country, the track record."""
