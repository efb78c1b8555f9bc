"""Pages of directory."""

from django.urls import path

from nadhir.web.directory import network_views, views

urlpatterns = [
    path("", views.directory, name="directory"),
    path("networks/", network_views.networks, name="networks"),
    path("networks/new/", network_views.network_new, name="network_new"),
    path("networks/<uuid:pk>/", network_views.network, name="network"),
    path("networks/<uuid:pk>/new/", network_views.member_new, name="member_new"),
    path("members/<uuid:pk>/", network_views.member, name="member"),
    path("members/<uuid:pk>/change/", network_views.member_change, name="member_change"),
    path("members/<uuid:pk>/contact/", network_views.member_contact, name="member_contact"),
    path("members/<uuid:pk>/consent/", network_views.member_consent, name="member_consent"),
    path("members/<uuid:pk>/withdraw/", network_views.member_withdraw, name="member_withdraw"),
    path("members/<uuid:pk>/rename/", network_views.member_rename, name="member_rename"),
    path("who/", network_views.who_can_speak, name="who_can_speak"),
    path("<uuid:pk>/", views.actor, name="actor"),
]
