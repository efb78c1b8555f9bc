"""Pages of situations."""

from __future__ import annotations

from django.urls import path

from nadhir.web.situations import (
    assessing,
    calendar,
    covering,
    joint,
    lexicon,
    opening,
    papers,
    redacting,
    registered,
    registering,
    rescreening,
    views,
)

# Where the things of the register stand in addresses.
FOLDERS = {
    "party": "parties",
    "neighbour": "neighbours",
    "tension": "tensions",
    "resilience": "resilience",
    "case": "cases",
    "cost_note": "costs",
}

urlpatterns = [
    path("", views.situation_list, name="situations"),
    path("new/", opening.situation_new, name="situation_new"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", calendar.occasion_new, name="occasion_new"),
    path("calendar/import/", calendar.calendar_file_new, name="calendar_file_new"),
    path("calendar/files/<uuid:pk>/", calendar.calendar_file, name="calendar_file"),
    path("calendar/files/<uuid:pk>/take/", calendar.calendar_file_take, name="calendar_file_take"),
    path("calendar/files/<uuid:pk>/drop/", calendar.calendar_file_drop, name="calendar_file_drop"),
    path("calendar/<uuid:pk>/", calendar.occasion, name="occasion"),
    path("calendar/<uuid:pk>/edit/", calendar.occasion_edit, name="occasion_edit"),
    path("calendar/<uuid:pk>/cancel/", calendar.occasion_cancel, name="occasion_cancel"),
    path("<uuid:pk>/", views.situation, name="situation"),
    path("<uuid:pk>/edit/", opening.situation_edit, name="situation_edit"),
    path("<uuid:pk>/close/", opening.situation_close, name="situation_close"),
    path("<uuid:pk>/reopen/", opening.situation_reopen, name="situation_reopen"),
    path("<uuid:pk>/evidence/", views.situation_evidence, name="situation_evidence"),
    path("<uuid:pk>/assessments/", views.situation_assessments, name="situation_assessments"),
    path("<uuid:pk>/assessments/new/", assessing.assessment_new, name="assessment_new"),
    path("<uuid:pk>/outlook/", views.situation_outlook, name="situation_outlook"),
    path("<uuid:pk>/timeline/", views.situation_timeline, name="situation_timeline"),
    path("<uuid:pk>/lexicon/", lexicon.situation_lexicon, name="situation_lexicon"),
    path("<uuid:pk>/lexicon/list/", lexicon.word_list_new, name="word_list_new"),
    path("rescreenings/", rescreening.rescreening_new, name="rescreening_new"),
    path("rescreenings/<uuid:pk>/", rescreening.rescreening, name="rescreening"),
    path("lists/<uuid:pk>/", lexicon.word_list, name="word_list"),
    path("lists/<uuid:pk>/take/", lexicon.word_list_take, name="word_list_take"),
    path("lists/<uuid:pk>/drop/", lexicon.word_list_drop, name="word_list_drop"),
    path("terms/<uuid:pk>/withdraw/", lexicon.term_withdraw, name="term_withdraw"),
    path("terms/<uuid:pk>/review/", lexicon.term_review, name="term_review"),
    path("evidence/<uuid:pk>/withdraw/", views.evidence_withdraw, name="evidence_withdraw"),
    path("assessments/<uuid:pk>/", assessing.assessment, name="assessment"),
    path("assessments/<uuid:pk>/edit/", assessing.assessment_edit, name="assessment_edit"),
    path("assessments/<uuid:pk>/submit/", assessing.assessment_submit, name="assessment_submit"),
    path("assessments/<uuid:pk>/return/", assessing.assessment_return, name="assessment_return"),
    path("assessments/<uuid:pk>/sign/", assessing.assessment_sign, name="assessment_sign"),
    path("assessments/<uuid:pk>/dissent/", assessing.assessment_dissent, name="assessment_dissent"),
]
