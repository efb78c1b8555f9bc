"""Situations as a Django app."""

from django.apps import AppConfig


class SituationsConfig(AppConfig):
    name = "nadhir.web.situations"
    label = "situations"

    def ready(self) -> None:
        from nadhir import doctrine
        from nadhir.web.intake import panels
        from nadhir.web.situations import calendar, lexicons, reminding, rules, schemes, services  # noqa: F401 - register
        from nadhir.web.situations import panels as cards

        cards.register("calendar", panel=calendar.panel)
        doctrine.supply("schemes", schemes.Kept())
        panels.register(lexicons.screeners_of)
        panels.hear_of_revisions(services.anchors_find)
        panels.wipe_with(services.evidence_wipe)
