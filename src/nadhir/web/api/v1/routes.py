"""The routes of version 1."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import django_auth

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed, NotPossibleNow, PanelError
from nadhir.forecasting import WatchEntry
from nadhir.web.api.v1 import alerts, schemas
from nadhir.web.core import policy
from nadhir.web.core.http import Page, page_of
from nadhir.web.core.middleware import status_of
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item
from nadhir.web.response import selectors as response
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings

PROBLEM = "application/problem+json"

api = NinjaAPI(
    title="Nadhir",
    version="1",
    description="Reading what the signed-in person may read. Figures are context, not verdicts.",
    urls_namespace="api-1",
    auth=django_auth,
    docs_url=None,
)


api.add_router("", alerts.router)


@api.exception_handler(NadhirError)
def refused(request: HttpRequest, error: NadhirError) -> HttpResponse:
    """An error of the house, in words and with its code."""
    return _problem(request, explain(error, get_language()), status_of(error), error.code)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    """Nobody is signed in."""
    words = explain(NotAllowed("not_signed_in"), get_language())
    return _problem(request, words, 401, "not_signed_in")


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """A parameter is not of its kind."""
    words = explain(NotPossibleNow("not_understood"), get_language())
    return _problem(request, words, 422, "not_understood")


def _problem(request: HttpRequest, title: str, status: int, code: str) -> HttpResponse:
    problem = schemas.Problem(title=title, status=status, code=code)
    answer = api.create_response(request, problem.dict(), status=status)
    answer["Content-Type"] = PROBLEM
    return answer


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # put there by our middleware
    return viewer


def _page(page: Page[Any], rows: list[Any]) -> dict[str, Any]:
    return {
        "count": page.count,
        "beyond": page.beyond,
        "next": page.next if page.more else None,
        "rows": rows,
    }


def _entry(entry: WatchEntry, lang: str | None) -> dict[str, Any]:
    return {
        "iso3": entry.iso3,
        "name": entry.name.in_(lang),
        "risk": entry.risk,
        "low": entry.low,
        "high": entry.high,
        "rank": entry.rank,
        "previous_rank": entry.previous_rank,
        "little_to_go_on": entry.little_to_go_on,
        "reasons": [
            {
                "code": reason.code,
                "words": reason.say(lang),
                "factors": list(reason.params.get("factors", ())),
            }
            for reason in entry.reasons
        ],
    }


@api.get("/watch", response=list[schemas.WatchEntryOut])
def watch(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001
    """Countries by the statistical risk of a new mass killing within two years."""
    from nadhir.forecasting import watch_list

    lang = get_language()
    return [_entry(entry, lang) for entry in watch_list().entries]


@api.get("/outlook", response=schemas.OutlookOut)
def outlook(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """What the figures say of every country, with the vintage of the figures and what must be known to read
    them."""
    from nadhir.forecasting import watch_list

    lang, found = get_language(), watch_list()
    more = ("base_rate", "expected_deaths", "deaths_low", "deaths_high")
    return {
        "as_of": found.as_of,
        "vintage": found.vintage,
        "version": found.version,
        "notes": [note.say(lang) for note in found.notes],
        "rows": [
            {
                **_entry(entry, lang),
                **{name: getattr(entry, name) for name in more},
                "covers": list(entry.covers),
            }
            for entry in found.entries
        ],
    }


@api.get("/outlook/{iso3}", response=schemas.CountryOutlookOut)
def country_outlook(request: HttpRequest, iso3: str) -> dict[str, Any] | HttpResponse:
    """What the figures say of one country, named by its ISO 3166-1 alpha-3 code."""
    from nadhir.forecasting.outlook import country_outlook as outlook_of

    lang = get_language()
    try:
        found = outlook_of(iso3.upper())
    except PanelError as error:
        if error.code != "outlook.country":
            raise
        return _problem(request, explain(error, lang), 404, error.code)
    return {
        "iso3": found.iso3,
        "name": found.name.in_(lang),
        "as_of": found.as_of,
        "version": found.version,
        "headline": [reason.say(lang) for reason in found.headline],
        "doubts": [reason.say(lang) for reason in found.doubts],
        "outlook": found.as_json(),
    }


@api.get("/track-record", response=schemas.TrackRecordOut)
def track_record(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """What the models would have said of every past year, and what came."""
    from nadhir.forecasting.record import load

    lang, found = get_language(), load()
    return {
        **{name: getattr(found, name) for name in ("version", "vintage", "made_on")},
        **{name: getattr(found, name) for name in ("first_year", "last_year", "onsets")},
        "notes": [note.say(lang) for note in found.notes],
        "record": found.as_json(),
    }


@api.get("/items", response=schemas.ItemPage)
def items(request: HttpRequest, status: str = "open", language: str = "", place: str = "") -> dict[str, Any]:
    """Reports, the most pressing first; `?page=` goes on. The text is on the report's own address."""
    viewer = _viewer(request)
    found = intake.inbox(viewer, status=status, language=language, place=place, fold_copies=False)
    page = page_of(request, found.prefetch_related("item_places__place"), size=100)
    return _page(page, [_item(viewer, item, whole=False) for item in page.rows])


@api.get("/items/{uuid:item_id}", response=schemas.ItemOut)
def item(request: HttpRequest, item_id: uuid.UUID) -> dict[str, Any]:
    """One report with its text."""
    viewer = _viewer(request)
    return _item(viewer, intake.item(viewer, item_id), whole=True)


def _item(viewer: Viewer, item: Item, *, whole: bool) -> dict[str, Any]:
    hidden = policy.hidden_fields(viewer, item)
    position = intake.shown_position(viewer, item)
    return {
        "id": item.pk,
        "headline": item.headline,
        "text": item.text if whole else None,
        "language": item.language,
        "coverage": item.coverage,
        "concern": item.concern,
        "concern_by": "person" if item.judgement_id else "screening",
        "priority": item.priority,
        "status": item.status,
        "tlp": item.tlp,
        "source": None if "source" in hidden else item.source.slug,
        "reliability": None if "source" in hidden else item.source.reliability,
        "credibility": item.credibility,
        "author": None if "author" in hidden else item.author or None,
        "url": None if "url" in hidden else item.url or None,
        "received_at": item.received_at,
        "occurred": item.occurred,
        "places": [place.place.code for place in item.item_places.all()],
        "latitude": position[0] if position else None,
        "longitude": position[1] if position else None,
        "event": _event(item, hidden),
        "fictional": item.fictional,
    }


def _event(item: Item, hidden: frozenset[str]) -> dict[str, Any] | None:
    """What happened; who told of it only where the source may be named."""
    if item.event is None or "source" not in hidden:
        return item.event
    return {name: value for name, value in item.event.items() if name != "sources"}


@api.get("/situations", response=schemas.SituationPage)
def situation_list(request: HttpRequest) -> dict[str, Any]:
    """Places and groups under watch."""
    page = page_of(request, situations.situations(_viewer(request)), size=100)
    rows = [
        {
            "id": situation.pk,
            "names": situation.names,
            "places": [place.code for place in situation.places.all()],
            "since": situation.since,
            "status": situation.status,
            "tlp": situation.tlp,
            "fictional": situation.fictional,
        }
        for situation in page.rows
    ]
    return _page(page, rows)


@api.get("/situations/{uuid:situation_id}/assessments", response=list[schemas.AssessmentOut])
def assessment_list(request: HttpRequest, situation_id: uuid.UUID) -> list[Any]:
    """The assessments of a situation, the newest first."""
    viewer = _viewer(request)
    return list(situations.assessments(viewer, situations.situation(viewer, situation_id)))


@api.get("/warnings", response=schemas.WarningPage)
def warning_list(request: HttpRequest) -> dict[str, Any]:
    """Warnings, the newest first."""
    page = page_of(request, warnings.warnings(_viewer(request)), size=100)
    return _page(page, list(page.rows))


@api.get("/undertakings", response=schemas.UndertakingPage)
def undertaking_list(request: HttpRequest) -> dict[str, Any]:
    """Who does what by when, what is open first."""
    viewer = _viewer(request)
    page = page_of(request, response.undertakings(viewer), size=100)
    return _page(page, response.as_read(viewer, page.rows))
