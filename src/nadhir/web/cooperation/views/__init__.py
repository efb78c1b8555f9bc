"""Pages of cooperation, each side in its module."""
