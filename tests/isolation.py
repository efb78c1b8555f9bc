"""A plugin that pytest loads before anything else: no test touches this machine's workspace or network.

It stands in `addopts` as `-p tests.isolation`, because Django's settings are read before the first
conftest. The workspace is a temporary folder of its own for each test process; the network is closed
but for this machine itself (pytest-socket, `--allow-hosts` in `addopts`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

# Set here, at import, and not in a hook: nothing that reads the settings may come before it.
WORKSPACE = Path(tempfile.mkdtemp(prefix="nadhir-test-home-"))
for _name in [name for name in os.environ if name.startswith("NADHIR_")]:
    del os.environ[_name]
os.environ["NADHIR_HOME"] = str(WORKSPACE)
# A test that minds the language says so; the machine's must not decide.
os.environ["NADHIR_LANG"] = "en"


def pytest_report_header() -> str:
    return f"nadhir: workspace {WORKSPACE}, database {'PostgreSQL' if _on_postgres() else 'SQLite'}"


def pytest_configure() -> None:
    """Refuse a run that believes it is on one database while it is on another."""
    from django.conf import settings

    engine = settings.DATABASES["default"]["ENGINE"]
    if _on_postgres() != engine.endswith("postgresql"):
        raise pytest.UsageError(f"DATABASE_URL is not what the settings use: {engine}")


def pytest_unconfigure() -> None:
    shutil.rmtree(WORKSPACE, ignore_errors=True)


def _on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")
