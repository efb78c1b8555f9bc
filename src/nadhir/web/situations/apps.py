"""Situations as a Django app."""

from django.apps import AppConfig


class SituationsConfig(AppConfig):
    name = "nadhir.web.situations"
    label = "situations"

    def ready(self) -> None:
        from nadhir.web.intake import panels
        from nadhir.web.situations import anchors, calendar, erasing, lexicons, reminding, rules  # noqa: F401 - register
        from nadhir.web.situations import panels as cards

        cards.register("calendar", panel=calendar.panel)
        panels.register(lexicons.screeners_of)
        panels.hear_of_revisions(anchors.find_again)
        panels.wipe_with(erasing.wipe)
