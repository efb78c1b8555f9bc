"""Alerts of others, and our warnings as alerts."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from nadhir.web.core.http import page_of
from nadhir.web.core.viewer import Viewer
from nadhir.web.exchange import selectors

router = Router()


class AlertOut(Schema):
    """One message in CAP that was received; `state` is what became of it."""

    id: uuid.UUID
    identifier: str
    sender: str
    sent: datetime | None
    status: str
    msg_type: str
    state: str
    headline: str
    expires: datetime | None
    seal: str
    tlp: str
    fictional: bool
    received_at: datetime
    changed_by_id: uuid.UUID | None
    item_id: uuid.UUID | None


class AlertPage(Schema):
    """Some of the alerts."""

    count: int
    beyond: bool
    next: int | None
    rows: list[AlertOut]


@router.get("/alerts", response=AlertPage)
def alert_list(request: HttpRequest, state: str = "") -> dict[str, Any]:
    """Received alerts, the latest first."""
    found = selectors.narrowed(selectors.alerts(_viewer(request)), state=state)
    page = page_of(request, found, size=100)
    following = page.next if page.more else None
    return {"count": page.count, "beyond": page.beyond, "next": following, "rows": page.rows}


@router.get("/warnings/{uuid:warning_id}/cap")
def warning_cap(request: HttpRequest, warning_id: uuid.UUID) -> HttpResponse:
    """An issued warning as a signed alert in CAP 1.2: its last message."""
    raw = selectors.signed_alert(_viewer(request), warning_id)
    return HttpResponse(raw, content_type="application/cap+xml; charset=utf-8")


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # put there by our middleware
    return viewer
