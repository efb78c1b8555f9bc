"""What must work where scripts do not run: an old phone, a strict office."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from tests.e2e.conftest import gallery
from tests.e2e.person import Person
from tests.e2e.product import Product

PHONE = (390, 844)


def test_an_analyst_reads_the_inbox_and_codes_a_passage(windows: Callable[..., Person]) -> None:
    desk = windows(gallery("without-script"), language="fr", size=PHONE, scripts=False)
    desk.opens("/account/login/")
    desk.reads_in("fr")
    desk.signs_in_as("analyst")
    desk.goes_to("/inbox/")
    desk.sees("inbox")
    desk.finds("[data-open]").first.click()
    text = desk.finds("[data-code]").inner_text().split("\n")[0]
    passage = " ".join(text.split()[:4])
    situation = desk.finds("#code select[name=situation]")
    situation.select_option(index=situation.locator("option").count() - 1)
    desk.writes(quote=passage)
    desk.chooses("element", "9.4")
    desk.chooses("polarity", "risk")
    desk.sees("coding")
    desk.presses("#code button.main-act")
    desk.finds("main [role=status]").wait_for()
    assert desk.finds("main li", has_text="9.4").filter(has_text=passage).count()
    desk.sees("coded")


def test_a_recipient_takes_note_by_link(product: Product, windows: Callable[..., Person]) -> None:
    """The warning of the demonstration that nobody has answered yet."""
    link = urlsplit(product.link_to(product.accounts["decision-maker"].address))
    recipient = windows(gallery("without-script-by-link"), language="en", size=PHONE, scripts=False)
    recipient.opens(link.path)
    recipient.reads_in("en")
    recipient.sees("by-link")
    recipient.presses("main form button")
    recipient.finds("main [role=status]").first.wait_for()
    assert not recipient.finds("main form").count()
    recipient.sees("acknowledged")
