"""`{% load directory %}`: the rooms of the directory in one line on each of their pages, only those that open
for the viewer; and what has to be said wherever an actor is named."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine.text import language as working_language
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import in_words, known_date
from nadhir.web.core.viewer import NOBODY, Viewer
from nadhir.web.directory.models import Actor

register = template.Library()


def rooms_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Address name and label of each room that opens for the viewer."""
    rooms = [("directory", _("Who is who"))]
    if policy.may(viewer, "network.ask"):
        rooms.append(("networks", _("Dialogue networks")))
    rooms += [("experts", _("Experts and trainers")), ("partners", _("Civil society"))]
    if viewer.has("coordinator", "analyst", "reviewer"):
        rooms.append(("assets", _("Refuge and help")))
    if policy.may(viewer, "actor.merge"):
        rooms.append(("duplicates", _("Duplicates")))
    return rooms


@register.inclusion_tag("directory/_rooms.html", takes_context=True)
def directory_rooms(context: template.Context, here: str) -> dict[str, Any]:
    """The line of rooms, that of the page marked.

    Args:
        here: the address name of the page's room.
    """
    rooms = [
        {"label": label, "url": reverse(name), "here": name == here}
        for name, label in rooms_of(context["request"].viewer)
    ]
    return {"rooms": rooms}


@register.simple_tag(takes_context=True)
def standing(context: template.Context, actor: Actor | None) -> str:
    """What became of an actor, in words: until when it was called otherwise, since when it is no more, and
    what came after. Empty where there is nothing to say.

    Asks the database only where something came after.
    """
    if actor is None:
        return ""
    told = []
    if former := _former(actor):
        if former["until"]:
            words = {"date": known_date(former["until"]), "name": former["text"]}
            told.append(_("until %(date)s called %(name)s") % words)
        else:
            told.append(_("formerly %(name)s") % {"name": former["text"]})
    if actor.ended:
        told.append(_("ceased %(date)s") % {"date": known_date(actor.ended)})
    if actor.succeeded_by_id is not None:
        viewer = getattr(context.get("request"), "viewer", NOBODY)
        after = policy.visible(Actor.objects.filter(pk=actor.succeeded_by_id), viewer).first()
        if after is not None:
            told.append(_("succeeded by %(name)s") % {"name": in_words(after.names)})
    return ", ".join(told) if get_language() != "ar" else "، ".join(told)


def _former(actor: Actor) -> dict[str, str] | None:
    """The latest former name, in the reader's language where there is one."""
    here = working_language(get_language())
    own = [one for one in actor.former if one["language"] == here]
    return next(iter([*own, *actor.former]), None)
