"""The words of a situation: who adds them, what they reach, and what a word would have caught."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nadhir.errors import Conflict, NadhirError, NotAllowed, RecordRefused
from nadhir.screening.wordlists import Word
from nadhir.sources import EventFacts, PlaceHint
from nadhir.web.core.models import Entry, Tlp
from nadhir.web.intake.models import Item
from nadhir.web.situations import lexicons
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Situation, Term, WordList
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]

VERMIN = Word("en", "vermin", "zorblat(s)", form="about", note="said in the east")
SAID = "The Shia are zorblats, everybody in the market said."
TYPED = {"term": "zorblat(s)", "language": "en", "concept": "vermin", "form": "about", "weight": "2"}
LIST = (
    b"term,language,concept,form,note\nzorblat(s),en,vermin,about,\n"
    b"gribble,en,vermin,about,\n,en,vermin,,\nx,en,vermin,,\n"
)


def shown(response: Any) -> str:
    return str(response.content.decode())


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def here(world: World, text: str, **fields: Any) -> Item:
    """A report that tells of the situation's place."""
    number = world.made["told"] = world.made.get("told", 0) + 1
    hint = PlaceHint(name="Nour Valley", code=world.place.code)
    event = EventFacts(kind="state_based")
    return world.item(text, external_id=f"told-{number}", places=(hint,), event=event, **fields)


def added(world: World, situation: Situation, word: Word = VERMIN, persona: str = "analyst") -> Term:
    return situations.term_add(viewer=world.viewer(persona), situation=situation, word=word)


# ------------------------------------------------------------------ words


def test_a_word_is_added_reviewed_by_another_and_withdrawn_but_never_lost(world: World) -> None:
    situation = world.situation()
    term = added(world, situation)
    with pytest.raises(NadhirError, match=r"term\.own"):
        situations.term_review(viewer=world.viewer("analyst"), term=term)
    situations.term_review(viewer=world.viewer("second_analyst"), term=term)
    assert lexicons.words_of(situation)[0].reviewed_by == ("Second Analyst",)
    with pytest.raises(NadhirError, match=r"term\.reviewed"):
        situations.term_review(viewer=world.viewer("second_analyst"), term=term)
    with pytest.raises(NadhirError, match=r"term\.known"):
        added(world, situation)
    with pytest.raises(Conflict):
        situations.term_withdraw(viewer=world.viewer("analyst"), term=term, version=1)
    term.refresh_from_db()
    situations.term_withdraw(viewer=world.viewer("analyst"), term=term)
    assert lexicons.words_of(situation) == []
    added(world, situation)
    assert Term.objects.count() == 2
    acts = list(Entry.objects.filter(noun="term").values_list("act", flat=True))
    assert acts == ["term.add", "term.review", "term.withdraw", "term.add"]
    assert "zorblat" not in str(list(Entry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize("persona", ["reviewer", "partner_analyst", "coordinator", "outsider", "officer"])
def test_only_the_owners_analysts_add_words(world: World, persona: str) -> None:
    with pytest.raises(NotAllowed):
        added(world, world.situation(shared=True), persona=persona)


def test_a_word_that_would_match_everything_is_refused(world: World) -> None:
    with pytest.raises(RecordRefused):
        added(world, world.situation(), Word("en", "vermin", "a"))
    assert not Term.objects.exists()


# ------------------------------------------------------------------ what they reach


def test_new_reports_of_the_place_are_read_with_its_words_and_others_are_not(world: World) -> None:
    assert here(world, SAID).concern == "none"
    added(world, world.situation())
    caught, elsewhere = here(world, f"{SAID} Again."), world.item(f"{SAID} Elsewhere.")
    assert (caught.concern, elsewhere.concern) == ("review", "none")
    assert caught.finding["version"] != elsewhere.finding["version"]


def test_the_words_of_one_desk_read_no_reports_of_another(world: World) -> None:
    added(world, world.situation(shared=True))
    theirs = here(world, SAID, persona="partner_analyst", source=world.source(persona="partner_analyst"))
    assert theirs.concern == "none"


def test_a_watch_that_ended_reads_nothing(world: World) -> None:
    situation = world.situation()
    added(world, situation)
    situations.situation_close(viewer=world.viewer("analyst"), situation=situation, because="It is over.")
    assert here(world, SAID).concern == "none"


def test_reports_of_a_situation_are_those_attached_and_those_of_its_places(world: World) -> None:
    situation, viewer = world.situation(), world.viewer("analyst")
    placed, loose, attached = here(world, SAID), world.item("Far away."), world.item("Attached.")
    situations.item_attach(viewer=viewer, situation=situation, item=attached)
    assert set(lexicons.items_of(viewer, situation)) == {placed, attached}
    assert loose not in lexicons.items_of(world.viewer("outsider"), situation)


def test_a_trial_reads_only_what_the_person_may_see(world: World) -> None:
    situation = world.situation()
    here(world, SAID)
    here(world, f"{SAID} Secretly.", source=world.source(slug="secret", tlp=Tlp.RED))
    assert lexicons.tried(world.viewer("analyst"), situation, [VERMIN]).caught == 2
    assert lexicons.tried(world.viewer("second_analyst"), situation, [VERMIN]).caught == 1


# ------------------------------------------------------------------ pages


def test_a_word_is_tried_before_it_is_added(world: World, client_of: ClientOf) -> None:
    situation = world.situation()
    item = here(world, SAID)
    client, address = client_of("analyst"), reverse("situation_lexicon", args=[situation.pk])
    page = shown(client.post(address, {**TYPED, "do": "try"}))
    assert '<mark class="m-risk">zorblats</mark>' in page
    assert reverse("item", args=[item.pk]) in page
    assert "to review" in page
    assert 'value="zorblat(s)"' in page, "the form is kept"
    assert not Term.objects.exists()
    answer = client.post(address, {**TYPED, "do": "add"}, follow=True)
    assert "Added." in said(answer)[0]
    assert "zorblat(s)" in shown(answer)
    wrong = client.post(address, {**TYPED, "term": "a", "do": "add"})
    assert wrong.status_code == 422
    assert "too short" in shown(wrong)


def test_a_list_is_looked_at_before_it_counts(world: World, client_of: ClientOf) -> None:
    situation, client = world.situation(), client_of("analyst")
    here(world, SAID)
    file = SimpleUploadedFile("words.csv", LIST, "text/csv")
    answer = client.post(reverse("word_list_new", args=[situation.pk]), {"list-file": file}, follow=True)
    page = shown(answer)
    assert "Rows that cannot: <b>2</b>" in page
    assert "row 4" in page
    assert "zorblats</mark>" in page, "what it would have caught"
    assert not Term.objects.exists()
    kept = WordList.objects.get()
    assert bytes(kept.raw) == LIST
    refused = client.get(reverse("word_list", args=[kept.pk]), {"format": "csv"}).getvalue().decode()
    assert "too short" in refused
    assert "2 terms added" in said(client.post(reverse("word_list_take", args=[kept.pk]), follow=True))[0]
    assert {(term.term, term.row) for term in Term.objects.all()} == {("zorblat(s)", 2), ("gribble", 3)}
    again = client.post(reverse("word_list_take", args=[kept.pk]), follow=True)
    assert "dealt with already" in said(again)[0]
    assert Term.objects.count() == 2


def test_a_file_that_is_no_list_is_refused_beside_its_field(world: World, client_of: ClientOf) -> None:
    client, address = client_of("analyst"), reverse("word_list_new", args=[world.situation().pk])
    file = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x00\x00")
    answer = client.post(address, {"list-file": file})
    assert answer.status_code == 422
    assert "no table of text" in shown(answer)
    assert client.post(address, {}).status_code == 422
    assert not WordList.objects.exists()


def test_the_exported_words_can_be_read_again(world: World, client_of: ClientOf) -> None:
    situation = world.situation()
    added(world, situation)
    address = reverse("situation_lexicon", args=[situation.pk])
    raw = client_of("analyst").get(address, {"format": "csv"}).getvalue()
    other = world.situation()
    made = situations.word_list_propose(
        viewer=world.viewer("analyst"), situation=other, raw=raw, file_name="again.csv"
    )
    assert situations.word_list_take(viewer=world.viewer("analyst"), word_list=made) == 1
    assert lexicons.words_of(other) == lexicons.words_of(situation)


def test_others_read_the_words_but_change_nothing(world: World, client_of: ClientOf) -> None:
    situation = world.situation(shared=True)
    term = added(world, situation)
    partner = client_of("partner_analyst")
    page = shown(partner.get(reverse("situation_lexicon", args=[situation.pk])))
    assert "zorblat" in page
    assert "Analyst" not in page.split("<main")[1].split("Partner Analyst")[0] or "added by" not in page
    assert "Withdraw" not in page
    assert partner.post(reverse("term_withdraw", args=[term.pk])).status_code == 403
    assert client_of("coordinator").get(reverse("situation_lexicon", args=[situation.pk])).status_code == 403
    assert client_of("outsider").get(reverse("situation_lexicon", args=[situation.pk])).status_code == 403
    term.refresh_from_db()
    assert term.withdrawn_at is None
