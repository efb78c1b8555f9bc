"""What communities of faith can open to people in need: known to those who protect, where exactly sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.directory.models import Actor, Asset, Consent, Place
from nadhir.web.directory.services import consented
from nadhir.web.directory.services.consented import Shown
from nadhir.web.directory.services.forgetting import GONE

NOTHING: Mapping[str, Any] = {
    "where": "", "contact": "", "names": GONE, "services": [], "capacity": None, "checked_on": None,
    "note": "", "holder": None, "faith": "",
}  # fmt: skip


@transaction.atomic
def asset_record(
    *,
    viewer: Viewer,
    agreed: Shown,
    kind: str,
    names: Mapping[str, str],
    place: Place,
    where: str = "",
    contact: str = "",
    holder: Actor | None = None,
    fictional: bool = False,
    **fields: Any,
) -> Asset:
    """Record a house, a hall or a service of a community, with the consent of those who hold it.

    Args:
        place: the country or subdivision; where exactly goes into `where`, which is sealed.
        fields: faith, services, capacity, checked_on, note.

    Raises:
        NotPossibleNow: `consent.*`, `consented.without_name`, `asset.*`.
    """
    policy.require(viewer, "asset.keep")
    told = {language: name.strip() for language, name in names.items() if name.strip()}
    if not told:
        raise NotPossibleNow("consented.without_name")
    if holder is not None:
        policy.require_sight(viewer, holder)
    asset = Asset.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        kind=kind,
        names=told,
        place=place,
        where=where.strip(),
        contact=contact.strip(),
        holder=holder,
        fictional=fictional,
        **{**_consent(agreed), **_checked(fields)},
    )
    ledger.record(viewer, "asset.record", asset, consent=agreed.scope, until=agreed.until)
    return asset


@transaction.atomic
def asset_change(
    *,
    viewer: Viewer,
    asset: Asset,
    version: int | None = None,
    where: str = "",
    contact: str = "",
    **fields: Any,
) -> Asset:
    """Change what is known of an asset. Sealed words that are left empty stay as they are.

    Raises:
        NotPossibleNow: `asset.*`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "asset.keep", asset)
    secret = {"where": where, "contact": contact}
    consented.changed(asset, version, secret, _checked(fields))
    written = sorted(name for name, words in secret.items() if words.strip())
    ledger.record(viewer, "asset.change", asset, sealed=written)
    return asset


@transaction.atomic
def asset_check(
    *, viewer: Viewer, asset: Asset, version: int | None = None, capacity: int | None = None
) -> Asset:
    """Say that somebody made sure today that it is still there and open."""
    policy.require(viewer, "asset.keep", asset)
    more = {"capacity": capacity} if capacity is not None else {}
    consented.changed(asset, version, {}, {"checked_on": clock.now().date(), **more})
    ledger.record(viewer, "asset.check", asset)
    return asset


@transaction.atomic
def asset_consent(*, viewer: Viewer, asset: Asset, agreed: Shown) -> Asset:
    """Record a consent given anew, also after the last one ran out."""
    _of_the_desk(viewer, asset)
    _consent(agreed)
    consented.consent_anew(asset, agreed)
    ledger.record(viewer, "asset.consent", asset, consent=agreed.scope, until=agreed.until)
    return asset


@transaction.atomic
def asset_withdraw(*, viewer: Viewer, asset: Asset) -> Asset:
    """Those who hold it take their consent back: it is gone, and what was known is wiped."""
    _of_the_desk(viewer, asset)
    consented.wipe(asset, NOTHING)
    ledger.record(viewer, "asset.withdraw", asset)
    return asset


@transaction.atomic
def asset_address_read(*, viewer: Viewer, asset: Asset, reason: str) -> dict[str, str]:
    """Open where it is and whom to turn to; kept with the reason. See `consented.opened`."""
    return consented.opened(viewer, asset, reason, ("where", "contact"))


def assets_forget() -> int:
    """Wipe those whose consent ran out long ago; how many."""
    many = 0
    for asset in consented.run_out(Asset):
        consented.wipe(asset, NOTHING)
        ledger.record(installation(), "asset.forget", asset)
        many += 1
    return many


def _consent(agreed: Shown) -> dict[str, Any]:
    """A list of refuges for everybody signed in would be a list of targets."""
    if agreed.scope == Consent.PUBLIC:
        raise NotPossibleNow("asset.not_for_all")
    return consented.consent_of(agreed)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if "services" in fields and (
        not fields["services"] or set(fields["services"]) - set(Asset.Service.values)
    ):
        raise NotPossibleNow("asset.without_service")
    checked = fields.get("checked_on")
    if checked is not None and checked > clock.now().date():
        raise NotPossibleNow("asset.checked_to_come")
    return fields


def _of_the_desk(viewer: Viewer, asset: Asset) -> None:
    if not policy.may(viewer, "asset.keep", asset):
        policy.require(viewer, "asset.keep", asset)
