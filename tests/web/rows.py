"""Everything that the database holds, to be compared before and after."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import CASCADE, ForeignKey, Model

from nadhir.web.accounts.models import Organisation
from nadhir.web.core.models import Entry, Record

# Sessions come and go, and allauth notes an address for itself; of the ledger the acts are compared, without
# the chain.
LEFT_OUT = frozenset({"account.EmailAddress", "core.Entry", "core.LedgerHead", "sessions.Session"})
# That somebody signed in or opened a warning sent to them is noted by looking, and by nothing else.
# What waits for the worker says nothing of whose it is; what it is about does, and is compared.
UNOWNED = frozenset({"django_tasks_database.DBTaskResult"})
NOTED = frozenset({"last_login", "read_at"})


def state(but: Organisation | None = None) -> dict[str, set[str]]:
    """Every row of every table, but for the records of one organisation and what is part of nothing else."""
    rows: dict[str, set[str]] = {}
    for model in apps.get_models():
        if model._meta.label in LEFT_OUT:
            continue
        if but is not None and model._meta.label in UNOWNED:
            continue
        found = model._default_manager.all()
        if but is not None and issubclass(model, Record):
            found = found.exclude(owner=but)
        elif but is not None and (wholes := _wholes(model)):
            found = found.exclude(**{f"{name}__owner": but for name in wholes})
        names = [field.name for field in model._meta.concrete_fields if field.name not in NOTED]
        rows[model._meta.label] = {repr(row) for row in found.values_list(*names)}
    acts = Entry.objects.exclude(act="warning.read").values_list("act", "subject_id", "actor_id")
    if but is not None:
        acts = acts.exclude(subject_id__in=_own_records(but))
    rows["acts"] = {repr(row) for row in acts}
    return rows


def changed(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, set[str]]:
    """The rows that are in one state only, by table."""
    return {name: after[name] ^ rows for name, rows in before.items() if after[name] != rows}


def _wholes(model: type[Model]) -> list[str]:
    """The fields that say of which records a row is part: it goes when they go."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.remote_field.on_delete is CASCADE
        and issubclass(field.related_model, Record)
    ]


def _own_records(organisation: Organisation) -> list[Any]:
    return [
        pk
        for model in apps.get_models()
        if issubclass(model, Record)
        for pk in model._default_manager.filter(owner=organisation).values_list("pk", flat=True)
    ]
