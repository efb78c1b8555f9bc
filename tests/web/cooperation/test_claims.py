"""What source documents state, and where they contradict each other."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.claims import contradicted, disagree
from nadhir.web.cooperation.models import Claim
from nadhir.web.directory.services import actor_merge, actor_record, merge_undo
from nadhir.web.response.services import engagement_record
from tests.web.conftest import World


def days(start: str, end: str, precision: str = "range") -> dict[str, Any]:
    return {"start": start, "end": end, "precision": precision}


@pytest.mark.parametrize(
    ("one", "other", "both_cannot_hold"),
    [
        (days("2012-12-17", "2012-12-20"), days("2012-12-18", "2012-12-19"), True),
        (days("2012-12-17", "2012-12-20"), days("2012-12-01", "2012-12-31", "month"), False),
        (days("2012-12-17", "2012-12-20"), days("2012-01-01", "2012-12-31", "year"), False),
        (days("2012-12-17", "2012-12-20"), days("2013-01-01", "2013-12-31", "year"), True),
        (days("2012-12-01", "2012-12-31", "month"), days("2012-01-01", "2012-12-31", "year"), False),
        ({"number": 5}, {"number": 6}, True),
        ({"number": 5}, {"number": 5}, False),
        ({"words": {"en": "a"}}, {"words": {"en": "b"}}, False),
        ({"number": 5}, {"words": {"en": "five"}}, False),
    ],
)
def test_when_two_statements_cannot_both_hold(
    one: dict[str, Any], other: dict[str, Any], both_cannot_hold: bool
) -> None:
    assert disagree(one, other) is both_cannot_hold
    assert disagree(other, one) is both_cannot_hold
    assert contradicted([one, one, other]) is both_cannot_hold


@pytest.fixture
def claims(world: World, db: None) -> list[Claim]:
    """A page and the caption of its picture give a workshop other days."""
    viewer = world.viewer("officer")
    workshop = engagement_record(
        viewer=viewer, kind="workshop", names={"en": "Workshop"}, tlp="clear", held_on=None
    )
    document = services.source_document_record(viewer=viewer, slug="page", names={"en": "A page"})
    return [
        services.claim_record(
            viewer=viewer,
            document=document,
            about="engagement",
            record_id=workshop.pk,
            what="held",
            as_written=written,
            value=value,
            sentence=sentence,
        )
        for written, value, sentence in (
            ("17–20 December", days("2012-12-17", "2012-12-20"), "54"),
            ("18 and 19 December", days("2012-12-18", "2012-12-19"), "48"),
        )
    ]


def test_both_stand_beside_each_other_until_somebody_decides(
    world: World, claims: list[Claim], officer: Client
) -> None:
    viewer = world.viewer("officer")
    page = officer.get("/cooperation/claims/").content.decode()
    assert "17–20 December" in page
    assert "18 and 19 December" in page
    assert "not resolved" in page
    engagement = officer.get(f"/cooperation/engagements/{claims[0].record_id}/").content.decode()
    assert "not resolved" in engagement
    with pytest.raises(NotPossibleNow, match=r"claim\.no_reason"):
        services.claim_judge(viewer=viewer, claim=claims[1], standing="doubted", because=" ")
    services.claim_judge(viewer=viewer, claim=claims[1], standing="doubted", because="A caption.")
    (settled,) = selectors.disputed(viewer)
    assert settled.settled
    page = officer.get("/cooperation/claims/").content.decode()
    assert "not resolved" not in page
    assert "18 and 19 December" in page, "what was doubted is not taken away"


def test_what_is_stated_of_a_record_that_one_may_not_know_is_not_named(
    world: World, claims: list[Claim], officer: Client
) -> None:
    viewer = world.viewer("officer")
    services.claim_record(
        viewer=viewer,
        document=claims[0].document,
        about="engagement",
        record_id=uuid.uuid4(),
        what="held",
        value=days("2012-12-17", "2012-12-20"),
    )
    page = officer.get(f"/cooperation/documents/{claims[0].document_id}/").content.decode()
    assert "a record that is not open to you" in page


def test_a_statement_says_something_and_is_kept_once(world: World, claims: list[Claim]) -> None:
    viewer = world.viewer("officer")
    told = {
        "viewer": viewer,
        "document": claims[0].document,
        "about": "engagement",
        "record_id": claims[0].record_id,
        "what": "held",
    }
    with pytest.raises(NotPossibleNow, match=r"claim\.empty"):
        services.claim_record(**told, value={})
    again = services.claim_record(
        **told, as_written="17–20 December", sentence="54", value=days("2012-12-17", "2012-12-20")
    )
    assert again == claims[0]
    with pytest.raises(NotAllowed):
        services.claim_judge(
            viewer=world.viewer("partner_analyst"), claim=claims[0], standing="held", because="x"
        )


def test_a_table_of_all_statements(claims: list[Claim], officer: Client) -> None:
    assert claims
    table = officer.get("/cooperation/claims/?format=csv").getvalue().decode("utf-8-sig")
    assert "A page,54,Workshop,when it took place,17–20 December" in table


def test_a_statement_follows_an_actor_that_is_merged(world: World, claims: list[Claim]) -> None:
    viewer = world.viewer("officer")
    kept, gone = (
        actor_record(viewer=viewer, kind="body", names={"en": name}, tlp="green")
        for name in ("Task Force", "Taskforce")
    )
    told = services.claim_record(
        viewer=viewer,
        document=claims[0].document,
        about="actor",
        record_id=gone.pk,
        what="name",
        value={"words": {"en": "Taskforce"}},
    )
    merge = actor_merge(viewer=viewer, kept=kept, gone=gone, note="one body")
    told.refresh_from_db()
    assert told.record_id == kept.pk
    merge_undo(viewer=viewer, merge=merge)
    told.refresh_from_db()
    assert told.record_id == gone.pk
