"""Documents of response."""
