"""Alerts received from others, and keys of feeds."""
