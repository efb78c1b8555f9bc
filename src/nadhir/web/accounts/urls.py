"""A person's own pages, beside those of signing in, which allauth brings."""

from django.urls import path

from nadhir.web.accounts import views

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
]
