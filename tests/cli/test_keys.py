"""`nadhir keys`: a key is changed, and everything sealed is read as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nadhir.web.core import sealed
from nadhir.web.workspace import Workspace
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


def test_a_key_is_changed_and_the_old_one_destroyed_where_asked(
    run: Run, workspace: None, settings: Any, tmp_path: Path
) -> None:
    settings.WORKSPACE = Workspace(tmp_path)
    before = sealed.seal("secret")
    assert run("keys", "rotate", "--json").json["new_key"] is True
    assert sealed.unseal(before) == "secret"
    said = run("keys", "rotate", "--forget")
    assert (said.status, "Old keys destroyed: 2" in said.out) == (0, True)
    assert len(list(settings.WORKSPACE.keys.glob("sealed*"))) == 1


def test_whoever_set_the_keys_changes_them(run: Run, workspace: None, settings: Any) -> None:
    settings.NADHIR_SEALING_KEYS = ["a" * 40]
    assert run("keys", "rotate", "--json").json == {"new_key": False, "fields": 0, "forgotten": 0}
