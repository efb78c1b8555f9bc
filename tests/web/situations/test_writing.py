"""Writing a draft: a factor at a time, several people at once, nothing lost."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from nadhir import doctrine
from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core.models import Entry
from nadhir.web.intake.models import Item
from nadhir.web.situations import services
from nadhir.web.situations.models import Assessment, Evidence, Finding
from nadhir.web.situations.services import Written, token_of, token_of_finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

NOTHING = token_of_finding(None)


@pytest.fixture
def draft(world: World) -> Assessment:
    """A draft whose indicator 7.14 starts as present, with one passage."""
    one = world.situation(shared=True)
    viewer = world.viewer("analyst")
    services.evidence_code(
        viewer=viewer, situation=one, item=world.item(), start=2, end=17, elements=["7.14"]
    )
    return services.assessment_draft(viewer=viewer, situation=one)


def sent(response: Any) -> dict[str, Any]:
    """What a browser would send back from the form of a factor, unchanged."""
    page = response.content.decode()
    form = page[page.index('<form method="post" class="stack"') :]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="hidden"' in tag or " checked" in tag) and "csrf" not in name[1]:
            data.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name_, inside in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        data[name_] = unescape(inside).replace("\n", "\r\n")
    for name_, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        data[name_] = chosen[1] if chosen else ""
    return data


def page_of(draft: Assessment, factor: str) -> str:
    return f"{reverse('assessment_edit', args=[draft.pk])}?factor={factor}"


def test_every_factor_has_its_indicators_and_starts_from_the_evidence(
    client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    catalogue = doctrine.load(draft.framework)
    client = client_of("analyst")
    seen = set()
    for factor in catalogue.roots():
        response = client.get(page_of(draft, factor.id))
        seen |= {part["element"].id for part in response.context["form"].parts}
    assert seen == {element.id for element in catalogue.elements}
    assert len(catalogue.of_kind("indicator")) == 143
    assert "1 of 143 indicators are assessed." in shown(client.get(page_of(draft, "7")))
    data = sent(client.get(page_of(draft, "7")))
    assert data["7.14-value"] == "present"
    assert data["7.14-cite"] == [str(Evidence.objects.get().pk)]
    assert data["7.13-value"] == "not_assessed"


def test_saving_unchanged_changes_nothing(client_of: Callable[..., Client], draft: Assessment) -> None:
    client = client_of("analyst")
    finding = draft.findings.get(element="7.14")
    Finding.objects.filter(pk=finding.pk).update(reasoning="First line.\n\nSecond “line” & <more>.")
    before = Entry.objects.count()
    response = client.post(page_of(draft, "7"), sent(client.get(page_of(draft, "7"))))
    assert response.status_code == 302
    assert Entry.objects.count() == before
    assert draft.findings.count() == 1


def test_a_factor_is_saved_as_it_was_typed(client_of: Callable[..., Client], draft: Assessment) -> None:
    client = client_of("analyst")
    data = sent(client.get(page_of(draft, "7"))) | {
        "7.13-value": "no_information",
        "7.12-value": "absent",
        "7.12-reasoning": "Asked twice.\r\nNobody saw marks.",
        "7-trend": "rising",
        "7-confidence": "moderate",
        "onward": "1",
    }
    response = client.post(page_of(draft, "7"), data)
    assert response["Location"].endswith("?factor=8")
    values = dict(draft.findings.values_list("element", "value"))
    assert values == {
        "7": "not_assessed",
        "7.12": "absent",
        "7.13": "no_information",
        "7.14": "present",
    }
    assert draft.findings.get(element="7.12").reasoning == "Asked twice.\nNobody saw marks."
    assert draft.findings.get(element="7").trend == "rising"
    entry = Entry.objects.get(act="factor.write")
    assert entry.data["factor"] == "7"
    assert set(entry.data["elements"]) == {"7", "7.12", "7.13"}


def test_nothing_is_present_without_evidence(client_of: Callable[..., Client], draft: Assessment) -> None:
    client = client_of("analyst")
    data = sent(client.get(page_of(draft, "7"))) | {
        "7.13-value": "present",
        "7.12-reasoning": "My words stay.",
    }
    response = client.post(page_of(draft, "7"), data)
    assert response.status_code == 422
    assert "7.13-value" in response.context["form"].errors
    assert "My words stay." in response.content.decode()
    assert set(draft.findings.values_list("element", flat=True)) == {"7.14"}
    del data["7.14-cite"]
    assert "7.14-value" in client.post(page_of(draft, "7"), data).context["form"].errors


def test_two_people_on_one_indicator_both_see_both_texts(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    first, second = client_of("analyst"), client_of("second_analyst")
    base = sent(first.get(page_of(draft, "7")))
    assert (
        second.post(page_of(draft, "7"), base | {"7.13-value": "absent", "7.13-reasoning": "Theirs."})
    ).status_code == 302
    mine = base | {"7.13-value": "no_information", "7.13-reasoning": "Mine."}
    response = first.post(page_of(draft, "7"), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert draft.findings.get(element="7.13").reasoning == "Theirs."
    # Having seen both, the person may put their own words in place.
    again = first.post(page_of(draft, "7"), sent(response))
    assert again.status_code == 302
    found = draft.findings.get(element="7.13")
    assert (found.value, found.reasoning) == ("no_information", "Mine.")


def test_two_people_on_two_indicators_do_not_disturb_each_other(
    client_of: Callable[..., Client], draft: Assessment
) -> None:
    first, second = client_of("analyst"), client_of("second_analyst")
    base = sent(first.get(page_of(draft, "7")))
    second.post(page_of(draft, "7"), base | {"7.13-value": "absent"})
    assert first.post(page_of(draft, "7"), base | {"7.12-value": "absent"}).status_code == 302
    values = dict(draft.findings.values_list("element", "value"))
    assert values["7.13"] == values["7.12"] == "absent"


def test_the_same_words_twice_are_no_conflict(world: World, draft: Assessment) -> None:
    written = {"7.13": Written("absent", reasoning="Asked.", seen=NOTHING)}
    for persona in ("analyst", "second_analyst"):
        services.assessment_factor_write(
            viewer=world.viewer(persona), assessment=draft, factor="7", written=written
        )
    assert draft.findings.get(element="7.13").reasoning == "Asked."


def test_a_conflict_writes_nothing_at_all(world: World, draft: Assessment) -> None:
    viewer = world.viewer("analyst")
    services.finding_record(viewer=viewer, assessment=draft, element="7.13", value="absent")
    written = {
        "7.12": Written("absent", seen=NOTHING),
        "7.13": Written("no_information", seen=NOTHING),
    }
    with pytest.raises(Conflict) as conflict:
        services.assessment_factor_write(viewer=viewer, assessment=draft, factor="7", written=written)
    assert conflict.value.params == {"elements": ["7.13"]}
    assert not draft.findings.filter(element="7.12").exists()


def test_evidence_of_another_situation_is_not_cited(world: World, draft: Assessment) -> None:
    elsewhere = world.situation()
    viewer = world.viewer("analyst")
    foreign = services.evidence_code(
        viewer=viewer, situation=elsewhere, item=world.item("Another day."), start=0, end=6, elements=["7.13"]
    )[0]
    written = Written("present", cite=frozenset({foreign.pk}), seen=NOTHING)
    with pytest.raises(NotPossibleNow, match=r"finding\.foreign_evidence"):
        services.assessment_factor_write(
            viewer=viewer, assessment=draft, factor="7", written={"7.13": written}
        )
    with pytest.raises(NotPossibleNow, match=r"finding\.foreign_evidence"):
        services.finding_record(
            viewer=viewer, assessment=draft, element="7.13", value="present", evidence=[foreign]
        )
    assert not draft.findings.filter(element="7.13").exists()


def test_a_factor_takes_its_own_indicators_only(world: World, draft: Assessment) -> None:
    with pytest.raises(NotPossibleNow, match=r"finding\.foreign_element"):
        services.assessment_factor_write(
            viewer=world.viewer("analyst"),
            assessment=draft,
            factor="7",
            written={"8.1": Written("absent", seen=NOTHING)},
        )
    with pytest.raises(NotPossibleNow, match=r"finding\.unknown_word"):
        services.assessment_factor_write(
            viewer=world.viewer("analyst"),
            assessment=draft,
            factor="7",
            written={"7.1": Written("guilty", seen=NOTHING)},
        )


def test_citations_are_added_and_taken_away_one_by_one(world: World, draft: Assessment) -> None:
    viewer = world.viewer("analyst")
    old = Evidence.objects.get()
    new = services.evidence_code(
        viewer=viewer, situation=draft.situation, item=old.item, start=0, end=6, elements=["7.14"]
    )[0]
    seen = token_of("present", "", "", "")
    services.assessment_factor_write(
        viewer=viewer,
        assessment=draft,
        factor="7",
        written={"7.14": Written("present", cite=frozenset({new.pk}), seen=seen)},
    )
    services.assessment_factor_write(
        viewer=viewer,
        assessment=draft,
        factor="7",
        written={"7.14": Written("present", uncite=frozenset({old.pk}), seen=seen)},
    )
    assert [piece.pk for piece in draft.findings.get(element="7.14").evidence.all()] == [new.pk]
    with pytest.raises(NotPossibleNow, match=r"finding\.without_evidence"):
        services.assessment_factor_write(
            viewer=viewer,
            assessment=draft,
            factor="7",
            written={"7.14": Written("present", uncite=frozenset({new.pk}), seen=seen)},
        )


def test_passages_that_an_author_may_not_read_stay_cited(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    piece = Evidence.objects.get()
    Item.objects.filter(pk=piece.item_id).update(tlp="red", created_by=world.people["second_analyst"])
    client = client_of("analyst")
    response = client.get(page_of(draft, "7"))
    assert piece.quote not in response.content.decode()
    assert "not open to you; it stays cited" in response.content.decode()
    data = sent(response) | {"7.14-reasoning": "Still so."}
    assert client.post(page_of(draft, "7"), data).status_code == 302
    finding = draft.findings.get(element="7.14")
    assert finding.reasoning == "Still so."
    assert list(finding.evidence.all()) == [piece]


def test_withdrawn_evidence_is_marked_and_does_not_carry_a_draft_into_review(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    viewer = world.viewer("analyst")
    services.evidence_withdraw(viewer=viewer, evidence=Evidence.objects.get(), because="a mistake")
    assert '<b class="warn">withdrawn</b>' in client_of("analyst").get(page_of(draft, "7")).content.decode()
    services.assessment_write(viewer=viewer, assessment=draft, narrative="x")
    with pytest.raises(NotPossibleNow, match=r"finding\.without_evidence"):
        services.assessment_submit(viewer=viewer, assessment=draft)


def test_the_view_of_the_whole_keeps_both_texts(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    client = client_of("analyst")
    page = page_of(draft, "overall")
    data = {
        "narrative": "Mine: pressure grows.",
        "gaps": "",
        "trend": "rising",
        "confidence": "low",
        "version": str(draft.version),
    }
    services.assessment_write(
        viewer=world.viewer("second_analyst"), assessment=draft, narrative="Theirs: it is calm."
    )
    response = client.post(page, data)
    assert response.status_code == 409
    for words in ("Mine: pressure grows.", "Theirs: it is calm."):
        assert words in response.content.decode()
    draft.refresh_from_db()
    assert draft.narrative == "Theirs: it is calm."
    assert client.post(page, data | {"version": str(draft.version)}).status_code == 302
    draft.refresh_from_db()
    assert draft.narrative == "Mine: pressure grows."


def test_a_second_draft_is_not_begun_while_one_is_open(
    client_of: Callable[..., Client], draft: Assessment
) -> None:
    response = client_of("second_analyst").post(reverse("assessment_new", args=[draft.situation_id]))
    assert response["Location"] == reverse("assessment", args=[draft.pk])
    assert Assessment.objects.count() == 1


def test_the_page_shows_part_of_many_passages_and_keeps_the_others(
    world: World, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    one, viewer, item = world.situation(), world.viewer("analyst"), world.item("word " * 600)
    Evidence.objects.bulk_create(
        Evidence(
            situation=one, item=item, framework="un-foa-2014", element="7.14", start=at, end=at + 4,
            quote="word", owner_id=one.owner_id, created_by_id=viewer.user_id, tlp="amber",
        )
        for at in range(2000)
    )  # fmt: skip
    draft = services.assessment_draft(viewer=viewer, situation=one)
    client = client_of("analyst")
    with django_assert_max_num_queries(33):
        response = client.get(page_of(draft, "7"))
    assert response.content.decode().count('type="checkbox"') < 40
    client.post(page_of(draft, "7"), sent(response) | {"7.14-reasoning": "Many."})
    assert draft.findings.get(element="7.14").evidence.count() == 2000


def test_words_are_never_markup(world: World, client_of: Callable[..., Client], draft: Assessment) -> None:
    client, hostile = client_of("analyst"), "</textarea><script>alert(1)</script>"
    data = sent(client.get(page_of(draft, "7"))) | {"7.14-reasoning": hostile}
    client.post(page_of(draft, "7"), data)
    services.assessment_write(
        viewer=world.viewer("analyst"), assessment=draft, narrative=hostile, gaps=hostile
    )
    services.dissent_record(viewer=world.viewer("analyst"), assessment=draft, text=hostile)
    pages = [page_of(draft, "7"), page_of(draft, "overall"), reverse("assessment", args=[draft.pk])]
    for page in pages:
        assert "<script>alert" not in client.get(page).content.decode()
