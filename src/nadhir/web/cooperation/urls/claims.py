"""Addresses of source documents and what they claim."""

from __future__ import annotations

from django.urls import path

from nadhir.web.cooperation.views import claims

urlpatterns = [
    path("claims/", claims.claim_list, name="claims"),
    path("documents/<uuid:pk>/", claims.source_document, name="source_document"),
    path("claims/<uuid:pk>/", claims.claim_judge, name="claim_judge"),
]
