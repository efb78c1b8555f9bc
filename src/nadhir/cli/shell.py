"""Waking the Django shell for the commands that need it."""

from __future__ import annotations

import os

from nadhir.errors import NotPossibleNow


def wake(*, prepare: bool = True) -> None:
    """Load Django, and bring the workspace up to date where `prepare` is set.

    Raises:
        NotPossibleNow: `workspace.unusable`: the folder or the database cannot be opened.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nadhir.web.settings")
    import django
    from django.db.utils import DatabaseError

    try:
        django.setup()
        if prepare:
            from nadhir.web.setup import desk_prepare, workspace_prepare

            workspace_prepare()
            desk_prepare()
    except (OSError, DatabaseError) as problem:
        from nadhir.web.workspace import Workspace

        home = str(Workspace.of_environment().home)
        detail = getattr(problem, "strerror", None) or str(problem)
        raise NotPossibleNow("workspace.unusable", book="nadhir.cli", home=home, detail=detail) from problem
