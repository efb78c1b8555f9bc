"""The catalogue tool, on small sources of its own."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from nadhir.web.translations import compile_catalogues
from tools import translations

MODULE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext_lazy, pgettext

TITLE = gettext_lazy("Watch list")
def said(n, name):
    # Translators: the state of a warning
    return pgettext("state", "Open"), ngettext("%(n)s report", "%(n)s reports", n) % {"n": n}, _("by {name}")
"""
PAGE = """
{% load i18n %}
        <p class="it's">{% translate "Inbox" %}</p>
   {# Translators: a number of days #}
 <p>{% blocktranslate trimmed count n=days with where=place.name %}
      <b>{{ n }}</b> day in {{ where }}
    {% plural %}
      <b>{{ n }}</b> days in {{ where }}
 {% endblocktranslate %}</p>
  <input placeholder="{% translate 'Search' context 'verb' %}"> {{ _("Yes") }}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A package with one module and one template."""
    folder = tmp_path / "web"
    (folder / "app" / "templates" / "app").mkdir(parents=True)
    (folder / "app" / "views.py").write_text(MODULE, "utf-8")
    (folder / "app" / "templates" / "app" / "page.html").write_text(PAGE, "utf-8")
    return folder


def po(locale: Path, language: str = "ar") -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def one_message(tmp_path: Path, code: str, translated: str, language: str) -> list[str]:
    """What `check` says of one message and its translation."""
    source, locale = tmp_path / "web", tmp_path / "locale"
    source.mkdir()
    (source / "a.py").write_text(code, "utf-8")
    translations.update(source, locale)
    for other in translations.LANGUAGES:
        path = po(locale, other)
        head = path.read_text("utf-8").split("\n\n")[0]
        path.write_text(f"{head}\n\n{translated if other == language else ''}", "utf-8")
    return [line for line in translations.problems(source, locale) if line.startswith(f"{language}:")]


def test_messages_are_found_in_modules_and_templates(source: Path) -> None:
    found = {(message.context, message.id) for message in translations.extracted(source) if message.id}
    assert found == {
        (None, "Watch list"),
        ("state", "Open"),
        (None, ("%(n)s report", "%(n)s reports")),
        (None, "by {name}"),
        (None, "Inbox"),
        (None, ("<b>%(n)s</b> day in %(where)s", "<b>%(n)s</b> days in %(where)s")),
        ("verb", "Search"),
        (None, "Yes"),
    }


def test_a_catalogue_changes_only_when_a_message_does(source: Path, tmp_path: Path) -> None:
    translations.update(source, tmp_path)
    first = po(tmp_path).read_bytes()
    (source / "app" / "views.py").write_text("\n\n\n" + MODULE, "utf-8")
    translations.update(source, tmp_path)
    assert po(tmp_path).read_bytes() == first
    text = first.decode()
    assert "Creation-Date" not in text
    assert "views.py" not in text
    assert text.count("msgstr[5]") == 2
    assert "#. the state of a warning" in text


def test_an_update_keeps_translations_and_drops_what_is_gone(source: Path, tmp_path: Path) -> None:
    translations.update(source, tmp_path)
    path = po(tmp_path, "fr")
    path.write_text(
        path.read_text("utf-8").replace('msgid "Inbox"\nmsgstr ""', 'msgid "Inbox"\nmsgstr "À trier"'),
        "utf-8",
    )
    (source / "app" / "views.py").unlink()
    translations.update(source, tmp_path)
    text = path.read_text("utf-8")
    assert "À trier" in text
    assert "Watch list" not in text


def test_an_untranslated_message_is_a_problem_in_both_languages(source: Path, tmp_path: Path) -> None:
    translations.update(source, tmp_path)
    found = translations.problems(source, tmp_path)
    assert "ar: no translation in “Inbox”" in found
    assert "fr: no translation in “Inbox”" in found


def test_missing_and_unused_messages_are_problems(source: Path, tmp_path: Path) -> None:
    translations.update(source, tmp_path)
    (source / "app" / "views.py").write_text('from x import gettext\ngettext("New words")', "utf-8")
    found = translations.problems(source, tmp_path)
    assert "ar: missing “New words”, asked for in app/views.py" in found
    assert "ar: nobody asks for “Watch list”" in found


@pytest.mark.parametrize(
    ("translated", "said"),
    [
        ('msgid "<b>{n}</b> by %(who)s"\nmsgstr "<b>{n}</b> بقلم %(who)s"', []),
        ('msgid "<b>{n}</b> by %(who)s"\nmsgstr "<b>{m}</b> بقلم %(who)s"', ["other placeholders"]),
        ('msgid "<b>{n}</b> by %(who)s"\nmsgstr "<b>{n}</b> بقلم"', ["other placeholders"]),
        ('msgid "<b>{n}</b> by %(who)s"\nmsgstr "<i>{n}</i> بقلم %(who)s"', ["other HTML tags"]),
        ('msgid "<b>{n}</b> by %(who)s"\nmsgstr "<b>{n} بقلم %(who)s"', ["other HTML tags"]),
        ('#, fuzzy\nmsgid "<b>{n}</b> by %(who)s"\nmsgstr "<b>{n}</b> بقلم %(who)s"', ["a guess (fuzzy)"]),
        ('msgid "<b>{n}</b> by %(who)s"\nmsgstr "\\n<b>{n}</b> بقلم %(who)s"', ["another line break"]),
        ('msgid "<b>{n}</b> by %(who)s"\nmsgstr "  "', ["no translation"]),
    ],
)
def test_faults_of_one_translation(tmp_path: Path, translated: str, said: list[str]) -> None:
    found = one_message(tmp_path, 'gettext("<b>{n}</b> by %(who)s")', translated, "ar")
    assert len(found) == len(said)
    assert all(part in line for part, line in zip(said, found, strict=True))


def plural(*forms: str) -> str:
    lines = "\n".join(f'msgstr[{number}] "{form}"' for number, form in enumerate(forms))
    return f'msgid "%(n)s report"\nmsgid_plural "%(n)s reports"\n{lines}'


@pytest.mark.parametrize(
    ("language", "forms", "said"),
    [
        ("ar", ("لا بلاغ", "بلاغ واحد", "بلاغان", "%(n)s بلاغات", "%(n)s بلاغًا", "%(n)s بلاغ"), []),
        ("ar", ("لا بلاغ", "بلاغ واحد", "بلاغان", "بلاغات", "%(n)s بلاغًا", "%(n)s بلاغ"), ["plural form 3"]),
        ("ar", ("لا بلاغ", "بلاغ", "", "%(n)s بلاغات", "%(n)s بلاغًا", "%(n)s بلاغ"), ["plural form 2"]),
        (
            "ar",
            ("%(m)s بلاغ", "بلاغ", "بلاغان", "%(n)s بلاغات", "%(n)s بلاغًا", "%(n)s بلاغ"),
            ["plural form 0"],
        ),
        ("ar", ("بلاغ", "بلاغ", "بلاغان", "%(n)s بلاغات"), ["plural form 4", "plural form 5"]),
        ("fr", ("un signalement", "%(n)s signalements"), []),
        ("fr", ("un signalement", "des signalements"), ["plural form 1"]),
    ],
)
def test_plural_forms(tmp_path: Path, language: str, forms: tuple[str, ...], said: list[str]) -> None:
    code = 'ngettext("%(n)s report", "%(n)s reports", n)'
    found = one_message(tmp_path, code, plural(*forms), language)
    assert len(found) == len(said)
    assert all(part in line for part, line in zip(said, found, strict=True))


def test_a_phrase_with_other_placeholders_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "phrases.yaml").write_text(
        'good: {ar: "{n} س", en: "{n} x", fr: "{n} x"}\nbad: {ar: "س", en: "{n}", fr: "{n}"}\n', "utf-8"
    )
    assert translations.phrase_problems(tmp_path) == ["phrases.yaml: bad has other placeholders in ar"]


def test_compiled_catalogues_speak_all_six_arabic_numbers(tmp_path: Path) -> None:
    forms = ("لا بلاغ", "بلاغ واحد", "بلاغان", "%(n)s بلاغات", "%(n)s بلاغًا", "%(n)s بلاغ")
    assert one_message(tmp_path, 'ngettext("%(n)s report", "%(n)s reports", n)', plural(*forms), "ar") == []
    locale = tmp_path / "locale"
    compile_catalogues(locale)
    arabic = gettext.translation("django", locale, ["ar"])
    spoken = [arabic.ngettext("%(n)s report", "%(n)s reports", n) for n in (0, 1, 2, 3, 11, 100)]
    assert tuple(spoken) == forms


def test_only_what_is_out_of_date_is_compiled(source: Path, tmp_path: Path) -> None:
    translations.update(source, tmp_path)
    assert [path.name for path in compile_catalogues(tmp_path)] == ["django.mo", "django.mo"]
    assert compile_catalogues(tmp_path) == ()
    later = po(tmp_path).stat().st_mtime_ns + 10**9
    os.utime(po(tmp_path), ns=(later, later))
    # Make looks at times only, so the compiled file must be newer than its source afterwards.
    assert compile_catalogues(tmp_path) == (po(tmp_path).with_suffix(".mo"),)
