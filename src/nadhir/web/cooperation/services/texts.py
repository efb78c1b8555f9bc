"""The words of an agreement: one language of one version, clause by clause, with the file they came in."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from nadhir.doctrine.clauses import cut
from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation import reading
from nadhir.web.cooperation.models import Instrument, InstrumentText
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer

LONGEST = 400_000  # characters of one text


@transaction.atomic
def instrument_text_add(
    *,
    viewer: Viewer,
    instrument: Instrument,
    language: str,
    text: str = "",
    number: int | None = None,
    authentic: bool = False,
    adopted: bool = False,
    note: str = "",
    file_name: str = "",
    content: bytes = b"",
) -> InstrumentText:
    """Add one language of one version. It is cut into its clauses without losing a word, and never changed
    afterwards: a correction is another version.

    Args:
        text: the words; taken out of the file where only a file is given.
        number: the version; the latest one where this language has none of it yet, else the next.
        adopted: these are the words that were agreed on.

    Raises:
        NotPossibleNow: there are no words, too many of them, this language of the version is there already,
            or the file is none that is kept.
        FileRefused: the file cannot be read.
    """
    policy.require(viewer, "instrument.keep", instrument)
    kept = reading.kept(file_name, content) if content else None
    words = text if text.strip() else (reading.words_of(kept) if kept else "")
    if not words.strip():
        raise NotPossibleNow("clauses.without_words")
    if len(words) > LONGEST:
        raise NotPossibleNow("clauses.too_long", most=LONGEST)
    if number is None:
        number = _next(instrument, language)
    try:
        with transaction.atomic():
            made = InstrumentText.objects.create(
                instrument=instrument,
                number=number,
                language=language,
                clauses=[clause.as_dict() for clause in cut(words)],
                authentic=authentic,
                adopted=adopted,
                note=note.strip(),
                file_name=kept.name if kept else "",
                media_type=kept.media_type if kept else "",
                raw=kept.content if kept else None,
                sha256=kept.sha256 if kept else "",
                by_id=viewer.user_id,
                at=clock.now(),
            )
    except IntegrityError:
        raise NotPossibleNow("clauses.there_already", number=number) from None
    ledger.record(viewer, "instrument.text", instrument, number=number, language=language, text=made.pk)
    return made


def _next(instrument: Instrument, language: str) -> int:
    numbers = set(instrument.texts.values_list("number", "language"))
    latest = max((number for number, _ in numbers), default=1)
    return latest + 1 if (latest, language) in numbers else latest
