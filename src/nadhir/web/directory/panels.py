"""How a person names actors, places and dates in a form, and what other rooms add to the page of an actor.

Fifty thousand actors fit into no list of choices. One writes a name as one knows it, in any script; what is
found once is meant, what is found twice is asked about, and what is not found is said. Nothing is guessed.

The directory must not know what rests on it. An app that has something to say of an actor registers a card
here, from the `ready()` of its app, and asks the policy itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.errors import RecordRefused
from nadhir.screening.normalise import fold
from nadhir.sources.dates import parse_written
from nadhir.sources.records import WrittenDate
from nadhir.web.core import clock, policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import NOBODY, Viewer
from nadhir.web.directory import selectors
from nadhir.web.directory.models import Actor, ActorName, Place

MOST = 60  # actors named in one field
DATE_HELP = gettext_lazy("As you would write it: 2026-05-18, 17–20 December 2012, May 2026, 2026.")


def mark_of(actor: Actor) -> str:
    """An actor named so that no other can be meant: its name and the start of its identifier."""
    return f"{in_words(actor.names)} #{actor.pk.hex[-8:]}"


def actors_named(viewer: Viewer, lines: Iterable[str], *, kinds: Iterable[str] = ()) -> list[Actor]:
    """The actors that these lines name, one each, as far as the viewer may know of them.

    Raises:
        ValidationError: a line names nobody, or several; it says what to write instead.
    """
    found: list[Actor] = []
    for line in lines:
        if not (written := line.strip()):
            continue
        name, _sign, mark = written.rpartition(" #")
        known = _called(viewer, name, kinds, mark) if name and mark else _called(viewer, written, kinds)
        if not known:
            raise ValidationError(_unknown(viewer, written, kinds), code="unknown")
        if len(known) > 1:
            choices = " · ".join(mark_of(one) for one in known[:5])
            raise ValidationError(
                _("Several are called “%(name)s”. Write one of: %(choices)s")
                % {"name": written, "choices": choices}
            )
        if known[0] not in found:
            found.append(known[0])
    if len(found) > MOST:
        raise ValidationError(_("Name at most %(most)s.") % {"most": MOST})
    return found


def _called(viewer: Viewer, name: str, kinds: Iterable[str], mark: str = "") -> list[Actor]:
    """Those who bear this name; given a `mark`, the one whose it is, also after it was made one with
    another."""
    spelt = ActorName.objects.filter(folded=fold(name)[:300])
    named = Actor.objects.filter(pk__in=spelt.values("actor"))
    if mark:
        marked = [one for one in named.order_by("pk")[:200] if one.pk.hex.endswith(mark.lower())]
        now = [selectors.became(viewer, one.pk) or one for one in marked]
        named = Actor.objects.filter(pk__in=[one.pk for one in now])
    found = policy.visible(named, viewer)
    if kinds:
        found = found.filter(kind__in=list(kinds))
    return list(found.order_by("pk")[:20])


def _unknown(viewer: Viewer, name: str, kinds: Iterable[str]) -> str:
    """That nobody is called so, and who is called almost so, if anybody is."""
    near = selectors.actors(viewer, named=name, language=get_language())
    near = near.filter(kind__in=list(kinds)) if kinds else near
    if close := " · ".join(mark_of(one) for one in near[:5]):
        words = _("Nobody in the directory is called “%(name)s”. Write one of: %(choices)s")
        return words % {"name": name, "choices": close}
    words = _("Nobody in the directory is called “%(name)s”. Record them there first.")
    return words % {"name": name}


class ActorsField(forms.CharField):
    """Actors, one name on each line. `viewer` is set by the form that holds it."""

    def __init__(self, *, kinds: Iterable[str] = (), one: bool = False, **kwargs: Any) -> None:
        rows = {"dir": "auto"} if one else {"dir": "auto", "rows": 2}
        widget = forms.TextInput(attrs=rows) if one else forms.Textarea(attrs=rows)
        super().__init__(widget=widget, max_length=6_000, **kwargs)
        self.kinds, self.one, self.viewer = tuple(kinds), one, NOBODY

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = actors_named(self.viewer, [text] if self.one else text.splitlines(), kinds=self.kinds)
        if self.one:
            return found[0] if found else None
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        if isinstance(value, Actor):
            return mark_of(value)
        return "\n".join(mark_of(one) for one in value)


class PlaceField(forms.CharField):
    """A place by its name in any of the three languages, or by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"dir": "auto"}), max_length=200, **kwargs)

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value).strip()
        if not text:
            return None
        if (coded := Place.objects.filter(code__iexact=text).first()) is not None:
            return coded
        wanted = fold(text)
        rows = Place.objects.select_related("parent")
        found = [one for one in rows if any(fold(name) == wanted for name in one.names.values())]
        # A country and a part of it may share a name; the country is meant then.
        countries = [one for one in found if one.parent_id is None]
        found = countries or found
        if not found:
            raise ValidationError(_("No place is called “%(name)s”.") % {"name": text})
        if len(found) > 1:
            choices = " · ".join(
                f"{one.code} ({in_words(one.parent.names)})" for one in found[:5] if one.parent
            )
            raise ValidationError(
                _("Several places are called “%(name)s”. Write the code of one: %(choices)s")
                % {"name": text, "choices": choices}
            )
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Place) else value


class WrittenDateField(forms.CharField):
    """A date as people write it, of whatever precision; relative words are seen from today."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", DATE_HELP)
        super().__init__(widget=forms.TextInput(attrs={"dir": "auto"}), max_length=200, **kwargs)

    def clean(self, value: Any) -> WrittenDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_written(text, reference=clock.now().date())
        except RecordRefused as refused:
            raise ValidationError(explain(refused, get_language())) from None


@dataclass(frozen=True, slots=True)
class Card:
    """A card on the page of an actor: the template of its inside, and what that reads as `card`."""

    template: str
    context: Mapping[str, Any]


CardOf = Callable[[Viewer, Actor], Card | None]

_cards: dict[str, CardOf] = {}


def register_card(name: str, card: CardOf) -> None:
    """Add what the app `name` has to say of an actor; the same name again replaces what it had."""
    _cards[name] = card


def cards(viewer: Viewer, actor: Actor) -> list[Card]:
    """The cards on the page of an actor that the viewer may know of."""
    found = (card(viewer, actor) for card in _cards.values())
    return [one for one in found if one is not None]
