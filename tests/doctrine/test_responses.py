"""The response library: whole in three languages, naming nothing that is not there, with reasons."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nadhir import doctrine
from nadhir.doctrine import responses
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.responses import telling
from nadhir.doctrine.responses.library import read_cards, read_options
from nadhir.doctrine.responses.suggesting import Picture, suggest
from nadhir.errors import DoctrineError

FACTORS = [one.id for one in doctrine.load("un-foa-2014").roots()]
SAID = ("suggested.late", "suggested.tight", "suggested.in_time")


def words(text: Any) -> tuple[str, str, str]:
    return text.ar, text.en, text.fr


def test_there_are_enough_options_and_cards() -> None:
    assert len(responses.options()) >= 40
    assert {
        "calming-rumours", "speaking-out-early", "accompanying", "counter-messages", "joint-statements",
        "elections", "holy-days",
    } <= {one.id for one in responses.cards()}  # fmt: skip


@pytest.mark.parametrize("phase", responses.PHASES)
def test_every_factor_is_answered_in_both_phases(phase: str) -> None:
    answered = Counter(key for one in responses.options() if phase in one.phases for key in one.factors)
    assert set(answered) == set(FACTORS)


def test_every_actor_and_card_and_legal_footing_is_used() -> None:
    options = responses.options()
    assert {key for one in options for key in one.actors} == set(responses.actors())
    assert {key for one in options for key in one.bases} == set(responses.bases())
    assert {key for one in options for key in one.cards} == {one.id for one in responses.cards()}


def test_texts_are_in_their_own_script_and_say_different_things() -> None:
    texts = [one.title for one in responses.options()] + [one.text for one in responses.options()]
    texts += [text for one in responses.cards() for text in (*one.steps, *one.dos, *one.donts)]
    for text in texts:
        ar, en, fr = words(text)
        assert re.search(r"[\u0600-\u06ff]", ar), en
        assert not re.search(r"[A-Za-z]", ar), ar
        assert not re.search(r"[\u0600-\u06ff]", en + fr), en
    titles = [words(one.title) for one in responses.options()]
    assert len(set(titles)) == len(titles)


def test_french_has_its_spaces_before_high_signs() -> None:
    texts = [text for one in responses.cards() for text in one.questions]
    texts += [text for one in responses.options() for text in (one.text, one.risks, *one.questions)]
    assert not [text.fr for text in texts if re.search(r"[^\u00a0\u202f][?!;:](?!/)", text.fr)]


def test_nobody_is_judged_in_advance() -> None:
    said = " ".join(one.text.en + one.title.en for one in responses.options()).lower()
    assert "genocide is" not in said
    assert "guilty" not in said


def broken(**changed: Any) -> str:
    told: dict[str, Any] = {
        "id": "x",
        "factors": ["7"],
        "phases": ["prevention"],
        "actors": ["media"],
        "lead": [1, 2],
        "bases": ["own"],
        "questions": [{"ar": "أ", "en": "a", "fr": "a"}],
        **{name: {"ar": "أ", "en": "a", "fr": "a"} for name in ("title", "text", "needs", "risks")},
    }
    return yaml.safe_dump([told | changed], allow_unicode=True)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"factors": ["15"]}, "15"),
        ({"actors": ["army"]}, "army"),
        ({"tools": ["magic"]}, "magic"),
        ({"cards": ["none"]}, "none"),
        ({"plans": ["FEZ-99"]}, "FEZ-99"),
        ({"lead": [9, 2]}, "[9, 2]"),
        ({"title": {"en": "a", "fr": "a"}}, "title"),
        ({"extra": 1}, "extra"),
        ({"phases": ["later"]}, "phases"),
    ],
)
def test_an_option_that_names_what_is_not_there_is_refused(changed: dict[str, Any], named: str) -> None:
    assert read_options(broken())["x"].lead == (1, 2)
    with pytest.raises(DoctrineError) as refused:
        read_options(broken(**changed))
    assert refused.value.code == "catalogue.broken"
    for lang in ("ar", "en", "fr"):
        assert named in explain(refused.value, lang)


def test_an_id_stands_once() -> None:
    with pytest.raises(DoctrineError, match="broken"):
        read_options(broken() + broken())
    with pytest.raises(DoctrineError, match="broken"):
        read_cards("[]")


@pytest.mark.parametrize("code", ["option", "card"])
def test_what_is_not_there_is_said(code: str) -> None:
    with pytest.raises(DoctrineError) as refused:
        getattr(responses, code)("none")
    assert refused.value.code == f"{code}.unknown"


def test_what_is_too_late_comes_last_and_says_so() -> None:
    found = suggest(Picture(frozenset({"7", "8"}), days_left=5), responses.options())
    late = [one for one in found if one.in_time is False]
    assert late
    assert list(found[-len(late) :]) == late
    assert all(one.option.lead[0] > 5 for one in late)
    assert {one.cautions[0].code for one in late} == {"suggested.late"}
    assert "5" in late[0].cautions[0].say("en")


def test_what_rises_goes_before_what_is_only_present() -> None:
    picture = Picture(frozenset({"3", "9"}), rising=frozenset({"9"}), phase="prevention")
    found = suggest(picture, responses.options())
    rising = ["9" in one.option.factors for one in found]
    assert rising == sorted(rising, reverse=True)
    assert any(rising)
    assert not all(rising)
    assert found[0].reasons[0].code == "suggested.rising"
    assert {one.option.phases for one in found} <= {("prevention",), ("prevention", "response")}


def test_those_who_are_there_are_named() -> None:
    here = frozenset({"religious"})
    assert suggest(Picture(frozenset({"8"}), available=here), responses.options())[-1].cautions == ()
    picture = Picture(frozenset({"8"}), available=here, nobody_else=True)
    found = {one.option.id: one for one in suggest(picture, responses.options())}
    assert found["holy-day-plan"].reasons[-1].code == "suggested.available"
    assert found["note-to-sg"].cautions[-1].code == "suggested.nobody"
    assert "القيادات الدينية" in found["holy-day-plan"].reasons[-1].say("ar")


def test_nothing_present_suggests_nothing() -> None:
    assert suggest(Picture(frozenset()), responses.options()) == ()


keys = st.frozensets(st.sampled_from(FACTORS))


@given(
    present=keys,
    rising=keys,
    left=st.none() | st.integers(0, 400),
    phase=st.sampled_from(["", *responses.PHASES]),
)
def test_every_suggestion_answers_something_and_says_why(
    present: frozenset[str], rising: frozenset[str], left: int | None, phase: str
) -> None:
    picture = Picture(present, rising, phase, left)
    found = suggest(picture, responses.options())
    assert len({one.option.id for one in found}) == len(found)
    for one in found:
        assert (present | rising) & set(one.option.factors)
        assert one.reasons
        assert (one.in_time is None) == (left is None)
        told = [r.code for r in (*one.reasons, *one.cautions) if r.code in SAID]
        assert len(told) == (0 if left is None else 1)


def test_where_nothing_is_known_it_is_said() -> None:
    unknown = [one for one in responses.options() if not telling.is_known(one)]
    assert {"rumour-desk", "early-joint-statement", "dialogue-on-grievances"} <= {one.id for one in unknown}
    assert telling.is_known(responses.option("good-offices"))
    assert "beginning" in telling.nothing().say("en")


def test_what_makes_things_worse_is_said_plainly() -> None:
    tool = responses.evidence().tool("comprehensive-economic-sanctions")
    assert [one.code for one in telling.findings(tool)] == ["known.findings", "known.raises"]
    assert "19" in telling.findings(tool)[0].say("fr")
    unknown = responses.evidence().tool("fact-finding")
    assert [one.code for one in telling.findings(unknown)] == ["known.unknown"]
    assert telling.strength(unknown).say("en") == "no evidence"
