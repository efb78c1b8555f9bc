"""Template tags of cooperation."""
