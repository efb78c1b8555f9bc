"""Situations as a Django app."""

from django.apps import AppConfig


class SituationsConfig(AppConfig):
    name = "nadhir.web.situations"
    label = "situations"

    def ready(self) -> None:
        from nadhir.web.intake import panels
        from nadhir.web.situations import calendar, lexicons, reminding, rules, services  # noqa: F401 - register
        from nadhir.web.situations import panels as cards

        cards.register("calendar", panel=calendar.panel)
        panels.register(lexicons.screeners_of)
        panels.hear_of_revisions(services.anchors_find)
        panels.wipe_with(services.evidence_wipe)
