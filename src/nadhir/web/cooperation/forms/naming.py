"""How agreements and their parties are named in a form: in words, and never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nadhir.screening.normalise import fold
from nadhir.web.cooperation import selectors
from nadhir.web.cooperation.models import Instrument
from nadhir.web.core.acting import identifier_of
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import NOBODY, Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.directory.panels import actors_named


@dataclass
class Named:
    """Somebody as they were named in a form: an actor of the directory, or one that it does not know yet;
    `near` then says who is called almost so."""

    text: str
    actor: Actor | None = None
    kind: str = "organisation"
    near: str = ""

    @property
    def called(self) -> str:
        return in_words(self.actor.names) if self.actor is not None else self.text


@dataclass
class Register:
    """Looks names up, once each, and remembers whom the directory does not know."""

    viewer: Viewer
    known: dict[str, Named] = field(default_factory=dict)

    def named(self, text: str, *, kind: str = "organisation", kinds: Iterable[str] = ()) -> Named | None:
        """Who is meant; None for no words. The same unknown name again is the same one.

        Raises:
            ValidationError: several are called so.
        """
        said = " ".join(text.split())
        if not said:
            return None
        key = fold(said)
        if key not in self.known:
            try:
                found = actors_named(self.viewer, [said], kinds=kinds)
            except ValidationError as problem:
                if problem.code != "unknown":
                    raise
                hint = " ".join(problem.messages)
                self.known[key] = Named(said, None, kind, hint if " #" in hint else "")
            else:
                self.known[key] = Named(said, found[0], kind)
        return self.known[key]

    @property
    def unknown(self) -> list[Named]:
        return [one for one in self.known.values() if one.actor is None]


def mark_of(one: Instrument) -> str:
    """An agreement named so that no other can be meant."""
    return f"{in_words(one.names)} #{one.pk.hex[-8:]}"


class InstrumentField(forms.CharField):
    """An agreement by words of its name. `viewer` is set by the form that holds it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"dir": "auto"}), max_length=600, **kwargs)
        self.viewer = NOBODY

    def clean(self, value: Any) -> Instrument | None:
        text = super().clean(value).strip()
        if not text:
            return None
        if (pk := identifier_of(text)) is not None:
            found = list(selectors.instruments(self.viewer).filter(pk=pk))
        else:
            name, _sign, mark = text.rpartition(" #")
            found = list(selectors.instruments(self.viewer, words=name if mark and name else text)[:20])
            if name and mark:
                found = [one for one in found if one.pk.hex.endswith(mark.lower())]
            exact = [one for one in found if fold(text) in map(fold, one.names.values())]
            found = exact if len(exact) == 1 else found
        if not found:
            raise ValidationError(_("No agreement is called “%(name)s”.") % {"name": text})
        if len(found) > 1:
            choices = " · ".join(mark_of(one) for one in found[:5])
            raise ValidationError(
                _("Several agreements are called “%(name)s”. Write one of: %(choices)s")
                % {"name": text, "choices": choices}
            )
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        return mark_of(value) if isinstance(value, Instrument) else value
