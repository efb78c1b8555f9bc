"""A reason in words."""

from __future__ import annotations

from typing import Any

from django import forms


class WhyForm(forms.Form):
    """One reason; what it is the reason of stands in its label."""

    because = forms.CharField(max_length=2_000, widget=forms.Textarea({"rows": 3, "dir": "auto"}))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].label = label
