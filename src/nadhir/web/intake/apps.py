"""Intake as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "nadhir.web.intake"
    label = "intake"

    def ready(self) -> None:
        from nadhir.web.intake import panels, rules  # noqa: F401 - registers with the policy
        from nadhir.web.intake.services import public_report_wipe

        panels.wipe_with(public_report_wipe)
