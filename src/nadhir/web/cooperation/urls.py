"""Pages of cooperation."""

from django.urls import path

from nadhir.web.cooperation import views

urlpatterns = [
    path("", views.cooperation, name="cooperation"),
    path("instruments/<uuid:pk>/", views.instrument, name="instrument"),
    path("engagements/<uuid:pk>/", views.engagement, name="engagement"),
]
