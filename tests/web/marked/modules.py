"""Modules that a desk wrote itself: drafts are for the desk, published ones go as far as their label."""

from __future__ import annotations

import json

from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Module
from tests.doctrine.test_learning import small
from tests.web.marked.marks import LABELS, OF_DESK, OFFICER, REACH, Marked

PUBLISHED = ("green", "strict")


def add_modules(there: Marked) -> None:
    """Written by the officer; the last is a draft that its label would let others read."""
    for label in PUBLISHED:
        row = _module(there, f"marked-{label}", label, REACH[label], leading=True)
        services.module_publish(viewer=there.world.viewer("reviewer"), module=row)
    _module(there, "marked-draft", "green", OF_DESK, leading=False)


def _module(there: Marked, slug: str, label: str, readers: frozenset[str], *, leading: bool) -> Module:
    entry = small()

    def told(what: str, *, first: bool = False) -> dict[str, str]:
        marker = there.marks(f"module {slug}: {what}", readers | OFFICER, leading=first)
        return {lang: f"{marker} {word}" for lang, word in (("ar", "كلمة"), ("en", "word"), ("fr", "mot"))}

    entry |= {"slug": slug, "title": told("title", first=leading), "summary": told("summary")}
    entry["audience"] = told("audience")
    entry["objectives"][0]["text"] = told("objective")
    entry["sections"][0] |= {"title": told("title of a section"), "body": told("words of a section")}
    entry["exercises"] = [
        {
            "id": "try",
            "section": "start",
            "title": told("title of an exercise"),
            "task": told("task of an exercise"),
            "feedback": told("feedback of an exercise"),
        }
    ]
    entry["case"] = {
        "title": told("title of a case"),
        "body": told("words of a case"),
        "questions": [{"ask": told("question of a case"), "answer": told("answer of a case")}],
    }
    for question in entry["questions"]:
        question |= {"ask": told(f"question {question['id']}"), "explanation": told(f"why {question['id']}")}
    row = services.module_write(
        viewer=there.world.viewer("officer"), text=json.dumps(entry), tlp=LABELS[label]
    )
    there.ids["module"].append(row.pk)
    there.made[f"module {slug}"] = row
    return row
