"""Every way out of the house over HTTP, found in the URL configuration itself.

A pattern that is new is walked without anybody listing it; one that cannot be filled raises `Unfilled` and
says what to add here.
"""

from __future__ import annotations

import io
import itertools
import re
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode, urljoin, urlsplit

import lxml.html
import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.resolvers import RegexPattern, RoutePattern

from tests.web.marked import COMMON, Marked

# The segment of an address before an identifier says of which kind the record is.
KINDS: Mapping[str, str] = {
    "inbox": "item",
    "report": "told",
    "alerts": "received_alert",
    "followed": "alert_feed",
    "keys": "feed_key",
    "items": "item",
    "sources": "source",
    "batches": "batch",
    "situations": "situation",
    "lists": "word_list",
    "terms": "term",
    "rescreenings": "rescreening",
    "calendar": "occasion",
    "files": "calendar_file",
    "schemes": "scheme",
    "evidence": "evidence",
    "parties": "party",
    "neighbours": "neighbour",
    "tensions": "tension",
    "resilience": "resilience",
    "cases": "case",
    "costs": "cost_note",
    "expressions": "expression",
    "worksheets": "worksheet",
    "assessments": "assessment",
    "joint": "joint",
    "redactions": "redaction",
    "warnings": "warning",
    "options": "option",
    "recipients": "recipient",
    "deliveries": "delivery",
    "ways": "channel",
    "decisions": "decision",
    "comments": "comment",
    "groups": "recipient_group",
    "response": "undertaking",
    "proofs": "proof",
    "undertakings": "undertaking",
    "engagements": "engagement",
    "uses": "library_use",
    "participants": "participation",
    "papers": "engagement_file",
    "consultations": "consultation",
    "inputs": "input",
    "briefings": "briefing",
    "questions": "question",
    "reviews": "review",
    "proposals": "proposal",
    "directory": "actor",
    "names": "actor_name",
    "roles": "tenure",
    "duplicates": "duplicate",
    "merges": "merge",
    "networks": "network",
    "members": "member",
    "requests": "activation",
    "invitations": "invitation",
    "disputes": "dispute",
    "insights": "insight",
    "actors": "actor",
    "cohorts": "cohort",
    "enrolments": "enrolment",
    "results": "test_result",
    "certificates": "certificate",
    "paths": "learning_path",
    "modules": "module",
    "cooperation": "instrument",
    "bodies": "body",
    "reports": "report",
    "contributions": "contribution",
    "steps": "founding_step",
    "meetings": "meeting",
    "points": "agenda_item",
    "tabled": "meeting_text",
    "maturity": "maturity",
    "instruments": "instrument",
    "instrument-texts": "instrument_text",
    "obligations": "obligation",
    "plans": "plan",
    "actions": "plan_action",
    "measures": "measure",
    "adherences": "adherence",
    "experts": "expert",
    "partners": "partner",
    "assets": "asset",
    "assistance": "assistance",
    "exchanges": "exchange",
    "dossiers": "dossier",
    "stages": "dossier_stage",
    "guides": "guide",
    "asked": "guide_question",
    "news": "news",
    "documents": "source_document",
    "claims": "claim",
}
# Parameters that are not identifiers of records.
OTHERS: Mapping[str, tuple[str, ...]] = {
    "key": ("0-forged",),
    "uidb36": ("0",),
    "alert": ("forged",),
    "token": ("forged",),
    "code": ("7K3F-9Q2M-0HTX",),
    "test_kind": ("before", "after", "other"),
    "ref": ("framework-of-analysis@2026.1", "marked-green@1", "marked-strict@1", "marked-draft@1", "none@1"),
    "lesson": ("why", "start"),
    "factor": ("9",),
    "element": ("9.1",),
    "place": ("XN-01",),
    "instrument": ("genocide-1948",),
    "catalogue_id": ("un-foa-2014", "none"),
    "source": ("un-af-2009",),
    "target": ("un-foa-2014",),
    "paper": ("agenda", "minutes", "communique", "none"),
    "section": ("summary", "training"),
    "of": ("fez-2017", "none"),
    "commitment": ("1.1", "FEZ-1"),
    "chain": ("alert", "note-genocide", "other"),
    "iso3": ("SDN", "PSE", "ZZZ"),
    "option_id": ("rumour-desk", "good-offices", "none"),
    "card_id": ("calming-rumours", "none"),
    "test": ("rabat-2012", "dangerous-speech", "other"),
    "kind": ("profile", "note", "report", "insights"),
}
# How many more of them a walk looks at, of each pattern, where it meets links to them.
ALIKE = 3
# Addresses that need a query to show anything: the parameter, and the kind of record it names.
QUERIES: Mapping[str, tuple[str, str]] = {
    "warning_new": ("assessment", "assessment"),
    "library_suggested": ("situation", "situation"),
    "library_use_new": ("undertaking", "undertaking"),
    "undertaking_new": ("decision", "decision"),
    "activation_new": ("network", "network"),
    "review_new": ("warning", "warning"),
}
# The second record of an address belongs to the first; the way to its identifier.
WITHIN: Mapping[tuple[str, str], str] = {
    ("warning", "option"): "warning_id",
    ("warning", "recipient"): "warning_id",
}
# Days that lie behind us: a form refuses them in the future.
PAST = frozenset(
    {
        "began_on", "ended_on", "opened_on", "decided_on", "checked_on", "spoken_on", "happened_on",
        "signal_on", "since", "on", "read_on",
    }
)  # fmt: skip
# What fits a field that something common does not: by an end of its name.
FITTING: Mapping[str, str] = {
    "high": "9",
    "slug": "own-new",
    "unit": "people",
    "map": "1.1",
    "state": "party",
    "others": "Member that is asked",
    "when": "2030-05-18",
    "starts_on": "yesterday",
    "period_from": "2029",
    "period_until": "2030",
    "adopted": "yesterday",
    "requester": "Council",
    "regions": "XN-01",
    "places": "XN-01",
    "asked_on": "yesterday",
    "wanted_by": "2030",
}
# Left empty: what has no end ends the day it begins; a certificate, or somebody outside, is one or none; and
# actors are named as the directory calls them.
EMPTY = frozenset(
    {
        "began", "ended", "valid_from", "valid_to", "seen", "until", "succeeded_by", "other",
        "ends_on", "certificate", "outside", "convened_by", "partners", "bodies_created", "spoken_by",
        "on_behalf_of", "actor", "place", "forum", "pursued_by", "sponsors", "agreed_on",
        "to", "their_address", "resolution", "lead",
        "dated", "begins", "ends", "signed", "due", "event_when", "event_place", "renews",
        "of_body", "element", "parties", "signatory", "focal_point", "party", "capacity", "known", "area",
    }
)  # fmt: skip
# The field, name and content of a file that a form asks for, by the name of its address.
FILES: Mapping[str, tuple[str, str, bytes]] = {
    "calendar_file_new": (
        "file-file",
        "own.ics",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20300101\nSUMMARY:harvest\nEND:VEVENT\nEND:VCALENDAR\n",
    ),
    "engagement_file_new": ("file", "own.txt", b"harvest\n"),
    "scheme_new": ("file", "own.csv", b"code,text\nA,harvest\n"),
    "directory_import": ("file", "own.csv", b"name,kind\nharvest,body\n"),
    "word_list_new": ("file", "own.csv", b"term,language,concept\nharvest,en,coded\n"),
}
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|csrftoken=\w+')
_RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
_PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


class Unfilled(Exception):
    """An address whose parameters this module does not know how to fill."""


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern: the name to reverse it by, and its parameters with the segment before each."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    uuids: frozenset[str]

    def __str__(self) -> str:
        return self.name


def routes() -> list[Route]:
    """Every pattern of the URL configuration, in its order."""
    return list(_routes(get_resolver(), "", ()))


def _routes(resolver: URLResolver, before: str, spaces: tuple[str, ...]) -> Iterator[Route]:
    for one in resolver.url_patterns:
        address = before + _written(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one, address, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern):
            if not one.name:
                raise Unfilled(f"{address} has no name")
            yield _route(":".join((*spaces, one.name)), address)


def _written(pattern: Any) -> str:
    """The pattern as `segment/<converter:name>/`; groups of a regular expression become names."""
    if isinstance(pattern, RoutePattern):
        return str(pattern._route)
    assert isinstance(pattern, RegexPattern), pattern
    return re.sub(r"\(\?P(<\w+>)(?:[^()]|\([^()]*\))*\)", r"\1", str(pattern._regex)).strip("^$")


def _route(name: str, address: str) -> Route:
    parameters, uuids = [], set()
    for found in _PARAMETER.finditer(address):
        segments = [part for part in address[: found.start()].split("/") if part and "<" not in part]
        parameters.append((found["name"], segments[-1] if segments else ""))
        if (found["converter"] or "").startswith("uuid"):
            uuids.add(found["name"])
    return Route(name, tuple(parameters), frozenset(uuids))


def addresses(there: Marked, route: Route) -> list[str]:
    """The addresses of a route, for every record of the world that fits.

    Raises:
        Unfilled: a parameter is unknown here.
    """
    if not route.parameters:
        bare = reverse(route.name)
        parameter, kind = QUERIES.get(route.name, ("", ""))
        keys = there.ids[kind] if kind else []
        return [bare, *(f"{bare}?{urlencode({parameter: key})}" for key in keys)]
    return [reverse(route.name, kwargs=filled) for filled in _fillings(there, route)]


def _fillings(there: Marked, route: Route) -> Iterator[dict[str, Any]]:
    kinds = [(name, KINDS.get(segment, "")) for name, segment in route.parameters if name in route.uuids]
    if len(kinds) == 2 and (kinds[0][1], kinds[1][1]) in WITHIN:
        (outer, _), (inner, kind) = kinds
        yield from ({outer: there.within[key], inner: key} for key in there.ids[kind])
        return
    choices = []
    for name, segment in route.parameters:
        if name in route.uuids and there.ids.get(KINDS.get(segment, "")):
            choices.append(there.ids[KINDS[segment]])
        elif name in OTHERS and name not in route.uuids:
            choices.append(list(OTHERS[name]))
        else:
            raise Unfilled(
                f"{route.name}: parameter “{name}” after “{segment}”: add the segment to KINDS or the "
                "parameter to OTHERS in tests/web/outlets.py, and such a record to tests/web/marked"
            )
    names = [name for name, _ in route.parameters]
    yield from (dict(zip(names, values, strict=True)) for values in itertools.product(*choices))


@dataclass
class Answer:
    """What came back from one address."""

    address: str
    status: int
    content: bytes
    html: bool


@dataclass
class Walk:
    """One person's walk through all addresses, and what they met."""

    client: Client
    seen: dict[str, Answer] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Answer:
        """The answer of an address, asked once."""
        key = address + "".join(f" {name}={value}" for name, value in headers.items())
        if key not in self.seen:
            try:
                response = self.client.get(address, headers=headers)
            except Exception:  # noqa: BLE001 - whatever breaks is reported with its address
                self.seen[key] = Answer(key, 500, traceback.format_exc(limit=-4).encode(), html=False)
                return self.seen[key]
            kind = response.headers.get("Content-Type", "")
            self.seen[key] = Answer(key, response.status_code, told(response), "text/html" in kind)
        return self.seen[key]

    def everywhere(self, there: Marked) -> dict[str, Answer]:
        """Walk all addresses, their filters, exports, fragments, and the links that they show.

        Whether a route has fragments is asked of each of its records, until one has shown that it has none.
        """
        for route in routes():
            fragments = True
            bare = not route.parameters and route.name not in QUERIES
            for address in addresses(there, route):
                answer = self.get(address)
                if answer.status == 405:
                    break  # it only takes what is sent, whichever record it is about
                if bare and answer.status == 200:
                    self.get(_with(address, format="csv"))
                    if answer.html:
                        self._filter(address, answer)
                if fragments and answer.status == 200 and (bare or b"hx-get" in answer.content):
                    part = self.get(address, **{"HX-Request": "true"})
                    fragments = same(part.content) != same(answer.content)
        self._follow()
        return self.seen

    def _filter(self, address: str, answer: Answer) -> None:
        """Send each filter of the page: with a word that everything holds, and with all states."""
        for form in lxml.html.fromstring(answer.content).forms:
            if (form.method or "GET").upper() != "GET":
                continue
            wide = {name: _widest(form.inputs[name]) for name in form.inputs.keys() if name}  # noqa: SIM118
            target = urlsplit(urljoin(address, form.action or address)).path
            self.get(_with(target, **{name: value for name, value in wide.items() if value}))

    def _follow(self) -> None:
        """Follow the links on the pages, once for each path and set of parameters.

        Of pages that differ by something public, such as a country, `ALIKE` more of each pattern are enough:
        those named in `OTHERS` have been met.
        """
        known, alike = {_shape(address) for address in self.seen}, Counter[tuple[str, frozenset[str]]]()
        for answer in list(self.seen.values()):
            if answer.status != 200 or not answer.html or not answer.content.strip():
                continue
            base = answer.address.split(" ")[0]
            for element, _, link, _ in lxml.html.fromstring(answer.content).iterlinks():
                target = urlsplit(urljoin(base, link))
                if element.tag != "a" or target.netloc or target.scheme or target.path.startswith("/static/"):
                    continue
                address = target.path + (f"?{target.query}" if target.query else "")
                if _shape(address) not in known:
                    known.add(_shape(address))
                    if (pattern := _public(target)) and alike[pattern] == ALIKE:
                        continue
                    if pattern:
                        alike[pattern] += 1
                    self.get(address)


def _with(address: str, **parameters: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def _shape(address: str) -> tuple[str, frozenset[str]]:
    parts = urlsplit(address.split(" ")[0])
    return parts.path, frozenset(parse_qs(parts.query, keep_blank_values=True))


def _public(target: SplitResult) -> tuple[str, frozenset[str]] | None:
    """The pattern and parameters of an address that says by a word of `OTHERS` what it is about, and asks
    for no record."""
    if _RECORD.search(target.query):
        return None
    try:
        found = resolve(target.path)
    except Resolver404:
        return None
    if not OTHERS.keys() & found.kwargs.keys():
        return None
    return found.view_name, frozenset(parse_qs(target.query, keep_blank_values=True))


def _widest(field: Any) -> str:
    """The value of a filter's field that narrows least."""
    if isinstance(field, lxml.html.SelectElement):
        return "all" if "all" in field.value_options else ""
    if getattr(field, "type", "") in ("text", "search"):
        return COMMON
    return ""


def told(response: Any) -> bytes:
    """Everything that a response tells: headers, and the content in a form that can be searched."""
    content = content_of(response)
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        content = "\n".join(page.extract_text() for page in pages).encode()
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers}\n\n".encode() + bytes(content)


def content_of(response: Any) -> bytes:
    """The whole content. A file is read to its end and so closed, without the signal that would close the
    connection of the database under the test."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def same(content: bytes) -> bytes:
    """The answer without what differs each time: the token against forged requests."""
    return _TOKEN.sub(b"", content)


def words_asked_for(client: Client, address: str) -> Iterator[str]:
    """Names of the fields of a page's own filter into which words are typed."""
    response = client.get(address)
    if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
        return
    for form in lxml.html.fromstring(response.content).forms:
        if (form.method or "GET").upper() == "GET" and urljoin(address, form.action or address) == address:
            for field in form.inputs:
                if getattr(field, "type", "") in ("text", "search") and field.name:
                    yield field.name


# -- what can be sent --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sending:
    """A form as somebody would send it: where to, and what is in it."""

    address: str
    data: tuple[tuple[str, str], ...]

    def body(self, **more: str) -> dict[str, list[Any]]:
        filled: dict[str, list[Any]] = {}
        for name, value in (*self.data, *more.items()):
            filled.setdefault(name, []).append(value)
        if (known := named(self.address)) in FILES:
            field, name, content = FILES[known]
            filled[field] = [SimpleUploadedFile(name, content)]
        return filled


# Whose forms are gathered, and from which pages: those whose name holds one of these words; from all where
# there are none.
SENDERS: Mapping[str, tuple[str, ...]] = {
    "analyst": (),
    "reviewer": ("warning", "assessment"),
    "decision_maker": ("warning", "assessment", "undertaking"),
}


def sendings(
    there: Marked, opened: Callable[[str], Answer], kinds: tuple[str, ...] = ()
) -> Iterator[Sending]:
    """Every form that changes something on the pages that somebody can open, filled in.

    Args:
        opened: gives what that person is answered at an address, as `Walk.get` does.
        kinds: only pages whose name holds one of these words.
    """
    known = set()
    for route in routes():
        if kinds and not any(kind in route.name for kind in kinds):
            continue
        if route.name.startswith(("account", "mfa", "styleguide", "api", "preferences")):
            continue
        for address in addresses(there, route):
            answer = opened(address)
            assert answer.status < 500, f"{address}\n{answer.content.decode()}"
            if answer.status == 405:
                break
            if answer.status != 200 or not answer.html:
                continue
            for sending in _sendings(address, lxml.html.fromstring(answer.content.partition(b"\n\n")[2])):
                if sending not in known:
                    known.add(sending)
                    yield sending


def _sendings(address: str, page: Any) -> Iterator[Sending]:
    for form in page.forms:
        target = urljoin(address, form.action or address).partition("#")[0]
        if (form.method or "GET").upper() != "POST" or target.startswith(("/account/", "/language/")):
            continue
        filled = tuple(sorted(_filled(form)))
        buttons = form.xpath(".//button[@name]")
        for button in buttons:
            # A button may send its form somewhere else.
            own = urljoin(address, button.get("formaction") or target).partition("#")[0]
            yield Sending(own, (*filled, (button.get("name"), button.get("value", ""))))
        if not buttons:
            yield Sending(target, filled)


def _filled(form: Any) -> Iterator[tuple[str, str]]:
    """Fields with their values; what is empty gets something that fits."""
    for name in form.inputs.keys():  # noqa: SIM118 - not a mapping
        field = form.inputs[name]
        if not name or name == "csrfmiddlewaretoken":
            continue
        if isinstance(field, lxml.html.CheckboxGroup | lxml.html.RadioGroup):
            options = [option for option in field.value_options if option]
        elif isinstance(field, lxml.html.SelectElement):
            options = [field.value or "", *(option for option in field.value_options if option)]
        else:
            kind = getattr(field, "type", "textarea")
            last = name.rpartition("-")[2]
            fresh = {
                "date": str(datetime.now(UTC).date()) if last in PAST else "2030-01-31",
                "number": "1",
                "email": "new@example.org",
                "url": "https://new.example.org/",
                "hidden": "",
                "file": "",
            }
            checked = kind in ("checkbox", "radio") and (field.get("value") or "on")
            written = FITTING.get(last) or FITTING.get(name.partition("-")[0])
            # A field for a day takes a day, however people write it elsewhere.
            fits = fresh["date"] if kind == "date" else written or fresh.get(kind, COMMON)
            if last in EMPTY:
                fits = ""
            options = [checked or (field.value or "").strip() or fits]
        value = next((option for option in options if option), "")
        if value:
            yield name, value


def named(address: str) -> str:
    """The name of the pattern that an address belongs to."""
    return resolve(urlsplit(address).path).url_name
