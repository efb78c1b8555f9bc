"""Historical Index of Ethnic Fractionalization."""
