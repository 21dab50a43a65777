from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pages
from tests.browser.lab import RunningLab, running_lab
from tests.schools import MONDAY_PERIOD_2

NEARLY_PERIOD_3 = MONDAY_PERIOD_2 + timedelta(hours=1, minutes=14, seconds=30)


@pytest.fixture
def lab(northgate_data: Path, tmp_path: Path) -> Iterator[RunningLab]:
    with running_lab(northgate_data, tmp_path, seats=0, start=NEARLY_PERIOD_3) as running:
        yield running


def test_the_page_waits_for_the_next_lesson_and_becomes_it(
    lab: RunningLab, new_page: Pages, shot: Callable[[Page, str], Path]
) -> None:
    page = lab.log_in(new_page, "m.okafor")
    expect(page.get_by_role("heading", name="No lesson now")).to_be_visible()
    expect(page.locator(".empty-text")).to_contain_text("in Lab 1 at 11:20.")
    shot(page, "between")
    expect(page.locator("#ends")).to_contain_text("ends 12:20")
