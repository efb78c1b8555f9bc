"""Learning alone and modules of one's own: pages, progress, exercises, tests, files, two persons."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any, cast

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nadhir.doctrine import learning
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import services, teaching
from nadhir.web.cooperation.models import Enrolment, Module, TestResult
from nadhir.web.cooperation.selectors import learning as read
from nadhir.web.cooperation.templatetags.learning import lesson
from tests.doctrine.test_learning import small
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
FIRST = learning.modules()[0]
REF = FIRST.ref


def nodes(page: Any, path: str) -> list[Any]:
    """What a page holds at an XPath."""
    return cast("list[Any]", lxml.html.fromstring(page).xpath(path))


def own(world: World, persona: str = "officer", **changed: Any) -> Module:
    return services.module_write(viewer=world.viewer(persona), text=json.dumps({**small(), **changed}))


def published(world: World, **changed: Any) -> Module:
    row = own(world, **changed)
    return services.module_publish(viewer=world.viewer("reviewer"), module=row)


def alone(world: World, persona: str) -> Enrolment:
    return Enrolment.objects.get(user=world.people[persona], cohort=None, module=REF)


def all_right(begun: Enrolment) -> dict[str, Any]:
    """What the form of the test after sends of somebody who knows it all."""
    sent: dict[str, Any] = {}
    for question in learning.choose(FIRST, "after", str(begun.pk)):
        name = f"q-{question.id}"
        if isinstance(question.right, dict):
            sent |= {f"{name}-{left}": right for left, right in question.right.items()}
        elif question.kind == "order":
            sent |= {f"{name}-{option}": str(place) for place, option in enumerate(question.right, 1)}
        else:
            sent[name] = question.right
    return sent


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_the_list_says_what_can_be_learned(client_of: ClientOf, lang: str) -> None:
    page = client_of("analyst", lang).get(reverse("learning")).content.decode()
    for module in learning.modules():
        assert module.title.in_(lang) in page.replace("&#x27;", "'")
    assert reverse("module", args=[REF]) in page
    assert reverse("module_new") not in page


def test_reading_is_remembered_and_goes_on(client_of: ClientOf, world: World) -> None:
    client = client_of("analyst")
    sections = FIRST.sections_in("headquarters")
    here = reverse("module_section", args=[REF, sections[0].id])
    assert sections[0].title.en in client.get(here).content.decode()
    assert not Enrolment.objects.exists(), "looking writes nothing"
    gone = client.post(here)
    assert gone["Location"] == reverse("module_section", args=[REF, sections[1].id])
    kept = alone(world, "analyst")
    assert kept.progress == {"setting": "headquarters", "read": [sections[0].id], "last": sections[0].id}
    page = client.get(reverse("module", args=[REF])).content.decode()
    assert sections[1].title.en in page
    assert "1 of 12" in client.get(reverse("learning")).content.decode()
    last = client.post(reverse("module_section", args=[REF, sections[-1].id]))
    assert last["Location"] == reverse("module_case", args=[REF])
    assert client.post(here).status_code == 302
    assert alone(world, "analyst").progress["read"] == [sections[-1].id, sections[0].id]


def test_the_edition_for_the_field_is_shorter(client_of: ClientOf, world: World) -> None:
    client = client_of("reporter")
    assert client.post(reverse("module", args=[REF]), {"setting": "field"}).status_code == 302
    assert alone(world, "reporter").progress["setting"] == "field"
    page = client.get(reverse("module", args=[REF])).content.decode()
    only = next(one for one in FIRST.sections if one.settings == ("headquarters",))
    assert only.title.en not in page
    assert client.get(reverse("module_section", args=[REF, only.id])).status_code == 200


def test_an_exercise_answers_with_and_without_a_script(client_of: ClientOf) -> None:
    exercise = next(one for one in FIRST.exercises if one.options)
    wrong = next(one for one in exercise.options if not one.right)
    here = reverse("module_section", args=[REF, exercise.section])
    sent = {"exercise": exercise.id, "answer": wrong.id}
    whole = client_of("analyst").post(here, sent)
    part = client_of("analyst").post(here, sent, headers={"hx-request": "true"})
    assert whole.status_code == part.status_code == 200
    assert wrong.feedback is not None
    for page in (whole, part):
        assert lesson(wrong.feedback.en) is not None
        assert "Not right." in page.content.decode()
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert client_of("analyst").post(here, {"exercise": "none", "answer": "x"}).status_code == 200


def test_the_test_after_completes_what_was_read(client_of: ClientOf, world: World) -> None:
    client, viewer = client_of("analyst"), world.viewer("analyst")
    here = reverse("module_test", args=[REF, "after"])
    assert b'name="begin"' in client.get(here).content
    assert client.post(here, {"begin": "1"})["Location"] == here
    begun = alone(world, "analyst")
    assert client.get(here).content.count(b"<fieldset") == FIRST.test_length
    for section in FIRST.sections_in("headquarters"):
        services.enrolment_read(viewer=viewer, module=FIRST, section=section.id)
    assert client.post(here, {}).status_code == 302
    page = client.get(here).content.decode()
    assert "?again=1" in page
    assert "To read again" in page
    sent = all_right(begun)
    assert client.get(here + "?again=1").content.count(b"<fieldset") == FIRST.test_length
    assert client.post(here, sent).status_code == 302
    assert TestResult.objects.filter(enrolment=begun, passed=True).count() == 1
    begun.refresh_from_db()
    assert begun.status == Enrolment.Status.COMPLETED
    assert begun.ended_at is not None
    assert client.post(here, sent).status_code == 409
    assert "completed" in client.get(reverse("learning")).content.decode()


def test_what_is_lacking_for_completing_is_said(client_of: ClientOf, world: World) -> None:
    client, viewer = client_of("analyst"), world.viewer("analyst")
    here, tested = reverse("module", args=[REF]), reverse("module_test", args=[REF, "after"])
    sections = FIRST.sections_in("headquarters")
    services.enrolment_read(viewer=viewer, module=FIRST, section=sections[0].id)
    left = f"To complete it, read the {len(sections) - 1} sections left"
    assert f"{left} and pass the test after." in client.get(here).content.decode()
    client.post(tested, all_right(alone(world, "analyst")))
    for page in (here, tested):
        assert f"{left}." in client.get(page).content.decode(), page
    for section in sections:
        services.enrolment_read(viewer=viewer, module=FIRST, section=section.id)
    assert "To complete it" not in client.get(here).content.decode()


def test_words_of_learning_in_arabic(client_of: ClientOf, world: World) -> None:
    client = client_of("analyst", "ar")
    assert "ابدأ: " in client.get(reverse("module", args=[REF])).content.decode()
    begun = services.enrolment_begin(viewer=world.viewer("analyst"), module=FIRST)
    asked = next(one for one in learning.choose(FIRST, "after", str(begun.pk)) if one.kind == "single")
    wrong = next(one.id for one in asked.options if one.id not in asked.right)
    here = reverse("module_test", args=[REF, "after"])
    client.post(here, {f"q-{asked.id}": wrong})
    assert "جوابك:" in client.get(here).content.decode()


def test_what_one_reads_is_for_oneself(client_of: ClientOf, world: World) -> None:
    services.enrolment_read(viewer=world.viewer("analyst"), module=FIRST, section="why")
    page = client_of("reviewer").get(reverse("module", args=[REF])).content.decode()
    assert "You have not begun it yet." in page
    assert read.progress(world.viewer("reviewer"), FIRST).read == ()


@pytest.mark.parametrize("module", learning.modules(), ids=lambda one: one.slug)
@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_one_file_opens_without_a_line(client_of: ClientOf, module: learning.Module, lang: str) -> None:
    asked = reverse("module_offline", args=[module.ref]) + f"?lang={lang}&setting=field"
    given = client_of("reporter").get(asked)
    page = given.content.decode()
    assert len(given.content) < 300_000
    assert given["Content-Disposition"] == (
        f'attachment; filename="{module.slug}-{module.edition}-field-{lang}.html"'
    )
    tree = lxml.html.fromstring(page)
    assert tree.get("lang") == lang
    assert tree.get("dir") == ("rtl" if lang == "ar" else "ltr")
    fetched = nodes(page, "//@src | //link/@href | //form/@action") + re.findall(
        r"url\(|@import|fetch\(", page
    )
    assert fetched == []
    assert all(address.startswith("#") for address in nodes(page, "//a/@href"))
    assert "default-src 'none'" in page
    assert len(nodes(page, "//fieldset")) == len(module.questions)
    for section in module.sections_in("field"):
        assert nodes(page, f"//section[@id='s-{section.id}']")


def test_the_file_knows_the_right_answers(client_of: ClientOf) -> None:
    page = client_of("reporter").get(reverse("module_offline", args=[REF])).content
    for question, field in zip(FIRST.questions, nodes(page, "//fieldset"), strict=True):
        assert field.get("data-kind") == question.kind
        if isinstance(question.right, list):
            assert field.get("data-right").split() == question.right


def test_the_handbook_is_a_file(client_of: ClientOf) -> None:
    here = reverse("module_document", args=[REF])
    assert client_of("analyst").get(here + "?lang=fr").status_code == 200
    given = client_of("analyst").get(here + "?lang=fr&setting=field&format=docx")
    with zipfile.ZipFile(io.BytesIO(given.content)) as pack:
        words = pack.read("word/document.xml").decode()
    assert "Quatorze facteurs" in words
    assert FIRST.questions[0].explanation.fr[:20] in words


def test_a_copy_of_a_module_is_the_beginning_of_another(client_of: ClientOf) -> None:
    client = client_of("officer")
    page = client.get(reverse("module_new") + f"?from={REF}")
    text = nodes(page.content.decode(), "//textarea")[0].text.lstrip("\n")
    assert learning.read_file(text).ref == "own-framework-of-analysis@1"
    sent = client.post(reverse("module_new"), {"text": text, "tlp": "green"})
    assert sent["Location"] == reverse("module", args=["own-framework-of-analysis@1"])
    kept = Module.objects.get()
    assert kept.status == Module.Status.DRAFT
    again = client.get(reverse("module_export", args=[kept.ref])).content.decode()
    assert learning.read_file(again) == learning.read_file(text)
    assert learning.read_file(client.get(reverse("module_export", args=[REF])).content) == FIRST


def test_what_is_wrong_is_told_by_line_and_nothing_is_lost(client_of: ClientOf) -> None:
    text = json.dumps({**small(), "pass_mark": 700}, ensure_ascii=False, indent=1)
    for lang in ("ar", "en", "fr"):
        page = client_of("officer", lang).post(reverse("module_new"), {"text": text, "tlp": "green"})
        assert page.status_code == 422
        assert "pass_mark" in page.content.decode()
        assert nodes(page.content.decode(), "//textarea")[0].text.lstrip("\n") == text
    assert not Module.objects.exists()
    file = SimpleUploadedFile("m.yaml", b"\xff\xfe\x00")
    assert client_of("officer").post(reverse("module_new"), {"file": file, "tlp": "green"}).status_code == 422
    assert client_of("officer").post(reverse("module_new"), {"tlp": "green"}).status_code == 422


def test_somebody_else_publishes(client_of: ClientOf, world: World) -> None:
    row = own(world)
    with pytest.raises(NotPossibleNow) as refused:
        services.module_publish(viewer=world.viewer("officer"), module=row)
    assert refused.value.code == "module.second_person"
    assert client_of("officer").post(reverse("module_publish", args=[row.pk]), {}).status_code == 409
    assert client_of("analyst").post(reverse("module_publish", args=[row.pk]), {}).status_code == 403
    assert client_of("reviewer").post(reverse("module_publish", args=[row.pk]), {}).status_code == 302
    row.refresh_from_db()
    assert row.status == Module.Status.PUBLISHED
    with pytest.raises(NotPossibleNow) as kept:
        services.module_write(viewer=world.viewer("officer"), text=json.dumps(small()), module=row)
    assert kept.value.code == "module.not_draft"
    page = client_of("analyst").get(reverse("learning")).content.decode()
    assert reverse("module", args=[row.ref]) in page


def test_a_draft_is_for_its_desk_and_a_withdrawn_one_is_not_offered(
    client_of: ClientOf, world: World
) -> None:
    row = own(world)
    assert client_of("analyst").get(reverse("module", args=[row.ref])).status_code == 200
    assert client_of("outsider").get(reverse("module", args=[row.ref])).status_code == 403
    assert client_of("outsider").get(reverse("module_offline", args=[row.ref])).status_code == 403
    services.module_publish(viewer=world.viewer("reviewer"), module=row)
    client_of("reviewer").post(reverse("module_withdraw", args=[row.pk]), {})
    row.refresh_from_db()
    assert row.status == Module.Status.WITHDRAWN
    offered = [ref for ref, _module in teaching.choices(world.viewer("analyst"))]
    assert "our-own@1" not in offered
    with pytest.raises(NotPossibleNow):
        services.module_withdraw(viewer=world.viewer("reviewer"), module=row)


def test_one_reference_never_means_two_texts(world: World) -> None:
    own(world)
    with pytest.raises(NotPossibleNow) as twice:
        own(world)
    assert twice.value.code == "module.taken"
    with pytest.raises(NotPossibleNow):
        own(world, slug=FIRST.slug, edition=FIRST.edition)
    assert own(world, edition="2").ref == "our-own@2"
    with pytest.raises(NotAllowed):
        own(world, "analyst")


def test_a_draft_that_somebody_changed_is_not_overwritten(client_of: ClientOf, world: World) -> None:
    row = own(world)
    here = reverse("module_edit", args=[row.pk])
    text = json.dumps({**small(), "pass_mark": 60})
    assert client_of("officer").get(here).status_code == 200
    assert client_of("coordinator").get(here).status_code == 403  # of another desk
    sent = {"text": text, "tlp": "green", "version": row.version}
    assert client_of("officer").post(here, sent).status_code == 302
    late = client_of("officer").post(here, {**sent, "text": json.dumps({**small(), "pass_mark": 65})})
    assert late.status_code == 409
    assert "65" in late.content.decode()
    row.refresh_from_db()
    assert row.content["pass_mark"] == 60


def test_words_of_a_module_are_escaped(client_of: ClientOf, world: World) -> None:
    bad = dict.fromkeys(("ar", "en", "fr"), "<script>alert(1)</script> **<b onclick=x>** كلمة")
    entry = small()
    entry["sections"][0]["body"] = bad
    entry["questions"][0]["ask"] = bad
    row = published(world, sections=entry["sections"], questions=entry["questions"])
    for name, more in (("module_section", ["start"]), ("module_offline", [])):
        page = client_of("analyst").get(reverse(name, args=[row.ref, *more])).content.decode()
        assert "<script>alert" not in page
        assert "<b onclick" not in page


def test_nobody_learns_without_signing_in() -> None:
    for name, more in (("learning", []), ("module", [REF]), ("module_offline", [REF])):
        assert Client().get(reverse(name, args=more)).status_code == 302


def test_what_does_not_exist_is_not_there(client_of: ClientOf) -> None:
    client = client_of("analyst")
    assert client.get(reverse("module", args=["none@1"])).status_code == 403
    assert client.get(reverse("module_section", args=[REF, "none"])).status_code == 404
    assert client.get(reverse("module_test", args=[REF, "other"])).status_code == 404
