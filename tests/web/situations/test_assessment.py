"""Signing an assessment with two people, and reading it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import RoleHeld
from nadhir.web.situations import reading, selectors, services
from nadhir.web.situations.models import Assessment, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

QUOTE = "They were told to leave their home"


@pytest.fixture
def in_review(world: World) -> Assessment:
    return world.assessment_in_review(world.situation())


def page_of(assessment: Assessment, act: str = "assessment") -> str:
    return reverse(act, args=[assessment.pk])


def test_whoever_wrote_it_does_not_sign_it(
    world: World, client_of: Callable[..., Client], in_review: Assessment, shown: Callable[[Any], str]
) -> None:
    RoleHeld.objects.create(user=world.people["analyst"], role="reviewer")
    client = client_of("analyst")
    page = client.get(page_of(in_review))
    assert "Somebody else must sign it." in shown(page)
    assert page_of(in_review, "assessment_sign") not in page.content.decode()
    assert client.post(page_of(in_review, "assessment_sign")).status_code == 403
    in_review.refresh_from_db()
    assert in_review.status == "review"


def test_whoever_wrote_a_part_of_it_does_not_sign_it_either(world: World) -> None:
    RoleHeld.objects.create(user=world.people["second_analyst"], role="reviewer")
    analyst, second = world.viewer("analyst"), world.viewer("second_analyst")
    draft = services.assessment_draft(viewer=analyst, situation=world.situation())
    services.finding_record(viewer=second, assessment=draft, element="7.1", value="absent")
    services.assessment_write(viewer=analyst, assessment=draft, narrative="x")
    services.assessment_submit(viewer=analyst, assessment=draft)
    with pytest.raises(NotAllowed, match=r"assessment\.two_persons"):
        services.assessment_sign(viewer=second, assessment=draft)
    assert services.assessment_sign(viewer=world.viewer("reviewer"), assessment=draft).status == "signed"


def test_a_reviewer_signs_on_the_page(
    client_of: Callable[..., Client], in_review: Assessment, shown: Callable[[Any], str]
) -> None:
    client = client_of("reviewer")
    sent = {"version": str(in_review.version)}
    client.post(page_of(in_review, "assessment_sign"), sent)
    in_review.refresh_from_db()
    assert in_review.status == "signed"
    words = shown(client.get(page_of(in_review)))
    assert "Reviewer" in words
    assert in_review.frozen_hash in words
    assert "as signed" in words


def test_what_was_changed_since_it_was_read_is_not_signed(
    world: World, client_of: Callable[..., Client], in_review: Assessment
) -> None:
    seen = str(in_review.version)
    reviewer, analyst = world.viewer("reviewer"), world.viewer("analyst")
    services.assessment_return(viewer=reviewer, assessment=in_review, because="Say more.")
    services.assessment_write(viewer=analyst, assessment=in_review, narrative="Something else.")
    services.assessment_submit(viewer=analyst, assessment=in_review)
    with pytest.raises(Conflict):
        services.assessment_sign(viewer=reviewer, assessment=in_review, version=int(seen))
    response = client_of("reviewer").post(
        page_of(in_review, "assessment_sign"), {"version": seen}, follow=True
    )
    assert "Nothing was overwritten" in response.content.decode()
    in_review.refresh_from_db()
    assert in_review.status == "review"


def test_sent_back_with_a_reason_it_can_be_written_again(
    client_of: Callable[..., Client], in_review: Assessment, shown: Callable[[Any], str]
) -> None:
    reviewer, analyst = client_of("reviewer"), client_of("analyst")
    reviewer.post(page_of(in_review, "assessment_return"), {"because": "  "})
    in_review.refresh_from_db()
    assert in_review.status == "review"
    reviewer.post(page_of(in_review, "assessment_return"), {"because": "Which road?"})
    assert "Which road?" in shown(analyst.get(page_of(in_review)))
    assert "Which road?" in shown(analyst.get(page_of(in_review, "assessment_edit")))


def test_an_unfinished_draft_says_what_is_missing(world: World, client_of: Callable[..., Client]) -> None:
    draft = services.assessment_draft(viewer=world.viewer("analyst"), situation=world.situation())
    response = client_of("analyst").post(page_of(draft, "assessment_submit"), follow=True)
    assert "Write the cumulative effect" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_signed_assessment_does_not_change(world: World, client_of: Callable[..., Client]) -> None:
    signed, analyst = world.signed_assessment(), world.viewer("analyst")
    before = services.fingerprint_of(signed.frozen or {})
    for act in (
        lambda: services.assessment_write(viewer=analyst, assessment=signed, narrative="rewritten"),
        lambda: services.finding_record(viewer=analyst, assessment=signed, element="7.1", value="absent"),
        lambda: services.assessment_factor_write(
            viewer=analyst, assessment=signed, factor="7", written={"7.1": services.Written("absent")}
        ),
        lambda: services.assessment_submit(viewer=analyst, assessment=signed),
    ):
        with pytest.raises(NotPossibleNow, match=r"assessment\.wrong_state"):
            act()
    client = client_of("analyst")
    assert client.get(page_of(signed, "assessment_edit"))["Location"] == page_of(signed)
    assert client.post(page_of(signed, "assessment_edit"), {"7.1-value": "absent"}).status_code == 302
    signed.refresh_from_db()
    assert signed.narrative == "Pressure to leave is growing."
    assert services.fingerprint_of(signed.frozen or {}) == before == signed.frozen_hash


def test_a_stale_hand_cannot_write_into_what_was_handed_on(world: World) -> None:
    analyst = world.viewer("analyst")
    draft = services.assessment_draft(viewer=analyst, situation=world.situation())
    stale = Assessment.objects.get(pk=draft.pk)
    services.finding_record(viewer=analyst, assessment=draft, element="7.1", value="absent")
    services.assessment_write(viewer=analyst, assessment=draft, narrative="x")
    services.assessment_submit(viewer=analyst, assessment=draft)
    with pytest.raises(NotPossibleNow, match=r"assessment\.wrong_state"):
        services.finding_record(viewer=analyst, assessment=stale, element="7.2", value="absent")


@pytest.mark.parametrize(("lang", "word"), [("ar", "موقّع"), ("en", "signed"), ("fr", "signée")])
def test_a_refusal_names_the_state_in_words(world: World, lang: str, word: str) -> None:
    signed = world.signed_assessment()
    with pytest.raises(NotPossibleNow) as refused:
        services.assessment_submit(viewer=world.viewer("analyst"), assessment=signed)
    assert f"\u2068{word}\u2069" in explain(refused.value, lang)


def test_the_page_reads_what_was_signed_not_what_the_tables_say_now(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    signed = world.signed_assessment()
    signed.findings.update(reasoning="slipped in later", value="absent")
    words = shown(client_of("analyst").get(page_of(signed)))
    assert "slipped in later" not in words
    assert QUOTE in words


def test_a_copy_that_was_tampered_with_is_not_believed(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    signed = world.signed_assessment()
    frozen = dict(signed.frozen or {}) | {"narrative": "All is calm."}
    Assessment.objects.filter(pk=signed.pk).update(frozen=frozen)
    assert "This is not what was signed" in shown(client_of("analyst").get(page_of(signed)))


def test_withdrawn_evidence_stays_cited_and_is_said(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    warning = world.warning(recipients=["decision_maker"])
    signed = warning.assessment
    piece = Evidence.objects.get()
    services.evidence_withdraw(viewer=world.viewer("analyst"), evidence=piece, because="wrong place")
    words = shown(client_of("reviewer").get(page_of(signed)))
    assert "1 passage that this assessment cites was withdrawn since." in words
    assert QUOTE in words
    reader = shown(client_of("decision_maker").get(page_of(signed)))
    assert "1 passage was withdrawn since." in reader


def test_a_decision_maker_reads_the_finding_but_not_the_passage(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    warning = world.warning(recipients=["decision_maker"])
    response = client_of("decision_maker").get(page_of(warning.assessment))
    words = shown(response)
    assert "Pressure to leave is growing." in words
    assert "Rests on 1 passage held by the desk." in words
    assert QUOTE not in response.content.decode()
    assert "field-notes" not in response.content.decode()
    assert reverse("situation", args=[warning.situation_id]) not in response.content.decode()


def test_a_protected_source_is_not_named(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    one, analyst = world.situation(), world.viewer("analyst")
    source = world.source(names={"en": "Sister Agnes"}, slug="agnes", chatham_house=True, tlp="clear")
    item = world.item("They spoke of rats at the gathering.", source=source)
    services.evidence_code(viewer=analyst, situation=one, item=item, start=0, end=18, elements=["7.14"])
    piece = Evidence.objects.get()
    assert reading.cite(analyst, piece).source == source
    assert reading.cite(world.viewer("outsider"), piece).source is None


def test_another_view_is_kept_also_after_signing(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    signed = world.signed_assessment()
    client_of("second_analyst").post(page_of(signed, "assessment_dissent"), {"text": "I see it falling."})
    words = shown(client_of("reviewer").get(page_of(signed)))
    assert "I see it falling." in words
    assert "added after signing" in words
    signed.refresh_from_db()
    assert services.fingerprint_of(signed.frozen or {}) == signed.frozen_hash


def test_a_later_assessment_supersedes_and_both_stand_side_by_side(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    first, analyst = world.signed_assessment(), world.viewer("analyst")
    later = services.assessment_draft(viewer=analyst, situation=first.situation)
    services.finding_record(
        viewer=analyst, assessment=later, element="7.1", value="no_information", reasoning="Nobody asked."
    )
    services.assessment_write(viewer=analyst, assessment=later, narrative="It eased.", trend="falling")
    services.assessment_submit(viewer=analyst, assessment=later)
    services.assessment_sign(viewer=world.viewer("reviewer"), assessment=later)
    client = client_of("analyst")
    assert "A later assessment holds." in shown(client.get(page_of(first)))
    response = client.get(page_of(later), {"with": "1"})
    assert [change.element.id for change in response.context["changes"]] == ["7.1"]
    words = shown(response)
    for said in ("It eased.", "Pressure to leave is growing.", "Nobody asked.", "not assessed"):
        assert said in words
    assert client.get(page_of(later), {"with": "99"}).context["changes"] == []


def test_nothing_is_added_up(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    """What is counted is how much was looked at, never how much risk was found."""
    signed = world.signed_assessment()
    words = shown(client_of("analyst").get(page_of(signed)))
    assert "1 of 143 indicators are assessed; nothing is added up." in words
    assert "%" not in words
    read = reading.read(world.viewer("analyst"), signed)
    assert sum(read.coverage.values()) == 143
    assert read.assessed == 1
    assert not [name for name in dir(read) if "score" in name or "total" in name or "sum" in name]


def test_the_four_kinds_of_not_knowing_stay_apart(world: World) -> None:
    analyst = world.viewer("analyst")
    draft = services.assessment_draft(viewer=analyst, situation=world.situation())
    services.finding_record(viewer=analyst, assessment=draft, element="7.1", value="absent")
    services.finding_record(viewer=analyst, assessment=draft, element="7.2", value="no_information")
    factor = next(one for one in reading.read(analyst, draft).factors if one.factor.id == "7")
    assert [said.element.id for said in factor.found] == ["7.1"]
    assert [element.id for element in factor.no_information] == ["7.2"]
    assert len(factor.not_assessed) == 12


def test_many_passages_are_read_in_few_queries_and_part_by_part(
    world: World, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    one, analyst, item = world.situation(), world.viewer("analyst"), world.item("word " * 600)
    Evidence.objects.bulk_create(
        Evidence(
            situation=one, item=item, framework="un-foa-2014", element="7.14", start=at, end=at + 4,
            quote=f"word {at}", owner_id=one.owner_id, created_by_id=analyst.user_id, tlp="amber",
        )
        for at in range(2000)
    )  # fmt: skip
    draft = services.assessment_draft(viewer=analyst, situation=one)
    assert draft.findings.get().evidence.count() == 2000
    services.assessment_write(viewer=analyst, assessment=draft, narrative="x")
    services.assessment_submit(viewer=analyst, assessment=draft)
    with django_assert_max_num_queries(28):
        services.assessment_sign(viewer=world.viewer("reviewer"), assessment=draft)
    client = client_of("analyst")
    with django_assert_max_num_queries(25):
        response = client.get(page_of(draft))
    assert response.content.decode().count("<blockquote") == reading.SHOWN
    assert "1,997 more passages" in response.content.decode()
    assert client.get(page_of(draft), {"all": "1"}).content.decode().count("<blockquote") == 2000


def test_a_draft_cites_only_what_its_author_may_read(world: World) -> None:
    one = world.situation(shared=True)
    services.evidence_code(
        viewer=world.viewer("analyst"), situation=one, item=world.item(), start=0, end=6, elements=["7.14"]
    )
    draft = services.assessment_draft(viewer=world.viewer("partner_analyst"), situation=one)
    assert not draft.findings.exists()
    assert selectors.latest_signed(world.viewer("partner_analyst"), one) is None


def test_passages_keep_their_script_and_direction(world: World, client_of: Callable[..., Client]) -> None:
    one, analyst = world.situation(), world.viewer("analyst")
    item = world.item("قيل لهم إن عليهم الرحيل قبل نهاية الشهر من بيوتهم.", language="ar")
    services.evidence_code(viewer=analyst, situation=one, item=item, start=0, end=23, elements=["7.10"])
    page = client_of("analyst").get(reverse("situation", args=[one.pk])).content.decode()
    assert f'<blockquote class="passage" dir="auto" lang="{item.language}">{item.text[:23]}' in page
