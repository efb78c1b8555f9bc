"""Who is on standby learns nothing before they are told, whatever their role and whoever issues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from nadhir.errors import NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.core import clock, policy
from nadhir.web.core.models import Tlp
from nadhir.web.warnings import links, selectors, services
from nadhir.web.warnings.models import Proposal, Recipient
from nadhir.web.warnings.services import channels, reminding
from nadhir.web.warnings.services.proposing import proposal_make
from nadhir.web.warnings.thresholds import Crossing
from tests.web.conftest import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("persona", ["coordinator", "partner_analyst", "outsider"])
def test_an_issue_opens_nothing_to_who_is_on_standby(world: World, persona: str) -> None:
    warning = world.warning(status="approved")
    person, viewer = world.people[persona], world.viewer(persona)
    deputy = Recipient.objects.create(
        warning=warning, name="Deputy", email=person.email, user=person, standby=True
    )
    warning.recipients.exclude(pk=deputy.pk).update(deputy=deputy)
    with clock.at(datetime.now(UTC) - timedelta(hours=25)):
        services.warning_issue(viewer=world.viewer("reviewer"), warning=warning)
    for record in (warning, warning.assessment, deputy):
        assert not policy.sees(viewer, record), record
    assert selectors.own_line(viewer, warning) is None
    reminding.recipients_remind()
    for record in (warning, warning.assessment, deputy):
        assert policy.sees(viewer, record), record


def test_one_s_own_line_is_not_seen_before_the_issue(world: World) -> None:
    warning = world.warning(status="approved")
    line = warning.recipients.get()
    assert not policy.sees(world.viewer("decision_maker"), line)
    services.warning_issue(viewer=world.viewer("reviewer"), warning=warning)
    assert policy.sees(world.viewer("decision_maker"), line)


def test_a_proposal_is_for_those_who_know_of_the_situation(world: World) -> None:
    situation = world.situation(tlp=Tlp.RED)
    proposal_make(situation=situation, crossing=Crossing("high", "2026-01-01", {"events": 9}))
    proposal = Proposal.objects.get()
    assert policy.sees(world.viewer("analyst"), proposal)
    assert not policy.sees(world.viewer("second_analyst"), proposal)
    assert not policy.sees(world.viewer("outsider"), proposal)


def test_who_is_on_standby_is_not_counted_nor_waited_for(
    world: World, client_of: Callable[[str], Client]
) -> None:
    warning = world.warning(status="approved")
    first = warning.recipients.get()
    Recipient.objects.create(warning=warning, name="Dara Standby", email="dara@post.invalid", standby=True)
    services.warning_issue(viewer=world.viewer("reviewer"), warning=warning)
    warning.refresh_from_db()
    assert selectors.milestones([warning])[warning.pk].told == 1
    assert selectors.with_answers(selectors.warnings(world.viewer("analyst"))).get(pk=warning.pk).told == 1
    page = client_of("analyst").get(f"/warnings/{warning.pk}/").content.decode()
    assert f"⁨{first.name}⁩ has not answered" in page
    assert "⁨Dara Standby⁩ has not answered" not in page


def test_whom_a_warning_tells_is_part_of_what_is_cleared(world: World) -> None:
    warning = world.warning(status="draft")
    deputy = Recipient.objects.create(
        warning=warning, name="Deputy", email="deputy@calvora.invalid", standby=True
    )
    analyst = world.viewer("analyst")
    services.warning_submit(viewer=analyst, warning=warning)
    before = warning.version
    channels.recipient_stand_by(viewer=analyst, recipient=deputy, standby=False)
    warning.refresh_from_db()
    assert warning.version > before, "what was read with the list before it does not count"
    channels.recipient_stand_by(viewer=analyst, recipient=deputy, standby=True)
    warning.refresh_from_db()
    services.warning_approve(viewer=world.viewer("reviewer"), warning=warning)
    deputy.refresh_from_db()
    with pytest.raises(NotPossibleNow):
        channels.recipient_stand_by(viewer=analyst, recipient=deputy, standby=False)


def test_a_link_goes_with_the_account_of_its_recipient(world: World, client: Client) -> None:
    warning = world.warning()
    line = warning.recipients.get()
    address = f"/warnings/link/{links.token_of(line)}/"
    assert client.get(address).status_code == 200
    User.objects.filter(pk=line.user_id).update(is_active=False)
    assert client.get(address).status_code == 403
