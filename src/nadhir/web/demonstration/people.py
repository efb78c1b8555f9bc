"""Who can sign in to the demonstration: invented organisations, one person per role, one password.

The password is made at random for each workspace. Accounts keep its Argon2 hash as all accounts do; in clear
it stands only in the workspace's `keys/demonstration.json`, readable by its owner, so that `nadhir up` can
print it.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from nadhir.web.accounts import selectors, services
from nadhir.web.accounts.models import Organisation, SharingGroup, User
from nadhir.web.core import clock
from nadhir.web.demonstration import texts

DOMAIN = "demo.nadhir.invalid"
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aeiou"
SYLLABLES = 8  # of 80 each: about 50 bits, and still a word that can be typed from a piece of paper


@dataclass(frozen=True, slots=True)
class Person:
    """A sign-in of the demonstration."""

    role: str
    name: str
    email: str
    password: str
    language: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Cast:
    """The organisations and people of the demonstration, as records."""

    desk: Organisation
    group: SharingGroup
    users: dict[str, User]


def known() -> bool:
    """Whether the demonstration is in this workspace."""
    return selectors.person(_address(next(iter(_personas())))) is not None


def assemble(*, begins: datetime) -> Cast | None:
    """Make the organisations and people as of `begins`; None where they are there already.

    The first organisation is made first: a second process that loads at the same moment waits for it.
    """
    told = texts.load("story/people.yaml")
    organisations = {key: _organisation(key, fields) for key, fields in told["organisations"].items()}
    if known():
        return None
    with clock.at(begins):
        group = services.sharing_group_record(
            names=told["group"]["names"], members=[organisations[key].pk for key in told["group"]["members"]]
        )
        users = {
            persona: services.user_invite(
                email=_address(persona),
                name=fields["name"],
                organisation=organisations[fields["at"]],
                roles=fields["roles"],
                language=fields["language"],
                password=_password(),
                fictional=True,
            )
            for persona, fields in told["personas"].items()
        }
    return Cast(organisations["desk"], group, users)


def sign_ins() -> list[Person]:
    """Everybody who can sign in, in the order of the file.

    Where the password was lost, with the folder it stood in, all get a new one.
    """
    lost = _password_kept() is None
    password = _password()
    people = []
    for persona, fields in _personas().items():
        user = selectors.person(_address(persona))
        if user is None:
            continue
        if lost:
            services.user_set_password(user=user, password=password)
        people.append(Person(persona, user.name, user.email, password, fields["language"]))
    return people


def _organisation(key: str, fields: dict[str, Any]) -> Organisation:
    """An invented organisation. The demonstration's desk is the workspace's own as long as nobody real sits
    there, so that what the command line takes in lies on a desk that somebody can sign in to."""
    if key == "desk" and (first := selectors.desk_without_people()):
        return first
    return services.organisation_record(
        slug=fields["slug"], names=fields["names"], partner=fields["partner"], fictional=True
    )


def _personas() -> dict[str, Any]:
    personas: dict[str, Any] = texts.load("story/people.yaml")["personas"]
    return personas


def _address(persona: str) -> str:
    return f"{persona}@{DOMAIN}"


def _password() -> str:
    """The password of this workspace's demonstration, made on first use.

    Two processes that ask at the same moment get the same one: the file appears whole, and only once.
    """
    kept = _password_kept()
    if kept is not None:
        return kept
    settings.WORKSPACE.prepare()
    made = "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES))
    waiting = _file().with_name(f".demonstration.{secrets.token_hex(8)}")
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"password": made}, file)
    try:
        if _file().exists():
            # It is there and holds no password: damaged, so it gives way.
            waiting.replace(_file())
        else:
            _file().hardlink_to(waiting)
    except FileExistsError:
        pass
    finally:
        waiting.unlink(missing_ok=True)
    return _password_kept() or made


def _password_kept() -> str | None:
    try:
        return str(json.loads(_file().read_text("utf-8"))["password"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file() -> Path:
    path: Path = settings.WORKSPACE.keys / "demonstration.json"
    return path
