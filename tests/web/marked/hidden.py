"""What is added beside the marked world, for somebody who may not know of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from nadhir.screening.wordlists import Word
from nadhir.sources import EventFacts, PlaceHint, Record
from nadhir.web.cooperation.services import (
    assistance_offer_make,
    assistance_request_record,
    exchange_record,
    instrument_record,
)
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Place
from nadhir.web.directory.services import (
    Shown,
    actor_record,
    asset_record,
    expert_record,
    partner_record,
)
from nadhir.web.expressions import services as expressions
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import finding_judge, records_take, source_record
from nadhir.web.response import services as response
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.thresholds import Crossing
from tests.web.marked.marks import (
    COMMON,
    Marked,
    names,
)


def add_hidden(there: Marked, persona: str) -> None:
    """Add, beside what is there, one record of each kind that `persona` may not know of."""
    people = there.world.people
    home = people[persona].organisation_id
    at_desk = home == people["analyst"].organisation_id
    # For the others AMBER+STRICT of the desk; for the desk's own people RED of a colleague.
    maker = "second_analyst" if at_desk and persona != "second_analyst" else "analyst"
    tlp = Tlp.RED if at_desk else Tlp.AMBER_STRICT
    viewer = there.world.viewer(maker)
    source = source_record(viewer=viewer, slug="hidden", tlp=tlp)
    text = f"A hidden {COMMON}: armed men were seen in {there.world.place.names['en']}."
    hint = PlaceHint("Hidden", there.world.place.code, 1.5, 2.5)
    event = EventFacts(
        kind="one_sided", deaths_low=1, deaths_best=70, deaths_high=90, civilians_targeted=True
    )
    items = [
        records_take(viewer=viewer, source=source, records=[record])[0]
        for record in (
            Record(text=text, raw=text.encode(), places=(hint,), event=event),
            # A near-copy of a report that the persona may see.
            Record(text=there.made["item green"].text + " Again.", raw=b"again", places=(hint,)),
        )
    ]
    situation = situations.situation_open(
        viewer=viewer, names=names("hidden"), places=[there.world.place.pk], since=_day(-400), tlp=tlp
    )
    situations.item_attach(viewer=viewer, situation=situation, item=items[0])
    situations.evidence_code(
        viewer=viewer, situation=situation, item=items[0], start=0, end=8, elements=["1.1"]
    )
    situations.assessment_draft(viewer=viewer, situation=situation)
    finding_judge(viewer=viewer, item=Item.objects.get(pk=items[1].pk), verdict="agreed")
    told = expressions.Told(
        gist="hidden", targets=[("hidden people", "ethnic")], hallmarks=["dehumanisation"]
    )
    spoken = expressions.expression_record(viewer=viewer, item=items[0], start=0, end=8, told=told)
    expressions.worksheet_begin(viewer=viewer, expression=spoken, test="rabat-2012")
    word = Word("en", "coded", "hiddenword")
    situations.term_add(viewer=viewer, situation=situation, word=word)
    situations.word_list_propose(
        viewer=viewer,
        situation=situation,
        raw=b"term,language,concept\nab,en,coded\n",
        file_name="hidden.csv",
    )
    situations.rescreening_begin(viewer=viewer, situation=situation)
    _keep(there, viewer, situation, tlp)
    # Evidence, and a draft of a warning, on what the persona may see.
    for known in ("clear", "green"):
        situations.evidence_code(
            viewer=viewer,
            situation=there.made[f"situation {known}"],
            item=items[0],
            start=2,
            end=8,
            elements=["1.2"],
        )
    hidden = warnings.warning_draft(
        viewer=viewer,
        assessment=there.made["assessment shared"],
        tlp=tlp,
        title=f"hidden {COMMON}",
        confidence="low",
        valid_until=datetime.now(UTC) + timedelta(days=3),
        **dict.fromkeys(("what", "where", "at_risk", "why_now", "if_nothing"), "hidden"),
    )
    warnings.option_add(viewer=viewer, warning=hidden, text="hidden", by_whom="hidden", lead_days=1)
    response.undertaking_make(
        viewer=viewer, title=f"hidden {COMMON}", who="hidden", due_on=_day(-9), situation=situation, tlp=tlp
    )
    for known in ("clear", "green"):
        response.undertaking_make(
            viewer=viewer,
            title=f"hidden {COMMON}",
            who="hidden",
            due_on=_day(3),
            situation=there.made[f"situation {known}"],
            tlp=tlp,
            planned=response.Planned(kind="dialogue", audience="women"),
        )
    officer = there.world.viewer("officer" if persona != "officer" else "administrator")
    fields: dict[str, Any] = {"viewer": officer, "names": names("hidden"), "tlp": tlp}
    actor = actor_record(kind="body", **fields)
    instrument_record(kind="plan", parties=[actor], dated_on=_day(-9), **fields)
    response.engagement_record(kind="dialogue", convened_by=[actor], held_on=_day(-9), **fields)
    if "officer" in officer.roles:
        response.consultation_begin(convened_by=[actor], **fields)
    _help(there, persona)
    response.briefing_begin(viewer=viewer, audience="hidden", titles=names("hidden"), situation=situation)
    response.review_write(
        viewer=viewer, situation=situation, outcome="missed", happened_on=_day(-9), what_happened="hidden"
    )
    crossing = Crossing("surge", "2026-01-01", {"month": "2026-01-01", "now": 9, "mean": 1.5})
    warnings.proposal_make(situation=situation, crossing=crossing)


def _help(there: Marked, persona: str) -> None:
    """Those who can help and were hidden from the persona: kept by the other organisation for itself."""
    told = Shown("desk", _day(60), "hidden")
    ours = there.world.people[persona].organisation.slug == "network"
    keeper = there.world.viewer("officer" if ours else "coordinator")
    expert = expert_record(
        viewer=keeper, agreed=told, names=names("hidden"), fields=["law"], languages={"ar": "native"}
    )
    partner_record(viewer=keeper, agreed=told, names=names("hidden"), kind="ngo", places=[there.world.place])
    if not ours:
        asset_record(
            viewer=keeper,
            agreed=told,
            kind="hall",
            names=names("hidden"),
            place=there.world.place,
            services=["refuge"],
        )
    hidden: dict[str, Any] = {"viewer": keeper, "tlp": Tlp.AMBER_STRICT}
    request = assistance_request_record(
        title=f"hidden {COMMON}",
        need="hidden",
        requester=there.made["body"],
        asked_on=_day(-90),
        asked_how="hidden",
        fields=["law"],
        **hidden,
    )
    assistance_offer_make(viewer=keeper, request=request, actor=there.made["actor clear"], words="hidden")
    exchange_record(host=there.made["body"], expert=expert, topics=["law"], **hidden)


def _keep(there: Marked, viewer: Viewer, hidden: Situation, tlp: str) -> None:
    """What is kept of the hidden situation, and of one that the persona may see; and what stands beside."""
    for situation in (hidden, there.made["situation green"]):
        kept: dict[str, Any] = {"viewer": viewer, "situation": situation, "tlp": tlp}
        tension = situations.tension_record(issue="hidden", groups=(), **kept)
        situations.tension_read(viewer=viewer, tension=tension, on=_day(-1), intensity=5, note="hidden")
        guard = situations.resilience_record(what="hidden", elements=["6.1"], **kept)
        situations.resilience_read(viewer=viewer, resilience=guard, on=_day(-1), strength=1, note="hidden")
        situations.case_record(title="hidden", decided_on=_day(-2), **kept)
        situations.cost_note_record(
            what="hidden", low=7, high=77, unit="people", method="hidden", sources="hidden", **kept
        )
    place = Place.objects.get(code="XN-99")  # known to everybody
    situations.party_record(viewer=viewer, situation=hidden, names=names("hidden"))
    situations.neighbour_record(viewer=viewer, situation=hidden, place=place.pk, how="hidden")
    situations.occasion_record(
        viewer=viewer,
        names=names("hidden"),
        starts_on=_day(2),
        places=[there.world.place.pk],
        situations=[hidden],
        tlp=tlp,
    )
    situations.calendar_file_propose(
        viewer=viewer,
        raw=b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:h\nDTSTART:20300101\nSUMMARY:h\nEND:VEVENT\nEND:VCALENDAR\n",
        file_name="hidden.ics",
        tlp=tlp,
    )
    situations.scheme_bring(
        viewer=viewer, raw=b"code,text\nA,hidden\n", file_name="h.csv", slug="hidden", title="hidden", tlp=tlp
    )
    if tlp != Tlp.RED:  # what leaves a desk is known to all its people
        situations.release_make(
            viewer=viewer,
            kind="profile",
            record=there.made["situation green"],
            situation=there.made["situation green"],
            content=b"hidden",
            language="en",
            form="pdf",
            reach=Tlp.GREEN,
            audience="hidden",
        )


def _day(days: int) -> Any:
    return datetime.now(UTC).date() + timedelta(days=days)
