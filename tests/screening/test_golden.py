"""What screening makes of authored sentences, language by language."""

import pytest

from nadhir.doctrine.text import LANGUAGES
from nadhir.screening import Finding, Screener
from tests.screening.conftest import GOLDEN

ROWS = [{"lang": language, **row} for language, file in GOLDEN.items() for row in file["sentences"]]
golden = pytest.mark.parametrize("row", ROWS, ids=[f"{row['lang']}-{row['text'][:40]}" for row in ROWS])


@golden
def test_golden(screener: Screener, row: dict[str, str]) -> None:
    finding = screener.screen(row["text"])
    assert (finding.concern, finding.mode) == (row["concern"], row["mode"])


@golden
def test_what_is_concerning_is_explained_and_marked(screener: Screener, row: dict[str, str]) -> None:
    finding = screener.screen(row["text"], language=row["lang"])
    if finding.concern == "none":
        return
    assert finding.reasons
    assert finding.spans
    for language in LANGUAGES:
        for reason in finding.reasons:
            assert "–" not in reason.say(language)  # no parameter is missing
    if finding.concern == "urgent":
        assert finding.violence == "direct"
        assert finding.targets[0].group == "minority"
        assert {"8.7", "7.14"} <= set(finding.indicators)


def seen(finding: Finding, text: str, kind: str) -> list[str]:
    return [text[span.start : span.end] for span in finding.spans if span.kind == kind]


def test_the_parts_of_a_claim_are_marked_in_the_original(screener: Screener) -> None:
    text = "Wir hörten: The VELMARI   are not ｃｏｃｋｒｏａｃｈｅｓ, he wrote."
    finding = screener.screen(text, language="en")
    assert seen(finding, text, "group") == ["VELMARI"]
    assert seen(finding, text, "dehumanising") == ["ｃｏｃｋｒｏａｃｈｅｓ"]


def test_arabic_marks_take_the_particles_and_vowels_in(screener: Screener) -> None:
    text = "قالوا: وَسَنَقْتُلُهُمْ، هؤلاء الفلماريّينَ!"
    finding = screener.screen(text)
    assert seen(finding, text, "violence") == ["وَسَنَقْتُلُهُمْ"]
    assert seen(finding, text, "group") == ["الفلماريّينَ"]


@pytest.mark.parametrize(
    ("text", "indicators", "kinds"),
    [
        ("Armed men killed 12 civilians and burned villages near the river.", {"11.1", "7.11"}, 2),
        ("Shelling of the market went on all night.", {"11.1", "13.6"}, 1),
        ("Women were raped in the camp and thousands fled their homes.", {"7.9", "7.10"}, 2),
        ("Des hommes armés ont tué 20 villageois et incendié des maisons.", {"11.1", "7.11"}, 2),
        ("Un charnier a été découvert près du village.", {"11.1", "2.2"}, 1),
        ("مقتل 15 مدنيا في قصف مدفعي على حي سكني", {"11.1", "13.6"}, 2),
        ("نزح آلاف السكان وأحرقت قرى بأكملها", {"7.10", "7.11"}, 2),
        ("منع المساعدات عن المدينة المحاصرة", {"7.10", "13.8"}, 1),
    ],
)
def test_reports_of_violence_are_found_and_are_no_hate(
    screener: Screener, text: str, indicators: set[str], kinds: int
) -> None:
    finding = screener.screen(text)
    assert finding.reports_violence
    assert finding.concern == "none"
    assert finding.violence == "none"
    assert indicators <= set(finding.indicators)
    assert len(seen(finding, text, "violence_report")) >= kinds


@pytest.mark.parametrize(
    "text",
    [
        "No one was killed in the flood.",
        "That song killed me.",
        "We shot a film about the harvest.",
        "On va tuer le temps au café.",
        "متنا ضحك والله",
    ],
)
def test_figures_of_speech_are_no_reports(screener: Screener, text: str) -> None:
    finding = screener.screen(text)
    assert not finding.reports_violence
    assert finding.concern == "none"


@pytest.mark.parametrize(
    "text",
    [
        "The committee met on the prevention of genocide and crimes against people.",
        "A genocide prevention course for 30 teachers.",
        "La commission pour la prévention du génocide a formé 20 personnes.",
        "اجتمعت اللجنة الوطنية لمنع الإبادة الجماعية وحماية السكان",
        "ندوة حول الوقاية من المجازر",
    ],
)
def test_what_is_to_be_prevented_is_no_report(screener: Screener, text: str) -> None:
    assert not screener.screen(text).reports_violence


def test_fighters_counted_are_a_report_without_civilian_indicators(screener: Screener) -> None:
    finding = screener.screen("Clashes on the ridge: 7 killed, the army said.")
    assert finding.reports_violence
    assert "11.1" not in finding.indicators


def test_several_groups_named_together_are_all_targets(screener: Screener) -> None:
    finding = screener.screen("Kill the Velmaris and all refugees.")
    assert [target.group for target in finding.targets] == ["minority", "refugees"]


def test_hallmarks_name_the_pattern_of_dangerous_speech(screener: Screener) -> None:
    assert screener.screen("The Velmari are vermin.").hallmarks == ("dehumanisation",)
    mirror = screener.screen("The Velmari are planning to exterminate our people.")
    assert mirror.hallmarks == ("accusation_in_a_mirror",)
    women = screener.screen("Les Velmariens veulent violer nos femmes.")
    assert women.hallmarks == ("attack_on_women_and_girls",)
    loyal = screener.screen("الفلماريون خونة وعملاء")
    assert loyal.hallmarks == ("questioning_loyalty",)
