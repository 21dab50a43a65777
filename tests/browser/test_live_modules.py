"""The code of live sessions that has no page of its own: each module by itself, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.modules import run

HANDS = "core/hands.js"
BOX = "{ left: 100, top: 50, width: 640, height: 480 }"
WIDE = "{ width: 1280, height: 720 }"  # lies in the box as 640 × 360, 60 from its top


@pytest.mark.parametrize(
    ("point", "place"),
    [
        ("{x: 100, y: 110}", {"x": 0, "y": 0}),
        ("{x: 740, y: 470}", {"x": 65535, "y": 65535}),
        ("{x: 420, y: 290}", {"x": 32768, "y": 32768}),
        ("{x: 420, y: 109}", None),
        ("{x: 99, y: 290}", None),
    ],
)
def test_a_point_is_told_as_parts_of_the_picture(page: Page, point: str, place: Any) -> None:
    assert run(page, HANDS, f"return m.place({point}, {BOX}, {WIDE})") == place


def test_a_drag_that_leaves_the_picture_goes_on_at_its_edge(page: Page) -> None:
    assert run(page, HANDS, f"return m.place({{x: 9, y: 999}}, {BOX}, {WIDE}, true)") == {"x": 0, "y": 65535}


@pytest.mark.parametrize(
    ("key", "sent"),
    [("a", "a"), ("Enter", "Enter"), ("Dead", None), ("CapsLock", None), ("Unidentified", None)],
)
def test_keys_that_mean_nothing_elsewhere_stay_here(page: Page, key: str, sent: str | None) -> None:
    made = run(page, HANDS, f"return m.keyOf({{key: '{key}', code: 'KeyA'}}, true)")
    assert made == (sent and {"kind": "key", "key": sent, "code": "KeyA", "down": True})


def test_a_wheel_is_told_in_whole_notches(page: Page) -> None:
    turn = """
    const w = new m.Wheel(), t = (y, mode = 0) => w.notches({deltaX: 0, deltaY: y, deltaMode: mode});
    """
    body = "return [t(60), t(60), t(-320), t(9, 1), t(90000)]"
    notches = [None, 1, -3, 2, 20]
    wanted = [one and {"kind": "wheel", "dx": 0, "dy": one} for one in notches]
    assert run(page, HANDS, turn + body) == wanted


LINE = """
    const sent = [], answers = [], refused = [];
    const send = (events) => { sent.push(events); return new Promise((ok) => answers.push(ok)); };
    const line = new m.HandsLine(send, (answer) => refused.push(answer.sentence));
    const move = (x) => line.add({ kind: 'move', x, y: 0 });
    const soon = () => new Promise((done) => setTimeout(done));
"""


def test_moves_that_wait_are_one_move_and_clicks_are_never_lost(page: Page) -> None:
    body = """
    for (let x = 0; x < 9; x += 1) move(x);
    line.add({ kind: 'button', x: 8 });
    move(9); move(10);
    answers[0]({ ok: true });
    await soon();
    return sent.map((events) => events.map((one) => [one.kind, one.x]));
    """
    first = [[["move", 0]], [["move", 1]], [["move", 2]]]
    assert run(page, HANDS, LINE + body) == [*first, [["move", 8], ["button", 8], ["move", 10]]]


HOLD = """
    const sent = [], ticks = [];
    const words = ({ kind, button, key, down }) => (down === undefined ? kind : `${button ?? key} ${down}`);
    const held = new m.Holding((one) => sent.push(words(one)), (tick) => ticks.push(tick));
    const key = (name, down, again) => held.key({ kind: 'key', key: name, code: name, down }, again);
"""


@pytest.mark.parametrize(
    ("done", "sent"),
    [
        (
            "key('w', true); key('w', true, true); ticks[0](); key('w', false); ticks[0]()",
            "w true|hold|w false",
        ),
        ("held.buttons(1, {}); held.buttons(3, {}); held.buttons(2, {})", "left true|right true|left false"),
        (
            "key('Shift', true); held.buttons(1, {}); held.release(); held.release()",
            "Shift true|left true|release",
        ),
        (
            "key('Meta', true); key('c', true); key('Shift', true); key('Meta', false)",
            "Meta true|c true|Shift true|Meta false|c false",
        ),
        ("key('x', true, true); held.release()", ""),
    ],
)
def test_what_is_held_is_told_until_it_is_let_go(page: Page, done: str, sent: str) -> None:
    assert run(page, "core/holding.js", f"{HOLD} {done}; return sent.join('|')") == sent


def test_what_waits_when_something_is_refused_is_not_done_later(page: Page) -> None:
    body = """
    for (const key of 'abcde') line.add({ kind: 'key', key });
    answers[0]({ ok: false, sentence: 'PC-01 is locked.' });
    await soon();
    line.close();
    line.add({ kind: 'key', key: 'f' });
    return [sent.flat().map((one) => one.key ?? one.kind).join(' '), refused];
    """
    assert run(page, HANDS, LINE + body) == ["a b c release", ["PC-01 is locked."]]


HELD = """
    const beat = new EventTarget(), said = [], told = [];
    let goesOn = true;
    const held = new m.HeldSessions(async (name, payload) => {
        said.push([name, payload.session ?? '']);
        return { ok: true, session: 's1', goes_on: goesOn };
    }, beat);
    held.addEventListener('changed', ({ detail }) => told.push([detail.session, detail.state]));
    const tick = async () => {
        beat.dispatchEvent(new Event('message'));
        await new Promise((done) => setTimeout(done));
    };
"""


def test_a_session_is_said_to_go_on_until_it_ends(page: Page) -> None:
    body = """
    await tick();
    await held.begin('lesson.control', {});
    await tick();
    held.end('s1'); held.end('s1');
    await tick();
    return said.map(([name]) => name);
    """
    names = ["lesson.control", "lesson.keep-session", "lesson.end-session"]
    assert run(page, "core/held-sessions.js", HELD + body) == names


@pytest.mark.parametrize("how", ["goesOn = false; await tick();", "held.lost();"])
def test_a_page_learns_that_its_session_is_over(page: Page, how: str) -> None:
    body = f"await held.begin('lesson.control', {{}}); {how} await tick(); return told"
    assert run(page, "core/held-sessions.js", HELD + body) == [["s1", "over"]]


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("{secure: false, media: undefined}", "https"),
        ("{secure: true, media: {}}", "cannot share a screen"),
        ("{secure: true, media: {getDisplayMedia() {}}}", ""),
    ],
)
def test_a_page_says_why_it_cannot_share_a_screen(page: Page, where: str, says: str) -> None:
    said = run(page, "core/screencast.js", f"return m.whyNot({where})")
    assert says in said
    assert bool(said) == bool(says)
