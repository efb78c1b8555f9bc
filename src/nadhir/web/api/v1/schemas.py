"""What the API says. Names in three languages are objects; dates are ISO 8601, times in UTC."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema


class Problem(Schema):
    """An error, after RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    code: str


class WatchReason(Schema):
    code: str
    words: str
    factors: list[str]


class WatchEntryOut(Schema):
    """The statistical risk of a new mass killing in a country within two years: context, not a verdict."""

    iso3: str
    name: str
    risk: float
    low: float | None
    high: float | None
    rank: int
    previous_rank: int | None
    little_to_go_on: bool
    reasons: list[WatchReason]


class OutlookEntryOut(WatchEntryOut):
    """One country of the outlook: besides its risk, the deaths to be expected within twelve months."""

    base_rate: float
    expected_deaths: float
    deaths_low: float
    deaths_high: float
    covers: list[str]


class OutlookOut(Schema):
    """What the figures say of every country, the highest risk first. Figures end with `as_of`; what came
    later is not in them."""

    as_of: str
    vintage: str
    version: str
    notes: list[str]
    rows: list[OutlookEntryOut]


class CountryOutlookOut(Schema):
    """What the figures say of one country, as the page shows it: risk, drivers, past cases, what would lower
    it, deaths ahead, doubts. `headline` and `words` are in the reader's language."""

    iso3: str
    name: str
    as_of: str
    version: str
    headline: list[str]
    doubts: list[str]
    outlook: dict[str, Any]


class TrackRecordOut(Schema):
    """What the models would have said of every past year, and what came, by name."""

    version: str
    vintage: str
    made_on: str | None
    first_year: int
    last_year: int
    onsets: int
    notes: list[str]
    record: dict[str, Any]


class ItemOut(Schema):
    """A report as it came, and what the desk and the machine think of it."""

    id: uuid.UUID
    headline: str
    text: str | None = None
    language: str
    coverage: str
    concern: str
    concern_by: Literal["screening", "person"]
    priority: int
    status: str
    tlp: str
    source: str | None
    reliability: str | None
    credibility: str
    author: str | None
    url: str | None
    received_at: datetime
    occurred: dict[str, Any] | None
    places: list[str]
    latitude: float | None
    longitude: float | None
    event: dict[str, Any] | None
    fictional: bool


class SituationOut(Schema):
    """A place and groups under watch."""

    id: uuid.UUID
    names: dict[str, str]
    places: list[str]
    since: date
    status: str
    tlp: str
    fictional: bool


class AssessmentOut(Schema):
    """A signed assessment, as it was frozen. Findings are never added up."""

    id: uuid.UUID
    number: int
    status: str
    framework: str
    trend: str
    confidence: str
    signed_at: datetime | None
    frozen_hash: str


class WarningOut(Schema):
    """A warning with the state of its answers."""

    id: uuid.UUID
    number: str
    title: str
    status: str
    tlp: str
    valid_until: datetime
    issued_at: datetime | None
    fictional: bool


class UndertakingOut(Schema):
    """Who does what by when. `due_on` is the last day of the period that `due_precision` names."""

    id: uuid.UUID
    title: str
    language: str
    who: str
    asked_by: str
    due_on: date | None
    due_precision: str
    priority: str
    status: str
    origin: str
    kind: str
    audience: str
    theme: str
    ended_because: str
    result: str
    changed_for: str
    version: int
    fictional: bool


class PageOut(Schema):
    """Where a list goes on: `next` is the number of the next page, or null."""

    count: int
    beyond: bool
    next: int | None


class ItemPage(PageOut):
    rows: list[ItemOut]


class SituationPage(PageOut):
    rows: list[SituationOut]


class WarningPage(PageOut):
    rows: list[WarningOut]


class UndertakingPage(PageOut):
    rows: list[UndertakingOut]
