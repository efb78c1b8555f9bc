"""The API reads what the pages read, says so in one form, and writes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate

from nadhir.sources import PlaceHint
from nadhir.web.api.v1.routes import api
from nadhir.web.core.models import Tlp, new_id
from nadhir.web.warnings.services import warning_issue
from tests.web.conftest import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[..., Client]
SNAPSHOT = Path(__file__).parent / "openapi-v1.json"
REFRESH = "REFRESH_CONTRACT=1 .venv/bin/python -m pytest tests/web/api -k contract"
LISTS = ("items", "situations", "warnings", "undertakings")
FIGURES = ("watch", "outlook", "outlook/SDN", "track-record")
PROBLEM = "application/problem+json"


def schema() -> dict[str, Any]:
    """What the API says of itself."""
    said: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    return said


def get(client: Client, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


# -- the contract --------------------------------------------------------------------------------------------


def test_the_contract_stands_as_it_was_published() -> None:
    """A change of the API is meant and seen in review. To publish a new one: see REFRESH."""
    now = json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("REFRESH_CONTRACT"):
        SNAPSHOT.write_text(now, "utf-8")
    assert SNAPSHOT.read_text("utf-8") == now, f"the API changed; if that is meant: {REFRESH}"


def test_the_contract_is_valid_openapi() -> None:
    validate(schema())


def test_the_contract_can_be_fetched_and_tells_no_secret(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Nadhir"


def test_there_is_no_way_to_write() -> None:
    assert {method for path in schema()["paths"].values() for method in path} == {"get"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_is_refused_even_with_a_session(client_of: ClientOf, world: World, method: str) -> None:
    client, item = client_of("analyst"), world.item()
    for path in ("items", f"items/{item.pk}", "watch", "warnings"):
        assert getattr(client, method)(f"/api/v1/{path}").status_code in (403, 405)


# -- who may ask ---------------------------------------------------------------------------------------------


# The identifier of no record; written out, so that two test processes collect the same tests.
NOWHERE = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "path",
    [
        "watch",
        "outlook",
        "outlook/SDN",
        "track-record",
        *LISTS,
        f"items/{NOWHERE}",
        f"situations/{NOWHERE}/assessments",
    ],
)
def test_nobody_unknown_reads_anything(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == PROBLEM
    problem = answer.json()
    assert {"type", "title", "status", "code"} == problem.keys()
    assert (problem["status"], problem["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("header", ["Bearer x", "Basic YTpi", "Token x"])
def test_no_header_stands_for_a_person(client: Client, header: str) -> None:
    assert client.get("/api/v1/items", headers={"authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("persona", "many"),
    [("analyst", 1), ("reviewer", 1), ("reporter", 0), ("outsider", 0), ("administrator", 0)],
)
def test_lists_hold_what_the_person_may_see(
    world: World, client_of: ClientOf, persona: str, many: int
) -> None:
    world.warning()
    client = client_of(persona)
    for path in LISTS[:3]:
        page = get(client, path, status="all")
        assert (page["count"], len(page["rows"]), page["beyond"]) == (many, many, False), path


def test_what_is_hidden_and_what_is_not_there_look_alike(world: World, client_of: ClientOf) -> None:
    hidden = world.item().pk
    answers = [client_of("outsider").get(f"/api/v1/items/{pk}") for pk in (hidden, new_id())]
    assert {answer.status_code for answer in answers} == {403}
    assert {answer.headers["Content-Type"] for answer in answers} == {PROBLEM}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "not_allowed.record"


# -- problems ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"), [("items/not-a-uuid", 404), ("nothing", 404), (f"items/{NOWHERE}", 403)]
)
def test_every_problem_has_one_form(client_of: ClientOf, path: str, status: int) -> None:
    answer = client_of("analyst").get(f"/api/v1/{path}")
    assert answer.status_code == status
    if status != 404:
        assert answer.headers["Content-Type"] == PROBLEM


def test_a_problem_is_said_in_the_readers_language(client_of: ClientOf) -> None:
    titles = {
        language: client_of("analyst", language).get(f"/api/v1/items/{new_id()}").json()["title"]
        for language in ("ar", "en", "fr")
    }
    assert len(set(titles.values())) == 3


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_not_being_signed_in_is_said_in_the_readers_language(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    title = client.get("/api/v1/items").json()["title"]
    assert (
        title == {"ar": "سجّل الدخول أولًا.", "en": "Sign in first.", "fr": "Connectez-vous d’abord."}[language]
    )


# -- pages of a list -----------------------------------------------------------------------------------------


def test_a_long_list_goes_on_where_it_says(world: World, client_of: ClientOf) -> None:
    source = world.source()
    made = {
        str(world.item(f"Report number {number} of a long day.", source=source).pk) for number in range(103)
    }
    client = client_of("analyst")
    first = get(client, "items")
    assert (first["count"], first["next"], len(first["rows"])) == (103, 2, 100)
    rest = get(client, "items", page=first["next"])
    assert (rest["next"], len(rest["rows"])) == (None, 3)
    assert {row["id"] for row in first["rows"] + rest["rows"]} == made
    assert get(client, "items", page=9)["rows"] == []


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999", "٢"])
def test_a_page_that_makes_no_sense_breaks_nothing(client_of: ClientOf, page: str) -> None:
    assert client_of("analyst").get("/api/v1/items", {"page": page}).status_code == 200


def test_reports_are_filtered(world: World, client_of: ClientOf) -> None:
    world.event()
    world.item("Une journée calme au marché, dit la radio du village voisin.")
    client = client_of("analyst")
    assert get(client, "items", status="all")["count"] == 2
    assert get(client, "items", language="fr")["count"] == 1
    assert get(client, "items", status="dismissed")["count"] == 0


def test_a_list_asks_a_bounded_number_of_questions(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    source = world.source()
    for number in range(30):
        world.item(f"Report number {number} of a long day.", source=source)
    client = client_of("analyst")
    with django_assert_max_num_queries(12):
        get(client, "items")


# -- fields --------------------------------------------------------------------------------------------------

INSIDE = frozenset(
    {"raw", "folded", "key", "fingerprint", "cluster", "sha256", "frozen", "password", "email", "created_by"}
)


def test_no_schema_has_a_field_of_the_inside() -> None:
    for name, model in schema()["components"]["schemas"].items():
        assert not INSIDE & model["properties"].keys(), name


def test_a_protected_source_stays_with_its_desk(world: World, client_of: ClientOf) -> None:
    source = world.source(slug="elders", chatham_house=True, tlp=Tlp.GREEN)
    item = world.item(
        "Said at a dialogue.", source=source, author="Sheikh N.", url="https://elders.example/1"
    )
    theirs = get(client_of("partner_analyst"), f"items/{item.pk}")
    assert theirs["text"] == "Said at a dialogue."
    assert [theirs[name] for name in ("source", "reliability", "author", "url")] == [None] * 4
    ours = get(client_of("analyst"), f"items/{item.pk}")
    assert (ours["source"], ours["author"]) == ("elders", "Sheikh N.")


def test_a_place_is_as_exact_as_the_reader_may_know(world: World, client_of: ClientOf) -> None:
    source = world.source(slug="open", tlp=Tlp.GREEN)
    hint = PlaceHint("", world.place.code, 1.23456, 2.34567)
    item = world.item("Smoke over the ridge.", source=source, places=(hint,))
    ours, theirs = (get(client_of(who), f"items/{item.pk}") for who in ("analyst", "partner_analyst"))
    assert (ours["latitude"], ours["longitude"]) == (1.23456, 2.34567)
    assert (theirs["latitude"], theirs["longitude"]) == (1.2, 2.3)


def test_a_list_leaves_the_text_at_its_own_address(world: World, client_of: ClientOf) -> None:
    item = world.item("A long report of a long day.")
    client = client_of("analyst")
    assert get(client, "items")["rows"][0]["text"] is None
    assert get(client, f"items/{item.pk}")["text"] == "A long report of a long day."


def test_drafts_and_recipients_are_not_in_the_list_of_warnings(world: World, client_of: ClientOf) -> None:
    draft = world.warning(status="approved", tlp=Tlp.GREEN)
    assert get(client_of("partner_analyst"), "warnings")["count"] == 0
    warning_issue(viewer=world.viewer("reviewer"), warning=draft)
    (row,) = get(client_of("partner_analyst"), "warnings")["rows"]
    assert row["number"] == draft.number
    assert not {"recipients", "frozen", "what"} & row.keys()


def test_the_outlook_says_how_far_its_figures_reach(client_of: ClientOf) -> None:
    found = get(client_of("reporter"), "outlook")
    assert [row["rank"] for row in found["rows"]] == list(range(1, len(found["rows"]) + 1))
    assert found["as_of"] < "2100"
    assert any("figures end" in note.lower() for note in found["notes"])
    israel = next(row for row in found["rows"] if row["iso3"] == "ISR")
    assert israel["covers"] == ["PSE"]


def test_one_country_is_told_as_its_page_tells_it(client_of: ClientOf) -> None:
    client = client_of("reporter")
    found = get(client, "outlook/sdn")
    row = next(row for row in get(client, "outlook")["rows"] if row["iso3"] == "SDN")
    assert found["iso3"] == found["outlook"]["iso3"] == "SDN"
    assert found["outlook"]["onset"]["rank"] == row["rank"]
    assert found["headline"]


def test_a_country_that_the_figures_do_not_know_is_not_found(client_of: ClientOf) -> None:
    answer = client_of("analyst").get("/api/v1/outlook/ZZZ")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json()["code"] == "outlook.country"


def test_the_track_record_names_what_was_missed(client_of: ClientOf) -> None:
    found = get(client_of("reporter"), "track-record")
    years = found["record"]["years"]
    assert years[0]["year"] == found["first_year"]
    assert sum(len(year["missed"]) for year in years) < found["onsets"]


def test_the_watch_list_is_whole(client_of: ClientOf) -> None:
    listed = get(client_of("reporter"), "watch")
    assert len(listed) >= 160
    assert [entry["rank"] for entry in listed] == list(range(1, len(listed) + 1))
