"""Cohorts: planned, opened, taught, ended; their sessions; paths of modules."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.screening.normalise import SEPARATOR, fold
from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation import teaching
from nadhir.web.cooperation.models import Body, Cohort, Instrument, LearningPath
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Expert, consent_in_force
from nadhir.web.response import services as response
from nadhir.web.response.models import Engagement

# What a person fills in, besides the names and the relations.
FILLED = (
    "modules", "path", "language", "edition", "host", "body", "instrument", "place", "starts_on", "ends_on",
    "seats", "needed_sessions", "needs_test", "hours",
)  # fmt: skip
OVER = (Cohort.Status.ENDED, Cohort.Status.CALLED_OFF)
MOST_MODULES = 24


@transaction.atomic
def learning_path_record(
    *,
    viewer: Viewer,
    names: Mapping[str, str],
    modules: Sequence[str],
    about: Mapping[str, str] | None = None,
    audience: str = "",
    slug: str | None = None,
    tlp: str = "green",
    fictional: bool = False,
) -> LearningPath:
    """Put modules in an order in which somebody should take them. The same slug again is the same path.

    Raises:
        NotPossibleNow: it has no name or no module, or one of them is unknown or stands there twice.
    """
    policy.require(viewer, "cohort.keep")
    if slug is not None and (known := LearningPath.objects.filter(slug=slug).first()):
        return known
    named = _named(names)
    if not modules:
        raise NotPossibleNow("path.without_modules")
    _known(modules)
    made = LearningPath.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=tlp,
        slug=slug,
        names=named,
        about=dict(about or {}),
        audience=audience,
        modules=list(modules),
        fictional=fictional,
    )
    ledger.record(viewer, "learning_path.record", made, modules=list(modules))
    return made


@transaction.atomic
def cohort_record(
    *,
    viewer: Viewer,
    names: Mapping[str, str],
    trainers: Iterable[Actor] = (),
    slug: str | None = None,
    tlp: str = "amber",
    share_with: Iterable[uuid.UUID] = (),
    fictional: bool = False,
    **fields: Any,
) -> Cohort:
    """Plan a cohort. The same slug again is the same cohort.

    Args:
        trainers: people of the roster whose consent holds.
        fields: those of `FILLED`; with a path and no modules it has the modules of the path.

    Raises:
        NotPossibleNow: it has no name or nothing to learn, ends before it begins, has fewer than one seat, a
            module is unknown, or a trainer did not agree or no longer does.
    """
    policy.require(viewer, "cohort.keep")
    if slug is not None and (known := Cohort.objects.filter(slug=slug).first()):
        return known
    if fields.get("path") is not None and not fields.get("modules"):
        fields["modules"] = list(fields["path"].modules)
    named, people = _named(names), list(trainers)
    _coherent(viewer, fields)
    trainers_agreed(viewer, people)
    made = Cohort.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=tlp,
        slug=slug,
        names=named,
        folded=folded_of(named),
        fictional=fictional,
        **{name: fields[name] for name in FILLED if name in fields},
    )
    made.trainers.set(people)
    record_share(record=made, groups=share_with)
    ledger.record(viewer, "cohort.record", made, modules=made.modules)
    return made


@transaction.atomic
def cohort_change(
    *,
    viewer: Viewer,
    cohort: Cohort,
    version: int | None = None,
    names: Mapping[str, str] | None = None,
    trainers: Iterable[Actor] | None = None,
    **fields: Any,
) -> Cohort:
    """Change a cohort that is not over.

    Raises:
        NotPossibleNow: as of `cohort_record`; it is over; somebody already took the test of a module that is
            to go; or there are fewer seats than people.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "cohort.keep", cohort)
    if cohort.status in OVER:
        raise NotPossibleNow("cohort.over")
    changed = {name: fields[name] for name in FILLED if name in fields}
    if names is not None:
        changed["names"] = _named(names)
        changed["folded"] = folded_of(changed["names"])
    together = {name: changed.get(name, getattr(cohort, name)) for name in FILLED}
    _coherent(viewer, together)
    gone = [ref for ref in cohort.modules if ref not in together["modules"]]
    if gone and cohort.enrolments.filter(results__module__in=gone).exists():
        raise NotPossibleNow("cohort.module_tested", module=gone[0])
    if together["seats"] is not None and taken(cohort) > together["seats"]:
        raise NotPossibleNow("cohort.fewer_seats", taken=taken(cohort))
    if trainers is not None:
        people = list(trainers)
        there = set(cohort.trainers.values_list("pk", flat=True))
        trainers_agreed(viewer, [one for one in people if one.pk not in there])
    record_change(record=cohort, version=version, **changed)
    if trainers is not None:
        cohort.trainers.set(people)
    ledger.record(viewer, "cohort.change", cohort, fields=sorted(changed))
    return cohort


def taken(cohort: Cohort) -> int:
    """How many seats are taken."""
    return cohort.enrolments.exclude(status="left").count()


@transaction.atomic
def cohort_open(*, viewer: Viewer, cohort: Cohort, version: int | None = None) -> Cohort:
    """Let people who sign in enrol themselves."""
    return _move(viewer, cohort, version, Cohort.Status.OPEN, frm=(Cohort.Status.PLANNED,))


@transaction.atomic
def cohort_begin(*, viewer: Viewer, cohort: Cohort, version: int | None = None) -> Cohort:
    """Begin to teach: nobody enrols by themselves any more."""
    return _move(
        viewer, cohort, version, Cohort.Status.UNDER_WAY, frm=(Cohort.Status.PLANNED, Cohort.Status.OPEN)
    )


@transaction.atomic
def cohort_end(*, viewer: Viewer, cohort: Cohort, version: int | None = None) -> Cohort:
    """End it. Whoever fulfils its rule has completed it; the others can still be entered."""
    from nadhir.web.cooperation.services.enrolments import enrolments_complete

    ended = _move(
        viewer,
        cohort,
        version,
        Cohort.Status.ENDED,
        frm=(Cohort.Status.PLANNED, Cohort.Status.OPEN, Cohort.Status.UNDER_WAY),
    )
    enrolments_complete(viewer=viewer, cohort=ended)
    return ended


@transaction.atomic
def cohort_call_off(*, viewer: Viewer, cohort: Cohort, version: int | None = None) -> Cohort:
    """Say that it will not take place."""
    frm = (Cohort.Status.PLANNED, Cohort.Status.OPEN, Cohort.Status.UNDER_WAY)
    return _move(viewer, cohort, version, Cohort.Status.CALLED_OFF, frm=frm)


@transaction.atomic
def cohort_session_add(
    *,
    viewer: Viewer,
    cohort: Cohort,
    names: Mapping[str, str],
    when: WrittenDate,
    agenda: str = "",
    status: str = Engagement.Status.PLANNED,
) -> Engagement:
    """Add a session: an engagement like any other, with the host, the place and the label of the cohort.

    Raises:
        NotPossibleNow: the cohort is over, or as of `engagement_record`.
    """
    policy.require(viewer, "cohort.keep", cohort)
    if cohort.status in OVER:
        raise NotPossibleNow("cohort.over")
    made = response.engagement_record(
        viewer=viewer,
        kind=Engagement.Kind.TRAINING,
        names=names,
        convened_by=[cohort.host] if cohort.host is not None else [],
        tlp=cohort.tlp,
        status=status,
        place=cohort.place,
        agenda=agenda,
        attribution=Engagement.Attribution.CHATHAM_HOUSE,
        fictional=cohort.fictional,
        **response.held_fields(when),
    )
    cohort.sessions.add(made)
    ledger.record(viewer, "cohort.session", cohort, engagement=made.pk)
    return made


def _move(viewer: Viewer, cohort: Cohort, version: int | None, to: str, *, frm: tuple[str, ...]) -> Cohort:
    policy.require(viewer, "cohort.keep", cohort)
    if cohort.status not in frm:
        raise NotPossibleNow("cohort.not_now", status=str(cohort.get_status_display()))
    record_change(record=cohort, version=version, status=to)
    ledger.record(viewer, "cohort.move", cohort, status=to)
    return cohort


def trainers_agreed(viewer: Viewer, people: Iterable[Actor]) -> None:
    """Go on only where everybody stands in the roster of trainers, and agreed to be shown.

    Raises:
        NotPossibleNow: `cohort.trainer_without_consent`, with a name.
    """
    for person in people:
        policy.require_sight(viewer, person)
        agreed = policy.visible(Expert.objects.filter(consent_in_force(), actor=person, trainer=True), viewer)
        if not agreed.exists():
            raise NotPossibleNow("cohort.trainer_without_consent", name=_in_words(person.names))


def _in_words(names: Mapping[str, str]) -> str:
    from nadhir.web.core.templatetags.nadhir import in_words

    return str(in_words(names))


def _named(names: Mapping[str, str]) -> dict[str, str]:
    named = {language: name.strip() for language, name in names.items() if name.strip()}
    if not named:
        raise NotPossibleNow("cohort.without_name")
    return named


def folded_of(names: Mapping[str, str]) -> str:
    """The names as they are looked for."""
    return SEPARATOR.join(fold(name) for name in names.values())


def _known(modules: Sequence[str]) -> None:
    if len(modules) != len(set(modules)) or len(modules) > MOST_MODULES:
        raise NotPossibleNow("path.module_twice")
    for ref in modules:
        teaching.needed(ref)


def _coherent(viewer: Viewer, said: Mapping[str, Any]) -> None:
    first: date | None = said.get("starts_on")
    last: date | None = said.get("ends_on")
    if first is not None and last is not None and last < first:
        raise NotPossibleNow("cohort.ends_before")
    if said.get("seats") == 0:
        raise NotPossibleNow("cohort.without_seats")
    if not said.get("modules"):
        raise NotPossibleNow("cohort.without_modules")
    _known(said["modules"])
    for name, kind in (("body", Body), ("instrument", Instrument), ("host", Actor), ("path", LearningPath)):
        record = said.get(name)
        if isinstance(record, kind):
            policy.require_sight(viewer, record)
