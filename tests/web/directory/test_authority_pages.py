"""Keeping the directory by its pages: records, names, terms, duplicates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nadhir.web.directory import selectors
from nadhir.web.directory.models import Actor, ActorName, Duplicate, Merge, Tenure
from nadhir.web.directory.services import actor_change, actor_merge, actor_name_add, tenure_record
from tests.web.conftest import World
from tests.web.directory.test_directory import names_in, words_of
from tests.web.directory.test_merging import actor

ClientOf = Callable[..., Client]


def send(client: Client, path: str, **data: Any) -> Any:
    return client.post(path, data)


def test_somebody_is_recorded_found_and_renamed(world: World, client_of: ClientOf) -> None:
    client = client_of("officer")
    told = {"names_en": "Council of Elders", "kind": "body", "tlp": "green", "began": "May 2009"}
    answer = send(client, "/directory/new/", **told)
    made = Actor.objects.get(names__en="Council of Elders")
    assert answer.status_code == 302
    assert made.began == "2009-05"
    told |= {"names_en": "Elders’ Forum", "renamed": "on", "until": "2017", "version": made.version}
    assert send(client, f"/directory/{made.pk}/change/", **told).status_code == 302
    assert names_in(client, "?q=elders council") == ["Elders’ Forum"]
    assert "Until 2017 called Council of Elders" in words_of(client, f"/directory/{made.pk}/")
    assert ActorName.objects.get(text="Council of Elders").kind == "former"


def test_what_ceased_says_what_came_after(world: World, client_of: ClientOf) -> None:
    old, new = (
        actor(world, "Old Council", kind="body"),
        actor(world, "Secret Council", kind="body", tlp="amber"),
    )
    actor_change(viewer=world.viewer("officer"), actor=old, ended="2019", succeeded_by=new)
    page = f"/directory/{old.pk}/"
    assert "Ceased 2019, succeeded by Secret Council" in words_of(client_of("officer"), page)
    assert "Secret Council" not in words_of(client_of("partner_analyst"), page)
    answer = send(
        client_of("officer"),
        f"/directory/{new.pk}/change/",
        names_en="Secret Council", kind="body", tlp="amber", succeeded_by="Old Council",
    )  # fmt: skip
    assert answer.status_code == 409
    assert "come after itself" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "told", "said"),
    [
        ("names_en", {"names_en": ""}, "at least one language"),
        ("ended", {"began": "2012", "ended": "2011-03"}, "before its beginning"),
        ("began", {"began": "03/04/2012"}, "03/04/2012"),
        ("place", {"place": "Nowhere"}, "No place"),
        ("succeeded_by", {"succeeded_by": "Nobody"}, "Nobody in the directory"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    world: World, client_of: ClientOf, field: str, told: dict[str, str], said: str
) -> None:
    first = {"names_en": "A council", "kind": "body", "tlp": "green"}
    answer = send(client_of("officer"), "/directory/new/", **{**first, **told})
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert not Actor.objects.filter(names__en="A council").exists()


def test_somebody_else_was_first(world: World, client_of: ClientOf) -> None:
    one = actor(world)
    told = {"names_en": "Other", "kind": "person", "tlp": "green", "version": one.version}
    actor_name_add(viewer=world.viewer("officer"), actor=one, text="S. K.", language="en")
    answer = send(client_of("officer"), f"/directory/{one.pk}/change/", **told)
    assert answer.status_code == 409
    assert 'value="Other"' in answer.content.decode()


@pytest.mark.parametrize("persona", ["analyst", "reporter", "coordinator", "outsider"])
def test_only_its_desk_changes_a_record(world: World, client_of: ClientOf, persona: str) -> None:
    one = actor(world, tlp="clear")
    name = actor_name_add(viewer=world.viewer("officer"), actor=one, text="S. K.", language="en")
    for path in (
        f"/directory/{one.pk}/change/",
        f"/directory/names/{name.pk}/change/",
        f"/directory/{one.pk}/same/",
    ):
        assert client_of(persona).get(path).status_code == 403
    assert send(client_of(persona), f"/directory/names/{name.pk}/remove/").status_code == 403


def test_names_are_added_changed_and_taken_out(world: World, client_of: ClientOf) -> None:
    one, client = actor(world), client_of("officer")
    told = {
        "text": "سلمى كريم",
        "language": "ar",
        "kind": "spelling",
        "valid_from": "2009",
        "valid_to": "2012",
    }
    assert send(client, f"/directory/{one.pk}/names/new/", **told).status_code == 302
    assert send(client, f"/directory/{one.pk}/names/new/", **told).status_code == 409
    name = ActorName.objects.get(text="سلمى كريم")
    told |= {"kind": "former", "valid_to": "2008"}
    assert send(client, f"/directory/names/{name.pk}/change/", **told).status_code == 422
    assert send(client, f"/directory/names/{name.pk}/change/", **{**told, "valid_to": ""}).status_code == 302
    assert names_in(client, "?q=كريم سلمي") == ["Salma Karim"]
    assert send(client, f"/directory/names/{name.pk}/remove/").status_code == 302
    main = ActorName.objects.get(actor=one)
    assert client.get(f"/directory/names/{main.pk}/change/").status_code == 200
    assert send(client, f"/directory/names/{main.pk}/remove/").status_code == 409


def test_terms_begin_change_and_end(world: World, client_of: ClientOf) -> None:
    one, body, client = actor(world), actor(world, "Council", kind="body"), client_of("officer")
    told = {
        "actor": "Salma Karim",
        "body": "Council",
        "kind": "co_chair",
        "valid_from": "Sept 2020",
        "term": "2",
    }
    assert (
        client.get(f"/directory/roles/new/?body={body.pk}")
        .context["form"]["body"]
        .value()
        .startswith("Council #")
    )
    assert send(client, "/directory/roles/new/", **told).status_code == 302
    tenure = Tenure.objects.get()
    assert (tenure.valid_from, tenure.term, tenure.kind) == ("2020-09", 2, "co_chair")
    assert "co-chair" in words_of(client, f"/directory/{one.pk}/")
    wrong = {"kind": "chair", "valid_from": "2020", "valid_to": "2019"}
    assert send(client, f"/directory/roles/{tenure.pk}/change/", **wrong).status_code == 422
    assert send(client, f"/directory/roles/{tenure.pk}/end/", on="2021").status_code == 302
    tenure_record(viewer=world.viewer("officer"), actor=one, body=body, kind="member", valid_from="2022")
    held = selectors.offices(world.viewer("officer"), body)
    assert [(office.label, len(office.now), len(office.past)) for office in held] == [
        ("co-chair", 0, 1),
        ("member", 1, 0),
    ]
    assert "1 before" in words_of(client, f"/directory/{body.pk}/")
    assert send(client, f"/directory/roles/{tenure.pk}/remove/").status_code == 302
    assert (
        send(client, "/directory/roles/new/", actor="Council", body="Council", kind="member").status_code
        == 409
    )
    assert (
        send(client, "/directory/roles/new/", actor="Salma Karim", body="Council", kind="other").status_code
        == 422
    )


def pair_of(world: World) -> Duplicate:
    actor(world, "Francis Deng", names={"en": "Francis Deng", "ar": "فرانسيس دينغ"})
    second = actor(world, "Adama Dieng", names={"en": "Adama Dieng", "ar": "أداما دينغ"})
    office = actor(world, "Office", kind="body")
    for one, begin, end in (
        (second, "2012", "2020"),
        (Actor.objects.get(names__en="Francis Deng"), "2007", "2011"),
    ):
        tenure_record(
            viewer=world.viewer("officer"),
            actor=one,
            body=office,
            kind="head",
            valid_from=begin,
            valid_to=end,
        )
    actor_change(viewer=world.viewer("officer"), actor=second)
    return Duplicate.objects.get()


def test_two_people_who_share_a_spelling_stay_two(world: World, client_of: ClientOf) -> None:
    pair, client = pair_of(world), client_of("officer")
    text = words_of(client, "/directory/duplicates/")
    for said in (
        "a family name written alike: دينغ",
        "both served in Office",
        "different first names",
        "different times",
    ):
        assert said in text
    assert "It may be the same" in words_of(client, f"/directory/{pair.one_id}/")
    assert send(client, f"/directory/duplicates/{pair.pk}/apart/", note="Two advisers.").status_code == 302
    assert "Two advisers." in words_of(client, "/directory/duplicates/?show=different")
    assert send(client, f"/directory/duplicates/{pair.pk}/apart/").status_code == 409
    assert Actor.objects.filter(merged_into=None).count() == 3


def test_merged_and_taken_apart_by_the_pages(world: World, client_of: ClientOf) -> None:
    one, other = actor(world, "Salma Karim"), actor(world, "Salma Kareem", note={"en": "a note"})
    client, pair = client_of("officer"), Duplicate.objects.get()
    page = client.get(f"/directory/duplicates/{pair.pk}/")
    versions = page.context["form"]["versions"].value()
    offered = [label for _pk, label in page.context["form"].fields["spellings"].choices]
    assert offered == ["Salma Karim", "Salma Kareem"]
    told = {"keep": str(one.pk), "versions": versions, "name_en": "Salma Kareem", "note": "One person."}
    stale = {**told, "versions": versions.replace(":1", ":7")}
    assert send(client, f"/directory/duplicates/{pair.pk}/", **stale).status_code == 409
    assert send(client, f"/directory/duplicates/{pair.pk}/", **{**told, "versions": "x"}).status_code == 422
    assert send(client, f"/directory/duplicates/{pair.pk}/", **told).status_code == 302
    done = Merge.objects.get()
    gone = client.get(f"/directory/{other.pk}/")
    assert (gone.status_code, gone["Location"]) == (302, f"/directory/{one.pk}/")
    assert names_in(client, "?q=kareem") == ["Salma Kareem"]
    assert "One person." in words_of(client, "/directory/duplicates/?show=merged")
    actor_change(viewer=world.viewer("officer"), actor=Actor.objects.get(pk=one.pk), note={"en": "edited"})
    assert send(client, f"/directory/merges/{done.pk}/undo/").status_code == 302
    assert "Edited since, and so left as it is: note" in words_of(client, f"/directory/merges/{done.pk}/")
    assert send(client, f"/directory/merges/{done.pk}/undo/").status_code == 409
    assert sorted(names_in(client)) == ["Salma Kareem", "Salma Karim"]


def test_a_merged_record_leads_nobody_further_than_they_may_see(world: World, client_of: ClientOf) -> None:
    one, other = actor(world, tlp="amber"), actor(world, tlp="amber")
    actor_merge(viewer=world.viewer("officer"), kept=one, gone=other)
    assert client_of("outsider").get(f"/directory/{other.pk}/").status_code == 403


def test_two_are_put_side_by_side(world: World, client_of: ClientOf) -> None:
    one, other = actor(world, "Salma Karim"), actor(world, "Idris Toure")
    answer = send(client_of("officer"), f"/directory/{one.pk}/same/", other="Idris Toure")
    assert answer["Location"] == f"/directory/duplicates/{Duplicate.objects.get().pk}/"
    assert send(client_of("officer"), f"/directory/{one.pk}/same/", other="Salma Karim").status_code == 409
    assert other.pk


def test_duplicates_are_for_those_who_keep_the_directory(world: World, client_of: ClientOf) -> None:
    pair = pair_of(world)
    for persona in ("analyst", "reporter", "decision_maker"):
        assert client_of(persona).get("/directory/duplicates/").status_code == 403
        assert client_of(persona).get(f"/directory/duplicates/{pair.pk}/").status_code == 403
    assert "Only" not in words_of(client_of("coordinator"), "/directory/duplicates/")
    page = client_of("coordinator").get(f"/directory/duplicates/{pair.pk}/")
    assert "kept by another desk" in page.content.decode()
    table = client_of("officer").get("/directory/duplicates/?format=csv").getvalue().decode("utf-8-sig")
    assert "Francis Deng" in table
