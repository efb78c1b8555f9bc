"""What is asked of every page that a person comes to, whatever it says.

A picture of it is kept. It stands in its language and direction, fits its window, asks no other machine for
anything, breaks no rule of its own content policy, writes no error to the console, weighs little, and axe
finds nothing in it that WCAG 2.2 AA forbids.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, Response

LIGHT = 60_000  # bytes of one page on the line, its files being known
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = Axe()

# Says in the console what the policy forbade, where the browser itself stays silent.
FORBIDDEN = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`))"""


@dataclass(slots=True)
class Gallery:
    """The pictures of one walk, numbered in its order."""

    folder: Path
    count: int = 0
    names: list[str] = field(default_factory=list)

    def keep(self, page: Page, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count += 1
        self.names.append(f"{self.count:02}-{name}.png")
        page.screenshot(path=self.folder / self.names[-1], full_page=True, animations="disabled")


class Eye:
    """Watches one page from its first request on."""

    def __init__(
        self, page: Page, *, base: str, language: str, gallery: Gallery, scripts: bool = True
    ) -> None:
        self._page = page
        self._base = base
        self._language = language
        self._gallery = gallery
        self._scripts = scripts
        self._document: Response | None = None
        self.complaints: list[str] = []
        self.wrong: list[tuple[str, str]] = []  # what, on which picture
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._follow)
        page.on("response", self._receive)
        if scripts:
            page.add_init_script(FORBIDDEN)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"console on {self._page.url}: {said.text}")

    def _follow(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in ("http", "https", "ws", "wss") and asked.netloc != urlsplit(self._base).netloc:
            self.complaints.append(f"{self._page.url} asks {request.url}")

    def _receive(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            self._document = response

    def look(self, name: str) -> None:
        """Keep a picture of the page, and note in `wrong` what is not as it should be on every page. One walk
        shows all of it, instead of ending at the first."""
        self._page.wait_for_load_state("load")
        self._gallery.keep(self._page, name)
        found = [*self._direction(), *self._fit(), *self._weight()]
        if self._scripts:
            found += self._access()
        self.wrong += [(words, self._gallery.names[-1]) for words in [*self.complaints, *found]]
        self.complaints.clear()

    def _direction(self) -> list[str]:
        said = self._page.locator("html").evaluate("html => [html.lang, html.dir]")
        wanted = [self._language, "rtl" if self._language == "ar" else "ltr"]
        return [] if said == wanted else [f"language and direction are {said}, not {wanted}"]

    def _fit(self) -> list[str]:
        width, room = self._page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        return [] if width <= room else [f"it is {width} pixels wide in a window of {room}"]

    def _weight(self) -> list[str]:
        if self._document is None:
            return []
        size = self._document.request.sizes()["responseBodySize"]
        return [] if size <= LIGHT else [f"it weighs {size} bytes on the line"]

    def _access(self) -> list[str]:
        found = AXE.run(self._page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
        return [
            f"axe {violation['id']}: {node['html'][:200]} {' '.join(node['failureSummary'].split())}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]
