"""Reading experts, civil society and what communities can open, as far and as long as consent holds.

Names are looked for where the viewer may know of the name itself, or reads it on the record: another
spelling that only a desk knows does not give a person away.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Case, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine.text import LANGUAGES
from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.core import clock, policy
from nadhir.web.core.templatetags.nadhir import language_name
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import (
    Actor,
    AddressView,
    Asset,
    Expert,
    Field,
    Partner,
    Place,
    consent_in_force,
)

C = TypeVar("C", Expert, Partner, Asset)
OLD = 180  # days after which a check of an asset counts as old
SUGGESTED = 400  # experts that are compared with a need
KEEPING = {"expert": "partner.keep", "partner": "partner.keep", "asset": "asset.keep"}


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom or what somebody looks for; what is empty is not asked."""

    words: str = ""
    field: str = ""
    language: str = ""
    place: str = ""
    on: date | None = None
    trainer: bool = False
    kind: str = ""
    service: str = ""
    people: int | None = None


ANYTHING = Sought()


@dataclass(frozen=True, slots=True)
class Fitting:
    """An expert beside a need: what fits, best first. `fields` and `languages` are codes."""

    expert: Expert
    fields: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RanOut:
    """A record whose consent ran out: enough to ask again, and no more."""

    pk: uuid.UUID
    noun: str
    names: dict[str, str]
    since: date | None


def experts(viewer: Viewer, sought: Sought = ANYTHING) -> QuerySet[Expert]:
    """Experts whose consent holds and reaches the viewer."""
    found = policy.visible(Expert.objects.select_related("actor", "place__parent", "owner"), viewer)
    found = _named(viewer, found, sought.words)
    found = _holding(found, "fields", sought.field)
    if sought.language:
        found = found.annotate(spoken=Cast("languages", TextField()))
        found = found.filter(spoken__contains=f'"{sought.language}":')
    if sought.trainer:
        found = found.filter(trainer=True)
    if sought.place:
        found = _known_there(found, sought.place)
    if sought.on is not None:
        found = _free(found, sought.on)
    return found.order_by(_by_name(), "pk")


def expert(viewer: Viewer, pk: Any) -> Expert:
    """One expert.

    Raises:
        NotAllowed: there is none, consent does not hold, or it does not reach the viewer.
    """
    return _one(experts(viewer), pk)


def experts_fitting(
    viewer: Viewer, *, fields: list[str], language: str = "", on: date | None = None, most: int = 6
) -> list[Fitting]:
    """Experts for a need: who knows most of the fields first, then who speaks the language."""
    seen = policy.visible(Expert.objects.select_related("actor", "place"), viewer)
    known: QuerySet[Any] = seen.annotate(told=Cast("fields", TextField()))
    asked = Q(pk__in=[])
    for one in fields:
        asked |= Q(told__contains=f'"{one}"')
    found: QuerySet[Any] = known.filter(asked).order_by("-trainer", "pk")
    if on is not None:
        found = _free(found, on)
    rows = [
        Fitting(
            one,
            tuple(code for code in fields if code in one.fields),
            (language,) if language and language in one.languages else (),
        )
        for one in found[:SUGGESTED]
    ]
    rows.sort(key=lambda row: (-len(row.fields), -len(row.languages), not row.expert.trainer))
    return rows[:most]


def why_fitting(fitting: Fitting) -> list[str]:
    """Why an expert is suggested for a need, in words."""
    known = dict(Field.choices)
    reasons = [_("knows about %(field)s") % {"field": known[code]} for code in fitting.fields]
    reasons += [_("speaks %(language)s") % {"language": language_name(code)} for code in fitting.languages]
    return [*reasons, _("trains others")] if fitting.expert.trainer else reasons


def partners(viewer: Viewer, sought: Sought = ANYTHING) -> QuerySet[Partner]:
    """Organisations of civil society whose consent holds and reaches the viewer."""
    found = policy.visible(Partner.objects.select_related("actor", "owner"), viewer)
    found = _named(viewer, found.prefetch_related("places"), sought.words)
    if sought.kind:
        found = found.filter(kind=sought.kind)
    found = _holding(found, "works_on", sought.field)
    found = _holding(found, "languages", sought.language)
    if sought.place:
        found = found.filter(
            pk__in=Partner.places.through.objects.filter(_near("place", sought.place)).values("partner")
        )
    return found.order_by(_by_name(), "pk")


def partner(viewer: Viewer, pk: Any) -> Partner:
    """One organisation; raises as `expert`."""
    return _one(partners(viewer), pk)


def assets(viewer: Viewer, sought: Sought = ANYTHING) -> QuerySet[Asset]:
    """What communities can open: what lies in the place asked for first, then what lies near it."""
    found = policy.visible(Asset.objects.select_related("place", "place__parent", "holder", "owner"), viewer)
    if sought.kind:
        found = found.filter(kind=sought.kind)
    found = _holding(found, "services", sought.service)
    if sought.people:
        found = found.filter(capacity__gte=sought.people)
    if sought.place:
        there = When(place__code=sought.place, then=Value(0))
        near = Case(there, default=Value(1), output_field=IntegerField())
        found = found.filter(_near("place", sought.place)).annotate(near=near).order_by("near")
        return found.order_by("near", F("capacity").desc(nulls_last=True), "pk")
    return found.order_by("place__code", "pk")


def asset(viewer: Viewer, pk: Any) -> Asset:
    """One asset; raises as `expert`."""
    return _one(assets(viewer), pk)


def is_old(asset: Asset) -> bool:
    """Whether nobody made sure of it for `OLD` days, or ever."""
    return asset.checked_on is None or asset.checked_on < clock.now().date() - timedelta(days=OLD)


def record_of(viewer: Viewer, noun: str, pk: Any) -> Any:
    """An expert, partner or asset by its noun; raises as `expert`."""
    return {"expert": expert, "partner": partner, "asset": asset}[noun](viewer, pk)


def ran_out(viewer: Viewer, noun: str) -> list[RanOut]:
    """Those whose consent ran out and was not taken back, for their desk to ask again."""
    if viewer.organisation_id is None or not policy.may(viewer, KEEPING[noun]):
        return []
    found = _lapsed(noun).filter(owner_id=viewer.organisation_id).order_by("consent_until", "pk")
    return [RanOut(one.pk, noun, called(one), one.consent_until) for one in found[:200]]


def ending(viewer: Viewer, noun: str, days: int) -> QuerySet[Any]:
    """Records of the viewer's desk whose consent ends within so many days."""
    until = clock.now().date() + timedelta(days=days)
    if not policy.may(viewer, KEEPING[noun]):
        nothing: QuerySet[Any] = _models()[noun].objects.none()
        return nothing
    found: QuerySet[Any] = policy.visible(_models()[noun].objects.all(), viewer)
    return found.filter(owner_id=viewer.organisation_id, consent_until__lte=until).order_by(
        "consent_until", "pk"
    )


def ran_out_record(viewer: Viewer, noun: str, pk: Any) -> Any:
    """A record of the viewer's desk whose consent ran out, to be asked again.

    Raises:
        NotAllowed: there is none, or it is kept elsewhere.
    """
    found = _lapsed(noun).filter(pk=pk).first()
    if found is None or not policy.may(viewer, KEEPING[noun], found):
        raise NotAllowed("not_allowed.record", act=KEEPING[noun])
    return found


def called(record: Expert | Partner | Asset) -> dict[str, str]:
    """The names that a record is read under."""
    names: dict[str, str] = record.names if isinstance(record, Asset) else record.actor.names
    return names


def address_views(viewer: Viewer, record: Expert | Partner | Asset) -> QuerySet[AddressView]:
    """Who opened what is sealed of a record, the latest first; for the desk that keeps it."""
    found = policy.visible(AddressView.objects.select_related("by"), viewer)
    return found.filter(**{record.noun: record})


def _models() -> dict[str, Any]:
    return {"expert": Expert, "partner": Partner, "asset": Asset}


def _lapsed(noun: str) -> QuerySet[Any]:
    found: QuerySet[Any] = _models()[noun].objects.filter(withdrawn_at=None).exclude(consent_in_force())
    return found if noun == "asset" else found.select_related("actor")


def _one(found: QuerySet[C], pk: Any) -> C:
    one = found.filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record", act=f"{found.model.noun}.read")
    return one


def _by_name() -> str:
    language = get_language()
    return f"actor__sort_{language if language in LANGUAGES else 'en'}"


def _named(viewer: Viewer, found: QuerySet[C], words: str) -> QuerySet[C]:
    if not (wanted := fold(words.strip())):
        return found
    spelt = policy.visible(Actor.objects.filter(spellings__folded__contains=wanted), viewer)
    read = Q()
    for language in LANGUAGES:
        read |= Q(**{f"actor__sort_{language}__contains": wanted})
    return found.filter(read | Q(actor__in=spelt.order_by().values("pk")))


def _holding(found: QuerySet[C], name: str, code: str) -> QuerySet[C]:
    """Records whose list `name` holds the code; lists are kept as JSON, and both databases can look into that
    as text."""
    if not code:
        return found
    return found.annotate(**{f"{name}_told": Cast(name, TextField())}).filter(
        **{f"{name}_told__contains": f'"{code}"'}
    )


def _near(prefix: str, code: str) -> Q:
    """In the place, in a part of it, or said of the whole country that it is part of."""
    country = Place.objects.filter(parts__code=code).values("pk")
    return (
        Q(**{f"{prefix}__code": code})
        | Q(**{f"{prefix}__parent__code": code})
        | Q(**{f"{prefix}__in": country})
    )


def _known_there(found: QuerySet[Expert], code: str) -> QuerySet[Expert]:
    """Who lives there, or knows the country or region."""
    country = code.partition("-")[0]
    found = found.annotate(known=Cast("regions", TextField()))
    return found.filter(
        _near("place", code) | Q(known__contains=f'"{code}"') | Q(known__contains=f'"{country}"')
    )


def _free(found: QuerySet[Expert], day: date) -> QuerySet[Expert]:
    """Who is available on a day, with the notice that they need."""
    ahead = (day - clock.now().date()).days
    begun = Q(available_from=None) | Q(available_from__lte=day)
    not_over = Q(available_until=None) | Q(available_until__gte=day)
    in_time = Q(notice_days=None) | Q(notice_days__lte=max(ahead, 0))
    return found.filter(begun & not_over & in_time & Q(consent_until__gte=day))
