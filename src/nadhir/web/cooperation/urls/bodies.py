"""Addresses of bodies, their founding and their meetings."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
