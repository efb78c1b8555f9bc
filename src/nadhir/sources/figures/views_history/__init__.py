"""ViEWS: state-based deaths by month."""
