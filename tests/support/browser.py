"""A real Chromium for stories: one that calls nobody, watched for CSP violations and by axe.

Other doors use the same fixtures: `visitor` (JavaScript on), `visitor_without_scripts`, `small`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(os.environ.get("MCP_TEST_ASSETS", ROOT / ".assets-test")) / "axe.min.js"
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1200, "height": 900}

WATCH_POLICY = """
    window.policyViolations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.policyViolations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
"""
FIND_FAULTS = """
    async (rules) => {
        const found = await axe.run(document, {runOnly: {type: "tag", values: rules}});
        return found.violations.map((fault) =>
            `${fault.id}: ${fault.help}: ${fault.nodes.map((node) => node.html).join(" | ")}`);
    }
"""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The system's Chromium; where there is none, the story is skipped and says so."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    # Playwright keeps an event loop in this thread; Django would take it for a request's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": chromium, "args": list(QUIET)}


@dataclass
class Visitor:
    """A person at a browser: where they are, and what went wrong on the way."""

    page: Page
    site: str
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _listen(self, message: ConsoleMessage) -> None:
        # A page that answers 4xx on purpose is also noted in the console; that is no complaint.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> int:
        """Open a page; its status."""
        response = self.page.goto(f"{self.site}{path}")
        assert response is not None
        return response.status

    def press(self, name: str) -> None:
        """Press the button or follow the link with this name."""
        self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        ).first.click()

    def heading(self) -> str:
        """The page's first heading, as it is read out."""
        return " ".join(self.page.locator("h1").inner_text().split())

    def text(self) -> str:
        """The main part of the page."""
        return self.page.locator("main").inner_text()

    def everything(self) -> str:
        """The whole page, frame included."""
        return self.page.locator("body").inner_text()

    def faults(self) -> list[str]:
        """What axe finds wrong with the page as it stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        return self.page.evaluate(FIND_FAULTS, list(RULES))

    def is_wider_than_its_window(self) -> bool:
        """Whether the page would have to be scrolled sideways."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )

    def check(self) -> None:
        """The page is clean: no fault that axe finds, nothing refused by the policy, no error."""
        assert self.faults() == []
        assert not self.is_wider_than_its_window()
        if self.scripts:
            assert self.page.evaluate("window.policyViolations") == []
        assert self.complaints == []

    def picture(self, name: str) -> None:
        """Keep a picture of the page where MCP_TEST_PICTURES says, for people to look at."""
        folder = os.environ.get("MCP_TEST_PICTURES")
        if folder:
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Callable[..., Visitor]]:
    """`visit(scripts=True, window=WIDE)`: a visitor with a session of their own."""
    contexts = []

    def enter(*, scripts: bool = True, window: dict[str, int] = WIDE) -> Visitor:
        context = browser.new_context(
            viewport=window, java_script_enabled=scripts, locale="en-GB", reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH_POLICY)
        contexts.append(context)
        return Visitor(context.new_page(), live_server.url, scripts)

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(visit) -> Visitor:
    """At a desk, with scripts."""
    return visit()


@pytest.fixture
def visitor_without_scripts(visit) -> Visitor:
    """At a desk, with JavaScript turned off."""
    return visit(scripts=False)


@pytest.fixture
def small(visit) -> Visitor:
    """With a window 320 pixels wide."""
    return visit(window=NARROW)
