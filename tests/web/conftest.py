"""A small world for the shell's tests: two organisations, a sharing group, one person per role.

def test_reporter_sees_no_inbox(world, client_of): ...
    assert client_of("reporter").get("/inbox/").status_code == 403
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from nadhir.sources import EventFacts, PlaceHint, Record
from nadhir.web.accounts.models import Organisation, SharingGroup, User
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.accounts.services import organisation_record, sharing_group_record, user_invite
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Place
from nadhir.web.directory.services import place_invent
from nadhir.web.intake.models import Batch, Item, Source
from nadhir.web.intake.services import records_take, source_record
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Assessment, Situation
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Warning

# By persona: the organisation, and the roles there.
PERSONAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "analyst": ("desk", ("analyst",)),
    "second_analyst": ("desk", ("analyst",)),
    "reviewer": ("desk", ("reviewer",)),
    "reporter": ("desk", ("reporter",)),
    "officer": ("desk", ("officer",)),
    "administrator": ("desk", ("administrator",)),
    "decision_maker": ("desk", ("decision_maker",)),
    "coordinator": ("network", ("coordinator",)),
    "partner_analyst": ("network", ("analyst",)),
    "outsider": ("elsewhere", ("analyst",)),
}
# Worlds in which every word is a marker: making and walking one is the dearest thing that tests do.
WORLDS = {"there", "poisoned"}


@dataclass
class World:
    """Who and what is there. Everything is made through services, as in life."""

    organisations: dict[str, Organisation]
    group: SharingGroup
    people: dict[str, User]
    place: Place
    made: dict[str, Any] = field(default_factory=dict)

    def viewer(self, persona: str) -> Viewer:
        return viewer_of(self.people[persona])

    def source(self, *, persona: str = "analyst", **fields: Any) -> Source:
        defaults = {"slug": "field-notes", "tlp": Tlp.AMBER}
        return source_record(viewer=self.viewer(persona), **{**defaults, **fields})

    def item(
        self, text: str = "A calm market day was reported.", *, persona: str = "analyst", **fields: Any
    ) -> Item:
        """An item taken in from one record; `fields` go to the record or, for `source`, to the source."""
        source = fields.pop("source", None) or self.source(persona=persona)
        record = Record(text=text, raw=text.encode("utf-8", "surrogatepass"), **fields)
        items = records_take(viewer=self.viewer(persona), source=source, records=[record])
        return items[0]

    def event(self, *, deaths: int = 3, kind: str = "one_sided", persona: str = "analyst") -> Item:
        facts = EventFacts(kind=kind, deaths_low=deaths, deaths_best=deaths, deaths_high=deaths + 2)  # type: ignore[arg-type]
        hint = PlaceHint(name="Nour Valley", code=self.place.code, latitude=1.0, longitude=2.0)
        number = self.made["events"] = self.made.get("events", 0) + 1
        return self.item(
            f"Event {number}: armed men attacked villagers.",
            persona=persona,
            external_id=f"event-{number}",
            event=facts,
            places=(hint,),
        )

    def situation(self, *, persona: str = "analyst", shared: bool = False, tlp: str = Tlp.AMBER) -> Situation:
        return situations.situation_open(
            viewer=self.viewer(persona),
            names={"en": "Nour Valley", "ar": "وادي النور", "fr": "Vallée de Nour"},
            places=[self.place.pk],
            groups=[{"names": {"en": "people of the east bank"}, "attribute": "ethnic"}],
            tlp=tlp,
            share_with=[self.group.pk] if shared else (),
        )

    def signed_assessment(self, *, situation: Situation | None = None, shared: bool = False) -> Assessment:
        """An assessment with one coded passage, drafted by the analyst and signed by the reviewer."""
        assessment = self.assessment_in_review(situation or self.situation(shared=shared))
        return situations.assessment_sign(viewer=self.viewer("reviewer"), assessment=assessment)

    def assessment_in_review(self, situation: Situation) -> Assessment:
        """An assessment with one coded passage, drafted by the analyst and handed to review."""
        item = self.item("They were told to leave their homes before the market day.")
        analyst = self.viewer("analyst")
        situations.evidence_code(
            viewer=analyst, situation=situation, item=item, start=0, end=34, elements=["7.10"]
        )
        draft = situations.assessment_draft(viewer=analyst, situation=situation)
        situations.assessment_write(
            viewer=analyst, assessment=draft, narrative="Pressure to leave is growing.", trend="rising"
        )
        return situations.assessment_submit(viewer=analyst, assessment=draft)

    def warning(
        self,
        *,
        recipients: Iterable[str] = ("decision_maker",),
        status: str = "issued",
        shared: bool = False,
        **fields: Any,
    ) -> Warning:
        """A warning with one option, brought to `status`: draft, submitted, approved or issued."""
        analyst, reviewer = self.viewer("analyst"), self.viewer("reviewer")
        written = {
            "title": "Expulsions feared",
            "what": "Families may be driven from their homes.",
            "where": "Nour Valley",
            "at_risk": "people of the east bank",
            "why_now": "The market day is near.",
            "if_nothing": "Violence may follow.",
            "confidence": "moderate",
            "valid_until": datetime.now(UTC) + timedelta(days=14),
            "options_because": "Nothing else can be done in time.",
        }
        warning = warnings.warning_draft(
            viewer=analyst,
            assessment=self.signed_assessment(shared=shared),
            share_with=[self.group.pk] if shared else (),
            **{**written, **fields},
        )
        warnings.option_add(
            viewer=analyst, warning=warning, text="Joint visit", by_whom="the elders", lead_days=4
        )
        for persona in recipients:
            person = self.people[persona]
            warnings.recipient_name(viewer=analyst, warning=warning, name=person.name, user=person)
        acts: list[tuple[str, Callable[..., Warning], Viewer]] = [
            ("submitted", warnings.warning_submit, analyst),
            ("approved", warnings.warning_approve, reviewer),
            ("issued", warnings.warning_issue, reviewer),
        ]
        for reached, act, viewer in acts:
            if status == "draft":
                break
            act(viewer=viewer, warning=warning)
            if reached == status:
                break
        return warning


@pytest.fixture(autouse=True)
def _language_of_nobody() -> Iterator[None]:
    """Every test begins and ends in English: the test client leaves its reader's language behind it.

    And with an empty cache, where attempts to sign in are counted.
    """
    translation.activate("en")
    cache.clear()
    yield
    translation.activate("en")


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_up_once() -> Iterator[None]:
    """Each test client is a server that starts, and whitenoise goes through all static files then."""
    known: dict[str, Any] = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def found(self: WhiteNoiseMiddleware) -> None:
        if not known:
            find(self)
            known.update(self.files)
        self.files.update(known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", found)
        yield


@pytest.fixture
def world(db: None) -> World:
    """Two desks that share, one that does not, and one person per role."""
    return make_world()


def make_world() -> World:
    """The same, for a fixture that lives longer than one test."""
    organisations = {
        slug: organisation_record(slug=slug, names={"en": slug}, partner=slug != "elsewhere")
        for slug in ("desk", "network", "elsewhere")
    }
    group = sharing_group_record(
        names={"en": "region"}, members=[organisations["desk"].pk, organisations["network"].pk]
    )
    people = {
        persona: user_invite(
            email=f"{persona}@example.org",
            name=persona.replace("_", " ").title(),
            organisation=organisations[slug],
            roles=roles,
        )
        for persona, (slug, roles) in PERSONAS.items()
    }
    place = place_invent(
        code="XN-01",
        names={"ar": "وادي النور", "en": "Nour Valley", "fr": "Vallée de Nour"},
        latitude=1.0,
        longitude=2.0,
    )
    return World(organisations, group, people, place)


# What stands in the database between tests: the world of `tests.web.marked`, and how to take it back.
_standing: list[tuple[Any, ExitStack]] = []


@pytest.fixture(scope="module")
def there(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """The world of `tests.web.marked`, made once for all tests that ask for it.

    They come first in each process, one after the other; the first test that does not ask for it takes it
    back (`pytest_runtest_setup`).
    """
    from tests.web import marked  # which rests on this module

    if not _standing:
        with ExitStack() as stack:
            stack.enter_context(django_db_blocker.unblock())
            stack.enter_context(transaction.atomic())
            stack.callback(transaction.set_rollback, True)
            made = marked.build()
            _standing.append((made, stack.pop_all()))
    return _standing[0][0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest tests first, so that no process is left with one of them at the end."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """First those who meet forms by walking, then the tests that send them; one world after the other, so
    that none is made twice."""
    from tests.web import outlets

    asked = set(getattr(item, "fixturenames", ()))
    persona = item.callspec.params.get("persona") if hasattr(item, "callspec") else None
    if not WORLDS & asked:
        return 4
    if "poisoned" in asked:
        return 3
    if "sent" in asked:
        return 1
    return 0 if persona in outlets.SENDERS else 2


def pytest_runtest_setup(item: pytest.Item) -> None:
    if "there" not in getattr(item, "fixturenames", ()):
        _take_back()


def pytest_sessionfinish() -> None:
    _take_back()


def _take_back() -> None:
    while _standing:
        _standing.pop()[1].close()


@pytest.fixture(scope="module")
def sent(there: Any) -> list[tuple[str, Any]]:
    """Every form that the desk, and a recipient, can send; with who can. Gathered once, as `there` is, from
    the pages that these people walked through where they did so before, in this process."""
    from tests.web import outlets

    if "sent" not in there.made:
        found: dict[Any, str] = {}
        for persona, kinds in outlets.SENDERS.items():
            client = Client(headers={"accept-language": "en"})
            client.force_login(there.world.people[persona])
            known = there.made.get(f"sendings {persona}")
            for sending in known or outlets.sendings(there, outlets.Walk(client).get, kinds):
                found.setdefault(sending, persona)
        assert len({outlets.named(sending.address) for sending in found}) >= 25
        there.made["sent"] = [(persona, sending) for sending, persona in found.items()]
    return list(there.made["sent"])


@pytest.fixture
def client_of(world: World) -> Callable[[str], Client]:
    """A browser-less client signed in as a persona."""

    def signed_in(persona: str, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(world.people[persona])
        client.cookies["django_language"] = language
        return client

    return signed_in


@pytest.fixture
def batch(world: World) -> Batch:
    """The batch of one small text file."""
    world.item()
    return Batch.objects.get()
