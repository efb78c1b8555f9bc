"""Directory as a Django app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "nadhir.web.directory"
    label = "directory"

    def ready(self) -> None:
        from nadhir.web.directory import reminding, rules, services  # noqa: F401 - register themselves
