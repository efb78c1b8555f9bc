"""The workspace keeps its secrets to itself."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nadhir.web.workspace import Workspace


def test_a_secret_is_made_once_even_when_many_ask(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    with ThreadPoolExecutor(8) as many:
        answers = set(many.map(lambda _: workspace.secret("django"), range(32)))
    assert len(answers) == 1
    assert len(answers.pop()) > 40
    assert [path.name for path in workspace.keys.iterdir()] == ["django.key"]


def test_the_workspace_is_closed_to_other_accounts(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    workspace.secret("django")
    for path in (workspace.home, workspace.keys, workspace.keys / "django.key"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
