"""The database itself refuses to change or remove a ledger entry."""

from typing import Any

from django.db import migrations

REFUSAL = "the ledger is append-only"

SQLITE = (
    f"""CREATE TRIGGER core_entry_no_update BEFORE UPDATE ON core_entry
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER core_entry_no_delete BEFORE DELETE ON core_entry
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION core_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER core_entry_no_change BEFORE UPDATE OR DELETE ON core_entry
       FOR EACH ROW EXECUTE FUNCTION core_entry_refuse()""",
)
UNDO = {
    "sqlite": ("DROP TRIGGER core_entry_no_update", "DROP TRIGGER core_entry_no_delete"),
    "postgresql": ("DROP TRIGGER core_entry_no_change ON core_entry", "DROP FUNCTION core_entry_refuse()"),
}


def refuse(_apps: Any, schema_editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def allow(_apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(refuse, allow)]
