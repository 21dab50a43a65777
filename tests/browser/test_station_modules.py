"""What the station desk says, module by module, in a real browser and without a server behind it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pages
from tests.browser.modules import run
from tests.browser.shell_site import ShellSite

WORDS = "views/admin/station-words.js"
MODES = "views/modes/words.js"
FINE = """const fine = {
    id: 'north-1', presence: 'ready', lock: 'locked', mode: 'normal', level: true, in_force: 7, ordered: 7,
    clock: 'trusted', battery: false, supply_mv: 5000, jams: 0, broken_records: 0, unrecorded: 0, waiting: 0,
    refused: {}, tampered: false, store_full: false, key_under_way: false, firmware: '1', model: 'rp2' };"""


@pytest.fixture(scope="module")
def words(module_site: ShellSite, browser: Any) -> Iterator[Page]:
    """One page for all: nothing here draws on it."""
    context = browser.new_context(base_url=module_site.url)
    page = context.new_page()
    page.goto("/login")
    yield page
    context.close()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("{}", []),
        ("{ lock: 'jammed', jams: 2 }", ["Lock jammed"]),
        ("{ jams: 1 }", ["1 jam"]),
        ("{ mode: 'lockdown' }", ["Lockdown"]),
        ("{ mode: 'release' }", []),
        ("{ level: false }", ["Authority behind"]),
        ("{ battery: true, supply_mv: 3900 }", ["On battery"]),
        ("{ supply_mv: 4200 }", ["Supply low"]),
        ("{ supply_mv: 0 }", []),
        ("{ refused: { 'not-accepted': 3, expired: 1 } }", []),
        ("{ refused: { unsigned: 3, repeated: 1 } }", ["4 strange orders"]),
        ("{ store_full: true, clock: 'none' }", ["Memory full", "No clock"]),
        ("{ presence: 'revoked', lock: 'jammed' }", []),
    ],
)
def test_what_is_worth_a_look(words: Page, changes: str, said: list[str]) -> None:
    flags = run(words, WORDS, f"{FINE} return m.flags({{ ...fine, ...{changes} }}).map(([said]) => said)")
    assert flags == said


def test_the_fleet_in_one_line(words: Page) -> None:
    fleet = "[fine, { ...fine, presence: 'lost', level: false }, { ...fine, presence: 'pending' }]"
    said = run(words, WORDS, f"{FINE} return m.summary({fleet})")
    assert said == "1 of 2 ready · 1 without the last authority · 1 worth a look."
    assert "No station is adopted yet" in run(words, WORDS, "return m.summary([])")


def test_supply_and_refusals_in_words(words: Page) -> None:
    power = "[{ supply_mv: 4987 }, { battery: true, supply_mv: 3700 }, { supply_mv: 0 }].map(m.power)"
    assert run(words, WORDS, f"return {power}") == ["4.99 V", "On battery, 3.70 V", "Not measured"]
    facts = (
        f"{FINE} return Object.fromEntries(m.facts({{ ...fine, refused: {{ expired: 1, unsigned: 4 }} }}))"
    )
    assert run(words, WORDS, facts)["Orders refused"] == "4 unsigned, 1 expired"


def test_those_without_a_mode_are_named_with_why(words: Page) -> None:
    away = "{ name: 'Gate ' + n, in_force_at: null, why: 'Lost.' }"
    report = f"{{ targets: [...Array(5).keys()].map((n) => ({away})) }}"
    said = run(words, MODES, f"return m.missing({report}, 2)")
    assert said == ["Gate 0: Lost.", "Gate 1: Lost.", "and 3 more."]


def test_names_are_said_as_people_say_them(words: Page) -> None:
    said = run(
        words,
        MODES,
        "return [1, 2, 6].map((n) => m.names('ABCDEF'.slice(0, n).split('').map((name) => ({ name }))))",
    )
    assert said == ["A", "A and B", "A, B, C, D and 2 more"]


def test_a_dialog_stays_open_with_the_error_inside_until_it_is_mended(
    new_page: Pages, module_site: ShellSite
) -> None:
    page = new_page()
    page.goto(f"{module_site.url}/login")
    body = """const said = [{ ok: false, sentence: 'Read the label again.' }, { ok: true, n: 7 }];
        const long = document.createElement('p');
        long.style.height = '3000px';
        const act = async () => said.shift();
        window.answer = m.actInDialog({ title: 'T', body: [long], confirm: 'Do it', act });"""
    run(page, "views/dialogs.js", f"{body} return null")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_role("alert")).to_have_text("Read the label again.")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    page.get_by_role("button", name="Do it").click()
    assert page.evaluate("window.answer") == {"ok": True, "n": 7}
    expect(page.get_by_role("dialog")).to_have_count(0)
