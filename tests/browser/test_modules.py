"""The page code that has no page of its own: each module by itself, in a real browser."""

import pytest
from playwright.sync_api import Page

from tests.browser.modules import run


def test_ages_are_short(page: Page) -> None:
    ages = run(page, "util/time.js", "return [0, 59.9, 60, 3599, 7300].map(m.age)")
    assert ages == ["0 s", "59 s", "1 min", "59 min", "2 h"]


def test_times_are_the_schools_in_summer_and_winter(page: Page) -> None:
    body = "return ['2026-07-01T09:00:00Z', '2026-11-20T09:00:00Z'].map(m.clockTime)"
    assert run(page, "util/time.js", body) == ["10:00", "09:00"]
    assert run(page, "util/time.js", "return m.day('2026-11-20T09:00:00Z')") == "Fri 20 Nov"


def test_the_schools_clock_ignores_the_pcs_own(page: Page) -> None:
    body = """
      let elapsed = 500;
      const clock = new m.SchoolClock('2030-01-01T00:00:00Z', () => elapsed);
      clock.sync('2026-11-20T09:00:00Z');
      elapsed += 90_000;
      const usual = clock.now().toISOString();
      clock.sync('2026-11-20T09:00:00Z', 60);
      elapsed += 90_000;
      return [usual, clock.now().toISOString()];
    """
    assert run(page, "core/clock.js", body) == ["2026-11-20T09:01:30.000Z", "2026-11-20T10:30:00.000Z"]


def test_a_burst_of_updates_is_drawn_once(page: Page) -> None:
    body = """
      const store = new m.Store({ a: 1 }), drawn = [];
      const stop = store.watch((state) => drawn.push(state));
      store.update({ b: 2 }); store.update({ b: 3 });
      await Promise.resolve();
      stop(); store.update({ b: 4 });
      await Promise.resolve();
      return drawn;
    """
    assert run(page, "core/store.js", body) == [{"a": 1}, {"a": 1, "b": 3}]


def test_nothing_is_sent_without_a_connection(page: Page) -> None:
    body = "return m.ask({ connected: false, timeout() { throw Error('sent'); } }, 'command', {})"
    assert run(page, "core/commands.js", body)["code"] == "command.no-connection"


def test_silence_is_an_answer_too(page: Page) -> None:
    body = """
      const silent = { emitWithAck: () => Promise.reject(Error('timeout')) };
      const io = { connected: true, timeout: () => silent };
      return m.ask(io, 'command', {});
    """
    assert run(page, "core/commands.js", body)["code"] == "command.no-answer"


FAKE_IO = """
  class FakeIo {
    constructor() { this.heard = {}; this.sent = []; this.connected = true; this.active = true; }
    on(event, fn) { this.heard[event] = fn; }
    timeout() { return { emitWithAck: async (...sent) => { this.sent.push(sent); return { ok: true }; } }; }
    disconnect() { this.connected = false; }
  }
  const io = new FakeIo(), socket = new m.DeskSocket(io), said = [];
  for (const name of ['up', 'down', 'ended']) {
    socket.addEventListener(name, (event) => said.push([name, event.detail?.code ?? null]));
  }
"""


def test_topics_are_followed_again_after_a_reconnection(page: Page) -> None:
    body = f"""{FAKE_IO}
      await socket.follow('lesson:1'); await socket.follow('stations'); await socket.unfollow('stations');
      io.heard.disconnect('transport close');
      io.sent.length = 0;
      io.heard.connect();
      await new Promise((done) => setTimeout(done));
      return [io.sent, said];
    """
    expected = [[["follow", "lesson:1"]], [["down", None], ["up", None]]]
    assert run(page, "core/socket.js", body) == expected


def test_a_topic_that_a_busy_server_did_not_answer_is_asked_for_again(page: Page) -> None:
    body = f"""{FAKE_IO}
      const answers = [() => Promise.reject(new Error('timeout')), () => ({{ ok: true }})];
      const emitWithAck = async (...sent) => {{ io.sent.push(sent); return answers.shift()(); }};
      io.timeout = () => ({{ emitWithAck }});
      io.connected = false; await socket.follow('exam:1/hall'); io.connected = true;
      io.heard.connect();
      await new Promise((done) => setTimeout(done));
      return io.sent;
    """
    assert run(page, "core/socket.js", body) == [["follow", "exam:1/hall"]] * 2


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        ("io.heard['signed-out']({ sentence: 'Bye.' })", ["ended", "login.ended"]),
        ("io.heard.disconnect('io server disconnect')", ["ended", "login.ended"]),
        (
            "io.active = false; io.heard.connect_error({ data: { code: 'login.ended' } })",
            ["ended", "login.ended"],
        ),
        ("io.active = false; io.heard.connect_error({ message: 'No.' })", ["ended", "socket.refused"]),
        ("io.heard.connect_error({ message: 'websocket error' })", ["down", None]),
    ],
)
def test_an_end_is_not_mistaken_for_a_bad_line(page: Page, happens: str, said: list[str]) -> None:
    assert run(page, "core/socket.js", f"{FAKE_IO} {happens}; return said") == [said]


def test_presence_is_told_seldom_and_only_when_somebody_is_there(page: Page) -> None:
    body = """
      let now = 0, told = 0;
      const presence = new m.Presence(() => told++, { everyMs: 100, timer: () => now });
      presence.watch(document);
      const at = (time) => { now = time; document.dispatchEvent(new Event('keydown')); return told; };
      return [at(50), at(100), at(150), at(250)];
    """
    assert run(page, "core/presence.js", body) == [0, 1, 1, 2]


def test_the_open_tab_is_scrolled_into_sight(page: Page) -> None:
    body = """
      const tabs = document.createElement('nav');
      tabs.style.cssText = 'display: flex; width: 100px; overflow-x: auto';
      tabs.innerHTML = '<a>1</a><a>2</a><a aria-current="page">3</a>';
      for (const tab of tabs.children) tab.style.cssText = 'flex: 0 0 80px';
      document.body.append(tabs);
      m.showOpenTab(tabs);
      m.showOpenTab(null);
      return tabs.scrollLeft;
    """
    assert run(page, "views/tabs.js", body) == 140
