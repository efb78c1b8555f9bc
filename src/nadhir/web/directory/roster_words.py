"""Experts, partners and assets as their pages tell them: in words, with why they fit what is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.web.core import clock, words
from nadhir.web.core.templatetags.nadhir import day, in_words, language_name
from nadhir.web.directory.models import Asset, Expert, Faith, Field, Partner, Place
from nadhir.web.directory.roster_forms import LEVELS
from nadhir.web.directory.selectors import Sought, is_old, names_by_code

FIELDS: Mapping[str, Any] = dict(Field.choices)
SERVICES: Mapping[str, Any] = dict(Asset.Service.choices)
FAITHS: Mapping[str, Any] = dict(Faith.choices)
HOW_WELL: Mapping[str, Any] = dict(LEVELS)


def labels(known: Mapping[str, Any], codes: Iterable[str]) -> str:
    """Codes in words, in one line."""
    return " · ".join(str(known[code]) for code in codes if code in known)


def expert_rows(found: Iterable[Expert], sought: Sought) -> list[dict[str, Any]]:
    """Experts as rows, each with why they fit; two queries, however many there are."""
    rows = list(found)
    places = names_by_code({code for one in rows for code in one.regions})
    return [
        {
            "expert": one,
            "fields": labels(FIELDS, one.fields),
            "languages": spoken(one),
            "where": " · ".join(in_words(places[code]) for code in one.regions if code in places),
            "free": free(one),
            "why": why_expert(one, sought),
        }
        for one in rows
    ]


def spoken(expert: Expert) -> str:
    return " · ".join(
        f"{language_name(code)} ({HOW_WELL[level]})" if level in HOW_WELL else language_name(code)
        for code, level in expert.languages.items()
    )


def free(expert: Expert) -> str:
    """When somebody is available, in a phrase."""
    parts = []
    if expert.available_from and expert.available_from > clock.now().date():
        parts.append(_("from %(day)s") % {"day": day(expert.available_from)})
    if expert.available_until:
        parts.append(_("until %(day)s") % {"day": day(expert.available_until)})
    if expert.notice_days:
        many = words.figures(str(expert.notice_days), get_language())
        parts.append(_("%(days)s days of notice") % {"days": many})
    return " · ".join(parts) or _("now")


def why_expert(expert: Expert, sought: Sought) -> list[str]:
    """Why somebody fits what is looked for; nothing where nothing was asked."""
    reasons = []
    if sought.field:
        reasons.append(_("knows about %(field)s") % {"field": FIELDS[sought.field]})
    if sought.language:
        level = expert.languages.get(sought.language, "")
        told = f"{language_name(sought.language)} ({HOW_WELL.get(level, level)})"
        reasons.append(_("speaks %(language)s") % {"language": told})
    if sought.place:
        reasons.append(_near_expert(expert, sought.place))
    if sought.on:
        reasons.append(_("available on %(day)s, and consent lasts until then") % {"day": day(sought.on)})
    if sought.trainer:
        reasons.append(_("trains others"))
    return reasons


def _near_expert(expert: Expert, code: str) -> str:
    if expert.place and expert.place.code == code:
        return _("lives there")
    if code in expert.regions:
        return _("knows it well")
    if expert.place and expert.place.code.partition("-")[0] == code.partition("-")[0]:
        return _("lives in the same country")
    return _("knows the country")


def expert_facts(expert: Expert) -> list[dict[str, Any]]:
    places = names_by_code(expert.regions)
    ways = [_("can work from afar")] if expert.online else []
    ways += [_("can travel")] if expert.travels else []
    return _pairs(
        (_("Knows about"), labels(FIELDS, expert.fields)),
        (_("Languages"), spoken(expert)),
        (_("Lives in"), place_words(expert.place)),
        (
            _("Knows these countries and regions"),
            " · ".join(in_words(places[code]) for code in expert.regions if code in places),
        ),
        (_("Available"), free(expert)),
        (_("How"), " · ".join(ways)),
    )


def partner_rows(found: Iterable[Partner], sought: Sought) -> list[dict[str, Any]]:
    """Organisations as rows, each with why they fit."""
    return [
        {
            "partner": one,
            "places": " · ".join(in_words(place.names) for place in one.places.all()[:4]),
            "works_on": labels(FIELDS, one.works_on),
            "offers": in_words(one.offers) if one.offers else "",
            "why": why_partner(one, sought),
        }
        for one in found
    ]


def why_partner(partner: Partner, sought: Sought) -> list[str]:
    reasons = []
    if sought.field:
        reasons.append(_("works on %(field)s") % {"field": FIELDS[sought.field]})
    if sought.place:
        there = any(place.code == sought.place for place in partner.places.all())
        reasons.append(_("works there") if there else _("works in the same country"))
    if sought.language:
        reasons.append(_("speaks %(language)s") % {"language": language_name(sought.language)})
    return reasons


def partner_facts(partner: Partner) -> list[dict[str, Any]]:
    return _pairs(
        (_("Kind"), partner.get_kind_display()),
        (_("Where it works"), " · ".join(in_words(place.names) for place in partner.places.all())),
        (_("Works on"), labels(FIELDS, partner.works_on)),
        (_("What it offers"), in_words(partner.offers) if partner.offers else ""),
        (_("Languages"), " · ".join(language_name(code) for code in partner.languages)),
        (_("Reports"), _("sends reports to us") if partner.reports else ""),
    )


def asset_rows(found: Iterable[Asset], sought: Sought) -> list[dict[str, Any]]:
    """Assets as rows, each with why it fits and whether its check is old."""
    return [
        {
            "asset": one,
            "where": place_words(one.place),
            "services": labels(SERVICES, one.services),
            "old": is_old(one),
            "why": why_asset(one, sought),
        }
        for one in found
    ]


def why_asset(asset: Asset, sought: Sought) -> list[str]:
    reasons = []
    if sought.service:
        reasons.append(_("offers %(service)s") % {"service": SERVICES[sought.service]})
    if sought.people and asset.capacity:
        many = words.figures(str(asset.capacity), get_language())
        reasons.append(_("for %(many)s people") % {"many": many})
    if sought.place:
        reasons.append(_("there") if asset.place.code == sought.place else _("in the same country"))
    return reasons


def asset_facts(asset: Asset) -> list[dict[str, Any]]:
    many = words.figures(str(asset.capacity), get_language()) if asset.capacity else ""
    return _pairs(
        (_("Kind"), asset.get_kind_display()),
        (_("Country or region"), place_words(asset.place)),
        (_("What can be had there"), labels(SERVICES, asset.services)),
        (_("For how many people"), many),
        (_("Faith or tradition"), labels(FAITHS, [asset.faith])),
        (_("Last checked on"), day(asset.checked_on) if asset.checked_on else _("never")),
        (_("Note"), asset.note),
    )


def place_words(place: Place | None) -> str:
    if place is None:
        return ""
    name = in_words(place.names)
    return f"{name} · {in_words(place.parent.names)}" if place.parent else name


def _pairs(*told: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"label": label, "value": value} for label, value in told if value]
