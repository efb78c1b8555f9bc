"""`nadhir outbox` and `nadhir bounces`: what waits, what was given up, what came back."""

from __future__ import annotations

from pathlib import Path

import pytest

from nadhir.web.core import clock
from nadhir.web.core.models import Outgoing
from tests.cli.conftest import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def test_what_was_given_up_is_listed_and_tried_again(run: Run) -> None:
    for state in ("waiting", "failed", "sent"):
        Outgoing.objects.create(
            kind="warning.mail", key=state, state=state, due_at=clock.now(), problem="why"
        )
    said = run("outbox")
    assert "given up 1" in said.out
    assert "why" in said.out
    assert [row["state"] for row in run("outbox", "--json").json["messages"]] == ["waiting", "failed"]
    assert run("outbox", "--retry", "--json").json["retried"] == 1
    assert sorted(Outgoing.objects.values_list("state", flat=True)) == ["sent", "waiting", "waiting"]


def test_mails_that_are_no_reports_are_counted_and_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hello.eml").write_bytes(b"Subject: hello\n\nHello.")
    (tmp_path / "junk").write_bytes(b"\x00\xff" * 100)
    assert run("bounces", tmp_path, "--json").json == {"mails": 2, "reports": 0, "bounced": 0}
    assert run("bounces", tmp_path / "hello.eml", lang="ar").status == 0
    missing = run("bounces", tmp_path / "nowhere")
    assert (missing.status, "nowhere" in missing.err) == (1, True)
