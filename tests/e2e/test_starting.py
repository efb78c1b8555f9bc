"""Starting the product, as an operator does."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.e2e.product import ROOT, Product, running

FORM = "application/x-www-form-urlencoded"
NOTED = ROOT / "test-output" / "starts.json"


def test_a_later_start_has_the_same_sign_ins_and_is_the_quicker_one(
    begun: tuple[Path, float], product: Product
) -> None:
    """How long a person waits is noted for a reader, not judged: machines differ. That it starts within a
    minute is what the fixtures ask."""
    NOTED.parent.mkdir(exist_ok=True)
    seconds = {"first": round(begun[1], 1), "later": round(product.seconds, 1)}
    NOTED.write_text(json.dumps({"seconds until the first page": seconds}), encoding="utf-8")
    kept = json.loads((product.home / "keys" / "demonstration.json").read_text("utf-8"))
    assert {account.password for account in product.accounts.values()} == {kept["password"]}
    assert product.command("ledger", "verify")["whole"] is True


def test_people_sign_in_through_a_proxy_that_ends_tls(begun: tuple[Path, float], tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(begun[0], home)
    proxy = {
        "NADHIR_BASE_URL": "https://desk.example.org",
        "NADHIR_HOSTS": "desk.example.org,127.0.0.1",
        "NADHIR_BEHIND_PROXY": "1",
    }
    with running(home, **proxy) as product:
        page = _asked(product)
        assert "Strict-Transport-Security" in page.headers
        cookie = page.headers["Set-Cookie"].split(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        assert token
        account = product.accounts["analyst"]
        answer = _asked(
            product,
            urlencode(
                {"csrfmiddlewaretoken": token[1], "login": account.address, "password": account.password}
            ),
            {"Cookie": cookie, "Origin": "https://desk.example.org", "Content-Type": FORM},
        )
        assert answer.status == 302


def test_nobody_claims_to_come_over_tls_where_there_is_no_proxy(product: Product) -> None:
    page = _asked(product, host="127.0.0.1")
    assert page.status == 200
    assert "Strict-Transport-Security" not in page.headers


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    body: str


def _asked(
    product: Product,
    form: str | None = None,
    headers: dict[str, str] | None = None,
    host: str = "desk.example.org",
) -> Answer:
    """The sign-in page, asked for as a proxy does; with a form, the answer to it."""
    sent = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", **(headers or {})}
    with closing(HTTPConnection(urlsplit(product.base).netloc, timeout=10)) as way:
        way.request("POST" if form else "GET", "/account/login/", form, sent)
        answer = way.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())
