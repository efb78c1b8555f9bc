"""Polity5: authority of institutions."""
