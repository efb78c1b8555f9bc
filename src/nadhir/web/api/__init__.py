"""The doors for programs. A version, once published, keeps its promises; a change that breaks one is a new
version beside it."""
