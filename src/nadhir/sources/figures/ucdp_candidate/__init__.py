"""UCDP candidate events, monthly and provisional."""
