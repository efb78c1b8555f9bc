"""The ledger page: from the first signal to the result, with the days between."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
