"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tools.system import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are only numbered: an archive holds the second it was made in, and with it its length can change;
    the processes that share the tests must find the same names."""
    return "bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser that the journeys run in. A missing one fails the test: skipping would hide it."""
    found = chromium()
    if found is None:
        pytest.fail("no Chromium: run `make test`, or install the package chromium, or set CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """A Chromium that reaches this machine only. A test opens a context of its own in it."""
    from playwright.sync_api import sync_playwright

    arguments = [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        "--disable-background-networking",
        "--disable-dev-shm-usage",
        # The same letters on every machine, so that screenshots can be compared.
        "--font-render-hinting=none",
        "--force-color-profile=srgb",
    ]
    if os.geteuid() == 0:
        # Chromium's sandbox does not work for root, which is what a container usually is.
        arguments.append("--no-sandbox")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would take it for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=str(chromium_path), args=arguments)
        yield chromium
        chromium.close()
