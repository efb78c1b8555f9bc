"""ViEWS: its list of countries."""
