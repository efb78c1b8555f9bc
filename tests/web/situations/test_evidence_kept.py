"""Coded passages when their report is revised, and when its words are taken out to protect somebody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.sources import Record
from nadhir.web.core import ledger
from nadhir.web.core.models import Entry
from nadhir.web.intake.models import Item, Judgement
from nadhir.web.intake.services import batch_receive, finding_judge, item_erase, records_take
from nadhir.web.situations import anchors, reading, selectors
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Anchor, Assessment, Evidence
from tests.web.conftest import World

TEXT = "The market was calm. Armed men told Zarniqa families to leave their homes before Friday. Rain fell."
QUOTE = "Armed men told Zarniqa families to leave their homes before Friday."


def coded(world: World, text: str = TEXT, **fields: Any) -> tuple[Any, Item, Evidence]:
    source = world.source(slug="field")
    item = world.item(text, source=source, external_id="report-1", **fields)
    situation = world.situation()
    start = text.index(QUOTE)
    piece = situations.evidence_code(
        viewer=world.viewer("analyst"),
        situation=situation,
        item=item,
        start=start,
        end=start + len(QUOTE),
        elements=["7.10"],
        note="As Zarniqa elders told it.",
    )[0]
    return situation, item, piece


def revised(world: World, item: Item, text: str) -> Item:
    record = Record(text=text, raw=text.encode(), external_id="report-1")
    return records_take(viewer=world.viewer("analyst"), source=item.source, records=[record])[0]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (TEXT + " More rain fell.", "same"),
        ("Corrected. " + TEXT, "moved"),
        (TEXT.replace("their homes before Friday", "their houses by Sunday"), "changed"),
        ("The market was calm.", "lost"),
    ],
)
def test_a_coded_passage_is_looked_for_in_a_newer_version(world: World, text: str, state: str) -> None:
    situation, item, piece = coded(world)
    newer = revised(world, item, text)
    anchor = Anchor.objects.get(evidence=piece)
    assert (anchor.item_id, anchor.state) == (newer.pk, state)
    if anchor.start is not None:
        assert newer.text[anchor.start : anchor.end].startswith("Armed men told Zarniqa families")
    waiting = anchors.to_judge(world.viewer("analyst"), situation).count()
    assert waiting == (state in ("changed", "lost"))
    told = Entry.objects.get(act="evidence.find_again")
    assert told.data["state"] == state
    assert "Zarniqa" not in json.dumps(told.data)


def test_a_person_confirms_a_changed_passage_for_the_versions_between(world: World) -> None:
    situation, item, piece = coded(world)
    revised(world, item, TEXT.replace("Friday", "Sunday"))
    newest = revised(world, item, TEXT.replace("Friday", "Monday"))
    viewer = world.viewer("analyst")
    anchor = anchors.latest(viewer, [piece])[piece.pk]
    assert anchor.item_id == newest.pk
    situations.anchor_judge(viewer=viewer, anchor=anchor, holds=True)
    assert set(Anchor.objects.values_list("holds", flat=True)) == {True}
    assert not anchors.to_judge(viewer, situation).exists()
    with pytest.raises(NotPossibleNow, match=r"anchor\.judged"):
        situations.anchor_judge(viewer=viewer, anchor=anchor, holds=True)


def test_what_the_newer_version_no_longer_says_is_withdrawn_with_the_reason(world: World) -> None:
    _situation, item, piece = coded(world)
    revised(world, item, "The market was calm.")
    viewer, anchor = world.viewer("analyst"), Anchor.objects.get(evidence=piece)
    with pytest.raises(NotPossibleNow, match="withdraw_without_reason"):
        situations.anchor_judge(viewer=viewer, anchor=anchor, holds=False)
    anchor.refresh_from_db()
    assert anchor.holds is None
    situations.anchor_judge(viewer=viewer, anchor=anchor, holds=False, because="taken back by its source")
    piece.refresh_from_db()
    assert piece.withdrawn_at is not None


def test_only_those_who_code_judge_a_passage_again(world: World) -> None:
    _situation, item, piece = coded(world)
    revised(world, item, "The market was calm.")
    anchor = Anchor.objects.get(evidence=piece)
    for persona in ("reviewer", "partner_analyst", "reporter"):
        with pytest.raises(NotAllowed):
            situations.anchor_judge(viewer=world.viewer(persona), anchor=anchor, holds=True)


def test_withdrawn_evidence_is_not_looked_for(world: World) -> None:
    _situation, item, piece = coded(world)
    situations.evidence_withdraw(viewer=world.viewer("analyst"), evidence=piece, because="a mistake")
    revised(world, item, "Corrected. " + TEXT)
    assert not Anchor.objects.exists()


def signed(world: World) -> tuple[Any, Item, Evidence, Assessment]:
    situation, item, piece = coded(
        world, title="Zarniqa told to go", author="A. Zarniqa", url="https://zarniqa.example/"
    )
    analyst = world.viewer("analyst")
    draft = situations.assessment_draft(viewer=analyst, situation=situation)
    situations.assessment_write(viewer=analyst, assessment=draft, narrative="Pressure grows.", trend="rising")
    situations.assessment_submit(viewer=analyst, assessment=draft)
    situations.assessment_sign(viewer=world.viewer("reviewer"), assessment=draft)
    return situation, item, piece, draft


def everything() -> str:
    """All that stands in the database, as text."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for cell in row:
                    value = bytes(cell) if isinstance(cell, memoryview) else cell
                    parts.append(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))
    return "\n".join(parts)


def test_nothing_of_the_words_of_an_erased_report_is_left(world: World) -> None:
    _situation, item, _piece, _draft = signed(world)
    finding_judge(
        viewer=world.viewer("reviewer"), item=item, verdict="agreed", note="Zarniqa is a known family"
    )
    newer = revised(world, item, TEXT.replace("Friday", "Sunday"))
    assert "arniqa" in everything()
    done = item_erase(viewer=world.viewer("reviewer"), item=item, because="the family is threatened")
    assert {one.pk for one in done} == {item.pk, newer.pk}
    left = everything()
    assert "arniqa" not in left
    assert "before friday" not in left.lower()
    assert Item.objects.filter(erased_because="the family is threatened").count() == 2
    ledger.verify()
    assert Entry.objects.filter(act="item.erase").count() == 2
    assert "threatened" not in json.dumps(list(Entry.objects.values_list("data", flat=True)))


def test_a_signed_assessment_keeps_the_citation_and_says_that_words_were_removed(world: World) -> None:
    _situation, item, piece, draft = signed(world)
    item_erase(viewer=world.viewer("reviewer"), item=item, because="protection")
    draft.refresh_from_db()
    viewer = world.viewer("reviewer")
    read = reading.read(viewer, draft)
    assert read.intact
    assert read.withdrawn == 1
    cited = next(said for factor in read.factors for said in factor.found if said.citations).citations[0]
    assert (cited.piece.pk, cited.quote, cited.erased) == (piece.pk, "", True)
    frozen = draft.frozen or {}
    assert frozen["findings"][0]["evidence"][0]["erased"] is True
    frozen["narrative"] = "All is well."
    draft.frozen = frozen
    assert reading.intact(draft) is False


def test_an_altered_copy_is_not_vouched_for_by_erasing(world: World) -> None:
    _situation, item, _piece, draft = signed(world)
    altered = {**(draft.frozen or {}), "narrative": "All is well."}
    Assessment.objects.filter(pk=draft.pk).update(frozen=altered)
    item_erase(viewer=world.viewer("reviewer"), item=item, because="protection")
    draft.refresh_from_db()
    assert reading.intact(draft) is False


@pytest.mark.parametrize("persona", ["analyst", "partner_analyst", "reporter", "administrator", "outsider"])
def test_only_a_reviewer_of_its_desk_erases(world: World, persona: str) -> None:
    _situation, item, _piece = coded(world)
    with pytest.raises(NotAllowed):
        item_erase(viewer=world.viewer(persona), item=item, because="protection")
    item.refresh_from_db()
    assert item.text == TEXT


def test_erasing_needs_a_reason_and_happens_once(world: World) -> None:
    _situation, item, _piece = coded(world)
    viewer = world.viewer("reviewer")
    with pytest.raises(NotPossibleNow, match="erase_without_reason"):
        item_erase(viewer=viewer, item=item, because="  ")
    item_erase(viewer=viewer, item=item, because="protection")
    with pytest.raises(NotPossibleNow, match=r"item\.erased"):
        item_erase(viewer=viewer, item=item, because="protection")


def test_an_erased_report_is_not_coded_and_does_not_come_back(world: World) -> None:
    situation, item, _piece = coded(world)
    item_erase(viewer=world.viewer("reviewer"), item=item, because="protection")
    with pytest.raises(NotPossibleNow, match="no_passage"):
        situations.evidence_code(
            viewer=world.viewer("analyst"), situation=situation, item=item, start=0, end=5, elements=["7.10"]
        )
    record = Record(text=TEXT, raw=TEXT.encode(), external_id="report-1")
    again = records_take(viewer=world.viewer("analyst"), source=item.source, records=[record])
    assert again == []
    assert not selectors.states_of_evidence(selectors.evidence(world.viewer("analyst"), situation))


def test_a_near_copy_stands_in_the_inbox_where_the_erased_report_stood(world: World) -> None:
    source = world.source(slug="copies")
    text = " ".join(f"word{n}" for n in range(60))
    first = world.item(text, source=source, external_id="a")
    second = world.item(text + " more", source=source, external_id="b")
    second.refresh_from_db()
    assert not second.leads_cluster
    item_erase(viewer=world.viewer("reviewer"), item=first, because="protection")
    second.refresh_from_db()
    assert second.leads_cluster


def test_the_file_it_came_in_goes_and_the_other_reports_keep_their_originals(
    world: World, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("text,date\nZarniqa spoke,2026-01-05\nThe market was calm,2026-01-06\n", "utf-8")
    taken = batch_receive(viewer=world.viewer("analyst"), path=path, source=world.source(slug="filed"))
    sha = taken.batch.sha256
    kept = settings.WORKSPACE.files / sha[:2] / sha
    assert kept.is_file()
    item = Item.objects.get(text__contains="Zarniqa")
    with django_capture_on_commit_callbacks(execute=True):
        item_erase(viewer=world.viewer("reviewer"), item=item, because="protection")
    assert not kept.exists()
    assert b"market" in bytes(Item.objects.get(text__contains="market").raw)


def test_what_was_judged_still_measures_the_screener(world: World) -> None:
    _situation, item, _piece = coded(world)
    finding_judge(viewer=world.viewer("reviewer"), item=item, verdict="agreed", note="so it is")
    item_erase(viewer=world.viewer("reviewer"), item=item, because="protection")
    judgement = Judgement.objects.get(item=item)
    assert judgement.note == ""
    assert set(judgement.judged) >= {"concern", "version"}
