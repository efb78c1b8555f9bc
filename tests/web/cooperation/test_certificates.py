"""Certificates: signed, checked by anybody, forged in vain, revoked without telling why."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from django.test import Client

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import certifying, services
from nadhir.web.cooperation.models import Certificate
from tests.web.conftest import World
from tests.web.cooperation.teaching import a_cohort, completed, enrolled, joined, took_test
from tests.web.cooperation.test_cohorts import refused

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def a_certificate(world: World, name: str = "أمينة يوسف") -> Certificate:
    cohort = a_cohort(world)
    row = completed(world, cohort, enrolled(world, cohort, name))
    return services.certificate_issue(viewer=world.viewer("officer"), enrolment=row)


def test_it_is_issued_once_to_whoever_completed(world: World) -> None:
    officer, cohort = world.viewer("officer"), a_cohort(world)
    row = enrolled(world, cohort)
    refused("certificate.not_completed", lambda: services.certificate_issue(viewer=officer, enrolment=row))
    row = completed(world, cohort, row)
    services.certificate_issue(viewer=officer, enrolment=row)
    refused("certificate.there_already", lambda: services.certificate_issue(viewer=officer, enrolment=row))
    with pytest.raises(NotAllowed):
        services.certificate_issue(viewer=world.viewer("analyst"), enrolment=row)


def test_anybody_checks_what_the_paper_says(world: World, client: Client) -> None:
    made = a_certificate(world)
    page = client.get(f"/certificates/{made.number}/")
    told = page.content.decode()
    assert page.status_code == 200
    assert "It holds" in told
    assert "أمينة يوسف" in told
    assert "Reading signs" in told
    assert "12 hours" in told
    assert page["X-Robots-Tag"] == "noindex, noarchive"
    assert "no-store" in page["Cache-Control"]
    # As it is typed: small letters, O for 0, without lines between.
    typed = made.number.lower().replace("0", "o").replace("-", " ")
    assert client.post("/certificates/", {"number": typed})["Location"] == f"/certificates/{made.number}/"
    assert client.post("/certificates/", {"number": "12"}).status_code == 422
    arabic = client.get(f"/certificates/{made.number}/", headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in arabic
    assert "قراءة العلامات" in arabic


def test_a_forged_number_was_not_issued_here(world: World, client: Client) -> None:
    made = a_certificate(world)
    last = "0" if made.number[-1] != "0" else "1"
    for forged in (made.number[:-1] + last, "FORGED", "7K3F-9Q2M-0HTX", "<b>x"):
        page = client.get(f"/certificates/{forged}/")
        assert page.status_code == 404
        assert "Not issued here" in page.content.decode()
        assert "يوسف" not in page.content.decode()
        assert "<b>x" not in page.content.decode()


def test_what_was_altered_in_the_data_base_is_not_confirmed(world: World, client: Client) -> None:
    made = a_certificate(world)
    printed = json.loads(made.printed.open()) | {"name": "Somebody Else"}
    made.printed = json.dumps(printed)
    made.save()
    told = client.get(f"/certificates/{made.number}/").content.decode()
    assert "cannot be confirmed" in told
    assert "Somebody" not in told


def test_a_revoked_one_is_said_with_its_day_but_not_why(
    world: World, client: Client, client_of: ClientOf
) -> None:
    made = a_certificate(world)
    officer = client_of("officer")
    address = f"/cooperation/certificates/{made.pk}/revoke/"
    assert officer.post(address, {"because": " "}).status_code == 422
    assert client_of("analyst").post(address, {"because": "x"}).status_code == 403
    officer.post(address, {"because": "the name was of her cousin"})
    told = client.get(f"/certificates/{made.number}/").content.decode()
    assert "It no longer holds" in told
    assert "revoked on" in told
    assert "cousin" not in told
    assert officer.post(address, {"because": "again"}).status_code == 409
    again = services.certificate_issue(viewer=world.viewer("officer"), enrolment=made.enrolment)
    assert again.number != made.number
    assert "It holds" in client.get(f"/certificates/{again.number}/").content.decode()


def test_how_many_are_tried_is_limited(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nadhir.web.cooperation.views.certificates.TRIES", 2)
    seen = [client.get("/certificates/7K3F-9Q2M-0HTX/").status_code for _ in range(3)]
    assert seen == [404, 404, 429]


def test_the_paper_comes_in_three_languages_and_as_signed_words(world: World, client_of: ClientOf) -> None:
    cohort = a_cohort(world)
    row = joined(world, cohort, "analyst")
    made = services.certificate_issue(viewer=world.viewer("officer"), enrolment=completed(world, cohort, row))
    own = client_of("analyst")
    address = f"/cooperation/certificates/{made.pk}/"
    for lang, word in (("ar", "قراءة"), ("en", "Reading signs"), ("fr", "Reading signs")):
        paper = own.get(f"{address}?lang={lang}")
        assert paper["Content-Type"] == "application/pdf"
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.content)).pages)
        assert made.number in text, lang
        assert lang == "ar" or word in text, lang
    printed, signature, key = certifying.statement_read(own.get(f"{address}?form=json").content.decode())
    assert certifying.holds(printed, signature, key)
    assert key == certifying.public_key()
    assert not certifying.holds(printed | {"name": "Somebody"}, signature, key)
    assert not certifying.holds(printed, "forged", key)
    assert not certifying.holds(printed, signature, "x")
    assert client_of("reviewer").get(address).status_code == 403


def test_all_of_a_cohort_are_issued_at_once(world: World, client_of: ClientOf) -> None:
    cohort, officer = a_cohort(world), client_of("officer")
    rows = [completed(world, cohort, enrolled(world, cohort, f"Person {n}x")) for n in range(3)]
    took_test(enrolled(world, cohort, "Not yet"), right=False)
    revoked = services.certificate_issue(viewer=world.viewer("officer"), enrolment=rows[0])
    services.certificate_revoke(viewer=world.viewer("officer"), certificate=revoked, because="wrong name")
    officer.post(f"/cooperation/cohorts/{cohort.pk}/certificates/")
    officer.post(f"/cooperation/cohorts/{cohort.pk}/certificates/")
    assert Certificate.objects.count() == 3
    assert Certificate.objects.filter(revoked_at=None).count() == 2
    page = officer.get(f"/cooperation/enrolments/{rows[1].pk}/").content.decode()
    assert "PDF" in page
    assert "Revoke" in page


def test_it_is_checked_at_the_command_line(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from nadhir.cli import app

    monkeypatch.setattr("nadhir.cli.certificate.wake", lambda: None)
    made = a_certificate(world)
    run = CliRunner().invoke
    assert run(app, ["certificate", "verify", made.number]).exit_code == 0
    assert run(app, ["certificate", "verify", "7K3F-9Q2M-0HTX"]).exit_code == 1
    file = tmp_path / "certificate.json"
    file.write_text(certifying.statement(json.loads(made.printed.open()), made.signature), "utf-8")
    assert run(app, ["certificate", "verify", str(file)]).exit_code == 0
    file.write_text(file.read_text("utf-8").replace("أمينة", "سعاد"), "utf-8")
    assert run(app, ["certificate", "verify", str(file)]).exit_code == 1
    file.write_text("{}", "utf-8")
    with pytest.raises(NotPossibleNow):
        run(app, ["certificate", "verify", str(file)], catch_exceptions=False)
    services.certificate_revoke(viewer=world.viewer("officer"), certificate=made, because="x")
    told = run(app, ["certificate", "verify", made.number, "--json"])
    assert told.exit_code == 1
    assert json.loads(told.stdout)["state"] == "revoked"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7k3f9q2mohtx", "7K3F-9Q2M-0HTX"),
        ("٧K3F-9Q2M-0HTX", "7K3F-9Q2M-0HTX"),
        ("7K3F", None),
        ("", None),
        ("Ω" * 12, None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: str | None) -> None:
    assert certifying.number_read(typed) == number
