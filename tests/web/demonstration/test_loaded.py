"""The loaded demonstration, as the people in it see it. Loaded once, and only looked at."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.utils import parsedate_to_datetime
from itertools import pairwise

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.db import transaction
from django.test import TestCase
from pytest_django import DjangoDbBlocker

from nadhir.web.accounts.models import Organisation, User
from nadhir.web.accounts.selectors import person, viewer_of
from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import ledger
from nadhir.web.core.models import Entry, Outgoing
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import Person, load
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor, ActorName, Place
from nadhir.web.directory.services import place_sync
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Batch, Item, ItemPlace, Source
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.joint import comparison_of
from nadhir.web.situations.models import Assessment, Evidence, JointAssessment, Situation
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning as Alert

END = datetime(2025, 1, 20, 0, 5, tzinfo=UTC)  # the story then crosses a year
STORY = (Item, Source, Batch, Situation, Evidence, Assessment, Alert)
FACTS = (Actor, Instrument, Engagement)


@dataclass(frozen=True)
class Demonstration:
    """Who can sign in, and the mails that were written while it was loaded."""

    people: list[Person]
    mails: list[str]

    def viewer(self, persona: str) -> Viewer:
        return viewer_of(self.user(persona))

    def user(self, persona: str) -> User:
        user = person(f"{persona}@demo.nadhir.invalid")
        assert user is not None
        return user


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demonstration]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            place_sync()
            before = set(settings.WORKSPACE.mail.glob("*"))
            with TestCase.captureOnCommitCallbacks(execute=True):
                made = load(now=END)
            assert made.fresh
            written = sorted(set(settings.WORKSPACE.mail.glob("*")) - before)
            yield Demonstration(made.people, [path.read_text("utf-8") for path in written])
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def demo(loaded: Demonstration, db: None) -> Demonstration:
    return loaded


def test_some_sixty_reports_in_three_languages_and_two_in_others(demo: Demonstration) -> None:
    languages = Counter(Item.objects.values_list("language", flat=True))
    assert 55 <= languages.total() <= 75
    assert all(languages[language] >= languages.total() // 4 for language in ("ar", "en", "fr"))
    others = Item.objects.exclude(language__in=("ar", "en", "fr"))
    assert dict(others.values_list("language", "coverage")) == {"sw": "thinly", "tr": "not_covered"}


def test_the_inbox_has_violence_first_with_reasons_and_copies_folded(demo: Demonstration) -> None:
    analyst = demo.viewer("analyst")
    shown = list(intake.inbox(analyst))
    assert 10 <= len(shown) <= 30
    assert [item.priority for item in shown] == sorted((item.priority for item in shown), reverse=True)
    assert {item.language for item in shown} == {"ar", "en", "fr", "sw", "tr"}
    assert shown[0].priority == Item.Priority.VIOLENCE
    assert {Item.Priority.URGENT, Item.Priority.HIGH, Item.Priority.REVIEW} <= {
        item.priority for item in shown
    }
    assert all(item.reasons for item in shown if item.priority > Item.Priority.ORDINARY)
    assert 2 in intake.copies_of(analyst, shown).values()


def test_reports_came_in_batches_with_mappings_and_one_with_rejects(demo: Demonstration) -> None:
    batches = Batch.objects.all()
    assert {batch.format for batch in batches} == {"jsonl", "csv", "feed", "txt"}
    assert {batch.state for batch in batches} == {Batch.State.DONE}
    refused = [batch for batch in batches if batch.rejected]
    assert [(batch.file_name, batch.rejected) for batch in refused] == [("incidents-2.csv", 2)]
    assert (settings.WORKSPACE.rejects / f"{refused[0].pk}.csv").read_text("utf-8").count(
        "incidents-2.csv"
    ) >= 2
    arabic = Batch.objects.get(file_name="posts-1.csv")
    assert arabic.mapping is not None
    assert arabic.mapping["text"] == "نص المنشور"


def test_all_of_the_story_is_marked_and_kept_by_the_demonstration(demo: Demonstration) -> None:
    for model in STORY:
        assert model.objects.exists()
        assert not model.objects.filter(fictional=False).exists(), model
        assert not model.objects.filter(owner__fictional=False).exists(), model
    assert not Organisation.objects.filter(fictional=False).exists()
    assert not User.objects.filter(fictional=False).exists()
    assert set(Place.objects.filter(fictional=True).values_list("code", flat=True)) >= {"XN", "XN-01"}


def test_invented_reports_lie_in_invented_places_only(demo: Demonstration) -> None:
    assert ItemPlace.objects.filter(place__code="XN-01").count() >= 40
    assert not ItemPlace.objects.filter(place__fictional=False).exists()


def test_real_facts_are_no_fiction_and_name_their_document(demo: Demonstration) -> None:
    for model in FACTS:
        facts = model.objects.filter(slug__isnull=False).exclude(slug__startswith="demo-")
        assert facts.count() >= 10
        for fact in facts:
            assert not fact.fictional
            assert fact.created_by_id is None
            assert fact.sources, fact
            assert all({"title", "publisher"} <= set(source) for source in fact.sources)
        assert not model.objects.filter(slug__startswith="demo-", fictional=False).exists()
        assert not model.objects.filter(slug=None, fictional=False).exists(), "who has no name of a fact"


def test_what_the_memorandum_promises_stands_open_without_a_result(demo: Demonstration) -> None:
    promised = Undertaking.objects.filter(origin=Undertaking.Origin.INSTRUMENT, fictional=False)
    memorandum = Instrument.objects.get(slug="memorandum-kaiciid-un-office-2026")
    assert promised.count() == 8
    assert {one.origin_id for one in promised} == {memorandum.pk}
    assert {one.obligation.area for one in promised} == set(range(8))
    assert memorandum.renews is not None
    assert {one.status for one in promised} == {Undertaking.Status.OPEN}
    assert not any(one.fictional or one.result or one.due_on for one in promised)
    assert {one.actor.slug for one in promised if one.actor} == {
        "kaiciid",
        "un-office-on-genocide-prevention",
    }


def test_two_people_who_share_a_spelling_are_found_as_two(demo: Demonstration) -> None:
    found = directory.actors(demo.viewer("officer"), named="دينغ")
    assert {actor.slug for actor in found} == {"francis-deng", "adama-dieng"}


def test_one_office_is_found_under_its_three_names(demo: Demonstration) -> None:
    office = Actor.objects.get(slug="un-office-on-genocide-prevention")
    arabic = ActorName.objects.filter(actor=office, language="ar")
    assert arabic.count() >= 3
    assert {name.valid_from for name in arabic} >= {"2009-11", "2017-07", "2026-01"}
    for name in arabic:
        assert list(directory.actors(demo.viewer("officer"), named=name.text)) == [office]


def test_dates_known_in_part_are_kept_in_part(demo: Demonstration) -> None:
    seminar = Engagement.objects.get(slug="kenya-seminar")
    assert seminar.held_on is None
    assert seminar.held is not None
    assert (seminar.held["start"][:4], seminar.held["end"][:4]) == ("2011", "2012")
    workshop = Engagement.objects.get(slug="dar-es-salaam-workshop-2012")
    assert workshop.participants == 70
    assert workshop.held is not None
    assert workshop.held["contradicted_by"][0]["start"] == "2012-12-18"
    side_event = Engagement.objects.get(slug="general-assembly-side-event-2025")
    assert side_event.held is not None
    assert (side_event.held["start"], side_event.held["relative"]) == ("2025-09-01", True)


def test_passages_are_found_again_in_the_reports(demo: Demonstration) -> None:
    pieces = Evidence.objects.select_related("item")
    assert pieces.count() >= 35
    assert all(piece.item.text[piece.start : piece.end] == piece.quote for piece in pieces)


def test_two_assessments_one_superseded_one_signed_with_another_view(demo: Demonstration) -> None:
    first, second = Assessment.objects.filter(joint=None).order_by("number")
    assert (first.status, second.status) == (Assessment.Status.SUPERSEDED, Assessment.Status.SIGNED)
    assert second.supersedes == first
    assert second.dissents.count() == 1
    assert second.frozen is not None
    assert second.frozen["dissent"]
    for one in (first, second):
        assert one.signed_by_id == demo.user("reviewer").pk != one.created_by_id
    values = Counter(second.findings.values_list("value", flat=True))
    assert {"present", "mitigation", "absent", "no_information"} <= set(values)


def test_five_warnings_at_five_stages(demo: Demonstration) -> None:
    analyst = demo.viewer("analyst")
    every = [response.thread(analyst, one) for one in Alert.objects.order_by("pk")]
    done, cancelled, update, waiting, drafted = every
    assert [one.warning.status for one in every] == ["updated", "cancelled", "expired", "issued", "submitted"]
    assert update.warning.updates == done.warning
    assert cancelled.warning.cancelled_because
    steps = drafted.warning.clearances.order_by("order")
    assert [(one.mandate, one.state) for one in steps] == [("", "waiting"), ("genocide", "waiting")]
    times = [step.at for step in done.steps]
    assert all(earlier and later and earlier <= later for earlier, later in pairwise(times))
    assert waiting.at("warned") is not None
    assert waiting.at("acknowledged") is waiting.at("decided") is None
    assert drafted.warning.status == Alert.Status.SUBMITTED
    assert drafted.warning.valid_until > END
    statuses = Counter(Undertaking.objects.filter(warning=done.warning).values_list("status", flat=True))
    assert statuses == {"done": 2, "refused": 1, "under_way": 1}
    assert all(one.result for one in Undertaking.objects.filter(status="done"))
    assert done.warning.decisions.filter(no_action=True).count() == 1


def test_dialogue_counts_the_women_in_it(demo: Demonstration) -> None:
    convened = Engagement.objects.filter(slug__startswith="demo-")
    assert convened.filter(status="planned").count() == 1
    held = convened.filter(participants__isnull=False)
    assert held.count() == 8
    assert all(one.women and one.participants and one.women < one.participants for one in held)


def test_each_sees_what_is_theirs(demo: Demonstration) -> None:
    sees = {
        persona: (
            intake.items(demo.viewer(persona)).count(),
            situations.situations(demo.viewer(persona)).count(),
            warnings.warnings(demo.viewer(persona)).count(),
        )
        for persona in ("analyst", "reviewer", "coordinator", "decision-maker", "outsider")
    }
    # What the dialogue network wrote down for itself stays there.
    every = Item.objects.exclude(owner__slug="demo-network").count()
    assert sees == {
        "analyst": (every, 1, 5),
        "reviewer": (every, 1, 5),
        "coordinator": (0, 1, 4),
        "decision-maker": (0, 0, 4),
        "outsider": (0, 0, 0),
    }


def test_two_organisations_wrote_apart_and_talk(demo: Demonstration) -> None:
    joint = JointAssessment.objects.get()
    assert joint.state == JointAssessment.State.COMPARING
    compared = comparison_of(demo.viewer("analyst"), joint)
    assert compared.percent.cases >= 10
    assert compared.kappa is not None
    assert compared.kappa.value is not None
    assert 4 <= len(compared.differences) <= 12
    assert 0 < len(compared.open) < len(compared.differences)


def test_the_ledger_holds_and_follows_time(demo: Demonstration) -> None:
    assert ledger.verify().count == Entry.objects.count() > 400
    times = list(Entry.objects.order_by("number").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[0] > END - timedelta(days=95)
    assert times[-1] == END


def test_records_were_made_when_the_story_has_them_made(demo: Demonstration) -> None:
    made = [item.created_at for item in Item.objects.all()]
    assert max(made) < END
    assert max(made) - min(made) > timedelta(days=80)
    assert all(item.created_at == item.received_at for item in Item.objects.all())


def test_mails_stay_in_the_house_and_none_waits(demo: Demonstration) -> None:
    # Reminders of reviews lie ready for their day.
    # Who is asked for a part of a report and has no account is handed a link instead.
    left = Outgoing.objects.exclude(kind__in=["situation.review", "reports.contribution"])
    assert set(left.values_list("state", flat=True)) == {Outgoing.State.SENT}
    # Of the reminders whose day came, those that were not due any more made no mail.
    sent = Outgoing.objects.filter(state=Outgoing.State.SENT).count()
    assert 15 <= left.count() <= len(demo.mails) <= sent
    assert mail.outbox == []
    for text in demo.mails:
        if text.startswith("{"):
            continue  # what a webhook would have got lies beside the mails
        told = message_from_string(text)
        assert parsedate_to_datetime(str(told["Date"])) < END
        assert str(told["To"]).endswith(".invalid")


def test_everybody_can_sign_in_with_one_word_kept_in_the_workspace(demo: Demonstration) -> None:
    assert [one.role for one in demo.people] == [
        "analyst", "field", "reviewer", "reporter", "partner", "coordinator", "officer",
        "decision-maker", "outsider",
    ]  # fmt: skip
    (password,) = {one.password for one in demo.people}
    assert len(password) >= 12
    validate_password(password, demo.user("analyst"))
    assert demo.user("outsider").check_password(password)
    assert demo.user("analyst").password.startswith("argon2")
    kept = settings.WORKSPACE.keys / "demonstration.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert password in kept.read_text("utf-8")
    assert set(demo.people[0].as_json()) == {"role", "name", "email", "password", "language"}


def test_loading_again_adds_nothing(demo: Demonstration) -> None:
    before = Entry.objects.count(), Item.objects.count(), Actor.objects.count()
    again = load(now=END)
    assert not again.fresh
    assert again.people == demo.people
    assert (Entry.objects.count(), Item.objects.count(), Actor.objects.count()) == before


def test_a_lost_password_is_made_anew_for_all(demo: Demonstration) -> None:
    kept = settings.WORKSPACE.keys / "demonstration.json"
    told = kept.read_text("utf-8")
    try:
        kept.write_text("{", "utf-8")
        people = load(now=END).people
        assert people[0].password != demo.people[0].password
        assert demo.user("reviewer").check_password(people[0].password)
    finally:
        kept.write_text(told, "utf-8")
