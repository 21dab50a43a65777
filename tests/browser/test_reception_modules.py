"""The reception page's code, module by module, in a real browser and without a server behind it."""

import pytest
from playwright.sync_api import Page

from tests.browser.modules import run

WORDS = "views/reception/release-words.js"
REDRAW = "util/redraw.js"
NOW = "const now = new Date('2025-10-06T09:05:00Z'), bell = '2025-10-06T14:10:00Z';"
ORDER = """const release = {
    phase: 'open', starts_at: '2025-10-06T09:00:00Z', ends_at: '2025-10-06T09:30:00Z',
    by: 'Ms D. Hallam', ended_by: '', reason: '', still_out: 13, listed: 825 };"""
LEVEL, BEHIND = "{ name: 'North gate 1', level: true }", "{ name: 'South gate 1', level: false }"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("09:05:00", "in 0 s"),
        ("09:05:40", "in 40 s"),
        ("09:06:00", "in 1 min"),
        ("10:05:00", "in 1 h"),
        ("14:10:00", "in 5 h 5 min"),
        ("08:00:00", "in 0 s"),
    ],
)
def test_what_is_to_come_is_said_in_the_largest_units(page: Page, moment: str, words: str) -> None:
    assert run(page, WORDS, f"{NOW} return m.inTime('2025-10-06T{moment}Z', now)") == words


def headline(page: Page, state: str) -> dict[str, str]:
    said = run(page, WORDS, f"{NOW} {ORDER} return m.headline({{ ...{state}, now }})")
    assert isinstance(said, dict)
    return said


def test_before_the_bell_it_counts_down(page: Page) -> None:
    said = headline(page, "{ plan: { bell, early: 'x' }, release: null, stations: [] }")
    assert said["title"] == "Bell at 15:10, in 5 h 5 min"


def test_without_a_bell_it_says_why(page: Page) -> None:
    said = headline(page, "{ plan: { bell: null, early: 'Today is not a school day.' }, release: null }")
    assert said == {"title": "No release yet", "note": "Today is not a school day."}


def test_an_early_release_keeps_saying_why(page: Page) -> None:
    said = headline(page, "{ plan: {}, release: { ...release, reason: 'Snow' } }")
    assert said["note"].endswith("Ends by itself at 10:30, in 25 min. Early: Snow.")


@pytest.mark.parametrize(
    ("changes", "title", "note"),
    [
        ("phase: 'set'", "Set for 15:10, in 5 h 5 min", "Early buses from 10:00. "),
        ("phase: 'open'", "The early buses go", "Since 10:00, and everybody from 15:10, ordered by"),
        (
            "phase: 'over', ended_at: now, ended_by: 'Mr P'",
            "The release is over",
            "Began at 10:00, ended by Mr P at 10:05.",
        ),
    ],
)
def test_early_buses_go_before_the_others(page: Page, changes: str, title: str, note: str) -> None:
    order = f"{{ ...release, opens_at: release.starts_at, starts_at: bell, {changes} }}"
    said = headline(page, f"{{ plan: {{}}, release: {order}, stations: [] }}")
    assert said["title"] == title
    assert note in said["note"]


@pytest.mark.parametrize(
    ("stations", "words"),
    [
        (f"[{LEVEL}]", "Its stations hold it"),
        (f"[{LEVEL}, {BEHIND}]", "South gate 1 has not been told yet."),
        (f"[{BEHIND}, {BEHIND}]", "South gate 1 and South gate 1 have not been told yet."),
    ],
)
def test_a_release_that_is_set_names_who_does_not_know_it(page: Page, stations: str, words: str) -> None:
    said = headline(page, f"{{ plan: {{}}, release: {{ ...release, phase: 'set' }}, stations: {stations} }}")
    assert words in said["note"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("ended_by: 'Mr P'", "ended by Mr P at 10:30. 13 of 825 pouches were not tapped."),
        ("still_out: 0", "ended by itself at 10:30. Every pouch was tapped."),
    ],
)
def test_a_release_that_is_over_says_who_ended_it_and_what_is_left(
    page: Page, changes: str, words: str
) -> None:
    said = headline(page, f"{{ plan: {{}}, release: {{ ...release, phase: 'over', {changes} }} }}")
    assert said["note"].endswith(words)


def test_a_release_that_was_called_off_has_not_begun(page: Page) -> None:
    order = "{ ...release, phase: 'over', starts_at: bell, ended_at: now, ended_by: 'Mr P' }"
    said = headline(page, f"{{ plan: {{ bell, early: 'x' }}, release: {order} }}")
    assert said["title"] == "Bell at 15:10, in 5 h 5 min"
    assert said["note"].startswith("Called off by Mr P at 10:05. Pouches stay locked until the release.")


def test_what_has_not_changed_is_left_alone(page: Page) -> None:
    body = """
      const place = document.createElement('ul');
      const build = (item) => Object.assign(document.createElement('li'), { textContent: item.text });
      const draw = (items) => m.keepList(place, items, { id: (i) => i.id, key: (i) => i, build });
      draw([{ id: 1, text: 'one' }, { id: 2, text: 'two' }]);
      const [first, second] = place.children;
      draw([{ id: 3, text: 'three' }, { id: 1, text: 'one' }, { id: 2, text: 'TWO' }]);
      return [place.textContent, place.children[1] === first, place.children[2] === second];
    """
    assert run(page, REDRAW, body) == ["threeoneTWO", True, False]


def test_a_list_and_the_words_for_no_list_take_turns(page: Page) -> None:
    body = """
      const place = document.createElement('ul'), seen = [];
      const none = () => m.replaceIfChanged(place, 'none', () => ['nobody']);
      const build = () => document.createElement('li');
      const some = () => m.keepList(place, [1], { id: (i) => i, key: (i) => i, build });
      for (const draw of [none, some, none, some]) { draw(); seen.push(place.textContent); }
      return seen;
    """
    assert run(page, REDRAW, body) == ["nobody", "", "nobody", ""]


def test_bars_are_as_high_as_their_minute_was_busy(page: Page) -> None:
    body = """
      const bars = [...m.flowChart([0, 20, 10, 0], 2).querySelectorAll('rect')];
      return bars.map((bar) => [Math.round(bar.getAttribute('height')), bar.getAttribute('class')]);
    """
    drawn = run(page, "views/reception/chart.js", body)
    assert drawn == [[2, "flow-none"], [96, "flow-bar"], [48, "flow-bar flow-now"], [2, "flow-ahead"]]


def test_the_finder_shows_the_answer_to_what_is_typed_now(page: Page) -> None:
    body = """
      const input = document.createElement('input'), list = document.createElement('ul'), chosen = [];
      const waiting = [];
      const socket = { command: (_, { text }) => new Promise((done) => waiting.push([text, done])) };
      new m.Finder({ input, list, socket, choose: (pupil) => chosen.push(pupil.name) });
      const type = async (text) => {
        input.value = text; input.dispatchEvent(new Event('input'));
        await new Promise((done) => setTimeout(done, 200));
      };
      await type('a'); await type('ab');
      const answer = (name) => ({ ok: true, pupils: [{ id: 'p', name, form: '9D', pouch: 'NG-1' }] });
      waiting[1][1](answer('Abel')); await new Promise((done) => setTimeout(done));
      waiting[0][1](answer('Anna')); await new Promise((done) => setTimeout(done));
      const shown = list.textContent;
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
      return [waiting.map(([text]) => text), shown, chosen, list.hidden, input.value];
    """
    asked = run(page, "views/reception/finder.js", body)
    assert asked == [["a", "ab"], "Abel9D · NG-1", ["Abel"], True, ""]


def test_enter_takes_nobody_of_an_older_list(page: Page) -> None:
    """A scanner sends Enter with the tag; a quick hand sends it before the list has followed."""
    body = """
      const input = document.createElement('input'), list = document.createElement('ul'), chosen = [];
      const found = { d: ['Dana', 'Daniel'], 'd b': ['Daniel'], 9: ['Anna'] };
      const people = (names) => names.map((name) => ({ id: name, name, form: '9D', pouch: '' }));
      const classes = [{ id: '9D', subject: '', size: 28 }];
      const command = async (_, { text }) => ({ ok: true, pupils: people(found[text]), classes });
      const common = { input, list, socket: { command } };
      new m.Finder({ ...common, choose: (pupil) => chosen.push(pupil.name) });
      const enter = async (text) => {
        input.value = text; input.dispatchEvent(new Event('input'));
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
        await new Promise((done) => setTimeout(done));
      };
      await enter('d'); await enter('d b');
      const groups = new m.Finder({ ...common, inDialog: true, choose: () => {}, chooseClass: () => {} });
      input.value = '9'; await groups._find();
      return [chosen, [...list.children].map((one) => one.textContent)];
    """
    chosen, shown = run(page, "views/reception/finder.js", body)
    assert (chosen, shown) == (["Daniel"], ["9Dgroup of 28", "Anna9D · no pouch"])


def test_an_urgent_message_stands_before_what_is_not(page: Page) -> None:
    body = """
      const place = document.createElement('ul'), count = document.createElement('span');
      const rest = { pupil: 'Anna', form: '9D', at: 0, changed_at: 0, by: '', text: '' };
      const states = [['a', 'waiting'], ['b', 'told', true], ['c', 'waiting', true], ['d', 'asked']];
      const messages = states.map(([id, state, urgent]) => ({ id, state, urgent, ...rest }));
      m.drawMessages({ place, count }, { messages }, { now: new Date(0), socket: null });
      return [...place.children].map((row) => row.dataset.message);
    """
    assert run(page, "views/reception/messages.js", body) == ["d", "c", "a", "b"]


def test_a_name_is_text_whatever_is_in_it(page: Page) -> None:
    body = """
      const tap = { id: 'd1', at: '2025-10-06T09:05:00Z', kind: 'refused', station: '<b>x</b>',
          who: '<img src=x>', sentence: '<script>1</script>', source: '', offline: false };
      const place = document.createElement('ol'), count = document.createElement('span');
      m.drawTaps({ place, count }, { taps: [tap, { ...tap, id: 'd0' }], release: null });
      return [place.querySelectorAll('img, script, b').length, place.querySelector('.tap-who').textContent];
    """
    assert run(page, "views/reception/taps.js", body) == [0, "<img src=x> 2 times"]
