"""Pages of response."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
