"""What is said of a situation outside its desk: the name it goes by there, and what is blacked out.

Everything that leaves the desk passes here. A situation that is handled discreetly goes by its outward name,
without what is at stake and without its groups (`shown_to`). Words that the desk has struck show as a bar
with the reason (`Bars`), wherever they stand in what is told of the situation, so that they cannot be read in
another field. `Veiled` does both to whatever a query finds, so that a new page cannot forget it.

What people write of a situation in other rooms, such as the text of a warning or what an undertaking
promises, may name it too. `spoken` gives it as a reader may have it; `Veil` does so for many texts and asks
only once. Reports keep the words of those who wrote them: their passages are struck, and not renamed.
"""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from nadhir.doctrine.text import LANGUAGES
from nadhir.documents.words import has_right_to_left
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.core.words import in_all
from nadhir.web.directory.models import Place
from nadhir.web.situations.models import GroupAtRisk, Occasion, Redaction, Situation

M = TypeVar("M", bound=Model)

# The same length for every word: how long a name is tells something too.
BAR = "█████"
# Values of these are words of the vocabulary or identifiers, and never a person's words.
_CODES = frozenset(
    {"id", "item", "item_sha256", "element", "value", "trend", "confidence", "framework", "number", "start",
     "end", "likelihood", "until", "on", "group", "order", "occasion"}
)  # fmt: skip


def shown_to(viewer: Viewer, situation: Situation) -> Situation:
    """The situation as this viewer may know it: itself at its desk, else a copy under its outward name."""
    hidden = policy.hidden_fields(viewer, situation)
    if not hidden:
        return situation
    seen = copy.copy(situation)
    seen._state = copy.copy(situation._state)
    seen._state.fields_cache = dict(situation._state.fields_cache)
    _mask(seen, hidden)
    return seen


def name_for(viewer: Viewer, situation: Situation) -> dict[str, str]:
    """What the situation is called before this viewer, by language."""
    return outward_name(situation) if "names" in policy.hidden_fields(viewer, situation) else situation.names


def outward_name(situation: Situation) -> dict[str, str]:
    """The name used outside the desk; without one, words that tell nothing."""
    given = {code: name for code, name in situation.outward_names.items() if str(name).strip()}
    return given or {
        code: name for code, name in in_all(lambda: _("a situation")).items() if code in LANGUAGES
    }


def _mask(situation: Situation, hidden: frozenset[str]) -> None:
    """Put the outward name in place of what must not be known. Never save such a copy."""
    situation.names = outward_name(situation)
    situation.about = ""
    kept = dict(getattr(situation, "_prefetched_objects_cache", {}))
    if "groups" in hidden:
        kept["groups"] = GroupAtRisk.objects.none()
    if "places" in hidden:
        kept["places"] = Place.objects.none()
    situation._prefetched_objects_cache = kept  # type: ignore[attr-defined]


class Bars:
    """Blacks out words for readers outside the desk of a situation. Asks once for each situation."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._known: dict[uuid.UUID, list[tuple[re.Pattern[str], str]]] = {}

    def load(self, situations: Iterable[uuid.UUID]) -> None:
        """Read what is struck in these situations; one query, however many."""
        wanted = {pk for pk in situations if pk is not None and pk not in self._known}
        if not wanted or self.viewer.system:
            return
        self._known |= {pk: [] for pk in wanted}
        standing = Redaction.objects.filter(situation__in=wanted, lifted_at=None)
        for struck in standing.select_related("situation"):
            if struck.situation and not reads_struck(self.viewer, struck.situation):
                self._known[struck.situation.pk].append((pattern_of(struck.quote), struck.kind))

    def know(self, own: Iterable[uuid.UUID]) -> None:
        """These are situations of the viewer's own desk: nothing is struck for them."""
        self._known |= {pk: [] for pk in own}

    def text(self, situation: uuid.UUID, words: str) -> str:
        """The words with what is struck replaced by a bar and the reason."""
        self.load([situation])
        for pattern, kind in self._known.get(situation, ()):
            words = pattern.sub(f"{BAR} [{Redaction.Kind(kind).label}]", words)
        return words

    def all(self, situation: uuid.UUID, value: Any, name: str = "") -> Any:
        """The same for plain data, however deep; words of the vocabulary and identifiers stay."""
        if isinstance(value, str):
            return value if name in _CODES else self.text(situation, value)
        if isinstance(value, Mapping):
            return {key: self.all(situation, one, str(key)) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.all(situation, one, name) for one in value]
        return value

    def strike(self, situation: uuid.UUID) -> bool:
        """Whether anything is struck for this viewer."""
        self.load([situation])
        return bool(self._known.get(situation))


def reads_struck(viewer: Viewer, situation: Situation) -> bool:
    """Whether the viewer sits at the desk of the situation, which struck the words."""
    if viewer.system or (viewer.user_id is not None and viewer.user_id == situation.created_by_id):
        return True
    own = viewer.organisation_id is not None and viewer.organisation_id == situation.owner_id
    return own and viewer.has("analyst", "reviewer", "coordinator")


def pattern_of(quote: str) -> re.Pattern[str]:
    """Finds the words in a text, whatever their capitals and the space between them."""
    return re.compile(r"\s+".join(re.escape(word) for word in quote.split()), re.IGNORECASE)


def outward_words(situation: Situation, *, places: bool = True) -> list[tuple[re.Pattern[str], str]]:
    """What must not be said of a discreet situation outside, and what is said instead, in the language of
    the page or document.

    Args:
        places: whether its places and their countries must not be said either.
    """
    outward = in_words(outward_name(situation))
    named = [situation.names]
    for place in situation.places.all() if places else ():
        named += [place.names, *([place.parent.names] if place.parent else [])]
    known = {str(name) for names in named for name in names.values() if str(name).strip()} - {outward}
    return [(_whole(name), outward) for name in sorted(known, key=len, reverse=True)]


def said_outward(instead: Iterable[tuple[re.Pattern[str], str]], words: str) -> str:
    """Words with what `outward_words` gave."""
    for pattern, outward in instead:
        words = pattern.sub(outward.replace("\\", r"\\"), words)
    return words


def _whole(name: str) -> re.Pattern[str]:
    """Finds a name; as whole words where words do not take on prefixes."""
    said = re.escape(name)
    return re.compile(said if has_right_to_left(name) else rf"(?<![^\W_]){said}(?![^\W_])", re.IGNORECASE)


class Veil:
    """What people wrote of situations, as one viewer may read it: struck words show as bars, and a situation
    that is handled discreetly goes by its outward name, with its places where these are kept too."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._bars = Bars(viewer)
        self._outward: dict[uuid.UUID, list[tuple[re.Pattern[str], str]]] = {}

    def load(self, situations: Iterable[uuid.UUID | None]) -> None:
        """Read what must not be said of these situations; two queries, however many."""
        wanted = {pk for pk in situations if pk is not None and pk not in self._outward}
        if not wanted or self.viewer.system:
            return
        self._bars.load(wanted)
        self._outward |= {pk: [] for pk in wanted}
        discreet = Situation.objects.filter(pk__in=wanted, discreet=True)
        for one in discreet.prefetch_related("places__parent"):
            if hidden := policy.hidden_fields(self.viewer, one):
                self._outward[one.pk] = outward_words(one, places="places" in hidden)

    def know(self, *situations: Situation) -> None:
        """These may be of the viewer's own desk, of which everything may be said: then nothing is asked."""
        own = [one.pk for one in situations if reads_struck(self.viewer, one)]
        self._bars.know(own)
        self._outward |= {pk: [] for pk in own}

    def text(self, situation: uuid.UUID | None, words: str) -> str:
        """Words that tell of a situation, as the viewer may read them."""
        if situation is None or not words:
            return words
        self.load([situation])
        words = self._bars.text(situation, words)
        return said_outward(self._outward.get(situation, ()), words)

    def row(self, situation: uuid.UUID | None, record: Any, *fields: str) -> None:
        """The same for fields of a record, in place: texts, or names by language. What reads otherwise than
        it was written is marked as `veiled`: it must not be written on, or bars would be saved."""
        for name in fields:
            value: Any = record.__dict__.get(name)
            seen = value
            if isinstance(value, str):
                seen = self.text(situation, value)
            elif isinstance(value, dict):
                seen = {key: self.text(situation, one) for key, one in value.items()}
            if seen != value:
                setattr(record, name, seen)
                record.veiled = True

    def occasions(self, found: Iterable[Occasion]) -> None:
        """What is in the calendar for situations, in place; one query where there is nothing to hide."""
        rows = {one.pk: one for one in found}
        if not rows or self.viewer.system:
            return
        struck = Redaction.objects.filter(situation=OuterRef("situation_id"), lifted_at=None)
        tied = Occasion.situations.through._default_manager.filter(occasion_id__in=rows)
        veiled = list(
            tied.filter(Q(situation__discreet=True) | Exists(struck)).values_list(
                "occasion_id", "situation_id"
            )
        )
        self.load(situation for _occasion, situation in veiled)
        for occasion, situation in veiled:
            self.row(situation, rows[occasion], "names", "note")


def veiled_occasions(viewer: Viewer) -> Veiled[Occasion]:
    """What is in the calendar that the viewer may know of, as the viewer may read it."""
    veil = Veil(viewer)
    return _visible(Occasion, viewer).through(veil.occasions)


def spoken(viewer: Viewer, situation: uuid.UUID | None, words: str) -> str:
    """What somebody wrote of a situation, as this viewer may read it. To be asked for every free text that a
    room shows or prints to people who may not sit at the desk of the situation; for the words of a document
    that leaves the house, `viewer` is `NOBODY`.

    Args:
        situation: which it tells of; None where it tells of none, and the words stay as they are.
    """
    return Veil(viewer).text(situation, words)


class Veiled(QuerySet[M]):
    """A query whose results pass through `veil` before anybody reads them."""

    veil: Callable[[list[Any]], None] | None = None

    def through(self, veil: Callable[[list[Any]], None]) -> Veiled[M]:
        found = self._clone()
        found.veil = veil
        return found

    def _clone(self) -> Veiled[M]:
        found: Veiled[M] = super()._clone()  # type: ignore[misc]
        found.veil = self.veil
        return found

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self.veil is not None:
            self.veil([row for row in self._result_cache or () if isinstance(row, self.model)])

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        for row in super().iterator(chunk_size):
            if self.veil is not None and isinstance(row, self.model):
                self.veil([row])
            yield row


def situations(viewer: Viewer) -> Veiled[Situation]:
    """Situations that the viewer may know of, as the viewer may know them."""
    bars = Bars(viewer)

    def veil(rows: list[Situation]) -> None:
        bars.load(row.pk for row in rows if not reads_struck(viewer, row))
        for row in rows:
            if row.__dict__.get("about") and not reads_struck(viewer, row):
                row.about = bars.text(row.pk, row.about)
            if hidden := policy.hidden_fields(viewer, row):
                _mask(row, hidden)

    return _visible(Situation, viewer).through(veil)


def veiled(model: type[M], viewer: Viewer, *fields: str, situation: str = "situation_id") -> Veiled[M]:
    """Records of a situation that the viewer may know of, with struck words blacked out in `fields`; a
    situation or group fetched along is shown as the viewer may know it.

    Args:
        situation: the way from the record to the identifier of its situation, parts joined by dots.
    """
    bars = Bars(viewer)

    def veil(rows: list[Any]) -> None:
        ids = {row.pk: _follow(row, situation) for row in rows}
        along = [row._state.fields_cache.get("situation") for row in rows]
        own = {one.pk for one in along if isinstance(one, Situation) and reads_struck(viewer, one)}
        bars.know(own)
        if fields:
            bars.load(ids.values())
        for row in rows:
            for name in fields:
                if row.__dict__.get(name) and isinstance(row.__dict__[name], str):
                    setattr(row, name, bars.text(ids[row.pk], row.__dict__[name]))
            kept = row._state.fields_cache.get("situation")
            if isinstance(kept, Situation):
                row._state.fields_cache["situation"] = shown_to(viewer, kept)
                if "groups" in policy.hidden_fields(viewer, kept) and hasattr(row, "concerns_id"):
                    row.concerns = None

    return _visible(model, viewer).through(veil)


def _visible(model: type[M], viewer: Viewer) -> Veiled[M]:
    found: Any = policy.visible(Veiled(model), viewer)
    return found  # type: ignore[no-any-return]


def _follow(row: Any, way: str) -> Any:
    for part in way.split("."):
        row = getattr(row, part)
    return row
