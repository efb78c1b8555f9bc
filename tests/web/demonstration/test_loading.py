"""Loading that breaks off, and whose desk the demonstration sits at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import override_settings

from nadhir.web.accounts.models import Organisation, User
from nadhir.web.accounts.selectors import desk_without_people
from nadhir.web.accounts.services import organisation_record, user_invite
from nadhir.web.core.models import Entry
from nadhir.web.demonstration import institutions, load, story
from nadhir.web.intake.models import Item

END = datetime(2025, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
def short_story(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The first steps only, without the real institutions, which need the gazetteer in the database."""
    whole = story.read

    def beginning(end: datetime) -> story.Script:
        script = whole(end)
        return story.Script(script.today, script.steps[:2])

    monkeypatch.setattr(story, "read", beginning)
    monkeypatch.setattr(institutions, "record", lambda desk: None)
    # Eight accounts each time; how their passwords are hashed is looked at elsewhere.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.mark.django_db
def test_a_load_that_breaks_off_leaves_nothing_and_can_be_done_again(
    short_story: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(desk: Organisation) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(institutions, "record", break_off)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            load(now=END)
    assert not Organisation.objects.exists()
    assert not User.objects.exists()
    assert not Item.objects.exists()
    assert not Entry.objects.exists()
    assert load(now=END).fresh
    assert Item.objects.count() == 11


@pytest.mark.django_db
def test_an_empty_desk_is_joined_so_that_what_lies_there_can_be_read(short_story: None) -> None:
    desk = organisation_record(slug="desk", names={"en": "desk"})
    load(now=END)
    assert set(Item.objects.values_list("owner", flat=True)) == {desk.pk}


@pytest.mark.django_db
def test_nobody_invented_sits_at_the_desk_of_real_people(short_story: None) -> None:
    desk = organisation_record(slug="desk", names={"en": "desk"})
    user_invite(email="a@example.org", name="A", organisation=desk, roles=["analyst"])
    assert desk_without_people() is None
    load(now=END)
    assert not User.objects.filter(organisation=desk, fictional=True).exists()
    assert not Item.objects.filter(owner=desk).exists()
