from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from nadhir.doctrine.phrases import explain
from nadhir.errors import InputRefused
from nadhir.sources.http import Answer, CutShort, Door, Unreachable

URL = "https://figures.example.org/table?secret=1"


class Server:
    """Answers in turn; counts how often it was asked, and how long somebody waited."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.waited: list[float] = []

    def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append((url, headers))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def door(self, **options: int) -> Door:
        return Door(transport=self, pause=self.waited.append, **options)


def _refused(ask: Callable[[], object]) -> InputRefused:
    with pytest.raises(InputRefused) as raised:
        ask()
    for lang in ("ar", "en", "fr"):
        words = explain(raised.value, lang)
        assert words != str(raised.value), raised.value.code
        assert "secret" not in words
    return raised.value


def test_an_answer_comes_with_the_headers_that_were_asked() -> None:
    server = Server(Answer(200, b'{"a": 1}'))
    assert server.door().get_json(URL, headers={"x-token": "t"}) == {"a": 1}
    ((url, headers),) = server.asked
    assert (url, headers["x-token"]) == (URL, "t")


@pytest.mark.parametrize(
    ("answer", "code", "asked"),
    [
        (Answer(401), "http.refused", 1),
        (Answer(403), "http.refused", 1),
        (Answer(404), "http.failed", 1),
        (Answer(302, b"", {"location": "https://elsewhere.example"}), "http.failed", 1),
        (Answer(429), "http.rate_limited", 4),
        (Answer(429, b"", {"retry-after": "3600"}), "http.rate_limited", 1),
        (Answer(503), "http.failed", 4),
        (Unreachable("no route"), "http.unreachable", 4),
        (CutShort(), "http.cut_short", 4),
        (Answer(200, b"half", {"content-length": "400"}), "http.cut_short", 4),
        (Answer(200, b"x" * 11), "http.too_large", 1),
        (Answer(200, b"", {"content-length": "9999"}), "http.too_large", 1),
    ],
)
def test_what_goes_wrong_is_said_and_tried_again_only_where_it_may_help(
    answer: Answer | Exception, code: str, asked: int
) -> None:
    server = Server(answer)
    largest = 10 if code == "http.too_large" else 1000
    assert _refused(lambda: server.door(largest=largest).get(URL)).code == code
    assert len(server.asked) == asked
    assert len(server.waited) == asked - 1


def test_what_passes_is_waited_for() -> None:
    server = Server(Answer(429, b"", {"retry-after": "7"}), Unreachable("gone"), Answer(200, b"[]"))
    assert server.door().get_json(URL) == []
    assert server.waited == [7.0, 2.0]


@pytest.mark.parametrize("url", ["http://figures.example.org", "file:///etc/passwd", "figures", "https://"])
def test_only_https_is_opened(url: str) -> None:
    server = Server(Answer(200))
    assert _refused(lambda: server.door().get(url)).code == "http.insecure"
    assert server.asked == []


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"", b'{"a":', b"\xff"])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    assert _refused(lambda: Server(Answer(200, body)).door().get_json(URL)).code == "http.not_json"


def test_without_a_network_the_door_says_so() -> None:
    door = Door(pause=lambda _: None, tries=1)
    assert _refused(lambda: door.get("https://figures.invalid/secret")).code == "http.unreachable"
