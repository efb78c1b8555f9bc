"""Ethnic Power Relations."""
