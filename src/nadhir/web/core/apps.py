"""Core as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "nadhir.web.core"
    label = "core"
