"""Saying which commitments a record serves: words suggest, a person decides."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation.models import Serving
from nadhir.web.cooperation.selectors.commitments import scope_of
from nadhir.web.cooperation.services import Judged, serving_judge
from nadhir.web.cooperation.suggesting import suggested
from tests.web.conftest import World
from tests.web.cooperation.test_commitments import FEZ, SPEECH, judge, meeting
from tests.web.cooperation.test_plans import ClientOf, main_of, national

ABOUT = "Journalists and new media learn to answer hate speech online with other messages"


def test_a_judgement_is_kept_once_and_the_later_word_counts(world: World) -> None:
    held = meeting(world)
    for serves in (True, False, True):
        serving_judge(
            viewer=world.viewer("officer"), record=held, judged=[Judged(FEZ, "FEZ-1", serves=serves)]
        )
        assert Serving.objects.get().serves is serves


def test_there_must_be_such_a_commitment(world: World) -> None:
    held = meeting(world)
    with pytest.raises(NotPossibleNow) as refused:
        judge(world, held, "FEZ-77")
    assert refused.value.code == "plan.element_unknown"
    with pytest.raises(NotAllowed):
        judge(world, held, "1", of="none")


def test_whoever_only_reads_a_record_does_not_judge_it(world: World, client_of: ClientOf) -> None:
    held = meeting(world, tlp="green")
    with pytest.raises(NotAllowed):
        serving_judge(viewer=world.viewer("coordinator"), record=held, judged=[Judged(FEZ, "FEZ-1")])
    with pytest.raises(NotAllowed):
        serving_judge(viewer=world.viewer("reporter"), record=held, judged=[Judged(FEZ, "FEZ-1")])
    path = f"/cooperation/engagements/{held.pk}/serves/"
    assert client_of("coordinator").get(path).status_code == 403
    assert client_of("outsider").get(path).status_code == 403


def test_whoever_works_on_a_plan_judges_what_others_held_for_it(world: World, client_of: ClientOf) -> None:
    held = meeting(world, tlp="green")
    plan = national(world, "coordinator", tlp="green")
    serving_judge(viewer=world.viewer("coordinator"), record=held, judged=[Judged(str(plan.pk), "1.1")])
    page = client_of("coordinator").get(f"/cooperation/engagements/{held.pk}/serves/")
    assert "Plan of the valley" in main_of(page)
    assert "hate speech" not in main_of(page).lower()


def test_words_suggest_and_nothing_is_ticked(world: World, client_of: ClientOf) -> None:
    held = meeting(world, ABOUT)
    page = client_of("officer").get(f"/cooperation/engagements/{held.pk}/serves/")
    assert "You decide: nothing is ticked for you." in main_of(page)
    read = lxml.html.fromstring(page.content)
    assert not read.xpath('//input[@name="serves" and @checked]')
    assert read.xpath('//label[contains(., "suggested")]')
    assert not Serving.objects.exists()


def test_ticks_are_kept_and_taken_back(world: World, client_of: ClientOf) -> None:
    held = meeting(world)
    path = f"/cooperation/engagements/{held.pk}/serves/"
    client = client_of("officer")
    sent = client.post(path, {"serves": [f"{FEZ}|FEZ-2", f"{SPEECH}|3"]})
    assert sent.headers["Location"] == f"/cooperation/engagements/{held.pk}/"
    assert sorted(Serving.objects.filter(serves=True).values_list("element", flat=True)) == ["3", "FEZ-2"]
    assert len(lxml.html.fromstring(client.get(path).content).xpath("//input[@checked]")) == 2
    client.post(path, {"serves": [f"{FEZ}|FEZ-2", "none|7"]})
    assert Serving.objects.get(serves=True).element == "FEZ-2"


def test_the_same_for_promises(world: World, client_of: ClientOf) -> None:
    from nadhir.web.response.services import undertaking_make

    promise = undertaking_make(viewer=world.viewer("officer"), title=ABOUT, who="the desk", origin="own")
    path = f"/cooperation/undertakings/{promise.pk}/serves/"
    assert "suggested" in main_of(client_of("officer").get(path))
    client_of("officer").post(path, {"serves": f"{SPEECH}|3"})
    assert Serving.objects.get().undertaking == promise


def test_suggestions_come_in_three_languages_with_their_reason(world: World) -> None:
    scope = scope_of(world.viewer("officer"), SPEECH)
    for words in (
        ABOUT,
        "تدريب الصحفيين على مواجهة خطاب الكراهية في وسائط الإعلام الجديدة",
        "Des journalistes apprennent à répondre aux discours de haine dans les nouveaux médias",
    ):
        found = suggested(scope, words)
        assert found
        assert all(reason.say("en") for reason in found.values())
        assert set(found) <= {str(number) for number in range(1, 14)}
    assert suggested(scope, " ") == {}


def test_many_are_gone_through_at_once(world: World, client_of: ClientOf) -> None:
    first, second = meeting(world, ABOUT), meeting(world, "Qwzx", held_on=date(2020, 1, 1))
    other = meeting(world, "Already judged")
    judge(world, other, "2", of=SPEECH)
    client, path = client_of("officer"), f"/cooperation/commitments/judge/?of={SPEECH}&column=engagement"
    page = client.get(path)
    words = main_of(page)
    assert "Of 2 records nobody said yet what they serve." in words
    assert "Already judged" not in words
    offered = lxml.html.fromstring(page.content).xpath(f'//input[@name="offered-{first.pk}"]/@value')
    assert offered
    sent = client.post(
        path,
        {
            "shown": [str(first.pk), str(second.pk), str(other.pk), "x"],
            f"serves-{first.pk}": [offered[0], ""],
            f"offered-{first.pk}": offered,
            f"serves-{other.pk}": ["5"],
        },
    )
    assert sent.status_code == 302
    assert Serving.objects.get(engagement=first, serves=True).element == offered[0]
    assert Serving.objects.get(engagement=second).element == ""
    assert Serving.objects.filter(engagement=other, serves=True).get().element == "2"
    assert "Everything that is yours to judge was judged." in main_of(client.get(path))


def test_others_records_are_not_gone_through(world: World, client_of: ClientOf) -> None:
    meeting(world, "Of the desk", tlp="green")
    path = f"/cooperation/commitments/judge/?of={SPEECH}"
    assert "Of the desk" not in main_of(client_of("coordinator").get(path))
    assert client_of("reporter").get(path).status_code == 403
