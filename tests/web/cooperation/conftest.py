"""Who keeps cooperation, at a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.fixture
def officer(client_of: Callable[[str], Client]) -> Client:
    """The officer of the desk, in English."""
    return client_of("officer")
