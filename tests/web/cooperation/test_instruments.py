"""Agreements: recorded on one page, changed, signed, renewed, ended; where they stand; who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.screening.normalise import fold
from nadhir.sources.dates import parse_written
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.forms import recording
from nadhir.web.cooperation.models import Instrument, Obligation, Signature
from nadhir.web.cooperation.standing import Term, stage, standing
from nadhir.web.core import clock, outbox
from nadhir.web.directory.models import Actor, ActorName
from nadhir.web.response.models import Engagement, Undertaking
from tests.web.conftest import World
from tests.web.cooperation.test_cooperation import memorandum, party, promise, words_of, workshop

ClientOf = Callable[..., Client]
NEW = "/cooperation/instruments/new/"


def page(**given: str) -> dict[str, str]:
    """What the page sends: its own fields, two rows of parties, four of promises."""
    rows = {
        "party-TOTAL_FORMS": "2", "party-INITIAL_FORMS": "0",
        "promise-TOTAL_FORMS": "4", "promise-INITIAL_FORMS": "0",
    }  # fmt: skip
    usual = {"names_en": "Memorandum of the weir", "kind": "memorandum", "tlp": "amber", "do": "keep"}
    return {**rows, **usual, "unit": "12", "event_kind": "workshop", **given}


EIGHT = {
    f"promise-{at}-{name}": said
    for at, (what, who, due) in enumerate(
        [
            ("Train forty mediators", "council", "30 June 2027"),
            ("Send two trainers", "centre", "March 2027"),
            ("Meet each year", "", "2027"),
            ("Share what is learnt", "", "31 December 2027"),
            ("Write four modules", "centre", "30 September 2027"),
            ("Brief the council", "centre", "15 May 2027"),
            ("Name focal points", "council", "1 February 2027"),
            ("Report once a year", "", "28 January 2028"),
        ]
    )
    for name, said in (("what", what), ("who", who), ("due", due))
}
PARTIES = {
    "party-0-party": "The centre",
    "party-0-signatory": "A. Director",
    "party-0-capacity": "director",
    "party-1-party": "Council of the valley",
    "party-1-focal_point": "B. Secretary",
}


def test_a_memorandum_with_eight_obligations_and_its_first_event_is_one_page(
    world: World, client_of: ClientOf
) -> None:
    party(world, "The centre")
    client = client_of("officer")
    assert client.get(NEW).status_code == 200
    sent = page(
        dated="28 January 2027",
        duration="3",
        areas="training\nexchange of knowledge",
        **PARTIES,
        **{**EIGHT, "promise-TOTAL_FORMS": "8", "promise-0-area": "1", "promise-0-clause": "2.1"},
        event="Opening round table",
        event_kind="roundtable",
        event_when="10 March 2027",
    )
    asked = client.post(NEW, sent)
    assert asked.status_code == 422
    assert "Council of the valley · B. Secretary" in asked.content.decode()
    assert not Instrument.objects.exists()
    kept = client.post(NEW, {**sent, "make": "on"})
    made = Instrument.objects.get()
    assert kept.headers["Location"] == f"/cooperation/instruments/{made.pk}/"
    assert made.ends_on == date(2030, 1, 27)
    assert Actor.objects.get(names__en="A. Director").kind == "person"
    (signed,) = Signature.objects.exclude(signatory=None).values_list("signatory__names__en", flat=True)
    assert signed == "A. Director"
    promised = list(Obligation.objects.select_related("undertaking__actor"))
    assert len(promised) == 8
    assert str(promised[0].undertaking.actor) == "Council of the valley"
    assert (promised[0].area, promised[0].clause) == (0, "2.1")
    assert promised[1].undertaking.due_on == date(2027, 3, 31)
    assert promised[1].due is not None
    assert promised[1].due["as_written"] == "March 2027"
    assert promised[2].undertaking.who == "The centre · Council of the valley"
    event = made.engagements.get()
    assert (event.status, event.kind) == (Engagement.Status.PLANNED, "roundtable")
    assert event.convened_by.count() == 2
    words = words_of(client, f"/cooperation/instruments/{made.pk}/")
    assert "Of 8 promises, 0 are done, 8 go on in time." in words
    assert "Opening round table" in words
    assert "B. Secretary" in words


def test_lines_that_are_pasted_become_rows_and_nothing_typed_is_lost(
    world: World, client_of: ClientOf
) -> None:
    pasted = "Train\tThe centre\t30 June 2027\nMeet\n\nShare"
    sent = page(do="rows", **PARTIES, **{"promise-0-what": pasted, "names_fr": "Mémorandum"})
    answer = client_of("officer").post(NEW, sent)
    assert answer.status_code == 200
    shown = answer.content.decode()
    for words in ("Mémorandum", "A. Director", "30 June 2027", ">Meet<", ">Share<"):
        assert words in shown.replace("\r", "").replace(">\n", ">").replace("\n<", "<")
    assert 'name="promise-9-what"' in shown
    assert not Instrument.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"names_en": ""}, "What it is called: This field is required."),
        ({"dated": "28 January 2027", "ends": "1 January 2026"}, "It ends before it begins."),
        ({"dated": "03/04/2027"}, "Signed on:"),
        ({"dated": "1447-08-09"}, "another calendar"),
        ({"promise-0-due": "tomorrow week"}, "By:"),
        (
            {"dated": "28 January 2027", "promise-0-what": "x", "promise-0-due": "2020"},
            "before the agreement",
        ),
        ({"promise-0-due": "2030"}, "Say what is promised."),
        ({"promise-0-what": "x", "promise-0-area": "4"}, "There is no area on this line."),
        ({"party-0-capacity": "head"}, "Say for which party."),
        ({"event_when": "2030"}, "Say what is convened."),
        ({"renews": "Nothing like it"}, "No agreement is called"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    world: World, client_of: ClientOf, given: dict[str, str], words: str
) -> None:
    answer = client_of("officer").post(NEW, page(areas="one", **given))
    assert answer.status_code in (409, 422)
    assert words in answer.content.decode()
    assert not Instrument.objects.exists()


def test_two_of_one_name_are_asked_about_and_never_guessed(world: World, client_of: ClientOf) -> None:
    party(world, "The council")
    party(world, "The council")
    answer = client_of("officer").post(NEW, page(**{"party-0-party": "The council", "make": "on"}))
    assert answer.status_code == 422
    assert "Several are called" in answer.content.decode()


def test_a_party_that_had_ceased_is_refused_unless_it_is_meant(world: World, client_of: ClientOf) -> None:
    gone = party(world, "The old league")
    Actor.objects.filter(pk=gone.pk).update(ended="2012")
    sent = page(dated="28 January 2027", **{"party-0-party": "The old league"})
    asked = client_of("officer").post(NEW, sent)
    assert asked.status_code == 409
    assert "had ceased to exist" in asked.content.decode()
    assert client_of("officer").post(NEW, {**sent, "confirmed": "on"}).status_code == 302
    made = Instrument.objects.get()
    words = words_of(client_of("officer"), f"/cooperation/instruments/{made.pk}/")
    assert "It had ceased to exist before that day" in words


def test_the_name_of_the_day_stands_on_an_agreement(world: World, client_of: ClientOf) -> None:
    renamed = party(world, "The new centre")
    ActorName.objects.create(
        actor=renamed, text="The first centre", language="en", folded="the first centre", valid_to="2026-06"
    )
    made = memorandum(world, parties=[renamed])
    words = words_of(client_of("analyst"), f"/cooperation/instruments/{made.pk}/")
    assert "The first centreso called on that day; today: The new centre" in words


@pytest.mark.parametrize("persona", ["analyst", "reporter", "decision_maker", "outsider"])
def test_only_officers_record_and_keep(world: World, client_of: ClientOf, persona: str) -> None:
    made = memorandum(world)
    client = client_of(persona)
    assert client.get(NEW).status_code == 403
    for act in ("edit", "sign", "renew", "end", "event", "promise", "text/new"):
        assert client.get(f"/cooperation/instruments/{made.pk}/{act}/").status_code == 403


def test_an_agreement_is_changed_and_somebody_elses_work_is_not_overwritten(
    world: World, client_of: ClientOf
) -> None:
    made = memorandum(world)
    address = f"/cooperation/instruments/{made.pk}/edit/"
    sent = {
        "names_en": "Renamed", "kind": "protocol", "dated": DATED_AS, "remind_days": "90", "version": "1",
        "areas_en": "training\nevents", "areas_ar": "التدريب", "parties": "The centre",
    }  # fmt: skip
    assert client_of("officer").post(address, sent).status_code == 302
    made.refresh_from_db()
    assert made.areas == [{"ar": "التدريب", "en": "training"}, {"en": "events"}]
    assert made.dated is not None
    assert made.dated["as_written"] == DATED_AS
    assert client_of("officer").post(address, sent).status_code == 409


DATED_AS = "28 يناير 2026"


def renewed(world: World, one: Instrument, on: date, **more: Any) -> Instrument:
    return services.instrument_renew(
        viewer=world.viewer("officer"),
        instrument=one,
        names={"en": f"Renewal of {on.year}"},
        **services.dates_of("dated", parse_written(on.isoformat())),
        **more,
    )


def test_renewals_form_a_line_that_says_its_gaps(world: World, client_of: ClientOf) -> None:
    first = memorandum(world, ends_on=date(2026, 6, 30))
    second = renewed(world, first, date(2026, 8, 1))
    words = words_of(client_of("officer"), f"/cooperation/instruments/{first.pk}/")
    assert "Another agreement has taken its place." in words
    assert "Renewal of 2026" in words
    assert "31 days lie between it and the one before." in words
    assert [one.pk for one in selectors.instruments(world.viewer("officer"), state="over")] == [first.pk]
    with pytest.raises(NotPossibleNow, match="renewed_already"):
        renewed(world, first, date(2027, 1, 1))
    with pytest.raises(NotPossibleNow, match="renewal_circle"):
        services.instrument_change(
            viewer=world.viewer("officer"), instrument=first, renews=second, dated=None, dated_on=None
        )
    with pytest.raises(NotPossibleNow, match="renews_later"):
        renewed(world, second, date(2020, 1, 1))


def test_open_promises_go_over_into_a_renewal(world: World, client_of: ClientOf) -> None:
    first = memorandum(world)
    kept = services.obligation_make(
        viewer=world.viewer("officer"), instrument=first, title="Train together", who="both"
    )
    answer = client_of("officer").post(
        f"/cooperation/instruments/{first.pk}/renew/",
        {"names_en": "Renewed", "dated": "1 March 2027", "duration_months": "24", "carry": [str(kept.pk)]},
    )
    made = Instrument.objects.get(renews=first)
    assert answer.headers["Location"] == f"/cooperation/instruments/{made.pk}/"
    assert made.ends_on == date(2029, 2, 28)
    assert made.obligations.get().undertaking.title == "Train together"
    kept.undertaking.refresh_from_db()
    assert kept.undertaking.status == Undertaking.Status.LAPSED


def test_one_that_was_ended_is_renewed_only_when_that_is_meant(world: World) -> None:
    first = memorandum(world, notice_days=30)
    officer = world.viewer("officer")
    with pytest.raises(NotPossibleNow, match="notice_too_short"):
        services.instrument_end(
            viewer=officer, instrument=first, because="x", on=clock.now().date() + timedelta(days=5)
        )
    with pytest.raises(NotPossibleNow, match="without_reason"):
        services.instrument_end(viewer=officer, instrument=first, because=" ")
    services.instrument_end(viewer=officer, instrument=first, because="The parties parted.")
    with pytest.raises(NotPossibleNow, match="was_ended"):
        renewed(world, first, date(2027, 1, 1))
    assert renewed(world, first, date(2027, 1, 1), again=True).renews == first


def test_a_draft_is_not_renewed_and_a_stale_version_not_written(world: World) -> None:
    draft = memorandum(world, status="draft")
    with pytest.raises(NotPossibleNow, match=r"instrument\.draft"):
        renewed(world, draft, date(2027, 1, 1))
    with pytest.raises(Conflict):
        services.instrument_end(viewer=world.viewer("officer"), instrument=draft, because="x", version=9)
    with pytest.raises(NotAllowed):
        services.instrument_end(viewer=world.viewer("analyst"), instrument=draft, because="x")


def test_what_is_recorded_already_is_tied_to_its_agreement(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    held = workshop(world)
    address = f"/cooperation/instruments/{made.pk}/event/"
    assert client_of("officer").post(address, {"kind": "workshop"}).status_code == 422
    client_of("officer").post(address, {"kind": "workshop", "known": "on peace"})
    assert made.engagements.get() == held
    assert "Workshop on peace" in words_of(client_of("officer"), f"/cooperation/instruments/{made.pk}/")
    told = words_of(client_of("officer"), f"/cooperation/engagements/{held.pk}/")
    assert "Memorandum of the river" in told


def test_it_can_be_taken_along_in_three_languages(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    promise(world, made)
    address = f"/cooperation/instruments/{made.pk}/document/"
    for lang, words in (
        ("en", "What was promised"),
        ("ar", "Train together"),
        ("fr", "Mémorandum du fleuve"),
    ):
        said = client_of("officer").get(f"{address}?lang={lang}&format=md")
        assert words in said.content.decode()
    assert client_of("officer").get(f"{address}?lang=fr&format=docx").content[:2] == b"PK"


# ------------------------------------------------------------------------------------------ standing

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("term", "code", "until"),
    [
        (Term(), "open_ended", None),
        (Term(status="draft"), "draft", None),
        (Term(status="ended", ends=TODAY), "ended", TODAY),
        (Term(renewed=True), "renewed", None),
        (Term(begins=date(2027, 1, 1)), "before", None),
        (Term(begins=date(2026, 1, 28), months=36), "in_force", date(2029, 1, 27)),
        (Term(ends=TODAY), "runs_out", TODAY),
        (Term(ends=TODAY + timedelta(days=180)), "runs_out", TODAY + timedelta(days=180)),
        (Term(ends=TODAY + timedelta(days=181)), "in_force", TODAY + timedelta(days=181)),
        (Term(ends=TODAY - timedelta(days=1)), "expired", TODAY - timedelta(days=1)),
        (Term(begins=date(2020, 2, 29), months=12), "expired", date(2021, 2, 27)),
        (Term(begins=date(2020, 3, 1), months=24, tacit=True), "goes_on", date(2028, 2, 29)),
        (Term(ends=date(2026, 1, 1), tacit=True), "goes_on", date(2026, 1, 1)),
    ],
)
def test_where_an_agreement_stands(term: Term, code: str, until: date | None) -> None:
    found = standing(term, TODAY)
    assert (found.code, found.until) == (code, until)


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (Term(ends=date(2027, 12, 31)), ""),
        (Term(ends=date(2027, 1, 31)), "before:2027-01-31"),
        (Term(ends=date(2026, 11, 21)), "over:2026-11-21"),
        (Term(ends=date(2020, 1, 1)), ""),
        (Term(ends=date(2027, 1, 31), tacit=True, notice=90), "notice:2027-01-31"),
        (Term(ends=date(2027, 5, 31), tacit=True, notice=90), "before:2027-05-31"),
        (Term(ends=date(2027, 1, 31), renewed=True), ""),
        (Term(ends=date(2027, 1, 31), status="ended"), ""),
    ],
)
def test_what_the_desk_is_reminded_of(term: Term, said: str) -> None:
    assert stage(term, TODAY) == said


def test_reminders_leave_once_and_carry_no_content(world: World, client_of: ClientOf) -> None:
    soon = clock.now().date() + timedelta(days=40)
    made = memorandum(world, tlp="amber", ends_on=soon)
    memorandum(world, names={"en": "Far away"}, ends_on=soon + timedelta(days=999))
    assert services.instruments_remind() == 1
    assert services.instruments_remind() == 0
    outbox.deliver(clock.now() + timedelta(hours=23))
    (told,) = [one for one in mail.outbox if one.to == [world.people["officer"].email]]
    assert "river" not in f"{told.subject} {told.body}"
    assert "/cooperation/?state=runs_out" in told.body
    made.refresh_from_db()
    assert made.reminded == f"before:{soon.isoformat()}"
    desk = client_of("officer").get("/").content.decode()
    assert "Memorandum of the river" in desk


@pytest.mark.parametrize(
    ("written", "box"),
    [
        ("Party 2", 1), ("الطرف ١", 0), ("الطرف الأول", 0), ("partie 1", 0), ("both", -1), ("كلاهما", -1),
        ("Party Commission", None), ("لجنة الطرفين", None),
    ],
)  # fmt: skip
def test_a_party_is_meant_by_its_box_too(written: str, box: int | None) -> None:
    assert recording._numbered(fold(written)) == box
