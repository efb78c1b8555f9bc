"""Taking files in: what comes twice adds nothing, what changed is a newer version, what breaks is whole."""

from __future__ import annotations

import csv
import gzip
import hashlib
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from nadhir.errors import FileRefused, InputRefused, NotAllowed, NotPossibleNow
from nadhir.sources import Record
from nadhir.web.core import ledger
from nadhir.web.core.models import Entry, Tlp
from nadhir.web.intake import reading, selectors, taking
from nadhir.web.intake.models import Batch, Item, Source
from nadhir.web.intake.services import (
    NewSource,
    batch_confirm,
    batch_propose,
    batch_receive,
    batch_requeue,
    batch_run,
    item_dismiss,
    records_take,
    source_record,
)
from nadhir.web.intake.tasks import batches_recover
from nadhir.web.situations.services import item_attach
from tests.web.conftest import World
from tests.web.intake.conftest import Receive, Written, lines, table, texts

pytestmark = pytest.mark.django_db

CALM = "The market of the east bank opened as on every other day."
NEWS = "Families of the west bank left their houses in the night."
# Long enough to be compared with others, twice in different spellings.
ARABIC = "أُغلقت المدرسة الابتدائية في حي النخيل بعد أن طُلب من الأسر القادمة من الضفة الأخرى مغادرة البيوت"
ARABIC_AGAIN = (
    "اغلقت المدرسه الابتدائيه فى حي النخيل بعد أن طلب من الاسر القادمه من الضفه الاخرى مغادره البيـوت"
)


def counts(taken: Any) -> tuple[int, int, int, int]:
    batch = Batch.objects.get(pk=taken.batch.pk)
    return batch.added, batch.known, batch.revised, batch.rejected


# ------------------------------------------------------------------ the same again, and more


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", table((1, CALM), (2, NEWS))),
        ("a.csv", table((CALM,), (NEWS,), columns=("text",))),
        ("a.jsonl", lines({"text": CALM}, {"text": NEWS})),
        ("a.txt", f"{CALM}\n{NEWS}\n"),
    ],
)
def test_the_same_file_twice_adds_nothing(receive: Receive, name: str, content: str) -> None:
    first = receive(name, content)
    again = receive(name, content)
    assert first.batch.added == Item.objects.count() > 0
    assert counts(again) == (0, first.batch.added, 0, 0)


def test_what_is_known_is_not_screened_again(receive: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    receive("a.csv", table((1, CALM), (2, NEWS)))
    screened: list[int] = []
    screen = reading.screened
    monkeypatch.setattr(
        reading, "screened", lambda records, by: screened.append(len(records)) or screen(records, by)
    )
    receive("a.csv", table((1, CALM), (2, NEWS), (3, f"{NEWS} They fled.")))
    assert screened == [1]


def test_the_same_words_from_another_source_are_another_report(world: World, receive: Receive) -> None:
    receive("a.csv", table((1, CALM)), source=world.source(slug="radio"))
    assert counts(receive("a.csv", table((1, CALM)), source=world.source(slug="bulletin"))) == (1, 0, 0, 0)


def test_rows_that_were_appended_are_all_that_is_added(receive: Receive) -> None:
    receive("a.csv", table((CALM,), columns=("text",)))
    assert counts(receive("a.csv", table((CALM,), (NEWS,), columns=("text",)))) == (1, 1, 0, 0)


def test_equal_rows_of_one_file_are_separate_reports_and_stay_as_many(receive: Receive) -> None:
    twice = table((CALM,), (CALM,), columns=("text",))
    assert counts(receive("a.csv", twice)) == (2, 0, 0, 0)
    assert counts(receive("a.csv", twice)) == (0, 2, 0, 0)
    three = table((CALM,), (CALM,), (CALM,), columns=("text",))
    assert counts(receive("a.csv", three)) == (1, 2, 0, 0), "one more came"


def test_equal_rows_with_the_sources_own_number_are_one_record(receive: Receive) -> None:
    content = table((7, CALM), (7, CALM), (8, NEWS))
    assert counts(receive("a.csv", content, mapping={"id": "id"})) == (2, 1, 0, 0)


# ------------------------------------------------------------------ newer versions


def test_a_changed_record_is_a_newer_version_and_stands_for_it_in_the_inbox(
    world: World, receive: Receive
) -> None:
    receive("a.csv", table((1, CALM), (2, "Nothing else is known of the second village today.")))
    taken = receive("a.csv", table((1, NEWS)))
    assert counts(taken) == (1, 0, 1, 0)
    newer = Item.objects.get(text=NEWS)
    assert newer.revises is not None
    assert newer.revises.text == CALM, "the version before stays as it was"
    assert newer.reasons[0]["code"] == "triage.newer_version"
    waiting = texts(selectors.inbox(world.viewer("analyst")))
    assert NEWS in waiting
    assert CALM not in waiting
    assert len(waiting) == 2


def test_versions_that_come_in_one_file_follow_each_other(world: World, receive: Receive) -> None:
    content = table((1, CALM), (1, NEWS), (1, f"{NEWS} They have not come back."))
    receive("a.csv", content, mapping={"id": "id"})
    first, second, third = Item.objects.order_by("pk")
    assert (first.revises_id, second.revises_id, third.revises_id) == (None, first.pk, second.pk)
    assert [item.pk for item in selectors.inbox(world.viewer("analyst"))] == [third.pk]


def test_a_newer_version_of_what_was_put_aside_comes_to_the_inbox(world: World, receive: Receive) -> None:
    analyst = world.viewer("analyst")
    receive("a.csv", table((1, CALM), (2, f"{CALM} It was quiet.")))
    put_aside, attached = Item.objects.order_by("pk")
    item_dismiss(viewer=analyst, item=put_aside, because="calm")
    item_attach(viewer=analyst, situation=world.situation(), item=attached)
    receive("a.csv", table((1, NEWS), (2, f"{NEWS} They fled.")))
    put_aside.refresh_from_db()
    attached.refresh_from_db()
    assert (put_aside.status, attached.status) == (Item.Status.DISMISSED, Item.Status.ATTACHED)
    assert len(selectors.inbox(analyst)) == 2


def test_a_newer_version_is_seen_though_its_words_hardly_changed(world: World, receive: Receive) -> None:
    receive("a.csv", table((1, ARABIC)))
    receive("a.csv", table((1, ARABIC_AGAIN)))
    assert texts(selectors.inbox(world.viewer("analyst"))) == [ARABIC_AGAIN]


# ------------------------------------------------------------------ near-copies


def test_spellings_of_one_report_are_one_row(world: World, receive: Receive) -> None:
    receive("a.csv", table((1, ARABIC), (2, ARABIC_AGAIN), (3, NEWS)))
    viewer = world.viewer("analyst")
    shown = list(selectors.inbox(viewer))
    assert len(shown) == 2
    leader = next(item for item in shown if item.text == ARABIC)
    assert selectors.copies_of(viewer, shown) == {leader.cluster: 1}
    assert len(selectors.inbox(viewer, words="النخيل")) == 2, "a search shows every copy"


def test_headlines_do_not_keep_copies_apart(world: World, receive: Receive) -> None:
    columns = ("id", "title", "text")
    receive("a.csv", table((1, "A school closes its doors", ARABIC), columns=columns))
    receive("b.csv", table((2, "What happened in the quarter of the palms", ARABIC_AGAIN), columns=columns))
    assert len(selectors.inbox(world.viewer("analyst"))) == 1


def test_events_told_by_one_article_are_never_folded(world: World, receive: Receive) -> None:
    columns = ("id", "date", "deaths", "side_a", "side_b", "text")
    rows = [(n, "2026-03-0" + str(n), n, "Armed men", "Civilians", ARABIC) for n in (1, 2, 3)]
    receive("a.csv", table(*rows, columns=columns))
    assert len(selectors.inbox(world.viewer("analyst"))) == 3


def test_a_copy_is_not_hidden_behind_a_report_that_others_may_not_see(world: World, receive: Receive) -> None:
    receive("a.csv", table((1, ARABIC)), source=world.source(slug="inside", tlp=Tlp.AMBER_STRICT))
    receive("b.csv", table((1, ARABIC)), source=world.source(slug="radio", tlp=Tlp.GREEN))
    assert texts(selectors.inbox(world.viewer("partner_analyst"))) == [ARABIC]


def test_a_protected_report_is_not_shown_as_a_copy_of_an_open_one(world: World, receive: Receive) -> None:
    receive("a.csv", table((1, ARABIC)), source=world.source(slug="radio", tlp=Tlp.GREEN))
    elders = world.source(slug="elders", tlp=Tlp.GREEN, chatham_house=True)
    receive("b.csv", table((1, ARABIC)), source=elders)
    assert selectors.copies_of(world.viewer("partner_analyst"), list(Item.objects.all())) == {}


# ------------------------------------------------------------------ custody


def test_what_is_kept_is_what_came(receive: Receive) -> None:
    content = table((1, CALM), (2, NEWS)).encode()
    batch = receive("a.csv", content).batch
    digest = hashlib.sha256(content).hexdigest()
    original = settings.WORKSPACE.files / digest[:2] / digest
    assert (batch.sha256, batch.size) == (digest, len(content))
    assert original.read_bytes() == content
    assert stat.S_IMODE(original.stat().st_mode) == 0o600
    for item in Item.objects.all():
        assert item.sha256 == hashlib.sha256(bytes(item.raw)).hexdigest()
        entry = Entry.objects.get(subject_id=item.pk)
        assert (entry.act, entry.data) == (
            "item.receive",
            {"sha256": item.sha256, "batch": str(batch.pk)},
        )
    assert ledger.verify().count == Entry.objects.count()


def test_the_bytes_of_a_document_are_its_original(receive: Receive) -> None:
    content = f"{CALM}\r\n{NEWS}\r\n".encode("utf-8-sig")
    receive("a.txt", content)
    item = Item.objects.get()
    assert bytes(item.raw) == content
    assert "\r" not in item.text


def test_nothing_temporary_is_left(receive: Receive, kept: Callable[[], set[str]]) -> None:
    before = kept()
    batch = receive("a.csv", table((1, CALM))).batch
    new = {Path(path) for path in kept() - before}
    assert {path.name for path in new} <= {batch.sha256}
    assert not [path for path in settings.WORKSPACE.files.iterdir() if path.name.startswith(".")]


def test_a_file_that_changes_while_it_is_read_is_taken_as_it_was_kept(
    world: World, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written("a.csv", table((1, CALM)))
    keep = taking.file_keep

    def keep_then_grow(source: Path) -> tuple[str, int]:
        kept = keep(source)
        source.write_text(table((1, CALM), (2, NEWS)), "utf-8")
        return kept

    monkeypatch.setattr(taking, "file_keep", keep_then_grow)
    taken = batch_receive(viewer=world.viewer("analyst"), path=path)
    assert counts(taken) == (1, 0, 0, 0)


# ------------------------------------------------------------------ what breaks off


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "CHUNK", 2)


def many(count: int) -> str:
    return table(*((n, f"Report {n}: {CALM}") for n in range(1, count + 1)))


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_a_fault_in_the_middle_leaves_whole_chunks_and_says_so(
    receive: Receive, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    add, calls = taking.items_add, []

    def fail_the_second_time(*arguments: Any) -> list[Item]:
        calls.append(1)
        items = add(*arguments)
        if len(calls) == 2:
            raise fault("the current fails")
        return items

    monkeypatch.setattr(taking, "items_add", fail_the_second_time)
    with pytest.raises(fault):
        receive("a.csv", many(5))
    batch = Batch.objects.get()
    assert (batch.state, batch.problem["code"]) == (Batch.State.FAILED, "batch.interrupted")
    assert (batch.added, Item.objects.count()) == (2, 2), "the second chunk was undone whole"
    assert ledger.verify()
    monkeypatch.setattr(taking, "items_add", add)
    assert counts(receive("a.csv", many(5))) == (3, 2, 0, 0)


@pytest.mark.usefixtures("small_chunks")
def test_what_was_rejected_before_a_fault_is_told(receive: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    add = taking.items_add

    def fail_at_the_last(*arguments: Any) -> list[Item]:
        if any("Report 3" in read.record.text for read in arguments[3]):
            raise RuntimeError("the current fails")
        return add(*arguments)

    monkeypatch.setattr(taking, "items_add", fail_at_the_last)
    content = table((1, f"Report 1: {CALM}"), (2, ""), (3, f"Report 3: {CALM}"))
    with pytest.raises(RuntimeError):
        receive("a.csv", content)
    batch = Batch.objects.get()
    assert batch.rejected == 1
    assert (settings.WORKSPACE.rejects / f"{batch.pk}.csv").is_file()


def test_a_batch_whose_process_was_killed_is_told_when_the_file_comes_again(
    world: World, written: Written
) -> None:
    from dataclasses import replace

    path, system = written("a.csv", many(3)), replace(world.viewer("analyst"), user_id=None, system=True)
    first = batch_receive(viewer=system, path=path).batch
    Batch.objects.filter(pk=first.pk).update(state=Batch.State.RUNNING)
    batch_receive(viewer=system, path=path)
    first.refresh_from_db()
    assert (first.state, first.problem["code"]) == (Batch.State.FAILED, "batch.interrupted")


@pytest.mark.usefixtures("small_chunks")
def test_of_a_gzip_cut_short_the_good_rows_stay(receive: Receive) -> None:
    content = "id,text\n" + "".join(
        f"{n},Report {n}: {hashlib.sha256(bytes([n])).hexdigest()}\n" for n in range(200)
    )
    cut = gzip.compress(content.encode())[:-2000]
    taken = receive("cut.csv.gz", cut)
    batch = taken.batch
    assert 0 < batch.added == Item.objects.count() < 200
    assert batch.state == Batch.State.FAILED
    assert batch.problem["params"]["why"] == "gzip.cut_short"
    assert batch.problem["params"]["file"] == "cut.csv.gz"
    assert batch.problem["params"]["row"] > batch.added
    assert taken.rejects is not None


# ------------------------------------------------------------------ what is rejected and what is refused


def test_rejected_rows_are_listed_with_file_row_and_reason(receive: Receive) -> None:
    content = 'id,text,date\n1,Good words here,2026-03-01\n2,,\n3,=HYPERLINK("x"),31/02/2026\n'
    taken = receive("field.csv", content)
    assert counts(taken) == (1, 0, 0, 2)
    assert taken.rejects is not None
    assert stat.S_IMODE(taken.rejects.stat().st_mode) == 0o600
    with taken.rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["row"], row["code"]) for row in rows] == [
        ("field.csv", "3", "record.no_text"),
        ("field.csv", "4", "date.impossible"),
    ]
    assert "field.csv" in rows[0]["message"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_no_rejects_no_file(receive: Receive) -> None:
    assert receive("a.csv", table((1, CALM))).rejects is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("binary.txt", bytes(range(256)) * 20),
        ("cut.csv.gz", gzip.compress(b"id,text\n1,words\n")[:12]),
        ("locked.pdf", b"%PDF-1.7\nbroken"),
        ("notext.csv", b"a,b\n1,2\n3,4\n"),
        ("page.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss><channel/></rss>'),
    ],
)
def test_of_a_file_that_is_refused_nothing_stays(
    world: World, receive: Receive, kept: Callable[[], set[str]], name: str, content: bytes
) -> None:
    before, entries = kept(), Entry.objects.count()
    with pytest.raises(InputRefused):
        receive(name, content, source=NewSource("a new source"))
    assert kept() == before
    assert Entry.objects.count() == entries
    assert not Batch.objects.exists()
    assert not Source.objects.exists()


def test_a_refusal_does_not_remove_what_came_before_under_the_same_hash(
    world: World, receive: Receive
) -> None:
    batch = receive("a.txt", CALM).batch
    with pytest.raises(NotPossibleNow):
        receive("a.txt", CALM, source=NewSource("files-txt", chatham_house=True))
    assert (settings.WORKSPACE.files / batch.sha256[:2] / batch.sha256).is_file()


def test_only_those_who_may_take_reports_in_do(receive: Receive) -> None:
    for persona in ("reviewer", "reporter", "decision_maker", "coordinator"):
        with pytest.raises(NotAllowed):
            receive("a.csv", table((1, CALM)), persona=persona)
    assert not Batch.objects.exists()


# ------------------------------------------------------------------ sources


def test_a_source_is_one_by_its_slug_whatever_its_spelling(world: World) -> None:
    viewer = world.viewer("analyst")
    first = source_record(viewer=viewer, slug="Field Notes")
    assert source_record(viewer=viewer, slug="field-notes").pk == first.pk
    assert source_record(viewer=viewer, slug="ملاحظات الميدان").slug == "ملاحظات-الميدان"
    assert len(source_record(viewer=viewer, slug="x" * 300).slug) == 80
    with pytest.raises(InputRefused, match="without_name"):
        source_record(viewer=viewer, slug="?!")


def test_protection_that_is_asked_for_is_never_silently_left_out(world: World, receive: Receive) -> None:
    world.source(slug="elders")
    with pytest.raises(NotPossibleNow, match="not_protected"):
        receive("a.csv", table((1, CALM)), source=NewSource("elders", chatham_house=True))
    receive("a.csv", table((1, CALM)), source=NewSource("imams", chatham_house=True))
    assert receive("b.csv", table((2, NEWS)), source=NewSource("imams")).batch.source.chatham_house


def test_a_source_that_is_not_ones_own_cannot_be_used(world: World, receive: Receive) -> None:
    foreign = world.source(slug="theirs", persona="outsider")
    with pytest.raises(NotAllowed):
        receive("a.csv", table((1, CALM)), source=foreign)


# ------------------------------------------------------------------ through the worker


def test_a_confirmed_file_is_taken_once(world: World, written: Written) -> None:
    viewer = world.viewer("analyst")
    batch = batch_propose(viewer=viewer, path=written("a.csv", many(3)), file_name="a.csv")
    assert Item.objects.count() == 0
    batch_confirm(viewer=viewer, batch=batch)
    with pytest.raises(NotPossibleNow, match="confirmed"):
        batch_confirm(viewer=viewer, batch=batch)
    assert batch_run(viewer=viewer, batch=batch).batch.added == 3
    again = batch_run(viewer=viewer, batch=batch).batch
    assert (again.state, again.added) == (Batch.State.DONE, 3), "it is not queued any more"


def test_only_what_broke_off_is_queued_again(world: World, written: Written) -> None:
    viewer = world.viewer("analyst")
    batch = batch_propose(viewer=viewer, path=written("a.csv", many(3)), file_name="a.csv")
    with pytest.raises(NotPossibleNow, match="not_failed"):
        batch_requeue(viewer=viewer, batch=batch)
    batch_confirm(viewer=viewer, batch=batch)
    kept = settings.WORKSPACE.files / batch.sha256[:2] / batch.sha256
    content = kept.read_bytes()
    kept.unlink()
    batch_run(viewer=viewer, batch=batch)
    assert (batch.state, batch.problem["code"]) == (Batch.State.FAILED, "file.missing")
    kept.write_bytes(content)
    batch_requeue(viewer=viewer, batch=batch)
    assert batch_run(viewer=viewer, batch=batch).batch.added == 3


def test_what_a_dead_process_left_is_queued_when_the_next_one_starts(world: World, written: Written) -> None:
    viewer = world.viewer("analyst")
    batch = batch_propose(viewer=viewer, path=written("a.csv", many(3)), file_name="a.csv")
    batch_confirm(viewer=viewer, batch=batch)
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.RUNNING)
    assert batches_recover() == 1
    assert batches_recover() == 0
    assert batch_run(viewer=viewer, batch=batch).batch.added == 3


def test_records_without_a_file_are_taken_like_those_of_one(world: World) -> None:
    viewer, source = world.viewer("analyst"), world.source()
    records = [Record(text=CALM, raw=CALM.encode()), Record(text=NEWS, raw=NEWS.encode())]
    assert len(records_take(viewer=viewer, source=source, records=records)) == 2
    assert records_take(viewer=viewer, source=source, records=records) == []


def test_a_file_that_is_gone_says_so(world: World) -> None:
    with pytest.raises(FileRefused, match="missing"), taking.file_named("0" * 64, "a.csv"):
        pass
