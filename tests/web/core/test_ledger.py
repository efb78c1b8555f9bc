"""The ledger is one unbroken chain, and says where it is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import LedgerBroken
from nadhir.web.core import ledger
from nadhir.web.core.models import Entry, LedgerHead, new_id
from nadhir.web.core.viewer import installation

if TYPE_CHECKING:
    from tests.web.conftest import World


def acts(count: int) -> list[ledger.Act]:
    return [ledger.Act("test.act", "item", new_id(), {"n": number}) for number in range(count)]


def tamper(statement: str) -> None:
    """Change the table behind the back of the database's own guard, as a thief with the file would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_entry DISABLE TRIGGER core_entry_no_change")
        else:
            cursor.execute("DROP TRIGGER core_entry_no_update")
            cursor.execute("DROP TRIGGER core_entry_no_delete")
        cursor.execute(statement)


@pytest.mark.django_db
def test_an_empty_ledger_is_whole() -> None:
    assert ledger.verify() == ledger.Proof(0, ledger.START)


@pytest.mark.django_db
def test_entries_follow_each_other_across_calls() -> None:
    with transaction.atomic():
        ledger.record_many(installation(), acts(3))
        ledger.record_many(installation(), acts(2))
    proof = ledger.verify()
    assert proof.count == 5
    assert Entry.objects.get(number=4).previous == Entry.objects.get(number=3).hash


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE core_entry SET act = 'x'", "DELETE FROM core_entry"])
def test_the_database_refuses_to_change_an_entry(statement: str) -> None:
    with transaction.atomic():
        ledger.record_many(installation(), acts(1))
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ledger.verify().count == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "code", "number"),
    [
        ("UPDATE core_entry SET act = 'other' WHERE number = 2", "ledger.altered", 2),
        ("UPDATE core_entry SET hash = 'f' WHERE number = 1", "ledger.altered", 1),
        ("DELETE FROM core_entry WHERE number = 2", "ledger.missing", 2),
        ("DELETE FROM core_entry WHERE number = 3", "ledger.cut", 2),
    ],
)
def test_verify_names_the_first_broken_entry(statement: str, code: str, number: int) -> None:
    with transaction.atomic():
        ledger.record_many(installation(), acts(3))
    tamper(statement)
    with pytest.raises(LedgerBroken) as broken:
        ledger.verify()
    assert (broken.value.code, broken.value.params["number"]) == (code, number)


@pytest.mark.django_db
def test_a_forged_entry_at_the_end_is_found() -> None:
    with transaction.atomic():
        ledger.record_many(installation(), acts(2))
    last = Entry.objects.get(number=2)
    forged = Entry(number=3, at=last.at, act="test.act", noun="item", subject_id=new_id(), previous=last.hash)
    forged.hash = ledger.hash_of(forged)
    forged.save(force_insert=True)
    with pytest.raises(LedgerBroken) as broken:
        ledger.verify()
    assert broken.value.code == "ledger.cut"
    assert LedgerHead.objects.get().count == 2


@pytest.mark.django_db
def test_the_ledger_holds_no_words_of_a_report(world: World) -> None:
    item = world.item("The secret word is pomegranate.")
    told = "".join(str(entry.data) for entry in ledger.entries_of(item.pk))
    assert told
    assert "pomegranate" not in told


@pytest.mark.django_db(transaction=True)
def test_writing_outside_a_transaction_is_a_defect() -> None:
    with pytest.raises(RuntimeError):
        ledger.record_many(installation(), acts(1))


@pytest.mark.django_db
@given(
    data=st.dictionaries(
        st.text(max_size=8),
        st.one_of(st.none(), st.integers(-(2**50), 2**50), st.text(max_size=20), st.booleans()),
        max_size=4,
    )
)
def test_whatever_is_recorded_verifies_after_a_round_through_the_database(data: dict[str, object]) -> None:
    # PostgreSQL's JSON cannot hold a NUL, and no act has one.
    clean = {
        key.replace("\0", ""): value.replace("\0", "") if isinstance(value, str) else value
        for key, value in data.items()
    }
    with transaction.atomic():
        ledger.record_many(installation(), [ledger.Act("test.act", "item", new_id(), clean)])
    assert ledger.verify().count == Entry.objects.count()
