"""UN infant mortality."""
