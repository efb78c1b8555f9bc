"""What cooperation adds to the page of an actor: what it asked for and offered, and what it is as a body."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.cooperation.models import AssistanceOffer
from nadhir.web.cooperation.selectors import assistance as selectors
from nadhir.web.cooperation.selectors.bodies import body_of, meetings_of
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import panels
from nadhir.web.directory.models import Actor, Expert
from nadhir.web.directory.panels import Card

SHOWN = 5


def register() -> None:
    """Put the cards where the directory shows them."""
    panels.register_card("body", body_card)
    panels.register_card("assistance", assistance_card)


def body_card(viewer: Viewer, actor: Actor) -> Card | None:
    """The way to what is kept of an actor as a body, with its latest meetings."""
    body = body_of(viewer, actor.pk)
    if body is None:
        return None
    return Card("cooperation/_actor_body.html", {"body": body, "meetings": meetings_of(viewer, body)[:SHOWN]})


def assistance_card(viewer: Viewer, actor: Actor) -> Card | None:
    """Requests and offers of an actor, and exchanges it took part in, as far as the viewer may know."""
    asked = list(selectors.assistance_requests(viewer, requester=actor.pk)[:SHOWN])
    offers = policy.visible(AssistanceOffer.objects.select_related("request"), viewer)
    experts = policy.visible(Expert.objects.filter(actor=actor), viewer).values("pk")
    offered = list(offers.filter(Q(actor=actor) | Q(expert__in=experts)).order_by("-at")[:SHOWN])
    exchanges = list(selectors.exchanges(viewer, actor=actor.pk)[:SHOWN])
    if not (asked or offered or exchanges):
        return None
    context = {"asked": asked, "offered": offered, "exchanges": exchanges}
    return Card("cooperation/_actor_assistance.html", context)
