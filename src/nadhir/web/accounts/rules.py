"""Who may know of which people, organisations and groups."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.accounts.models import Organisation, RoleHeld, SharingGroup, User
from nadhir.web.core import policy
from nadhir.web.core.models import Entry, Lease, LedgerHead, NamedReader, Outgoing, Round, Share
from nadhir.web.core.viewer import Viewer


@policy.register(Organisation)
def organisations(viewer: Viewer) -> Q:
    return policy.EVERYTHING if viewer.known else policy.NOTHING


@policy.register(SharingGroup)
def sharing_groups(viewer: Viewer) -> Q:
    return Q(pk__in=viewer.groups)


@policy.register(User)
def people(viewer: Viewer) -> Q:
    if viewer.organisation_id is None:
        return policy.NOTHING
    return Q(organisation_id=viewer.organisation_id)


@policy.register(RoleHeld)
def roles(viewer: Viewer) -> Q:
    return Q(user_id=viewer.user_id) if viewer.user_id else policy.NOTHING


def _nobody(viewer: Viewer) -> Q:  # noqa: ARG001 - the same answer for all
    return policy.NOTHING


# Machinery: read through ledger.entries_of and the outbox, for records that may be seen.
for _model in (Entry, LedgerHead, Lease, NamedReader, Outgoing, Round, Share):
    policy.register(_model)(_nobody)
