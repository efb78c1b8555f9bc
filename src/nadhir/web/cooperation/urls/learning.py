"""Addresses of learning, exchange and assistance."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
