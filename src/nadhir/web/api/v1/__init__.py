"""API, version 1: reading what the signed-in person may read, as JSON; errors as problem+json (RFC 9457).

It goes through the same selectors as the pages, so it can show no more than they do.
"""
