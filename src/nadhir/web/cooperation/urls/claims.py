"""Addresses of source documents and what they claim."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
