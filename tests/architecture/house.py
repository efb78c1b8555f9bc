"""Reading the source as data: what the architecture tests look for, each as a function of a module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

WRITES = {
    "save", "asave", "delete", "adelete", "create", "acreate", "bulk_create", "abulk_create", "bulk_update",
    "abulk_update", "get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create",
}  # fmt: skip
# Things with methods of the same names that are no records.
NOT_RECORDS = {"attrs", "cache", "cookies", "response", "session"}


@dataclass(frozen=True)
class Module:
    """One Python module of the project."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def layer(self) -> str:
        """The top-level package: `web` of `nadhir.web.core.policy`."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def app(self) -> str:
        """The app of the shell: `core` of `nadhir.web.core.policy`; empty elsewhere."""
        parts = self.name.split(".")
        return parts[2] if self.layer == "web" and len(parts) > 3 else ""

    @property
    def generated(self) -> bool:
        return ".migrations" in self.name


def modules() -> Iterator[Module]:
    """Every module of the package."""
    for path in sorted((SOURCE / "nadhir").rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if package else parts)
        yield Module(name, path.read_text("utf-8"), package)


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """What a module imports, with the line: full dotted names, those inside functions too."""
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((f"{start}.{alias.name}", node.lineno) for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def calls(module: Module) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def prints(module: Module) -> list[int]:
    """Lines on which a module prints, but for the `main` of one that can be run by itself."""
    entry = [node for node in module.tree.body if isinstance(node, ast.FunctionDef) and node.name == "main"]
    allowed = {id(node) for function in entry for node in ast.walk(function)}
    return [
        call.lineno
        for call in calls(module)
        if isinstance(call.func, ast.Name) and call.func.id == "print" and id(call) not in allowed
    ]


def writes(module: Module) -> list[str]:
    """Calls that change a record: `.save()`, `.create()` …, and `.update()` and `.delete()` of a queryset."""
    found = []
    for call in calls(module):
        if not isinstance(call.func, ast.Attribute) or _root(call.func.value) in NOT_RECORDS:
            continue
        method = call.func.attr
        # `update` of a queryset takes keywords only; that of a dictionary or a hash takes a value.
        queryset_update = method in {"update", "aupdate"} and call.keywords and not call.args
        if method in WRITES or queryset_update:
            found.append(f"{module.name}:{call.lineno} .{method}()")
    return found


def _root(node: ast.expr) -> str:
    """The last name before the method: `cache` of `cache.delete`, `session` of `request.session.save`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def foreign_tables(module: Module) -> list[str]:
    """Where an app asks for rows of another app's model past that app's selectors and past the policy."""
    foreign: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            owner = re.fullmatch(r"nadhir\.web\.(\w+)\.models", node.module)
            if owner and owner[1] not in {module.app, "core"}:
                foreign.update({alias.asname or alias.name: owner[1] for alias in node.names})
    guarded = {
        id(node)
        for call in calls(module)
        if _is_guard(call)
        for inside in [*call.args, call.func]
        for node in ast.walk(inside)
    }
    return [
        f"{module.name}:{node.lineno} {node.value.id}.{node.attr} belongs to {foreign[node.value.id]}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and isinstance(node.value, ast.Name)
        and node.value.id in foreign
        and id(node) not in guarded
    ]


def _is_guard(call: ast.Call) -> bool:
    """`policy.visible(…)`, a viewer's part of a table; or `….objects.none()`, which is nothing of it."""
    if not isinstance(call.func, ast.Attribute):
        return False
    return ast.unparse(call.func) == "policy.visible" or (call.func.attr == "none" and not call.args)


def offered(module: Module) -> set[str] | None:
    """The names in `__all__`; None where a module has none."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            return set(ast.literal_eval(node.value))
    return None


def is_service(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function acts for somebody or in a transaction, unlike a mere reading of its arguments."""
    named = {one.arg for one in [*function.args.args, *function.args.kwonlyargs]}
    return "viewer" in named or any("atomic" in ast.unparse(one) for one in function.decorator_list)


def public_functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of a module that do not begin with an underscore."""
    for node in module.tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith("_"):
            yield node


def snake(name: str) -> str:
    """`SharingGroup` as `sharing_group`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
