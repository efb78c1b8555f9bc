"""The words of a situation: added one by one or as a list, reviewed, withdrawn.

They belong to the desk that opened the situation. A word is never removed: findings that it made stay, and so
must be told why.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.screening.wordlists import MOST_TERMS, ListRead, Word, checked, read_list
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.services import name_kept
from nadhir.web.situations.models import Situation, Term, WordList


@transaction.atomic
def term_add(*, viewer: Viewer, situation: Situation, word: Word) -> Term:
    """Add a word to a situation.

    Raises:
        RecordRefused: see `nadhir.screening.wordlists.checked`.
        NotPossibleNow: `term.known`, `term.full`.
        NotAllowed: the situation belongs to another desk.
    """
    _require(viewer, situation)
    term = _made(viewer, situation, checked(word))
    if _standing(situation, term):
        raise NotPossibleNow("term.known", term=term.term)
    if Term.objects.filter(situation=situation, withdrawn_at=None).count() >= MOST_TERMS:
        raise NotPossibleNow("term.full", most=MOST_TERMS)
    term.save(force_insert=True)
    ledger.record(
        viewer, "term.add", term, situation=situation.pk, language=term.language, concept=term.concept
    )
    return term


@transaction.atomic
def term_withdraw(*, viewer: Viewer, term: Term, version: int | None = None) -> Term:
    """Take a word out of use. It stays in the record.

    Raises:
        NotPossibleNow: `term.withdrawn`.
        Conflict: somebody changed it since `version`.
    """
    _require(viewer, term.situation)
    if term.withdrawn_at is not None:
        raise NotPossibleNow("term.withdrawn")
    record_change(record=term, version=version, withdrawn_at=clock.now())
    ledger.record(viewer, "term.withdraw", term, situation=term.situation_id)
    return term


@transaction.atomic
def term_review(*, viewer: Viewer, term: Term, version: int | None = None) -> Term:
    """Vouch for a word that somebody else added.

    Raises:
        NotPossibleNow: `term.own`, `term.reviewed`, `term.withdrawn`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "finding.judge", term)
    if term.withdrawn_at is not None:
        raise NotPossibleNow("term.withdrawn")
    if term.created_by_id == viewer.user_id:
        raise NotPossibleNow("term.own")
    if viewer.name in term.reviewed_by:
        raise NotPossibleNow("term.reviewed")
    record_change(record=term, version=version, reviewed_by=[*term.reviewed_by, viewer.name])
    ledger.record(viewer, "term.review", term, situation=term.situation_id)
    return term


@transaction.atomic
def word_list_propose(
    *,
    viewer: Viewer,
    situation: Situation,
    raw: bytes,
    file_name: str,
    language: str = "",
    concept: str = "",
) -> WordList:
    """Keep a list as it came, for somebody to look at before its words count.

    Raises:
        FileRefused: see `nadhir.screening.wordlists.read_list`. Nothing was kept.
        NotAllowed: the situation belongs to another desk.
    """
    _require(viewer, situation)
    read = read_list(raw, language=language, concept=concept)
    made = WordList.objects.create(
        owner_id=situation.owner_id,
        created_by_id=viewer.user_id,
        tlp=situation.tlp,
        fictional=situation.fictional,
        situation=situation,
        file_name=name_kept(file_name),
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        kind=read.kind,
        language=language,
        concept=concept,
    )
    facts: dict[str, Any] = {"situation": situation.pk, "sha256": made.sha256, "kind": read.kind}
    ledger.record(viewer, "word_list.propose", made, **facts)
    return made


@transaction.atomic
def word_list_take(*, viewer: Viewer, word_list: WordList, version: int | None = None) -> int:
    """Put the words of a list into use; how many were new.

    Raises:
        NotPossibleNow: `word_list.done`, `term.full`.
        Conflict: somebody changed it since `version`.
    """
    _require(viewer, word_list.situation)
    _waiting(word_list)
    situation = word_list.situation
    standing = Term.objects.filter(situation=situation, withdrawn_at=None)
    known = set(standing.values_list("language", "concept", "form", "term"))
    new = [
        term
        for row, word in words_in(word_list).words
        if _key(term := _made(viewer, situation, word, word_list, row)) not in known
    ]
    if len(known) + len(new) > MOST_TERMS:
        raise NotPossibleNow("term.full", most=MOST_TERMS)
    Term.objects.bulk_create(new, batch_size=500)
    record_change(record=word_list, version=version, state=WordList.State.TAKEN, added=len(new))
    ledger.record(viewer, "word_list.take", word_list, situation=situation.pk, added=len(new))
    return len(new)


@transaction.atomic
def word_list_drop(*, viewer: Viewer, word_list: WordList, version: int | None = None) -> None:
    """Leave a list aside; it is kept.

    Raises:
        NotPossibleNow: `word_list.done`.
        Conflict: somebody changed it since `version`.
    """
    _require(viewer, word_list.situation)
    _waiting(word_list)
    record_change(record=word_list, version=version, state=WordList.State.DROPPED)
    ledger.record(viewer, "word_list.drop", word_list, situation=word_list.situation_id)


def words_in(word_list: WordList) -> ListRead:
    """What a kept list holds."""
    return read_list(bytes(word_list.raw), language=word_list.language, concept=word_list.concept)


def _require(viewer: Viewer, situation: Situation) -> None:
    policy.require(viewer, "situation.change", situation)
    if not viewer.system and viewer.organisation_id != situation.owner_id:
        raise NotAllowed("situation.other_desk")


def _waiting(word_list: WordList) -> None:
    if word_list.state != WordList.State.PROPOSED:
        raise NotPossibleNow("word_list.done")


def _made(
    viewer: Viewer,
    situation: Situation,
    word: Word,
    word_list: WordList | None = None,
    row: int | None = None,
) -> Term:
    return Term(
        owner_id=situation.owner_id,
        created_by_id=viewer.user_id,
        tlp=situation.tlp,
        fictional=situation.fictional,
        situation=situation,
        word_list=word_list,
        row=row,
        language=word.language,
        concept=word.concept,
        term=word.term,
        form=word.form,
        weight=word.weight,
        note=word.note,
        since=word.since,
        reviewed_by=list(word.reviewed_by),
    )


def _key(term: Term) -> tuple[str, str, str, str]:
    return term.language, term.concept, term.form, term.term


def _standing(situation: Situation, term: Term) -> bool:
    names = ("language", "concept", "form", "term")
    same = dict(zip(names, _key(term), strict=True))
    return Term.objects.filter(situation=situation, withdrawn_at=None, **same).exists()
