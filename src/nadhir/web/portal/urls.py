"""Pages of the front rooms."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
