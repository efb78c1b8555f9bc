"""Addresses of periodic reports and of what members contribute to them."""

from __future__ import annotations

from django.urls import URLPattern, path

from nadhir.web.cooperation.views import contributing, report_acts, report_sections, reports

urlpatterns: list[URLPattern] = [
    path("reports/", reports.report_list, name="reports"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/edit/", reports.report_edit, name="report_edit"),
    path("reports/<uuid:pk>/document/", reports.report_document, name="report_document"),
    path("reports/<uuid:pk>/sections/<slug:section>/", report_sections.report_section, name="report_section"),
    path(
        "reports/<uuid:pk>/sections/<slug:section>/fill/",
        report_sections.report_section_fill,
        name="report_section_fill",
    ),
    path(
        "reports/<uuid:pk>/sections/<slug:section>/assign/",
        report_sections.report_section_assign,
        name="report_section_assign",
    ),
    path("reports/<uuid:pk>/ask/", report_sections.contribution_ask, name="contribution_ask"),
    path("reports/<uuid:pk>/hand-in/", report_acts.report_hand_in, name="report_hand_in"),
    path("reports/<uuid:pk>/take-back/", report_acts.report_take_back, name="report_take_back"),
    path("reports/<uuid:pk>/clear/", report_acts.report_clear, name="report_clear"),
    path("reports/<uuid:pk>/return/", report_acts.report_return, name="report_return"),
    path("reports/<uuid:pk>/submit/", report_acts.report_submit, name="report_submit"),
    path("reports/<uuid:pk>/answer/", report_acts.report_answer, name="report_answer"),
    path("contributions/<uuid:pk>/", contributing.contribution, name="contribution"),
    path("contributions/<uuid:pk>/take/", report_sections.contribution_take, name="contribution_take"),
    path("contributions/<uuid:pk>/leave/", report_sections.contribution_leave, name="contribution_leave"),
    path("contribute/<str:token>/", contributing.contribution_by_link, name="contribution_by_link"),
]
