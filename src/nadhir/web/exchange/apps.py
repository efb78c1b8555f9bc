"""Exchange as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "nadhir.web.exchange"
    label = "exchange"

    def ready(self) -> None:
        from nadhir.web.exchange import following, rules  # noqa: F401 - register with worker and policy
