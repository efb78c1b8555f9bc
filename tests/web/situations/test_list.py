"""The list of situations: what is found, what is said, what is taken along."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from nadhir.web.situations import selectors, services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from nadhir.web.situations.models import Situation
    from tests.web.conftest import World

LIST = "/situations/"


def _open(world: World, **fields: Any) -> Situation:
    defaults = {"names": {"en": "Salt Plain"}, "places": [world.place.pk]}
    return services.situation_open(viewer=world.viewer("analyst"), **{**defaults, **fields})


def _names(response: Any) -> set[str]:
    return {row.situation.names.get("en", "") for row in response.context["rows"]}


def test_an_empty_list_says_what_belongs_there(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    page = client_of("analyst").get(LIST)
    assert "Nothing is under watch yet" in shown(page)
    assert reverse("situation_new") in page.content.decode()
    assert reverse("situation_new") not in client_of("coordinator").get(LIST).content.decode()


def test_a_name_is_found_in_any_spelling_and_language(world: World, client_of: Callable[..., Client]) -> None:
    _open(world, names={"en": "Ahmad Hills", "ar": "تلال أحمد"})
    _open(world, groups=[{"names": {"fr": "Pêcheurs du lac"}, "attribute": "other"}])
    client = client_of("analyst")
    assert _names(client.get(LIST, {"q": "احمد"})) == {"Ahmad Hills"}
    assert _names(client.get(LIST, {"q": "pecheurs"})) == {"Salt Plain"}
    assert _names(client.get(LIST, {"q": "nobody"})) == set()


def test_filters_by_trend_status_and_place(world: World, client_of: Callable[..., Client]) -> None:
    world.signed_assessment()
    closed = _open(world)
    services.situation_close(viewer=world.viewer("analyst"), situation=closed, because="calm")
    _open(world, names={"en": "No view yet"})
    client = client_of("analyst")
    assert _names(client.get(LIST)) == {"Nour Valley", "No view yet"}
    assert _names(client.get(LIST, {"trend": "rising"})) == {"Nour Valley"}
    assert _names(client.get(LIST, {"trend": "none"})) == {"No view yet"}
    assert _names(client.get(LIST, {"status": "closed"})) == {"Salt Plain"}
    assert len(_names(client.get(LIST, {"status": "all", "place": world.place.code}))) == 3
    assert _names(client.get(LIST, {"place": "KE"})) == set()


def test_what_is_overdue_is_said_and_found(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    long_ago = datetime.now(UTC).date() - timedelta(days=40)
    _open(world, since=long_ago, review_days=30)
    world.situation()
    page = client_of("analyst").get(LIST)
    assert "For 1 the review is overdue." in shown(page)
    assert "10 days overdue" in shown(page)
    assert _names(client_of("analyst").get(LIST, {"due": "on"})) == {"Salt Plain"}


def test_a_signed_assessment_moves_the_review(world: World) -> None:
    signed = world.signed_assessment()
    row = selectors.overviews(world.viewer("analyst"), [signed.situation])[0]
    assert signed.signed_at is not None
    assert row.review_due == signed.signed_at.date() + timedelta(days=30)
    assert selectors.overviews(world.viewer("coordinator"), [signed.situation])[0].review_due is None


def test_no_filter_breaks_the_page(world: World, client_of: Callable[..., Client]) -> None:
    world.situation()
    client = client_of("analyst")
    for query in ("page=0", "page=x", "page=99999999", "trend=worst", "status=%00", "place=" + "x" * 500):
        assert client.get(f"{LIST}?{query}").status_code == 200


def test_evidence_and_assessments_are_counted_for_the_desk_only(
    world: World, client_of: Callable[..., Client]
) -> None:
    world.signed_assessment(shared=True)
    assert [row.evidence for row in client_of("analyst").get(LIST).context["rows"]] == [1]
    row = client_of("coordinator").get(LIST).context["rows"][0]
    assert (row.evidence, row.latest, row.review_due) == (0, None, None)


def test_the_list_can_be_taken_along(world: World, client_of: Callable[..., Client]) -> None:
    _open(world, names={"en": "=cmd()"}, since=date(2026, 1, 5))
    response = client_of("analyst").get(LIST, {"format": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert response["Content-Type"].startswith("text/csv")
    assert "2026-01-05" in text
    assert "\n=cmd" not in text
    assert client_of("reporter").get(LIST, {"format": "csv"}).status_code == 403


def test_a_name_is_text_and_never_markup(world: World, client_of: Callable[..., Client]) -> None:
    one = _open(
        world,
        names={"en": "<script>alert(1)</script>"},
        about="<img src=x onerror=alert(1)>",
        groups=[{"names": {"en": "<b>them</b>"}, "attribute": "other"}],
    )
    client = client_of("analyst")
    for page in (LIST, reverse("situation", args=[one.pk]), reverse("situation_edit", args=[one.pk])):
        content = client.get(page).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert "<b>them" not in content


def test_the_list_asks_the_database_no_more_for_many(
    world: World, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        _open(world, names={"en": f"Plain {number}"}, groups=[{"names": {"en": "g"}, "attribute": "other"}])
    world.signed_assessment()
    client = client_of("analyst")
    with django_assert_max_num_queries(20):
        client.get(LIST)
