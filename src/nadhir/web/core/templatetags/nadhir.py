"""What templates need everywhere: words in the reader's language, dates, numbers, isolated names.

Loaded for every template.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel import Locale
from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text, language
from nadhir.web.core import words

register = template.Library()


@register.filter
def in_words(value: Any) -> str:
    """A text in the reader's language: a `Text`, a mapping by language, or a `Reason` (also as kept).

    A reason is a sentence of ours, so its figures follow the reader's digits; a name stays as it is written.
    """
    lang = language(get_language())
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, Reason):
        return words.figures(value.say(lang), lang)
    if isinstance(value, Mapping):
        if "code" in value and "book" in value:
            return words.figures(Reason.of_json(dict(value)).say(lang), lang)
        return str(value.get(lang) or value.get("en") or next(iter(value.values()), ""))
    return "" if value is None else str(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in the reader's words, with both month names in Arabic."""
    return words.day(value, get_language()) if value else ""


@register.filter
def month(value: date | None) -> str:
    """A month and its year."""
    return words.month(value, get_language()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A day and the time of day, in UTC."""
    return words.moment(value, get_language()) if value else ""


@register.filter
def written_date(value: Mapping[str, Any] | None) -> str:
    """A date as it was resolved, with its precision; see also what was written."""
    return words.written_date(value, get_language()) if value else ""


@register.filter
def known_date(value: str | None) -> str:
    """A date as far as it is known: a year, a month or a day in ISO 8601."""
    return words.known_date(value, get_language()) if value else ""


@register.filter
def percent(value: float | None) -> str:
    """A share of one as a percentage with one decimal."""
    return words.percent(value, get_language()) if value is not None else "–"


@register.filter
def chance(value: float | None) -> str:
    """The chance of something rare as a percentage, with as many decimals as it needs."""
    return words.chance(value, get_language()) if value is not None else "–"


@register.filter
def number(value: float | None) -> str:
    """A number with the thousands of the reader's language."""
    return words.number(value, get_language()) if value is not None else "–"


@register.filter
def days_between(later: datetime | None, earlier: datetime | None) -> str:
    """The days, or hours where there are few, from `earlier` to `later`."""
    if later is None or earlier is None:
        return ""
    hours = round((later - earlier).total_seconds() / 3600)
    if not hours:
        return _("less than an hour")
    if abs(hours) < 48:
        return ngettext("%(n)s hour", "%(n)s hours", abs(hours)) % {"n": number(abs(hours))}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}


@register.filter
def figures(value: object) -> str:
    """A text of ours with its figures in the reader's digits; never for the words of others."""
    return words.figures(str(value), get_language())


@register.filter("language_called")  # Django's own `language_name` knows fewer, and in English only
def language_name(code: str) -> str:
    """What a language is called in the reader's own."""
    if code == "und":
        return _("language unknown")
    return str(Locale(language(get_language())).languages.get(code, code))


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of `key`, nothing where there is none."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The query string of this page with some parameters changed; an empty value removes one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.simple_tag
def tlp_words(value: str) -> str:
    """What a handling label means, in a few words."""
    return {
        "red": _("for the persons named only"),
        "amber_strict": _("for the owner organisation and the persons named"),
        "amber": _("for the owner and those it is shared with"),
        "green": _("for the community"),
        "clear": _("for everybody"),
    }.get(value, value)
