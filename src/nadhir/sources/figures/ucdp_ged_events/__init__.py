"""UCDP GED as it is published, one row an event."""
