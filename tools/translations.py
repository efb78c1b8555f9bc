"""Keep the Arabic and French catalogues of the interface whole, without GNU gettext.

    python -m tools.translations update     take what the code says into the catalogues, then compile
    python -m tools.translations compile    compile what is missing or out of date
    python -m tools.translations check      exit 1 and list what is missing, unfinished or broken

English is the language of the source, so it has no catalogue. Messages come from the Python modules and
the Django templates of `nadhir.web`; the phrase books of the other packages hold all three languages
already and are only checked for equal placeholders.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

from nadhir.web.translations import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ar", "fr")
# Which plural forms may leave the number out ("two reports" is one word in Arabic).
FORMS_WITHOUT_NUMBER = {"ar": {0, 1, 2}, "fr": {0}}
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# Nadhir's interface in {name}.
# Edit the translations by hand; `make messages` adds what is new and removes what is gone.
msgid ""
msgstr ""
"Project-Id-Version: nadhir\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
NAMES = {"ar": "Arabic", "fr": "French"}
# Zero, one, two, few, many, other: the order that translators and Django use; Babel's own differs.
PLURALS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
        " : n%100>=11 && n%100<=99 ? 4 : 5);"
    ),
    "fr": "nplurals=2; plural=(n > 1);",
}

PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[sdrfgxi]")
BRACES = re.compile(r"\{(\w*)(?:[!:][^{}]*)?\}")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


# -- extraction ---------------------------------------------------------------------------------------


def extracted(source_dir: Path) -> Catalog:
    """Every message that the modules and templates under `source_dir` ask for.

    Raises:
        SyntaxError: a template's translation block contains another block.
    """
    catalogue = Catalog(domain="django", charset="utf-8")
    for path, code in _sources(source_dir):
        found = extract(
            "python", io.BytesIO(code.encode()), KEYWORDS, ("Translators:",), strip_comment_tags=True
        )
        for line, message, comments, context in found:
            # The place serves the error messages of `check` only; it is never written to a catalogue.
            catalogue.add(
                message,
                locations=[(str(path.relative_to(source_dir)), line)],
                auto_comments=comments,
                context=context,
            )
    return catalogue


def _sources(source_dir: Path) -> Iterator[tuple[Path, str]]:
    """Each file that may ask for a translation, as Python text."""
    for path in sorted(source_dir.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_text("utf-8")
    for path in sorted(source_dir.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml", ".svg"} and path.is_file():
            # Parentheses keep Python's tokenizer from minding the indentation of the page.
            yield path, f"({templatize(path.read_text('utf-8'), origin=str(path))}\n)"


# -- update -------------------------------------------------------------------------------------------


def update(source_dir: Path, locale_dir: Path) -> list[str]:
    """Bring the catalogues in line with the code; says per language what is left to translate."""
    template = extracted(source_dir)
    said = []
    for language in LANGUAGES:
        path = _po(locale_dir, language)
        catalogue = _read(path, language) if path.exists() else Catalog(locale=language, charset="utf-8")
        catalogue.update(template)
        for message in catalogue:
            # A fuzzy match of another length of plural forms would not fit the language.
            if message.id and message.pluralizable and isinstance(message.string, str):
                message.string = ("",) * catalogue.num_plurals
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(catalogue, language))
        open_ = sum(1 for message in catalogue if message.id and (message.fuzzy or not _complete(message)))
        said.append(f"{language}: {len(catalogue)} messages, {open_} to translate or confirm")
    return said


def _po(locale_dir: Path, language: str) -> Path:
    return locale_dir / language / "LC_MESSAGES" / "django.po"


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _written(catalogue: Catalog, language: str) -> bytes:
    """The catalogue as text that changes only when a message does: sorted, no dates, no line numbers."""
    body = io.BytesIO()
    write_po(
        body,
        catalogue,
        width=100,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    header = HEADER.format(name=NAMES[language], language=language, plurals=PLURALS[language])
    return header.encode() + body.getvalue()


# -- check --------------------------------------------------------------------------------------------


def problems(source_dir: Path, locale_dir: Path) -> list[str]:
    """What is wrong with the catalogues, one line each; nothing when a reader would find every word."""
    template = extracted(source_dir)
    wanted = {_key(message): message for message in template if message.id}
    found: list[str] = []
    for language in LANGUAGES:
        path = _po(locale_dir, language)
        if not path.exists():
            found.append(f"{language}: no catalogue")
            continue
        try:
            catalogue = _read(path, language)
        except PoFileError as error:
            found.append(f"{language}: {error}")
            continue
        if catalogue.plural_forms.rstrip(";") != PLURALS[language].rstrip(";"):
            found.append(f"{language}: the header has other plural forms")
        there = {_key(message): message for message in catalogue if message.id}
        found.extend(
            f"{language}: missing {_short(message)}, asked for in {message.locations[0][0]}"
            for key, message in wanted.items()
            if key not in there
        )
        unused = [message for key, message in there.items() if key not in wanted]
        unused.extend(catalogue.obsolete.values())
        found.extend(f"{language}: nobody asks for {_short(message)}" for message in unused)
        for key, message in there.items():
            if key in wanted:
                found.extend(
                    f"{language}: {said} in {_short(message)}" for said in _faults(message, language)
                )
    return found


def _key(message: Message) -> tuple[str | None, Any]:
    return message.context, message.id


def _short(message: Message) -> str:
    words = message.id if isinstance(message.id, str) else message.id[0]
    words = " ".join(words.split())
    return f"“{words[:60]}{'…' if words[60:] else ''}”"


def _complete(message: Message) -> bool:
    return all(form.strip() for form in _forms(message))


def _forms(message: Message) -> list[str]:
    """The translations of a message: one, or one per plural form."""
    raw = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return [form if isinstance(form, str) else "" for form in raw]


def _originals(message: Message) -> tuple[str, str]:
    """Singular and plural of the original; twice the same where there is no plural."""
    return (message.id, message.id) if isinstance(message.id, str) else (message.id[0], message.id[1])


def _faults(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translation."""
    if message.fuzzy:
        yield "a guess (fuzzy) that nobody confirmed"
    forms = _forms(message)
    count = Catalog(locale=language).num_plurals if message.pluralizable else 1
    if len(forms) != count:
        yield f"not all {count} plural forms"
        return
    singular, plural = _originals(message)
    for number, form in enumerate(forms):
        where = f" in plural form {number}" if message.pluralizable else ""
        if not form.strip():
            yield f"no translation{where}"
            continue
        lenient = bool(message.pluralizable) and number in FORMS_WITHOUT_NUMBER[language]
        if not _fits(placeholders(form), placeholders(plural), lenient=lenient):
            yield f"other placeholders{where}"
        if tags(form) not in (tags(singular), tags(plural)):
            yield f"other HTML tags{where}"
        if (form[:1] == "\n", form[-1:] == "\n") != (plural[:1] == "\n", plural[-1:] == "\n"):
            yield f"another line break at an end{where}"


def placeholders(words: str) -> Counter[str]:
    """What will be filled in, and how often: `%(name)s`, `%s` and `{name}`."""
    unescaped = words.replace("%%", "")
    found = Counter(f"%({name})" if name else "%" for name in PERCENT.findall(unescaped))
    found.update(f"{{{name}}}" for name in BRACES.findall(unescaped))
    return found


def tags(words: str) -> Counter[str]:
    """The HTML tags of a message, with their attributes."""
    return Counter(TAG.findall(words))


def _fits(found: Counter[str], wanted: Counter[str], *, lenient: bool) -> bool:
    """Whether a form fills in what it must; a lenient one may leave one thing, the number, out."""
    if set(found) == set(wanted) and found.get("%") == wanted.get("%"):
        return True
    missing = set(wanted) - set(found)
    return lenient and not set(found) - set(wanted) and len(missing) == 1


def phrase_problems(package_dir: Path) -> list[str]:
    """Phrases whose three languages would not be filled with the same things."""
    found: list[str] = []
    for path in sorted(package_dir.rglob("phrases.yaml")):
        for code, words in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            wanted = set(placeholders(words["en"]))
            found.extend(
                f"{path.relative_to(package_dir)}: {code} has other placeholders in {language}"
                for language in LANGUAGES
                if set(placeholders(words[language])) != wanted
            )
    return found


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tools.translations", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("update", "compile", "check"))
    what = parser.parse_args(None if arguments is None else list(arguments)).what
    package = ROOT / "src" / "nadhir"
    web = package / "web"
    if what == "update":
        print("\n".join(update(web, web / "locale")))
    if what == "check":
        found = problems(web, web / "locale") + phrase_problems(package)
        hint = "\nRun `make messages`, then translate." if found else ""
        print("\n".join(found) + hint or "Every message of the interface is there in Arabic and French.")
        return 1 if found else 0
    compile_catalogues(web / "locale")
    return 0


if __name__ == "__main__":
    sys.exit(main())
