"""Many tables at once: the same tables as one after the other, and nothing that is not made there."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.db import models
from django.db.migrations import AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from nadhir.web.core.migrating import Tables

FIRST = CreateModel("First", [("id", models.AutoField(primary_key=True))])
SECOND = CreateModel(
    "Second",
    [("id", models.AutoField(primary_key=True)), ("first", models.ForeignKey("made.First", models.CASCADE))],
)
ADDED: list[Operation] = [
    AddField("First", "second", models.ForeignKey("made.Second", models.CASCADE, null=True)),
    AddIndex("First", models.Index(fields=["second"], name="first_second")),
]


class Editor:
    """Notes the tables that are made and taken away, with what belongs to them."""

    def __init__(self) -> None:
        self.connection = cast("Any", type("Connection", (), {"alias": "default"}))
        self.made: list[tuple[str, set[str], int]] = []
        self.gone: list[str] = []

    def create_model(self, model: type[models.Model]) -> None:
        fields = {field.name for field in model._meta.local_fields}
        self.made.append((model.__name__, fields, len(model._meta.indexes)))

    def delete_model(self, model: type[models.Model]) -> None:
        self.gone.append(model.__name__)


def test_each_table_is_made_at_once_with_all_that_belongs_to_it() -> None:
    before, editor = ProjectState(), cast("Any", Editor())
    assert before.apps
    after, tables = before.clone(), Tables([FIRST, SECOND, *ADDED])
    tables.state_forwards("made", after)
    tables.database_forwards("made", editor, before, after)
    assert editor.made == [("First", {"id", "second"}, 1), ("Second", {"id", "first"}, 0)]
    tables.database_backwards("made", editor, after, before)
    assert editor.gone == ["Second", "First"]


def test_the_state_is_the_same_as_one_after_the_other() -> None:
    together, each = ProjectState(), ProjectState()
    Tables([FIRST, SECOND, *ADDED]).state_forwards("made", together)
    for one in (FIRST, SECOND, *ADDED):
        one.state_forwards("made", each)
    assert together == each


def test_what_belongs_to_another_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not made here"):
        Tables([SECOND, *ADDED])
