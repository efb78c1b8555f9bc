"""Making organisations, groups and people."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from nadhir.errors import NotAllowed
from nadhir.web.accounts.models import Organisation, RoleHeld, SharingGroup, User
from nadhir.web.core.viewer import Viewer


@transaction.atomic
def organisation_record(
    *, slug: str, names: dict[str, str], partner: bool = False, fictional: bool = False
) -> Organisation:
    """Record an organisation; the same slug again is the same organisation."""
    made, _ = Organisation.objects.get_or_create(
        slug=slug, defaults={"names": names, "partner": partner, "fictional": fictional}
    )
    return made


@transaction.atomic
def sharing_group_record(*, names: dict[str, str], members: Iterable[uuid.UUID]) -> SharingGroup:
    """Record a group of organisations that share."""
    group = SharingGroup.objects.create(names=names)
    group.members.set(Organisation.objects.filter(pk__in=list(members)))
    return group


@transaction.atomic
def user_invite(
    *,
    email: str,
    name: str,
    organisation: Organisation,
    roles: Iterable[str],
    language: str = "en",
    password: str | None = None,
    fictional: bool = False,
) -> User:
    """Make an account. Without a password the person sets one by the link of the forgotten password."""
    user = User.objects.create_user(
        email, password, name=name, organisation=organisation, language=language, fictional=fictional
    )
    RoleHeld.objects.bulk_create(RoleHeld(user=user, role=role) for role in roles)
    return user


@transaction.atomic
def user_set_password(*, user: User, password: str) -> None:
    """Set a password, from the command line of the installation."""
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def user_prefer(*, viewer: Viewer, language: str, digits: str, time_zone: str = "") -> None:
    """Keep how the viewer reads the platform. A private choice: the ledger does not hold it.

    Raises:
        NotAllowed: nobody is signed in.
    """
    if viewer.user_id is None:
        raise NotAllowed("not_allowed.act", act="user.prefer")
    User.objects.filter(pk=viewer.user_id).update(language=language, digits=digits, time_zone=time_zone)
