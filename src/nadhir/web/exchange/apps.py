"""Exchange as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "nadhir.web.exchange"
    label = "exchange"

    def ready(self) -> None:
        from nadhir.web.exchange import rules  # noqa: F401 - registers with the policy
