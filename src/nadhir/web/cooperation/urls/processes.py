"""Addresses of dossiers, guides, news and programmes."""

from __future__ import annotations

from django.urls import path

from nadhir.web.cooperation.views import dossiers, guides

urlpatterns = [
    path("dossiers/", dossiers.dossier_list, name="dossiers"),
    path("dossiers/new/", dossiers.dossier_new, name="dossier_new"),
    path("dossiers/<uuid:pk>/", dossiers.dossier, name="dossier"),
    path("dossiers/<uuid:pk>/edit/", dossiers.dossier_edit, name="dossier_edit"),
    path("dossiers/<uuid:pk>/stage/", dossiers.dossier_stage_new, name="dossier_stage_new"),
    path("dossiers/<uuid:pk>/text/", dossiers.dossier_text_new, name="dossier_text_new"),
    path("dossiers/<uuid:pk>/position/", dossiers.position_new, name="position_new"),
    path("dossiers/<uuid:pk>/tie/", dossiers.dossier_tie, name="dossier_tie"),
    path("dossiers/<uuid:pk>/step/", dossiers.dossier_step_new, name="dossier_step_new"),
    path("stages/<uuid:pk>/", dossiers.dossier_stage_reach, name="dossier_stage_reach"),
    path("guides/", guides.guide_list, name="guides"),
    path("guides/new/", guides.guide_new, name="guide_new"),
    path("guides/<uuid:pk>/", guides.guide, name="guide"),
    path("guides/<uuid:pk>/edit/", guides.guide_edit, name="guide_edit"),
    path("guides/<uuid:pk>/publish/", guides.guide_publish, name="guide_publish"),
    path("guides/<uuid:pk>/ask/", guides.guide_ask, name="guide_ask"),
    path("asked/<uuid:pk>/", guides.guide_answer, name="guide_answer"),
    path("news/", guides.news_list, name="news"),
    path("news/new/", guides.news_new, name="news_new"),
    path("news/<uuid:pk>/dead/", guides.news_dead, name="news_dead"),
    path("programmes/", guides.programme_list, name="programmes"),
    path("programmes/new/", guides.programme_new, name="programme_new"),
]
