"""Which column means what."""

from __future__ import annotations

from datetime import date

import pytest

from nadhir import sources
from nadhir.errors import FileRefused
from nadhir.sources import guess_mapping
from nadhir.sources.mapping import ROLES, decimal_of, fold_name, number_of
from nadhir.sources.rows import language_of

PROSE = ["Houses were burnt in the valley last night.", "People fled to the hills before dawn came."]


def roles(**columns: list[object]) -> dict[str, str]:
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return guess_mapping(list(columns), rows).as_dict()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["id", "text", "date"], {"id": "id", "text": "text", "published": "date"}),
        (["المعرف", "النص", "التاريخ"], {"id": "المعرف", "text": "النص", "published": "التاريخ"}),
        (
            ["Identifiant", "Texte", "Date de publication"],
            {"id": "Identifiant", "text": "Texte", "published": "Date de publication"},
        ),
        (
            ["tweetID", "full_text", "created_at"],
            {"id": "tweetID", "text": "full_text", "published": "created_at"},
        ),
        (
            ["رقم البلاغ", "وصف الحادث", "تاريخ الحادث"],
            {"id": "رقم البلاغ", "text": "وصف الحادث", "occurred": "تاريخ الحادث"},
        ),
        (
            ["ID", "Récit", "Date de l'incident"],
            {"id": "ID", "text": "Récit", "occurred": "Date de l'incident"},
        ),
    ],
)
def test_names_in_three_languages(header: list[str], expected: dict[str, str]) -> None:
    values: list[list[object]] = [["7", "8"], list(PROSE), ["2031-01-02", "2031-01-03"]]
    assert roles(**dict(zip(header, values, strict=True))) == expected


def test_places_and_figures() -> None:
    found = roles(
        text=list(PROSE), location=["Low Bridge", "Mill"], admin1=["Upper", "Upper"],
        country=["Freedonia"] * 2,
        iso3=["FRD", "FRD"], lat=["1.5", "-1,25"], lon=["30.25", "31"], fatalities=["4", "1 200"],
        date=["2031-01-02", "2031-01-03"], lang=["en", "en"], link=["https://x.example/1", "https://x.example/2"],
    )  # fmt: skip
    assert found == {
        "text": "text", "place": "location", "region": "admin1", "country": "country", "country_code": "iso3",
        "latitude": "lat", "longitude": "lon", "deaths": "fatalities", "occurred": "date", "language": "lang",
        "url": "link",
    }  # fmt: skip


def test_a_name_that_the_contents_contradict_counts_for_nothing() -> None:
    found = roles(text=["1", "2"], date=["blue", "red"], lat=["500", "600"], id=["1", "1"], story=list(PROSE))
    assert found == {"text": "story"}


def test_contents_speak_where_names_do_not() -> None:
    found = roles(
        a=list(PROSE),
        b=["https://x.example/1", "https://x.example/2"],
        c=["17 May 2031", "18 May 2031"],
        d=["x", "y"],
    )
    assert found == {"text": "a", "url": "b", "published": "c"}


def test_a_title_alone_is_the_text() -> None:
    assert roles(headline=list(PROSE)) == {"text": "headline"}


def test_figures_and_names_alone_have_no_text() -> None:
    assert "text" not in roles(a=["1", "2"], b=["x", "y"])
    names = ["Islamic Republic of Somewhere", "United States of Elsewhere"] * 3
    assert "text" not in roles(year=list(range(6)), country_or_territory=list(names))


def test_a_side_needs_an_event() -> None:
    assert roles(text=list(PROSE), target=["women", "migrants"]) == {"text": "text"}
    assert roles(text=list(PROSE), target=["a", "b"], deaths=["1", "2"])["side_b"] == "target"
    assert roles(text=list(PROSE), target=["a", "b"], attacker=["c", "d"])["side_a"] == "attacker"


def test_everything_is_shown_with_its_reason() -> None:
    rows = [{"النص": words, "n": 1} for words in PROSE]
    described = guess_mapping(["n", "النص"], rows).describe()
    assert [(use.column, use.role, use.why.code) for use in described] == [
        ("النص", "text", "mapping.name_matched"),
        ("n", None, "mapping.kept"),
    ]
    assert described[0].examples == tuple(PROSE)
    assert described[0].label.say("ar") == "النص"
    for use in described:
        assert all(use.why.say(lang) for lang in ("ar", "en", "fr"))
        assert use.as_json()["why"]["code"] == use.why.code


def test_every_role_has_a_name_to_show() -> None:
    for role in ROLES:
        use = sources.ColumnUse("c", role, guess_mapping(["c"], []).uses[0].why)
        assert use.label.say("fr")


def test_a_person_overrules(written, take) -> None:
    path = written("a.csv", "text,other,date\nwrong words here,right words here,3 May 2031\n")
    records, _, reading = take(path, mapping={"text": "other", "published": ""})
    assert (records[0].text, records[0].published) == ("right words here", None)
    assert records[0].attributes == {"text": "wrong words here", "date": "3 May 2031"}
    chosen = next(use for use in reading.mapping.describe() if use.role == "text")
    assert (chosen.column, chosen.why.code) == ("other", "mapping.chosen")
    records, _, _ = take(path, text_column="other")
    assert records[0].text == "right words here"
    again, _, _ = take(path, mapping=reading.mapping)
    assert again[0].text == "right words here"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"text_column": "nowhere"}, "table.column_missing"),
        ({"mapping": {"text": "nowhere"}}, "table.column_missing"),
        ({"mapping": {"colour": "a"}}, "table.role_unknown"),
        ({}, "table.no_text_column"),
        ({"mapping": guess_mapping(["else"], [{"else": "words"}])}, "table.column_missing"),
    ],
)
def test_what_cannot_be_mapped(written, how: dict[str, object], code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sources.read(written("a.csv", "a,b\n1,2\n"), **how)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert refused.value.params["file"] == "a.csv"


def test_the_column_tells_which_number_is_the_day(written, take) -> None:
    day_first = "text,date\nwords and words,03/04/2031\nmore words here,25/04/2031\n"
    records, _, _ = take(written("a.csv", day_first))
    assert [record.published.start for record in records] == [date(2031, 4, 3), date(2031, 4, 25)]
    month_first = "text,date\nwords and words,03/04/2031\nmore words here,04/25/2031\n"
    records, _, _ = take(written("b.csv", month_first))
    assert [record.published.start for record in records] == [date(2031, 3, 4), date(2031, 4, 25)]
    neither = "text,date\nwords and words,03/04/2031\nmore words here,05/06/2031\n"
    records, _, _ = take(written("c.csv", neither))
    assert [(record.published, record.notes[0].code) for record in records] == [(None, "date.left_open")] * 2


def test_what_a_row_says_of_places_and_dead(written, take) -> None:
    text = "text,place,country,iso3,lat,lon,deaths,side a\n"
    text += "words and words,Low Bridge,Freedonia,FRD,1.5,30.25,4,Grey Band\n"
    text += "more words here,,Freedonia,FRD,95,30,many,\n" + "words once more,,,,,,,\n"
    (first, second, third), _, _ = take(
        written("a.csv", text),
        mapping={"latitude": "lat", "deaths": "deaths", "text": "text", "side_a": "side a"},
    )
    assert [(hint.name, hint.code, hint.latitude, hint.precision) for hint in first.places] == [
        ("Low Bridge", None, 1.5, "exact"),
        ("Freedonia", "FRD", None, "country"),
    ]
    assert first.event is not None
    assert (first.event.deaths_best, first.event.side_a, first.event.kind) == (4, "Grey Band", None)
    assert [note.code for note in second.notes] == ["place.coordinates_left_out", "deaths.left_out"]
    assert [hint.name for hint in second.places] == ["Freedonia"]
    assert (third.places, third.event) == ((), None)


def test_relative_dates_are_seen_from_publication(written, take) -> None:
    text = "text,published,event date\nwords and words,28 Jan 2026,سبتمبر الماضي\n"
    (record,), _, _ = take(written("a.csv", text))
    assert (record.occurred.start, record.occurred.relative) == (date(2025, 9, 1), True)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", 12),
        ("1,234", 1234),
        ("1 234", 1234),
        ("١٬٢٣٤", 1234),
        ("12.0", 12),
        ("12.5", None),
        ("many", None),
        ("-3", -3),
        ("9" * 40, None),
    ],
)
def test_numbers(words: str, number: int | None) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [("1.25", 1.25), ("-1,25", -1.25), ("١٢٫٥", 12.5), ("1.2.3", None), ("x", None), ("nan", None)],
)
def test_decimals(words: str, number: float | None) -> None:
    assert decimal_of(words) == number


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ar", "ar"),
        ("fr-CH", "fr"),
        ("العربية", "ar"),
        ("Français", "fr"),
        ("swh", "swh"),
        ("unknown", None),
        ("", None),
    ],
)
def test_languages(words: str, code: str | None) -> None:
    assert language_of(words) == code


def test_names_fold() -> None:
    assert fold_name("eventDate") == fold_name("Event_date") == fold_name(" EVENT-DATE ") == "event date"
    assert fold_name("تأريخ الحادثة") == fold_name("تاريخ الحادثه")
