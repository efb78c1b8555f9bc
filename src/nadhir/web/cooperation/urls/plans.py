"""Addresses of plans and the matrix of commitments."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
