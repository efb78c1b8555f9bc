"""A person at a browser. What they do reads as a sentence; they find their way by what stays the same in
every language: addresses, names of fields, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error as BrowserError

from tests.e2e.looking import Eye, Gallery
from tests.e2e.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

# The first and the last letter of some words in a passage, as points of the window where a hand would press.
ENDS_OF_WORDS = """(passage, words) => {
  passage.scrollIntoView({ block: "center" });
  const walk = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT), nodes = [];
  while (walk.nextNode()) nodes.push(walk.currentNode);
  const from = nodes.map((node) => node.data).join("").indexOf(words);
  if (from < 0) throw new Error(`these words do not stand there: ${words}`);
  const letter = (at) => {
    for (const node of nodes) {
      if (at < node.data.length) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect();
      }
      at -= node.data.length;
    }
  };
  const first = letter(from), last = letter(from + words.length - 1);
  const rtl = getComputedStyle(passage).direction === "rtl";
  return [
    [rtl ? first.right - 0.5 : first.left + 0.5, first.top + first.height / 2],
    [rtl ? last.left + 0.1 : last.right - 0.1, last.top + last.height / 2],
  ];
}"""


class Person:
    """Somebody at a browser window of their own, as a private window is."""

    def __init__(self, context: BrowserContext, product: Product, eye: Eye, page: Page) -> None:
        self.context = context
        self.product = product
        self.page = page
        self.eye = eye

    # -- coming and going ------------------------------------------------------------------------------

    def opens(self, address: str) -> None:
        """Open an address of the product, or a link in full."""
        there = address if address.startswith("http") else f"{self.product.base}{address}"
        response = self.page.goto(there)
        assert response is not None
        assert response.ok, f"{there}: {response.status}"

    def reads_in(self, language: str) -> None:
        """Press the language switch."""
        self.page.locator(f"form.langs button[name=language][value={language}]").click()

    def signs_in_as(self, role: str) -> None:
        account = self.product.accounts[role]
        self.opens("/account/login/")
        self.writes(login=account.address, password=account.password)
        self.sends("password")
        self.page.wait_for_url(lambda now: "/account/" not in now)

    def signs_out(self) -> None:
        leave = self.page.locator("form[action$='/logout/'] button")
        if not leave.is_visible():
            self.page.locator("details.pop:has(form[action$='/logout/']) summary").click()
        leave.click()
        self.page.wait_for_url("**/account/login/**")

    def goes_to(self, address: str) -> None:
        """Go to a room through the navigation; on a phone, through the menu where it stands there."""
        link = self.page.locator(f"nav a[href='{address}']:visible")
        if not link.count():
            self.page.locator("details.menu > summary").click()
        link.first.click()
        self.page.wait_for_url(f"**{address}")

    def follows(self, address: str) -> None:
        """Follow the first link whose address ends like this; or holds it, where it is given with `…`."""
        way = f"[href*='{address[:-1]}']" if address.endswith("…") else f"[href$='{address}']"
        before = self.page.url
        self.page.wait_for_load_state("load")
        self.page.locator(f"main a{way}").first.click()
        if not before.endswith(address):  # else the link leads to where the person is already
            self.page.wait_for_url(lambda now: now != before)

    # -- reading ---------------------------------------------------------------------------------------

    def sees(self, name: str) -> None:
        """Look at the page closely: see `tests.e2e.looking`."""
        self.eye.look(name)

    def finds(self, selector: str, *, has_text: str | None = None) -> Locator:
        return self.page.locator(selector, has_text=has_text)

    def page_read(self) -> str:
        """The words of the page as they stand; or why they cannot be read."""
        try:
            return self.page.locator("body").inner_text(timeout=2_000)[:4000]
        except BrowserError as gone:
            return repr(gone)

    # -- writing ---------------------------------------------------------------------------------------

    def writes(self, **words: str) -> None:
        """Fill fields in by name."""
        for name, value in words.items():
            self.page.locator(f"[name='{name}']:visible").fill(value)

    def chooses(self, name: str, value: str) -> None:
        """Choose from a list, a row of buttons or boxes, by what the form sends."""
        field = self.page.locator(f"select[name='{name}']:visible")
        box = self.page.locator(f"input[name='{name}'][value='{value}']")
        field.or_(box).first.wait_for(state="attached")
        if field.count():
            field.select_option(value)
        else:
            box.check()

    def ticks(self, name: str, *, holding: str) -> None:
        """Tick the box of this name whose label or row holds these words."""
        box = self.page.locator(f"label:has(input[name='{name}'])").filter(has_text=holding)
        box.locator("input").check()

    def sends(self, field: str) -> None:
        """Press the button of the form that holds the field."""
        form = self.page.locator(f"form:has([name='{field}'])")
        form.locator("button.main-act, .actions button").first.click()

    def presses(self, selector: str) -> None:
        self.page.locator(f"{selector} >> visible=true").first.click()

    def confirms(self, address: str) -> None:
        """Take a step that asks once: open it, then do it."""
        self.page.locator(f"details.confirm:has(form[action$='{address}']) > summary").click()
        self.page.locator(f"form[action$='{address}'] button").click()

    def types(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def selects(self, words: str) -> None:
        """Draw the mouse over words of the passage."""
        passage = self.page.locator("[data-code]")
        (left, top), (right, bottom) = passage.evaluate(ENDS_OF_WORDS, words)
        mouse = self.page.mouse
        mouse.move(left, top)
        mouse.down()
        mouse.move((left + right) / 2, (top + bottom) / 2)
        mouse.move(right, bottom)
        mouse.up()


def sit_down(
    browser: Browser,
    product: Product,
    gallery: Gallery,
    *,
    language: str,
    size: tuple[int, int],
    scripts: bool = True,
) -> Person:
    """A new private window of this size; nobody is signed in."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=language,
        java_script_enabled=scripts,
        reduced_motion="reduce",
        color_scheme="light",
    )
    # The other tests run beside the browser: a busy machine is slow, not wrong.
    context.set_default_timeout(45_000)
    page = context.new_page()
    eye = Eye(page, base=product.base, language=language, gallery=gallery, scripts=scripts)
    return Person(context, product, eye, page)
