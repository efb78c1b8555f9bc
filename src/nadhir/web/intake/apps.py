"""Intake as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "nadhir.web.intake"
    label = "intake"

    def ready(self) -> None:
        from nadhir.web.intake import rules  # noqa: F401 - registers with the policy
