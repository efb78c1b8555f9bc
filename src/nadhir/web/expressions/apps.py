"""Expressions as a Django app."""

from django.apps import AppConfig


class ExpressionsConfig(AppConfig):
    name = "nadhir.web.expressions"
    label = "expressions"

    def ready(self) -> None:
        from nadhir.web.expressions import rules, services  # noqa: F401 - registers with the policy
        from nadhir.web.intake import panels

        panels.wipe_with(services.expressions_erase)
