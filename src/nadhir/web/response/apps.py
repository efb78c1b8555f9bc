"""Response as a Django app."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    name = "nadhir.web.response"
    label = "response"

    def ready(self) -> None:
        from nadhir.web.response import dialogue_rules, origins, reminding, rules  # noqa: F401 - register
        from nadhir.web.response.fitting import library_panel
        from nadhir.web.situations import panels

        origins.register()
        panels.register("library", panel=library_panel)
