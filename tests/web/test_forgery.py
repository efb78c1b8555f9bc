"""Nobody changes what is not theirs: not by another person's form, not by a field that no form has, not by
a page that makes the browser send something, not by looking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from nadhir.web.accounts.models import Organisation, User
from nadhir.web.accounts.services import organisation_record, user_invite
from nadhir.web.core import ledger
from nadhir.web.core.models import Record
from tests.web import outlets
from tests.web.marked import Marked
from tests.web.outlets import Sending
from tests.web.rows import changed, state

pytestmark = pytest.mark.django_db

ALL_ROLES = ("administrator", "analyst", "coordinator", "decision_maker", "officer", "reviewer")


def client_of(user: User | None, **settings: Any) -> Client:
    client = Client(headers={"accept-language": "en"}, **settings)
    if user is not None:
        client.force_login(user)
    return client


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


# What is everybody's own who is signed in: how one wishes to be written to; to learn alone what was published
# for everybody, and to ask about a guide that one may read.
OWN = frozenset({"wishes", "module", "module_section", "module_case", "module_test", "guide_ask"})


@pytest.mark.parametrize("attacker", ["nobody", "reporter", "administrator", "community", "outsider"])
def test_a_form_of_another_person_changes_nothing(
    there: Marked, sent: list[tuple[str, Sending]], attacker: str
) -> None:
    user = attackers(there)[attacker]
    client, home = client_of(user), user.organisation if user else None
    elsewhere = home if attacker in ("community", "outsider") else None
    before, length = state(elsewhere), ledger.length()
    for _, sending in sent:
        if user is not None and outlets.named(sending.address) in OWN:
            continue
        response = client.post(sending.address, sending.body())
        assert response.status_code < 500, sending
        if elsewhere is None and ledger.length() != length:
            pytest.fail(f"{attacker} did something with {sending}")
    assert changed(before, state(elsewhere)) == {}


def _sent(there: Marked, persona: str, sending: Sending, check: Callable[[], None], **more: str) -> bool:
    """Send a form as the person it is for, and take it back; whether it did something."""
    client, length = client_of(there.world.people[persona]), ledger.length()
    with transaction.atomic():
        client.post(sending.address, sending.body(**more))
        if done := ledger.length() > length:
            check()
        transaction.set_rollback(True)
    return done


def forged(outsider: User, elsewhere: Organisation) -> Callable[[], list[str]]:
    """Asks which fields of which tables hold what was sent in vain. Hundreds of times, of each table: so that
    the questions are written once, and asked together."""
    questions: list[tuple[str, str, tuple[Any, ...]]] = []
    for model in apps.get_models():
        if not issubclass(model, Record):
            continue
        sought: dict[str, Any] = {"owner": elsewhere, "created_by": outsider, "fictional": True}
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                sought[field.name] = outsider
            if field.name in ("frozen_hash", "number", "sha256") and field.get_internal_type() == "CharField":
                sought[f"{field.name}__startswith"] = "ffff"
            if field.name.endswith("_at"):
                sought[f"{field.name}__year"] = 2020
        for name, value in sought.items():
            found = model._default_manager.filter(**{name: value}).order_by().values("pk")
            questions.append((f"{model._meta.label}: {name}", *found.query.sql_with_params()))
    assert len(questions) > 200

    def ask() -> list[str]:
        answers = []
        with connection.cursor() as cursor:
            for start in range(0, len(questions), 200):
                some = questions[start : start + 200]
                parts = (f"SELECT {start + at} WHERE EXISTS ({sql})" for at, (_, sql, _) in enumerate(some))
                cursor.execute(" UNION ALL ".join(parts), [value for *_, values in some for value in values])
                answers += [questions[at][0] for (at,) in cursor.fetchall()]
        return answers

    return ask


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

    wrong = forged(outsider, elsewhere)

    def check() -> None:
        assert not wrong()
        assert outsider.roles_held.count() == 1

    check()
    done = set()
    for persona, sending in sent:
        new = {name: value for name, value in more.items() if name not in dict(sending.data)}
        if _sent(there, persona, sending, check, **new):
            done.add(outlets.named(sending.address))
    # Else neither this test nor the one above could fail.
    every = {outlets.named(sending.address) for _, sending in sent} - {"certificate_ask"}  # it only asks
    assert len(done) >= 0.85 * len(every), "\n".join(sorted(every - done))


def test_a_page_of_another_site_sends_nothing_in_somebodys_name(
    there: Marked, sent: list[tuple[str, Sending]]
) -> None:
    """Every address that takes something asks for the token that only our own pages have."""
    before = state()
    client = client_of(there.world.people["analyst"], enforce_csrf_checks=True)
    for route in outlets.routes():
        if route.name in ("told_new", "told_answer"):
            continue  # for people without an account: whoever sends these does nothing in anybody's name
        for address in outlets.addresses(there, route)[:1]:
            assert client.post(address, {"version": "1"}).status_code in (403, 405), address
    for _, sending in sent:
        if outlets.named(sending.address) not in ("told_new", "told_answer"):
            assert client.post(sending.address, sending.body()).status_code == 403, sending
    assert state() == before
