"""Portal as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "nadhir.web.portal"
    label = "portal"

    def ready(self) -> None:
        from nadhir.web.portal import panels

        panels.register()
