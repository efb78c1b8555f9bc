"""Cooperation as a Django app."""

from django.apps import AppConfig


class CooperationConfig(AppConfig):
    name = "nadhir.web.cooperation"
    label = "cooperation"

    def ready(self) -> None:
        from nadhir.web.cooperation import (  # noqa: F401 - register with the policy, the rounds, the outbox
            actor_cards,
            origins,
            reminding,
            report_reminding,
            rules,
        )
        from nadhir.web.directory.services import follow

        # A statement names what it is about without a relation: it follows an actor that is merged.
        follow("cooperation.Claim", "record_id", about="actor")
        origins.register()
        actor_cards.register()
