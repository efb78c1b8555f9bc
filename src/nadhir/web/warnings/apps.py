"""Warnings as a Django app."""

from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "nadhir.web.warnings"
    label = "warnings"

    def ready(self) -> None:
        from nadhir.web.warnings import delivery, desk_rules, expiring, rules  # noqa: F401 - register themselves
