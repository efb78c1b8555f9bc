"""How long a person waits for `nadhir up`: noted for a reader, not judged, since machines differ.

That it starts within a minute is what the fixtures ask.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.product import ROOT, Product

NOTED = ROOT / "test-output" / "starts.json"


def test_a_later_start_has_the_same_sign_ins_and_is_the_quicker_one(
    begun: tuple[Path, float], product: Product
) -> None:
    NOTED.parent.mkdir(exist_ok=True)
    seconds = {"first": round(begun[1], 1), "later": round(product.seconds, 1)}
    NOTED.write_text(json.dumps({"seconds until the first page": seconds}), encoding="utf-8")
    kept = json.loads((product.home / "keys" / "demonstration.json").read_text("utf-8"))
    assert {account.password for account in product.accounts.values()} == {kept["password"]}
    assert product.command("ledger", "verify")["whole"] is True
