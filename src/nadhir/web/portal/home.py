"""Watch, the home page: what got worse, where and why, and what waits on the person's desk."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
