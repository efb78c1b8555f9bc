"""Addresses of plans and the matrix of commitments."""

from __future__ import annotations

from django.urls import URLPattern, path

from nadhir.web.cooperation.views import commitments, plan_actions, plan_acts, plans

urlpatterns: list[URLPattern] = [
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plan_acts.plan_new, name="plan_new"),
    path("plans/<uuid:pk>/", plans.plan, name="plan"),
    path("plans/<uuid:pk>/edit/", plan_acts.plan_edit, name="plan_edit"),
    path("plans/<uuid:pk>/write/", plan_acts.plan_write, name="plan_write"),
    path("plans/<uuid:pk>/adopt/", plan_acts.plan_adopt, name="plan_adopt"),
    path("plans/<uuid:pk>/begin/", plan_acts.plan_begin, name="plan_begin"),
    path("plans/<uuid:pk>/close/", plan_acts.plan_close, name="plan_close"),
    path("plans/<uuid:pk>/reopen/", plan_acts.plan_reopen, name="plan_reopen"),
    path("plans/<uuid:pk>/carry-over/", plan_acts.plan_carry_over, name="plan_carry_over"),
    path("plans/<uuid:pk>/versions/", plans.plan_versions, name="plan_versions"),
    path("plans/<uuid:pk>/actions/new/", plan_actions.plan_action_new, name="plan_action_new"),
    path("plans/<uuid:pk>/measures/new/", plan_actions.measure_new, name="measure_new"),
    path("plans/<uuid:pk>/commitments/<str:commitment>/", plans.plan_element, name="plan_element"),
    path("actions/<uuid:pk>/", plan_actions.plan_action_edit, name="plan_action_edit"),
    path("actions/<uuid:pk>/move/", plan_actions.plan_action_move, name="plan_action_move"),
    path("actions/<uuid:pk>/undertake/", plan_actions.plan_action_undertake, name="plan_action_undertake"),
    path("measures/<uuid:pk>/drop/", plan_actions.measure_drop, name="measure_drop"),
    path("measures/<uuid:pk>/readings/new/", plan_actions.reading_new, name="reading_new"),
    path("commitments/", commitments.commitment_matrix, name="commitments"),
    path("commitments/judge/", commitments.commitments_judge, name="commitments_judge"),
    path("commitments/<str:of>/<str:commitment>/", commitments.commitment, name="commitment"),
    path("engagements/<uuid:pk>/serves/", commitments.engagement_serves, name="engagement_serves"),
    path("undertakings/<uuid:pk>/serves/", commitments.undertaking_serves, name="undertaking_serves"),
    path("instruments/<uuid:pk>/serves/", commitments.instrument_serves, name="instrument_serves"),
    path("cohorts/<uuid:pk>/serves/", commitments.cohort_serves, name="cohort_serves"),
]
