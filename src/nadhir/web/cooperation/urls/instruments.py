"""Addresses of instruments: agreements, their texts, and what they promise."""

from __future__ import annotations

from django.urls import path

from nadhir.web.cooperation.views import register

urlpatterns = [
    path("instruments/<uuid:pk>/", register.instrument, name="instrument"),
]
