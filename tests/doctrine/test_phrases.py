"""Every phrase book of the package: three languages, the same parameters in each, native words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import nadhir
from nadhir.doctrine.phrases import Phrasebook, Reason, explain, phrasebook, placeholders
from nadhir.doctrine.text import Text
from nadhir.errors import DoctrineError
from tests.doctrine.words import LATIN_IN_ARABIC, arabic_letters, latin_letters

PACKAGE = Path(nadhir.__file__).parent
BOOKS = sorted(PACKAGE.rglob("phrases.yaml"))
FILES = sorted(path for path in PACKAGE.rglob("*.yaml") if "static" not in path.parts)


class _KeysOnce(yaml.SafeLoader):
    """YAML keeps the last of two equal keys and says nothing; this loader refuses the second."""


def _mapping(loader: _KeysOnce, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]  # type: ignore[no-untyped-call]
    twice = {key for key in keys if keys.count(key) > 1}
    assert not twice, f"line {node.start_mark.line + 1}: {twice} stand twice"
    return loader.construct_mapping(node, deep=True)


_KeysOnce.add_constructor("tag:yaml.org,2002:map", _mapping)


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_there_are_books_to_check() -> None:
    assert PACKAGE / "doctrine" / "phrases.yaml" in BOOKS


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_key_stands_twice(path: Path) -> None:
    assert yaml.load(path.read_text("utf-8"), Loader=_KeysOnce)


@pytest.mark.parametrize("path", BOOKS, ids=name)
def test_a_phrase_book_is_whole_and_native(path: Path) -> None:
    wrong = []
    for code, phrase in yaml.safe_load(path.read_text("utf-8")).items():
        if set(phrase) != {"ar", "en", "fr"} or not all(words.strip() for words in phrase.values()):
            wrong.append(f"{code}: not in the three languages")
            continue
        if len({frozenset(placeholders(words)) for words in phrase.values()}) != 1:
            wrong.append(f"{code}: parameters differ")
        bare = {lang: re.sub(r"\{[^}]*\}", "", words) for lang, words in phrase.items()}
        said = re.search(r"\w", bare["en"])
        if said and not arabic_letters(bare["ar"]):
            wrong.append(f"{code}: the Arabic has no Arabic letter")
        if latin_letters(LATIN_IN_ARABIC.sub("", bare["ar"])):
            wrong.append(f"{code}: the Arabic has Latin letters")
        if arabic_letters(bare["en"] + bare["fr"]):
            wrong.append(f"{code}: Arabic letters in English or French")
        if said and " " in phrase["en"] and phrase["en"] == phrase["fr"]:
            wrong.append(f"{code}: English and French are the same")
    assert wrong == []


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("catalogue.unknown", {"catalogue": "x", "known": ["a", "b"]}),
        ("catalogue.broken", {"catalogue": "x", "detail": [Text("ناقص", "missing", "manquant")]}),
        ("element.unknown", {"catalogue": "x", "element": "9"}),
        ("crosswalk.unknown", {"source": "x", "target": "y"}),
        ("crosswalk.broken", {"catalogue": "x--y", "detail": [Text("ناقص", "missing", "manquant")]}),
        ("phrase.unknown", {"phrase": "x.y", "package": "z"}),
    ],
)
def test_every_error_of_doctrine_has_words(code: str, params: dict[str, Any], lang: str) -> None:
    said = explain(DoctrineError(code, **params), lang)
    assert code not in said
    assert "–" not in said
    assert bool(arabic_letters(said)) == (lang == "ar")


def test_a_list_of_words_takes_the_language_and_comma_of_the_reader() -> None:
    error = DoctrineError("catalogue.unknown", catalogue="x", known=["a", "b"])
    assert "a، b" in explain(error, "ar")
    assert "a, b" in explain(error, "fr")


def test_an_unknown_phrase_is_an_error_and_an_unknown_code_shows_itself() -> None:
    with pytest.raises(DoctrineError) as caught:
        phrasebook("nadhir.doctrine").say("nothing.of_this_name", "en")
    assert caught.value.code == "phrase.unknown"
    assert explain(DoctrineError("nothing.of_this_name", place="here"), "ar") == (
        "nothing.of_this_name(place='here')"
    )


def test_a_package_without_a_book_is_an_error() -> None:
    with pytest.raises(DoctrineError) as caught:
        phrasebook("yaml")
    assert caught.value.code == "phrases.missing"


def test_a_reason_survives_storage_and_speaks_later() -> None:
    reason = Reason("problem.twice", {"where": "1.1"}, book="nadhir.doctrine")
    again = Reason.of_json(reason.as_json())
    assert again == reason
    assert "\u20681.1\u2069" in again.say("ar"), "a parameter is isolated from the direction around it"
    assert "deux fois" in again.say("fr-CH")


@pytest.mark.parametrize(
    ("phrase", "names"), [("{a} of {b}", {"a", "b"}), ("none", set()), ("{a}{a}", {"a"}), ("{{a}}", set())]
)
def test_placeholders(phrase: str, names: set[str]) -> None:
    assert placeholders(phrase) == names


def test_long_numbers_are_grouped_as_each_language_does() -> None:
    book = Phrasebook("x", {"n": Text(ar="{n}", en="{n}", fr="{n}")})
    said = {lang: book.say("n", lang, n=6403144).strip("\u2068\u2069") for lang in ("ar", "en", "fr")}
    assert said == {"ar": "6,403,144", "en": "6,403,144", "fr": "6\u202f403\u202f144"}
    assert book.say("n", "en", n=2023).strip("\u2068\u2069") == "2023"


def test_numbers_and_dates_are_written_as_each_language_does() -> None:
    def said(value: object) -> list[str]:
        book = Phrasebook("x", {"n": Text(ar="{n}", en="{n}", fr="{n}")})
        return [book.say("n", lang, n=value).strip("\u2068\u2069") for lang in ("ar", "en", "fr")]

    assert said(60.1) == ["60.1", "60.1", "60,1"]
    assert said(12345.5) == ["12,345.5", "12,345.5", "12\u202f345,5"]
    assert said({"date": "2023-12"}) == ["كانون الأول/ديسمبر 2023", "December 2023", "décembre 2023"]
    assert said({"date": "2024-03-02"}) == ["2 آذار/مارس 2024", "2 March 2024", "2 mars 2024"]
    assert said({"date": "2024"}) == ["2024"] * 3
    # What others wrote is theirs, whatever it looks like.
    assert said("2023-12") == ["2023-12"] * 3
