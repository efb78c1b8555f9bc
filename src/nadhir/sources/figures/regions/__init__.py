"""Regions of the world."""
