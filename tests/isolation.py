"""A plugin that pytest loads before anything else: no test touches this machine's workspace or network.

It stands in `addopts` as `-p tests.isolation`, because Django's settings are read before the first
conftest. The workspace is a temporary folder of its own for each test process; the network is closed
but for this machine itself (pytest-socket, `--allow-hosts` in `addopts`).
"""

from __future__ import annotations

import gc
import locale
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
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


# A test that carries this mark or asks for one of these fixtures may touch the database; pytest-django
# refuses it to all others.
DATABASE_FIXTURES = frozenset(
    {
        "db",
        "transactional_db",
        "live_server",
        "django_db_setup",
        "django_db_blocker",
        "django_db_reset_sequences",
    }
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole", action="store_true", help="on PostgreSQL, run what is marked `one_database` as well"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what has no use for it."""
    if not _on_postgres():
        return
    whole, kept, left = config.getoption("--whole"), [], []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        uses = item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)
        again = item.get_closest_marker("one_database") is not None and not whole
        (kept if uses and not again else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it need not be looked through again and again for what may go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


# Variables that the program or its libraries mind, later too; a library that is loaded may set its own.
MINDED = ("NADHIR_", "DJANGO_", "DATABASE_URL", "LANG", "LC_", "TZ", "HOME", "PATH", "TMPDIR")


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """No test changes what the next one stands on, whatever order they come in.

    It stands here and not in a conftest: what is set up first is taken down last, after `monkeypatch`.
    """
    before = _ground()
    yield
    assert _ground() == before, "this test leaves something changed behind it: use monkeypatch"


def _ground() -> dict[str, object]:
    return {
        "variables": {name: value for name, value in os.environ.items() if name.startswith(MINDED)},
        "folder": os.getcwd(),  # noqa: PTH109 - asked before and after each of thousands of tests
        "locale": locale.setlocale(locale.LC_ALL),
        "silenced": logging.root.manager.disable,
    }


def pytest_unconfigure() -> None:
    shutil.rmtree(WORKSPACE, ignore_errors=True)


def _on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")
