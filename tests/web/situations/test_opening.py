"""Putting a place and groups under watch, changing it, ending the watch."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.accounts.services import sharing_group_record
from nadhir.web.core.models import Entry, Share
from nadhir.web.directory.services import place_invent
from nadhir.web.situations import places, services
from nadhir.web.situations.models import GroupAtRisk, Situation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

NEW = "/situations/new/"


@pytest.fixture
def typed(world: World) -> dict[str, Any]:
    """What an analyst types."""
    return {
        "name_ar": "سهل الملح",
        "about": "A dispute over wells.",
        "places": [str(world.place.pk)],
        "since": "2026-01-05",
        "review_days": "14",
        "tlp": "amber",
        "share_with": [str(world.group.pk)],
        "groups-TOTAL_FORMS": "2",
        "groups-INITIAL_FORMS": "0",
        "groups-0-name_fr": "gens du puits",
        "groups-0-attribute": "ethnic",
        "groups-1-attribute": "other",
    }


def test_one_language_is_enough(
    world: World, client_of: Callable[..., Client], typed: dict[str, Any]
) -> None:
    response = client_of("analyst").post(NEW, typed)
    one = Situation.objects.get()
    assert response["Location"] == reverse("situation", args=[one.pk])
    assert (one.names, one.review_days, one.owner) == ({"ar": "سهل الملح"}, 14, world.organisations["desk"])
    assert list(one.groups.values_list("names", "attribute")) == [({"fr": "gens du puits"}, "ethnic")]
    assert [share.group for share in Share.objects.filter(record_id=one.pk)] == [world.group]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name_ar": "  "}, "Give a name in one language at least."),
        ({"places": []}, "Choose at least one place."),
        ({"places": ["not-an-id"]}, "is not one of the available choices"),
        ({"since": "2999-01-01"}, "This day is still to come."),
        ({"review_days": "0"}, "greater than or equal to 1"),
        ({"groups-TOTAL_FORMS": "61"}, "Name at most 40 groups."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client_of: Callable[..., Client], typed: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    response = client_of("analyst").post(NEW, typed | change)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "A dispute over wells." in page
    assert "gens du puits" in page
    assert not Situation.objects.exists()


def test_a_place_is_looked_up_without_losing_a_word(
    world: World, client_of: Callable[..., Client], typed: dict[str, Any]
) -> None:
    other = place_invent(code="XN-02", names={"ar": "تلال أحمد", "en": "Ahmad Hills", "fr": "Collines"})
    asked = typed | {"place_words": "احمد", "find": "1"}
    page = client_of("analyst").post(NEW, asked).content.decode()
    assert f'value="{other.pk}"' in page
    assert f'value="{world.place.pk}" id="id_places_0" checked' in page
    for kept in ("سهل الملح", "A dispute over wells.", "gens du puits", 'value="14"'):
        assert kept in page
    assert not Situation.objects.exists()


def test_there_is_room_for_another_group(client_of: Callable[..., Client], typed: dict[str, Any]) -> None:
    filled = typed | {"groups-1-name_en": "herders", "more": "1"}
    page = client_of("analyst").post(NEW, filled).content.decode()
    assert page.count('-name_en"') >= 3
    assert "herders" in page


def test_places_are_found_by_any_name_the_nearest_first(world: World) -> None:
    viewer = world.viewer("analyst")
    plain = place_invent(code="XN-03", names={"ar": "نور", "en": "Nour", "fr": "Nour"})
    assert places.places_named(viewer, "nour") == [plain, world.place]
    assert places.places_named(viewer, "vallee de") == [world.place]
    assert places.places_named(viewer, "xn-01") == [world.place]
    assert places.places_named(viewer, "  ") == []
    assert places.places_named(viewer, "zzz") == []


def _edited(one: Situation, typed: dict[str, Any], **change: Any) -> dict[str, Any]:
    return typed | {"version": str(one.version)} | change


def test_a_change_keeps_groups_that_stay(
    world: World, client_of: Callable[..., Client], typed: dict[str, Any]
) -> None:
    one = world.situation(shared=True)
    group = one.groups.get()
    sent = _edited(one, typed, **{"groups-0-id": str(group.pk), "share_with": []})
    client_of("second_analyst").post(reverse("situation_edit", args=[one.pk]), sent)
    one.refresh_from_db()
    assert one.names == {"ar": "سهل الملح"}
    assert one.groups.get().pk == group.pk
    assert one.groups.get().names == {"fr": "gens du puits"}
    assert not Share.objects.filter(record_id=one.pk).exists()
    assert Entry.objects.filter(act="situation.change", subject_id=one.pk).count() == 1


def test_two_changes_at_once_show_both(
    world: World, client_of: Callable[..., Client], typed: dict[str, Any]
) -> None:
    one = world.situation()
    sent = _edited(one, typed)
    services.situation_change(viewer=world.viewer("analyst"), situation=one, about="Theirs, saved first.")
    response = client_of("second_analyst").post(reverse("situation_edit", args=[one.pk]), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs, saved first." in page
    assert "A dispute over wells." in page
    one.refresh_from_db()
    assert one.about == "Theirs, saved first."
    assert f'name="version" value="{one.version}"' in page


def test_a_group_that_evidence_speaks_of_stays(
    world: World, client_of: Callable[..., Client], typed: dict[str, Any]
) -> None:
    one = world.situation()
    services.evidence_code(
        viewer=world.viewer("analyst"),
        situation=one,
        item=world.item(),
        start=0,
        end=6,
        elements=["7.14"],
        concerns=one.groups.get(),
    )
    response = client_of("analyst").post(reverse("situation_edit", args=[one.pk]), _edited(one, typed))
    assert response.status_code == 422
    assert "evidence speaks of it" in response.content.decode()
    assert GroupAtRisk.objects.get().names == {"en": "people of the east bank"}
    one.refresh_from_db()
    assert one.names["en"] == "Nour Valley"


def test_another_desk_works_on_a_shared_situation_but_does_not_relabel_it(
    world: World, client_of: Callable[..., Client], typed: dict[str, Any]
) -> None:
    one = world.situation(shared=True)
    page = reverse("situation_edit", args=[one.pk])
    response = client_of("partner_analyst").post(page, _edited(one, typed, tlp="clear"))
    assert response.status_code == 403
    with pytest.raises(NotAllowed, match=r"situation\.other_desk"):
        services.situation_close(viewer=world.viewer("partner_analyst"), situation=one, because="x")
    one.refresh_from_db()
    assert one.tlp == "amber"


def test_a_situation_is_not_opened_to_a_group_one_is_not_in(world: World) -> None:
    foreign = sharing_group_record(names={"en": "others"}, members=[world.organisations["elsewhere"].pk])
    with pytest.raises(NotAllowed, match=r"situation\.foreign_group"):
        services.situation_open(
            viewer=world.viewer("analyst"), names={"en": "x"}, places=[], share_with=[foreign.pk]
        )
    one = world.situation()
    with pytest.raises(NotAllowed, match=r"situation\.foreign_group"):
        services.situation_change(viewer=world.viewer("analyst"), situation=one, share_with=[foreign.pk])
    assert not Share.objects.filter(group=foreign).exists()


def test_a_group_of_another_situation_is_not_taken_over(world: World) -> None:
    first, second = world.situation(), world.situation()
    theirs = first.groups.get()
    services.situation_change(
        viewer=world.viewer("analyst"),
        situation=second,
        groups=[{"id": theirs.pk, "names": {"en": "renamed"}, "attribute": "other"}],
    )
    theirs.refresh_from_db()
    assert theirs.names == {"en": "people of the east bank"}
    assert theirs.situation == first


def test_a_watch_ends_with_a_reason_and_can_be_taken_up_again(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    one = world.situation()
    client = client_of("analyst")
    client.post(reverse("situation_close", args=[one.pk]), {"because": " "})
    one.refresh_from_db()
    assert one.status == "watched"
    client.post(reverse("situation_close", args=[one.pk]), {"because": "Calm for a year."})
    assert "watch ended" in shown(client.get(reverse("situation", args=[one.pk])))
    assert "Calm for a year." in shown(client.get(reverse("situation_timeline", args=[one.pk])))
    client.post(reverse("situation_reopen", args=[one.pk]))
    one.refresh_from_db()
    assert one.status == "watched"
    with pytest.raises(NotPossibleNow, match=r"situation\.wrong_state"):
        services.situation_reopen(viewer=world.viewer("analyst"), situation=one)


def test_a_situation_that_is_not_there_looks_like_one_that_is_closed_to_the_viewer(
    world: World, client_of: Callable[..., Client]
) -> None:
    hidden = world.situation()
    client = client_of("outsider")
    for pk in (hidden.pk, uuid.uuid4()):
        assert client.get(reverse("situation", args=[pk])).status_code == 403
