"""Pairs that may be one, merges, terms: what a person noted of them."""

from __future__ import annotations

from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import (
    actor_merge,
    actor_name_add,
    actor_record,
    duplicate_ask,
    duplicate_keep_apart,
    tenure_record,
)
from tests.web.marked.marks import LABELS, OFFICER, REACH, Marked, names


def add_authority(there: Marked) -> None:
    """Of each label a pair found to be two, a merge, a term, a former name. Pairs and merges are read by
    those who keep a directory, officers and coordinators; terms and names by whoever knows of the actor."""
    officer, mark = there.world.viewer("officer"), there.marks
    for label in ("clear", "green", "amber", "strict", "red"):
        readers = REACH[label] if label != "red" else OFFICER
        keepers = readers & (OFFICER | {"coordinator"})

        def actor(what: str, readers: frozenset[str] = readers, label: str = label) -> Actor:
            word = mark(f"{what} {label}: name", readers)
            return actor_record(viewer=officer, kind="person", names=names(word), tlp=LABELS[label])

        one, other = actor("one of two"), actor("other of two")
        former = mark(f"name {label}: former", readers)
        name = actor_name_add(
            viewer=officer, actor=one, text=former, language="en", kind="former", valid_to="2012"
        )
        tenure = tenure_record(
            viewer=officer,
            actor=one,
            body=there.made["body"],
            kind="chair",
            valid_from="2019",
            note=mark(f"term {label}: note", readers),
        )
        pair = duplicate_ask(viewer=officer, one=one, other=other)
        note = mark(f"pair {label}: why two", keepers)
        duplicate_keep_apart(viewer=officer, duplicate=pair, note=note)
        kept, gone = actor("kept of two"), actor("gone of two", readers=keepers)
        duplicate_ask(viewer=officer, one=kept, other=gone)
        merge = actor_merge(
            viewer=officer, kept=kept, gone=gone, carried=[], note=mark(f"merge {label}: why", keepers)
        )
        open_pair = duplicate_ask(viewer=officer, one=one, other=kept)
        for kind, record in (
            ("actor_name", name),
            ("tenure", tenure),
            ("duplicate", pair),
            ("duplicate", open_pair),
            ("merge", merge),
        ):
            there.ids[kind].append(record.pk)
