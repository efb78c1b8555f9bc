"""What is handed over goes outside, to the address that was looked at, and to no other."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import InputRefused
from nadhir.sources.http import Door, outward_only
from nadhir.sources.outward import Connection, Undelivered, check, fetched, place_of
from tools.sinks import Sinks

HERE = (ipaddress.ip_network("127.0.0.1/32"),)
INWARD = (
    "127.0.0.1", "10.1.2.3", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0",
    "168.63.129.16", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1:a00:0:500:808:808",
    "fec0::1", "2002:7f00:1::", "192.0.2.1",
)  # fmt: skip


@pytest.fixture(scope="module")
def sinks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sinks]:
    with Sinks(tmp_path_factory.mktemp("sink") / "record") as running:
        yield running


@pytest.mark.parametrize("address", INWARD)
def test_what_lies_inside_is_not_reached(address: str) -> None:
    with pytest.raises(Undelivered) as refused:
        check(ipaddress.ip_address(address))
    assert (refused.value.why, refused.value.final) == ("inward", True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_lies_outside_is(address: str) -> None:
    check(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_an_address_is_judged_or_refused_and_never_breaks(address: Any) -> None:
    try:
        check(address)
    except Undelivered:
        assert (
            not address.is_global
            or address.version == 6
            or address.is_multicast
            or address.is_reserved
            or (str(address) == "168.63.129.16")
        )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://partner.example/hook", "insecure"),
        ("https://10.0.0.1/hook", "inward"),
        ("https://[::1]/hook", "inward"),
        ("https://user:word@partner.example/", "address"),
        ("ftp://partner.example/", "address"),
        ("https:///hook", "address"),
        ("https://partner.example:99999/", "address"),
        ("https://partner.example/a b", "address"),
        ("https://partner.example/\r\nX: y", "address"),
        ("file:///etc/passwd", "address"),
        ("https://partner.example/" + "a" * 3000, "address"),
        ("", "address"),
    ],
)
def test_a_bad_address_is_told_before_anything_is_looked_up(url: str, why: str) -> None:
    with pytest.raises(Undelivered) as refused:
        place_of(url)
    assert refused.value.why == why


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with contextlib.suppress(Undelivered):
        assert place_of(text).secure


def test_a_name_that_leads_inward_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(*_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, 443)) for address in ("8.8.8.8", "169.254.169.254")]

    connected: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket, "create_connection", lambda *given, **_: connected.append(given))
    with pytest.raises(Undelivered) as refused:
        Connection(place_of("https://partner.example/hook"))
    assert refused.value.why == "inward"
    assert connected == [], "one bad answer among good ones is enough"


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, connected = [], []

    def answers(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("8.8.8.8" if len(asked) == 1 else "127.0.0.1", 443))]

    def connect(address: Any, **_: Any) -> Any:
        connected.append(address)
        raise OSError("enough")

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Undelivered):
        Connection(place_of("https://partner.example/hook"))
    assert (asked, connected) == (["partner.example"], [("8.8.8.8", 443)])


def test_a_line_is_used_again(sinks: Sinks) -> None:
    place = place_of(f"http://127.0.0.1:{sinks.http_port}/hook", allowed=HERE)
    line = Connection(place, allowed=HERE)
    for number in range(3):
        assert line.post(place.path, b'{"a": 1}', {"Idempotency-Key": str(number)}) == 200
        assert line.usable
    line.close()
    assert sinks.bodies[-1][1] == b'{"a": 1}'
    assert sinks.bodies[-1][0]["host"] == f"127.0.0.1:{sinks.http_port}"


@pytest.mark.parametrize(
    ("path", "why", "final"),
    [
        ("redirect", "redirect", True),
        ("failing", "failing", False),
        ("refused", "refused", True),
        ("slow", "timeout", False),
        ("drip", "timeout", False),
    ],
)
def test_a_machine_that_misbehaves(sinks: Sinks, path: str, why: str, final: bool) -> None:
    place = place_of(f"http://127.0.0.1:{sinks.http_port}/{path}", allowed=HERE)
    line = Connection(place, allowed=HERE, timeout=0.15)
    with pytest.raises(Undelivered) as refused:
        line.post(place.path, b"{}", {})
    line.close()
    assert (refused.value.why, refused.value.final) == (why, final)


def test_without_leave_this_machine_is_not_reached(sinks: Sinks) -> None:
    with pytest.raises(Undelivered) as refused:
        Connection(place_of(f"https://localhost:{sinks.http_port}/hook"))
    assert refused.value.why == "inward"


def test_leave_for_one_network_opens_no_other_and_no_plain_line_outside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Undelivered) as refused:
        place_of("https://10.0.0.1/", allowed=HERE)
    assert refused.value.why == "inward"
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("8.8.8.8", 80))])
    with pytest.raises(Undelivered) as plain:
        Connection(place_of("http://partner.example/", allowed=HERE))
    assert plain.value.why == "insecure"


def test_what_stands_at_an_address_is_read_as_far_as_it_is_wanted(sinks: Sinks) -> None:
    status, body, headers = fetched(f"http://127.0.0.1:{sinks.http_port}/", {}, allowed=HERE, largest=3)
    assert 200 <= status < 600
    assert len(body) <= 4
    assert all(name == name.lower() for name in headers)


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "localhost", "[::1]"])
def test_a_feed_at_an_inward_address_is_not_fetched(host: str) -> None:
    with pytest.raises(InputRefused, match=r"http\.inward"):
        Door(outward_only, tries=1).get(f"https://{host}/alerts.xml")
