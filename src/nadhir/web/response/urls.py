"""Pages of response."""

from __future__ import annotations

from django.urls import path

from nadhir.web.response.views import undertakings as views

urlpatterns = [
    path("", views.undertaking_list, name="undertakings"),
    path("new/", views.undertaking_new, name="undertaking_new"),
    path("<uuid:pk>/", views.undertaking, name="undertaking"),
    path("<uuid:pk>/begin/", views.undertaking_begin, name="undertaking_begin"),
    path("<uuid:pk>/complete/", views.undertaking_complete, name="undertaking_complete"),
    path("<uuid:pk>/refuse/", views.undertaking_refuse, name="undertaking_refuse"),
]
