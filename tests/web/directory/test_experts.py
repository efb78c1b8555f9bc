"""The roster: who fits and why, as far and as long as they agreed; how to reach them behind a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Entry, Tlp
from nadhir.web.directory import selectors, services
from nadhir.web.directory.models import Actor, ActorName, AddressView, Expert
from nadhir.web.directory.selectors import Sought
from nadhir.web.directory.services import Shown
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]

PHONE = "call her brother on 0100 555 123"


def days(many: int) -> date:
    return clock.now().date() + timedelta(days=many)


def put(
    world: World, *, persona: str = "officer", scope: str = "partners", until: int = 200, **more: Any
) -> Expert:
    told: dict[str, Any] = {
        "names": {"en": "Amal Deroua", "ar": "أمل دروعة"},
        "fields": ["speech", "law"],
        "languages": {"ar": "native", "fr": "working"},
        "contact": PHONE,
        **more,
    }
    agreed = Shown(scope, days(until), "by letter, on the first of the month")
    return services.expert_record(viewer=world.viewer(persona), agreed=agreed, **told)


def lapse(expert: Expert) -> None:
    Expert.objects.filter(pk=expert.pk).update(consent_until=days(-1))


@pytest.mark.parametrize(
    ("scope", "sees"),
    [
        ("desk", {"analyst", "officer"}),
        ("partners", {"analyst", "officer", "coordinator"}),
        ("public", {"analyst", "officer", "coordinator", "outsider"}),
    ],
)
def test_the_roster_reaches_as_far_as_they_agreed(
    world: World, client_of: ClientOf, scope: str, sees: set[str]
) -> None:
    expert = put(world, scope=scope)
    for persona in ("analyst", "officer", "coordinator", "outsider"):
        client = client_of(persona)
        listed = "Amal Deroua" in client.get(reverse("experts")).content.decode()
        page = client.get(reverse("expert", args=[expert.pk]))
        assert (listed, page.status_code) == ((True, 200) if persona in sees else (False, 403)), persona
    # The name came with the roster: the directory itself shows it to the desk alone.
    assert not selectors.actors(world.viewer("coordinator"), named="Deroua").exists()


def test_results_say_why_they_fit(world: World, client_of: ClientOf) -> None:
    put(world, place=world.place, trainer=True, available_until=days(30), notice_days=5)
    put(world, names={"en": "Somebody Else"}, fields=["data"], languages={"en": "native"})
    asked = {
        "field": "speech",
        "language": "ar",
        "place": "XN-01",
        "on": days(10).isoformat(),
        "trainer": "on",
    }
    page = client_of("analyst").get(reverse("experts"), asked).content.decode()
    assert "Amal Deroua" in page
    assert "Somebody Else" not in page
    for why in ("knows about hate speech", "speaks Arabic (mother tongue)", "lives there", "trains others"):
        assert why in page
    for refused in (
        {"on": days(40).isoformat()},
        {"on": days(3).isoformat()},
        {"language": "en", "field": "law"},
    ):
        assert "Amal" not in client_of("analyst").get(reverse("experts"), refused).content.decode(), refused


def test_whose_consent_ends_before_the_day_is_not_free_on_it(world: World) -> None:
    put(world, until=20)
    analyst = world.viewer("analyst")
    assert selectors.experts(analyst, Sought(on=days(19))).exists()
    assert not selectors.experts(analyst, Sought(on=days(21))).exists()


def test_names_are_found_in_any_script_but_not_by_what_a_desk_alone_knows(world: World) -> None:
    expert = put(world)
    ActorName.objects.create(actor=expert.actor, text="Umm Karim", language="en", folded="umm karim")
    for persona, word, found in (
        ("analyst", "دروعه", True),
        ("coordinator", "deroua", True),
        ("analyst", "umm karim", True),
        ("coordinator", "umm karim", False),
    ):
        got = selectors.experts(world.viewer(persona), Sought(words=word)).exists()
        assert got is found, (persona, word)


def test_a_lapsed_consent_is_listed_for_its_keepers_alone_and_without_contact(
    world: World, client_of: ClientOf
) -> None:
    expert = put(world)
    lapse(expert)
    for persona, sees in (("officer", True), ("analyst", False), ("coordinator", False)):
        page = client_of(persona).get(reverse("experts")).content.decode()
        assert ("Amal Deroua" in page) is sees, persona
        assert PHONE not in page
        assert client_of(persona).get(reverse("expert", args=[expert.pk])).status_code == 403
    officer = client_of("officer")
    address = reverse("expert_consent", args=[expert.pk])
    sent = {"scope": "partners", "until": days(90).isoformat(), "consent_how": "said yes again by telephone"}
    assert officer.post(address, sent).status_code == 302
    assert officer.get(reverse("expert", args=[expert.pk])).status_code == 200
    assert client_of("coordinator").get(address).status_code == 403


def test_the_contact_opens_with_a_reason_and_is_kept(world: World, client_of: ClientOf) -> None:
    expert = put(world)
    officer = client_of("officer")
    address = reverse("expert_address", args=[expert.pk])
    assert PHONE not in officer.get(reverse("expert", args=[expert.pk])).content.decode()
    assert officer.get(address).status_code == 405
    refused = officer.post(address, {"reason": "soon"})
    assert refused.status_code == 409
    assert PHONE not in refused.content.decode()
    opened = officer.post(address, {"reason": "to invite her to the training in May"})
    assert PHONE in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    page = officer.get(reverse("expert", args=[expert.pk])).content.decode()
    assert "to invite her to the training in May" in page
    assert client_of("analyst").post(address, {"reason": "to look at it for once"}).status_code == 403
    # Partners who may open it are seen by the desk that keeps it.
    assert (
        PHONE in client_of("coordinator").post(address, {"reason": "to ask for a moderator"}).content.decode()
    )
    assert AddressView.objects.count() == 2
    assert (
        "to ask for a moderator"
        not in client_of("coordinator").get(reverse("expert", args=[expert.pk])).content.decode()
    )
    assert not any(PHONE in str(entry.data) for entry in Entry.objects.all())


def test_a_harvest_of_addresses_stops(world: World) -> None:
    officer = world.viewer("officer")
    for number in range(12):
        expert = put(world, names={"en": f"Expert {number}"})
        services.expert_contact_read(viewer=officer, expert=expert, reason="to write the invitations")
    services.expert_contact_read(viewer=officer, expert=expert, reason="to write the invitations again")
    with pytest.raises(NotPossibleNow, match=r"address\.too_many"):
        services.expert_contact_read(viewer=officer, expert=put(world), reason="to write one more of them")


def test_who_withdraws_is_gone_with_the_name_that_came_with_them(world: World, client_of: ClientOf) -> None:
    expert = put(world, scope="public", about={"en": "Taught in three camps"})
    assert client_of("officer").post(reverse("expert_withdraw", args=[expert.pk])).status_code == 302
    for persona in ("officer", "analyst", "coordinator", "outsider"):
        page = client_of(persona).get(reverse("experts")).content.decode()
        assert "Deroua" not in page
        assert client_of(persona).get(reverse("expert", args=[expert.pk])).status_code == 403
    expert.refresh_from_db()
    assert (bool(expert.contact), expert.about, expert.fields, expert.consent_how) == (False, {}, [], "")
    assert "Deroua" not in str(expert.actor.names)
    assert not ActorName.objects.filter(actor=expert.actor).exists()
    assert Entry.objects.filter(act="expert.withdraw", subject_id=expert.pk).exists()
    with pytest.raises(NotPossibleNow, match=r"consent\.withdrawn"):
        services.expert_consent(
            viewer=world.viewer("officer"), expert=expert, agreed=Shown("desk", days(9), "by letter")
        )


def test_somebody_the_directory_knows_keeps_their_name(world: World) -> None:
    officer = world.viewer("officer")
    actor = services.actor_record(viewer=officer, kind="person", names={"en": "Known Before"})
    expert = put(world, actor=actor, names=None)
    with pytest.raises(NotPossibleNow, match=r"consented\.known_already"):
        put(world, actor=actor, names=None)
    services.expert_withdraw(viewer=officer, expert=expert)
    actor.refresh_from_db()
    assert actor.names == {"en": "Known Before"}
    again = put(world, actor=actor, names=None)
    assert (again.pk, again.contact.open()) == (expert.pk, PHONE)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"names": {}}, "consented.without_name"),
        ({"fields": []}, "expert.without_field"),
        ({"available_from": date(2030, 2, 1), "available_until": date(2030, 1, 1)}, "expert.backwards"),
        ({"scope": "everybody"}, "consent.without_purpose"),
        ({"until": 2000}, "consent.too_long"),
        ({"until": -1}, "consent.too_long"),
    ],
)
def test_what_is_refused(world: World, more: dict[str, Any], code: str) -> None:
    with pytest.raises(NotPossibleNow, match=code):
        put(world, **more)
    assert not Expert.objects.exists()


def test_a_name_kept_elsewhere_is_not_shown_wider_than_there(world: World) -> None:
    actor = services.actor_record(
        viewer=world.viewer("officer"), kind="person", names={"en": "Known There"}, tlp=Tlp.GREEN
    )
    with pytest.raises(NotPossibleNow, match=r"consented\.wider_than_name"):
        put(world, persona="coordinator", scope="public", actor=actor, names=None)
    assert put(world, persona="coordinator", scope="partners", actor=actor, names=None).pk


def test_only_its_desk_changes_it_and_nobody_overwrites(world: World) -> None:
    expert = put(world)
    officer = world.viewer("officer")
    services.expert_change(viewer=officer, expert=expert, version=1, fields=["law"], about={"en": "x"})
    assert expert.contact.open() == PHONE, "a contact that is left empty stays"
    with pytest.raises(Conflict):
        services.expert_change(viewer=officer, expert=expert, version=1, fields=["data"])
    for persona in ("coordinator", "analyst"):
        with pytest.raises(NotAllowed):
            services.expert_change(viewer=world.viewer(persona), expert=expert, fields=["data"])


def test_the_form_records_changes_and_keeps_words(world: World, client_of: ClientOf) -> None:
    officer = client_of("officer")
    sent = {
        "names_en": "Idris Vela", "fields_known": ["mediation"], "language_1": "ar", "level_1": "native",
        "language_2": "en", "level_2": "working", "regions": "Nour Valley", "about": "Mediated twice",
        "online": "on", "scope": "public", "until": days(300).isoformat(), "consent_how": "signed form",
        "agreed_on": "yesterday", "contact": PHONE,
    }  # fmt: skip
    wrong = officer.post(reverse("expert_new"), {**sent, "regions": "Atlantis"})
    assert wrong.status_code == 422
    assert "Mediated twice" in wrong.content.decode()
    assert officer.post(reverse("expert_new"), sent).status_code == 302
    expert = Expert.objects.get()
    assert expert.languages == {"ar": "native", "en": "working"}
    assert (expert.regions, expert.consented_on) == (["XN-01"], days(-1))
    change = {
        "fields_known": ["law"], "language_1": "ar", "level_1": "native", "version": expert.version,
        "about": "", "regions": "XN-01",
    }  # fmt: skip
    assert officer.post(reverse("expert_edit", args=[expert.pk]), change).status_code == 302
    expert.refresh_from_db()
    assert (expert.fields, expert.contact.open()) == (["law"], PHONE)
    stale = officer.post(reverse("expert_edit", args=[expert.pk]), {**change, "fields_known": ["data"]})
    assert stale.status_code == 409
    assert client_of("analyst").get(reverse("expert_new")).status_code == 403


def test_the_file_of_the_roster_leads_to_nobody(world: World, client_of: ClientOf) -> None:
    put(world)
    got = client_of("analyst").get(reverse("experts"), {"format": "csv"})
    text = b"".join(got.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Amal Deroua" in text
    assert PHONE not in text
    assert client_of("reporter").get(reverse("experts"), {"format": "csv"}).status_code == 403


def test_keepers_hear_once_a_week_that_a_consent_runs_out(world: World) -> None:
    expert = put(world, until=20)
    put(world, until=200, names={"en": "Far Off"})
    assert (services.experts_remind(), services.experts_remind()) == (1, 0)
    outbox.deliver(clock.now())
    [message] = mail.outbox
    assert message.to == [world.people["officer"].email]
    assert "Deroua" not in message.body
    assert reverse("experts") in message.body
    lapse(expert)
    outbox.put(kind="consents.lapsing", key="again", person=str(world.people["officer"].pk), fictional=False)
    outbox.deliver(clock.now())
    assert len(mail.outbox) == 1, "what ran out is asked when the mail leaves"


def test_what_ran_out_long_ago_is_forgotten(world: World) -> None:
    expert = put(world)
    Expert.objects.filter(pk=expert.pk).update(consent_until=days(-200))
    assert (services.experts_forget(), services.experts_forget()) == (1, 0)
    expert.refresh_from_db()
    assert not expert.contact
    assert selectors.ran_out(world.viewer("officer"), "expert") == []


def test_experts_fit_a_need_best_first(world: World) -> None:
    put(world, names={"en": "Knows Both"}, fields=["law", "speech"], languages={"fr": "native"})
    put(world, names={"en": "Knows One"}, fields=["law"], languages={"ar": "native"})
    put(world, names={"en": "Knows None"}, fields=["data"])
    put(world, names={"en": "Speaks Too"}, fields=["law", "speech"], languages={"ar": "some"})
    found = selectors.experts_fitting(world.viewer("analyst"), fields=["speech", "law"], language="ar")
    assert [one.expert.actor.names["en"] for one in found] == ["Speaks Too", "Knows Both", "Knows One"]
    assert "speaks Arabic" in selectors.why_fitting(found[0])


@pytest.mark.parametrize("chain", [False, True])
def test_what_came_with_a_consent_is_wiped_also_where_it_was_merged(world: World, chain: bool) -> None:
    officer = world.viewer("officer")
    expert = put(world, scope="desk")
    came = expert.actor
    Actor.objects.filter(pk=came.pk).update(email="amal@example.org", note={"en": "Sister of Samira"})
    known = [
        services.actor_record(
            viewer=officer,
            kind="person",
            names={"en": name},
            tlp=came.tlp,
            url="https://known.example.org",
            spellings=[{"text": f"{name} the elder", "language": "en"}],
        )
        for name in ("A. Derwa", "Amel Derouah")
    ]
    kept, last = known
    came.refresh_from_db()
    names = {"en": "A. Derwa", "ar": "أمل دروعة"}
    done = [services.actor_merge(viewer=officer, kept=kept, gone=came, names=names, carried=[])]
    kept.refresh_from_db()
    if chain:
        done.append(services.actor_merge(viewer=officer, kept=last, gone=kept))
    else:  # a name that was edited since does not keep the others
        services.actor_change(viewer=officer, actor=kept, names={**kept.names, "fr": "A. Déroua"})
    expert.refresh_from_db()
    assert expert.actor_id == done[-1].kept_id
    services.expert_withdraw(viewer=officer, expert=expert)
    told = []
    for one in (came, kept, last):
        one.refresh_from_db()
        told.append(
            f"{one.names} {one.note} {one.email} {list(one.spellings.values_list('text', flat=True))}"
        )
    for merge in done:
        merge.refresh_from_db()
        told.append(str(merge.before))
    for words in ("Amal Deroua", "أمل دروعة", "amal@", "Samira"):
        assert not [one for one in told if words in one], words
    assert kept.names == ({"en": "A. Derwa"} if chain else {"en": "A. Derwa", "fr": "A. Déroua"})
    assert kept.url == last.url == "https://known.example.org"
    assert last.names == {"en": "Amel Derouah"}
    assert {"A. Derwa", "A. Derwa the elder"} <= set(kept.spellings.values_list("text", flat=True))
    with pytest.raises(NotPossibleNow, match=r"merge\.wiped"):
        services.merge_undo(viewer=officer, merge=done[0])
    if chain:
        services.merge_undo(viewer=officer, merge=done[1])
        kept.refresh_from_db()
        assert (kept.merged_into, kept.names) == (None, {"en": "A. Derwa"})


def test_a_record_merged_into_one_that_is_wiped_can_be_taken_out(world: World) -> None:
    officer = world.viewer("officer")
    expert = put(world, scope="desk")
    known = services.actor_record(
        viewer=officer, kind="person", names={"en": "A. Derwa"}, tlp=expert.actor.tlp, note={"en": "Judge"}
    )
    merge = services.actor_merge(viewer=officer, kept=expert.actor, gone=known)
    expert.refresh_from_db()
    services.expert_withdraw(viewer=officer, expert=expert)
    merge.refresh_from_db()
    assert "Deroua" not in str(merge.before)
    services.merge_undo(viewer=officer, merge=merge)
    known.refresh_from_db()
    assert (known.merged_into, known.names, known.note) == (None, {"en": "A. Derwa"}, {"en": "Judge"})
    assert "Deroua" not in str(Actor.objects.get(pk=expert.actor_id).names)
