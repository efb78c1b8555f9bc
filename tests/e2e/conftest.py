"""The product for browser tests: begun once as a newcomer begins it, then a copy of that workspace each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.looking import Gallery
from tests.e2e.person import Person, sit_down
from tests.e2e.product import ROOT, Product, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENS = ROOT / "test-output" / "screens"
OPENED = pytest.StashKey[list[Person]]()


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A workspace that `nadhir up` has made, and the seconds until its first page."""
    home = tmp_path_factory.mktemp("begun") / "home"
    with running(home) as product:
        assert "analyst" in product.accounts, product.said.read_text("utf-8")
        return home, product.seconds


@pytest.fixture
def product(begun: tuple[Path, float], tmp_path: Path) -> Iterator[Product]:
    """`nadhir up` on a workspace that was made before, as on any later day."""
    home = tmp_path / "home"
    shutil.copytree(begun[0], home)
    with running(home) as product:
        yield product
        assert product.complaints() == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A walk that did not come to its end says where each person stood, and what the product said last."""
    report = yield
    if report.failed and (opened := item.stash.get(OPENED, None)):
        for person in opened:
            if not person.page.is_closed():
                report.sections.append((f"a person stood at {person.page.url}", person.page_read()))
        report.sections.append(("the product said", opened[0].product.said.read_text("utf-8")[-4000:]))
    return report


@pytest.fixture
def windows(
    browser: Browser, product: Product, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """Private windows upon the product: `windows(gallery, language=…, size=…)`.

    At the end they are closed, and what was wrong on any page fails the test.
    """
    opened: list[Person] = []
    request.node.stash[OPENED] = opened

    def window(gallery: Gallery, *, language: str, size: tuple[int, int], scripts: bool = True) -> Person:
        opened.append(sit_down(browser, product, gallery, language=language, size=size, scripts=scripts))
        return opened[-1]

    yield window
    wrong: dict[str, list[str]] = {}
    for person in opened:
        for words, where in (*person.eye.wrong, *((words, "afterwards") for words in person.eye.complaints)):
            wrong.setdefault(words, []).append(where)
        person.context.close()
    assert not wrong, "\n".join(f"{words}\n    on {', '.join(where)}" for words, where in wrong.items())


def gallery(name: str) -> Gallery:
    """An empty folder for the pictures of one walk."""
    folder = SCREENS / name
    shutil.rmtree(folder, ignore_errors=True)
    return Gallery(folder)
