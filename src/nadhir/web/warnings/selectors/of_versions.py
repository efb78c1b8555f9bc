"""The versions of one warning: which replaced which, and what each says otherwise."""

from __future__ import annotations

import difflib
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import day, moment, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Evidence
from nadhir.web.warnings.models import Citation, Warning
from nadhir.web.warnings.rules import OUT
from nadhir.web.warnings.selectors.of_warnings import Choice, Wording, wording

MOST = 60  # versions of one warning
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a warning in its chain, counted from 1."""

    warning: Warning
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a warning in two versions: pieces of text, each with whether it differs."""

    label: str
    there: tuple[tuple[str, bool], ...]
    here: tuple[tuple[str, bool], ...]

    @property
    def changed(self) -> bool:
        return any(differs for _text, differs in (*self.there, *self.here))


def versions(viewer: Viewer, warning: Warning) -> list[Version]:
    """All versions that the viewer may know of, the first one first; two queries."""
    every = Warning.objects.filter(situation=warning.situation_id, owner=warning.owner_id)
    links = dict(every.order_by().values_list("pk", "updates_id"))
    chain = _chain(links, warning.pk)
    if len(chain) == 1:
        return [Version(warning, 1, here=True)]
    found = policy.visible(Warning.objects.filter(pk__in=chain), viewer).in_bulk()
    return [
        Version(found[key], count, here=key == warning.pk)
        for count, key in enumerate(chain, start=1)
        if key in found
    ]


def _chain(links: Mapping[uuid.UUID, uuid.UUID | None], start: uuid.UUID) -> list[uuid.UUID]:
    first = start
    for _step in range(MOST):
        before = links.get(first)
        if before is None:
            break
        first = before
    after = {old: new for new, old in sorted(links.items()) if old is not None}
    chain = [first]
    while chain[-1] in after and len(chain) < MOST:
        chain.append(after[chain[-1]])
    return chain if start in chain else [*chain, start]


def successor(viewer: Viewer, warning: Warning) -> Warning | None:
    """The issued update that replaced a warning, where the viewer may know of it."""
    newer = Warning.objects.filter(updates=warning).exclude(issued_at=None)
    return policy.visible(newer, viewer).first()


def citations(viewer: Viewer, warning: Warning) -> QuerySet[Evidence]:
    """The passages that a warning rests on, as far as the viewer may read them, struck words blacked out:
    those that its author picked, in their order; without such, those that its assessment cites."""
    picked = Citation.objects.filter(warning=warning)
    found = situations.evidence(viewer, warning.situation)
    if picked.exists():
        return found.filter(pk__in=picked.values("evidence"))
    return found.filter(cited_in__assessment=warning.assessment_id).distinct()


def compared(old: Warning, new: Warning) -> list[Difference]:
    """Two versions part by part. The caller has read both through the policy."""
    there, here = wording(old), wording(new)
    parts = [(label, _value(there, name), _value(here, name)) for name, label in _parts()]
    parts += [
        (
            _("Option %(n)s") % {"n": number(place + 1)},
            _option(there.options, place),
            _option(here.options, place),
        )
        for place in range(max(len(there.options), len(here.options)))
    ]
    return [_texts(*part) for part in parts]


def _parts() -> list[tuple[str, str]]:
    return [
        ("title", _("What, in one line")),
        ("what", _("What is feared")),
        ("where", _("Where")),
        ("at_risk", _("Who is at risk")),
        ("why_now", _("Why now")),
        ("if_nothing", _("If nothing is done")),
        ("confidence_words", _("Confidence")),
        ("gaps", _("Not known")),
        ("trigger", _("What it must work before")),
        ("trigger_on", _("On which day")),
        ("valid_until", _("Valid until")),
    ]


def _value(said: Wording, name: str) -> str:
    if name == "valid_until":
        return moment(said.valid_until)
    if name == "trigger_on":
        return day(said.trigger_on)
    return str(getattr(said, name))


def _option(found: tuple[Choice, ...], place: int) -> str:
    if place >= len(found):
        return ""
    one = found[place]
    days = _("lead time: %(n)s days") % {"n": number(one.lead_days)}
    return " · ".join(
        part for part in (one.text, one.by_whom, days, one.legal_basis, one.cost, one.risk) if part
    )


def _texts(label: str, there: str, here: str) -> Difference:
    if there == here:
        return Difference(label, ((there, False),), ((here, False),))
    before, after = _WORDS.findall(there), _WORDS.findall(here)
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return Difference(
        label,
        tuple(_pieces(before, [(kind, a, b) for kind, a, b, _c, _d in blocks])),
        tuple(_pieces(after, [(kind, c, d) for kind, _a, _b, c, d in blocks])),
    )


def _pieces(words: list[str], blocks: list[tuple[str, int, int]]) -> Iterator[tuple[str, bool]]:
    for kind, first, last in blocks:
        if text := "".join(words[first:last]):
            yield text, kind != "equal"


def taken_back(warning: Warning) -> bool:
    """Whether an update of an issued warning was cancelled, so that neither text holds any more."""
    seen, after = 0, warning
    while after.status == Warning.Status.UPDATED and seen < 1000:
        newer = after.updates_of_it.filter(status__in=OUT).order_by("-issued_at").first()
        if newer is None:
            return False
        seen, after = seen + 1, newer
    return seen > 0 and after.status == Warning.Status.CANCELLED
