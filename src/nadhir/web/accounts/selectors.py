"""Reading people: who a request's person is to the policy."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from nadhir.web.accounts.models import Organisation, SharingGroup, User
from nadhir.web.core import policy
from nadhir.web.core.viewer import NOBODY, Role, Viewer
from nadhir.web.core.words import Digits


def viewer_of(user: User | AnonymousUser) -> Viewer:
    """What the policy needs to know of `user`."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    roles = user.roles_held.values_list("role", flat=True)
    return Viewer(
        user_id=user.pk,
        organisation_id=user.organisation_id,
        roles=frozenset(cast("Iterable[Role]", roles)),
        groups=groups_of(user.organisation_id),
        partner=user.organisation.partner,
        name=user.name,
        language=user.language,
    )


def groups_of(organisation_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The sharing groups that an organisation is in, for what the policy asks of its people."""
    found = SharingGroup.objects.filter(members=organisation_id)
    return frozenset(found.values_list("pk", flat=True))


def digits_of(user: User | AnonymousUser) -> Digits:
    """The digits that a person reads figures in; Latin ones for somebody not signed in."""
    return "arab" if isinstance(user, User) and user.digits == User.Digits.ARABIC else "latn"


def demonstration() -> bool:
    """Whether this workspace tells a fictional story, so that nobody takes it for the world."""
    return Organisation.objects.filter(fictional=True).exists()


def names_of(user_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names of persons, for showing who did what."""
    wanted = {user_id for user_id in user_ids if user_id}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))


def colleagues(viewer: Viewer) -> QuerySet[User]:
    """The people of the viewer's organisation who can sign in."""
    return policy.visible(User.objects.filter(is_active=True), viewer).order_by("name")


def holders(viewer: Viewer, role: str) -> QuerySet[User]:
    """The people of the viewer's organisation who hold a role and can sign in."""
    return colleagues(viewer).filter(roles_held__role=role)


def able(organisation_id: uuid.UUID, roles: Iterable[str]) -> QuerySet[User]:
    """The people of an organisation who hold any of these roles, by name. Their names are no secret at it."""
    found = User.objects.filter(organisation_id=organisation_id, is_active=True)
    return found.filter(roles_held__role__in=list(roles)).distinct().order_by("name")


def holds(user: User, role: str) -> bool:
    """Whether a person can sign in and holds a role."""
    return user.is_active and user.roles_held.filter(role=role).exists()


def zone_of(user: User | AnonymousUser) -> str:
    """The time zone that a person reads times in, by its name; empty for UTC."""
    return user.time_zone if isinstance(user, User) else ""


def works_at(user_id: uuid.UUID, organisation_id: uuid.UUID) -> bool:
    """Whether a person belongs to an organisation and can sign in."""
    return User.objects.filter(pk=user_id, organisation=organisation_id, is_active=True).exists()


def desk_of(viewer: Viewer) -> Organisation:
    """The organisation for which `viewer` makes records."""
    return Organisation.objects.get(pk=viewer.desk)


def person(address: str) -> User | None:
    """The person who signs in with `address`."""
    return User.objects.select_related("organisation").filter(email__iexact=address).first()


def person_within_reach(viewer: Viewer, address: str) -> User | None:
    """The person who signs in with `address`, in an organisation of the viewer's or one that shares a group
    with it. Of others it is not told whether they have an account."""
    found = person(address)
    if found is None or not found.is_active:
        return None
    near = found.organisation_id == viewer.organisation_id or groups_of(found.organisation_id) & viewer.groups
    return found if near else None


def person_by_id(pk: uuid.UUID | str) -> User | None:
    """A person, for a message to them."""
    return User.objects.select_related("organisation").filter(pk=pk).first()


def desk_without_people() -> Organisation | None:
    """The first organisation, if nobody sits there yet but invented people."""
    first = Organisation.objects.order_by("pk").first()
    if first is None or first.people.filter(fictional=False).exists():
        return None
    return first


def desk_that_is_told() -> Organisation | None:
    """The organisation that receives what people without an account tell: the one that the settings name, the
    first of the workspace where they name none; None where they say that nobody does."""
    wanted = settings.REPORTS_TO
    if wanted == "off":
        return None
    found = Organisation.objects.order_by("pk")
    return (found.filter(slug=wanted) if wanted else found).first()
