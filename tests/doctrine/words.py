"""What every text of doctrine has to be, whichever file it stands in."""

from __future__ import annotations

import re
import unicodedata

from nadhir.doctrine import Catalogue, Text

# Arabic text keeps acronyms of formats, signs and data sets in Latin letters, as the field does, and the
# proper names below; an institution has an Arabic name. Options, commands and names of columns and files
# are typed as they are.
LATIN_IN_ARABIC = re.compile(
    r"(?<![A-Za-z])(?:"
    r"--[a-z-]+|jq -c '[^']*'|pip install (?:--[a-z-]+ )?'[^']*'|apt-get install [a-z0-9-]+"
    r"|nadhir screening [a-z-]+"
    r"|JSON Lines|macro-F1|Spark|Java|Debian|gzip|cp1256|text|label|background|comparison\.json"
    r"|(?!(?:UN|ONU|AU|UA|EU|UE|NGO|ONG)\b)[A-Z][A-Z0-9]+(?:[:+-][A-Z0-9]+)*"
    r"|https?(?:://)?|Ctrl-C|X\.509|Restricted|Private|info|Z"
    r"|Natural Earth|folder/\*\.csv|Parquet|Atom|true|false"
    r")(?![A-Za-z])"
)
PLACEHOLDERS = re.compile(r"TODO|FIXME|TBD|XXX|lorem ipsum|\?\?\?|…|\.\.\.", re.IGNORECASE)


def every_text(catalogue: Catalogue) -> list[tuple[str, Text]]:
    """All texts of a catalogue, each with the place where it stands."""
    texts = [("title", catalogue.title), ("summary", catalogue.summary)]
    texts += [("guidance", text) for text in catalogue.guidance]
    for element in catalogue.elements:
        texts.append((f"{element.id} text", element.text))
        texts += [(f"{element.id} guidance", text) for text in element.guidance]
        if element.label:
            texts.append((f"{element.id} label", element.label))
    return texts


def arabic_letters(words: str) -> list[str]:
    return [sign for sign in words if sign.isalpha() and unicodedata.name(sign).startswith("ARABIC")]


def latin_letters(words: str) -> list[str]:
    return [sign for sign in words if sign.isalpha() and unicodedata.name(sign).startswith("LATIN")]


def faults(text: Text) -> list[str]:
    """What is wrong with a text, in words; empty where nothing is."""
    if text.ar == text.en == text.fr and LATIN_IN_ARABIC.fullmatch(text.ar):
        return []  # a sign, such as TLP:RED, is the same everywhere
    found = []
    if not arabic_letters(text.ar):
        found.append("the Arabic has no Arabic letter")
    if latin_letters(LATIN_IN_ARABIC.sub("", text.ar)):
        found.append("the Arabic has Latin letters")
    if re.search(r"[,;?]", text.ar):
        found.append("the Arabic has Latin punctuation")
    if arabic_letters(text.en + text.fr):
        found.append("English or French has Arabic letters")
    if text.en == text.fr and " " in text.en:
        found.append("English and French are the same")
    for lang, words in text.as_dict().items():
        if PLACEHOLDERS.search(words):
            found.append(f"{lang} has a placeholder")
        if words != words.strip() or "  " in words:
            found.append(f"{lang} has stray spaces")
        if words != unicodedata.normalize("NFC", words):
            found.append(f"{lang} is not in composed form")
    if "'" in text.fr or "'" in text.en:
        found.append("a straight apostrophe")
    if re.search(r"\w[:;?!](?:\s|$)", text.fr):
        found.append("the French lacks a space before a high punctuation mark")
    return found
