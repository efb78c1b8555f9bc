"""Pages of directory."""

from django.urls import path

from nadhir.web.directory import views

urlpatterns = [
    path("", views.directory, name="directory"),
    path("<uuid:pk>/", views.actor, name="actor"),
]
