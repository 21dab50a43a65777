"""A real Chromium that a pupil has open on a real display, under policies that no other program sees.

Chromium's folder of policies cannot be moved by a switch, so the browser runs in a mount namespace of its own
in which that folder is the test's.
"""

import asyncio
import os
import subprocess
import threading
from contextlib import asynccontextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.async_api import Browser, Error, Page, async_playwright

from tests.workstation_agent.platform.linux.pupils import MARK, MarkedPupil
from workstation_agent.platform.linux.browsers.chromium import FOLDERS
from workstation_agent.platform.linux.browsers.mode import SitesMode
from workstation_agent.platform.linux.browsers.running import find_browsers

CHROMIUM = "/usr/lib/chromium/chromium"
POLICIES = "/etc/chromium"
PATIENCE_S = 80.0  # Chromium reads its policies when it has nothing else to do
BLOCKED = "ERR_BLOCKED_BY_ADMINISTRATOR"


class Page200(BaseHTTPRequestHandler):
    """Every address of every site: its title is the address."""

    def do_GET(self) -> None:
        page = f"<!doctype html><title>{self.headers['Host']}{self.path}</title>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        pass


class RealChromium:
    """`mode` is what is tried; `web` is a site of every name."""

    def __init__(self, where: Path, display: str, controller: str) -> None:
        self._where, self._display = where, display
        self._profile = where / "profile"
        (where / FOLDERS[0]).mkdir(parents=True)
        own = ["--user", "--map-root-user"] if os.geteuid() else []
        bind = f'mount --bind "{where}/etc/chromium" {POLICIES} && exec "$@"'
        self._apart = ("unshare", *own, "--mount", "sh", "-c", bind, "sh")
        self.pupil = MarkedPupil(where, display, self._apart)
        self.mode = SitesMode(self.pupil, [controller], where)
        self._web = ThreadingHTTPServer(("127.0.0.1", 0), Page200)
        threading.Thread(target=partial(self._web.serve_forever, 0.05), daemon=True).start()

    @property
    def folder(self) -> Path:
        return self._where / FOLDERS[0]

    def open(self, *addresses: str) -> None:
        options = [
            *("--no-sandbox", "--no-first-run", "--disable-gpu", "--remote-debugging-port=0"),
            f"--user-data-dir={self._profile}",
            f"--host-resolver-rules=MAP * 127.0.0.1:{self._web.server_port}",
        ]
        environment = os.environ | {"DISPLAY": self._display, MARK: str(self._where)}
        subprocess.Popen(
            [*self._apart, CHROMIUM, *options, *addresses],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    async def until_kept(self, *addresses: str) -> None:
        """A browser writes down what is open some seconds later, to open it again next time."""

        async def kept() -> bool:
            files = (self._profile / "Default" / "Sessions").glob("Session_*")
            said = b"".join(path.read_bytes() for path in files)
            return all(address.encode() in said for address in addresses)

        await _patiently(kept)

    async def until_it_notices(self) -> None:
        """A browser watches its policies some time after its start."""
        self.mode._settles_s = 0.0

        async def noticing() -> bool:
            found = await asyncio.to_thread(find_browsers, self.pupil)
            return bool(found) and all(map(self.mode._notices, found))

        await _patiently(noticing, pause_s=0.2)

    def close(self) -> None:
        self._web.shutdown()
        self._web.server_close()
        for process in self.pupil.processes():
            process.kill()

    @asynccontextmanager
    async def seen(self, pages: int):
        """The browser as it is now, with at least so many pages open."""
        async with async_playwright() as playwright:
            browser = await _patiently(partial(self._connect, playwright, pages))
            yield browser

    async def _connect(self, playwright, pages: int) -> Browser | None:
        try:
            port = (self._profile / "DevToolsActivePort").read_text().split()[0]
            browser = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        except (OSError, IndexError, Error):
            return None
        return browser if len(browser.contexts[0].pages) >= pages else None


async def goes(page: Page, address: str) -> str:
    """The title of the page at the address, or why there is none."""
    try:
        await page.goto(address)
    except Error as error:
        return str(error).splitlines()[0]
    return await page.title()


async def _patiently(ask, pause_s: float = 0.05):
    async with asyncio.timeout(PATIENCE_S):
        while not (found := await ask()):
            await asyncio.sleep(pause_s)
    return found


async def until_goes(page: Page, address: str, part: str) -> None:
    """Until the browser has noticed a change of its policies."""

    async def ask() -> bool:
        return part in await goes(page, address)

    await _patiently(ask, pause_s=0.5)  # a browser that loads pages all the time puts its policies off
