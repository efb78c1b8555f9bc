"""Expressions: speech acts inside reports, weighed by two people who do not see each other's work."""
