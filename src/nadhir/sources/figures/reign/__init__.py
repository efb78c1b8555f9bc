"""Rulers, Elections and Irregular Governance."""
