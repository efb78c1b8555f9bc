"""What claims say, in words of the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from nadhir.web.cooperation.models import Claim
from nadhir.web.core.templatetags.nadhir import in_words, number, written_date


def claimed(what: str) -> str:
    """What a claim is about."""
    return {
        "held": _("when it took place"),
        "place": _("where it took place"),
        "participants": _("how many took part"),
        "from_where": _("where they came from"),
        "convened_by": _("who convened it"),
        "host": _("who hosted it"),
        "sponsored_by": _("who sponsored it"),
        "spoken_by": _("who spoke, for whom"),
        "asked": _("what was asked"),
        "adopted": _("what was adopted"),
        "examined": _("what was examined"),
        "created": _("what came of it"),
        "signed": _("when it was signed"),
        "signed_at": _("where it was signed"),
        "areas": _("areas of cooperation"),
        "renews": _("what it renews"),
        "rests_on": _("what it rests on"),
        "rounds": _("how many rounds"),
        "launched": _("when it was launched"),
        "begun": _("when it began"),
        "name": _("what it is called"),
        "role": _("role"),
        "member": _("member"),
        "co_chair": _("co-chair"),
        "works_with": _("works with"),
        "task": _("task"),
        "period": _("period"),
        "priority": _("priority"),
        "partners": _("how many partners"),
        "theme": _("theme"),
        "stage": _("stage"),
        "goal": _("goal"),
        "region": _("region"),
        "reaction": _("reaction"),
        "link": _("link"),
        "reports_to": _("reports to"),
    }.get(what, what)


def said_of(claim: Claim) -> str:
    """What a claim means."""
    value = claim.value
    if "words" in value:
        return in_words(value["words"])
    if "number" in value:
        least = _("more than %(n)s") if value.get("more") else "%(n)s"
        return str(least) % {"n": number(value["number"])}
    if "start" in value:
        return str(written_date(value))
    return claim.as_written
