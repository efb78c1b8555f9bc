"""The papers of a meeting: its agenda, its minutes, and its final communiqué."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nadhir.documents import model as m
from nadhir.web.cooperation.models import AgendaItem, Meeting
from nadhir.web.cooperation.selectors.meetings import Quorum, agenda, attendance, texts
from nadhir.web.core.templatetags.nadhir import day, in_words, number, written_date
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement
from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.documents.kinds import Kind


def _begun(audience: Audience, meeting: Meeting) -> Paper:
    """A paper that begins with what the meeting is."""
    paper = Paper(audience)
    engagement = meeting.engagement
    paper.uses(meeting.body, engagement)
    chair = directory.actors(audience.viewer).filter(pk__in=[meeting.chair_id]).first()
    paper.facts(
        (_("Body"), paper.name(meeting.body.actor.names)),
        (_("Session"), number(meeting.number)) if meeting.number else None,
        (_("When"), written_date(engagement.held) or day(engagement.held_on) or _("not known")),
        (_("Where"), paper.name(engagement.place.names)) if engagement.place is not None else None,
        (_("In the chair"), paper.name(chair.names)) if chair is not None else None,
    )
    return paper


def _told(audience: Audience, meeting: Meeting) -> bool:
    """Whether what was said there may be in the paper: of a closed meeting nothing leaves its desk."""
    closed = meeting.engagement.attribution == Engagement.Attribution.CLOSED
    return not (closed and audience.reach)


def build_agenda(audience: Audience, meeting: Meeting) -> m.Document:
    """The agenda, as it is sent to members."""
    with audience.speaking():
        paper = _begun(audience, meeting)
        paper.heading(_("Agenda"))
        points = agenda(audience.viewer, meeting) if _told(audience, meeting) else []
        if points:
            rows = [
                (
                    number(one.number),
                    paper.own(one.title, lang=one.language),
                    paper.name(one.presented_by.names) if one.presented_by is not None else "",
                )
                for one in points
            ]
            heads = (pgettext("agenda", "No."), _("Point"), _("Presented by"))
            paper.table(heads, rows, shares=(0.5, 4, 2))
        else:
            paper.soft(_("The agenda is empty."))
        papers = [one[0] for one in texts(audience.viewer, meeting)] if _told(audience, meeting) else []
        if papers:
            paper.heading(_("Papers"))
            paper.points([paper.own(one.title) for one in papers])
        return paper.finished(
            paper.said(in_words(meeting.engagement.names)),
            subtitle=_("Invitation and agenda"),
            reference=_("Agenda"),
            of_risk=False,
        )


def build_minutes(audience: Audience, meeting: Meeting) -> m.Document:
    """Who was there, what became of each point, and who does what because of it."""
    viewer = audience.viewer
    with audience.speaking():
        paper = _begun(audience, meeting)
        if not _told(audience, meeting):
            paper.soft(_("Only that it took place may be told."))
        else:
            opened = meeting.engagement.attribution == Engagement.Attribution.OPEN
            if opened or not audience.reach:
                _who_was_there(paper, meeting)
            paper.heading(_("What became of each point"))
            for one in agenda(viewer, meeting):
                _point(paper, one)
        return paper.finished(
            paper.said(in_words(meeting.engagement.names)),
            subtitle=_("Minutes"),
            reference=_("Minutes"),
            of_risk=False,
        )


def _who_was_there(paper: Paper, meeting: Meeting) -> None:
    lines = [one for one in attendance(paper.audience.viewer, meeting) if one.presence]
    if not lines:
        return
    quorum = Quorum.of(lines, meeting.quorum)
    paper.heading(_("Who was there"))
    paper.paragraph(quorum_said(quorum))
    rows = [(paper.name(one.actor.names), one.presence_named, paper.own(one.represented_by)) for one in lines]
    paper.table((_("Member"), _("Presence"), _("Represented by")), rows)


def quorum_said(quorum: Quorum) -> str:
    """Whether enough were there to decide, in a sentence."""
    said = {"n": number(quorum.present), "all": number(quorum.sitting), "needed": number(quorum.needed)}
    if quorum.reached == "yes":
        return (
            _("%(n)s of %(all)s members were there or represented; %(needed)s are needed: it could decide.")
            % said
        )
    if quorum.reached == "no":
        return _("%(n)s of %(all)s members were there or represented; %(needed)s are needed: too few.") % said
    return (
        _("%(n)s of %(all)s members were there or represented; how many are needed is not laid down.") % said
    )


def _point(paper: Paper, one: AgendaItem) -> None:
    paper.heading(f"{number(one.number)}. {paper.said(one.title)}", 2)
    paper.paragraph(m.Run(str(one.get_result_display()), "strong"))
    if one.words:
        paper.prose(one.words)
    made = paper.allowed(one.done_for)  # type: ignore[attr-defined]
    if made:
        paper.points(
            [
                (paper.own(done.title), " – ", paper.own(done.who), _due(done.due_on), " · ", _state(done))
                for done in response.as_read(paper.audience.viewer, made)
            ]
        )


def _due(on: object) -> str:
    return f" · {day(on)}" if on else ""  # type: ignore[arg-type]


def _state(done: object) -> str:
    return str(done.get_status_display())  # type: ignore[attr-defined]


def build_communique(audience: Audience, meeting: Meeting) -> m.Document:
    """The final communiqué in the language of the document, where it was written in it."""
    with audience.speaking():
        paper = Paper(audience)
        paper.uses(meeting.body, meeting.engagement)
        if not meeting.communique_on:
            paper.soft(_("This is a draft. The communiqué has not been issued."))
        text = meeting.communique.get(audience.lang) or in_words(meeting.communique)
        if audience.lang not in meeting.communique:
            paper.soft(_("The communiqué was not written in this language."))
        paper.prose(text)
        issued = day(meeting.communique_on) if meeting.communique_on else ""
        return paper.finished(
            paper.said(in_words(meeting.engagement.names)),
            subtitle=_("Final communiqué"),
            reference=_("Communiqué"),
            version=_("issued on %(when)s") % {"when": issued} if issued else "",
            of_risk=False,
        )


KINDS = {
    "agenda": Kind(
        "agenda", pgettext_lazy("paper", "Agenda"), gettext_lazy("What members are invited to."), build_agenda
    ),
    "minutes": Kind(
        "minutes",
        gettext_lazy("Minutes"),
        gettext_lazy("Who was there, and what became of each point."),
        build_minutes,
    ),
    "communique": Kind(
        "communique",
        gettext_lazy("Final communiqué"),
        gettext_lazy("What the meeting says in public."),
        build_communique,
    ),
}
