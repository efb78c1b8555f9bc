"""Cooperation as a Django app."""

from django.apps import AppConfig


class CooperationConfig(AppConfig):
    name = "nadhir.web.cooperation"
    label = "cooperation"

    def ready(self) -> None:
        from nadhir.web.cooperation import actor_cards, origins, rules  # noqa: F401 - registers with the policy

        origins.register()
        actor_cards.register()
