"""Template tags of response."""
