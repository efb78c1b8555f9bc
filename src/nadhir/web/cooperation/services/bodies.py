"""Recording bodies, and the steps by which they were founded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from nadhir.errors import NotPossibleNow
from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation import terms
from nadhir.web.cooperation.models import Body, FoundingStep
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Share
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import held_fields, undertaking_make

KEPT = ("kind", "status", "place", "mandate", "reports_to", "founded", "founded_on", "mechanism")
STEP = ("kind", "title", "status", "dated", "dated_on", "act", "instrument", "note")


def dated_fields(written: WrittenDate | None, name: str) -> dict[str, Any]:
    """A date as two fields hold it: as written, and the first day it may be."""
    fields = held_fields(written)
    return {name: fields["held"], f"{name}_on": fields["held_on"]}


@transaction.atomic
def body_record(
    *,
    viewer: Viewer,
    kind: str,
    actor: Actor | None = None,
    names: Mapping[str, str] | None = None,
    tlp: str = "green",
    share_with: Iterable[Any] = (),
    **fields: Any,
) -> Body:
    """Record a body. The same actor again is the same body.

    Args:
        actor: the body in the directory; without one it is recorded there, by `names`.
        fields: those of `KEPT`, and `sources`, `fictional`.

    Raises:
        NotPossibleNow: it has no name, or it would report to itself.
        NotAllowed: an actor, or the body it reports to, is none that the viewer may know of.
    """
    policy.require(viewer, "body.record")
    if actor is not None:
        policy.require_sight(viewer, actor)
        if (known := Body.objects.filter(actor=actor).first()) is not None:
            policy.require_sight(viewer, known)
            return known
    else:
        named = {lang: name.strip() for lang, name in (names or {}).items() if name.strip()}
        if not named:
            raise NotPossibleNow("body.without_name")
        fictional, place = fields.get("fictional", False), fields.get("place")
        actor = actor_record(
            viewer=viewer, kind=Actor.Kind.BODY, names=named, tlp=tlp, place=place, fictional=fictional
        )
    if (above := fields.get("reports_to")) is not None:
        policy.require_sight(viewer, above)
        if above.actor_id == actor.pk:
            raise NotPossibleNow("body.reports_to_itself")
    body = Body.objects.create(
        owner_id=viewer.desk, created_by_id=viewer.user_id, tlp=tlp, kind=kind, actor=actor, **fields
    )
    record_share(record=body, groups=share_with)
    ledger.record(viewer, "body.record", body, kind=kind)
    return body


@transaction.atomic
def body_change(*, viewer: Viewer, body: Body, version: int | None = None, **fields: Any) -> Body:
    """Change what is kept of a body: those of `KEPT`. Its name and members are its actor's.

    Raises:
        NotPossibleNow: `body.reports_in_a_circle`, `body.reports_to_itself`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "body.keep", body)
    changed = {name: fields[name] for name in KEPT if name in fields}
    above: Body | None = changed.get("reports_to")
    if above is not None:
        policy.require_sight(viewer, above)
        if above.pk == body.pk:
            raise NotPossibleNow("body.reports_to_itself")
        if terms.loops(body.pk, _line_above(above)):
            raise NotPossibleNow("body.reports_in_a_circle")
    record_change(record=body, version=version, **changed)
    ledger.record(viewer, "body.change", body, fields=sorted(changed))
    return body


def _line_above(body: Body) -> Iterator[Any]:
    """The body, whom it reports to, whom that reports to, and so on."""
    above = dict(Body.objects.exclude(reports_to=None).values_list("pk", "reports_to"))
    at: Any = body.pk
    while at is not None:
        yield at
        at = above.get(at)


@transaction.atomic
def founding_step_record(
    *,
    viewer: Viewer,
    body: Body,
    title: Mapping[str, str],
    kind: str = FoundingStep.Kind.LEGAL,
    sources: Iterable[Any] = (),
    **fields: Any,
) -> FoundingStep:
    """Record a step on the way to a body that works. `fields`: those of `STEP`.

    Raises:
        NotPossibleNow: it says nothing, or is done on a day that has not come.
    """
    policy.require(viewer, "body.keep", body)
    _coherent(title, fields)
    last = body.steps.aggregate(last=Max("order"))["last"] or 0
    step = FoundingStep.objects.create(
        body=body, kind=kind, title=dict(title), order=last + 1, sources=list(sources), **fields
    )
    ledger.record(viewer, "founding_step.record", body, step=step.pk, kind=kind)
    return step


@transaction.atomic
def founding_step_change(*, viewer: Viewer, step: FoundingStep, **fields: Any) -> FoundingStep:
    """Change a step: those of `STEP`.

    Raises:
        NotPossibleNow: as of `founding_step_record`.
    """
    policy.require(viewer, "body.keep", step.body)
    changed = {name: fields[name] for name in STEP if name in fields}
    together = {name: changed.get(name, getattr(step, name)) for name in STEP}
    _coherent(together["title"], together)
    FoundingStep.objects.filter(pk=step.pk).update(**changed)
    step.refresh_from_db()
    ledger.record(viewer, "founding_step.change", step.body, step=step.pk, fields=sorted(changed))
    return step


@transaction.atomic
def founding_step_move(*, viewer: Viewer, step: FoundingStep, up: bool) -> None:
    """Bring a step one place up or down in the line."""
    policy.require(viewer, "body.keep", step.body)
    line = list(step.body.steps.order_by("order", "pk"))
    at = next(index for index, one in enumerate(line) if one.pk == step.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(line):
        return
    line[at], line[to] = line[to], line[at]
    for order, one in enumerate(line, start=1):
        FoundingStep.objects.filter(pk=one.pk).update(order=order)
    ledger.record(viewer, "founding_step.move", step.body, step=step.pk, to=to + 1)


@transaction.atomic
def founding_step_undertake(
    *, viewer: Viewer, step: FoundingStep, who: str, due_on: date | None = None, actor: Actor | None = None
) -> Undertaking:
    """Make an undertaking of a planned step.

    Raises:
        NotPossibleNow: it is not planned any more, or somebody is to do it already.
    """
    body = step.body
    policy.require(viewer, "body.keep", body)
    if step.status != FoundingStep.Status.PLANNED:
        raise NotPossibleNow("founding_step.not_planned")
    if step.undertaking_id is not None:
        raise NotPossibleNow("founding_step.undertaken")
    title = step.title.get(viewer.language) or next(iter(step.title.values()))
    made = undertaking_make(
        viewer=viewer,
        title=title[:300],
        who=who,
        actor=actor,
        due_on=due_on,
        origin=Undertaking.Origin.OWN,
        origin_id=step.pk,
        tlp=body.tlp,
        share_with=groups_of(body),
        fictional=body.fictional,
    )
    FoundingStep.objects.filter(pk=step.pk).update(undertaking=made)
    step.undertaking = made
    ledger.record(viewer, "founding_step.undertake", body, step=step.pk, undertaking=made.pk)
    return made


def groups_of(body: Body) -> list[Any]:
    """The sharing groups that a body is opened to."""
    return list(Share.objects.filter(record_id=body.pk).values_list("group_id", flat=True))


def _coherent(title: Mapping[str, str], said: Mapping[str, Any]) -> None:
    if not any(text.strip() for text in title.values()):
        raise NotPossibleNow("founding_step.without_words")
    on = said.get("dated_on")
    if said.get("status") == FoundingStep.Status.DONE and on is not None and on > clock.now().date():
        raise NotPossibleNow("founding_step.not_yet")
