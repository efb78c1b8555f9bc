"""Portal as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "nadhir.web.portal"
    label = "portal"
