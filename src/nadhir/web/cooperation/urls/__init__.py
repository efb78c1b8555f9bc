"""Pages of cooperation: each room has its addresses in a module of its own."""

from __future__ import annotations

from django.urls import path

from nadhir.web.cooperation.urls import (
    assistance,
    bodies,
    claims,
    cohorts,
    instruments,
    learning,
    plans,
    processes,
    reports,
)
from nadhir.web.cooperation.views import register

urlpatterns = [
    path("", register.cooperation, name="cooperation"),
    path("engagements/<uuid:pk>/", register.engagement, name="engagement"),
    *instruments.urlpatterns,
    *bodies.urlpatterns,
    *reports.urlpatterns,
    *plans.urlpatterns,
    *learning.urlpatterns,
    *assistance.urlpatterns,
    *cohorts.urlpatterns,
    *processes.urlpatterns,
    *claims.urlpatterns,
]
