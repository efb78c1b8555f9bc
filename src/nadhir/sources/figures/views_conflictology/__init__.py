"""ViEWS prediction challenge: its benchmark of twelve draws."""
