"""Nobody changes what is not theirs: not by another person's form, not by a field that no form has, not by
a page that makes the browser send something, not by looking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from nadhir.web.accounts.models import Organisation, User
from nadhir.web.accounts.services import organisation_record, user_invite
from nadhir.web.core import ledger
from nadhir.web.core.models import Entry, Record
from tests.web import outlets
from tests.web.marked import Marked
from tests.web.outlets import Sending

pytestmark = pytest.mark.django_db

ALL_ROLES = ("administrator", "analyst", "coordinator", "decision_maker", "officer", "reviewer")


@pytest.fixture(scope="module")
def sent(there: Marked) -> list[tuple[str, Sending]]:
    """Every form that the desk, and a recipient, can send; with who can."""
    found: dict[Sending, str] = {}
    for persona in ("analyst", "reviewer", "decision_maker"):
        for sending in outlets.sendings(there, client_of(there.world.people[persona])):
            found.setdefault(sending, persona)
    assert len({outlets.named(sending.address) for sending in found}) >= 25
    return [(persona, sending) for sending, persona in found.items()]


def client_of(user: User | None, **settings: Any) -> Client:
    client = Client(headers={"accept-language": "en"}, **settings)
    if user is not None:
        client.force_login(user)
    return client


def state(but: Organisation | None = None) -> dict[str, set[str]]:
    """Every row of every table, but for sessions and for the records of one organisation."""
    rows: dict[str, set[str]] = {}
    for model in apps.get_models():
        if model._meta.label in ("sessions.Session", "core.Entry", "core.LedgerHead"):
            continue
        found = model._default_manager.all()
        if but is not None and issubclass(model, Record):
            found = found.exclude(owner=but)
        names = [
            field.name for field in model._meta.concrete_fields if field.name not in ("last_login", "read_at")
        ]
        rows[model._meta.label] = {repr(row) for row in found.values_list(*names)}
    acts = Entry.objects.exclude(act="warning.read").values_list("act", "subject_id", "actor_id")
    if but is not None:
        acts = acts.exclude(subject_id__in=_own_records(but))
    rows["acts"] = {repr(row) for row in acts}
    return rows


def _own_records(organisation: Organisation) -> list[Any]:
    return [
        pk
        for model in apps.get_models()
        if issubclass(model, Record)
        for pk in model._default_manager.filter(owner=organisation).values_list("pk", flat=True)
    ]


def attackers(there: Marked) -> dict[str, User | None]:
    """Who tries: nobody signed in, roles that may do little, and people of other organisations with every
    role there is, who may read what is TLP:CLEAR or TLP:GREEN."""
    community = organisation_record(slug="community", names={"en": "community"}, partner=True)
    fields: dict[str, Any] = {"name": "Stranger", "roles": ALL_ROLES}
    return {
        "nobody": None,
        "reporter": there.world.people["reporter"],
        "administrator": there.world.people["administrator"],
        "community": user_invite(email="one@example.org", organisation=community, **fields),
        "outsider": user_invite(
            email="two@example.org", organisation=there.world.organisations["elsewhere"], **fields
        ),
    }


@pytest.mark.parametrize("attacker", ["nobody", "reporter", "administrator", "community", "outsider"])
def test_a_form_of_another_person_changes_nothing(
    there: Marked, sent: list[tuple[str, Sending]], attacker: str
) -> None:
    user = attackers(there)[attacker]
    client, home = client_of(user), user.organisation if user else None
    elsewhere = home if attacker in ("community", "outsider") else None
    before, length = state(elsewhere), ledger.length()
    for _, sending in sent:
        response = client.post(sending.address, sending.body())
        assert response.status_code < 500, sending
        if elsewhere is None and ledger.length() != length:
            pytest.fail(f"{attacker} did something with {sending}")
    after = state(elsewhere)
    assert {name: after[name] ^ rows for name, rows in before.items() if after[name] != rows} == {}


def test_the_same_forms_change_something_for_those_they_are_for(
    there: Marked, sent: list[tuple[str, Sending]]
) -> None:
    """Else the test above could not fail."""
    done = [outlets.named(sending.address) for persona, sending in sent if _sent(there, persona, sending)]
    every = {outlets.named(sending.address) for _, sending in sent}
    print(sorted(every - set(done)))
    assert len(set(done)) >= 0.75 * len(every), sorted(every - set(done))


def _sent(
    there: Marked, persona: str, sending: Sending, check: Callable[[], None] = lambda: None, **more: str
) -> bool:
    """Send a form as the person it is for, and take it back; whether it did something."""
    client, length = client_of(there.world.people[persona]), ledger.length()
    with transaction.atomic():
        client.post(sending.address, sending.body(**more))
        done = ledger.length() > length
        check()
        transaction.set_rollback(True)
    return done


def test_a_field_that_no_form_has_changes_nothing(there: Marked, sent: list[tuple[str, Sending]]) -> None:
    outsider, elsewhere = there.world.people["outsider"], there.world.organisations["elsewhere"]
    person, desk = str(outsider.pk), str(elsewhere.pk)
    people = ("created_by", "signed_by", "approved_by", "issued_by", "assignee", "recorded_by", "by", "user")
    more = {
        **{name: person for field in people for name in (field, f"{field}_id")},
        **dict.fromkeys(("owner", "owner_id", "organisation", "organisation_id"), desk),
        **dict.fromkeys(("fictional", "partner", "is_staff", "is_superuser", "is_active"), "on"),
        **dict.fromkeys(("frozen_hash", "number", "sha256", "quote_sha256"), "f" * 20),
        **dict.fromkeys(("approved_at", "issued_at", "signed_at", "acknowledged_at"), "2020-01-01"),
        "roles": "administrator",
        "role_held": "administrator",
    }

    def check() -> None:
        for model in apps.get_models():
            if not issubclass(model, Record):
                continue
            taken = model._default_manager.filter(owner=elsewhere) | model._default_manager.filter(
                created_by=outsider
            )
            assert not taken.exists(), model
            assert not model._default_manager.filter(fictional=True).exists(), model
            for field in model._meta.concrete_fields:
                if field.related_model is User:
                    assert not model._default_manager.filter(**{field.name: outsider}).exists(), field
                if (
                    field.name in ("frozen_hash", "number", "sha256")
                    and field.get_internal_type() == "CharField"
                ):
                    assert not model._default_manager.filter(
                        **{f"{field.name}__startswith": "ffff"}
                    ).exists(), field
                if field.name.endswith("_at"):
                    assert not model._default_manager.filter(**{f"{field.name}__year": 2020}).exists(), field
        assert outsider.roles_held.count() == 1

    check()
    for persona, sending in sent:
        fields = {name for name, _ in sending.data}
        _sent(
            there,
            persona,
            sending,
            check,
            **{name: value for name, value in more.items() if name not in fields},
        )


def test_a_page_of_another_site_sends_nothing_in_somebodys_name(
    there: Marked, sent: list[tuple[str, Sending]]
) -> None:
    """Every address that takes something asks for the token that only our own pages have."""
    before = state()
    client = client_of(there.world.people["analyst"], enforce_csrf_checks=True)
    for route in outlets.routes():
        for address in outlets.addresses(there, route)[:1]:
            assert client.post(address, {"version": "1"}).status_code in (403, 405), address
    for _, sending in sent:
        assert client.post(sending.address, sending.body()).status_code == 403, sending
    assert state() == before
