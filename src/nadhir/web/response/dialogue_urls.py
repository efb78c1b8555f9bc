"""Pages of requests to networks, disputes and insights."""

from __future__ import annotations

from django.urls import path

from nadhir.web.response.views import by_link, dialogue, disputes, insights

urlpatterns = [
    path("requests/", dialogue.activations, name="activations"),
    path("requests/new/", dialogue.activation_new, name="activation_new"),
    path("requests/<uuid:pk>/", dialogue.activation, name="activation"),
    path("requests/<uuid:pk>/check/", dialogue.activation_check, name="activation_check"),
    path("requests/<uuid:pk>/ask/", dialogue.activation_invite, name="activation_invite"),
    path("requests/<uuid:pk>/begin/", dialogue.activation_begin, name="activation_begin"),
    path("requests/<uuid:pk>/end/", dialogue.activation_end, name="activation_end"),
    path("requests/<uuid:pk>/decline/", dialogue.activation_decline, name="activation_decline"),
    path("invitations/<uuid:pk>/", dialogue.invitation_answer, name="invitation_answer"),
    path("answer/<str:token>/", by_link.invitation_by_link, name="invitation_by_link"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/new/", disputes.dispute_new, name="dispute_new"),
    path("disputes/<uuid:pk>/", disputes.dispute, name="dispute"),
    path("disputes/<uuid:pk>/consent/", disputes.dispute_consent, name="dispute_consent"),
    path("disputes/<uuid:pk>/step/", disputes.dispute_step, name="dispute_step"),
    path("disputes/<uuid:pk>/end/", disputes.dispute_end, name="dispute_end"),
    path("insights/", insights.insights, name="insights"),
    path("insights/new/", insights.insight_new, name="insight_new"),
    path("insights/<uuid:pk>/", insights.insight, name="insight"),
]
