"""The day-end page and two reception pages in a real Chromium: what they show when, and each frame drawn."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from controller.errors import SchoolbellError
from simulators.benches.lab.browser import chromium
from simulators.provision import Login

PAGES = {"day-end": "/day-end", "reception-1": "/reception", "reception-2": "/reception"}
COUNTS = {
    "/day-end": ("[data-station]", ".pill-count"),
    "/reception": (".station[data-station]", ".station-count strong"),
}
FRAMES = ("-*", "disabled-by-default-devtools.timeline.frame", "benchmark", "blink.user_timing")
MARK = "schoolbell-measured"
PER_S = 60.0

# The number of each station that is new in a frame, and when that had been painted (real seconds).
WATCH = """([station, count]) => {
  const seen = [], known = new Map(), channel = new MessageChannel();
  let due = false;
  const look = () => {
    due = false;
    const at = (performance.timeOrigin + performance.now()) / 1000;
    for (const card of document.querySelectorAll(station)) {
      const number = Number(card.querySelector(count)?.textContent || 0);
      if (number > (known.get(card.dataset.station) ?? 0)) {
        known.set(card.dataset.station, number);
        seen.push([card.dataset.station, number, at]);
      }
    }
  };
  channel.port1.onmessage = look;
  const painted = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => channel.port2.postMessage(0));
  };
  const all = { subtree: true, childList: true, characterData: true };
  new MutationObserver(painted).observe(document.getElementById('main'), all);
  globalThis.schoolbellSeen = seen;
}"""

# Something that moves in every frame, so that each frame which is not drawn is one that was missed.
MOVE = """(mark) => {
  const dot = document.createElement('div');
  dot.style.cssText = 'position:fixed;left:0;top:0;width:2px;height:2px;background:red';
  document.body.append(dot);
  let turn = 0;
  const next = () => {
    turn += 1;
    dot.style.left = `${turn % 100}px`;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  performance.mark(mark);
}"""


@dataclass(frozen=True, slots=True)
class Shown:
    page: str
    station: str
    count: int
    at: float


@dataclass(frozen=True, slots=True)
class Frames:
    """Of the day-end page, in which something moved in every frame. By Chromium's own trace."""

    wanted: int
    presented: int
    dropped: int
    per_s: float


class Desks:
    """Open from `with` on. Used from one thread."""

    def __init__(self, url: str, login: Login) -> None:
        self._url, self._login = url, login
        self._pages: dict[str, Any] = {}
        self._browser: Any = None

    def __enter__(self) -> Self:
        program = chromium()
        if program is None:
            raise SchoolbellError(
                "bench.no-chromium", "Install Chromium and playwright to measure the pages."
            )
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=program)
        for name, path in PAGES.items():
            self._pages[name] = self._opened(path)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    @contextmanager
    def traced(self) -> Iterator[Callable[[], Frames]]:
        """What it yields answers afterwards."""
        page = self._pages["day-end"]
        self._browser.start_tracing(page=page, categories=list(FRAMES))
        page.evaluate(MOVE, MARK)
        found: list[bytes] = []
        yield lambda: frames_in(found[0])
        found.append(self._browser.stop_tracing())

    def shown(self, name: str) -> Sequence[Shown]:
        seen = self._pages[name].evaluate("schoolbellSeen")
        return [Shown(name, station, count, at) for station, count, at in seen]

    def _opened(self, path: str) -> Any:
        view = {"width": 1920, "height": 1080}
        context = self._browser.new_context(viewport=view, base_url=self._url)
        page = context.new_page()
        page.goto("/login")
        page.fill("[name=username]", self._login.username)
        page.fill("[name=password]", self._login.password)
        page.click("button[type=submit]")
        page.goto(path)
        page.wait_for_selector("html[data-connection=up]")
        page.wait_for_selector("[data-station]")
        page.evaluate(WATCH, list(COUNTS[path]))
        return page


def frames_in(trace: bytes) -> Frames:
    """Chromium reports each frame that it meant to draw (`PipelineReporter`), and what became of it.

    Of one frame there may be two reports, of the compositor's part and of the page's.
    """
    events = json.loads(trace)["traceEvents"]
    mine = next(one["pid"] for one in events if one.get("name") == MARK)
    reports = [one for one in events if one.get("name") == "PipelineReporter" and one["pid"] == mine]
    states: dict[object, set[str]] = {}
    for one in reports:
        said = one.get("args", {}).get("frame_reporter", {})
        if one["ph"] == "b" and said:
            states.setdefault(said.get("frame_sequence"), set()).add(said.get("state", ""))
    moments = [one["ts"] / 1e6 for one in reports]
    presented = sum(any(state.startswith("STATE_PRESENTED") for state in found) for found in states.values())
    dropped = sum(found == {"STATE_DROPPED"} for found in states.values())
    passed = max(moments) - min(moments)
    return Frames(presented + dropped, presented, dropped, round(presented / passed, 1))
