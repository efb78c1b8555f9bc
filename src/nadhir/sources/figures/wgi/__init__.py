"""Worldwide Governance Indicators."""
