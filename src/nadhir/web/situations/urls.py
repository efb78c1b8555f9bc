"""Pages of situations."""

from __future__ import annotations

from django.urls import path

from nadhir.web.situations import (
    assessing,
    assessing_parts,
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
    path("<uuid:pk>/coverage/", covering.situation_coverage, name="situation_coverage"),
    path("<uuid:pk>/assessments/", views.situation_assessments, name="situation_assessments"),
    path("<uuid:pk>/assessments/new/", assessing.assessment_new, name="assessment_new"),
    path("<uuid:pk>/outlook/", views.situation_outlook, name="situation_outlook"),
    path("<uuid:pk>/timeline/", views.situation_timeline, name="situation_timeline"),
    path("<uuid:pk>/documents/", papers.situation_documents, name="situation_documents"),
    path("<uuid:pk>/documents/<slug:kind>/", papers.situation_document, name="situation_document"),
    path("items/<uuid:pk>/document/", papers.item_document, name="item_document"),
    path("assessments/<uuid:pk>/document/", papers.assessment_document, name="assessment_document"),
    path("<uuid:pk>/lexicon/", lexicon.situation_lexicon, name="situation_lexicon"),
    path("<uuid:pk>/lexicon/list/", lexicon.word_list_new, name="word_list_new"),
    path("<uuid:pk>/register/", registered.situation_register, name="situation_register"),
    path("<uuid:pk>/law/", registered.situation_law, name="situation_law"),
    path("<uuid:pk>/law/<slug:place>/<slug:instrument>/", registering.legal_position, name="legal_position"),
    *(
        path(f"<uuid:pk>/{folder}/new/", registering.register_new, {"noun": noun}, name=f"{noun}_new")
        for noun, folder in FOLDERS.items()
    ),
    *(
        path(f"{folder}/<uuid:pk>/edit/", registering.register_edit, {"noun": noun}, name=f"{noun}_edit")
        for noun, folder in FOLDERS.items()
    ),
    path("neighbours/<uuid:pk>/remove/", registering.neighbour_remove, name="neighbour_remove"),
    path("tensions/<uuid:pk>/", registered.tension, name="tension"),
    path("resilience/<uuid:pk>/", registered.resilience, name="resilience"),
    path("rescreenings/", rescreening.rescreening_new, name="rescreening_new"),
    path("rescreenings/<uuid:pk>/", rescreening.rescreening, name="rescreening"),
    path("lists/<uuid:pk>/", lexicon.word_list, name="word_list"),
    path("lists/<uuid:pk>/take/", lexicon.word_list_take, name="word_list_take"),
    path("lists/<uuid:pk>/drop/", lexicon.word_list_drop, name="word_list_drop"),
    path("terms/<uuid:pk>/withdraw/", lexicon.term_withdraw, name="term_withdraw"),
    path("terms/<uuid:pk>/review/", lexicon.term_review, name="term_review"),
    path("evidence/<uuid:pk>/withdraw/", views.evidence_withdraw, name="evidence_withdraw"),
    path("evidence/<uuid:pk>/judge/", views.evidence_judge, name="evidence_judge"),
    path("<uuid:pk>/joint/new/", joint.joint_new, name="joint_new"),
    path("joint/<uuid:pk>/", joint.joint, name="joint"),
    path("joint/<uuid:pk>/begin/", joint.joint_begin, name="joint_begin"),
    path("joint/<uuid:pk>/settle/", joint.joint_settle, name="joint_settle"),
    path("joint/<uuid:pk>/draft/", joint.joint_draft, name="joint_draft"),
    path("joint/<uuid:pk>/end/", joint.joint_end, name="joint_end"),
    path("<uuid:pk>/redactions/", redacting.situation_redactions, name="situation_redactions"),
    path("redactions/<uuid:pk>/lift/", redacting.redaction_lift, name="redaction_lift"),
    path(
        "assessments/<uuid:pk>/sign-jointly/", joint.assessment_sign_jointly, name="assessment_sign_jointly"
    ),
    path("assessments/<uuid:pk>/", assessing.assessment, name="assessment"),
    path("assessments/<uuid:pk>/edit/", assessing.assessment_edit, name="assessment_edit"),
    path("assessments/<uuid:pk>/claims/", assessing_parts.assessment_claim, name="assessment_claim"),
    path("assessments/<uuid:pk>/submit/", assessing.assessment_submit, name="assessment_submit"),
    path("assessments/<uuid:pk>/return/", assessing.assessment_return, name="assessment_return"),
    path("assessments/<uuid:pk>/sign/", assessing.assessment_sign, name="assessment_sign"),
    path("assessments/<uuid:pk>/dissent/", assessing.assessment_dissent, name="assessment_dissent"),
]
