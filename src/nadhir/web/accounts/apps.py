"""Accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "nadhir.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        from nadhir.web.accounts import rules  # noqa: F401 - registers with the policy
