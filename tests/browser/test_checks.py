"""A class check as a teacher does it: by keys, by touch, through a lost connection, in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from controller.storage.database import Database
from controller.storage.tables.checks import ClassCheckChangeRow, ClassCheckCountRow
from tests.browser.conftest import PHONE, Pages
from tests.browser.lab import RunningLab, running_lab
from tests.browser.modules import run

Shot = Callable[[Page, str], Path]
CLASS = 28
QUEUE = "core/check-queue.js"
KEPT = """const kept = new Map(), said = [], answers = [];
    const storage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v) };
    const send = async (one) => { said.push(one); return answers.shift() ?? { ok: true }; };
    const marks = [{ pupil: 'p1', mark: 'locked' }], before = [{ pupil: 'p1', mark: 'not-checked' }];
    const settle = () => new Promise((done) => setTimeout(done, 0));"""


@pytest.fixture
def lab(northgate_data: Path, tmp_path: Path) -> Iterator[RunningLab]:
    with running_lab(northgate_data, tmp_path, seats=0) as running:
        yield running


def counts(page: Page, locked: int, no_phone: int) -> None:
    expect(page.locator("#counts")).to_contain_text(f"{locked} locked")
    expect(page.locator("#counts")).to_contain_text(f"{no_phone} no phone today")
    left = CLASS - locked - no_phone
    expect(page.locator("#counts")).to_contain_text(f"{left} not checked" if left else f"All {CLASS} checked")


def test_a_class_is_checked_by_keys_and_nothing_is_lost_or_doubled(
    lab: RunningLab, new_page: Pages, shot: Shot
) -> None:
    page = lab.log_in(new_page, "m.okafor")
    page.get_by_role("link", name="Checks").click()
    pupils = page.locator(".check-pupil")
    expect(pupils).to_have_count(CLASS)
    expect(page.locator("html[data-connection=up]")).to_be_attached()
    pupils.first.focus()
    for key in "NLL":
        page.keyboard.press(key)
    expect(pupils.nth(3)).to_be_focused()
    counts(page, 2, 1)
    page.keyboard.press("A")
    counts(page, CLASS - 1, 1)
    page.keyboard.press("Z")
    counts(page, 2, 1)
    expect(page.locator("#saved")).to_contain_text("Saved at 10:")
    for part in ("ERR_CONNECTION_REFUSED", "WebSocket", "Failed to load"):
        new_page.expect_error(part)
    lab.server.stop()
    expect(page.locator(".banner")).to_contain_text("Connection lost")
    page.get_by_role("button", name="All the rest: locked, seen").click()
    expect(page.locator("#saved")).to_contain_text("1 change is kept on this device")
    counts(page, CLASS - 1, 1)
    lab.server.run()
    page.reload()
    counts(page, CLASS - 1, 1)
    expect(page.locator("#saved")).to_contain_text("Saved at")
    page.get_by_role("button", name="Undo").click()  # also what was done before the reload
    counts(page, 2, 1)
    expect(page.locator("#saved")).to_contain_text("Saved at")
    shot(page, "checks")
    written(lab)
    by_touch(lab, new_page, shot)


def written(lab: RunningLab) -> None:
    """As the database has it: each change once, and the counts of the last."""
    database = Database(lab.server.data_dir / "schoolbell.db")
    with database.read() as session:
        changes = session.scalars(select(ClassCheckChangeRow)).all()
        (count,) = session.scalars(select(ClassCheckCountRow))
    database.close()
    assert len(changes) == 3 + 4
    assert (count.pupils, count.seen, count.no_phone) == (CLASS, 2, 1)


def by_touch(lab: RunningLab, new_page: Pages, shot: Shot) -> None:
    """On a second device, where what the first one marked stands already."""
    page = lab.log_in(new_page, "m.okafor", PHONE)
    page.goto("/checks")
    counts(page, 2, 1)
    fourth = page.locator(".check-pupil").nth(3)
    for mark in ("locked", "no-phone", "not-checked"):
        fourth.click()
        expect(fourth).to_have_attribute("data-mark", mark)
    shot(page, "checks-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_change_without_an_answer_is_sent_again_under_its_number(page: Page) -> None:
    said = run(
        page,
        QUEUE,
        f"""{KEPT} answers.push({{ ok: false, code: 'command.no-answer' }});
        const first = new m.CheckQueue('1-412@2025-10-06', send, storage); first.add(marks, before, 'Ada');
        await settle(); const waiting = first.waiting;
        const again = new m.CheckQueue('1-412@2025-10-06', send, storage); await again.flush();
        return [waiting, again.waiting, said.length, said[0].change === said[1].change, again.last.words]""",
    )
    assert said == [1, 0, 2, True, "Ada"]


def test_a_change_that_is_refused_is_given_up_and_said(page: Page) -> None:
    said = run(
        page,
        QUEUE,
        f"""{KEPT} answers.push({{ ok: false, code: 'check.not-yours', sentence: 'No.' }}); const heard = [];
        const queue = new m.CheckQueue('1-412@2025-10-06', send, storage);
        queue.addEventListener('refused', (event) => heard.push(event.detail.sentence));
        queue.add(marks, before, 'Ada'); await settle(); queue.undo(); await settle();
        return [heard, queue.waiting, said.at(-1).marks]""",
    )
    assert said == [["No."], 0, [{"pupil": "p1", "mark": "not-checked"}]]


def test_what_was_kept_for_another_day_is_forgotten(page: Page) -> None:
    said = run(
        page,
        QUEUE,
        """const old = 'schoolbell-check-1-4@2025-10-05', today = 'schoolbell-check-1-4@2025-10-06';
        const storage = { [old]: '', [today]: '', other: '' };
        Object.defineProperty(storage, 'removeItem', { value: (key) => delete storage[key] });
        m.forgetOld('2025-10-06', storage); return Object.keys(storage)""",
    )
    assert said == ["schoolbell-check-1-4@2025-10-06", "other"]
