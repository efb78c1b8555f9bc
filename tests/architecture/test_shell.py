"""The rules of the shell: services write, selectors read, apps meet at their doors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture import house
from tests.architecture.house import Module

ALL = [module for module in house.modules() if not module.generated]
WEB = [module for module in ALL if module.layer == "web"]
# Where records are changed: the services, and under them the ledger and the outbox that they all use.
# `intake.taking` is the inside of one service, the receiving of a batch.
WRITERS = re.compile(
    r"nadhir\.web\.\w+\.(models|services(\.\w+)?)|nadhir\.web\.core\.(ledger|outbox|leases|rounds)|nadhir\.web\.intake\.taking"
)
# What an app offers to those above it. Its rules are for other rules, its models for foreign keys and types.
# Panels: where a higher app hangs something into a lower one's page (docs/adr/0003).
# Documents: what every paper begins and ends with, for papers that join rooms.
DOORS = {"services", "selectors", "models", "rules", "panels", "documents"}
APPS = {module.app for module in WEB if module.name.endswith(".apps")} - {"core"}


def test_only_services_write() -> None:
    writers = [
        found
        for module in ALL
        if module.layer in {"web", "cli"} and not WRITERS.fullmatch(module.name)
        for found in house.writes(module)
    ]
    assert not writers, "\n".join(writers)


def test_services_are_keyword_only_and_named_noun_then_verb() -> None:
    nouns = {
        house.snake(node.name)
        for module in WEB
        if module.app and module.name.split(".")[3:4] == ["models"]
        for node in module.tree.body
        if hasattr(node, "name")
    }
    wrong = []
    for module, function in _services():
        where = f"{module.name}.{function.name}"
        if function.args.args or function.args.posonlyargs:
            wrong.append(f"{where} takes positional arguments")
        if not any(function.name.startswith((f"{noun}_", f"{noun}s_")) for noun in nouns):
            wrong.append(f"{where} does not begin with a noun of the models")
    assert not wrong, "\n".join(wrong)


def _services() -> Iterator[tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """What each app's services offer: a module its public functions, a package what `__all__` names."""
    for door in WEB:
        if not re.fullmatch(r"nadhir\.web\.\w+\.services", door.name):
            continue
        names = house.offered(door)
        assert names is not None or not door.is_package, f"{door.name} has no __all__"
        for module in WEB:
            if house.within(module.name, door.name):
                for function in house.public_functions(module):
                    if house.is_service(function) and (names is None or function.name in names):
                        yield module, function


def test_apps_reach_each_other_through_their_doors() -> None:
    wrong = []
    for module in WEB:
        for name, line in house.imports(module):
            parts = name.split(".")
            other = parts[2] if name.startswith("nadhir.web.") and len(parts) > 3 else ""
            if module.app and other in APPS - {module.app} and parts[3] not in DOORS:
                wrong.append(f"{module.name}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_nobody_queries_the_tables_of_another_app_unguarded() -> None:
    asked = [found for module in WEB if module.app for found in house.foreign_tables(module)]
    assert not asked, "\n".join(asked)


def test_writes_are_told_from_their_namesakes() -> None:
    text = """
item.save()
Item.objects.filter(pk=1).update(status="new")
Item.objects.create(x=1)
self.queryset().delete()
form.save(commit=False)
counts.update({"a": 1})
digest.update(block)
cache.delete("places")
request.session.save()
"""
    found = house.writes(Module("nadhir.web.intake.views", text))
    assert [one.split(" ")[1] for one in found] == [
        ".save()",
        ".update()",
        ".create()",
        ".delete()",
        ".save()",
    ]


def test_foreign_tables_are_found() -> None:
    text = """
from nadhir.web.accounts.models import Organisation, User as Person
from nadhir.web.core.models import Entry
from nadhir.web.intake.models import Item
def f(to: Organisation) -> None:
    Person.objects.get(); Entry.objects.get(); Item.objects.get()
    policy.visible(Person.objects.filter(x=1), viewer).first(); Person.objects.none()
"""
    found = house.foreign_tables(Module("nadhir.web.intake.services", text))
    assert found == ["nadhir.web.intake.services:6 Person.objects belongs to accounts"]


def test_services_are_told_from_helpers() -> None:
    text = """
def one(*, viewer): pass
@transaction.atomic
def two(x): pass
def three(finding): pass
"""
    module = Module("nadhir.web.intake.services", text)
    assert [one.name for one in house.public_functions(module) if house.is_service(one)] == ["one", "two"]


def test_names_become_snakes() -> None:
    assert house.snake("SharingGroup") == "sharing_group"
    assert house.snake("Item") == "item"
