"""A list of sites in a real Chromium with pages open, as a pupil meets it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workstation_agent.platform.linux.browsers.real import BLOCKED, RealChromium, goes, until_goes
from tests.workstation_agent.platform.linux.pupils import lease
from tests.x11.displays import Screen
from workstation_agent.protocol.restrictions import SITES, ListMode, Sites

ONLY = lease(SITES, Sites(ListMode.ONLY, ("on.example",)))
MORE = lease(SITES, Sites(ListMode.ONLY, ("on.example", "more.example")))
NOT = lease(SITES, Sites(ListMode.NOT, ("off.example",)))


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    screen = Screen()
    screen.start()
    yield screen
    screen.stop()


@pytest.fixture
def chromium(screen: Screen, tmp_path: Path) -> Iterator[RealChromium]:
    chromium = RealChromium(tmp_path, screen.name, "http://bell.example")
    asyncio.run(chromium.mode.lift())
    yield chromium
    chromium.close()


def test_only_these_sites_open_and_what_was_open_is_asked_again(chromium: RealChromium) -> None:
    async def lesson() -> None:
        pages = "http://on.example/work", "http://off.example/game"
        chromium.open(*pages)
        await chromium.until_kept(*pages)
        await chromium.mode.hold(ONLY)
        async with chromium.seen(2) as browser:
            pages = browser.contexts[0].pages
            for page in pages:
                await page.wait_for_load_state()
            assert sorted(["chrome-error:" in page.url for page in pages]) == [False, True]
            assert [page.url for page in pages if "example" in page.url] == ["http://on.example/work"]
            await only_on_example_opens(browser)

    asyncio.run(lesson())


async def only_on_example_opens(browser) -> None:
    async def tried(address: str, context=browser.contexts[0]) -> str:
        page = await context.new_page()
        answer = await goes(page, address)
        await page.close()
        return answer

    assert await tried("http://on.example/") == "on.example/"
    assert await tried("http://sub.on.example/x") == "sub.on.example/x"
    assert await tried("http://bell.example/login") == "bell.example/login"
    for refused in (
        "http://off.example/",
        "http://other.example/",
        "http://on-example.translate.goog/",
        "http://fon.example/",
        "view-source:http://off.example/",
        "data:text/html,<title>game</title>",
        "file:///etc/passwd",
    ):
        assert BLOCKED in await tried(refused), refused
    assert BLOCKED not in await tried("chrome://newtab/")
    private = await browser.new_context()
    assert BLOCKED in await tried("http://off.example/", private)
    page = await browser.contexts[0].new_page()
    await page.goto("http://on.example/")
    await page.evaluate("document.body.innerHTML = '<iframe src=http://off.example/></iframe>'")
    await page.wait_for_selector("iframe")
    while not page.frames[1].url:
        await asyncio.sleep(0.02)
    assert "chrome-error:" in page.frames[1].url


def test_a_list_that_only_grows_leaves_the_open_browser_and_what_was_typed_there(
    chromium: RealChromium,
) -> None:
    async def lesson() -> None:
        await chromium.mode.hold(ONLY)
        chromium.open("http://on.example/essay")
        async with chromium.seen(1) as browser:
            page = browser.contexts[0].pages[0]
            await page.wait_for_load_state()
            await page.evaluate("window.typed = 'a whole essay'")
            await chromium.until_it_notices()
            await chromium.mode.hold(MORE)
            other = await browser.contexts[0].new_page()
            await until_goes(other, "http://more.example/", "more.example/")
            assert BLOCKED in await goes(other, "http://off.example/")
            assert await page.evaluate("window.typed") == "a whole essay"

    asyncio.run(lesson())


def test_a_browser_that_has_just_started_is_restarted_when_the_list_ends(chromium: RealChromium) -> None:
    async def lesson() -> None:
        await chromium.mode.hold(NOT)
        chromium.open("http://off.example/")
        async with chromium.seen(1) as browser:
            page = browser.contexts[0].pages[0]
            await until_goes(page, "http://off.example/again", BLOCKED)
        await chromium.mode.lift()
        async with chromium.seen(1) as browser:
            page = await browser.contexts[0].new_page()
            assert await goes(page, "http://off.example/") == "off.example/"

    asyncio.run(lesson())
