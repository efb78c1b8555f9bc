"""Situations as a Django app."""

from django.apps import AppConfig


class SituationsConfig(AppConfig):
    name = "nadhir.web.situations"
    label = "situations"

    def ready(self) -> None:
        from nadhir.web.situations import rules  # noqa: F401 - registers with the policy
