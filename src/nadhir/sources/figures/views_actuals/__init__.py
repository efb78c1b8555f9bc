"""ViEWS prediction challenge: what came, by window."""
