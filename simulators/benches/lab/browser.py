"""The lesson page in a real Chromium: what its tab costs while every picture changes."""

import os
import shutil
import time
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]  # ships no types

from simulators.provision import Login

SETTLES_S = 3.0


@dataclass(frozen=True, slots=True)
class Tab:
    """`tab_cpu_pct` is of the page's own process, `chromium_cpu_pct` of all that Chromium started."""

    live: int
    tab_cpu_pct: float
    chromium_cpu_pct: float


def chromium() -> str | None:
    """Where it is, if a tab can be measured here at all."""
    try:
        import playwright.sync_api  # noqa: F401  # only to see whether it is there
    except ModuleNotFoundError:
        return None
    return shutil.which("chromium")


def watch_wall(program: str, url: str, login: Login, seats: int, seconds: float) -> Tab:
    """Opens the lesson as its teacher, with the whole wall in view. Blocks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        try:
            page = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=url).new_page()
            page.goto("/login")
            page.fill("[name=username]", login.username)
            page.fill("[name=password]", login.password)
            page.click("button[type=submit]")
            page.goto("/lesson")
            live = page.locator('.tile[data-picture="live"]')
            live.nth(seats - 1).wait_for(state="attached", timeout=20_000)
            time.sleep(SETTLES_S)
            before, began = _used(), time.perf_counter()
            time.sleep(seconds)
            percent = 100 / (time.perf_counter() - began)
            spent = {one: percent * (used - before.get(one, 0.0)) for one, used in _used().items()}
            tabs = [used for (_, kind), used in spent.items() if kind == "renderer"]
            return Tab(live.count(), round(max(tabs), 1), round(sum(spent.values()), 1))
        finally:
            browser.close()


def _used() -> dict[tuple[int, str], float]:
    """Seconds of processor time by process and kind, of the Chromium that this program has started."""
    used = {}
    for process in psutil.Process(os.getpid()).children(recursive=True):
        try:
            words = process.cmdline()
            if words and "chrom" in words[0]:
                kind = next((word[7:] for word in words if word.startswith("--type=")), "browser")
                used[process.pid, kind] = float(sum(process.cpu_times()[:2]))
        except psutil.Error:
            continue
    return used
