"""Following undertakings: moves, other days and hands, proof, repetition, two people at once, reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Outgoing
from nadhir.web.response import selectors, services
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import Asked
from tests.web.response.test_undertakings import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db

TODAY = datetime.now(UTC).date()


def promised(world: World, *, persona: str = "analyst", **fields: Any) -> Undertaking:
    """An undertaking in a situation of the desk."""
    told: dict[str, Any] = {"title": "Joint visit", "who": "the elders", "origin": "own", **fields}
    told.setdefault("situation", world.made.setdefault("situation", None) or world.situation())
    world.made["situation"] = told["situation"]
    return services.undertaking_make(viewer=world.viewer(persona), **told)


def test_accepted_begun_in_part_and_done_for_whom(world: World, client_of: Callable[..., Client]) -> None:
    one = promised(world, due_on=TODAY)
    page, client = f"/response/{one.pk}/", client_of("analyst")
    assert client.post(f"{page}accept/", {"words": ""}).status_code == 302
    assert client.post(f"{page}progress/", {"words": "Two villages of four."}).status_code == 302
    told = {"words": "Both banks trade again.", "changed_for": "Traders of the east bank"}
    assert client.post(f"{page}complete/", told).status_code == 302
    said = shown(client.get(page))
    for words in ("accepted", "a part is done", "Two villages of four.", "Traders of the east bank"):
        assert words in said
    one.refresh_from_db()
    assert None not in (one.accepted_at, one.began_at, one.ended_at)


def test_what_was_refused_can_be_asked_for_again_and_a_result_cannot(world: World) -> None:
    analyst, one = world.viewer("analyst"), promised(world)
    services.undertaking_refuse(viewer=analyst, undertaking=one, because="No one could go.")
    services.undertaking_move(viewer=analyst, undertaking=one, to="open", words="The road is open.")
    assert (one.ended_because, one.ended_at) == ("", None)
    services.undertaking_complete(viewer=analyst, undertaking=one, result="Done.")
    with pytest.raises(NotPossibleNow, match="ended"):
        services.undertaking_move(viewer=analyst, undertaking=one, to="open", words="Again.")


@pytest.mark.parametrize("to", ["lapse", "call-off"])
def test_what_ends_without_being_done_says_why(
    world: World, client_of: Callable[..., Client], to: str
) -> None:
    one = promised(world)
    page, client = f"/response/{one.pk}/", client_of("analyst")
    assert client.post(f"{page}{to}/", {"words": " "}).status_code == 422
    assert client.post(f"{page}{to}/", {"words": "The fair did not take place."}).status_code == 302
    assert "The fair did not take place." in shown(client.get(page))
    assert client.post(f"{page}{to}/", {"words": "Again."}).status_code == 409


def test_another_day_is_kept_with_its_reason(world: World, client_of: Callable[..., Client]) -> None:
    one = promised(world, due_on=date(2030, 3, 10))
    page, client = f"/response/{one.pk}/", client_of("analyst")
    form = {"due_on": "2030-05-02", "due_precision": "month"}
    assert client.post(f"{page}deadline/", {**form, "words": ""}).status_code == 422
    assert client.post(f"{page}deadline/", {**form, "words": "The river is high."}).status_code == 302
    one.refresh_from_db()
    assert (one.due_on, one.due_precision) == (date(2030, 5, 31), "month")
    said = shown(client.get(page))
    assert "10 March 2030 → May 2030" in said
    assert "The river is high." in said


def test_other_hands_and_whoever_had_it_still_reads_it(
    world: World, client_of: Callable[..., Client]
) -> None:
    one = promised(world, person=world.people["reporter"])
    page = f"/response/{one.pk}/"
    form = {"who": "the women of the market", "person": str(world.people["officer"].pk), "words": "Nearer."}
    assert client_of("reporter").get(page).status_code == 200
    assert client_of("analyst").post(f"{page}hand-over/", form).status_code == 302
    one.refresh_from_db()
    assert (one.who, one.person_id) == ("the women of the market", world.people["officer"].pk)
    said = shown(client_of("officer").get(page))
    assert "the elders → the women of the market" in said


def test_two_people_at_once_and_nobody_overwrites(world: World, client_of: Callable[..., Client]) -> None:
    one = promised(world)
    page, first, second = f"/response/{one.pk}/", client_of("analyst"), client_of("second_analyst")
    seen = str(one.version)
    assert first.post(f"{page}begin/", {"words": "On the way.", "version": seen}).status_code == 302
    late = second.post(f"{page}complete/", {"words": "All done.", "version": seen})
    told = late.content.decode()
    assert late.status_code == 409
    assert "On the way." in told
    assert "All done." in told
    now = Undertaking.objects.get(pk=one.pk)
    assert f'name="version" value="{now.version}"' in told
    again = second.post(f"{page}complete/", {"words": "All done.", "version": str(now.version)})
    assert again.status_code == 302
    with pytest.raises(Conflict):
        services.undertaking_change(
            viewer=world.viewer("analyst"),
            undertaking=promised(world, title="Another"),
            title="x",
            priority="soon",
            planned=services.Planned(),
            version=7,
        )


def test_what_shows_it(world: World, client_of: Callable[..., Client]) -> None:
    one, item = promised(world), world.item("The market was calm.")
    page, client = f"/response/{one.pk}/", client_of("analyst")
    assert client.post(f"{page}proof/", {"words": ""}).status_code == 409
    assert client.post(f"{page}proof/", {"report": "https://example.org/x"}).status_code == 409
    file = SimpleUploadedFile("list of names.pdf", b"%PDF-1.4")
    form = {"words": "Minutes.", "report": f"/items/{item.pk}/", "file": file}
    assert client.post(f"{page}proof/", form).status_code == 302
    proof = selectors.proofs(world.viewer("analyst"), one).get()
    given = client.get(f"/response/proofs/{proof.pk}/")
    assert given.content == b"%PDF-1.4"
    assert given.headers["Content-Disposition"] == 'attachment; filename="list of names.pdf"'
    assert "Minutes." in shown(client.get(page))
    assert "Minutes." not in shown(client_of("officer").get(page)), "may not read the report it tells of"
    assert client_of("officer").get(f"/response/proofs/{proof.pk}/").status_code == 403


def test_steps_of_one_stay_with_it(world: World, client_of: Callable[..., Client]) -> None:
    one = promised(world, tlp="amber_strict")
    client = client_of("analyst")
    form = {"title": "Ask the elders", "who": "the office"}
    assert client.post(f"/response/new/?parent={one.pk}", form).status_code == 302
    part = Undertaking.objects.get(parent=one)
    assert (part.tlp, part.situation_id, part.owner_id) == (one.tlp, one.situation_id, one.owner_id)
    assert "Ask the elders" in shown(client.get(f"/response/{one.pk}/"))
    with pytest.raises(NotAllowed):
        services.undertaking_make(viewer=world.viewer("outsider"), title="x", who="y", parent=one)


def test_every_month_once(world: World) -> None:
    analyst = world.viewer("analyst")
    first = TODAY.replace(day=1)
    one = promised(world, due_on=first, asked=Asked(repeats="monthly"), person=world.people["officer"])
    services.undertaking_complete(viewer=analyst, undertaking=one, result="Held.")
    assert services.undertaking_renew(undertaking=one) is None
    following = Undertaking.objects.exclude(pk=one.pk).get(series=one.series)
    assert following.due_on is not None
    assert following.due_on > TODAY
    assert (following.title, following.person_id, following.status) == (one.title, one.person_id, "open")
    services.undertaking_move(viewer=analyst, undertaking=following, to="cancelled", words="Enough.")
    assert Undertaking.objects.filter(series=one.series).count() == 2
    with pytest.raises(NotPossibleNow, match="repeats_without_day"):
        promised(world, title="Never", asked=Asked(repeats="weekly"))


def test_the_same_promise_pressed_twice_is_one_and_two_people_promise_two(world: World) -> None:
    assert promised(world).pk == promised(world).pk
    assert promised(world).pk != promised(world, persona="second_analyst").pk


def remind(day: int) -> int:
    """The round of `day` days from now, in the past of a moment that is never reached."""
    with _on(day):
        return services.undertakings_remind()


def _on(day: int) -> Any:
    return clock.at(datetime.now(UTC) - timedelta(days=100 - day))


def sent(day: int) -> list[str]:
    """Who got a mail by the end of that day."""
    mail.outbox.clear()
    with _on(day):
        outbox.deliver(clock.now() + timedelta(hours=23))
    return sorted(message.to[0] for message in mail.outbox)


def test_one_digest_for_each_person_and_day(world: World) -> None:
    officer, analyst = world.people["officer"], world.people["analyst"]
    with _on(0):
        due = clock.now().date() + timedelta(days=7)
        for title in ("Visit", "Letter"):
            promised(world, title=title, due_on=due, person=officer)
        promised(world, title="Much later", due_on=due + timedelta(days=30), person=officer)
        promised(world, title="Nobody is named", due_on=due)
    assert remind(0) == 2, "the officer, and the analyst for what nobody does"
    assert remind(0) == 0
    assert sent(0) == sorted([officer.email, analyst.email])
    (to_officer,) = [message for message in mail.outbox if message.to == [officer.email]]
    assert "Visit" not in str(to_officer.message())
    assert "/response/?mine=on" in to_officer.body
    assert remind(1) == remind(6) == 0
    assert (remind(7), sent(7)) == (2, sorted([officer.email, analyst.email]))
    assert (remind(8), remind(9), remind(15), remind(20)) == (2, 0, 2, 0)


def test_whoever_asked_hears_when_it_is_two_weeks_late(world: World) -> None:
    officer, analyst = world.people["officer"], world.people["analyst"]
    with _on(0):
        one = promised(world, due_on=clock.now().date(), person=officer)
    assert (remind(14), sent(14)) == (1, [officer.email])
    assert (remind(15), sent(15)) == (2, sorted([analyst.email, officer.email]))
    with _on(16):
        services.undertaking_complete(viewer=world.viewer("analyst"), undertaking=one, result="Done.")
    assert remind(22) == 0


def test_what_is_done_before_the_mail_leaves_is_not_reminded_of(world: World) -> None:
    with _on(0):
        one = promised(world, due_on=clock.now().date(), person=world.people["officer"])
        services.undertakings_remind()
        services.undertaking_complete(viewer=world.viewer("analyst"), undertaking=one, result="Done.")
    assert sent(0) == []
    assert Outgoing.objects.get(kind="undertakings.due").state == "sent"


def test_what_is_invented_stays_in_the_workspace(
    world: World, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with _on(0):
        promised(world, due_on=clock.now().date(), person=world.people["officer"], fictional=True)
    assert remind(0) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(0) == []
    assert list(settings.WORKSPACE.mail.iterdir())


def test_the_mail_is_in_the_language_of_the_person(world: World) -> None:
    officer = world.people["officer"]
    officer.language = "fr"
    officer.save()
    with _on(0):
        promised(world, due_on=clock.now().date(), person=officer)
    assert (remind(0), sent(0)) == (1, [officer.email])
    assert "Undertakings" not in mail.outbox[0].subject
