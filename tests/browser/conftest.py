"""A real Chromium for every browser test. A page that logs an error fails its test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.browser.shell_site import ShellSite

CHROMIUM = "/usr/bin/chromium"
DESKTOP, PHONE = (1440, 900), (390, 844)
SHARING = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
"""Says yes when a page asks for a screen, and shares a made-up one."""

PATIENCE_MS = 60_000
"""For what only a machine that is very busy may be late with; what is there ends the wait."""

expect.set_options(timeout=PATIENCE_MS)


def looks(page: Page) -> Iterator[str]:
    """Each kind of visitor in turn, for a page that is loaded anew: desktop and phone, light and dark."""
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            yield f"{width}-{scheme}"


class Pages:
    """`new_page(DESKTOP, "dark")` opens a page as a new visitor; `expect_error(part)` forgives one kind."""

    def __init__(self, browser: Browser) -> None:
        self._browser, self._contexts = browser, list[BrowserContext]()
        self._errors, self._forgiven = list[str](), list[str]()
        self._lent: Page | None = None

    def __call__(self, size: tuple[int, int] = DESKTOP, scheme: str = "light", base_url: str = "") -> Page:
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            base_url=base_url or None,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        return self._listen(context.new_page())

    def lend(self, page: Page) -> Page:
        """One that is there already, and stays."""
        self._lent = self._listen(page)
        return page

    def expect_error(self, part: str) -> None:
        self._forgiven.append(part)

    def close(self) -> list[str]:
        for context in self._contexts:
            context.close()
        if self._lent:
            self._lent.remove_listener("console", self._heard)
            self._lent.remove_listener("pageerror", self._failed)
        return [e for e in self._errors if not any(part in e for part in self._forgiven)]

    def _listen(self, page: Page) -> Page:
        page.on("console", self._heard)
        page.on("pageerror", self._failed)
        return page

    def _failed(self, error: Error) -> None:
        self._errors.append(f"{error}: {error.stack}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append(f"{message.location['url']}: {message.text}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SHARING)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Pages]:
    pages = Pages(browser)
    yield pages
    errors = pages.close()
    assert not errors, "the browser's console says: " + "; ".join(errors)


@pytest.fixture
def shot(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page, str], Path]:
    """Keeps a picture of a page beside the test's other files (pytest --basetemp chooses where)."""

    def keep(page: Page, name: str) -> Path:
        path = tmp_path / f"{name}.png"
        page.screenshot(path=path)
        return path

    return keep


@pytest.fixture(scope="session")
def module_site() -> Iterator[ShellSite]:
    """One for all files that run single modules of the scripts."""
    site = ShellSite()
    yield site
    site.close()


@pytest.fixture(scope="session")
def module_page(browser: Browser) -> Page:
    size = {"width": DESKTOP[0], "height": DESKTOP[1]}
    return browser.new_page(viewport=size, locale="en-GB", reduced_motion="reduce")


@pytest.fixture
def page(new_page: Pages, module_page: Page, module_site: ShellSite) -> Page:
    """Somewhere to run them, as good as new; the tests of whole desks have a page of their own."""
    module_page.goto(f"{module_site.url}/login")
    module_page.evaluate("localStorage.clear(), sessionStorage.clear()")
    return new_page.lend(module_page)
