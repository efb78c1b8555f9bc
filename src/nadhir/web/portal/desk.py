"""The desk: the inbox and the page of one item, where reports meet situations."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
