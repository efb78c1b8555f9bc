"""The pages on which files are taken in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nadhir.web.intake.models import Batch
from tests.web.conftest import World
from tests.web.intake.conftest import table

pytestmark = pytest.mark.django_db


def test_the_page_says_why_a_column_is_read_as_it_is(world: World, client: Client) -> None:
    client.force_login(world.people["analyst"])
    file = SimpleUploadedFile("notes.csv", table((1, "The market opened."), columns=("id", "body")).encode())
    page = client.post("/sources/", {"file": file}, follow=True)
    assert Batch.objects.get().state == Batch.State.WAITING
    assert {use.why.code for use in page.context["uses"]} == {"mapping.name_matched"}
