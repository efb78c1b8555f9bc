"""What a network tells analysts: it becomes a report of their desk, as far as the rule of attribution goes.

The report is taken in by the installation, not by the coordinator, and under the Chatham House rule it comes
from a source that is the same for all networks: neither the report, its source nor the ledger leads back.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.sources import PlaceHint
from nadhir.sources import Record as Report
from nadhir.web.accounts.models import Organisation
from nadhir.web.core import clock, ledger, policy, sealed
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.directory.models import Actor, Member, Place
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import records_take, source_record
from nadhir.web.response.models import Activation, Insight
from nadhir.web.situations.models import Situation
from nadhir.web.situations.services import item_attach

Rule = Insight.Rule
# What every report under the Chatham House rule comes from, whichever network told it.
NOBODY = {
    "ar": "شبكات الحوار (قاعدة تشاتام هاوس)",
    "en": "Dialogue networks (Chatham House rule)",
    "fr": "Réseaux de dialogue (règle de Chatham House)",
}


@transaction.atomic
def insight_give(
    *,
    viewer: Viewer,
    network: Actor,
    words: str,
    rule: str,
    tlp: str = Tlp.AMBER,
    activation: Activation | None = None,
    situation: Situation | None = None,
    member: Member | None = None,
    role: str = "",
    place: Place | None = None,
    place_identifies: bool = True,
    fictional: bool = False,
) -> Insight:
    """Tell analysts what a network knows. It goes to the desk that asked, or that watches the situation.

    Args:
        member: who said it; only where it may be attributed by name, and never kept beside the insight.
        role: as which it may be attributed.
        place: where; left out under the Chatham House rule unless it identifies nobody.

    Raises:
        NotPossibleNow: `insight.*`: nothing said, to nobody, to be named without consent, TLP:RED.
    """
    policy.require(viewer, "insight.give", network)
    desk = _desk(viewer, activation, situation)
    if not words.strip() or rule not in Rule.values:
        raise NotPossibleNow("insight.empty")
    if tlp not in (Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER):
        raise NotPossibleNow("insight.too_narrow")
    attributed = _attributed(viewer, rule, tlp, member, role)
    insight = Insight.objects.create(
        owner_id=network.owner_id,
        created_by_id=viewer.user_id,
        tlp=tlp,
        network=network,
        activation=activation,
        situation=situation or (activation.situation if activation else None),
        desk=desk,
        rule=rule,
        attributed=attributed,
        words=words.strip(),
        given_on=clock.now().date(),
        fictional=fictional,
    )
    ledger.record(viewer, "insight.give", insight, rule=rule)
    if rule != Rule.NOT_USED:
        shown = None if insight.anonymous and place_identifies else place
        item = _report(insight, words.strip(), attributed, shown)
        # Kept sealed: the table does not tell which report came from which network.
        kept = sealed.sealed_for(insight, "report", str(item.pk))
        record_change(record=insight, report=kept)
    return insight


def _desk(viewer: Viewer, activation: Activation | None, situation: Situation | None) -> Organisation:
    """The desk that is told."""
    for record in (activation, situation):
        if record is not None:
            policy.require_sight(viewer, record)
            return record.owner
    raise NotPossibleNow("insight.to_nobody")


def _attributed(viewer: Viewer, rule: str, tlp: str, member: Member | None, role: str) -> str:
    if rule == Rule.BY_ROLE:
        if not role.strip():
            raise NotPossibleNow("insight.without_role")
        return role.strip()[:200]
    if rule != Rule.BY_NAME:
        return ""
    if member is None:
        raise NotPossibleNow("insight.without_name")
    policy.require_sight(viewer, member)
    # Whoever may be named to partners may not be named to everybody.
    if not (member.may_public or (member.may_partners and tlp != Tlp.CLEAR)):
        raise NotPossibleNow("insight.not_to_be_named")
    return str(member.name.open())[:200]


def _report(insight: Insight, words: str, attributed: str, place: Place | None) -> Item:
    """Take it in for the desk, as a report of its own."""
    system = installation(insight.desk_id)
    anonymous = insight.anonymous
    named = {lang: str(name) for lang, name in insight.network.names.items()}
    source = source_record(
        viewer=system,
        # A source keeps the label that it was recorded with: one for each.
        slug=f"dialogue-{insight.tlp}" if anonymous else f"network-{insight.network_id}-{insight.tlp}",
        names=NOBODY if anonymous else named,
        chatham_house=anonymous,
        tlp=insight.tlp,
        fictional=insight.fictional,
    )
    hints = (PlaceHint(name="", code=place.code),) if place is not None else ()
    report = Report(
        text=words,
        raw=words.encode("utf-8", "surrogatepass"),
        external_id=uuid.uuid4().hex,  # drawn by lot: an identifier of the insight would lead back to it
        author=attributed or None,
        places=hints,
    )
    item = records_take(viewer=system, source=source, records=[report])[0]
    if insight.situation is not None:
        item_attach(viewer=system, situation=insight.situation, item=item)
    return item


@transaction.atomic
def insight_answer(*, viewer: Viewer, insight: Insight, feedback: str, version: int | None = None) -> Insight:
    """Tell the network what became of its insight: it is owed that.

    Raises:
        NotPossibleNow: `insight.without_feedback`.
    """
    policy.require(viewer, "item.read")
    policy.require_sight(viewer, insight)
    if insight.desk_id != viewer.organisation_id and not viewer.system:
        raise NotPossibleNow("insight.other_desk")
    if not feedback.strip():
        raise NotPossibleNow("insight.without_feedback")
    record_change(
        record=insight,
        version=version,
        feedback=feedback.strip(),
        feedback_by_id=viewer.user_id,
        feedback_at=clock.now(),
    )
    ledger.record(viewer, "insight.answer", insight)
    return insight
