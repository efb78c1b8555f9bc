"""Addresses of engagements, consultations and briefings."""

from __future__ import annotations

from django.urls import path

from nadhir.web.response.views import briefings, consultations, engagements

urlpatterns = [
    path("engagements/new/", engagements.engagement_new, name="engagement_new"),
    path("engagements/<uuid:pk>/edit/", engagements.engagement_edit, name="engagement_edit"),
    path("engagements/<uuid:pk>/call-off/", engagements.engagement_call_off, name="engagement_call_off"),
    path("engagements/<uuid:pk>/participants/new/", engagements.participants_new, name="participants_new"),
    path("engagements/<uuid:pk>/files/new/", engagements.engagement_file_new, name="engagement_file_new"),
    path("engagements/<uuid:pk>/commitments/new/", engagements.commitment_new, name="commitment_new"),
    path("participants/<uuid:pk>/remove/", engagements.participants_remove, name="participants_remove"),
    path("papers/<uuid:pk>/", engagements.engagement_file, name="engagement_file"),
    path("papers/<uuid:pk>/withdraw/", engagements.engagement_file_withdraw, name="engagement_file_withdraw"),
    path("consultations/", consultations.consultation_list, name="consultations"),
    path("consultations/new/", consultations.consultation_new, name="consultation_new"),
    path("consultations/<uuid:pk>/", consultations.consultation, name="consultation"),
    path("consultations/<uuid:pk>/rounds/", consultations.consultation_round, name="consultation_round"),
    path("consultations/<uuid:pk>/put-in/", consultations.consultation_put_in, name="consultation_put_in"),
    path("consultations/<uuid:pk>/drafts/new/", consultations.consultation_draft, name="consultation_draft"),
    path("consultations/<uuid:pk>/adopt/", consultations.consultation_adopt, name="consultation_adopt"),
    path("inputs/<uuid:pk>/answer/", consultations.consultation_answer, name="consultation_answer"),
    path("briefings/", briefings.briefing_list, name="briefings"),
    path("briefings/new/", briefings.briefing_new, name="briefing_new"),
    path("briefings/<uuid:pk>/", briefings.briefing, name="briefing"),
    path("briefings/<uuid:pk>/edit/", briefings.briefing_edit, name="briefing_edit"),
    path("briefings/<uuid:pk>/questions/new/", briefings.question_new, name="question_new"),
    path("briefings/<uuid:pk>/evidence/", briefings.briefing_evidence, name="briefing_evidence"),
    path("briefings/<uuid:pk>/give/", briefings.briefing_give, name="briefing_give"),
    path("briefings/<uuid:pk>/action-points/new/", briefings.action_point_new, name="action_point_new"),
    path("briefings/<uuid:pk>/document/", briefings.briefing_document, name="briefing_document"),
    path("questions/<uuid:pk>/answer/", briefings.question_answer, name="question_answer"),
]
