"""Freedom in the World."""
