"""What is kept of a file that somebody gives, for the apps that rest on this one: see `response.papers`."""

from nadhir.web.response.papers import OFFICE, Kept, kept

__all__ = ["OFFICE", "Kept", "kept"]
