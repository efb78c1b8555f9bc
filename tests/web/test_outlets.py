"""Role × outlet: what a person may not see comes out nowhere, and what they may see somewhere.

The world of `marked` is walked by each persona, by nobody signed in and by the holder of each link, through
every address that `outlets` finds in the URL configuration. What each may read stands in tables there.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from nadhir.web.core import clock, outbox
from tests.web import marked, outlets
from tests.web.conftest import PERSONAS
from tests.web.marked import Marked
from tests.web.outlets import Walk
from tests.web.rows import changed, state

pytestmark = pytest.mark.django_db


def showing(figures: Iterable[str]) -> re.Pattern[bytes]:
    """Finds the figures, other than as the seconds of a time."""
    either = b"|".join(re.escape(one.encode()) for one in figures) or rb"(?!)"
    return re.compile(rb"(?<![\d:])(?:" + either + rb")")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """A refusal is no news here."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)


# Fields that no page or file shows, to anybody.
INSIDE = (
    "behind a deliberate act",
    "address of a recipient",
    "identifier at the source",
    "licence",
    "licence of its source",
    "name of the place",
    "original bytes",
)


# Whose questions to the database differ in kind: a desk, those it shares with, those who only read what they
# are sent, strangers. The roles of a desk beside them differ in what they may do with the same answers.
OF_EACH_KIND = ("analyst", "partner_analyst", "decision_maker", "outsider", "nobody")
EVERYBODY = [
    pytest.param(persona, marks=() if persona in OF_EACH_KIND else pytest.mark.one_database)
    for persona in (*PERSONAS, "nobody")
]


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_person_meets_all_that_they_may_see_and_nothing_else(there: Marked, persona: str) -> None:
    client = Client(headers={"accept-language": "en"})
    if persona != "nobody":
        client.force_login(there.world.people[persona])
    before, walk = state(), Walk(client)
    met = walk.everywhere(there)
    assert changed(before, state()) == {}, "looking changes nothing"
    broken = [
        f"{answer.address}\n{answer.content.decode()}" for answer in met.values() if answer.status >= 500
    ]
    assert not broken, "\n".join(broken)
    leaks = {
        f"{address}: {what}"
        for address, answer in met.items()
        for what in there.marks.forbidden(persona, answer.content)
    }
    assert not leaks, "\n".join(sorted(leaks))
    closed = showing(figure[:-3] for figure, readers in there.positions.items() if persona not in readers)
    exact = {
        f"{address}: exact position {figure.decode()}"
        for address, answer in met.items()
        for figure in closed.findall(answer.content)
    }
    assert not exact, "\n".join(sorted(exact))
    found = {marker.decode() for answer in met.values() for marker in marked.MARKER.findall(answer.content)}
    missing = [there.marks.what[marker] for marker in sorted(owed(there, persona) - found)]
    assert not missing, "\n".join(missing)
    if persona in outlets.SENDERS:
        # The pages of this walk need not be asked for again where what can be sent from them is gathered.
        kinds = outlets.SENDERS[persona]
        there.made[f"sendings {persona}"] = list(outlets.sendings(there, met.__getitem__, kinds))


def owed(there: Marked, persona: str) -> set[str]:
    """What the persona must have met: else the walk, or the tables, would prove nothing.

    The leading word of each record that they may see; and of every other field, whoever comes first among
    those who may see it.
    """
    marks = there.marks
    return {
        marker
        for marker, readers in marks.readers.items()
        if persona in readers
        and (marker in marks.leading or persona == next(one for one in PERSONAS if one in readers))
        and not marks.what[marker].endswith(INSIDE)
        and not marks.what[marker].startswith("address of ")
    }


# -- by link and by mail -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, *_ in marked.WARNINGS])
def test_the_holder_of_a_link_sees_one_warning_as_far_as_it_may_travel(there: Marked, name: str) -> None:
    client, holder = Client(), f"link to {name}"
    address = reverse("warning_by_link", args=[there.tokens[name]])
    first = outlets.told(client.get(address))
    client.post(address)
    answers = [first, outlets.told(client.get(address))]
    assert [there.marks.forbidden(holder, answer) for answer in answers] == [[], []]
    open_to_holder = {marker for marker, readers in there.marks.readers.items() if holder in readers}
    text = there.marks.marker(f"warning {name}: what")
    assert (text.encode() in first) is (text in open_to_holder)
    assert client.get(reverse("watch")).status_code == 302, "a link signs nobody in"


def test_mails_hold_no_more_than_that_there_is_a_warning(there: Marked) -> None:
    outbox.deliver(clock.now())
    assert len(mail.outbox) >= 20
    for message in mail.outbox:
        told = message.message().as_bytes() + message.body.encode() + message.subject.encode()
        found = {marker.decode() for marker in marked.MARKER.findall(told)}
        what = {there.marks.what[marker] for marker in found}
        mine = next((marker for marker in found if marker in message.to[0]), "")
        allowed = {there.marks.what.get(mine, "")}
        if "address of a recipient" in there.marks.what.get(mine, ""):
            allowed.add(there.marks.what[mine].replace("address", "name"))
        assert what <= allowed, message.to


# -- what one may not see changes nothing ------------------------------------------------------------------


def lists(there: Marked, persona: str) -> dict[str, bytes]:
    """All pages and files without a record in their address, but for what differs in each answer."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(there.world.people[persona])
    answers = {}
    for route in outlets.routes():
        if route.parameters or route.name.startswith(("account", "mfa", "styleguide", "openapi")):
            continue
        address = reverse(route.name)
        for asked in (address, f"{address}?format=csv", f"{address}?status=all&q={marked.COMMON}"):
            response = client.get(asked)
            if response.status_code != 200:
                break
            answers[asked] = outlets.same(outlets.told(response))
    return answers


@pytest.mark.parametrize(
    "persona", ["reviewer", "partner_analyst", "coordinator", "decision_maker", "officer", "outsider"]
)
def test_what_a_person_may_not_know_of_changes_nothing_that_they_see(there: Marked, persona: str) -> None:
    """Counts, sums, choices of a filter and the order of rows included."""
    before = lists(there, persona)
    marked.add_hidden(there, persona)
    after = lists(there, persona)
    assert differing(before, after) == []


def test_the_same_changes_much_for_those_who_may_know(there: Marked) -> None:
    """Else the test above could not fail."""
    before = lists(there, "analyst")
    marked.add_hidden(there, "partner_analyst")
    pages = {address.partition("?")[0] for address in differing(before, lists(there, "analyst"))}
    assert {reverse(name) for name in ("watch", "inbox", "situations", "warnings", "undertakings")} <= pages


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return [address for address, answer in before.items() if after[address] != answer]


# Fields that a search might look into.
LOOKED_FOR = re.compile(r"(text|title|name|author|identifier at the source|slug|narrative|what|who|address)$")


def test_searching_for_what_one_may_not_see_is_like_searching_for_nothing(there: Marked) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(there.world.people["partner_analyst"])
    # One of each field of each kind of record, whatever its label.
    secret = {
        what if "protected" in what else re.sub(r" [a-z_ ]+:", ":", what): marker
        for marker, what in there.marks.what.items()
        if "partner_analyst" not in there.marks.readers[marker] and LOOKED_FOR.search(what)
    }
    pages = {reverse(route.name) for route in outlets.routes() if not route.parameters}
    filters = [
        (address, name) for address in sorted(pages) for name in outlets.words_asked_for(client, address)
    ]
    assert len(filters) >= 5
    for address, name in filters:
        nothing = outlets.same(client.get(address, {name: "zq99999x"}).content)
        for what, marker in secret.items():
            found = client.get(address, {name: marker}).content.replace(marker.encode(), b"zq99999x")
            assert outlets.same(found) == nothing, f"{address}?{name}= gives away {what}"
