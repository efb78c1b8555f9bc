"""An operation of migrations that makes many tables at once.

Django makes all models anew, as they were at the time, for each table that is made: with two hundred of them
that was most of the time for which a person waited for a new workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Tables(Operation):
    """Makes tables, each at once with the fields, indexes and constraints that are added to it here.

    Args:
        operations: `CreateModel`, and what adds to the models that these make; nothing else.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Any]) -> None:
        made: set[str] = set()
        for one in operations:
            if isinstance(one, CreateModel):
                made.add(one.name_lower)
            elif one.model_name_lower not in made:
                raise ValueError(f"{one.describe()}: its table is not made here")
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # made when somebody asks for it, once
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for one in self.operations:
            if isinstance(one, CreateModel):
                one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for one in reversed(self.operations):
            if isinstance(one, CreateModel):
                one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.operations)} tables and what belongs to them"
