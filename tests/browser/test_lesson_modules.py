"""The lesson desk's code that has no page of its own: each module by itself, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.modules import run

PLAN = "const s = new m.Selection(); s.among(['a','b','c','d','e']);"


@pytest.mark.parametrize(
    ("steps", "chosen"),
    [
        ("s.only('b')", ["b"]),
        ("s.toggle('d'); s.toggle('a')", ["a", "d"]),
        ("s.toggle('d'); s.toggle('d')", []),
        ("s.only('b'); s.through('d')", ["b", "c", "d"]),
        ("s.only('d'); s.through('b')", ["b", "c", "d"]),
        ("s.only('d'); s.through('b'); s.through('e')", ["d", "e"]),
        ("s.through('c')", ["c"]),
        ("s.through('c', 'b'); s.through('d', 'c')", ["b", "c", "d"]),
        ("s.exactly(['e', 'a'])", ["a", "e"]),
        ("s.everything()", ["a", "b", "c", "d", "e"]),
        ("s.everything(); s.nothing()", []),
        ("s.only('b'); s.among(['a', 'c'])", []),
    ],
)
def test_choosing_seats(page: Page, steps: str, chosen: list[str]) -> None:
    assert run(page, "core/selection.js", f"{PLAN} {steps}; return s.seats") == chosen


def test_typing_in_a_question_replaces_the_offered_answer(page: Page) -> None:
    run(page, "views/lesson/questions.js", "window.answer = m.askForLock('all 30 PCs')")
    page.keyboard.type("Eyes on the board, please")
    page.keyboard.press("Enter")
    assert page.evaluate("window.answer") == {"message": "Eyes on the board, please"}


def test_a_long_message_stays_within_its_card(page: Page) -> None:
    page.add_style_tag(url="/static/css/lesson.css")
    body = """
      const div = (className) => Object.assign(document.createElement('div'), { className });
      const [rail, place] = [div('rail'), div('orders')];
      rail.style.width = '260px';
      rail.append(place);
      document.body.append(rail);
      const order = { id: '1', kind: 'lock', at: '2025-10-06T10:09:00Z', summary: 'Locked.', seats: [] };
      m.drawOrders(place, [{ ...order, text: 'word '.repeat(60) }]);
      return Math.max(rail.scrollWidth, place.scrollWidth);
    """
    assert run(page, "views/lesson/orders.js", body) <= 260


def test_a_choice_is_told_once_and_only_when_it_differs(page: Page) -> None:
    body = f"""{PLAN} let told = 0; s.addEventListener('change', () => told++);
      s.only('a'); s.only('a'); s.exactly(['a']); s.nothing(); s.nothing(); return told"""
    assert run(page, "core/selection.js", body) == 2


def test_a_page_tells_the_whole_of_what_it_shows_after_it_has_settled(page: Page) -> None:
    body = """
      const told = [], due = [];
      const timers = { setTimeout: (f) => due.push(f), clearTimeout: () => {}, setInterval: () => {} };
      const doc = Object.assign(new EventTarget(), { hidden: false });
      const tell = (seats, full, monitor) => told.push(monitor ? [seats, full, monitor] : [seats, full]);
      const showing = new m.Showing(tell, { timers, page: doc });
      const settle = () => due.splice(0).forEach((f) => f());
      showing.show('b', true); showing.show('a', true); showing.show('a', true); settle();
      showing.showFull('a'); settle();
      showing.showFull('a', 2); showing.showFull('a', 2); settle();
      showing.show('b', false); showing.showFull(null); settle();
      doc.hidden = true; doc.dispatchEvent(new Event('visibilitychange')); settle();
      doc.hidden = false; showing.hide(true); settle();
      showing.hide(false); settle();
      return told;
    """
    assert run(page, "core/showing.js", body) == [
        [["a", "b"], None],
        [["a", "b"], "a"],
        [["a", "b"], "a", 2],
        [["a"], None],
        [[], None],
        [[], None],
        [["a"], None],
    ]


def test_a_page_says_of_which_screens_it_has_no_picture(page: Page) -> None:
    body = """
      const told = [], has = new Set(['a']);
      const timers = { setTimeout: () => 1, clearTimeout: () => {}, setInterval: () => {} };
      const tell = (seats, full, monitor, lacking) => told.push(lacking);
      const showing = new m.Showing(tell, { has: (seat) => has.has(seat), timers });
      showing.show('a', true); showing.show('b', true); showing.again();
      has.add('b'); showing.again();
      return told;
    """
    assert run(page, "core/showing.js", body) == [["b"], []]


@pytest.mark.parametrize(
    ("picture", "heard", "now", "state"),
    [
        (None, [0.5, 3], 0, "none"),
        ({"seq": 3, "at": 0}, [0.2, 3], 500, "live"),
        ({"seq": 3, "at": 0}, [4.9, 3], 5_000, "live"),  # unchanged, and its PC beats
        ({"seq": 3, "at": 0}, [1, 3], 60_000, "dead"),  # the server has said nothing for a minute
        ({"seq": 3, "at": 0}, [7.0, 3], 7_600, "old"),
        ({"seq": 3, "at": 0}, [0.1, 4], 2_000, "live"),
        ({"seq": 3, "at": 0}, [0.1, 4], 4_000, "old"),  # a newer one exists and is not here
        ({"seq": 3, "at": 0}, [0.1, 4], 11_000, "dead"),
        ({"seq": 3, "at": 0}, None, 11_000, "dead"),
    ],
)
def test_an_old_picture_is_never_called_live(
    page: Page, picture: object, heard: object, now: int, state: str
) -> None:
    pulse_at = 0 if now == 60_000 else max(0, now - 500)
    fresh = page.evaluate(
        """async ([picture, heard, pulseAt, now]) => {
          const m = await import('/static/js/util/freshness.js');
          return m.freshness(picture ?? undefined, heard ?? undefined, pulseAt, now);
        }""",
        [picture, heard, pulse_at, now],
    )
    assert fresh["state"] == state


def jpeg(page: Page, data: bytes) -> Any:
    body = f"return m.jpegSize(new Uint8Array({list(data)}))"
    return run(page, "util/jpeg.js", body)


def test_the_size_of_a_jpeg_is_read_without_decoding_it(page: Page) -> None:
    start = b"\xff\xd8" + b"\xff\xe0\x00\x04ab" + b"\xff\xff"
    frame = b"\xff\xc0\x00\x11\x08\x04\x38\x07\x80\x03" + bytes(8)
    assert jpeg(page, start + frame) == {"height": 1080, "width": 1920}
    assert jpeg(page, b"GIF89a" + bytes(40)) is None
    assert jpeg(page, b"\xff\xd8\xff\xe0\xff\xff") is None
    assert jpeg(page, b"") is None


PICTURES = """
  const made = async (w, h, colour) => {
    const canvas = new OffscreenCanvas(w, h);
    const context = canvas.getContext('2d');
    context.fillStyle = colour;
    context.fillRect(0, 0, w, h);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    return new Uint8Array(await blob.arrayBuffer());
  };
  let number = 0;
  const framed = (whole, w, h, ...parts) => ({
    seat: 'a',
    size: 'thumb',
    picture: { seq: ++number, w, h, whole, parts: parts.map(([jpeg, ...at]) => [...at, jpeg.length]) },
    bytes: new Uint8Array(parts.flatMap(([jpeg]) => [...jpeg])).buffer,
  });
  let decoded = 0;
  const decode = (blob) => { decoded++; return createImageBitmap(blob); };
  const book = new m.PictureBook({ decode });
  let drawn = 0;
  book.addEventListener('picture', () => drawn++);
  const colour = (x, y) => {
    const spot = new OffscreenCanvas(1, 1).getContext('2d');
    spot.drawImage(book.shown('a').canvas, -x, -y);
    const [r, g, b] = spot.getImageData(0, 0, 1, 1).data;
    if (r > 180) return 'red';
    return b > 180 ? 'blue' : g > 100 ? 'green' : `${[r, g, b]}`;
  };
"""


def pictures(page: Page, body: str) -> Any:
    return run(page, "core/pictures.js", PICTURES + body)


def test_parts_are_drawn_where_they_belong_and_in_order(page: Page) -> None:
    body = """
      const [red, blue] = [await made(64, 48, 'red'), await made(32, 16, 'blue')];
      const green = await made(16, 16, 'green');
      const said = [await book.take(framed(true, 64, 48, [red, 0, 0, 64, 48]))];
      said.push(await book.take(framed(false, 64, 48, [blue, 32, 16, 32, 16], [green, 32, 16, 16, 16])));
      const { canvas, seq } = book.shown('a');
      return [said, seq, [canvas.width, canvas.height], colour(5, 5), colour(40, 24), colour(56, 24), drawn];
    """
    assert pictures(page, body) == [["taken", "taken"], 2, [64, 48], "red", "green", "blue", 2]


def test_parts_of_a_picture_that_is_not_here_are_lost_and_said_to_be(page: Page) -> None:
    body = """
      const [red, blue] = [await made(64, 48, 'red'), await made(16, 16, 'blue')];
      const part = () => framed(false, 64, 48, [blue, 0, 0, 16, 16]);
      const said = [await book.take(part())];
      await book.take(framed(true, 64, 48, [red, 0, 0, 64, 48]));
      book.forget('a');
      said.push(await book.take(part()));
      const whole = book.take(framed(true, 64, 48, [red, 0, 0, 64, 48]));
      const after = book.take(part());
      said.push(await whole, await after);
      return [said, colour(5, 5), colour(40, 40)];
    """
    assert pictures(page, body) == [["lost", "lost", "taken", "taken"], "blue", "red"]


def test_a_state_may_come_without_a_picture_and_leaves_the_last_one(page: Page) -> None:
    body = """
      const frozen = framed(false, 64, 48);
      frozen.picture.state = 'frozen';
      const said = [await book.take(frozen), book.shown('a').state, book.shown('a').canvas ?? null];
      await book.take(framed(true, 64, 48, [await made(64, 48, 'red'), 0, 0, 64, 48]));
      await book.take({ ...frozen, picture: { ...frozen.picture, seq: 9, state: 'black', monitors: 2 } });
      const { state, seq, monitors } = book.shown('a');
      return [...said, state, seq, monitors, colour(5, 5), drawn];
    """
    assert pictures(page, body) == ["taken", "frozen", None, "black", 9, 2, "red", 1]


def test_a_picture_that_is_a_bomb_or_no_picture_is_refused_without_decoding_it(page: Page) -> None:
    bomb = list(b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(8))
    slow = list(b"\xff\xd8\xff\xc2\x00\x11\x08\x00\x10\x00\x10\x03" + bytes(8))
    body = f"""
      const [bomb, slow, red] = [{bomb}, {slow}, await made(16, 16, 'red')];
      const tries = [
        framed(true, 65535, 65535, [bomb, 0, 0, 65535, 65535]),
        framed(true, 16, 16, [bomb, 0, 0, 16, 16]),
        framed(true, 16, 16, [slow, 0, 0, 16, 16]),
        framed(true, 16, 16, [[], 0, 0, 16, 16]),
        framed(true, 16, 16, [red, 8, 0, 16, 16]),
        framed(true, 32, 32, [red, 0, 0, 32, 32]),
      ];
      const said = [];
      for (const one of tries) said.push(await book.take(one), book.shown('a').state);
      return [[...new Set(said)], decoded, drawn];
    """
    assert pictures(page, body) == [["taken", "refused"], 0, 0]


def test_a_picture_that_breaks_off_is_refused_until_a_whole_one_comes(page: Page) -> None:
    broken = list(b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03" + bytes(8))
    body = f"""
      const red = await made(64, 48, 'red');
      await book.take(framed(true, 64, 48, [red, 0, 0, 64, 48]));
      await book.take(framed(false, 64, 48, [{broken}, 0, 0, 16, 16]));
      const states = [book.shown('a').state];
      await book.take(framed(false, 64, 48, [await made(16, 16, 'blue'), 0, 0, 16, 16]));
      states.push(book.shown('a').state);
      await book.take(framed(true, 64, 48, [red, 0, 0, 64, 48]));
      return [states, book.shown('a').state, drawn];
    """
    assert pictures(page, body) == [["refused", "refused"], "ok", 2]


def test_what_was_typed_lately_comes_first_and_bad_memory_is_harmless(page: Page) -> None:
    body = """
      const kept = new Map();
      const storage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, text) => kept.set(k, text) };
      const recent = new m.Recent('words', ['usual', 'other'], storage);
      const lists = [recent.list];
      for (const word of ['one', 'two', 'three', 'two', 'usual']) recent.used(word);
      lists.push(recent.list);
      kept.set('schoolbell-words', '{nonsense');
      lists.push(recent.list);
      const none = { getItem() { throw new Error('blocked'); }, setItem() { throw new Error('blocked'); } };
      const blocked = new m.Recent('words', ['usual'], none);
      blocked.used('x');
      return [...lists, blocked.list];
    """
    assert run(page, "core/recent.js", body) == [
        ["usual", "other"],
        ["usual", "two", "three", "one"],
        ["usual", "other"],
        ["usual"],
    ]


@pytest.mark.parametrize(
    ("seat", "words"),
    [
        ({"condition": "locked"}, "PC-14, Ella Turner, Locked"),
        ({"condition": "free"}, "PC-14, Ella Turner, in use"),
        ({"condition": "away"}, "PC-14, Ella Turner, Not seen yet"),
        (
            {"condition": "away", "not_seen_since": "2025-10-06T09:42:00+00:00", "lock_waits": True},
            "PC-14, Ella Turner, Not seen since 10:42. Will lock when it returns",
        ),
        ({"condition": "not-enrolled", "pupil": None}, "PC-14, nobody seated, Not set up yet"),
    ],
)
def test_a_tile_in_words(page: Page, seat: dict[str, Any], words: str) -> None:
    whole = {"name": "PC-14", "pupil": "Ella Turner", "not_seen_since": None, "lock_waits": False} | seat
    said = page.evaluate(
        "async (seat) => (await import('/static/js/views/lesson/conditions.js')).spoken(seat)", whole
    )
    assert said == words


def test_a_trouble_is_a_mark_with_its_words(page: Page) -> None:
    alarm = "{kind: 'worker-restarted', sentence: 'It was <b>ended</b>.', at: '2025-10-06T09:05:00+00:00'}"
    body = f"""
      const place = document.createElement('div');
      const seat = {{ holds: [{{ kind: 'mute', state: 'in-force', text: '' }}], alarm: {alarm} }};
      m.drawMarks(place, seat);
      const marked = [...place.children].map((one) => [one.textContent, one.title]);
      m.drawMarks(place, {{ ...seat, alarm: null }});
      return {{ marked, spoken: m.spokenMarks(seat), left: place.children.length }};
    """
    told = run(page, "views/lesson/marks.js", body)
    assert told["marked"][0] == ["Trouble", "10:05: It was <b>ended</b>."]
    assert told["spoken"].startswith("Trouble: It was <b>ended</b>., Muted")
    assert (len(told["marked"]), told["left"]) == (2, 1)
