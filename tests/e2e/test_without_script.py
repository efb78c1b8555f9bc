"""What must work where scripts do not run: an old phone, a strict office."""

from __future__ import annotations

import time
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
    situation.wait_for()
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


def test_a_recipient_takes_note_on_a_second_generation_line(
    product: Product, windows: Callable[..., Person]
) -> None:
    """Two taps, the link and the button, over a line of 250 kbit/s down, 50 kbit/s up, and 300 ms there and
    back: what a browser calls a regular 2G. In bytes, everything that crosses it."""
    link = urlsplit(product.link_to(product.accounts["decision-maker"].address))
    recipient = windows(gallery("second-generation"), language="ar", size=PHONE, scripts=False)
    line = recipient.context.new_cdp_session(recipient.page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 300,
            "downloadThroughput": 250_000 / 8,
            "uploadThroughput": 50_000 / 8,
        },
    )
    crossed: list[int] = []
    line.on("Network.loadingFinished", lambda one: crossed.append(int(one["encodedDataLength"])))
    began = time.monotonic()
    recipient.opens(link.path)  # the first tap
    shown = time.monotonic() - began
    recipient.presses("main form button")  # the second
    recipient.finds("main [role=status]").first.wait_for()
    took = time.monotonic() - began
    assert sum(crossed) < 25_000, f"{crossed} bytes"
    assert shown < 6, f"{shown:.1f} s until it can be read"
    assert took < 12, f"{took:.1f} s until it is noted"
    print(
        f"shown after {shown:.1f} s, noted after {took:.1f} s, {sum(crossed)} bytes in {len(crossed)} answers"
    )
