"""Enrolment from lists of every kind, seats, tests, opinions; nothing leads to a person."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nadhir.doctrine import learning
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import links, rosters, selectors, services
from nadhir.web.cooperation.models import Certificate, Cohort, Enrolment, Evaluation, TestResult
from nadhir.web.cooperation.selectors import of_cohorts as read
from nadhir.web.core import policy
from nadhir.web.core.models import Entry
from tests.web.conftest import World
from tests.web.cooperation.teaching import MODULE, a_cohort, a_session, enrolled, joined, took_test
from tests.web.cooperation.test_cohorts import refused

ClientOf = Callable[[str], Client]

MIXED = """م\tالاسم الكامل\tالجنس\tالعمر\tالجهة
١\tأمينة الحسن\tأنثى\t٢٧\tلجنة السلام
٢\tአበበ በቀለ\tወንድ\t፴፭\tየሰላም ኮሚቴ
\t\t\t\t
3\tJean-Pierre N’Diaye\tH\t1999\tONG Paix

٤\tأَمينة  الحسن\tامرأة\t30\tأخرى
5\tAhmed Noor\t?\tforty\t
6\t\tF\t20\t
"""


def read_all(text: str, **given: object) -> list[rosters.Person]:
    sheet = rosters.read_text(text)
    return rosters.people_of(sheet, rosters.guess(sheet), year=2026, **given)  # type: ignore[arg-type]


def test_a_list_in_mixed_scripts_is_read() -> None:
    people = read_all(MIXED)
    assert [(one.row, one.name, one.sex, one.young, one.problem) for one in people] == [
        (2, "أمينة الحسن", "female", True, ""),
        (3, "አበበ በቀለ", "male", False, ""),
        (5, "Jean-Pierre N’Diaye", "male", True, ""),
        (7, "أَمينة الحسن", "female", False, "twice"),
        (8, "Ahmed Noor", "other", None, "unclear_sex"),
        (9, "", "female", True, "without_name"),
    ]
    assert people[0].organisation == "لجنة السلام"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Amina Yusuf\nJohn Doe\n", ("name",)),
        ("Amina Yusuf, F, 27, Committee\nJohn Doe, M, 27, Church\n", ("name", "sex", "age", "organisation")),
        ("Nom;Prénom;Sexe\nDiallo;Awa;F\n", ("name", "given", "sex")),
        ("First name|Last name|Year of birth\nAwa|Diallo|1999\n", ("given", "family", "age")),
    ],
)
def test_columns_are_guessed(text: str, roles: tuple[str, ...]) -> None:
    assert rosters.guess(rosters.read_text(text)) == roles


@pytest.mark.parametrize(
    ("word", "number"),
    [("٢٧", 27), ("፳፯", 27), ("፲፱፻፹፭", 1985), ("२७", 27), ("½", None), ("x", None), ("", None)],
)
def test_digits_of_every_script_are_read(word: str, number: int | None) -> None:
    assert rosters.number_of(word) == number


def test_lines_that_are_each_divided_otherwise_are_read_and_told() -> None:
    people = read_all(
        "محمد الأحمدي\tmohammed.ahmadi@example.org\tذكر\n"
        "Awa Diallo; F; awa@example.org\n"
        "John M Doe, john@example.org, homme\n"
        "Noor, Ahmed\n"
        "ሳራ በቀለ sara@example.org ሴት\n"
        "Bo Li <bo@example.org>\n"
    )
    assert [(one.name, one.organisation, one.sex, one.problem) for one in people] == [
        ("محمد الأحمدي", "", "male", "unusual"),
        ("Awa Diallo", "", "female", "unusual"),
        ("John M Doe", "", "male", "unusual"),
        ("Noor, Ahmed", "", "other", ""),
        ("ሳራ በቀለ", "", "female", "unusual"),
        ("Bo Li", "", "other", "unusual"),
    ]
    most = read_all("Awa Diallo\tChurch\tF\nBo Li\tONG\tM\nJohn Doe; Committee; M\n")
    assert [(one.organisation, one.sex, one.problem) for one in most] == [
        ("Church", "female", ""), ("ONG", "male", ""), ("Committee", "male", "unusual"),
    ]  # fmt: skip
    addresses = read_all("Awa Diallo\tawa@example.org\nBo Li\tbo@example.org\n")
    assert [(one.name, one.organisation, one.problem) for one in addresses] == [
        ("Awa Diallo", "", ""), ("Bo Li", "", ""),
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_unusual_line_is_told_before_anything_is_kept(world: World, client_of: ClientOf) -> None:
    cohort, officer = a_cohort(world), client_of("officer")
    pasted = "Awa Diallo\tawa@example.org\tF\nBo Li; bo@example.org; M\n"
    address = f"/cooperation/cohorts/{cohort.pk}/list/"
    shown = officer.post(address, {"pasted": pasted, "look": "1"})
    assert "written otherwise than the rest" in shown.content.decode()
    assert not cohort.enrolments.exists()
    form = shown.context["form"]
    columns = {f"column_{at}": role for at, role in enumerate(form.roles)}
    officer.post(address, {**columns, "pasted": form["pasted"].value(), "take": "1"})
    assert {(one.name.open(), one.organisation, one.sex) for one in cohort.enrolments.all()} == {
        ("Awa Diallo", "", "female"), ("Bo Li", "", "male"),
    }  # fmt: skip


def test_lines_are_counted_before_cells_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: object) -> str:
        raise AssertionError("a cell was read")

    monkeypatch.setattr(rosters, "_cell", never)
    refused("roster.too_long", lambda: rosters.read_text("a,b\n" * 100_000))


def test_spellings_of_one_name_are_one_key() -> None:
    same = ["Noor Ahmed", "AHMED, Noor", "Nöor Ahmed"]
    assert len({rosters.key_of(name) for name in same}) == 1


def test_a_list_without_people_or_too_long_is_refused() -> None:
    refused("roster.empty", lambda: rosters.read_text(" \n\t\n"))
    refused("roster.empty", lambda: rosters.read_text("name,sex\n"))
    refused("roster.too_long", lambda: rosters.read_text("\n".join(f"Person {n}x" for n in range(3_001))))
    refused("roster.too_large", lambda: rosters.read_bytes(b"x" * (rosters.MOST_BYTES + 1)))


def workbook(rows: list[list[object]]) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(written)
    return written.getvalue()


def test_a_workbook_is_read() -> None:
    sheet = rosters.read_bytes(
        workbook([["List"], ["Nom", "Sexe", "Âge"], ["Awa Diallo", "F", 22], [None], ["Bo", "m", 41]])
    )
    people = rosters.people_of(sheet, rosters.guess(sheet), year=2026)
    assert [(one.name, one.sex, one.young) for one in people] == [
        ("Awa Diallo", "female", True),
        ("Bo", "male", False),
    ]


@pytest.mark.django_db
def test_a_list_is_shown_first_and_then_taken_over_whole(world: World, client_of: ClientOf) -> None:
    cohort, officer = a_cohort(world), client_of("officer")
    enrolled(world, cohort, "Jean-Pierre N’Diaye")
    address = f"/cooperation/cohorts/{cohort.pk}/list/"
    shown = officer.post(address, {"pasted": MIXED, "look": "1"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert cohort.enrolments.count() == 1
    assert "3 people</b> can be enrolled" in page
    assert "is enrolled already" in page
    assert "row 7" in page
    form = shown.context["form"]
    columns = {f"column_{at}": role for at, role in enumerate(form.roles)}
    taken = officer.post(address, {**columns, "pasted": form["pasted"].value(), "take": "1"})
    assert taken.status_code == 302
    assert cohort.enrolments.count() == 4
    again = officer.post(address, {**columns, "pasted": form["pasted"].value(), "take": "1"})
    assert again.status_code == 409
    assert cohort.enrolments.count() == 4
    both = officer.post(address, {**columns, "pasted": form["pasted"].value(), "take": "1", "both": "on"})
    assert both.status_code == 302
    assert cohort.enrolments.count() == 9


@pytest.mark.django_db
def test_a_file_that_is_no_list_is_refused_in_words(world: World, client_of: ClientOf) -> None:
    cohort, officer = a_cohort(world), client_of("officer")
    address = f"/cooperation/cohorts/{cohort.pk}/list/"
    for content in (b"PK\x03\x04nonsense", b"\x00\x01\x02\x03" * 50, b""):
        answer = officer.post(address, {"file": SimpleUploadedFile("list.xlsx", content), "look": "1"})
        assert answer.status_code in (409, 422), content
    book = SimpleUploadedFile("list.xlsx", workbook([["Name"], ["Awa Diallo"]]))
    assert "Awa Diallo" in officer.post(address, {"file": book, "look": "1"}).content.decode()


@pytest.mark.django_db
def test_three_thousand_are_enrolled_at_once_or_nobody(world: World) -> None:
    cohort, viewer = a_cohort(world, seats=2_999), world.viewer("officer")
    people = read_all("\n".join(f"Person {n}x" for n in range(3_000)))
    refused("cohort.full", lambda: services.enrolments_take(viewer=viewer, cohort=cohort, people=people))
    assert not cohort.enrolments.exists()
    assert services.enrolments_take(viewer=viewer, cohort=cohort, people=people[:40]).added == 40


@pytest.mark.django_db
def test_the_same_person_is_enrolled_once_unless_they_are_two(world: World) -> None:
    cohort = a_cohort(world)
    enrolled(world, cohort, "أمينة الحسن")
    refused("enrolment.there_already", lambda: enrolled(world, cohort, "أَمينة الحَسن"))
    enrolled(world, cohort, "أمينة الحسن", another=True)
    refused("enrolment.without_name", lambda: enrolled(world, cohort, " 12 "))
    assert Enrolment.objects.count() == 2
    # Neither the table nor the ledger holds a name.
    assert not [row for row in Enrolment.objects.values_list("name", flat=True) if "أمينة" in str(row)]
    assert "أمينة" not in str(list(Entry.objects.filter(act="enrolment.make").values_list("data", flat=True)))


@pytest.mark.django_db
def test_people_enrol_themselves_while_it_is_open_and_has_seats(world: World, client_of: ClientOf) -> None:
    cohort = a_cohort(world, seats=1, tlp="green")
    analyst = client_of("analyst")
    address = f"/cooperation/cohorts/{cohort.pk}/"
    analyst.post(f"{address}join/", {"sex": "female"})
    assert not cohort.enrolments.exists()
    services.cohort_open(viewer=world.viewer("officer"), cohort=cohort)
    analyst.post(f"{address}join/", {"sex": "female"})
    assert "Where you are" in analyst.get(address).content.decode()
    reviewer = client_of("reviewer")
    assert "All seats are taken" in reviewer.get(address).content.decode()
    full = reviewer.post(f"{address}join/", {"sex": "male"}, follow=True).content.decode()
    assert "not enough seats" in full
    own = Enrolment.objects.get()
    assert reviewer.get(f"/cooperation/enrolments/{own.pk}/").status_code == 403
    analyst.post(f"/cooperation/enrolments/{own.pk}/leave/")
    reviewer.post(f"{address}join/", {"sex": "male"})
    assert cohort.enrolments.filter(status="enrolled").get().user == world.people["reviewer"]
    refused("cohort.full", lambda: joined(world, cohort, "analyst"))
    refused("enrolment.you_already", lambda: joined_twice(world, cohort))


def joined_twice(world: World, cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(seats=5)
    joined(world, cohort, "reviewer")


@pytest.mark.django_db
def test_a_test_is_taken_shown_with_reasons_and_not_twice(world: World, client_of: ClientOf) -> None:
    cohort = a_cohort(world)
    own = joined(world, cohort, "analyst")
    analyst = client_of("analyst")
    address = f"/cooperation/enrolments/{own.pk}/tests/before/?module={MODULE.ref}"
    page = analyst.get(address)
    assert page.status_code == 200
    assert MODULE.title.en in page.content.decode()
    answered = analyst.post(address, {"module": MODULE.ref})
    result = TestResult.objects.get()
    assert answered.status_code == 302
    assert (result.right, result.kind) == (0, "before")
    told = analyst.get(answered["Location"]).content.decode()
    assert "Not answered." in told
    assert "Right would be:" in told
    assert analyst.get(address).status_code == 409
    assert analyst.post(address, {}).status_code == 409
    assert client_of("reviewer").get(address).status_code == 403
    # The desk sees how many were right, not the page of the person's answers as theirs to take.
    with pytest.raises(NotAllowed):
        services.test_result_record(
            viewer=world.viewer("officer"), enrolment=own, module=MODULE.ref, kind="after", answers={},
            language="en", by_link=False,
        )  # fmt: skip


@pytest.mark.django_db
def test_answers_of_every_kind_come_back_from_the_page(world: World, client_of: ClientOf) -> None:
    own = joined(world, a_cohort(world), "analyst")
    given: dict[str, object] = {}
    for question in learning.choose(MODULE, "after", str(own.pk)):
        right, name = question.right, f"q-{question.id}"
        if isinstance(right, dict):
            given |= {f"{name}-{left}": to for left, to in right.items()}
        elif question.kind == "order":
            given |= {f"{name}-{option}": str(at) for at, option in enumerate(right, start=1)}
        else:
            given[name] = right
    client_of("analyst").post(f"/cooperation/enrolments/{own.pk}/tests/after/?module={MODULE.ref}", given)
    result = TestResult.objects.get()
    assert result.passed
    assert result.right == result.questions


@pytest.mark.django_db
def test_before_is_not_taken_after_and_after_not_before_the_first_session(world: World) -> None:
    cohort = a_cohort(world)
    one, other = enrolled(world, cohort, "One Person"), enrolled(world, cohort, "Other Person")
    took_test(one, "after", right=False)
    took_test(one, "after")
    refused("test.passed_already", lambda: took_test(one, "after"))
    refused("test.before_too_late", lambda: took_test(one, "before"))
    a_session(world, cohort, days=3)
    refused("test.after_too_early", lambda: took_test(other, "after"))
    took_test(other, "before")
    refused("test.twice", lambda: took_test(other, "before"))
    services.enrolment_leave(viewer=world.viewer("officer"), enrolment=other)
    refused("enrolment.ended", lambda: took_test(other, "after"))


@pytest.mark.django_db
def test_somebody_without_an_account_comes_by_their_link(world: World, client: Client) -> None:
    cohort = a_cohort(world)
    own = enrolled(world, cohort, "Amina Yusuf")
    address = links.address_of(own).partition("://")[2].partition("/")[2]
    address = f"/{address}"
    page = client.get(address)
    assert page.status_code == 200
    assert "Amina" not in page.content.decode()
    assert page["X-Robots-Tag"].startswith("noindex")
    taken = client.post(f"{address}?kind=before&module={MODULE.ref}", {"module": MODULE.ref})
    assert taken.status_code == 302
    assert TestResult.objects.count() == 1
    assert "Right would be" in client.get(taken["Location"]).content.decode()
    assert client.post(f"{address}?kind=before&module={MODULE.ref}").status_code == 409
    stranger = took_test(enrolled(world, cohort, "Somebody Else"), "before")
    assert "Right would be" not in client.get(f"{address}?result={stranger.pk}").content.decode()
    assert client.get(address[:-3] + "/").status_code == 403
    services.enrolment_leave(viewer=world.viewer("officer"), enrolment=own)
    assert client.get(address).status_code == 403


@pytest.mark.django_db
def test_paper_is_entered_by_objective(world: World, client_of: ClientOf) -> None:
    cohort, officer = a_cohort(world, language="fr"), client_of("officer")
    one = enrolled(world, cohort, "One Person")
    enrolled(world, cohort, "Other Person")
    sheet = officer.get(f"/cooperation/cohorts/{cohort.pk}/tests/before/sheet/").content.decode()
    assert MODULE.title.fr in sheet
    assert "One Person" not in sheet
    address = f"/cooperation/cohorts/{cohort.pk}/tests/before/enter/"
    page = officer.get(address)
    names = [name for row in page.context["rows"] for name, *_ in row["cells"] if str(one.pk) in name]
    assert officer.post(address, dict.fromkeys(names, "99")).status_code == 409
    assert officer.post(address, dict.fromkeys(names, "x")).status_code == 409
    assert officer.post(address, {}).status_code == 409
    assert not TestResult.objects.exists()
    assert officer.post(address, dict.fromkeys(names, "١")).status_code == 302
    result = TestResult.objects.get()
    assert result.right == len(names)
    assert result.answers["paper"]
    refused("test.twice", lambda: took_test(one, "before"))
    assert client_of("analyst").get(address).status_code == 403


@pytest.mark.django_db
def test_what_was_learned_is_told_by_objective_with_its_number(world: World, client_of: ClientOf) -> None:
    cohort = a_cohort(world)
    for name in ("One Person", "Two Person"):
        row = enrolled(world, cohort, name)
        took_test(row, "before", right=False)
        took_test(row, "after")
    took_test(enrolled(world, cohort, "Three Person"), "before")
    told = read.results(cohort)[0]
    assert (told.before, told.after, told.both, told.passed) == (3, 2, 2, 2)
    assert (told.middle_before, told.middle_after, told.few) == (0, 100, True)
    assert told.spread_before == (2, 0, 0, 0, 1)
    assert told.gains
    assert all(one.points == 100 for one in told.gains)
    page = client_of("officer").get(f"/cooperation/cohorts/{cohort.pk}/").content.decode()
    assert "n = 2" in page
    assert "differ by chance" in page
    assert "<svg" in page


@pytest.mark.django_db
def test_opinions_lead_back_to_nobody(world: World, client_of: ClientOf) -> None:
    cohort = a_cohort(world)
    people = ("analyst", "reviewer", "decision_maker")
    rows = {name: joined(world, cohort, name) for name in people}
    viewer = world.viewer("officer")
    address = f"/cooperation/enrolments/{rows['analyst'].pk}/evaluate/"
    assert client_of("analyst").post(address, {"useful": "5"}).status_code == 409
    services.cohort_begin(viewer=viewer, cohort=selectors.cohort(viewer, cohort.pk))
    for at, (name, row) in enumerate(rows.items(), start=3):
        page = f"/cooperation/enrolments/{row.pk}/evaluate/"
        assert client_of(name).post(page, {"useful": str(at), "words": f"word {at}"}).status_code == 302
        few = read.opinions(viewer, cohort, services.RATED)
        assert few.too_few == (at < 5)
    assert client_of("analyst").post(address, {"useful": "5"}).status_code == 409
    told = read.opinions(viewer, cohort, services.RATED)
    assert told.ratings == (("useful", 4.0, 3),)
    assert len(told.words) == 3
    entries = Entry.objects.filter(act="evaluation.give")
    assert entries.count() == 3
    assert not entries.exclude(actor_id=None).exists()
    assert all(one.pk.version == 4 for one in Evaluation.objects.all())
    assert not read.opinions(world.viewer("analyst"), cohort, services.RATED).many


@pytest.mark.django_db
def test_only_who_fulfils_the_rule_completes(world: World) -> None:
    cohort, viewer = a_cohort(world, needed_sessions=1), world.viewer("officer")
    session = a_session(world, cohort, days=-1)
    row = enrolled(world, cohort)
    took_test(row)
    refused("enrolment.not_fulfilled", lambda: services.enrolment_complete(viewer=viewer, enrolment=row))
    services.session_presence_mark(viewer=viewer, cohort=cohort, engagement=session, present={row.pk: True})
    assert services.enrolment_complete(viewer=viewer, enrolment=row).status == "completed"
    with pytest.raises(NotPossibleNow):
        services.enrolment_leave(viewer=viewer, enrolment=row)
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_who_learns_in_a_red_cohort_is_for_those_who_may_know_of_it(world: World) -> None:
    cohort = a_cohort(world)
    by_desk, own = enrolled(world, cohort), joined(world, cohort)
    took_test(own)
    Cohort.objects.filter(pk=cohort.pk).update(tlp="red", created_by=None)
    officer, learner = world.viewer("officer"), world.viewer("analyst")
    assert not policy.sees(officer, Cohort.objects.get(pk=cohort.pk))
    assert not policy.visible(Enrolment.objects.all(), officer).exists()
    assert not policy.visible(TestResult.objects.all(), officer).exists()
    assert list(policy.visible(Enrolment.objects.all(), learner)) == [own]
    assert policy.visible(TestResult.objects.all(), learner).count() == 1
    Cohort.objects.filter(pk=cohort.pk).update(tlp="amber")
    assert set(policy.visible(Enrolment.objects.all(), officer)) == {by_desk, own}


@pytest.mark.django_db
def test_an_ended_cohort_says_who_did_not_complete_it(world: World, client_of: ClientOf) -> None:
    cohort, officer = a_cohort(world), world.viewer("officer")
    took_test(enrolled(world, cohort, "Bilal Noor"))
    failed = enrolled(world, cohort)
    took_test(failed, right=False)
    services.cohort_begin(viewer=officer, cohort=cohort)
    address = f"/cooperation/cohorts/{cohort.pk}/"
    assert "not completed" not in client_of("officer").get(address).content.decode()
    services.cohort_end(viewer=officer, cohort=cohort)
    page = client_of("officer").get(address).content.decode()
    assert "<b>1</b> has not completed it." in page
    assert page.count("not completed<") == 1
    course = client_of("officer").get(f"/cooperation/enrolments/{failed.pk}/").content.decode()
    assert "The cohort has ended" in course
