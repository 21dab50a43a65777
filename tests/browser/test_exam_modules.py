"""What an exam room's page keeps while it is cut off: each module by itself, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.modules import run

QUEUE = """
  const kept = new Map();
  const storage = { getItem: (name) => kept.get(name), setItem: (name, text) => kept.set(name, text) };
  const answers = [], sent = [];
  const send = async (command, payload) => { sent.push([command, payload]); return answers.shift() ?? gone; };
  const gone = { ok: false, code: 'command.no-connection', sentence: 'Connection lost.' };
  const no = { ok: false, code: 'seat.taken', sentence: 'Ada has that seat.' }, yes = { ok: true };
  const made = () => new m.LineQueue('hall', send, { storage, keyless: ['exam.move'] });
  const at = new Date('2025-10-06T09:05:00Z');
  const q = made();
"""
AT = "2025-10-06T09:05:00.000Z"
SNAPSHOT = {
    "places": [
        {"number": "0001", "seat": "A1", "row": 1, "column": 1, "presence": "present", "passage": None},
        {
            "number": "0002",
            "seat": "B1",
            "row": 2,
            "column": 1,
            "presence": "present",
            "passage": {"outcome": "handed-in", "token": "B1", "devices": ["Watch"], "returned_at": None},
        },
    ],
    "watches": [{"name": "Mrs Reed", "came_at": AT, "went_at": None}],
    "ratio": {"needed": 1, "there": 1, "watch": "alone", "each": 30, "assumed": False},
    "incidents": [],
    "attested": [],
}


def queued(page: Page, body: str) -> Any:
    return run(page, "core/line-queue.js", QUEUE + body)


def on_top(page: Page, *lines: tuple[str, dict[str, object]]) -> Any:
    waiting = [{"command": command, "payload": {"at": AT, **payload}} for command, payload in lines]
    page.evaluate("(told) => { window.told = told; }", [SNAPSHOT, waiting])
    return run(page, "views/sittings/place.js", "return m.withWaiting(...window.told)")


def test_a_line_waits_until_it_was_taken_and_keeps_its_key(page: Page) -> None:
    body = """
      await q.add('exam.report', { words: 'one' }, at); await q.add('exam.move', { seat: 'C1' }, at);
      const later = made(); answers.push(yes, yes); await later.flush();
      return { sent, left: later.waiting, key: /^[0-9a-f]{32}$/.test(sent[0][1].key) };
    """
    found = queued(page, body)
    first, *_, moved = found["sent"]
    assert found["sent"].count(first) == 3  # tried with each line, and once more after the reload
    assert found["key"] is True
    assert moved == ["exam.move", {"seat": "C1", "at": AT}]
    assert found["left"] == []


def test_what_the_server_will_not_have_is_kept_over_a_reload_until_it_was_read(page: Page) -> None:
    body = """
      answers.push(no, yes);
      await q.add('exam.move', { seat: 'C1' }, at); await q.add('exam.report', { words: 'one' }, at);
      const later = made(), { refused } = later;
      later.putAway(refused[0]);
      return { refused, waiting: later.waiting, after: made().refused };
    """
    found = queued(page, body)
    assert [(one["payload"]["seat"], one["sentence"]) for one in found["refused"]] == [
        ("C1", "Ada has that seat.")
    ]
    assert (found["waiting"], found["after"]) == ([], [])


def test_two_pages_of_one_room_in_a_browser_keep_their_lines_beside_each_other(page: Page) -> None:
    """Its gate and the room, on one device."""
    body = """
      const gate = made(), words = (queue) => queue.waiting.map(({ payload }) => payload.words);
      await q.add('exam.report', { words: 'one' }, at); await gate.add('exam.report', { words: 'two' }, at);
      const both = words(made());
      answers.push(yes); await q.flush();
      return [both, words(made())];
    """
    assert queued(page, body) == [["one", "two"], ["two"]]


def test_it_is_shown_with_its_words_until_it_was_read(page: Page) -> None:
    run(
        page,
        "views/sittings/kept.js",
        """
      const payload = { seat: 'Z9', words: 'A chair fell.', at: '2025-10-06T09:05:00Z' };
      const line = { command: 'exam.report', payload, sentence: 'There is no seat Z9.' };
      const queue = { waiting: [], refused: [line], putAway: (one) => { queue.refused = []; draw(); } };
      const places = { waiting: document.createElement('p'), refused: document.createElement('ul') };
      document.body.append(...Object.values(places));
      const draw = () => m.drawKept((id) => places[id], queue, true);
      draw();
    """,
    )
    note = page.get_by_text("Not taken: 10:05 Incident log, seat Z9: A chair fell.")
    expect(note).to_be_visible()
    expect(page.get_by_text("There is no seat Z9.")).to_be_visible()
    page.get_by_role("button", name="I have read it").click()
    expect(note).to_have_count(0)


def test_a_room_goes_on_with_what_its_device_keeps(page: Page) -> None:
    told = on_top(
        page,
        ("exam.sign-in", {"name": "Mr Shah"}),
        ("exam.mark", {"candidate": "0001", "step": "left", "with_whom": "Mr Shah"}),
        ("exam.report", {"key": "k1", "kind": "illness", "seat": "A1", "words": "Felt faint."}),
        ("exam.found", {"key": "k2", "seat": "B1", "what": "Watch", "where": "on the wrist"}),
        ("exam.attest", {"what": "room-checked", "name": "Mrs Reed"}),
        ("exam.move", {"candidate": "0002", "seat": "C12"}),
        ("exam.return", {"token": "B1"}),
    )
    first, second = told["places"]
    assert (first["presence"], first["waits"]) == ("out", True)
    assert (second["seat"], second["row"], second["column"]) == ("C12", 3, 12)
    assert second["passage"]["returned_at"] == AT
    assert [one["name"] for one in told["watches"]] == ["Mrs Reed", "Mr Shah"]
    assert (told["ratio"]["there"], told["ratio"]["watch"]) == (2, "enough")
    assert [(one["kind"], one["words"]) for one in told["incidents"]] == [
        ("illness", "Felt faint."),
        ("device-found", "Watch, on the wrist."),
    ]
    assert [one["by"] for one in told["attested"]] == ["Mrs Reed"]


@pytest.mark.parametrize(
    ("names", "watch"), [((), "alone"), (("Mrs Reed",), "nobody")], ids=["one stays", "one goes"]
)
def test_whoever_goes_is_missed_at_once(page: Page, names: tuple[str, ...], watch: str) -> None:
    told = on_top(page, *(("exam.sign-out", {"name": name}) for name in names))
    assert told["ratio"]["watch"] == watch


def test_what_the_server_has_by_now_is_not_shown_twice(page: Page) -> None:
    line = {"kind": "illness", "seat": "A1", "words": "Felt faint."}
    taken = {**SNAPSHOT, "incidents": [{**line, "id": 7, "at": AT}]}
    waiting = [
        {"command": "exam.report", "payload": {"key": "k1", "at": AT, **line}},
        {"command": "exam.sign-in", "payload": {"key": "k2", "at": AT, "name": "Mrs Reed"}},
    ]
    page.evaluate("(told) => { window.told = told; }", [taken, waiting])
    told = run(page, "views/sittings/place.js", "return m.withWaiting(...window.told)")
    assert (len(told["incidents"]), len(told["watches"])) == (1, 1)


TOKENS = """
  const taken = new Map([['Main hall B1', 'Ben Ito'], ['main hall  b1-2', 'Cy Ode']]);
  return { fresh: m.proposed('Main hall', 'A1', taken), third: m.proposed('Main hall', 'B1', taken),
           none: m.proposed('Main hall', null, taken), holder: m.holderOf(' main hall b1 ', taken) };
"""


def test_a_token_says_its_room_and_is_known_however_it_is_typed(page: Page) -> None:
    assert run(page, "views/sittings/tokens.js", TOKENS) == {
        "fresh": "Main hall A1",
        "third": "Main hall B1-3",
        "none": "",
        "holder": "Ben Ito",
    }


def test_what_the_server_would_not_have_is_asked_again_with_all_that_was_typed(page: Page) -> None:
    run(
        page,
        "views/sittings/gate-card.js",
        """
      const one = { number: '0001', name: 'Ana Silva', seat: 'A1', arrangements: [] };
      const payload = { outcome: 'handed-in', devices: ['Watch'], token: 'Main hall B1' };
      const begun = { payload, sentence: 'Token Main hall B1 is with 0002 Ben Ito already: use another.' };
      const taken = new Map([['Main hall B1', 'Ben Ito']]);
      const take = (given) => (document.title = given.token);
      m.askAtGate({ one, room: 'Main hall', categories: ['Phone', 'Watch'], taken, take, begun });
    """,
    )
    card = page.get_by_role("dialog")
    expect(card.get_by_role("alert")).to_have_text(
        "Token Main hall B1 is with 0002 Ben Ito already: use another."
    )
    expect(card.get_by_label("Watch")).to_be_checked()
    card.get_by_label("Token").fill("MAIN HALL b1")
    card.get_by_role("button", name="Handed in").click()
    expect(card.get_by_role("alert")).to_have_text("Token MAIN HALL b1 is with Ben Ito already: use another.")
    expect(card.get_by_label("Watch")).to_be_checked()
    card.get_by_label("Token").fill("Main hall A1")
    card.get_by_role("button", name="Handed in").click()
    expect(page).to_have_title("Main hall A1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Z9", "There is no seat Z9 in this room."),
        ("b2", "Nobody sits at B2."),
        ("Smith", "Nobody here is called “Smith”."),
    ],
)
def test_a_seat_that_does_not_exist_is_said_to_be_none(page: Page, text: str, words: str) -> None:
    run(
        page,
        "views/sittings/gate.js",
        f"m.drawList(document.body, [], '{text}', {{ grid: {{ rows: 5, columns: 4 }} }})",
    )
    expect(page.get_by_text(words)).to_be_visible()


PCS = """
  const places = new Map(), made = (id) => document.body.appendChild(document.createElement('div'));
  const at = (id) => places.get(id) ?? places.set(id, made(id)).get(id);
  const silence = { id: 1, kind: 'gone', words: 'PC-01 fell silent.', settled_by: '' };
  const shown = (over_at) => {
    const departures = [{ ...silence, at: '2025-10-06T09:05:03Z', over_at }];
    m.drawPcs(at, { login: '', pcs: [], departures }, { ended: false });
    return [at('pcs-alert').hidden, at('pcs-departures').textContent];
  };
  return [shown(null), shown('2025-10-06T09:05:07Z')];
"""


def test_a_silence_that_is_over_raises_no_alert_and_is_there_with_both_times(page: Page) -> None:
    going, over = run(page, "views/sittings/pcs.js", PCS)
    assert going[0] is False
    assert going[1].startswith("10:05:03, still so PC-01 fell silent.")
    assert over[0] is True
    assert over[1].startswith("10:05:03 to 10:05:07, over PC-01 fell silent.")
