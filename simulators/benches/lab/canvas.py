"""The full view in a real Chromium: how long until a change on a seat's display is to be seen in the page."""

import random
import statistics
import time
from typing import Any

from simulators.benches.lab.display import GREEN, HEIGHT, MARKER, WIDTH, Screen
from simulators.provision import Login

FLIPS, PATIENCE_S, LOW_S, HIGH_S = 20, 5.0, 0.4, 1.2
# Looks at each frame of the page, so that the moment is that of the frame which shows the change.
_LOOK = """([x, y]) => {
  const canvas = document.querySelector('.full-canvas');
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  window.seen = { green: null, at: 0 };
  const look = () => {
    pixel.drawImage(canvas, x * canvas.width, y * canvas.height, 1, 1, 0, 0, 1, 1);
    const [red, green] = pixel.getImageData(0, 0, 1, 1).data;
    const now = green > red;
    const at = performance.timeOrigin + performance.now();
    if (now !== window.seen.green) window.seen = { green: now, at };
    requestAnimationFrame(look);
  };
  look();
}"""


def change_to_glass_ms(program: str, url: str, login: Login, seat: str, screen: Screen) -> float:
    """The median. `screen` is that seat's, with the marker on it. Blocks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        try:
            page = browser.new_context(base_url=url, bypass_csp=True).new_page()
            _open(page, login, seat)
            chance = random.Random(11)
            return round(statistics.median(_flip(page, screen, chance) for _ in range(FLIPS)), 1)
        finally:
            browser.close()


def _open(page: Any, login: Login, seat: str) -> None:
    page.goto("/login")
    page.fill("[name=username]", login.username)
    page.fill("[name=password]", login.password)
    page.click("button[type=submit]")
    page.goto("/lesson")
    page.locator('.tile[data-picture="live"]').first.wait_for(state="attached", timeout=20_000)
    page.locator(f'.tile[data-seat="{seat}"] .tile-view').click(force=True)
    page.wait_for_timeout(2000)
    left, top, width, height = MARKER
    page.evaluate(_LOOK, [(left + width / 2) / WIDTH, (top + height / 2) / HEIGHT])
    page.wait_for_timeout(500)


def _flip(page: Any, screen: Screen, chance: random.Random) -> float:
    time.sleep(chance.uniform(LOW_S, HIGH_S))
    at_s, colour = screen.flip()
    wanted = (
        f"window.seen.green === {'true' if colour == GREEN else 'false'} && window.seen.at > {at_s * 1000}"
    )
    page.wait_for_function(wanted, timeout=PATIENCE_S * 1000)
    return float(page.evaluate("window.seen.at")) - at_s * 1000
