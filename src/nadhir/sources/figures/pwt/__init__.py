"""Penn World Table."""
