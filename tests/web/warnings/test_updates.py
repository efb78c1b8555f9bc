"""An issued text never changes: an update takes its place, or it runs out; versions are read side by side."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger
from nadhir.web.core.models import Outgoing
from nadhir.web.warnings import expiring, links, selectors, services
from nadhir.web.warnings.models import Recipient, Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db


def updated(world: World, old: Warning, *, status: str = "issued", **words: Any) -> Warning:
    """The update of a warning, brought to `status`."""
    analyst, reviewer = world.viewer("analyst"), world.viewer("reviewer")
    new = services.warning_update(viewer=analyst, warning=Warning.objects.get(pk=old.pk))
    if words:
        services.warning_write(viewer=analyst, warning=new, **words)
    if status == "draft":
        return new
    services.warning_submit(viewer=analyst, warning=new)
    services.warning_approve(viewer=reviewer, warning=new)
    if status == "issued":
        services.warning_issue(viewer=reviewer, warning=new)
    return new


def test_an_update_takes_the_place_of_what_was_issued(
    world: World, client_of: Callable[..., Client], post: Callable[..., Any], deliver: Callable[[], int]
) -> None:
    old = world.warning(recipients=("decision_maker", "coordinator"))
    frozen = Warning.objects.get(pk=old.pk).frozen_hash
    begun = post("analyst", old, "update", assessment=str(old.assessment_id))
    new = Warning.objects.get(updates=old)
    assert begun.headers["Location"] == f"/warnings/{new.pk}/"
    assert (new.title, new.options.count(), new.recipients.count()) == (old.title, 1, 2)
    gone = new.recipients.get(user=world.people["coordinator"])
    analyst, reviewer = world.viewer("analyst"), world.viewer("reviewer")
    services.recipient_remove(viewer=analyst, recipient=gone)
    services.warning_write(viewer=analyst, warning=new, why_now="The market day was moved to Tuesday.")
    assert client_of("decision_maker").get(f"/warnings/{new.pk}/").status_code == 403, "a draft is the desk's"
    services.warning_submit(viewer=analyst, warning=new)
    services.warning_approve(viewer=reviewer, warning=new)
    deliver()
    mail.outbox.clear()
    services.warning_issue(viewer=reviewer, warning=new)
    old.refresh_from_db()
    assert (old.status, old.frozen_hash) == ("updated", frozen)
    assert selectors.wording(old).intact
    deliver()
    assert {one.to[0] for one in mail.outbox} == {"decision_maker@example.org", "coordinator@example.org"}
    minister = client_of("decision_maker")
    told = minister.get(f"/warnings/{old.pk}/").content.decode()
    assert "An update has taken its place" in told
    assert f"/warnings/{new.pk}/" in told
    side = minister.get(f"/warnings/{new.pk}/compare/").content.decode()
    assert "<ins>" in side
    assert "Tuesday." in side
    left = client_of("coordinator").get(f"/warnings/{old.pk}/").content.decode()
    assert "An update has taken its place" in left
    assert f"/warnings/{new.pk}/" not in left, "no longer addressed"
    assert client_of("coordinator").get(f"/warnings/{new.pk}/compare/").status_code == 403
    assert [one.count for one in selectors.versions(analyst, old)] == [1, 2]
    assert ledger.verify().count


@pytest.mark.parametrize("left", [True, False], ids=["it had left", "it was still waiting"])
def test_whoever_holds_the_earlier_text_learns_that_its_update_is_cancelled(
    world: World, deliver: Callable[[], int], left: bool
) -> None:
    old = world.warning(recipients=("decision_maker",))
    deliver()
    new = updated(world, old)
    if left:
        deliver()
    mail.outbox.clear()
    services.warning_cancel(
        viewer=world.viewer("reviewer"), warning=Warning.objects.get(pk=new.pk), because="It was unfounded."
    )
    deliver()
    deliver()
    (told,) = mail.outbox
    assert told.to == [world.people["decision_maker"].email]
    assert (new if left else old).number in f"{told.subject} {told.body}"
    page = Client().get(links.address_of(Recipient.objects.get(warning=old)).removeprefix(settings.BASE_URL))
    assert "Do not act on this text, nor on its update." in page.content.decode()


@pytest.mark.parametrize("state", ["cancelled", "expired", "updated", "under_way", "draft"])
def test_what_cannot_be_updated_is_refused_with_the_reason(
    world: World, state: str, post: Callable[..., Any]
) -> None:
    old = world.warning(status="draft" if state == "draft" else "issued")
    if state == "cancelled":
        services.warning_cancel(viewer=world.viewer("reviewer"), warning=old, because="Over.")
    elif state == "expired":
        Warning.objects.filter(pk=old.pk).update(valid_until=clock.now() - timedelta(minutes=1))
        services.warnings_expire()
    elif state != "draft":
        updated(world, old, status="issued" if state == "updated" else "draft")
    said = {
        "cancelled": "what is cancelled is not updated",
        "expired": "has run out",
        "updated": "was already replaced",
        "under_way": "An update is under way",
        "draft": "not possible in the present state",
    }[state]
    refused = post("analyst", old, "update", assessment=str(old.assessment_id))
    assert refused.status_code == 409
    assert said in refused.content.decode()


def test_an_update_of_what_was_cancelled_meanwhile_does_not_go_out(world: World) -> None:
    old = world.warning()
    new = updated(world, old, status="approved")
    services.warning_cancel(
        viewer=world.viewer("reviewer"), warning=Warning.objects.get(pk=old.pk), because="Over."
    )
    with pytest.raises(NotPossibleNow, match="update_of_cancelled"):
        services.warning_issue(viewer=world.viewer("reviewer"), warning=new)
    assert Warning.objects.get(pk=new.pk).status == "approved"


def test_only_the_desk_updates(world: World, post: Callable[..., Any]) -> None:
    old = world.warning(shared=True)
    for persona in ("partner_analyst", "decision_maker", "coordinator"):
        assert post(persona, old, "update", assessment=str(old.assessment_id)).status_code == 403
    with pytest.raises(NotAllowed):
        services.warning_update(viewer=world.viewer("partner_analyst"), warning=old)


def test_what_is_past_its_validity_expires_once_and_the_desk_is_asked_before(
    world: World, deliver: Callable[[], int], client_of: Callable[..., Client], post: Callable[..., Any]
) -> None:
    warning = world.warning()
    deliver()
    mail.outbox.clear()
    Warning.objects.update(valid_until=clock.now() + timedelta(hours=20))
    assert expiring.expire() == 0
    expiring.expire()
    assert Outgoing.objects.filter(kind="warning.ends").count() == 2, "the author and who issued it, once"
    deliver()
    asked = [one for one in mail.outbox if "runs out" in one.subject]
    assert {one.to[0] for one in asked} == {"analyst@example.org", "reviewer@example.org"}
    assert "Expulsions" not in asked[0].body
    assert "It runs out on" in client_of("analyst").get(f"/warnings/{warning.pk}/").content.decode()
    Warning.objects.update(valid_until=clock.now() - timedelta(seconds=1))
    assert expiring.expire() == 1
    assert expiring.expire() == 0
    warning.refresh_from_db()
    assert warning.status == "expired"
    assert warning.number in client_of("analyst").get("/warnings/?status=expired").content.decode()
    told = {"choice": "none", "reason": "It came to nothing.", "seen": 0}
    assert post("decision_maker", warning, "decide", **told).status_code == 302, "a late answer is kept"
    assert [one.act for one in ledger.entries_of(warning.pk)].count("warning.expire") == 1


def test_a_chain_of_versions_is_one_thread(world: World, client_of: Callable[..., Client]) -> None:
    first = world.warning()
    second = updated(world, first, what="Two villages are empty.")
    third = updated(world, second, status="draft", what="Three villages are empty.")
    analyst = world.viewer("analyst")
    assert [one.warning.pk for one in selectors.versions(analyst, second)] == [first.pk, second.pk, third.pk]
    minister = world.viewer("decision_maker")
    assert [one.warning.pk for one in selectors.versions(minister, second)] == [first.pk, second.pk]
    page = client_of("analyst").get(f"/warnings/{third.pk}/compare/?with={first.pk}").content.decode()
    assert "Three" in page
    assert "<del>" in page
    for strange in ("nonsense", str(first.assessment_id), str(third.pk)):
        assert client_of("analyst").get(f"/warnings/{third.pk}/compare/?with={strange}").status_code == 200
    assert client_of("decision_maker").get(f"/warnings/{third.pk}/compare/").status_code == 403


def test_whoever_lost_a_role_is_not_told_in_its_name(world: World) -> None:
    warning = world.warning(status="draft", recipients=())
    services.recipients_name_role(viewer=world.viewer("analyst"), warning=warning, held_role="decision_maker")
    services.warning_submit(viewer=world.viewer("analyst"), warning=warning)
    services.warning_approve(viewer=world.viewer("reviewer"), warning=warning)
    world.people["decision_maker"].roles_held.all().delete()
    with pytest.raises(Conflict, match="role_ended"):
        services.warning_issue(viewer=world.viewer("reviewer"), warning=warning)
    assert not Outgoing.objects.filter(key__contains=str(warning.pk)).exists()
    assert Recipient.objects.get().held_role == "decision_maker"


def test_the_document_says_what_was_issued_and_no_more_than_its_readers_may_have(
    world: World, client_of: Callable[..., Client]
) -> None:
    warning = world.warning()
    address = f"/warnings/{warning.pk}/document/"
    page = client_of("analyst").get(address).content.decode()
    assert "Families may be driven from their homes." in page
    assert "They were told to leave" in page, "the desk has the passages behind it"
    assert "They were told to leave" not in client_of("decision_maker").get(address).content.decode()
    text = client_of("decision_maker").get(f"{address}?format=md")
    assert "TLP:AMBER" in text.content.decode()
    assert client_of("outsider").get(address).status_code == 403
    assert client_of("reporter").get(address).status_code == 403
    for form in ("pdf", "docx"):
        assert client_of("analyst").get(f"{address}?format={form}").status_code == 200
    services.warning_cancel(viewer=world.viewer("reviewer"), warning=warning, because="The road is open.")
    assert "The road is open." in client_of("decision_maker").get(address).content.decode()


def test_a_confidential_note_is_in_no_document_for_others(
    world: World, client_of: Callable[..., Client]
) -> None:
    warning = world.warning(kind="note", mandate="genocide", tlp="amber_strict", status="draft")
    services.recipient_name(
        viewer=world.viewer("analyst"), warning=warning, name="P", email="p@example.org", principal=True
    )
    page = client_of("analyst").get(f"/warnings/{warning.pk}/document/?reach=amber").content.decode()
    assert "Families may be driven" not in page
    assert (
        "Families may be driven"
        in client_of("analyst").get(f"/warnings/{warning.pk}/document/").content.decode()
    )


def test_the_author_picks_the_passages_it_rests_on(
    world: World, client_of: Callable[..., Client], post: Callable[..., Any]
) -> None:
    from nadhir.web.situations import services as situations

    warning = world.warning(status="draft")
    item = world.item("Forty carts were burnt at the bridge in the night.", external_id="b")
    piece = situations.evidence_code(
        viewer=world.viewer("analyst"),
        situation=warning.situation,
        item=item,
        start=0,
        end=22,
        elements=["7.10"],
    )[0]
    analyst = client_of("analyst")
    page = f"/warnings/{warning.pk}/"
    assert "They were told to leave" in analyst.get(page).content.decode(), "what the assessment cites"
    assert "They were told to leave" in analyst.get(f"{page}evidence/").content.decode()
    services.citations_choose(viewer=world.viewer("analyst"), warning=warning, evidence=[piece.pk])
    read = analyst.get(page).content.decode()
    assert "Forty carts" in read
    assert "They were told to leave" not in read
    assert post("analyst", warning, "evidence", evidence=[str(piece.pk)]).status_code == 302
    frozen = services.warning_as_issued(warning)
    assert frozen["citations"] == [{"evidence": str(piece.pk), "item": str(item.pk)}]
    situations.evidence_withdraw(viewer=world.viewer("analyst"), evidence=piece, because="Wrong bridge.")
    with pytest.raises(NotPossibleNow, match="citation"):
        services.citations_choose(viewer=world.viewer("analyst"), warning=warning, evidence=[piece.pk])
