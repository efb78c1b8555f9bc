"""`nadhir actors`: the directory goes into files and comes out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from nadhir.web.directory.models import Actor
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


def test_lists_come_in_and_go_out(run: Run, workspace: None, tmp_path: Path) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text("name,kind\nمجلس الحكماء,body\nSalma Karim,person\nX,galaxy\n", "utf-8")
    shown = run("actors", "import", sheet, "--json").json
    assert [row["state"] for row in shown["rows"]] == ["whole", "whole", "refused"]
    assert not Actor.objects.exists()
    assert "Added: 2." in run("actors", "import", sheet, "--apply").out
    assert run("actors", "import", sheet, "--json").json["rows"][1]["state"] == "asked"
    for name, begins in (("out.csv", "\ufeffid,kind"), ("out.vcf", "BEGIN:VCARD")):
        assert run("actors", "export", tmp_path / name).status == 0
        assert (tmp_path / name).read_text("utf-8").startswith(begins)
    missing = run("actors", "import", tmp_path / "none.csv")
    assert (missing.status, "none.csv" in missing.err) == (1, True)
