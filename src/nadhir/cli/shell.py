"""Waking the Django shell for the commands that need it."""

from __future__ import annotations

import os


def wake(*, prepare: bool = True) -> None:
    """Load Django, and bring the workspace up to date where `prepare` is set."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nadhir.web.settings")
    import django

    django.setup()
    if prepare:
        from nadhir.web.setup import desk_prepare, workspace_prepare

        workspace_prepare()
        desk_prepare()
