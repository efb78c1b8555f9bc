"""IDMC conflict displacement."""
