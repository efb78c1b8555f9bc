"""The legal position of a place, cases before courts and bodies, and what inaction would cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from nadhir import doctrine
from nadhir.errors import Conflict, DoctrineError, NotPossibleNow
from nadhir.web.core import ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Place
from nadhir.web.situations.models import ArticlePosition, Case, CostNote, LegalPosition, Situation
from nadhir.web.situations.services.keeping import chosen, cleaned, in_order, past, worded

INSTRUMENTS = "legal-instruments"


@transaction.atomic
def legal_position_record(
    *,
    viewer: Viewer,
    place: Place,
    instrument: str,
    state: str,
    since: date | None = None,
    reservations: str = "",
    source: str = "",
    checked_on: date | None = None,
    articles: Mapping[str, Mapping[str, str]] | None = None,
    version: int | None = None,
) -> LegalPosition:
    """Write down where a State stands towards an instrument, article by article.

    Args:
        instrument: an instrument of the catalogue `legal-instruments`.
        articles: by article of that instrument: `domesticated`, `provision` and `note`. What is not named
            stays as it is.
        version: the version that the person saw; 0 where there was none yet.

    Raises:
        Conflict: somebody wrote it since.
        DoctrineError: the catalogue has no such instrument or article.
        NotPossibleNow: a stand is claimed without a source or a day on which it was checked, or a day is
            still to come.
    """
    policy.require(viewer, "register.keep")
    policy.require_sight(viewer, place)
    fields = _position(instrument, state, since, reservations, source, checked_on)
    lines = {article: _article(instrument, article, told) for article, told in (articles or {}).items()}
    found = LegalPosition.objects.filter(owner_id=viewer.desk, place=place, instrument=instrument).first()
    if found is None:
        if version:
            raise Conflict("conflict.changed")
        found = LegalPosition.objects.create(
            owner_id=viewer.desk,
            created_by_id=viewer.user_id,
            tlp=Tlp.GREEN,
            place=place,
            instrument=instrument,
            fictional=place.fictional,
            **fields,
        )
    else:
        policy.require_sight(viewer, found)
        record_change(record=found, version=version, **fields)
    for article, line in lines.items():
        ArticlePosition.objects.update_or_create(position=found, article=article, defaults=line)
    ledger.record(
        viewer, "legal_position.record", found, place=place.code, instrument=instrument, state=found.state
    )
    return found


def _position(
    instrument: str, state: str, since: date | None, reservations: str, source: str, checked_on: date | None
) -> dict[str, Any]:
    if doctrine.load(INSTRUMENTS).element(instrument).kind != "instrument":
        raise DoctrineError("element.unknown", catalogue=INSTRUMENTS, element=instrument)
    chosen(LegalPosition.State, state)
    known = state != LegalPosition.State.UNKNOWN
    if known and (not cleaned(source) or checked_on is None):
        raise NotPossibleNow("legal_position.unchecked")
    if since is not None and state not in _DATED:
        raise NotPossibleNow("legal_position.day_without_act")
    in_order(past(since), past(checked_on))
    return {
        "state": state,
        "since": since,
        "reservations": cleaned(reservations),
        "source": cleaned(source),
        "checked_on": checked_on,
    }


_DATED = (LegalPosition.State.PARTY, LegalPosition.State.SIGNED, LegalPosition.State.WITHDRAWN)


def _article(instrument: str, article: str, told: Mapping[str, str]) -> dict[str, str]:
    element = doctrine.load(INSTRUMENTS).element(article)
    if element.parent != instrument:
        raise DoctrineError("element.unknown", catalogue=INSTRUMENTS, element=article)
    return {
        "domesticated": chosen(ArticlePosition.Domesticated, told.get("domesticated", "unknown")),
        "provision": cleaned(told.get("provision", "")),
        "note": cleaned(told.get("note", "")),
    }


# ---------------------------------------------------------------- cases


@transaction.atomic
def case_record(*, viewer: Viewer, situation: Situation, tlp: str | None = None, **fields: Any) -> Case:
    """Record a case about past acts.

    Args:
        fields: `title` and, where known, `body`, `level`, `stage`, `persons`, `opened_on`, `decided_on`,
            `about`, `source`.

    Raises:
        NotPossibleNow: it has no title, or was decided before it was opened.
    """
    policy.require(viewer, "register.keep", situation)
    case = Case.objects.create(
        situation=situation,
        owner_id=situation.owner_id,
        created_by_id=viewer.user_id,
        tlp=chosen(Tlp, tlp or situation.tlp),
        fictional=situation.fictional,
        **_case(fields),
    )
    ledger.record(viewer, "case.record", case, situation=situation.pk, stage=case.stage)
    return case


@transaction.atomic
def case_change(
    *, viewer: Viewer, case: Case, tlp: str | None = None, version: int | None = None, **fields: Any
) -> Case:
    """Change what is known of a case. Whoever may not see the persons concerned leaves them as they are.

    Raises:
        Conflict: somebody changed it since `version`.
        NotPossibleNow: as `case_record`.
    """
    policy.require(viewer, "register.keep", case.situation)
    policy.require_sight(viewer, case)
    written = _case(fields)
    for name in policy.hidden_fields(viewer, case):
        written.pop(name, None)
    before = case.stage
    record_change(record=case, version=version, tlp=chosen(Tlp, tlp or case.tlp), **written)
    ledger.record(viewer, "case.change", case, situation=case.situation_id, stage=case.stage, before=before)
    return case


def _case(fields: Mapping[str, Any]) -> dict[str, Any]:
    opened, decided = past(fields.get("opened_on")), past(fields.get("decided_on"))
    in_order(opened, decided)
    texts = {name: cleaned(fields.get(name) or "") for name in ("body", "persons", "about", "source")}
    return {
        **texts,
        "title": worded(fields.get("title") or "", "case.without_title"),
        "level": chosen(Case.Level, fields.get("level") or Case.Level.NATIONAL),
        "stage": chosen(Case.Stage, fields.get("stage") or Case.Stage.REPORTED),
        "opened_on": opened,
        "decided_on": decided,
    }


# ---------------------------------------------------------------- what inaction would cost


@transaction.atomic
def cost_note_record(
    *, viewer: Viewer, situation: Situation, tlp: str | None = None, **fields: Any
) -> CostNote:
    """Write down what it would cost to do nothing.

    Args:
        fields: `kind`, `what`, `low`, `high`, `unit`, `period`, `method`, `sources`.

    Raises:
        NotPossibleNow: it is no range, or does not say how it was reckoned and from what.
    """
    policy.require(viewer, "register.keep", situation)
    note = CostNote.objects.create(
        situation=situation,
        owner_id=situation.owner_id,
        created_by_id=viewer.user_id,
        tlp=chosen(Tlp, tlp or situation.tlp),
        fictional=situation.fictional,
        **_cost(fields),
    )
    ledger.record(viewer, "cost_note.record", note, situation=situation.pk, kind=note.kind)
    return note


@transaction.atomic
def cost_note_change(
    *, viewer: Viewer, cost_note: CostNote, tlp: str | None = None, version: int | None = None, **fields: Any
) -> CostNote:
    """Change a note on costs.

    Raises:
        Conflict: somebody changed it since `version`.
        NotPossibleNow: as `cost_note_record`.
    """
    policy.require(viewer, "register.keep", cost_note.situation)
    policy.require_sight(viewer, cost_note)
    record_change(record=cost_note, version=version, tlp=chosen(Tlp, tlp or cost_note.tlp), **_cost(fields))
    ledger.record(viewer, "cost_note.change", cost_note, situation=cost_note.situation_id)
    return cost_note


def _cost(fields: Mapping[str, Any]) -> dict[str, Any]:
    low, high = float(fields["low"]), float(fields["high"])
    if not 0 <= low < float("inf") or not 0 <= high < float("inf"):
        raise NotPossibleNow("cost_note.negative")
    if low > high:
        raise NotPossibleNow("cost_note.low_above_high", low=low, high=high)
    if low == high:
        raise NotPossibleNow("cost_note.single_figure")
    return {
        "kind": chosen(CostNote.Kind, fields.get("kind") or CostNote.Kind.OTHER),
        "what": worded(fields.get("what") or "", "cost_note.without_words"),
        "low": low,
        "high": high,
        "unit": worded(fields.get("unit") or "", "cost_note.without_unit"),
        "period": cleaned(fields.get("period") or ""),
        "method": worded(fields.get("method") or "", "cost_note.without_method"),
        "sources": worded(fields.get("sources") or "", "cost_note.without_sources"),
    }
