"""How often the screener was right: counted from judgements, as far as one may see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nadhir.web.core import clock
from nadhir.web.core.models import Tlp
from nadhir.web.intake.measuring import FEW, Measured, by_language, measured, wilson
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import finding_judge
from tests.web.conftest import World

CALL = "Kill all the Shia, expel the vermin from the valley."


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(right: int, n: int, low: float, high: float) -> None:
    assert wilson(right, n) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert Measured("en", "", "", 0, 0, 0, 0).share is None


def test_a_language_is_the_sum_of_its_rows() -> None:
    rows = [
        Measured("ar", "urgent", "well", 30, 25, 3, 2),
        Measured("en", "review", "thinly", 4, 1, 1, 2),
        Measured("ar", "none", "well", 10, 9, 1, 0),
    ]
    whole = by_language(rows)
    assert [(one.language, one.n, one.right) for one in whole] == [("ar", 40, 34), ("en", 4, 1)]
    assert [one.few for one in whole] == [FEW > 40, FEW > 4]


@pytest.mark.django_db
def test_each_report_counts_once_by_what_holds_and_by_what_was_found_then(world: World) -> None:
    first, second = world.item(CALL), world.item(f"{CALL} Again and again, they said.")
    analyst, reviewer = world.viewer("analyst"), world.viewer("reviewer")
    finding_judge(viewer=analyst, item=first, verdict="agreed")
    finding_judge(viewer=reviewer, item=Item.objects.get(pk=first.pk), verdict="dismissed")
    finding_judge(viewer=analyst, item=second, verdict="agreed")
    (row,) = measured(analyst)
    assert (row.language, row.concern, row.coverage) == ("en", "urgent", first.coverage)
    assert (row.n, row.right, row.dismissed) == (2, 1, 1)
    assert measured(analyst, since=clock.now() + timedelta(seconds=1)) == []


@pytest.mark.django_db
def test_what_one_may_not_see_counts_for_nobody_else(world: World) -> None:
    item = world.item(CALL, source=world.source(slug="secret", tlp=Tlp.RED))
    finding_judge(viewer=world.viewer("analyst"), item=item, verdict="agreed")
    assert len(measured(world.viewer("analyst"))) == 1
    for persona in ("second_analyst", "reviewer", "partner_analyst", "outsider", "reporter"):
        assert measured(world.viewer(persona)) == []
