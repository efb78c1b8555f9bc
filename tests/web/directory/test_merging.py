"""Two records made one by a person, and taken apart again, whatever happened in between."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.cooperation.services import instrument_record
from nadhir.web.core.models import Entry, Share
from nadhir.web.core.services import record_share
from nadhir.web.directory import selectors
from nadhir.web.directory.models import Actor, ActorName, Duplicate, Expert
from nadhir.web.directory.services import (
    actor_change,
    actor_merge,
    actor_name_add,
    actor_name_change,
    actor_record,
    actor_references,
    duplicate_ask,
    duplicate_keep_apart,
    duplicates_propose,
    merge_undo,
    tenure_record,
)
from nadhir.web.response.services import engagement_record
from tests.web.conftest import World


def actor(world: World, name: str = "Salma Karim", **fields: Any) -> Actor:
    told = {"kind": "person", "names": {"en": name}, "tlp": "green", **fields}
    return actor_record(viewer=world.viewer(told.pop("persona", "officer")), **told)


def memorandum(world: World, *parties: Actor) -> Any:
    return instrument_record(
        viewer=world.viewer("officer"),
        kind="memorandum",
        names={"en": "A memorandum"},
        dated_on=datetime.now(UTC).date(),
        parties=list(parties),
        tlp="green",
    )


def merge(world: World, kept: Actor, gone: Actor, **fields: Any) -> Any:
    for one in (kept, gone):
        one.refresh_from_db()
    return actor_merge(viewer=world.viewer("officer"), kept=kept, gone=gone, **fields)


def undo(world: World, done: Any) -> Any:
    return merge_undo(viewer=world.viewer("officer"), merge=done)


def parties(instrument: Any) -> set[str]:
    return {one.names["en"] for one in instrument.parties.all()}


def names_of(one: Actor) -> set[str]:
    return set(ActorName.objects.filter(actor=one).values_list("text", flat=True))


@pytest.fixture
def pair(world: World) -> tuple[Actor, Actor]:
    return actor(world, "Salma Karim"), actor(world, "Salma Kareem", url="https://karim.example.org")


def test_what_referred_to_one_refers_to_the_other(world: World, pair: tuple[Actor, Actor]) -> None:
    kept, gone = pair
    body = actor(world, "Council", kind="body")
    served = tenure_record(
        viewer=world.viewer("officer"), actor=gone, body=body, kind="chair", valid_from="2020"
    )
    signed = memorandum(world, gone, body)
    met = engagement_record(
        viewer=world.viewer("officer"),
        kind="dialogue",
        names={"en": "A dialogue"},
        convened_by=[gone],
        spoken_by=gone,
    )
    done = merge(world, kept, gone)
    served.refresh_from_db()
    met.refresh_from_db()
    assert served.actor_id == met.spoken_by_id == kept.pk
    assert parties(signed) == {"Salma Karim", "Council"}
    assert parties_of_engagement(met) == {"Salma Karim"}
    assert names_of(kept) == {"Salma Karim", "Salma Kareem"}
    assert kept.url == "https://karim.example.org"
    assert not selectors.actors(world.viewer("officer")).filter(pk=gone.pk).exists()
    assert {"actor.merge"} <= set(Entry.objects.filter(subject_id=kept.pk).values_list("act", flat=True))
    undone = undo(world, done)
    for one in (served, met, kept, gone):
        one.refresh_from_db()
    assert served.actor_id == met.spoken_by_id == gone.pk
    assert undone.back == 4
    assert not undone.lost
    assert parties(signed) == {"Salma Kareem", "Council"}
    assert names_of(kept) == {"Salma Karim"}
    assert kept.url == ""
    assert gone.merged_into_id is None


def parties_of_engagement(met: Any) -> set[str]:
    return {one.names["en"] for one in met.convened_by.all()}


def test_both_parties_of_one_text_become_one_and_two_again(world: World, pair: tuple[Actor, Actor]) -> None:
    signed = memorandum(world, *pair)
    done = merge(world, *pair)
    assert parties(signed) == {"Salma Karim"}
    assert not undo(world, done).lost
    assert parties(signed) == {"Salma Karim", "Salma Kareem"}


def test_what_only_one_can_have_stays_with_each(world: World, pair: tuple[Actor, Actor]) -> None:
    kept, gone = pair
    for one in pair:
        Expert.objects.create(actor=one, owner_id=one.owner_id, contact="", consent="public")
    done = merge(world, kept, gone)
    assert [told["how"] for told in done.moved] == ["stayed"]
    undo(world, done)
    assert {one.expert.actor_id for one in pair} == {kept.pk, gone.pk}


def test_edits_and_new_references_stay_when_it_is_undone(world: World, pair: tuple[Actor, Actor]) -> None:
    kept, gone = pair
    before = memorandum(world, gone)
    done = merge(world, kept, gone)
    viewer = world.viewer("officer")
    since = memorandum(world, kept)
    actor_change(viewer=viewer, actor=kept, url="https://edited.example.org")
    copied = ActorName.objects.get(actor=kept, text="Salma Kareem")
    actor_name_change(viewer=viewer, name=copied, kind="former")
    before.parties.remove(kept)
    undone = undo(world, done)
    kept.refresh_from_db()
    assert kept.url == "https://edited.example.org"
    assert undone.edited == ["url"]
    assert undone.names == ["Salma Kareem"]
    assert "Salma Kareem" in names_of(kept)
    assert sum(undone.lost.values()) == 1
    assert parties(since) == {"Salma Karim"}
    assert not parties(before)


def test_a_chain_is_taken_apart_in_either_order(world: World, pair: tuple[Actor, Actor]) -> None:
    b, a = pair
    c = actor(world, "S. Karim")
    text = memorandum(world, a)
    shared = memorandum(world, a, c)
    first = merge(world, b, a)
    second = merge(world, c, b)
    assert parties(text) == parties(shared) == {"S. Karim"}
    assert selectors.became(world.viewer("officer"), a.pk) == c
    assert not undo(world, first).lost  # the earlier one first
    assert parties(text) == {"Salma Kareem"}
    assert parties(shared) == {"Salma Kareem", "S. Karim"}
    assert names_of(c) == {"S. Karim", "Salma Karim"}
    assert c.pk
    second.refresh_from_db()
    assert not undo(world, second).lost
    assert names_of(b) == {"Salma Karim"}
    assert names_of(c) == {"S. Karim"}
    again = merge(world, b, a)
    further = merge(world, c, b)
    undo(world, further)
    assert parties(text) == {"Salma Karim"}
    undo(world, again)
    assert parties(text) == {"Salma Kareem"}


def test_a_renamed_body_that_was_recorded_twice(world: World) -> None:
    old, new = actor(world, "Old Council", kind="body"), actor(world, "New Council", kind="body")
    actor_change(viewer=world.viewer("officer"), actor=old, ended="2017", succeeded_by=new)
    done = merge(world, new, old, carried=[], names={"en": "The Council"})
    new.refresh_from_db()
    assert new.succeeded_by_id is None
    assert new.names == {"en": "The Council"}
    assert new.ended == "2017"
    undo(world, done)
    for one in (old, new):
        one.refresh_from_db()
    assert old.succeeded_by_id == new.pk
    assert new.names == {"en": "New Council"}
    assert new.ended == ""


def test_what_cannot_be_merged(world: World, pair: tuple[Actor, Actor]) -> None:
    kept, gone = pair
    body = actor(world, "Council", kind="body")
    union = actor(world, "Union", kind="body")
    tenure_record(viewer=world.viewer("officer"), actor=body, body=union, kind="member")
    cases = {
        "merge.itself": (kept, kept),
        "merge.other_kind": (kept, body),
        "merge.related": (body, union),
        "merge.other_reach": (kept, actor(world, "Salma Karim", tlp="amber")),
    }
    for code, both in cases.items():
        with pytest.raises(NotPossibleNow, match=code):
            merge(world, *both)
    done = merge(world, kept, gone)
    for both in ((kept, gone), (gone, kept)):
        with pytest.raises(NotPossibleNow, match=r"merge\.already"):
            merge(world, *both)
    undo(world, done)
    with pytest.raises(NotPossibleNow, match=r"merge\.undone"):
        undo(world, done)


def test_another_desk_and_another_role_do_not(world: World, pair: tuple[Actor, Actor]) -> None:
    elsewhere = actor(world, "Salma Karim", persona="coordinator")
    with pytest.raises(NotAllowed):
        merge(world, pair[0], elsewhere)
    with pytest.raises(NotAllowed):
        actor_merge(viewer=world.viewer("analyst"), kept=pair[0], gone=pair[1])
    done = merge(world, *pair)
    for persona in ("coordinator", "analyst", "outsider"):
        with pytest.raises(NotAllowed):
            merge_undo(viewer=world.viewer(persona), merge=done)


def test_two_people_at_once(world: World, pair: tuple[Actor, Actor]) -> None:
    kept, gone = pair
    seen = kept.version, gone.version
    actor_name_add(viewer=world.viewer("officer"), actor=gone, text="S. K.", language="en")
    with pytest.raises(Conflict):
        merge(world, kept, gone, versions=seen)
    gone.refresh_from_db()
    assert gone.merged_into_id is None
    assert names_of(kept) == {"Salma Karim"}


def test_two_that_were_kept_apart_are_not_proposed_again_until_something_changes(world: World) -> None:
    viewer = world.viewer("officer")
    one, other = actor(world, "Salma Karim"), actor(world, "Salma Karim")
    pair = Duplicate.objects.get()
    assert {reason["code"] for reason in pair.reasons} == {"same_name"}
    duplicate_keep_apart(viewer=viewer, duplicate=pair, note="Mother and daughter.")
    with pytest.raises(NotPossibleNow, match=r"merge\.judged"):
        duplicate_keep_apart(viewer=viewer, duplicate=pair)
    assert duplicates_propose() == 0
    pair.refresh_from_db()
    assert pair.status == "different"
    for person in (one, other):
        actor_change(viewer=viewer, actor=person, email="salma@example.org")
    pair.refresh_from_db()
    assert pair.status == "proposed"
    assert pair.note == "Mother and daughter."


def test_a_person_can_put_two_side_by_side(world: World, pair: tuple[Actor, Actor]) -> None:
    viewer = world.viewer("officer")
    stranger = actor(world, "Idris Toure")
    asked = duplicate_ask(viewer=viewer, one=pair[0], other=stranger)
    assert duplicate_ask(viewer=viewer, one=stranger, other=pair[0]).pk == asked.pk
    duplicates_propose()
    assert Duplicate.objects.filter(pk=asked.pk, status="proposed").exists()
    with pytest.raises(NotPossibleNow, match=r"merge\.itself"):
        duplicate_ask(viewer=viewer, one=stranger, other=stranger)
    done = merge(world, pair[0], stranger)
    undo(world, done)
    asked.refresh_from_db()
    assert asked.status == "different"


def test_an_address_is_not_found_out_by_recording_it_elsewhere(world: World) -> None:
    known = actor(world, "Quentin Ravello", email="quentin@example.org")
    actor(world, "Somebody Else", email="Quentin@example.org", persona="coordinator")
    duplicates_propose()
    assert not Duplicate.objects.exists()
    actor(world, "Third Person", email="quentin@example.org")
    pair = selectors.duplicates(world.viewer("officer")).get()
    assert known in (pair.one, pair.other)
    told = {
        one: selectors.reasons_told(world.viewer(one), [pair])[pair.pk]["for"]
        for one in ("officer", "coordinator")
    }
    assert told == {"officer": ["the same address"], "coordinator": []}


@pytest.mark.parametrize("chain", [False, True])
def test_what_was_narrowed_meanwhile_does_not_come_back_wider(world: World, chain: bool) -> None:
    kept, gone, last = actor(world, "Salma Karim"), actor(world, "Salma Kareem"), actor(world, "S. Karim")
    for one in (kept, gone, last):
        record_share(record=one, groups=[world.group.pk])
    done = merge(world, kept, gone)
    if chain:
        merge(world, last, kept)
    holder = last if chain else kept
    holder.refresh_from_db()
    actor_change(viewer=world.viewer("officer"), actor=holder, tlp="amber")
    Share.objects.filter(record_id=holder.pk).delete()
    undo(world, done)
    gone.refresh_from_db()
    assert (gone.merged_into, gone.tlp) == (None, "amber")
    assert selectors.actors(world.viewer("officer")).filter(pk=gone.pk).exists()
    assert not selectors.actors(world.viewer("coordinator")).filter(pk=gone.pk).exists()


def test_references_are_counted_as_far_as_one_may_know_of_them(world: World) -> None:
    party = actor(world)
    memorandum(world, party)
    engagement_record(
        viewer=world.viewer("officer"),
        kind="dialogue",
        names={"en": "A dialogue"},
        convened_by=[party],
        tlp="amber_strict",
    )
    told = {
        one: actor_references(viewer=world.viewer(one), actor=party) for one in ("officer", "coordinator")
    }
    assert told == {"officer": 2, "coordinator": 1}
