"""What people type about response; each side in its own module."""
