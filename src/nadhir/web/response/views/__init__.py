"""Pages of response; each side in its own module."""
