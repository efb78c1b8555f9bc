"""What the tests of situations share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Places are kept in a cache; those of one test are not there in the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def shown() -> Callable[[Any], str]:
    """The main part of a page as plain words."""

    def text(response: Any) -> str:
        page = response.content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()

    return text
