"""The inbox as rows: what each report shows there, the filters that are on, and the same as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.web.core import export, policy
from nadhir.web.core.http import Request
from nadhir.web.core.templatetags.nadhir import in_words, language_name
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item, ItemPlace
from nadhir.web.portal import passages
from nadhir.web.portal.forms import InboxFilter, TriageForm
from nadhir.web.portal.naming import listed
from nadhir.web.portal.passages import Segment
from nadhir.web.portal.speech import concern_words

# A level says the same as this reason of it; both would be one too many in a row.
SAID_BY_LEVEL = {
    Item.Priority.VIOLENCE: "triage.civilians_targeted",
    Item.Priority.URGENT: "triage.urgent",
}


def asked(request: Request) -> QueryDict | None:
    """What the address asks the inbox for. The search box on top of every page asks for words and nothing
    else: it means all reports, not only those that wait."""
    if not request.GET:
        return None
    if request.GET.get("q") and "status" not in request.GET:
        wanted = request.GET.copy()
        wanted["status"] = "all"
        return wanted
    return request.GET


class Row:
    """One report as the inbox shows it, as far as the viewer may know it."""

    def __init__(self, item: Item, viewer: Viewer, segments: Sequence[Segment] = ()) -> None:
        self.segments = segments
        hidden = policy.hidden_fields(viewer, item)
        self.item = item
        self.source = None if "source" in hidden else item.source
        self.own = viewer.organisation_id == item.owner_id
        self.ticked = TriageForm.ticked(item)
        self.language = language_name(item.language)
        said = SAID_BY_LEVEL.get(Item.Priority(item.priority))
        self.reasons = [reason for reason in item.reasons if reason["code"] != said]

    @property
    def judgeable(self) -> bool:
        """Whether a person of the desk is asked for a judgement: where screening found something."""
        return self.own and (self.item.concern != "none" or self.item.judgement_id is not None)

    @property
    def places(self) -> str:
        """Where it happened, the closest place first; else what it speaks of most."""
        named = self.item.item_places.all()
        happened = [place for place in named if place.role == ItemPlace.Role.EVENT]
        shown = sorted(happened, key=lambda one: -len(one.place.code)) or sorted(
            named, key=lambda one: (-one.mentions, one.place.code)
        )
        names = dict.fromkeys(in_words(one.place.names) for one in shown)
        return listed(list(names)[: 2 if happened else 3])

    @property
    def when(self) -> dict[str, Any] | None:
        """The day it happened, else that of its publication."""
        return self.item.occurred or self.item.published


def rows_of(viewer: Viewer, shown: Sequence[Item]) -> list[Row]:
    """The rows of one page, with the words that screening marked."""
    telling = [item.pk for item in shown if item.concern != "none"]
    found = intake.items(viewer).filter(pk__in=telling).order_by() if telling else ()
    marked = {
        item.pk: passages.excerpt(item.text, finding)
        for item in found
        if (finding := intake.finding_of(item))
    }
    return [Row(item, viewer, marked.get(item.pk, ())) for item in shown]


def applied(request: Request, form: InboxFilter) -> list[dict[str, str]]:
    """Each filter that is on, in words, with the address that takes it off."""
    chips = []
    for name, words in form.applied():
        rest = request.GET.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        if name == "q" and "status" not in rest:
            rest.pop("status", None)
        chips.append({"label": words, "remove_url": f"?{rest.urlencode()}" if rest else reverse("inbox")})
    return chips


def exported(request: Request, found: QuerySet[Item]) -> HttpResponseBase:
    viewer = request.viewer
    columns = [
        _("Report"), _("Words of the source"), _("Read first because of"), _("Why here"), _("Where"),
        _("Happened, from"), _("Happened, to"), _("Published"), _("Received"), _("Source"), _("Rating"),
        _("Language"), _("Speech"), _("Said by"), _("Status"), _("Given to"), _("Handling"), _("Address"),
    ]  # fmt: skip

    words = concern_words()

    def cells(item: Item) -> list[Any]:
        row, when = Row(item, viewer), item.occurred or {}
        return [
            item.headline,
            item.underline,
            item.get_priority_display(),
            "; ".join(in_words(reason) for reason in item.reasons),
            row.places,
            when.get("start"),
            when.get("end"),
            (item.published or {}).get("start"),
            item.received_at,
            in_words(row.source.names) if row.source else _("protected"),
            f"{row.source.reliability}{item.credibility}" if row.source else item.credibility,
            row.language,
            words[item.concern],
            _("a person") if item.judgement_id else _("screening"),
            item.get_status_display(),
            item.assignee.name if item.assignee and row.own else "",
            item.get_tlp_display(),
            request.build_absolute_uri(reverse("item", args=[item.pk])),
        ]

    rows = (cells(item) for item in found[: export.MOST].iterator(chunk_size=500))
    return export.table_response("inbox", columns, rows)
