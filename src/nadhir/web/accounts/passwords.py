"""What a password must be like, said in the three languages; Django lacks some of these words in Arabic."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext

from nadhir.web.core.templatetags.nadhir import number


class LongEnough(MinimumLengthValidator):
    """A password of at least `min_length` characters."""

    def get_error_message(self) -> str:
        words = ngettext(
            "This password is too short. It needs at least %(n)s character.",
            "This password is too short. It needs at least %(n)s characters.",
            self.min_length,
        )
        return words % {"n": number(self.min_length)}
