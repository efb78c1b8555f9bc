"""Addresses of modules and of learning alone."""

from __future__ import annotations

from django.urls import path

from nadhir.web.cooperation.views import learning, modules

urlpatterns = [
    path("learning/", learning.learning_list, name="learning"),
    path("learning/new/", modules.module_new, name="module_new"),
    path("learning/read/<str:ref>/", learning.module, name="module"),
    path("learning/read/<str:ref>/sections/<slug:lesson>/", learning.module_section, name="module_section"),
    path("learning/read/<str:ref>/case/", learning.module_case, name="module_case"),
    path("learning/read/<str:ref>/tests/<str:test_kind>/", learning.module_test, name="module_test"),
    path("learning/read/<str:ref>/offline/", learning.module_offline, name="module_offline"),
    path("learning/read/<str:ref>/document/", learning.module_document, name="module_document"),
    path("learning/read/<str:ref>/export/", modules.module_export, name="module_export"),
    path("modules/<uuid:pk>/edit/", modules.module_edit, name="module_edit"),
    path("modules/<uuid:pk>/publish/", modules.module_publish, name="module_publish"),
    path("modules/<uuid:pk>/withdraw/", modules.module_withdraw, name="module_withdraw"),
]
