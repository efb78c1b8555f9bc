"""The incident report: one event as a field monitor tells it, with what is known and what is not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nadhir.documents import model as m
from nadhir.documents.model import Flow
from nadhir.web.core import policy, words
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import day, in_words, number, written_date
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import EVENT_KINDS, Item, ItemPlace
from nadhir.web.intake.services.incidents import COUNTS, TOLD
from nadhir.web.situations.documents.evidence import erased
from nadhir.web.situations.documents.frame import Audience, Paper, titled

LONGEST = 6_000  # characters of the report itself


def build(audience: Audience, item: Item) -> m.Document:
    """The report of one incident, for readers who may have what the audience says."""
    with audience.speaking():
        paper = Paper(audience)
        paper.uses(item)
        event: dict[str, Any] = item.event or {}
        title = _("Incident report")
        if event.get("kind") in EVENT_KINDS:
            title = titled(title, str(EVENT_KINDS[event["kind"]]))
        known: dict[str, Any] = {}
        if erased(item) or not audience.may_have(item):
            _gone(paper, item)
        else:
            known = _known(paper, item, event)
            _facts(paper, item, event, known)
            _words(paper, item)
        _open(paper, known)
        return paper.finished(
            title,
            reference=_("Incident report"),
            version=_("version %(n)s of the record") % {"n": number(item.version)},
        )


def _gone(paper: Paper, item: Item) -> None:
    paper.keep_back()
    paper.notice(
        "withheld",
        _("The words of this report were taken out to protect somebody.")
        if erased(item)
        else _("This report is not for the readers of this document."),
    )


def _known(paper: Paper, item: Item, event: dict[str, Any]) -> dict[str, Any]:
    """What the desk found out about the incident, and where it wrote nothing, what the report gives. Words of
    a protected source stay at the desk: they could tell who spoke."""
    kept = intake.incident(paper.audience.viewer, item)
    names = (*COUNTS, *TOLD)
    given = {name: event.get(name) for name in names}
    if _protected(paper, item):
        given |= dict.fromkeys(TOLD)
    for name in names:
        if kept is not None and (said := getattr(kept, name)) not in (None, ""):
            given[name] = said
    return given


def ranged(known: dict[str, Any], what: str) -> str:
    """Low, best and high estimate of people, as far as they are given."""
    best, low, high = known.get(what), known.get(f"{what}_low"), known.get(f"{what}_high")
    given = [value for value in (low, best, high) if value is not None]
    if not given:
        return ""
    if len(set(given)) == 1:
        return number(given[0])
    if best is None:
        return _("between %(low)s and %(high)s") % {"low": number(given[0]), "high": number(given[-1])}
    words = {"best": number(best), "low": number(given[0]), "high": number(given[-1])}
    return _("best estimate %(best)s, between %(low)s and %(high)s") % words


def _told(paper: Paper, known: dict[str, Any], what: str) -> Flow:
    return (paper.own(str(known[what])),) if known.get(what) else ()


def _facts(paper: Paper, item: Item, event: dict[str, Any], known: dict[str, Any]) -> None:
    unknown = m.Run(pgettext("a fact", "not recorded"), "emphasis")
    protected = _protected(paper, item)
    paper.heading(_("What happened"))
    paper.facts(
        (_("Kind"), str(EVENT_KINDS[event["kind"]]) if event.get("kind") in EVENT_KINDS else unknown),
        (_("When"), written_date(item.occurred) if item.occurred else unknown),
        (_("Where"), _where(paper, item) or unknown),
        (_("Parties"), _parties(paper, event) or unknown),
        (_("Deaths"), deaths(event) or unknown),
        (_("Civilians among the dead"), _figure(event.get("deaths_civilians")) or unknown),
        (_("Injured"), ranged(known, "injured") or unknown),
        (_("Displaced"), ranged(known, "displaced") or unknown),
        (_("Property and sites"), _told(paper, known, "damage") or unknown),
        (_("Weapons"), _told(paper, known, "weapons") or unknown),
        (_("Cause as claimed"), _told(paper, known, "cause") or unknown),
        (_("Answer of authorities or elders"), _told(paper, known, "response") or unknown),
        (_("Source"), _("source protected") if protected else paper.own(in_words(item.source.names))),
        (_("Source and information"), f"{item.source.reliability}{item.credibility}" if not protected
         else f"F{item.credibility}"),
        (_("Received"), day(item.received_at)),
        (_("Figures may still change"), _("yes")) if event.get("provisional") else None,
    )  # fmt: skip


def _protected(paper: Paper, item: Item) -> bool:
    """Whether the source stays unnamed."""
    hidden = "source" in policy.hidden_fields(paper.audience.viewer, item)
    outward = paper.audience.reach and (item.source.chatham_house or not paper.audience.may_have(item.source))
    return bool(hidden or outward)


def _where(paper: Paper, item: Item) -> Flow:
    """The places of the event; a point only where the report is for everybody."""
    places = policy.visible(ItemPlace.objects.filter(item=item), paper.audience.viewer).select_related(
        "place__parent"
    )
    events = [one for one in places if one.role == ItemPlace.Role.EVENT] or list(places)
    named = [paper.name(one.place.names) for one in events[:6]]
    said: list[m.Inline] = []
    for one in named:
        said += [" · ", one] if said else [one]
    if item.tlp == Tlp.CLEAR and item.latitude is not None and item.longitude is not None:
        said.append(m.Run(f" ({item.latitude:.4f}, {item.longitude:.4f})", "number"))
    return tuple(said)


def _parties(paper: Paper, event: dict[str, Any]) -> Flow:
    sides = [side for side in (event.get("side_a"), event.get("side_b")) if side]
    if not sides:
        return ""
    said: list[m.Inline] = []
    for side in sides:
        said += [" – ", paper.own(side)] if said else [paper.own(side)]
    if event.get("civilians_targeted"):
        said.append(f" · {_('civilians were the target')}")
    return tuple(said)


def _figure(value: Any) -> str:
    return number(value) if value is not None else ""


def deaths(event: dict[str, Any]) -> str:
    """Low, best and high estimate, as far as they are given."""
    best, low, high = (event.get(f"deaths_{which}") for which in ("best", "low", "high"))
    if best is None and low is None and high is None:
        return ""
    if low == high == best:
        return number(best)
    return _("best estimate %(best)s, between %(low)s and %(high)s") % {
        "best": number(best),
        "low": number(low),
        "high": number(high),
    }


def _words(paper: Paper, item: Item) -> None:
    """The report itself, in its own words, unless they would tell whose they are."""
    paper.heading(_("The report"))
    if _protected(paper, item) or paper.discreet:
        paper.soft(_("Its words are kept at the desk: they could tell who spoke."))
        return
    text = paper.said(item.text)
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
    lang = item.language if item.language != "und" else ""
    paper.blocks.append(m.Quote(m.Isolate(shown, lang), lang))
    if any(note.get("code") == "translated" for note in item.notes if isinstance(note, dict)):
        paper.soft(_("Translated."))


def _open(paper: Paper, known: dict[str, Any]) -> None:
    """What the monitor wrote, or still writes by hand."""
    paper.heading(_("Comment and follow-up"))
    paper.facts(
        (_("Comment of the monitor"), _told(paper, known, "comment") or "…"),
        (_("Follow-up needed"), _told(paper, known, "follow_up") or "…"),
        (_("By whom, until when"), words.figures("…", None)),
    )
