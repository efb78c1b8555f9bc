"""What views share: a request that carries its viewer, the sign-in gate, pages of a long list."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase

from nadhir.web.core.viewer import Viewer

M = TypeVar("M", bound=Model)

COUNTED = 10_000


class Request(HttpRequest):
    """A request as our middleware leaves it."""

    viewer: Viewer


View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Let only signed-in people open the page; others are asked to sign in and come back."""

    @functools.wraps(view)
    def gate(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = login_required(view)(request, *args, **kwargs)
        return response

    return gate


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of a list.

    Attributes:
        rows: what it shows.
        number: from 1.
        more: whether there is a next page.
        count: how many there are in all, counted up to `COUNTED`.
        beyond: whether there are more than were counted.
    """

    rows: list[M]
    number: int
    more: bool
    count: int
    beyond: bool
    size: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1

    @property
    def last(self) -> int:
        return (self.number - 1) * self.size + len(self.rows)


def page_number(request: HttpRequest) -> int:
    """The number that `?page=` gives, from 1; 1 where it gives none."""
    asked = request.GET.get("page", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def page_of(request: HttpRequest, queryset: QuerySet[M], *, size: int = 50) -> Page[M]:
    """The page that `?page=` names; the first one where it names none. Counting stops at `COUNTED`, so that
    a list of millions opens as fast as a list of fifty."""
    number = page_number(request)
    start = (number - 1) * size
    rows = list(queryset[start : start + size + 1])
    counted = queryset.order_by().values("pk")[: COUNTED + 1].count()
    return Page(rows[:size], number, len(rows) > size, min(counted, COUNTED), counted > COUNTED, size)
