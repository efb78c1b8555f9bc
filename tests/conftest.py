"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from tools.system import chromium

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("nadhir", deadline=None)
hypothesis.settings.load_profile("nadhir")

BROWSER_TESTS = Path(__file__).parent / "e2e"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under tests/e2e is a browser test, whether or not it says so."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser that the journeys run in. A missing one fails the test: skipping would hide it."""
    found = chromium()
    if found is None:
        pytest.fail("no Chromium: run `make test`, or install the package chromium, or set CHROMIUM")
    return found
