"""Situations as a Django app."""

from django.apps import AppConfig


class SituationsConfig(AppConfig):
    name = "nadhir.web.situations"
    label = "situations"

    def ready(self) -> None:
        from nadhir.web.intake import panels
        from nadhir.web.situations import lexicons, rules  # noqa: F401 - registers with the policy

        panels.register(lexicons.screeners_of)
