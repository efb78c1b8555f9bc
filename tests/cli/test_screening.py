"""`nadhir screening`: reading again and taking corrections along, at a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nadhir.screening.wordlists import Word
from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.accounts.services import user_invite
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import finding_judge
from nadhir.web.setup import desk_prepare
from nadhir.web.situations.services import item_attach, situation_open, term_add
from tests.cli.conftest import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]

SAID = "The Shia are zorblats, everybody in the market said."


@pytest.fixture
def told(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A situation that learnt a word after its report came; its identifier."""
    path = tmp_path_factory.mktemp("in") / "said.txt"
    path.write_text(SAID)
    assert run("ingest", path).status == 0
    person = user_invite(email="a@example.org", name="A", organisation=desk_prepare(), roles=("analyst",))
    viewer = viewer_of(person)
    situation = situation_open(viewer=viewer, names={"en": "Nour"}, places=[])
    item_attach(viewer=viewer, situation=situation, item=Item.objects.get())
    term_add(viewer=viewer, situation=situation, word=Word("en", "vermin", "zorblat(s)", form="about"))
    return str(situation.pk)


def test_reports_are_read_again_once(run: Run, told: str) -> None:
    assert Item.objects.get().concern == "none"
    first = run("screening", "rescreen", "--json").json
    assert (first["read"], first["renewed"], first["raised"]) == (1, 1, 1)
    assert Item.objects.get().concern == "review"
    again = run("screening", "rescreen", "--situation", told)
    assert (again.status, "read again 1 · new findings 0" in again.out) == (0, True)
    assert run("screening", "rescreen", "--since", "2999-01-01", "--json").json["read"] == 0


@pytest.mark.parametrize(
    "words",
    [("--situation", "x"), ("--situation", "00000000-0000-0000-0000-000000000000"), ("--since", "soon")],
)
def test_what_is_not_there_is_named(run: Run, words: tuple[str, str]) -> None:
    said = run("screening", "rescreen", *words)
    assert said.status != 0
    assert said.err


def test_corrections_are_taken_along(run: Run, told: str, tmp_path: Path) -> None:
    judge = User.objects.get(email="a@example.org")
    finding_judge(viewer=viewer_of(judge), item=Item.objects.get(), verdict="agreed")
    out = tmp_path / "c.jsonl"
    said = run("screening", "export-corrections", "--out", out, "--situation", told, "--json")
    assert said.json == {"file": str(out), "rows": 1}
    assert json.loads(out.read_text())["text"].startswith("The Shia")
    for wrong in (tmp_path / "c.txt", tmp_path / "nowhere" / "c.jsonl"):
        said = run("screening", "export-corrections", "--out", wrong)
        assert (said.status, wrong.name in said.err) == (1, True)
