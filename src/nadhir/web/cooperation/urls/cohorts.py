"""Addresses of cohorts, those who learn in them, and their certificates."""

from __future__ import annotations

from django.urls import path

from nadhir.web.cooperation.views import certificates, cohorts, effect, enrolling, testing

urlpatterns = [
    path("learning/cohorts/", cohorts.cohort_list, name="cohorts"),
    path("learning/cohorts/new/", cohorts.cohort_new, name="cohort_new"),
    path("learning/paths/new/", cohorts.path_new, name="path_new"),
    path("learning/effect/", effect.learning_effect, name="learning_effect"),
    path("learning/by-link/<str:token>/", testing.learner_by_link, name="learner_by_link"),
    path("paths/<uuid:pk>/", cohorts.learning_path, name="path"),
    path("cohorts/<uuid:pk>/", cohorts.cohort, name="cohort"),
    path("cohorts/<uuid:pk>/edit/", cohorts.cohort_edit, name="cohort_edit"),
    path("cohorts/<uuid:pk>/move/", cohorts.cohort_move, name="cohort_move"),
    path("cohorts/<uuid:pk>/join/", cohorts.cohort_join, name="cohort_join"),
    path("cohorts/<uuid:pk>/sessions/new/", cohorts.session_new, name="session_new"),
    path("cohorts/<uuid:pk>/enrol/", enrolling.enrolment_new, name="enrolment_new"),
    path("cohorts/<uuid:pk>/list/", enrolling.enrolments_new, name="enrolments_new"),
    path("cohorts/<uuid:pk>/attendance/", enrolling.attendance, name="attendance"),
    path("cohorts/<uuid:pk>/tests/<str:test_kind>/sheet/", testing.test_sheet, name="test_sheet"),
    path("cohorts/<uuid:pk>/tests/<str:test_kind>/enter/", testing.tests_enter, name="tests_enter"),
    path("cohorts/<uuid:pk>/certificates/", certificates.certificates_issue, name="certificates_issue"),
    path("enrolments/<uuid:pk>/", enrolling.enrolment, name="enrolment"),
    path("enrolments/<uuid:pk>/leave/", enrolling.enrolment_leave, name="enrolment_leave"),
    path("enrolments/<uuid:pk>/complete/", enrolling.enrolment_complete, name="enrolment_complete"),
    path("enrolments/<uuid:pk>/evaluate/", enrolling.evaluation_new, name="evaluation_new"),
    path("enrolments/<uuid:pk>/certify/", certificates.certificate_issue, name="certificate_issue"),
    path("enrolments/<uuid:pk>/tests/<str:test_kind>/", testing.test_take, name="test_take"),
    path("results/<uuid:pk>/", testing.test_result, name="test_result"),
    path("certificates/<uuid:pk>/", certificates.certificate_document, name="certificate_document"),
    path("certificates/<uuid:pk>/revoke/", certificates.certificate_revoke, name="certificate_revoke"),
]

# For whoever holds a paper, without a sign-in.
public = [
    path("", certificates.certificate_ask, name="certificate_ask"),
    path("<str:code>/", certificates.certificate_check, name="certificate_check"),
]
