"""Pages of doctrine."""

from __future__ import annotations

from django.urls import path

from nadhir.web.situations import catalogues

urlpatterns = [
    path("", catalogues.catalogue_list, name="doctrine"),
    path("schemes/new/", catalogues.scheme_new, name="scheme_new"),
    path("schemes/<uuid:pk>/", catalogues.scheme_map, name="scheme_map"),
    path("schemes/<uuid:pk>/retire/", catalogues.scheme_retire, name="scheme_retire"),
    path("crosswalk/<str:source>/<str:target>/", catalogues.crosswalk, name="crosswalk"),
    path("<str:catalogue_id>/", catalogues.catalogue, name="catalogue"),
]
