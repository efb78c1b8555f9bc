"""Places and groups under watch: evidence coded to a framework, and signed assessments.

It must not know warnings, which rest on assessments."""
