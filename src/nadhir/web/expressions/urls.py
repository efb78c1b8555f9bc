"""Pages of expressions."""

from __future__ import annotations

from django.urls import path

from nadhir.web.expressions import over_time, recording, sheets, views

urlpatterns = [
    path("", views.expression_list, name="expressions"),
    path("trends/", over_time.expression_trends, name="expression_trends"),
    path("items/<uuid:pk>/", recording.expression_new, name="expression_new"),
    path("<uuid:pk>/", views.expression, name="expression"),
    path("<uuid:pk>/edit/", recording.expression_edit, name="expression_edit"),
    path("<uuid:pk>/worksheets/", sheets.worksheet_begin, name="worksheet_begin"),
    path("<uuid:pk>/reconcile/<slug:test>/", sheets.reconciliation, name="reconciliation"),
    path("worksheets/<uuid:pk>/", sheets.worksheet, name="worksheet"),
    path("worksheets/<uuid:pk>/release/", sheets.worksheet_release, name="worksheet_release"),
    path("worksheets/<uuid:pk>/renew/", sheets.worksheet_renew, name="worksheet_renew"),
]
