"""The design language keeps its promises: light, logical, legible, quiet; every component renders."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from nadhir.web import styleguide

WEB = Path(styleguide.__file__).parent
CSS = (WEB / "static/nadhir/nadhir.css").read_text("utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
COMPONENTS = sorted(path for path in (WEB / "templates/components").glob("*.html"))


def test_the_stylesheet_stays_small() -> None:
    # What a first visit on a bad line pays for it: seven kilobytes.
    assert len(gzip.compress(CSS.encode())) < 7 * 1024


@pytest.mark.parametrize(("name", "most"), [("nadhir.js", 6_144), ("map.js", 3_072)])
def test_scripts_stay_small(name: str, most: int) -> None:
    assert (WEB / "static/nadhir" / name).stat().st_size < most


def test_the_stylesheet_knows_no_left_and_right() -> None:
    physical = (
        r"(?<!area-)(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|(?:^|[;{])\s*(?:left|right|top|bottom)\s*:"
        r"|text-align\s*:\s*(?:left|right)|float\s*:\s*(?:left|right)|(?:^|[;{])\s*(?:width|height)\s*:"
    )
    assert re.findall(physical, CSS, re.MULTILINE) == []


def test_the_stylesheet_asks_nobody_else() -> None:
    addresses = re.findall(r"url\(([^)]*)\)", CSS)
    assert addresses
    for address in addresses:
        assert (WEB / "static/nadhir" / address).resolve().is_file(), address


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_strict_policy_lets_templates_pass(path: Path) -> None:
    # Template tags may name a variable "one"; what counts is what reaches the browser.
    text = re.sub(r"{[%{].*?[%}]}", "", path.read_text("utf-8"), flags=re.DOTALL)
    if path.name == "module_offline.html":  # no page of ours: a file to take along, with a policy of its own
        assert "default-src 'none'" in text
        text = re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:|<style", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\{#[^#]*\n", text), "a {# #} comment ends with its line"


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_components_say_what_they_take(path: Path) -> None:
    if not path.name.startswith("_"):
        assert re.search(r"\{% comment %\}.+?\{% endcomment %\}|\{#.+#\}", path.read_text("utf-8"), re.DOTALL)


def test_the_style_guide_shows_every_component() -> None:
    shown = "".join(path.read_text("utf-8") for path in TEMPLATES)
    never = {path.name for path in COMPONENTS if f"components/{path.name}" not in shown}
    assert never <= {"card.html"}


# -- colours ----------------------------------------------------------------------------------------


def themes() -> dict[str, dict[str, str]]:
    light, by_device, by_choice = (
        dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", block))
        for block in re.findall(r"color-scheme:(?:light|dark);(.*?)\}", CSS, re.DOTALL)
    )
    assert by_device == by_choice
    assert set(light) == set(by_choice)
    return {"light": light, "dark": by_choice}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("words", "grounds"),
    [
        ("ink", ("paper", "card", "side", "mute", "note", "accent-soft", "warn-soft")),
        ("soft", ("paper", "card", "side", "mute")),
        ("accent", ("paper", "card", "accent-soft", "note")),
        ("warn", ("paper", "card", "warn-soft")),
        ("on-accent", ("accent",)),
    ],
)
def test_words_can_be_read(theme: str, words: str, grounds: tuple[str, ...]) -> None:
    tokens = themes()[theme]
    poor = {ground: contrast(tokens[words], tokens[ground]) for ground in grounds}
    assert {ground: value for ground, value in poor.items() if value < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_fields_and_bars_can_be_seen(theme: str) -> None:
    tokens = themes()[theme]
    for part in ("edge", "accent", "warn", "bar"):
        assert contrast(tokens[part], tokens["card"]) >= 3, part


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_risk_grows_in_one_direction_of_lightness(theme: str) -> None:
    scale = [luminance(themes()[theme][f"r{level}"]) for level in range(6)]
    assert scale == sorted(scale, reverse=theme == "light")


# -- pages ------------------------------------------------------------------------------------------


def page(lang: str, **cookies: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    with translation.override(lang):
        return styleguide.styleguide(request).content.decode()


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr")])
def test_the_style_guide_speaks_each_language(lang: str, direction: str) -> None:
    html = page(lang)
    assert f'<html lang="{lang}" dir="{direction}">' in html
    assert styleguide.samples(lang)["w"]["valley"] in html
    assert "{%" not in html
    assert "{{" not in html


@pytest.mark.parametrize(("theme", "shown"), [("dark", True), ("light", True), ('"><script>', False)])
def test_the_chosen_colours_come_with_the_page(theme: str, shown: bool) -> None:
    assert (f'data-theme="{theme}"' in page("en", theme=theme)) is shown


def test_a_passage_keeps_every_letter_of_the_original() -> None:
    parts = [
        {"text": " a\n", "mark": ""},
        {"text": "b<c>", "mark": "risk", "n": 1},
        {"text": "\n d ", "mark": ""},
    ]
    html = get_template("components/passage.html").render({"segments": parts, "start_id": "s"})
    inside = re.search(r"<blockquote[^>]*>(.*)</blockquote>", html, re.DOTALL)
    assert inside
    words = re.sub(r"</?mark[^>]*>", "", inside[1])
    assert words == " a\nb&lt;c&gt;\n d "


def test_words_in_components_are_escaped() -> None:
    template = engines["django"].from_string(
        '{% include "components/pill.html" with text=bad tone="" age="" url="" %}'
        '{% include "components/notice.html" with text=bad title=bad tone="" %}'
        '{% include "components/page_head.html" with title=bad answer=bad %}'
    )
    assert "<script>" not in template.render({"bad": "<script>"})


def test_a_level_of_risk_always_has_its_word() -> None:
    template = get_template("components/risk.html")
    with translation.override("en"):
        words = [re.sub(r"<[^>]+>", "", template.render({"level": level})).strip() for level in range(6)]
    assert words == ["no figure", "very low", "low", "moderate", "high", "very high"]
