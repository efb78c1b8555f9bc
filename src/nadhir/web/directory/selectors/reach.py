"""Who can speak to whom there: what is asked for, and who fits it, each with the reasons in words.

There is no score. People are put in order by one reason after another, the most telling first; the order is
said beside the list, and every row shows which reasons it has and which it lacks.

Only the coordinators of a network meet its people, under their pseudonyms. Everybody else who may ask learns
which networks reach an audience, by bands too wide to count by, and asks the network: whoever could look for
single people could find out afterwards who was asked and said no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from nadhir.screening.normalise import fold
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Member, MemberTrait, Place, Profile, consent_holds
from nadhir.web.directory.selectors.networks import networks

FEWEST = 3  # below this many people a network says nothing of them to others
BANDS = ((20, "many"), (5, "several"), (1, "some"))
SHORT = 3  # days; less time than this asks for people who can be reached at once
RESTED = 30  # days after which somebody who was asked may be asked again without a remark


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to be reached, about what, where and by when. What is empty does not matter."""

    faith: str = ""
    group: str = ""
    language: str = ""
    place: str = ""
    topic: str = ""
    by: date | None = None

    def __bool__(self) -> bool:
        return bool(self.faith or self.group.strip() or self.language or self.place or self.topic)

    @property
    def short(self) -> bool:
        """Whether there are only days."""
        return self.by is not None and self.by <= clock.now().date() + timedelta(days=SHORT)

    def audience(self, before: str) -> list[str]:
        """The traits of the audience, after `before`: "hears" or "against"."""
        found = [f"{before}:faith:{self.faith}"] if self.faith else []
        return found + ([f"{before}:group:{fold(self.group)}"] if self.group.strip() else [])


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who fits, with codes of the reasons for and against."""

    member: Member
    profile: Profile
    reasons: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """A network that reaches an audience: how many of its people fit everything, as a band; "" for a network
    too small to be told more of."""

    network: Actor
    band: str


def candidates(
    viewer: Viewer, wanted: Wanted, *, network: Actor | None = None, most: int = 50
) -> list[Candidate]:
    """People of the viewer's own networks who may be asked, the best fitting first.

    In order: no conflict of interest with the audience, is heard by it, speaks its language, in the place, in
    the country, believed on the topic, free in that time (at once, where time is short), not asked lately.
    """
    if not wanted:
        return []
    found = policy.visible(Member.objects.filter(may_ask=True), viewer)
    if network is not None:
        found = found.filter(network=network)
    # Where enough people fit everything, nobody else needs to be looked at.
    for narrow in (_fitting, _narrowed):
        rows = list(_in_order(narrow(found, wanted), wanted)[:most])
        if len(rows) == most:
            break
    return [_candidate(row, wanted) for row in rows]


def _in_order(found: QuerySet[Member], wanted: Wanted) -> QuerySet[Member]:
    order = ["against", "-hears", "-speaks", "-there", "-near", "-knows", "-free"]
    found = found.annotate(**_flags(wanted)).select_related("network")
    return found.order_by(*order, F("last_asked_on").asc(nulls_first=True), "pk")


def networks_that_reach(viewer: Viewer, wanted: Wanted) -> list[Reached]:
    """Networks that the viewer may know of and that have people who fit, those with the most first."""
    if not wanted:
        return []
    known = {one.pk: one for one in networks(viewer)}
    may = Member.objects.filter(consent_holds(), may_ask=True, network__in=list(known))
    sizes = dict(may.order_by().values_list("network").annotate(n=Count("pk")))
    fitting = _fitting(may, wanted)
    counted = dict(fitting.order_by().values_list("network").annotate(n=Count("pk")))
    found = [
        Reached(known[pk], _band(counted.get(pk, 0)) if many >= FEWEST else "") for pk, many in sizes.items()
    ]
    found = [one for one in found if one.band or sizes[one.network.pk] < FEWEST]
    words = [band for _, band in BANDS]
    return sorted(found, key=lambda one: (words.index(one.band) if one.band else 9, one.network.pk))


def _band(many: int) -> str:
    return next((band for least, band in BANDS if many >= least), "")


def _has(*traits: str) -> Exists:
    values = [MemberTrait.of(trait) for trait in traits]
    return Exists(MemberTrait.objects.filter(member=OuterRef("pk"), value__in=values))


def _with(found: QuerySet[Member], *traits: str) -> QuerySet[Member]:
    values = [MemberTrait.of(trait) for trait in traits]
    return found.filter(pk__in=MemberTrait.objects.filter(value__in=values).values("member"))


def _fitting(found: QuerySet[Member], wanted: Wanted) -> QuerySet[Member]:
    """Those who fit everything that is asked for."""
    if traits := wanted.audience("hears"):
        found = _with(found, *traits)
    if wanted.language:
        found = _with(found, f"language:{wanted.language}")
    if wanted.topic:
        found = _with(found, f"topic:{wanted.topic}")
    return _with(found, f"place:{wanted.place}", f"country:{wanted.place}") if wanted.place else found


def _narrowed(found: QuerySet[Member], wanted: Wanted) -> QuerySet[Member]:
    """Those who fit the most telling thing that is asked for; the others would only be noise."""
    if traits := wanted.audience("hears"):
        return _with(found, *traits)
    if wanted.language:
        return _with(found, f"language:{wanted.language}")
    if wanted.place:
        return _with(found, f"country:{_country(wanted.place)}")
    return _with(found, f"topic:{wanted.topic}")


def _flags(wanted: Wanted) -> dict[str, Combinable | Exists]:
    def whether(asked: bool, *traits: str) -> Combinable | Exists:
        return _has(*traits) if asked else Value(0, IntegerField())

    today = clock.now().date()
    by = wanted.by or today
    away = Q(away_from__lte=by) & (Q(away_until=None) | Q(away_until__gte=today))
    free = ~away & Q(urgent=True) if wanted.short else ~away
    hears, against = wanted.audience("hears"), wanted.audience("against")
    return {
        "hears": whether(bool(hears), *hears),
        "against": whether(bool(against), *against),
        "speaks": whether(bool(wanted.language), f"language:{wanted.language}"),
        "there": whether(bool(wanted.place), f"place:{wanted.place}"),
        "near": whether(bool(wanted.place), f"country:{_country(wanted.place)}"),
        "knows": whether(bool(wanted.topic), f"topic:{wanted.topic}"),
        # `away_from` empty is nobody away: written out, since a comparison with nothing is unknown.
        "free": Case(
            When(Q(away_from=None) & (Q(urgent=True) if wanted.short else Q()), then=1),
            When(Q(away_from__isnull=False) & free, then=1),
            default=0,
            output_field=IntegerField(),
        ),
    }


def _country(code: str) -> str:
    parent = Place.objects.filter(code=code).values_list("parent__code", flat=True).first()
    return parent or code


def _candidate(row: Member, wanted: Wanted) -> Candidate:
    def has(flag: str) -> bool:
        return bool(getattr(row, flag))

    reasons = [flag for flag in ("hears", "speaks", "there", "knows") if has(flag)]
    if wanted.place and has("near") and not has("there"):
        reasons.append("near")
    if has("free"):
        reasons.append("urgent" if wanted.short else "free")
    against = [] if has("free") else ["not_at_once" if wanted.short else "away"]
    lacking = {"hears": wanted.audience("hears"), "speaks": wanted.language, "knows": wanted.topic}
    against += [f"not_{flag}" for flag, asked in lacking.items() if asked and not has(flag)]
    if has("against"):
        against.insert(0, "against")
    today = clock.now().date()
    if row.last_asked_on is None or (today - row.last_asked_on).days > RESTED:
        reasons.append("rested")
    else:
        against.append("asked_lately")
    if wanted.by and row.consent_until and row.consent_until < wanted.by:
        against.append("consent_ends")
    else:
        reasons.append("consent")
    return Candidate(row, row.told, tuple(reasons), tuple(against))
