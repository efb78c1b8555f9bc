"""Pages of intake."""

from django.urls import path

from nadhir.web.intake import incidents, views

urlpatterns = [
    path("", views.sources, name="sources"),
    path("batches/<uuid:pk>/", views.batch, name="batch"),
    path("batches/<uuid:pk>/again/", views.batch_again, name="batch_again"),
    path("batches/<uuid:pk>/rejects/", views.batch_rejects, name="batch_rejects"),
    path("items/<uuid:pk>/incident/", incidents.item_incident, name="item_incident"),
]
