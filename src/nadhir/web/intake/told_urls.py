"""Addresses of what people without an account tell."""

from django.urls import path

from nadhir.web.intake import telling

urlpatterns = [
    path("", telling.told_new, name="told_new"),
    path("answer/", telling.told_answer, name="told_answer"),
    path("worker.js", telling.told_worker, name="told_worker"),
    path("<uuid:pk>/reply/", telling.told_reply, name="told_reply"),
    path("<uuid:pk>/picture/", telling.told_picture, name="told_picture"),
]
