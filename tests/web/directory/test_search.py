"""Finding actors by what one knows of their name, in whatever script, and being told who is meant."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nadhir.web.directory import selectors
from nadhir.web.directory.models import Actor
from nadhir.web.directory.panels import actors_named, mark_of
from nadhir.web.directory.services import actor_merge, actor_record, actors_index
from tests.web.conftest import World
from tests.web.directory.test_merging import actor


def found(world: World, named: str, **asked: str) -> list[str]:
    rows = selectors.actors(world.viewer("officer"), named=named, language="en", **asked)
    return [next(iter(one.names.values())) for one in rows]


@pytest.mark.parametrize(
    "named", ["adama", "DIENG adama", "dien", "deng", "ieng", "دينغ", "ديانغ", "اداما", "Diéng", "أداما دينغ"]
)
def test_a_person_is_found_in_either_script(world: World, named: str) -> None:
    actor(world, "Adama Dieng")
    actor(world, "Idris Toure")
    assert found(world, named) == (["Adama Dieng"] if named != "ديانغ اداما x" else [])


@pytest.mark.parametrize("named", ["dieng", "Adama", "adama dieng", "ديان", "ديانغ أداما"])
def test_where_only_arabic_is_recorded(world: World, named: str) -> None:
    actor_record(viewer=world.viewer("officer"), kind="person", names={"ar": "أداما ديانغ"}, tlp="green")
    assert found(world, named) == ["أداما ديانغ"]


def test_what_is_written_so_stands_before_what_only_sounds_so(world: World) -> None:
    actor(world, "Francis Deng")
    actor(world, "Adama Dieng")
    assert found(world, "dieng") == ["Adama Dieng", "Francis Deng"]
    assert found(world, "francis dieng") == ["Francis Deng"]
    assert found(world, "dieng", kind="body") == []


@pytest.mark.parametrize("named", ["%", "_", "!!", "'", '"', "x" * 500, "a b c d e f g h i j k", "\\"])
def test_signs_find_nobody_and_break_nothing(world: World, named: str) -> None:
    actor(world, "Adama Dieng")
    assert found(world, named) == []


def test_the_same_name_twice_is_told_apart(world: World) -> None:
    one, other = actor(world, "Salma Karim"), actor(world, "Salma Karim")
    told = selectors.telling_apart([one, other, actor(world, "Idris Toure")])
    assert set(told) == {one.pk, other.pk}


def test_a_form_says_who_is_almost_meant(world: World) -> None:
    officer, one = world.viewer("officer"), actor(world, "Adama Dieng")
    with pytest.raises(ValidationError, match="Adama Dieng #"):
        actors_named(officer, ["adama deng"])
    with pytest.raises(ValidationError, match="Record them there first"):
        actors_named(officer, ["Qqq"])
    again = actor(world, "Adama Dieng")
    with pytest.raises(ValidationError, match="Several are called"):
        actors_named(officer, ["Adama Dieng"])
    mark = mark_of(again)
    actor_merge(viewer=officer, kept=Actor.objects.get(pk=one.pk), gone=again)
    assert actors_named(officer, [mark]) == [one]


def test_lists_are_ordered_by_the_name_in_the_readers_language(world: World) -> None:
    for name in ("Éclair", "Zebra", "dune"):
        actor(world, name)
    assert found(world, "") == ["dune", "Éclair", "Zebra"]


def test_a_search_is_one_question_to_the_database(world: World) -> None:
    actors_index([actor(world, "Adama Dieng")])
    officer = world.viewer("officer")
    with CaptureQueriesContext(connection) as asked:
        list(selectors.actors(officer, named="adama"))
    assert len(asked) == 1
