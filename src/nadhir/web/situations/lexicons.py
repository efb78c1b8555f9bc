"""Which words screening knows where: the terms of a situation, and the reports that they reach.

The words of a situation reach reports of its own desk that are attached to it, or that tell of its places or
of parts of them, for as long as it is watched. A report that several situations reach is read with the words
of all of them. A situation for named persons only (TLP:RED) reaches no report: what its words find would tell
others which words they are.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from nadhir.screening import Screener
from nadhir.screening.wordlists import Trial, Word, extended_screener, try_words
from nadhir.web.core import policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.intake.models import Item, ItemPlace
from nadhir.web.intake.panels import Choose
from nadhir.web.situations.models import Attachment, Situation, Term

TRIED = 3_000  # of the newest reports
SECONDS = 4.0


def terms_of(viewer: Viewer, situation: Situation) -> QuerySet[Term]:
    """The terms of a situation, withdrawn ones too."""
    found = Term.objects.filter(situation=situation).select_related("created_by", "word_list")
    return policy.visible(found, viewer)


def words_of(situation: Situation) -> list[Word]:
    """The words that are in use in a situation."""
    return [term.word for term in Term.objects.filter(situation=situation, withdrawn_at=None)]


def items_of(viewer: Viewer, situation: Situation) -> QuerySet[Item]:
    """Reports that are attached to a situation, or tell of its places or of parts of them."""
    return policy.visible(Item.objects.filter(reached_by([situation])), viewer)


def reached_by(situations: Iterable[Situation]) -> Q:
    """The condition on reports that these situations reach."""
    ids = [one.pk for one in situations]
    watched = Situation.places.through.objects.filter(situation_id__in=ids).values("place_id")
    # Which reports a word reaches is no secret of a place: who may see the reports is asked beside.
    told = policy.visible(ItemPlace.objects.filter(item=OuterRef("pk")), installation())
    placed = told.filter(Q(place_id__in=watched) | Q(place__parent_id__in=watched))
    attached = Attachment.objects.filter(item=OuterRef("pk"), situation_id__in=ids)
    return Q(Exists(attached)) | Q(Exists(placed))


def tried(viewer: Viewer, situation: Situation, words: Sequence[Word]) -> Trial:
    """What these words would have caught among the newest reports of the situation that the viewer sees."""
    newest = items_of(viewer, situation).order_by("-received_at", "-pk")
    rows = newest.values_list("pk", "title", "text")[:TRIED].iterator(chunk_size=200)
    texts = ((pk, f"{title}\n\n{text}" if title and title not in text else text) for pk, title, text in rows)
    return try_words(words, texts, known=words_of(situation), seconds=SECONDS)


@dataclass
class Reach:
    """The words of one desk: which situations have some, and where.

    Attributes:
        places: identifiers of situations by the code of a place.
    """

    words: dict[uuid.UUID, list[Word]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))

    def screener(self, codes: Collection[str], attached: Collection[uuid.UUID] = ()) -> Screener | None:
        """The screener for a report of these places, attached to these situations; None for the usual one."""
        met = {situation for code in codes for situation in self._at(code)}
        met |= set(attached) & self.words.keys()
        words = [word for situation in met for word in self.words[situation]]
        return extended_screener(words) if words else None

    def _at(self, code: str) -> set[uuid.UUID]:
        country = code.partition("-")[0]
        return self.places.get(code, set()) | (self.places.get(country, set()) if country != code else set())


def reach(desk: uuid.UUID) -> Reach | None:
    """The words of the situations that a desk watches; None where it keeps none."""
    kept = Term.objects.filter(
        situation__owner_id=desk, situation__status=Situation.Status.WATCHED, withdrawn_at=None
    )
    made = Reach()
    kept = kept.exclude(situation__tlp=Tlp.RED)
    for term in kept.defer("created_by"):
        made.words[term.situation_id].append(term.word)
    if not made.words:
        return None
    places = Situation.places.through.objects.filter(situation_id__in=list(made.words))
    for situation, code in places.values_list("situation_id", "place__code"):
        made.places[code].add(situation)
    return made


def screeners_of(desk: uuid.UUID) -> Choose | None:
    """How intake reads the reports of a desk."""
    known = reach(desk)
    return known.screener if known else None
