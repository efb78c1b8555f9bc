"""Every model has its rule: one that was forgotten would be visible to nobody, or worse, unguarded."""

from __future__ import annotations

from django.apps import apps

from nadhir.web.core import policy


def test_every_model_has_a_rule_in_the_policy() -> None:
    ours = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("nadhir.web.")
        for model in config.get_models(include_auto_created=False)
    ]
    assert ours
    assert [model.__name__ for model in ours if model not in policy.rules] == []
