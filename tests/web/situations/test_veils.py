"""What leaves the desk: the outward name of a discreet situation, and words that are blacked out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_name_readers
from nadhir.web.core.viewer import NOBODY
from nadhir.web.situations import occasions, reading, selectors, services, veils
from nadhir.web.situations.documents import parts
from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.models import Assessment, Redaction, Situation
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
OUTSIDE = ("partner_analyst", "coordinator", "decision_maker")


def discreet(world: World, framing: str = "region") -> Situation:
    return services.situation_open(
        viewer=world.viewer("analyst"),
        names={"en": "Truename"},
        about="Trueabout",
        places=[world.place.pk],
        groups=[{"names": {"en": "Truegroup"}, "attribute": "ethnic"}],
        since=datetime.now(UTC).date(),
        share_with=[world.group.pk],
        discreet=True,
        framing=framing,
        outward_names={"en": "Situation in the region", "ar": "حالة في المنطقة"},
    )


def signed(world: World, situation: Situation, narrative: str = "They fear Colonel Zaher.") -> Assessment:
    analyst = world.viewer("analyst")
    draft = services.assessment_draft(viewer=analyst, situation=situation)
    services.assessment_write(viewer=analyst, assessment=draft, narrative=narrative)
    services.finding_record(
        viewer=analyst,
        assessment=draft,
        element="9.1",
        value="absent",
        reasoning="The aide of colonel  Zaher said so.",
    )
    services.assessment_submit(viewer=analyst, assessment=draft)
    made = services.assessment_sign(viewer=world.viewer("reviewer"), assessment=draft)
    made.refresh_from_db()
    return made


def test_the_desk_reads_the_name(world: World) -> None:
    made = discreet(world)
    for persona in ("analyst", "second_analyst", "reviewer"):
        assert selectors.situation(world.viewer(persona), made.pk).names == {"en": "Truename"}


@pytest.mark.parametrize("persona", ["partner_analyst", "coordinator"])
def test_others_read_the_outward_name(world: World, persona: str) -> None:
    made = discreet(world)
    seen = selectors.situation(world.viewer(persona), made.pk)
    assert seen.names["en"] == "Situation in the region"
    assert seen.about == ""
    assert not seen.groups.all()
    assert not seen.places.all()
    made.refresh_from_db()
    assert made.names == {"en": "Truename"}


def test_framed_by_country_the_places_are_told(world: World) -> None:
    made = discreet(world, framing="country")
    seen = selectors.situation(world.viewer("partner_analyst"), made.pk)
    assert [place.pk for place in seen.places.all()] == [world.place.pk]
    assert not seen.groups.all()


def test_no_page_of_a_partner_tells_the_name(world: World, client_of: ClientOf) -> None:
    made = discreet(world)
    signed(world, made)
    client = client_of("partner_analyst")
    for name in ("situation", "situation_assessments", "situation_timeline", "situation_outlook"):
        answer = client.get(reverse(name, args=[made.pk]))
        assert answer.status_code == 200
        for word in (b"Truename", b"Trueabout", b"Truegroup"):
            assert word not in answer.content, name
        assert b"Situation in the region" in answer.content
    for url in (reverse("situations"), f"{reverse('situations')}?format=csv", "/api/v1/situations", "/"):
        answer = client.get(url)
        content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert b"Truename" not in content


@pytest.mark.parametrize(
    "query",
    [{"words": "Truename"}, {"words": "Truegroup"}, {"place": "XN-01"}],
    ids=["name", "group", "place"],
)
def test_it_is_not_found_by_what_is_kept_from_the_asker(world: World, query: dict[str, Any]) -> None:
    discreet(world)
    assert selectors.situations_found(world.viewer("analyst"), **query).exists()
    assert not selectors.situations_found(world.viewer("partner_analyst"), **query).exists()


def test_it_is_found_by_its_outward_name(world: World) -> None:
    discreet(world)
    found = selectors.situations_found(world.viewer("partner_analyst"), words="in the region")
    assert [one.names["en"] for one in found] == ["Situation in the region"]


def test_a_warning_begins_without_the_names(world: World, client_of: ClientOf) -> None:
    one = signed(world, discreet(world))
    page = client_of("analyst").get(f"{reverse('warning_new')}?assessment={one.pk}").content
    assert b"Truegroup" not in page
    assert b"Nour Valley" not in page


def test_somebody_named_for_the_assessment_reads_the_outward_name(world: World, client_of: ClientOf) -> None:
    one = signed(world, discreet(world))
    record_name_readers(record=one, users=[world.people["decision_maker"].pk])
    page = client_of("decision_maker").get(reverse("assessment", args=[one.pk]))
    assert page.status_code == 200
    assert b"Truename" not in page.content
    assert b"Situation in the region" in page.content


def test_without_an_outward_name_nothing_is_told(world: World) -> None:
    bare = Situation(names={"en": "Truename"}, discreet=True, owner=world.organisations["desk"])
    assert veils.name_for(NOBODY, bare) == {"ar": "حالة", "en": "a situation", "fr": "une situation"}


# ------------------------------------------------------------------ blacked out


def strike(world: World, situation: Situation, words: str = "colonel zaher") -> int:
    return services.situation_redact(
        viewer=world.viewer("reviewer"),
        situation=situation,
        quote=words,
        kind="person",
        because="He talks to us.",
    )


def test_words_are_struck_wherever_they_stand(world: World) -> None:
    situation = world.situation(shared=True)
    one = signed(world, situation)
    record_name_readers(record=one, users=[world.people["decision_maker"].pk])
    Assessment.objects.filter(pk=one.pk).update(tlp=Tlp.GREEN)
    assert strike(world, situation) == 2
    one.refresh_from_db()
    told = reading.read(world.viewer("partner_analyst"), one)
    assert told.narrative == f"They fear {veils.BAR} [protects a person]."
    said = next(said for factor in told.factors for said in factor.found if said.element.id == "9.1")
    assert "aher" not in said.reasoning
    # It is not taken for a forgery: what was signed is as it was.
    assert told.intact
    assert "Zaher" in reading.read(world.viewer("reviewer"), one).narrative
    assert "Zaher" not in reading.read(world.viewer("decision_maker"), one).narrative


def test_what_is_at_stake_is_struck_too(world: World) -> None:
    situation = world.situation(shared=True)
    services.situation_change(
        viewer=world.viewer("analyst"), situation=situation, about="Colonel Zaher leads."
    )
    strike(world, situation)
    seen = selectors.situation(world.viewer("partner_analyst"), situation.pk)
    assert seen.about == f"{veils.BAR} [protects a person] leads."


def test_a_passage_is_struck_and_not_found_by_asking(world: World) -> None:
    situation = world.situation(shared=True, tlp=Tlp.GREEN)
    source = world.source(slug="open", tlp=Tlp.GREEN)
    item = world.item("The guards of Colonel Zaher came at night.", source=source)
    services.evidence_code(
        viewer=world.viewer("analyst"), situation=situation, item=item, start=0, end=40, elements=["7.10"]
    )
    strike(world, situation)
    partner = world.viewer("partner_analyst")
    (piece,) = selectors.evidence_found(partner, situation)
    assert "Zaher" not in piece.quote
    assert not selectors.evidence_found(partner, situation, words="Zaher")
    assert selectors.evidence_found(partner, situation, words="guards")
    assert selectors.evidence_found(world.viewer("analyst"), situation, words="Zaher")


def test_another_view_is_struck(world: World, client_of: ClientOf) -> None:
    situation = world.situation(shared=True, tlp=Tlp.GREEN)
    one = signed(world, situation, narrative="Quiet.")
    services.dissent_record(viewer=world.viewer("analyst"), assessment=one, text="Colonel Zaher is harmless.")
    strike(world, situation)
    page = client_of("partner_analyst").get(reverse("assessment", args=[one.pk])).content.decode()
    assert "is harmless." in page
    assert "aher" not in page


def test_whoever_reads_bars_does_not_write_over_them(world: World, client_of: ClientOf) -> None:
    situation = world.situation(shared=True, tlp=Tlp.GREEN)
    signed(world, situation)
    strike(world, situation)
    draft = services.assessment_draft(viewer=world.viewer("partner_analyst"), situation=situation)
    url = reverse("assessment_edit", args=[draft.pk])
    assert client_of("partner_analyst").get(url).status_code == 403
    assert client_of("analyst").get(url).status_code == 200


def test_lifting_shows_the_words_again(world: World) -> None:
    situation = world.situation(shared=True, tlp=Tlp.GREEN)
    one = signed(world, situation)
    strike(world, situation)
    struck = Redaction.objects.get()
    with pytest.raises(NotPossibleNow, match="without_reason"):
        services.redaction_lift(viewer=world.viewer("reviewer"), redaction=struck, because=" ")
    services.redaction_lift(viewer=world.viewer("reviewer"), redaction=struck, because="He spoke out.")
    assert "Zaher" in reading.read(world.viewer("partner_analyst"), one).narrative
    with pytest.raises(NotPossibleNow, match="lifted"):
        services.redaction_lift(viewer=world.viewer("reviewer"), redaction=struck, because="Twice.")


@pytest.mark.parametrize(
    ("words", "code"), [("ab", "too_short"), ("nowhere", "not_in_text"), ("  ", "not_in_text")]
)
def test_words_that_cannot_be_struck(world: World, words: str, code: str) -> None:
    situation = world.situation(shared=True)
    services.situation_change(viewer=world.viewer("analyst"), situation=situation, about="About many things.")
    with pytest.raises(NotPossibleNow, match=code):
        strike(world, situation, words)


def test_only_the_desk_strikes(world: World, client_of: ClientOf) -> None:
    situation = world.situation(shared=True, tlp=Tlp.GREEN)
    signed(world, situation)
    with pytest.raises(NotAllowed):
        services.situation_redact(
            viewer=world.viewer("partner_analyst"),
            situation=situation,
            quote="They fear",
            kind="person",
            because="x",
        )
    strike(world, situation)
    url = reverse("situation_redactions", args=[situation.pk])
    assert b"colonel zaher" in client_of("analyst").get(url).content
    assert client_of("partner_analyst").get(url).status_code == 403
    lift = reverse("redaction_lift", args=[Redaction.objects.get().pk])
    assert client_of("partner_analyst").post(lift, {"because": "x"}).status_code in (403, 404)
    assert Redaction.objects.get().lifted_at is None


def test_striking_by_the_form(world: World, client_of: ClientOf) -> None:
    situation = world.situation(shared=True)
    signed(world, situation)
    client, url = client_of("analyst"), reverse("situation_redactions", args=[situation.pk])
    sent = {"quote": "Colonel Zaher", "kind": "person", "because": "He talks to us."}
    assert client.post(url, {**sent, "quote": "Colonel Nobody"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 422  # struck already
    page = client.get(url).content.decode()
    assert "Colonel Zaher" in page
    assert "He talks to us." in page


def _kept(world: World, situation: Situation) -> tuple[Any, Any]:
    """A tension and an occasion that name the situation, its place, and somebody whose name is struck."""
    analyst = world.viewer("analyst")
    place = world.place.names["en"]
    tension = services.tension_record(
        viewer=analyst,
        situation=situation,
        issue=f"Land in Truename near {place}",
        drivers="Colonel Zaher takes cattle.",
    )
    services.tension_read(
        viewer=analyst,
        tension=tension,
        on=datetime.now(UTC).date(),
        intensity=3,
        note="Zaher again, truename.",
    )
    occasion = services.occasion_record(
        viewer=analyst,
        names={"en": "Market day of Truename"},
        situations=[situation],
        starts_on=datetime.now(UTC).date(),
        note="Zaher comes.",
        tlp=Tlp.GREEN,
    )
    signed(world, situation)
    services.situation_redact(
        viewer=analyst, situation=situation, quote="Zaher", kind="person", because="is in danger"
    )
    return tension, occasion


def test_words_of_a_tension_and_an_occasion_name_nothing_outside_the_desk(
    world: World, client_of: ClientOf
) -> None:
    made = discreet(world)
    tension, occasion = _kept(world, made)
    place = world.place.names["en"]
    pages = (
        reverse("situation", args=[made.pk]),
        reverse("situation_register", args=[made.pk]),
        f"{reverse('situation_register', args=[made.pk])}?format=csv",
        reverse("situation_timeline", args=[made.pk]),
        reverse("tension", args=[tension.pk]),
        reverse("occasion", args=[occasion.pk]),
    )
    for persona, told in (("analyst", True), ("partner_analyst", False)):
        client = client_of(persona)
        for url in pages:
            answer = client.get(url)
            content = b"".join(answer) if answer.streaming else answer.content
            text = content.decode()
            assert answer.status_code == 200, url
            assert ("Zaher" in text or "Truename" in text or "truename" in text) is told, url
            assert told or f"near {place}" not in text, url
            assert told or "Situation in the region" in text, url
    assert "Land in Situation in the region near Situation in the region" in text_of(client_of, tension)


def text_of(client_of: ClientOf, tension: Any) -> str:
    return client_of("partner_analyst").get(reverse("tension", args=[tension.pk])).content.decode()


def test_who_reads_bars_does_not_write_on_the_words(world: World, client_of: ClientOf) -> None:
    made = discreet(world)
    tension, occasion = _kept(world, made)
    for name, record in (("tension_edit", tension), ("occasion_edit", occasion)):
        answer = client_of("partner_analyst").get(reverse(name, args=[record.pk]))
        assert answer.status_code == 403
        assert b"Zaher" not in answer.content
        assert client_of("analyst").get(reverse(name, args=[record.pk])).status_code == 200


def test_an_occasion_is_not_found_by_the_name_that_it_keeps(world: World) -> None:
    _kept(world, discreet(world))
    partner = world.viewer("partner_analyst")
    assert not occasions.occasions_found(partner, words="Truename")
    assert occasions.occasions_found(partner, words="in the region")
    assert occasions.occasions_found(world.viewer("analyst"), words="Truename")


def test_free_words_of_other_rooms_pass_one_function(world: World) -> None:
    made = discreet(world)
    _kept(world, made)
    said = f"In {world.place.names['en']}, Zaher rules; see Truename."
    partner = selectors.spoken(world.viewer("partner_analyst"), made.pk, said)
    assert partner == (
        f"In Situation in the region, {veils.BAR} [protects a person] rules; see Situation in the region."
    )
    assert selectors.spoken(world.viewer("analyst"), made.pk, said) == said
    assert selectors.spoken(NOBODY, made.pk, said) == partner
    assert selectors.spoken(NOBODY, None, said) == said


def test_framed_by_country_the_words_may_name_places(world: World) -> None:
    made = discreet(world, framing="country")
    said = f"Truename, in {world.place.names['en']}"
    seen = selectors.spoken(world.viewer("partner_analyst"), made.pk, said)
    assert seen == f"Situation in the region, in {world.place.names['en']}"


def test_the_calendar_of_a_document_for_others_does_not_name_the_situation(world: World) -> None:
    made = discreet(world)
    _kept(world, made)
    for reach, told in (("", True), (Tlp.GREEN, False)):
        paper = Paper(Audience(world.viewer("analyst"), "en", reach=reach))
        with paper.audience.speaking():
            parts.everything_ahead(paper, days=30)
        text = str(paper.blocks)
        assert "Market day of" in text
        assert ("Truename" in text) is told


def test_nothing_to_hide_costs_one_question(world: World, django_assert_num_queries: Any) -> None:
    analyst = world.viewer("analyst")
    for name in ("One", "Two"):
        services.occasion_record(
            viewer=analyst, names={"en": name}, situations=[world.situation()],
            starts_on=datetime.now(UTC).date(),
        )  # fmt: skip
    found, watched = list(occasions.Occasion.objects.all()), [one.pk for one in Situation.objects.all()]
    with django_assert_num_queries(1):
        veils.Veil(analyst).occasions(found)
    with django_assert_num_queries(2):
        veils.Veil(analyst).load(watched)
