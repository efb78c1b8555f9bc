"""Bringing a workspace up to date: folders, tables, places, words. Twice is as good as once."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from nadhir.web.accounts.models import Organisation
from nadhir.web.accounts.services import organisation_record
from nadhir.web.directory.models import Place
from nadhir.web.directory.services import place_sync
from nadhir.web.translations import compile_catalogues

DESK = {"ar": "مكتب التحليل", "en": "Analysis desk", "fr": "Bureau d’analyse"}


def workspace_prepare() -> bool:
    """Make the workspace ready for use; whether anything had to be done to its tables."""
    settings.WORKSPACE.prepare()
    compile_catalogues()
    executor = MigrationExecutor(connection)
    behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if behind:
        call_command("migrate", verbosity=0, interactive=False)
    if behind or not Place.objects.exists():
        place_sync()
    return behind


def desk_prepare() -> Organisation:
    """The organisation for which the command line makes records: the first of the workspace."""
    first = Organisation.objects.order_by("pk").first()
    return first or organisation_record(slug="desk", names=DESK)
